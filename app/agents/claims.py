"""Does a text tell the customer that something was done? Appointments made, moved, cancelled; a person called.

Read clause by clause: a verb of the agenda in a tense that tells of a fact, unless the clause denies it, asks it,
or makes it depend on something ("cuando quede confirmada", "once it is confirmed").
"""

import re
from collections.abc import Iterator

from app.agents.folding import fold

_SENTENCE = re.compile(r"(?<=[.!?;\n:{}\"])\s*|(?=¿)")
_CLAUSE = re.compile(r"[,]\s+")

_NOUN = (
    r"(?:citas?|turnos?|hora|reserva|reservacion|sesion|consulta|valoracion|visita|espacio|cupo|lugar|horario|"
    r"masaje|agendamiento|solicitud|cambio|cancelacion|appointment|booking|visit|reservation|slot|spot|session|"
    r"consultation|change|agendamento|vaga|marcacao|atendimento|it)"
)
# Said of nothing but appointments.
_OWN = (
    r"(?:agendad|reagendad|re-agendad|reprogramad|apartad|separad|booked|rescheduled|scheduled|marcad|remarcad|"
    r"desmarcad)(?:[oa]s?)?"
)
_PART = (
    r"(?:agendad|reagendad|reservad|confirmad|programad|reprogramad|apartad|separad|registrad|cancelad|anulad|"
    r"cambiad|movid|modificad|aplazad|adelantad|bloquead|asignad|anotad|asegurad|garantizad|inscrit|apuntad|tomad|"
    r"actualizad|eliminad|borrad|guardad|procesad|realizad|hech|list|marcad|remarcad|desmarcad|alterad|mudad|"
    r"efetuad|concluid)[oa]s?\b(?! para (?:durar|que))|(?:booked|scheduled|reserved|confirmed|cancell?ed|rescheduled|moved|changed|updated|"
    r"secured|locked in|all set)\b|en firme\b"
)
_ADVERBS = (
    r"(?:(?:ya|usted|ahora|totalmente|exitosamente|correctamente|all|now|already|just|successfully|ja|agora) )*"
)
_TIME = r"(?:hoy|manana|pasado|el|este|proximo|lunes|martes|miercoles|jueves|viernes|sabado|domingo|a las?)\b"
_VERB = (
    r"(?:agend|reagend|reserv|confirm|program|reprogram|apart|separ|registr|cancel|anul|cambi|movi|mov|pas|anot|"
    r"bloque|asegur|elimin|borr|guard|inscrib|apunt)"
)

