"""What the booking machine says; Spanish as (usted, tú), where they differ.

None of these tells of something done, except the `booked`, `moved` and `cancelled` ones, which are
rendered from a receipt only.
"""

from app.agents.phrases.address import addressed
from app.agents.phrases.booking_results import RESULTS, Text
from app.config.company_config import CompanyConfig

TEXTS: dict[str, dict[str, Text]] = {
    # Collecting
    "gladly": {"es": "¡Con gusto!", "en": "Of course!", "pt": "Claro!"},
    "gladly_treatment": {
        "es": ("Con gusto le ayudo con su cita de {treatment}.", "Con gusto te ayudo con tu cita de {treatment}."),
        "en": "I'd be happy to help with your {treatment} appointment.",
        "pt": "Será um prazer ajudar com o seu horário de {treatment}.",
    },
    "ask_treatment": {
        "es": ("¿Qué servicio desea? Ofrecemos {items}.", "¿Qué servicio quieres? Ofrecemos {items}."),
        "en": "Which service would you like? We offer {items}.",
        "pt": "Qual serviço deseja? Oferecemos {items}.",
    },
    "ask_which_treatment": {
        "es": ("¿Cuál desea: {items}?", "¿Cuál quieres: {items}?"),
        "en": "Which one would you like: {items}?",
        "pt": "Qual deseja: {items}?",
    },
    "one_by_one": {
        "es": "Vamos una por una; primero {treatment}.",
        "en": "Let's take them one at a time; {treatment} first.",
        "pt": "Vamos uma de cada vez; primeiro {treatment}.",
    },
    "person_by_person": {
        "es": "Son dos citas: vamos con la primera y enseguida con la otra.",
        "en": "That makes two appointments: the first one now, the other right after.",
        "pt": "São duas consultas: vamos com a primeira e logo depois com a outra.",
    },
    "unknown_treatment": {
        "es": "Ese servicio no lo tenemos en la agenda.",
        "en": "We don't have that service in our calendar.",
        "pt": "Não temos esse serviço na agenda.",
    },
    "ask_when": {
        "es": ("¿Qué día y a qué hora le conviene?", "¿Qué día y a qué hora te conviene?"),
        "en": "What day and time suit you?",
        "pt": "Que dia e horário prefere?",
    },
    "ask_date": {
        "es": ("¿Qué día le conviene?", "¿Qué día te conviene?"),
        "en": "What day suits you?",
        "pt": "Que dia prefere?",
    },
    "ask_name_phone": {
        "es": (
            "¿A nombre de quién queda y qué teléfono de contacto me indica?",
            "¿A nombre de quién queda y qué teléfono de contacto me das?",
        ),
        "en": "What name and contact phone should I use?",
        "pt": "Qual o nome completo e um telefone de contato?",
    },
    "ask_name": {
        "es": ("¿Me indica su nombre y apellido?", "¿Me dices tu nombre y apellido?"),
        "en": "What is your full name?",
        "pt": "Qual é o seu nome completo?",
    },
    "ask_phone": {
        "es": (
            "¿Qué número de teléfono me indica como contacto?",
            "¿Qué número de teléfono me das como contacto?",
        ),
        "en": "What phone number can we reach you at?",
        "pt": "Qual telefone posso usar como contato?",
    },
    "also": {
        "es": ("También necesito {fields}.", "También necesito {fields}."),
        "en": "I also need {fields}.",
        "pt": "Também preciso de {fields}.",
    },
    "need": {
        "es": ("Para la cita necesito {fields}.", "Para la cita necesito {fields}."),
        "en": "For the appointment I need {fields}.",
        "pt": "Para o horário preciso de {fields}.",
    },
    "field_treatment": {
        "es": ("el servicio que desea", "el servicio que quieres"),
        "en": "the service you'd like",
        "pt": "o serviço desejado",
    },
    "field_when": {"es": "el día y la hora", "en": "the day and time", "pt": "o dia e o horário"},
    "field_date": {"es": "el día", "en": "the day", "pt": "o dia"},
    "field_time": {"es": "la hora", "en": "the time", "pt": "o horário"},
    "field_name": {
        "es": ("su nombre y apellido", "tu nombre y apellido"),
        "en": "your full name",
        "pt": "o seu nome completo",
    },
    "field_phone": {
        "es": "un teléfono de contacto",
        "en": "a contact phone number",
        "pt": "um telefone de contato",
    },
    "field_email": {
        "es": "un correo electrónico",
        "en": "an e-mail address",
        "pt": "um e-mail",
    },
    "field_document_id": {
        "es": ("su número de documento", "tu número de documento"),
        "en": "your ID number",
        "pt": "o número do seu documento",
    },
    "field_birth_date": {
        "es": ("su fecha de nacimiento (día, mes y año)", "tu fecha de nacimiento (día, mes y año)"),
        "en": "your date of birth (day, month and year)",
        "pt": "a sua data de nascimento (dia, mês e ano)",
    },
    "field_reason": {
        "es": ("el motivo de su visita", "el motivo de tu visita"),
        "en": "the reason for your visit",
        "pt": "o motivo da visita",
    },
    "ask_reason": {
        "es": ("¿Cuál es el motivo de su visita?", "¿Cuál es el motivo de tu visita?"),
        "en": "What is the reason for your visit?",
        "pt": "Qual é o motivo da visita?",
    },
    "not_understood": {
        "es": "Disculpe, no logré leer ese dato.",
        "en": "Sorry, I couldn't read that.",
        "pt": "Desculpe, não consegui ler esse dado.",
    },
    # Offering
    "is_free": {
        "es": "{slot} está libre para {treatment}.",
        "en": "{slot} is free for {treatment}.",
        "pt": "{slot} está livre para {treatment}.",
    },
    "is_free_question": {
        "es": (
            "Sí, {slot} está disponible para {treatment}, que dura {minutes} minutos. ¿Desea que la agendemos?",
            "Sí, {slot} está disponible para {treatment}, que dura {minutes} minutos. ¿Quieres que la agendemos?",
        ),
        "en": "Yes, {slot} is available for {treatment}, which takes {minutes} minutes. Shall we book it?",
        "pt": "Sim, {slot} está disponível para {treatment}, que dura {minutes} minutos. Vamos marcar?",
    },
    "free_times": {
        "es": "Para {treatment}, que dura {minutes} minutos, tengo disponible:\n{slots}",
        "en": "For {treatment}, which takes {minutes} minutes, these times are available:\n{slots}",
        "pt": "Para {treatment}, que dura {minutes} minutos, tenho disponível:\n{slots}",
    },
    "next_times": {
        "es": "Los próximos horarios libres son:\n{slots}",
        "en": "The next free times are:\n{slots}",
        "pt": "Os próximos horários livres são:\n{slots}",
    },
    "other_times": {
        "es": ("Le puedo ofrecer:\n{slots}", "Te puedo ofrecer:\n{slots}"),
        "en": "I can offer:\n{slots}",
        "pt": "Posso oferecer:\n{slots}",
    },
    "which_time": {
        "es": (
            "¿Cuál prefiere? Si ninguno le sirve, dígame otro día u otra hora.",
            "¿Cuál prefieres? Si ninguno te sirve, dime otro día u otra hora.",
        ),
        "en": "Which do you prefer? If none works, tell me another day or time.",
        "pt": "Qual prefere? Se nenhum servir, diga outro dia ou horário.",
    },
    "book_one": {
        "es": ("¿Desea agendar alguno?", "¿Quieres agendar alguno?"),
        "en": "Would you like to book one of them?",
        "pt": "Deseja marcar algum?",
    },
    "visit": {"es": "una visita", "en": "a visit", "pt": "uma visita"},
    "no_times": {
        "es": (
            "No encuentro horarios libres en esas fechas. ¿Le sirve otro día?",
            "No encuentro horarios libres en esas fechas. ¿Te sirve otro día?",
        ),
        "en": "I can't find any free times around those dates. Would another day work?",
        "pt": "Não encontro horários livres nessas datas. Outro dia serve?",
    },
    # Why not
    "why_taken": {
        "es": "{slot} ya no está libre.",
        "en": "{slot} is already taken.",
        "pt": "{slot} já está ocupado.",
    },
    "why_expired": {
        "es": (
            "La hora que le guardaba venció y {slot} ya no está libre.",
            "La hora que te guardaba venció y {slot} ya no está libre.",
        ),
        "en": "The time I was holding for you ran out, and {slot} is no longer free.",
        "pt": "O horário que eu guardava venceu e {slot} já não está livre.",
    },
    "why_past": {
        "es": "{slot} ya pasó.",
        "en": "{slot} has already passed.",
        "pt": "{slot} já passou.",
    },
    "why_too_soon": {
        "es": "Las citas se piden con al menos {hours} de anticipación.",
        "en": "Appointments need at least {hours} of notice.",
        "pt": "Os horários precisam de pelo menos {hours} de antecedência.",
    },
    "why_too_far": {
        "es": "Por ahora la agenda está abierta para los próximos {days} días.",
        "en": "For now the calendar is open for the next {days} days.",
        "pt": "Por enquanto a agenda está aberta para os próximos {days} dias.",
    },
    "why_closed": {
        "es": "El {day} no atendemos.",
        "en": "We are closed on {day}.",
        "pt": "Não atendemos {day}.",
    },
    "why_holiday": {
        "es": "El {day} es festivo y no atendemos.",
        "en": "{day} is a public holiday and we are closed.",
        "pt": "{day} é feriado e não atendemos.",
    },
    "why_outside_hours": {
        "es": "A esa hora no alcanzamos: el {day} atendemos {hours}.",
        "en": "That time is outside our hours: on {day} we are open {hours}.",
        "pt": "Esse horário não dá: {day} atendemos {hours}.",
    },
    "why_off_grid": {
        "es": "A esa hora exacta no comienzan citas.",
        "en": "Appointments don't start at exactly that time.",
        "pt": "Não há início exatamente nesse horário.",
    },
    "why_period": {
        "es": "En esa franja no queda espacio.",
        "en": "There is no space left in that part of the day.",
        "pt": "Não há vaga nesse período.",
    },
    "why_full": {
        "es": "Para el {day} no quedan espacios.",
        "en": "There is no space left on {day}.",
        "pt": "Não há vagas {day}.",
    },
    # Reading back
    "read_back": {
        "es": (
            "Revisemos los datos:\n• {treatment}, {minutes} minutos{price}\n• {slot}{person}\n¿Confirma la "
            "cita? (sí / no)"
        ),
        "en": (
            "Let's check the details:\n• {treatment}, {minutes} minutes{price}\n• {slot}{person}\nShall I "
            "book it? (yes / no)"
        ),
        "pt": (
            "Vamos conferir os dados:\n• {treatment}, {minutes} minutos{price}\n• {slot}{person}\nPosso "
            "marcar? (sim / não)"
        ),
    },
    "read_back_move": {
        "es": (
            "Cambiaríamos su cita de {treatment} ({before}) para {slot}. ¿Confirma el cambio? (sí / no)",
            "Cambiaríamos tu cita de {treatment} ({before}) para {slot}. ¿Confirmas el cambio? (sí / no)",
        ),
        "en": "We would move your {treatment} appointment from {before} to {slot}. Shall I go ahead? (yes / no)",
        "pt": "Mudaríamos o seu horário de {treatment} de {before} para {slot}. Confirma a mudança? (sim / não)",
    },
    "already_one": {
        "es": (
            "Usted ya tiene una cita de {treatment}: {before}. ¿La cambio para {slot}? "
            "Si es una cita aparte, dígame «es otra».",
            "Ya tienes una cita de {treatment}: {before}. ¿La cambio para {slot}? Si es una cita "
            "aparte, dime «es otra».",
        ),
        "en": "You already have a {treatment} appointment: {before}. Shall I move it to {slot}? "
        'If this is an additional one, tell me "another one".',
        "pt": (
            "Você já tem um horário de {treatment}: {before}. "
            "Mudo para {slot}? Se for outro horário, diga «é outro»."
        ),
    },
    "read_back_cancel": {
        "es": (
            "¿Desea cancelar su cita de {treatment}: {slot}? (sí / no)",
            "¿Quieres cancelar tu cita de {treatment}: {slot}? (sí / no)",
        ),
        "en": "Would you like to cancel your {treatment} appointment: {slot}? (yes / no)",
        "pt": "Deseja cancelar o seu horário de {treatment}: {slot}? (sim / não)",
    },
    "clear_answer": {
        "es": (
            "Para continuar necesito un «sí» o que me diga qué cambiamos.",
            "Para continuar necesito un «sí» o que me digas qué cambiamos.",
        ),
        "en": 'To go on I need a "yes", or tell me what to change.',
        "pt": "Para continuar preciso de um «sim», ou diga o que mudamos.",
    },
    "what_to_change": {
        "es": (
            "Sin problema. ¿Qué desea cambiar: el día, la hora, el servicio o sus datos?",
            "Sin problema. ¿Qué quieres cambiar: el día, la hora, el servicio o tus datos?",
        ),
        "en": "No problem. What would you like to change: the day, the time, the service or your details?",
        "pt": "Sem problema. O que deseja mudar: o dia, o horário, o serviço ou os seus dados?",
    },
    **RESULTS,
}


def phrase(key: str, company: CompanyConfig, language: str, **values: str) -> str:
    """The text `key` in `language` (Spanish where it has none), in the company's form of address."""
    entry = TEXTS[key].get(language) or TEXTS[key]["es"]
    return addressed(entry, company).format(**values)
