"""What the booking machine says of appointments in the book, of ends and troubles; Spanish as (usted, tú)."""

Text = str | tuple[str, str]

RESULTS: dict[str, dict[str, Text]] = {
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
    "name_corrected": {
        "es": (
            "Gracias, ya lo corregí: a nombre de {name}. {item}.",
            "Gracias, ya lo corregí: a nombre de {name}. {item}.",
        ),
        "en": "Thank you, I've corrected the name: {name}. {item}.",
        "pt": "Obrigado, já corrigi: em nome de {name}. {item}.",
    },
    # Reminders
    "reminder": {
        "es": (
            "Hola, {name}. Le recordamos su cita en {place}: {item}. ¿Nos confirma su asistencia? "
            "También puede cambiarla o cancelarla por aquí.",
            "Hola, {name}. Te recordamos tu cita en {place}: {item}. ¿Nos confirmas tu asistencia? "
            "También puedes cambiarla o cancelarla por aquí.",
        ),
        "en": (
            "Hi {name}, a reminder of your appointment at {place}: {item}. Will you be coming? "
            "You can also move or cancel it right here."
        ),
        "pt": (
            "Olá, {name}. Lembramos do seu horário na {place}: {item}. Você confirma a presença? "
            "Também pode mudar ou cancelar por aqui."
        ),
    },
    "attending": {
        "es": (
            "¡Gracias por avisarnos! Su cita sigue en pie: {item}.",
            "¡Gracias por avisarnos! Tu cita sigue en pie: {item}.",
        ),
        "en": "Thank you for letting us know! Your appointment stands: {item}.",
        "pt": "Obrigado por avisar! O seu horário continua: {item}.",
    },
    "move_or_cancel": {
        "es": (
            "Entiendo. ¿Desea cambiarla para otro día o cancelarla?",
            "Entiendo. ¿Quieres cambiarla para otro día o cancelarla?",
        ),
        "en": "I see. Would you like to move it to another day, or cancel it?",
        "pt": "Entendo. Deseja mudar para outro dia ou cancelar?",
    },
    "reminders_off": {
        "es": (
            "De acuerdo, no le enviaremos más recordatorios.",
            "De acuerdo, no te enviaremos más recordatorios.",
        ),
        "en": "Alright, we won't send you any more reminders.",
        "pt": "Certo, não enviaremos mais lembretes.",
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
    "button_coming": {"es": "Sí, asistiré", "en": "Yes, I'll come", "pt": "Sim, vou"},
    "button_move": {"es": "Cambiar la cita", "en": "Move it", "pt": "Mudar o horário"},
    "button_cancel": {"es": "Cancelar la cita", "en": "Cancel it", "pt": "Cancelar o horário"},
    "button_no": {"es": "No, gracias", "en": "No, thanks", "pt": "Não, obrigado"},
    # Small pieces
    "hour": {"es": "1 hora", "en": "1 hour", "pt": "1 hora"},
    "hours": {"es": "{count} horas", "en": "{count} hours", "pt": "{count} horas"},
    "minutes": {"es": "{count} minutos", "en": "{count} minutes", "pt": "{count} minutos"},
    "name_line": {"es": "\n• A nombre de {name}", "en": "\n• Name: {name}", "pt": "\n• Em nome de {name}"},
    "phone_line": {"es": "\n• Teléfono {phone}", "en": "\n• Phone {phone}", "pt": "\n• Telefone {phone}"},
    "email_line": {"es": "\n• Correo {value}", "en": "\n• E-mail {value}", "pt": "\n• E-mail {value}"},
    "document_id_line": {"es": "\n• Documento {value}", "en": "\n• ID {value}", "pt": "\n• Documento {value}"},
    "birth_date_line": {
        "es": "\n• Fecha de nacimiento {value}",
        "en": "\n• Date of birth {value}",
        "pt": "\n• Data de nascimento {value}",
    },
    "reason_line": {"es": "\n• Motivo: {value}", "en": "\n• Reason: {value}", "pt": "\n• Motivo: {value}"},
    "price_is": {"es": ", {price}", "en": ", {price}", "pt": ", {price}"},
    "price_from": {"es": ", desde {price}", "en": ", from {price}", "pt": ", a partir de {price}"},
    "preparation": {
        "es": " Antes de venir: {text}",
        "en": " Before you come: {text}",
        "pt": " Antes de vir: {text}",
    },
}