# Told of the past: only a denial or a condition in the same clause takes it back.
_PAST = (
    re.compile(
        rf"\b(?:quedaste|(?:quedo|quedaron|ha quedado|han quedado|ficou|ficaram) {_ADVERBS}{_OWN}\b|"
        rf"\b(?:{_NOUN}|todo)\b[^?]{{0,40}}\b(?:quedo|quedaron|ha quedado|han quedado|ficou|ficaram)\b"
        r"(?! (?:pendiente|sin|incomplet|en espera))|(?:quedo|ficou) " + rf"{_ADVERBS}(?:{_PART}) (?:(?:para|no|na|com)\b|(?:su|tu|la|el|seu|sua) {_NOUN}\b))"
    ),
    re.compile(r"\b(?:te|le|lo|la|os) (?:puse|meti|deje|apunte|agregue|inclui|sume|coloque) "),
    re.compile(
        r"\b(?:hice|realice|efectue|complete|gestione|tramite|procese|procedi a|he procedido a|logre|consegui|fiz|realizei|"
        rf"consegui) [^?]{{0,25}}\b(?:{_NOUN}|agendar|reservar|cancelar|cambiar|mover|reprogramar|marcar)\b"
    ),
    re.compile(
        r"\b(?:put|added|got|have|pencil+ed|fit|squeezed|slotted) (?:you|u) (?:in|down|on|booked|scheduled|to the (?:calendar|schedule))\b"
        r"|\byou(?:'re|’re| are) (?:on the (?:schedule|calendar|list|books)|in for)\b"
    ),
    re.compile(r"(?:\d|[ap]\.? ?m\.?|hs?) (?:ya )?(?:confirmad|agendad|reservad|listo|confirmed|booked|marcad)[oa]?\W*$"),
    re.compile(
        rf"\b{_NOUN}\b[^?]{{0,60}}\b(?:fue|fueron|ha sido|han sido|has been|have been|was|were|foi|foram|se encuentra|"
        rf"se (?:realizo|hizo|proceso|agendo|reservo|confirmo|cancelo)) ?{_ADVERBS}(?:{_PART}|con exito|$)"
    ),
    re.compile(rf"\bse (?:realizo|hizo|proceso|agendo|reservo|confirmo|cancelo)\b[^?]{{0,30}}\b(?:exito|{_NOUN})\b"),
    re.compile(rf"\b(?:quedo|quedaron) (?:tu|su|la) {_NOUN}\b"),
    re.compile(rf"\b(?:ya|te|lo|la|le|he|hemos) (?:(?:te|lo|la|le) )?dej(?:e|amos|ado)\b[^?]{{0,25}}\b(?:{_PART})"),
    re.compile(rf"\b{_NOUN}\b[^?]{{0,40}}\bse (?:agend|reserv|confirm|cancel|program|reprogram|anul|cambi|movi)o\b"),
    re.compile(
        r"\b(?:he|hemos|has|ha) (?:agendado|reagendado|reservado|confirmado|programado|reprogramado|apartado|"
        r"separado|registrado|cancelado|anulado|cambiado|movido|modificado|anotado|bloqueado|asegurado|eliminado)\b"
    ),
    re.compile(
        r"\b(?:acabo de|acabamos de|acabei de|acabamos) (?:agend|reserv|confirm|program|cancel|anul|cambi|mov|"
        r"registr|marc|remarc|apart|separ)\w*"
    ),
    re.compile(
        rf"\bya (?:(?:te|le|lo|la|les|os|se) ){{1,2}}{_VERB}(?:e|i|o|amos|imos)\b|\bya {_VERB}(?:e|i|amos|imos)\b"
    ),
    re.compile(r"\b(?:ja )?(?:agendei|marquei|reservei|confirmei|cancelei|remarquei|desmarquei|alterei|mudei)\b"),
    re.compile(
        r"\b(?:i|we)(?:'ve|’ve)? ?(?:have |just |already |successfully |went ahead and |now )*(?:booked|scheduled|"
        r"reserved|confirmed|cancell?ed|rescheduled|moved|changed|secured|set up|put you down|locked)\b"
    ),
)  # fmt: skip
# The accent alone tells "agendé" (done) from "agende" (to be done): read with accents.
_FIRST_PERSON = re.compile(
    r"\b(?:agendé|reagendé|reservé|confirmé|programé|reprogramé|aparté|separé|registré|cancelé|anulé|cambié|moví|"
    r"pasé la|anoté|bloqueé|aseguré|eliminé|borré|guardé|"
    r"apunté|dejé (?:agendad|reservad|confirmad|anotad|programad|cancelad)[oa])\b"
)
# Told of the present or future: any condition in the sentence, or a question, takes it back.
_PRESENT = (
    re.compile(
        rf"\bquedas {_ADVERBS}(?:{_PART})|\b(?:queda|quedan|fica|ficam) {_ADVERBS}{_OWN}\b|"
        rf"\b(?:{_NOUN}|todo)\b[^?]{{0,40}}\b(?:queda|quedan|fica|ficam) {_ADVERBS}(?:{_PART})"
    ),
    re.compile(
        rf"\b(?:tu|su|la|el|your|the|seu|sua|o|a|todo)\b [^?]{{0,20}}?\b(?:{_NOUN})\b[^?]{{0,60}}?\b(?:esta|estan|"
        rf"quedara|estara|sera|is|are|ficara) {_ADVERBS}(?:{_PART})"
    ),
    re.compile(rf"\b(?:tu|su) {_NOUN}\b es ahora\b"),
    re.compile(rf"\b(?:esta|estan|is|are|it's|it’s|you're|you’re|ya esta) {_ADVERBS}{_OWN}\b"),
    re.compile(r"\b(?:you're|you are|you’re|it's|it is|it’s) (?:all |now |already )*(?:booked|set\b(?! at)|confirmed|scheduled)"),
    re.compile(rf"\bya (?:tienes|tiene|tenes) (?:tu|su|el) {_NOUN}\b"),
    re.compile(
        r"\b(?:l[eoa]s?|te|os) (?:esperamos|espero|vemos) (?:el|este|manana|pasado|hoy|a las|na|no|amanha|as)\b"
        r"|\bnos vemos (?:el|este|manana|pasado|hoy|a las)\b"
        r"|\bsee you (?:on|tomorrow|today|at|next|this|then|monday|tuesday|wednesday|thursday|friday|saturday)\b"
        r"|\bate (?:amanha|segunda|terca|quarta|quinta|sexta|sabado)\b"
    ),
    re.compile(rf"\b(?:le|te) confirmo (?:que )?(?:tu|su|la) {_NOUN}\b"),
    re.compile(
        rf"^\W*(?:(?:listo|lista|ok|perfecto|genial|done|tu|su|your|seu|sua)\W+)*{_NOUN} (?:ya )?(?:{_PART})"
        r"(?! (?:con menos|sin|fuera|dentro|el mismo|less|with less|com menos))"
    ),
    re.compile(r"^\W*(?:(?:listo|lista|ya|ok|perfecto|genial|done|pronto|super|estimad[oa])\W+)*"
               rf"(?:{_OWN}|reservad[oa]|cancelad[oa]|reserved|cancell?ed|confirmad[oa] para)(?:\W*$|\W+(?:para|for|on) |\W*✅|\W+"
        + _TIME + ")"),
    re.compile(r"^\W*(?:listo|hecho|done|pronto|consider it done)\b[^?]{0,60}\b(?:a las \d|at \d|as \d)"),
    re.compile(r"\bconsider it done\b|\bappointment_(?:booked|cancelled|rescheduled)\b"),
    re.compile(r"^\W*(?:confirmad|agendad|reservad|cancelad|confirmed|booked|cancelled|scheduled)[oa]?\W*$"),
)  # fmt: skip

