"""What customers and staff read around a hand-over; Spanish as (usted, tú), where they differ."""

from app.agents.phrases.address import addressed
from app.config.company_config import CompanyConfig

Text = str | tuple[str, str]

TEXTS: dict[str, dict[str, Text]] = {
    # To the customer, after the agents' own words, while the company is closed.
    "back_at": {
        "es": (
            "En este momento estamos fuera de horario; le responderán desde {when}.",
            "En este momento estamos fuera de horario; te responderán desde {when}.",
        ),
        "en": "We are closed right now; the team will answer from {when}.",
        "pt": "No momento estamos fora do horário; a equipe responde a partir de {when}.",
    },
    # To the staff, in private notes.
    "note_title": {
        "es": "🤝 El asistente pide que una persona siga esta conversación.",
        "en": "🤝 The assistant asks a person to go on with this conversation.",
        "pt": "🤝 O assistente pede que uma pessoa continue esta conversa.",
    },
    "note_urgent": {
        "es": "🚨 POSIBLE URGENCIA: por favor, contacte al paciente ahora.",
        "en": "🚨 POSSIBLE EMERGENCY: please contact the patient now.",
        "pt": "🚨 POSSÍVEL EMERGÊNCIA: por favor, contate o paciente agora.",
    },
    "note_reason": {"es": "Motivo: {reason}.", "en": "Reason: {reason}.", "pt": "Motivo: {reason}."},
    "note_said": {"es": "Escribió: {text}", "en": "They wrote: {text}", "pt": "Escreveu: {text}"},
    "note_so_far": {
        "es": "Hasta ahora se habló de {topics}.{done}",
        "en": "So far it was about {topics}.{done}",
        "pt": "Até agora falou-se de {topics}.{done}",
    },
    "note_booking": {
        "es": "Cita en curso: {text}.",
        "en": "Booking under way: {text}.",
        "pt": "Agendamento em andamento: {text}.",
    },
    "note_resume": {
        "es": "Para devolver la conversación al asistente: nota privada «/bot on», o estado pendiente.",
        "en": 'To give it back to the assistant: private note "/bot on", or status pending.',
        "pt": 'Para devolver ao assistente: nota privada "/bot on", ou status pendente.',
    },
    "note_done_unsent": {
        "es": "Al tomar usted la conversación, el asistente ya había hecho esto (el cliente no lo leyó): {text}",
        "en": "The assistant had already done this when you took over (not sent to the customer): {text}",
        "pt": "O assistente já tinha feito isto quando você assumiu (não foi enviado ao cliente): {text}",
    },
    "note_taken": {
        "es": "🙋 {name} tomó esta conversación en el panel; el asistente no responde{until}.",
        "en": "🙋 {name} took this conversation in the panel; the assistant does not answer{until}.",
        "pt": "🙋 {name} assumiu esta conversa no painel; o assistente não responde{until}.",
    },
    "until": {"es": " hasta {when}", "en": " until {when}", "pt": " até {when}"},
    "note_released": {
        "es": "🤖 {name} devolvió la conversación al asistente.",
        "en": "🤖 {name} gave the conversation back to the assistant.",
        "pt": "🤖 {name} devolveu a conversa ao assistente.",
    },
    "note_reminder": {
        "es": "⏰ Toca recordar esta cita, y el asistente no escribe mientras usted lleva la conversación: {text}",
        "en": "⏰ This reminder is due, and the assistant does not write while you have the conversation: {text}",
        "pt": "⏰ É hora deste lembrete, e o assistente não escreve enquanto você está na conversa: {text}",
    },
    "someone": {"es": "Una persona del equipo", "en": "Someone of the team", "pt": "Alguém da equipe"},
    "human_owner": {
        "es": "una persona del equipo lleva la conversación; el asistente calla hasta que se la devuelvan",
        "en": "a person of the team has the conversation; the assistant is silent until it is given back",
        "pt": "uma pessoa da equipe está com a conversa; o assistente fica em silêncio até a devolução",
    },
    # Reasons
    "emergency": {"es": "posible urgencia", "en": "possible emergency", "pt": "possível emergência"},
    "customer_asked": {"es": "pidió hablar con una persona", "en": "asked for a person", "pt": "pediu uma pessoa"},
    "not_known": {
        "es": "pregunta algo que no está en la información de la empresa",
        "en": "asks something that the company's information does not tell",
        "pt": "pergunta algo que não está nas informações da empresa",
    },
    "calendar_down": {
        "es": "la agenda no responde",
        "en": "the calendar does not answer",
        "pt": "a agenda não responde",
    },
    "calendar_needs_person": {
        "es": "la agenda pide que una persona lo complete",
        "en": "the calendar needs a person to complete this",
        "pt": "a agenda pede que uma pessoa conclua",
    },
    "plan_limit": {
        "es": "el plan no admite más conversaciones atendidas por el asistente",
        "en": "the plan allows no further conversations with the assistant",
        "pt": "o plano não admite mais conversas atendidas pelo assistente",
    },
    "complaint": {"es": "reclamo o queja", "en": "complaint", "pt": "reclamação"},
    "failure": {
        "es": "el asistente no pudo responder",
        "en": "the assistant could not answer",
        "pt": "o assistente não conseguiu responder",
    },
    "undelivered": {
        "es": "un mensaje del asistente no se pudo entregar",
        "en": "a message of the assistant was not delivered",
        "pt": "uma mensagem do assistente não foi entregue",
    },
    "staff_hours": {
        "es": "horario de atención del equipo",
        "en": "the team's own hours",
        "pt": "horário de atendimento da equipe",
    },
    # The record of what has no words
    "attachment": {"es": "[adjunto]", "en": "[attachment]", "pt": "[anexo]"},
    "voice": {"es": "[nota de voz]", "en": "[voice note]", "pt": "[mensagem de voz]"},
    "image": {"es": "[imagen]", "en": "[picture]", "pt": "[imagem]"},
    "sticker": {"es": "[sticker]", "en": "[sticker]", "pt": "[figurinha]"},
    # The summary of an earlier session
    "session": {
        "es": "(Conversación anterior, {date}: se habló de {topics}.{done})",
        "en": "(Earlier conversation, {date}: it was about {topics}.{done})",
        "pt": "(Conversa anterior, {date}: falou-se de {topics}.{done})",
    },
    "topic_sales": {"es": "servicios y precios", "en": "services and prices", "pt": "serviços e preços"},
    "topic_support": {"es": "información general", "en": "general information", "pt": "informações gerais"},
    "topic_schedule": {"es": "una cita", "en": "an appointment", "pt": "um agendamento"},
    "topic_availability": {"es": "horarios disponibles", "en": "free times", "pt": "horários disponíveis"},
    "topic_emergency": {"es": "una urgencia", "en": "an emergency", "pt": "uma urgência"},
    "done_appointment_booked": {
        "es": " Se agendó una cita.",
        "en": " An appointment was booked.",
        "pt": " Um horário foi agendado.",
    },
    "done_appointment_rescheduled": {
        "es": " Se cambió una cita.",
        "en": " An appointment was moved.",
        "pt": " Um horário foi remarcado.",
    },
    "done_appointment_cancelled": {
        "es": " Se canceló una cita.",
        "en": " An appointment was cancelled.",
        "pt": " Um horário foi cancelado.",
    },
}


def handoff_phrase(key: str, company: CompanyConfig, language: str, **values: str) -> str:
    """The text `key` in `language` (Spanish where it has none), in the company's form of address."""
    entry = TEXTS[key].get(language) or TEXTS[key]["es"]
    return addressed(entry, company).format(**values)
