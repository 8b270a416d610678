"""What a message wants done with appointments, read from its words alone."""

import re

from app.agents.booking.command import BookingAction, Shift
from app.agents.folding import fold

_VISIT = (
    r"(?:cita|citas|turno|turnos|hora|reserva|reservacion|consulta|sesion|visita|"
    r"appointment|booking|horario|visit|"
    r"agendamento)"
)

_PERSON = re.compile(
    r"\b(?:hablar|hable|comunic\w+|contact\w+|chatear|charlar|pas[ae]\w*|atiend\w+|atenderme|falar|talk|"
    r"speak|connect)\b[^.?!]{0,25}"
    r"\b(?:person\w*|human\w*|alguien|asesor\w*|recepcion\w*|agente|operador\w*|encargad\w+|someone|"
    r"somebody|human|agent|"
    r"receptionist|atendente|pessoa|alguem|doctor\w*|medic[oa]|especialista)\b"
    r"|\b(?:persona real|asesor humano|real person|no (?:un|quiero (?:un )?) ?(?:bot|robot))\b"
    r"|^(?:un |una |quiero (?:un |una )?|necesito (?:un |una )?)?(?:asesor\w*|humano|persona|agente|"
    r"human|atendente)(?: por favor)?$"
)
_MOVE = re.compile(
    rf"\b(?:re-?agend\w*|reprogram\w*|re-?calendari\w*|reschedul\w*|remarc\w*|reagendar\w*)\b"
    rf"|\b(?:cambi|muev|mov|corr|pas|aplaz|posterg|pospon|adelant|atras|retras|modific|desplaz|mudar|mud|"
    rf"troc|adiar|antecip|chang|push)\w*"
    rf"\b[^.?!]{{0,30}}\b(?:{_VISIT}|fecha|dia|date|time|data)\b"
    r"|\b(?:cambiar|mover|correr|pasar|aplazar|modificar|posponer|adelantar)(?:la|lo|mela|melo|sela)\b"
    r"|\b(?:cambi[ae]|muev[ae]|pas[ae]|corr[ae]|aplac[e]|aplaza|adelant[ae]|pospon|"
    r"modifi[cq]u?[ae])(?:me|se|nos)?l[ao]\b"
    r"|\bl[ao] (?:(?:puede[sn]?|podria[ns]?|podemos|podes|quiero|quisiera) )?(?:pas|"
    r"cambi|muev|mov|corr|adelant|aplaz)"
    r"(?:o|a|e|as|an|es|en|ar|amos|emos|er|ieras?)\b"
    r"|\b(?:move|change|push|reschedule) (?:it|my)\b|\bmudar (?:para|pra|o dia|a hora|o horario)\b"
    rf"|\b{_VISIT}\b[^.?!]{{0,40}}\b(?:la|lo) (?:puedo|pueden|podemos|podria\w*|podrian|podes|puedes) "
    r"(?:cambiar|mover|correr|pasar|aplazar|adelantar)"
)
_CANCEL = re.compile(
    rf"\b(?:cancel\w*|anul\w*|desmarc\w*|desagend\w*)\b"
    rf"|\b(?:elimin|borr|quit|dar de baja|suspend)\w*\b[^.?!]{{0,20}}\b{_VISIT}\b"
    rf"|\b(?:ya )?no (?:voy a|puedo|podre|voy|alcanzo a|alcanzare a) (?:poder )?(?:ir|asistir|llegar)\b"
    rf"|\bno podre (?:ir|asistir)\b|\b(?:can'?t|cannot|won'?t be able to|not going to) (?:make it|come|attend)\b"
    rf"|\bnao (?:vou|posso|vou poder|consigo) (?:poder )?(?:ir|comparecer)\b"
)
_POLICY = re.compile(
    r"\b(?:politica|penalidad|penalizacion|multa|cobran|cobra|pasa si|que pasa|policy|fee|e se)\b[^?!.]*cancel"
    r"|cancel\w*[^?!.]*\b(?:cobran|cobra|multa|costo|cuesta|penal|fee|anticipacion)"
)
_QUERY = re.compile(
    rf"\b(?:cuando|when's|what time's|"
    rf"que dia|a que hora|para cuando|en que fecha|que fecha|donde veo|what time|when|"
    rf"que horas?|quando|que horario)\b"
    rf"[^?!.]{{0,20}}(?:\b|(?<='s ))(?:es|era|my|"
    rf"tengo|quedo|quedaba|queda|seria|sera|is|was|do i have|tenho|ficou|e|"
    rf"me toca|toca|tenia)\b"
    rf"[^?!.]{{0,20}}\b(?:mi|mis|la|my|meu|minha)?\s*{_VISIT}\b"
    rf"|\b(?:cuando|a que hora|que dia) (?:me toca|tengo que ir|debo ir|voy|me agend\w+|me qued\w+)\b"
    rf"|\b(?:tengo|tenia|tendre|hay) (?:(?:alguna|una|un|mi|mis|ya|ya una) )?{_VISIT}(?: (?:agendada|"
    rf"programada|pendiente|reservada|a mi nombre|activa))?(?: (?:con ustedes|hoy|manana|esta semana|"
    rf"el \w+))?\?+"
    rf"|\b(?:recuerd\w*|recorda\w*|confirm\w*|consult\w*|ver|revis\w*|sab\w*|dime|digame|decime|check|"
    rf"see|know|verificar|olvid\w+) "
    rf"(?:(?:me|la|el|a|cuando|que|de|hora|dia|fecha|si|tengo|es|era|when|what|is|time|"
    rf"por favor) )*(?:mi|mis|my|meu|minha) (?:proxima )?{_VISIT}\b"
    rf"|\b(?:do i have|have i got) (?:an? |any )?{_VISIT}|\btenho (?:algum |alguma |um |"
    rf"uma )?{_VISIT}(?: marcad\w+)?\?"
    rf"|^(?:mi|mis|my|meu|minha) {_VISIT}\??$"
)
_ABANDON = re.compile(
    r"\b(?:olvid[ae]l[oa]|olvidalo|olvidemoslo|dej[ae]l[oa](?: asi)?|dejemoslo|dejalo|ya no quiero|"
    r"ya no(?: gracias)?$|mejor no\b(?! a| el| la| en| tan)|"
    r"no quiero (?:nada|agendar|la cita|ninguna)|nada gracias|no,? nada|lo (?:voy a )?pens\w+|"
    r"voy a pensarlo|dejame pensar\w*|"
    r"(?:despues|luego|mas tarde|otro dia) (?:le|te|les|os) (?:aviso|escribo|confirmo|digo|cuento)|"
    r"(?:le|te|les) aviso (?:luego|despues|mas tarde)|"
    r"me arrepenti|cambie de (?:opinion|idea|parecer)|never ?mind|forget (?:it|about it)|not (?:anymore|"
    r"any more|now)|"
    r"i'?ll (?:think|let you know|get back)|changed my mind|deixa (?:pra la|para la|quieto)|esquec[ea]|"
    r"nao quero mais|desisti|vou pensar|depois eu (?:vejo|aviso))\b"
    r"|^(?:no )?(?:gracias )?(?:por ahora|por el momento) no\b|^no(?: muchas)? gracias(?: por ahora|"
    r" por el momento)?$"
)
_BOOK = re.compile(
    r"\b(?:agend\w*|reserv\w*|apart(?:ar|ame|a|eme|arme)|separ(?:ar|ame|arme|eme)|program(?:ar|ame|eme|"
    r"arme)|book|booking|schedule|marcar|marca|"
    r"cita|citas|turno|turnos|hora (?:con|para)|cupo|espacio|appointment|consulta|citarme|inscrib\w+|"
    r"anot(?:ar|ame|arme|eme)|horario)\b"
)
_WISH = re.compile(
    r"\b(?:quiero|quisiera|kiero|qiero|queria|necesito|deseo|me gustaria|gustaria|i want|i'd like|"
    r"i would like|i need|quero|preciso|"
    r"gostaria|hacerme|hacerm|ponerme|aplicarme|realizarme|me (?:quiero|voy a) (?:hacer|poner|aplicar)|"
    r"ir a|puedo ir|para hacer\w*)\b"
)
_ANOTHER = re.compile(
    rf"\b(?:otra|otro|another|outra|outro|segunda|second|adicional|additional|nueva|new|nova|"
    rf"novo) (?:{_VISIT}|more|mas|aparte|diferente|distinta|persona)\b"
    r"|\b(?:es|e|seria) (?:otra|outra|outro|una nueva|aparte)\b|\b(?:tambien|ademas|also|"
    r"tambem) (?:\w+ ){0,3}(?:para mi|para|for|otra|una)\b"
    r"|\baparte\b"
    r"|^(?:another(?: one)?|otra|outra|outro|aparte|additional)$"
)
_FOR_OTHER = re.compile(
    r"\b(?:para|pra) (?:mi|un|una|minha|meu) (?:hij|mam|pap|espos|novi|herman|amig|mad|pad|abuel|"
    r"ti[oa]\b|prim|suegr|pareja|marido|mujer|mae|pai|filh)"
    r"|\bfor (?:my|a) (?:mother|mom|mum|father|dad|husband|wife|son|daughter|sister|brother|friend|partner)"
)
_CANCEL_THEN = re.compile(
    r"(?:[\s,.;]+(?:y|e|and|and then|luego|despues|después|mejor)\s+)"
    r"(?=(?:me |luego |despues |después |a cambio |then )*"
    r"(?:ag[eé]nd|res[eé]rv|s[aá]ca|ap[aá]rta|p[oó]n(?:me|ga)|program|d[ae]me|quiero|necesito|haz|book|schedule|"
    r"make|marca|marque)\w*)",
    re.I,
)
_NO_REMINDERS = re.compile(
    r"^\W*(?:stop|baja|alto|unsubscribe|cancelar suscripcion|parar|sair)\W*$"
    r"|\b(?:no (?:mas|quiero|me (?:mand|envi|escrib|recuerd|avis)\w*)|nao (?:quero|me (?:mand|envi)\w*)|sin|"
    r"dej\w+ de|pare\w* de|stop|no more|don'?t send(?: me)?|quita\w*|desactiv\w+|chega de)\b"
    r"[^.?!]{0,25}\b(?:recordatorio\w*|recordarme|recordando|aviso\w*|lembrete\w*|reminder\w*|reminding)"
)
_SOONEST = re.compile(
    r"\b(?:lo (?:antes|mas pronto|mas rapido) posible|lo (?:mas pronto|antes)|cuanto antes|"
    r"lo mas (?:cercano|proximo)|"
    r"(?:la|el|lo) (?:primer[oa]?|mas (?:cercan[oa]|pront[oa]|proxim[oa])) (?:que (?:tenga\w*|haya|hay|"
    r"este)|cita|hora|espacio|cupo|turno|disponible|libre)[^.?!]*|"
    r"as soon as possible|asap|the (?:earliest|soonest|first available)|o (?:quanto antes|mais rapido|"
    r"primeiro que tiver)|quanto antes|"
    r"ya mismo|urgente)\b"
)
_FIRST_OF_DAY = re.compile(
    r"\b(?:a (?:la )?primera hora|(?:lo|la|el) mas temprano(?: posible)?|bien temprano|(?:la )?primera hora|"
    r"first thing|"
    r"as early as (?:possible|you can)|bem cedo|(?:o )?mais cedo possivel|primeiro horario)\b"
)
_ANY = re.compile(
    r"\b(?:cualquier[a]?(?: (?:de (?:esas|esos|las dos|los dos)|hora|horario|me sirve|esta bien|dia))?|"
    r"la que sea|el que sea|me da (?:igual|lo mismo)|"
    r"como (?:quiera|quieras|gustes|guste)|el que (?:quiera|prefiera)|any(?: of (?:them|those)| is fine|"
    r" works)?|either|whichever|qualquer (?:um|uma|horario)?|tanto faz)\b"
)
_LATER = re.compile(
    r"\b(?:mas tarde(?!cita)|mas tardecito|mas entrada la|later(?: in the day)?|mais tarde|"
    r"algo mas tarde|despues de es[ao]s?)\b"
)
_EARLIER = re.compile(
    r"\b(?:mas temprano|antes(?: de es[ao]s?)?$|mas tempranito|earlier|mais cedo|algo antes|algo mas temprano)\b"
)
_OTHER = re.compile(
    r"\b(?:otr[ao]s? (?:hora\w*|horario\w*|opcion\w*|dia\w*|fecha\w*|disponib\w*)|que (?:otr[oa]s?|"
    r"mas) (?:\w+ )?(?:tiene\w*|hay|hora\w*|horario\w*)|"
    r"(?:ningun[oa]?s?|no) (?:de (?:es[ao]s|los|las)\b ?)?(?:me )?(?:sirve\w*|queda\w*|cuadra\w*|"
    r"funciona\w*|acomoda\w*|conviene\w*)|no puedo (?:a )?es[ao]s? (?:hora\w*|dia\w*)|"
    r"(?:an)?other (?:times?|options?|days?)|none (?:of (?:them|those) )?works?|outros? (?:horarios?|"
    r"dias?|opc\w+)|nenhum (?:serve|deles))\b"
)
_ORDINALS = (
    (re.compile(
        r"\b(?:la|el|opcion|numero|the|option|a|o)?\s*(?:primer[ao]?|first|primeir[ao]|uno|"
        r"#?1)\b(?! (?:de|vez|hora))"
    ), 0),
    (re.compile(r"\b(?:la|el|opcion|numero|the|option|a|o)?\s*(?:segund[ao]|second|#?2|dos)\b"), 1),
    (re.compile(r"\b(?:la|el|opcion|numero|the|option|a|o)?\s*(?:tercer[ao]?|third|terceir[ao]|#?3|tres)\b"), 2),
    (re.compile(r"\b(?:la|el|the|a|o)\s*(?:ultim[ao]|last)\b"), -1),
)  # fmt: skip
_ORDINAL_FRAME = re.compile(
    r"^(?:(?:si|ok|dale|bueno|listo|mejor|prefiero|quiero|me quedo con|esa|ese|por favor|yes|the|"
    r"i'll take|sim|prefiro|quero|con|entonces|"
    r"perfecto|me sirve|agendame|reservame|seria|la|el|opcion|numero|option|a|o|de|porfa|gracias|please|"
    r"one|va|esta bien|tomo|escojo|elijo)[\s,]*)*"
    r"(?:primer[ao]?|first|primeir[ao]|segund[ao]|second|tercer[ao]?|third|terceir[ao]|ultim[ao]|last|"
    r"uno|dos|tres|#?[123])"
    r"(?:[\s,]*(?:opcion|hora|horario|one|por favor|porfa|gracias|please|esta bien|me sirve|esa|"
    r"perfecto|option|fecha|cita))*[\s.!]*$"
)
_THAT_ONE = re.compile(
    r"\b(?:es[ae]|est[ae]|that one|that works|essa|esse|that time|ahi|that's fine|a es[ae] hora)\b"
)