_CONDITION = re.compile(
    r"\b(?:si|cuando|una vez|en cuanto|apenas|despues de|luego de|hasta que|para que|antes de|siempre que|mientras|"
    r"en caso de|al (?:confirmar|recibir|hacer|realizar|pagar|completar|responder)|solo|if|once|when|after|until|unless|"
    r"as soon as|before|whether|quando|se (?:a|o|as|os|voce|preferir|quiser)|assim que|depois que|depois de|ate que|caso)\b"
)
_DENIED = re.compile(
    r"\b(?:no|nunca|aun no|todavia no|sin|not|never|n't|haven't|hasn't|isn't|wasn't|nao|ainda nao|ninguna?|nenhum)"
    r"(?: (?:se|te|le|lo|la|les|me|he|ha|hemos|esta|been|yet|have|has|any|ainda|foi|fue))*\W*$"
)
_DENIED_INSIDE = re.compile(
    r"\b(?:no|aun no|todavia no|not|nao|ainda nao|n't|haven't|hasn't|isn't) (?:(?:se|te|le|lo|la) )?(?:ha|han|he|hemos|"
    r"esta|estan|fue|quedo|been|yet|confirmed|booked|foi|ficou)\b"
)

_DENIED_BEFORE = re.compile(
    r"\b(?:no|nunca|aun|todavia|not|never|n't|nao|ainda)\b(?: (?:se|te|le|lo|la|les|me|he|ha|hemos|have|has|been|nao|no))*"
    rf" (?:{_VERB}\w*|marquei|agendei|reservei|confirmei|cancelei|\w+ed|fue|foi|quedo|ficou|ha sido|registrado)\b"
)

