"""What the booking machine says; Spanish as (usted, tú), where they differ.

None of these tells of something done, except the `booked`, `moved` and `cancelled` ones, which are
rendered from a receipt only.
"""

from app.config.company_config import CompanyConfig

Text = str | tuple[str, str]

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
    "ask_first_treatment": {
        "es": (
            "Los agendamos uno por uno. ¿Con cuál empezamos: {items}?",
            "Los agendamos uno por uno. ¿Con cuál empezamos: {items}?",
        ),
        "en": "Let's schedule them one at a time. Which one first: {items}?",
        "pt": "Marcamos um de cada vez. Por qual começamos: {items}?",
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
            "Revisemos los datos:\n• {treatment}, {minutes} minutos\n• {slot}{person}\n¿Confirma la "
            "cita? (sí / no)"
        ),
        "en": (
            "Let's check the details:\n• {treatment}, {minutes} minutes\n• {slot}{person}\nShall I "
            "book it? (yes / no)"
        ),
        "pt": (
            "Vamos conferir os dados:\n• {treatment}, {minutes} minutos\n• {slot}{person}\nPosso "
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
    # Receipts
    "booked": {
        "es": (
            "¡Listo, {name}! Su cita de {treatment} quedó agendada para {slot}.{preparation} ¡Le esperamos!",
            "¡Listo, {name}! Tu cita de {treatment} quedó agendada para {slot}.{preparation} ¡Te esperamos!",
        ),
        "en": "Done, {name}! Your {treatment} appointment is booked for {slot}.{preparation} See you then!",
        "pt": (
            "Pronto, {name}! O seu horário de {treatment} ficou marcado para {slot}.{preparation} Esperamos você!"
        ),
    },
    "moved": {
        "es": (
            "¡Listo! Su cita de {treatment} quedó cambiada para {slot}.",
            "¡Listo! Tu cita de {treatment} quedó cambiada para {slot}.",
        ),
        "en": "Done! Your {treatment} appointment has been moved to {slot}.",
        "pt": "Pronto! O seu horário de {treatment} ficou remarcado para {slot}.",
    },
    "cancelled": {
        "es": (
            "Listo, su cita de {treatment} ({slot}) quedó cancelada. Cuando desee otra, aquí estoy.",
            "Listo, tu cita de {treatment} ({slot}) quedó cancelada. Cuando quieras otra, aquí estoy.",
        ),
        "en": (
            "Done, your {treatment} appointment ({slot}) has been cancelled. I'm here whenever you'd like another."
        ),
        "pt": "Pronto, o seu horário de {treatment} ({slot}) foi cancelado. Quando quiser outro, estou aqui.",
    },
    # Existing appointments
    "your_appointments": {
        "es": ("Estas son sus próximas citas:\n{items}", "Estas son tus próximas citas:\n{items}"),
        "en": "These are your upcoming appointments:\n{items}",
        "pt": "Estes são os seus próximos horários:\n{items}",
    },
    "your_appointment": {
        "es": ("Su próxima cita: {item}.", "Tu próxima cita: {item}."),
        "en": "Your next appointment: {item}.",
        "pt": "O seu próximo horário: {item}.",
    },
    "no_appointments": {
        "es": (
            "No encuentro citas próximas a su nombre en esta conversación. ¿Desea agendar una?",
            "No encuentro citas próximas a tu nombre en esta conversación. ¿Quieres agendar una?",
        ),
        "en": "I can't find any upcoming appointment of yours in this conversation. Would you like to book one?",
        "pt": "Não encontro horários futuros seus nesta conversa. Deseja marcar um?",
    },
    "which_appointment": {
        "es": "¿Cuál de estas citas?\n{items}",
        "en": "Which of these appointments?\n{items}",
        "pt": "Qual destes horários?\n{items}",
    },
    "kept": {
        "es": ("Perfecto, su cita sigue como está: {item}.", "Perfecto, tu cita sigue como está: {item}."),
        "en": "Alright, your appointment stays as it is: {item}.",
        "pt": "Certo, o seu horário continua como está: {item}.",
    },
    "move_to_when": {
        "es": (
            "Con gusto le ayudo a cambiar su cita de {treatment}: {before}.",
            "Con gusto te ayudo a cambiar tu cita de {treatment}: {before}.",
        ),
        "en": "I'd be happy to help move your {treatment} appointment: {before}.",
        "pt": "Claro, ajudo a mudar o seu horário de {treatment}: {before}.",
    },
    "too_late_to_change": {
        "es": (
            "Su cita de {treatment} es {slot}, y los cambios y cancelaciones por este medio se hacen "
            "con al menos "
            "{hours} de anticipación. Le paso su solicitud a una persona del equipo para que le "
            "responda por aquí.",
            "Tu cita de {treatment} es {slot}, y los cambios y cancelaciones por este medio se hacen "
            "con al menos "
            "{hours} de anticipación. Le paso tu solicitud a una persona del equipo para que te "
            "responda por aquí.",
        ),
        "en": "Your {treatment} appointment is {slot}, and changes here need at least {hours} of notice. "
        "I'm passing your request to someone from our team, who will answer you here.",
        "pt": "O seu horário de {treatment} é {slot}, e mudanças por aqui precisam de pelo menos {hours} de "
        "antecedência. Vou passar o pedido para a equipe responder por aqui.",
    },
    # Ends and troubles
    "dropped": {
        "es": (
            "Entendido, no agendamos nada. Cuando desee retomarlo, aquí estoy.",
            "Entendido, no agendamos nada. Cuando quieras retomarlo, aquí estoy.",
        ),
        "en": "Understood, nothing will be booked. I'm here whenever you want to pick it up again.",
        "pt": "Entendido, não marcamos nada. Quando quiser retomar, estou aqui.",
    },
    "nothing_open": {
        "es": ("Entendido. ¿Le ayudo con algo más?", "Entendido. ¿Te ayudo con algo más?"),
        "en": "Understood. Can I help with anything else?",
        "pt": "Entendido. Posso ajudar em mais alguma coisa?",
    },
    "calendar_down": {
        "es": (
            "En este momento no puedo consultar la agenda. Le paso sus datos a una persona del equipo "
            "para que le responda por aquí; todavía no hay nada reservado.",
            "En este momento no puedo consultar la agenda. Le paso tus datos a una persona del equipo "
            "para que te responda por aquí; todavía no hay nada reservado.",
        ),
        "en": "I can't reach the calendar right now. I'm passing your details to someone from our team so they "
        "confirm with you here; nothing is reserved yet.",
        "pt": "No momento não consigo consultar a agenda. Vou passar os seus dados para a equipe confirmar "
        "por aqui; ainda não há nada reservado.",
    },
    "outcome_unknown": {
        "es": (
            "La agenda no alcanzó a responderme y no puedo asegurarle si su solicitud entró. "
            "Una persona del equipo lo revisa y le escribe por aquí.",
            "La agenda no alcanzó a responderme y no puedo asegurarte si tu solicitud entró. "
            "Una persona del equipo lo revisa y te escribe por aquí.",
        ),
        "en": "The calendar didn't answer in time, so I can't be sure your request went through. "
        "Someone from our team will check and write to you here.",
        "pt": "A agenda não respondeu a tempo e não posso garantir que o seu pedido entrou. "
        "Uma pessoa da equipe vai verificar e escrever por aqui.",
    },
    "change_not_written": {
        "es": (
            "No pude hacer ese cambio en la agenda. Le paso su solicitud a una persona del equipo para "
            "que le responda por aquí.",
            "No pude hacer ese cambio en la agenda. Le paso tu solicitud a una persona del equipo para "
            "que te responda por aquí.",
        ),
        "en": "I couldn't make that change in the calendar. I'm passing your request to someone from our team.",
        "pt": "Não consegui fazer essa mudança na agenda. Vou passar o pedido para a equipe responder por aqui.",
    },
    "person": {
        "es": (
            "Con gusto, ya le comunico con una persona del equipo. Le responderá por este mismo medio.",
            "Con gusto, ya te comunico con una persona del equipo. Te responderá por este mismo medio.",
        ),
        "en": "Of course, I'm passing you to someone from our team. They will answer you right here.",
        "pt": "Claro, vou passar para uma pessoa da equipe. Ela responde por aqui mesmo.",
    },
    "resume": {
        "es": ("Cuando guste seguimos con su cita{treatment}.", "Cuando quieras seguimos con tu cita{treatment}."),
        "en": "Whenever you like, we can go on with your appointment{treatment}.",
        "pt": "Quando quiser, continuamos com o seu horário{treatment}.",
    },
    "of_treatment": {"es": " de {treatment}", "en": " for {treatment}", "pt": " de {treatment}"},
    "confirm_question": {
        "es": ("¿Confirma la cita?", "¿Confirmas la cita?"),
        "en": "Shall I book it?",
        "pt": "Posso marcar?",
    },
    # Buttons
    "button_yes": {"es": "Sí, confirmo", "en": "Yes, confirm", "pt": "Sim, confirmo"},
    "button_change": {"es": "Cambiar algo", "en": "Change something", "pt": "Mudar algo"},
    "button_no": {"es": "No, gracias", "en": "No, thanks", "pt": "Não, obrigado"},
    # Small pieces
    "hour": {"es": "1 hora", "en": "1 hour", "pt": "1 hora"},
    "hours": {"es": "{count} horas", "en": "{count} hours", "pt": "{count} horas"},
    "minutes": {"es": "{count} minutos", "en": "{count} minutes", "pt": "{count} minutos"},
    "name_line": {"es": "\n• A nombre de {name}", "en": "\n• Name: {name}", "pt": "\n• Em nome de {name}"},
    "phone_line": {"es": "\n• Teléfono {phone}", "en": "\n• Phone {phone}", "pt": "\n• Telefone {phone}"},
    "preparation": {
        "es": " Antes de venir: {text}",
        "en": " Before you come: {text}",
        "pt": " Antes de vir: {text}",
    },
}


def phrase(key: str, company: CompanyConfig, language: str, **values: str) -> str:
    """The text `key` in `language` (Spanish where it has none), in the company's form of address."""
    entry = TEXTS[key].get(language) or TEXTS[key]["es"]
    text = entry if isinstance(entry, str) else entry[0 if company.formality == "usted" else 1]
    return text.format(**values)