def find_action(text: str) -> BookingAction:
    """The strongest wish about appointments; NONE when the words name none."""
    folded = fold(text)
    if _PERSON.search(folded):
        return BookingAction.PERSON
    if _MOVE.search(folded):
        return BookingAction.MOVE
    if _CANCEL.search(folded) and not _POLICY.search(folded):
        return BookingAction.CANCEL
    if _QUERY.search(folded):
        return BookingAction.QUERY
    if _ABANDON.search(folded):
        return BookingAction.ABANDON
    return BookingAction.BOOK if _BOOK.search(folded) or _WISH.search(folded) else BookingAction.NONE


def cancel_and_book(text: str) -> tuple[str, str]:
    """ "Cancela mi cita y agéndame otra el viernes" as its two halves; the second is "" when there is none."""
    halves = _CANCEL_THEN.split(text, maxsplit=1)
    if len(halves) < 2 or not _CANCEL.search(fold(halves[0])):
        return text, ""
    return halves[0].strip(), text[len(halves[0]) :].strip(" ,.;")


def stops_reminders(text: str) -> bool:
    """ "STOP", "no más recordatorios": the person wants no messages that nobody asked for."""
    return bool(_NO_REMINDERS.search(fold(text)))


def wants_another(text: str) -> bool:
    """An appointment besides the one there is, or for someone else."""
    return bool(_ANOTHER.search(fold(text))) or is_for_other(text)