_PERSON = (
    r"(?:asesora?|agente|equipo|person[ao]|recepcion(?:ista)?|doctora?|medic[oa]|human[oa]|companer[oa]|especialista|"
    r"encargad[oa]|supervisora?|coordinadora?|alguien|caso|solicitud|team|agent|someone|somebody|manager|staff|human|"
    r"receptionist|specialist|member|colleague|equipe|alguem|atendente|pessoa|consultora?|recepcao)"
)
_ESCALATED = (
    re.compile(
        rf"\b(?:ya |he |hemos |acabo de |acabamos de )(?:(?:te|le|lo|la|se) )?(?:avis|notific|notifiqu|inform|report|escal|"
        rf"comuniqu|comunic|pas|transfer|deriv|remit|dej|envi|contact)\w*[^?]{{0,60}}\b{_PERSON}\b"
    ),
    re.compile(rf"\b(?:te|le|lo|la|os) (?:paso|comunico|transfiero|conecto|derivo|remito|canalizo) [^?]{{0,30}}\b{_PERSON}\b"),
    re.compile(r"\b(?:te|le|lo|la|os) estoy (?:pasando|comunicando|transfiriendo|conectando|derivando) "),
    re.compile(
        rf"\b{_PERSON}\b[^?]{{0,40}}\b(?:(?:te|le|se|lo|la|os) (?:pondra en contacto|contactar\w+|llamar\w+|escribir\w+|"
        rf"comunicara\w*|respondera\w*|va a (?:contactar|llamar|escribir)\w*))"
        rf"|\b(?:te|le|lo|la|os) (?:contactara\w*|llamara\w*|escribira\w*|respondera\w*|va a (?:llamar|contactar|escribir))"
        rf"\b[^?]{{0,40}}\b(?:{_PERSON}|pronto|breve|hoy|minutos)"
    ),
    re.compile(
        rf"\b(?:te|le|lo|la|os) (?:atiende|contacta|llama|escribe|responde)n?\b[^?]{{0,30}}\b{_PERSON}\b"
        rf"|\b(?:en (?:un|breves?) momentos?|enseguida|en (?:unos )?(?:\d+ )?minutos|ya mismo)\b[^?]{{0,30}}\b{_PERSON}\b"
        rf"|\b(?:caso|solicitud|mensaje|conversacion|chat)\b[^?]{{0,20}}\b(?:fue|ha sido|esta siendo|quedo) (?:transferid|escalad|"
        rf"derivad|remitid|enviad|asignad)[oa]\b"
        rf"|\b(?:you're|you are|you’re) being (?:connected|transferred)\b|\bestou te (?:transferindo|passando|encaminhando)\b"
    ),
    re.compile(
        rf"\b(?:i|we)(?:'ve|’ve)? ?(?:have |just |already )*(?:notified|informed|alerted|told|escalated|forwarded|"
        rf"transferred|passed|contacted)\b[^?]{{0,50}}\b{_PERSON}\b"
    ),
    re.compile(r"\b(?:i'm|i am|i’m|we're|let me|i'll) (?:transferring|connecting|passing|escalating|connect|transfer|pass) (?:you|this)\b"),
    re.compile(
        rf"\b{_PERSON}\b[^?]{{0,40}}\bwill (?:contact|call|reach|get back|write|be in touch|follow up)"
    ),
    re.compile(
        r"\b(?:avisei|notifiquei|informei|encaminhei|transferi|escalei|passei)\b[^?]{0,40}"
        rf"\b{_PERSON}\b|\bestou (?:transferindo|encaminhando|passando)\b"
        rf"|\b{_PERSON}\b[^?]{{0,30}}\b(?:vai|ira|entrara) (?:te |lhe )?(?:entrar em contato|ligar|responder|chamar|em contato)"
    ),
)  # fmt: skip
_ESCALATED_FIRST = re.compile(
    r"\b(?:avisé|notifiqué|informé|escalé|dejé|derivé|transferí|reporté|envié)\b[^?]{0,60}"
    r"\b(?:asesora?|agente|equipo|persona|recepción|doctora?|supervisora?|especialista|encargad[oa]|caso|solicitud)\b"
)
_OFFER = re.compile(
    r"\b(?:si|puedo|podemos|podria|quieres?|desea|prefiere\w*|cuando|if|can|could|would|se|posso|quer)\b"
)


