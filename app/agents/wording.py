"""Short fixed sentences in the customer's language; Spanish in the company's form of address.

A Spanish entry is (usted, tú); *vos* companies read the second, which their customers understand.
"""

from app.agents.phrases.address import addressed
from app.config.company_config import CompanyConfig

_TEXTS: dict[str, dict[str, str | tuple[str, str]]] = {
    "intro": {
        "es": ("Hola, le saluda {persona}.", "Hola, te saluda {persona}."),
        "en": "Hi, this is {persona}.",
        "pt": "Olá, aqui é {persona}.",
    },
    "greeting": {
        "es": (
            "¡Hola! Gracias por escribir a {company}. ¿En qué le puedo ayudar?",
            "¡Hola! Gracias por escribir a {company}. ¿En qué te puedo ayudar?",
        ),
        "en": "Hello! Thank you for writing to {company}. How can I help you?",
        "pt": "Olá! Obrigado por escrever para {company}. Como posso ajudar?",
    },
    "thanks": {
        "es": (
            "¡Con mucho gusto! Si necesita algo más, aquí estoy.",
            "¡Con mucho gusto! Si necesitas algo más, aquí estoy.",
        ),
        "en": "You're very welcome! I'm here if you need anything else.",
        "pt": "De nada! Se precisar de mais alguma coisa, estou aqui.",
    },
    "goodbye": {
        "es": ("¡Que tenga un excelente día!", "¡Que tengas un excelente día!"),
        "en": "Have a great day!",
        "pt": "Tenha um ótimo dia!",
    },
    "who_are_you": {
        "es": (
            "Soy la asistente virtual de {company}. Puedo contarle de servicios y precios, y ayudarle con su cita.",
            "Soy la asistente virtual de {company}. Puedo contarte de servicios y precios, y ayudarte con tu cita.",
        ),
        "en": "I'm the virtual assistant of {company}. I can tell you about services and prices, and help you book.",
        "pt": "Sou a assistente virtual de {company}. Posso falar de serviços e preços e ajudar com o agendamento.",
    },
    "small_talk": {
        "es": (
            "¡Qué gusto saludarle! ¿Le ayudo con algún servicio o con una cita?",
            "¡Qué gusto saludarte! ¿Te ayudo con algún servicio o con una cita?",
        ),
        "en": "Nice to hear from you! Can I help you with a service or an appointment?",
        "pt": "Que bom falar com você! Posso ajudar com algum serviço ou agendamento?",
    },
    "price": {
        "es": "{name}: {price}.",
        "en": "{name}: {price}.",
        "pt": "{name}: {price}.",
    },
    "price_sentence": {
        "es": "{name} tiene un valor de {price}",
        "en": "{name} costs {price}",
        "pt": "{name} custa {price}",
    },
    "price_from_sentence": {
        "es": "{name} está desde {price}",
        "en": "{name} starts at {price}",
        "pt": "{name} a partir de {price}",
    },
    "and_lasts": {
        "es": " y la sesión dura {minutes} minutos",
        "en": " and a session takes {minutes} minutes",
        "pt": " e a sessão dura {minutes} minutos",
    },
    "lasts": {
        "es": "La sesión de {name} dura {minutes} minutos.",
        "en": "A session of {name} takes {minutes} minutes.",
        "pt": "A sessão de {name} dura {minutes} minutos.",
    },
    "no_price": {
        "es": (
            "El valor de {name} depende de la valoración; una persona del equipo se lo confirma.",
            "El valor de {name} depende de la valoración; una persona del equipo te lo confirma.",
        ),
        "en": "The price of {name} depends on an assessment; someone from our team will confirm it.",
        "pt": "O valor de {name} depende de uma avaliação; alguém da equipe confirma para você.",
    },
    "services": {
        "es": "En {company} ofrecemos: {items}.",
        "en": "At {company} we offer: {items}.",
        "pt": "Na {company} oferecemos: {items}.",
    },
    "no_promotions": {
        "es": (
            "Por ahora no tengo promociones vigentes para contarle.",
            "Por ahora no tengo promociones vigentes para contarte.",
        ),
        "en": "There are no promotions running right now.",
        "pt": "No momento não temos promoções vigentes.",
    },
    "hours": {"es": "Atendemos {hours}.", "en": "We are open {hours}.", "pt": "Atendemos {hours}."},
    "address": {
        "es": "Estamos en {address}.",
        "en": "We are at {address}.",
        "pt": "Estamos em {address}.",
    },
    "payment": {
        "es": "Recibimos {methods}.",
        "en": "We accept {methods}.",
        "pt": "Aceitamos {methods}.",
    },
    "contact": {
        "es": ("Puede comunicarse con nosotros: {contact}.", "Puedes comunicarte con nosotros: {contact}."),
        "en": "You can reach us: {contact}.",
        "pt": "Você pode falar conosco: {contact}.",
    },
    "ask_book": {
        "es": ("¿Le gustaría que le ayude a agendar?", "¿Te gustaría que te ayude a agendar?"),
        "en": "Would you like me to help you book?",
        "pt": "Gostaria que eu ajudasse a agendar?",
    },
    "ask_more": {
        "es": ("¿Le puedo ayudar en algo más?", "¿Te puedo ayudar en algo más?"),
        "en": "Is there anything else I can help with?",
        "pt": "Posso ajudar em mais alguma coisa?",
    },
    "ask_which": {
        "es": ("¿Sobre cuál le gustaría saber más?", "¿Sobre cuál te gustaría saber más?"),
        "en": "Which one would you like to know more about?",
        "pt": "Sobre qual gostaria de saber mais?",
    },
    "not_known": {
        "es": (
            "No tengo ese dato confirmado y prefiero no darle información equivocada. "
            "¿Desea que una persona del equipo le responda?",
            "No tengo ese dato confirmado y prefiero no darte información equivocada. "
            "¿Quieres que una persona del equipo te responda?",
        ),
        "en": "I don't have that confirmed and I'd rather not give you wrong information. "
        "Would you like someone from our team to answer you?",
        "pt": "Não tenho essa informação confirmada e prefiro não informar errado. "
        "Quer que uma pessoa da equipe responda?",
    },
    "handoff": {
        "es": (
            "Con gusto, ya le comunico con una persona del equipo. Le responderá por este mismo medio.",
            "Con gusto, ya te comunico con una persona del equipo. Te responderá por este mismo medio.",
        ),
        "en": "Of course, I'm passing you to someone from our team. They will answer you right here.",
        "pt": "Claro, vou passar para uma pessoa da equipe. Ela responde por aqui mesmo.",
    },
    "complaint": {
        "es": (
            "Lamento mucho lo ocurrido. Ya aviso a una persona del equipo para que revise su caso y le responda por aquí.",
            "Lamento mucho lo ocurrido. Ya aviso a una persona del equipo para que revise tu caso y te responda por aquí.",
        ),
        "en": "I'm very sorry about that. I'm telling someone from our team, who will look into it and answer you here.",
        "pt": "Sinto muito pelo ocorrido. Já estou avisando a equipe para ver o seu caso e responder por aqui.",
    },
    "failure": {
        "es": (
            "En este momento no puedo responderle bien. Ya aviso a una persona del equipo para que le escriba por aquí.",
            "En este momento no puedo responderte bien. Ya aviso a una persona del equipo para que te escriba por aquí.",
        ),
        "en": "I can't answer you properly right now. I'm letting someone from our team know so they write to you here.",
        "pt": "No momento não consigo responder bem. Já aviso uma pessoa da equipe para escrever por aqui.",
    },
    "emergency": {
        "es": (
            "Lo que describe puede ser una urgencia. Llame ahora al {number} o vaya al servicio de urgencias más cercano; "
            "no espere a que le respondamos por aquí.",
            "Lo que describes puede ser una urgencia. Llama ahora al {number} o ve al servicio de urgencias más cercano; "
            "no esperes a que te respondamos por aquí.",
        ),
        "en": "What you describe may be an emergency. Call {number} now or go to the nearest emergency room; "
        "don't wait for an answer here.",
        "pt": "O que você descreve pode ser uma emergência. Ligue agora para {number} ou vá ao pronto-socorro mais próximo; "
        "não espere resposta por aqui.",
    },
    "emergency_line": {
        "es": "Línea de urgencias de {company}: {phone}.",
        "en": "Urgent line of {company}: {phone}.",
        "pt": "Linha de urgência da {company}: {phone}.",
    },
    "emergency_staff": {
        "es": (
            "Ya estoy avisando al equipo para que le contacte.",
            "Ya estoy avisando al equipo para que te contacte.",
        ),
        "en": "I'm alerting our team right now so they contact you.",
        "pt": "Já estou avisando a equipe para entrar em contato.",
    },
    "offer_person": {
        "es": (
            "Si lo desea, le comunico con una persona del equipo: ¿quiere hablar con un asesor?",
            "Si quieres, te comunico con una persona del equipo: ¿quieres hablar con un asesor?",
        ),
        "en": "If you like, I can connect you with someone from our team: would you like to talk to a person?",
        "pt": "Se quiser, posso passar para uma pessoa da equipe: deseja falar com um atendente?",
    },
    "not_yet_done": {
        "es": (
            "Todavía no he registrado ningún cambio en la agenda. Dígame el servicio, el día y la hora, y lo reviso.",
            "Todavía no he registrado ningún cambio en la agenda. Dime el servicio, el día y la hora, y lo reviso.",
        ),
        "en": "I haven't made any change in the calendar yet. Tell me the service, day and time, and I'll check.",
        "pt": "Ainda não registrei nenhuma mudança na agenda. Diga o serviço, o dia e a hora, e eu verifico.",
    },
    "please_write_voice": {
        "es": (
            "Disculpe, en este momento no puedo escuchar notas de voz. ¿Me lo puede escribir, por favor?",
            "Disculpa, en este momento no puedo escuchar notas de voz. ¿Me lo puedes escribir, por favor?",
        ),
        "en": "I'm sorry, I can't listen to voice notes right now. Could you please write it to me?",
        "pt": "Desculpe, no momento não consigo ouvir mensagens de voz. Pode me escrever, por favor?",
    },
    "please_write_image": {
        "es": (
            "Gracias por la imagen. En este momento no puedo verla; ¿me cuenta por escrito qué necesita, por favor?",
            "Gracias por la imagen. En este momento no puedo verla; ¿me cuentas por escrito qué necesitas, por favor?",
        ),
        "en": "Thank you for the picture. I can't view it right now; could you please write what you need?",
        "pt": "Obrigado pela imagem. No momento não consigo vê-la; pode me escrever do que precisa, por favor?",
    },
    "received_file": {
        "es": (
            "Recibí su archivo, gracias. No puedo leerlo por aquí; ¿me cuenta por escrito en qué le puedo ayudar?",
            "Recibí tu archivo, gracias. No puedo leerlo por aquí; ¿me cuentas por escrito en qué te puedo ayudar?",
        ),
        "en": "I received your file, thank you. I can't read it here; could you tell me in writing how I can help?",
        "pt": "Recebi seu arquivo, obrigado. Não consigo lê-lo por aqui; pode me contar por escrito como posso ajudar?",
    },
    "received_location": {
        "es": (
            "Recibí su ubicación, gracias. ¿En qué le puedo ayudar?",
            "Recibí tu ubicación, gracias. ¿En qué te puedo ayudar?",
        ),
        "en": "I received your location, thank you. How can I help you?",
        "pt": "Recebi sua localização, obrigado. Como posso ajudar?",
    },
    "received_contact": {
        "es": (
            "Recibí el contacto, gracias. ¿En qué le puedo ayudar?",
            "Recibí el contacto, gracias. ¿En qué te puedo ayudar?",
        ),
        "en": "I received the contact, thank you. How can I help you?",
        "pt": "Recebi o contato, obrigado. Como posso ajudar?",
    },
    "image_note": {
        "es": "(Foto que envía el cliente: {text})",
        "en": "(Picture sent by the customer: {text})",
        "pt": "(Foto enviada pelo cliente: {text})",
    },
    "image_unclear": {
        "es": "Una foto que debe ver una persona del equipo.",
        "en": "A picture that a person of the team should look at.",
        "pt": "Uma foto que uma pessoa da equipe deve ver.",
    },
    "location_note": {
        "es": "(Ubicación que envía el cliente: {text})",
        "en": "(Location sent by the customer: {text})",
        "pt": "(Localização enviada pelo cliente: {text})",
    },
    "contact_note": {
        "es": "(Contacto que envía el cliente: {text})",
        "en": "(Contact sent by the customer: {text})",
        "pt": "(Contato enviado pelo cliente: {text})",
    },
}

_DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "pt": ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
}
_JOIN = {
    "es": (" a ", " de {} a {}", " y "),
    "en": (" to ", " from {} to {}", " and "),
    "pt": (" a ", " das {} às {}", " e "),
}


def say(key: str, company: CompanyConfig, language: str, **values: str) -> str:
    """The sentence `key` in `language` (Spanish where it has none)."""
    entry = _TEXTS[key].get(language) or _TEXTS[key]["es"]
    return addressed(entry, company).format(company=company.company_name, **values)


def either(items: list[str], language: str) -> str:
    """ "a, b o c"."""
    conjunction = {"en": " or ", "pt": " ou "}.get(language, " o ")
    return conjunction.join(part for part in (", ".join(items[:-1]), items[-1]) if part)


def join_list(items: list[str], language: str) -> str:
    """`a, b y c`."""
    word = _JOIN.get(language, _JOIN["es"])[2]
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + word + items[-1] if items else ""


def describe_hours(company: CompanyConfig, language: str) -> str:
    """`lunes a sábado de 08:00 a 19:00`; days with the same hours go together."""
    until, between, also = _JOIN.get(language, _JOIN["es"])
    names = _DAYS.get(language, _DAYS["es"])
    groups: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
    for index, ranges in enumerate(company.working_hours.values()):
        if groups and groups[-1][2] == ranges:
            groups[-1] = (groups[-1][0], index, ranges)
        else:
            groups.append((index, index, ranges))
    parts = [
        (names[first] if first == last else f"{names[first]}{until}{names[last]}")
        + also.join(between.format(start, end) for start, end in ranges)
        for first, last, ranges in groups
        if ranges
    ]
    return "; ".join(parts)