def is_for_other(text: str) -> bool:
    """ "Para mi mamá": the writer is not the one who comes."""
    return bool(_FOR_OTHER.search(fold(text)))


def names_visit(text: str) -> bool:
    """Whether the words speak of an appointment as such: "mi cita", "el turno"."""
    return bool(re.search(rf"\b{_VISIT}\b", fold(text)))


def wants_soonest(text: str) -> bool:
    return bool(_SOONEST.search(fold(text)))


def wants_first_of_day(text: str) -> bool:
    """ "A primera hora": the earliest time of the day that is named with it."""
    return bool(_FIRST_OF_DAY.search(fold(text)))


def takes_any(text: str) -> bool:
    """ "Cualquiera": any of what was offered will do."""
    return bool(_ANY.search(fold(text)))


def points_at_it(text: str) -> bool:
    """ "Esa", "that one"."""
    return bool(_THAT_ONE.search(fold(text)))


def find_shift(text: str) -> Shift | None:
    """Other times than the ones shown."""
    folded = fold(text)
    if _LATER.search(folded):
        return Shift.LATER
    if _EARLIER.search(folded):
        return Shift.EARLIER
    return Shift.OTHER if _OTHER.search(folded) else None


def find_choice(text: str) -> int | None:
    """ "La segunda", "opción 2", "2": an index into what was offered, -1 for the last."""
    folded = fold(text)
    if not _ORDINAL_FRAME.match(folded):
        return None
    return next((index for pattern, index in _ORDINALS if pattern.search(folded)), None)