def claims_done(text: str) -> bool:
    """Whether a text tells the customer that an appointment was made, moved or cancelled."""
    return any(_claims(spoken, folded) for spoken, folded in _sentences(text))


def claims_escalated(text: str) -> bool:
    """Whether a text tells the customer that a person was called in."""
    return any(_escalates(spoken, folded) for spoken, folded in _sentences(text))


_AFFIRMED = re.compile(r"^\W*s[ií],|\bsí\b")
# Somebody else's time: "ese horario ya está reservado", "the 4 pm slot is booked".
_TAKEN = re.compile(
    r"\b(?:ese|esa|este|esta|esos|esas|that|this|those|esse|essa|aquel) (?:\w+ )?(?:horario|hora|turno|espacio|cupo|time|slot|"
    r"day|dia|fecha|date)\b|\b(?:el|la|o|the) (?:\d+ ?(?:am|pm) )?(?:horario|hora|turno|espacio|cupo|time|slot) (?:de|at|of|das|a) ?\w*"
)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence as it is written in lower case, and folded."""
    for part in _SENTENCE.split(text):
        if part.strip():
            spoken = _AFFIRMED.sub(" ", part.lower()).strip()
            yield spoken, fold(spoken)


def _claims(spoken: str, folded: str) -> bool:
    clauses = [clause for clause in _CLAUSE.split(folded) if clause]
    if any(_FIRST_PERSON.search(c) and not _taken_back(fold(c), fold(c)) for c in _CLAUSE.split(spoken)):
        return True
    asked = folded.rstrip().endswith("?")
    if not asked and any(_told(p, clause) for clause in clauses for p in _PAST):
        return True
    if asked or _CONDITION.search(folded) or _DENIED_INSIDE.search(folded) or _TAKEN.search(folded):
        return False
    return any(
        (found := p.search(c)) and not _DENIED.search(c[: found.start()])
        for c in (folded, *clauses)
        for p in _PRESENT
    )


def _told(pattern: re.Pattern[str], clause: str) -> bool:
    found = pattern.search(clause)
    if not found or re.search(r"\b(?:no|not|nao)\W*$", clause[: found.start()]):
        return False
    return not _taken_back(clause, clause[: found.end()])


def _taken_back(clause: str, until: str) -> bool:
    """Whether the clause denies it or makes it depend on something said in it."""
    return bool(_CONDITION.search(until) or _DENIED_INSIDE.search(clause) or _DENIED_BEFORE.search(until))


def _escalates(spoken: str, folded: str) -> bool:
    if folded.rstrip().endswith("?"):
        return False
    if _ESCALATED_FIRST.search(spoken):
        return True
    return any(
        (found := p.search(folded))
        and not _OFFER.search(folded[: found.start()])
        and not _negated(folded, found.start())
        for p in _ESCALATED
    )


def _negated(folded: str, at: int) -> bool:
    return bool(re.search(r"\b(?:no|not|nao|never|nunca)\W*$", folded[:at]))
