"""What a message wants done with appointments, read from its words alone."""

import re

from app.agents.booking.change_words import CANCEL, CANNOT_COME, GIVES_UP, KEEP, MOVE, POLICY, QUERY, VISIT
from app.agents.booking.command import BookingAction
from app.agents.folding import fold

_PERSON = re.compile(
    r"\b(?:hablar|hable|comuni[cq]\w+|transf\w+|pong\w+|ponme|contact\w+|chatear|charlar|pas[ae]\w*"
    r"|atiend\w+|atenderme|falar|talk|"
    r"speak|connect)\b[^.?!]{0,25}"
    r"\b(?:person\w*|human\w*|alguien|asesor\w*|recepcion\w*|agente|operador\w*|encargad\w+|someone|"
    r"somebody|human|agent|"
    r"receptionist|atendente|pessoa|alguem|doctor\w*|medic[oa]|especialista)\b"
    r"|\b(?:persona (?:real|de verdad|de carne)|alguien (?:real|de verdad|ahi)|asesor humano|"
    r"real (?:person|human)|no (?:un|quiero (?:un )?) ?(?:bot|robot)|pessoa (?:real|de verdade)|alguem real)\b"
    r"|\bllame\w* (?:un |una |el |la )?(?:human\w*|person\w*|asesor\w*|encargad\w+|alguien)\b"
    r"|^(?:un |una |quiero (?:un |una )?|necesito (?:un |una )?)?(?:asesor\w*|humano|persona|agente|"
    r"human|atendente)(?: por favor)?$"
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
    rf"novo) (?:{VISIT}|more|mas|aparte|diferente|distinta|persona)\b"
    r"|\b(?:es|e|seria) (?:otra|outra|outro|una nueva|aparte)\b|\b(?:tambien|ademas|also|"
    r"tambem) (?:\w+ ){0,3}(?:para mi|para|for|otra|una)\b"
    r"|\baparte\b"
    r"|^(?:another(?: one)?|otra|outra|outro|aparte|additional)$"
)
_FOR_OTHER = re.compile(
    r"\b(?:para|pra) (?:mi|un|una|minha|meu) (?:hij|mam|pap|espos|novi|herman|amig|mad|pad|abuel|"
    r"ti[oa]\b|prim|suegr|pareja|marido|mujer|mae|pai|filh|sobrin|niet|cunad|irma|espos)"
    r"|\b(?:regal|dar|agend|reserv|apart|separ|sac|program|marc)\w* (?:\w+ ){0,2}a (?:mi|minha|meu) "
    r"(?:hij|mam|pap|espos|novi|herman|amig|mad|pad|abuel|ti[oa]\b|prim|suegr|mujer|mae|pai|filh|sobrin"
    r"|niet|cunad)"
    r"|\b(?:para otra persona|para outra pessoa|for someone else)\b"
    r"|\bfor (?:my|a) (?:mother|mom|mum|father|dad|husband|wife|son|daughter|sister|brother|friend"
    r"|partner|grandm\w+|grandf\w+|aunt|uncle|niece|nephew)"
)
_NAMED_VISIT = re.compile(
    rf"\b{VISIT}\b|\b(?:la|lo|el|las|o|a) d(?:el?|as?|os?)\b|\bthe (?:one|ones) (?:on|for)\b"
)
_CANCEL_THEN = re.compile(
    r"(?:[\s,.;]+(?:y|e|and|and then|luego|despues|después|mejor)\s+)"
    r"(?=(?:me |luego |despues |después |a cambio |then )*"
    r"(?:ag[eé]nd|res[eé]rv|s[aá]ca|ap[aá]rta|p[oó]n(?:me|ga)|program|d[ae]me|quiero|necesito|haz|book"
    r"|schedule|"
    r"make|marca|marque)\w*)",
    re.I,
)
_NO_REMINDERS = re.compile(
    r"^\W*(?:stop|baja|alto|unsubscribe|cancelar suscripcion|parar|sair)\W*$"
    r"|\b(?:no (?:mas|quiero|me (?:mand|envi|escrib|recuerd|avis)\w*)|nao (?:quero|me (?:mand|envi)\w*)|sin|"
    r"dej\w+ de|pare\w* de|stop|no more|don'?t send(?: me)?|quita\w*|desactiv\w+|chega de)\b"
    r"[^.?!]{0,25}\b(?:recordatorio\w*|recordarme|recordando|aviso\w*|lembrete\w*|reminder\w*|reminding)"
)


def find_action(text: str) -> BookingAction:
    """The strongest wish about appointments; NONE when the words name none."""
    folded = fold(text)
    if _PERSON.search(folded):
        return BookingAction.PERSON
    if found := _change(folded):
        return found
    if QUERY.search(folded):
        return BookingAction.QUERY
    if _ABANDON.search(folded):
        return BookingAction.ABANDON
    return BookingAction.BOOK if _BOOK.search(folded) or _WISH.search(folded) else BookingAction.NONE


def _change(folded: str) -> BookingAction | None:
    """A wish to move, cancel or keep what stands in the book; a negated verb ("no la cancele") wishes nothing."""
    kept = bool(KEEP.search(folded))
    rest = KEEP.sub(" ", folded) if kept else folded
    if MOVE.search(rest):
        return BookingAction.MOVE
    if (CANCEL.search(rest) or CANNOT_COME.search(rest)) and not POLICY.search(rest):
        return BookingAction.CANCEL
    return BookingAction.KEEP if kept else None


_NEW_VISIT = re.compile(
    rf"\b(?:una?|otra|otro|an|a|another|uma) {VISIT}\b|\b(?:agend|reserv|separ|apart)\w*|\bbook\b"
)


def cannot_come(text: str) -> bool:
    """Who cannot come says so, and may wish another time in the same breath."""
    folded = fold(text)
    return bool(CANNOT_COME.search(folded)) and not CANCEL.search(folded)


def gives_up_a_time(text: str) -> bool:
    """ "Se me complicó el viernes", "instead of friday", "lo del lunes": about an appointment there is."""
    folded = fold(text)
    return bool(GIVES_UP.search(folded)) and not _NEW_VISIT.search(folded)


def gives_up(text: str) -> bool:
    """ "Déjalo", "olvídalo", "ya no quiero": of a booking in course."""
    return bool(_ABANDON.search(fold(text)))


def cancel_and_book(text: str) -> tuple[str, str]:
    """ "Cancela mi cita y agéndame otra el viernes" as its two halves; the second is "" when there is none."""
    halves = _CANCEL_THEN.split(text, maxsplit=1)
    if len(halves) < 2 or not CANCEL.search(fold(halves[0])):
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
    """Whether the words speak of an appointment as such: "mi cita", "el turno", "la del martes"."""
    return bool(_NAMED_VISIT.search(fold(text)))
