"""Whether a text tells the customer that an appointment was made, moved or cancelled.

Read clause by clause: a question, a condition, a refusal or a future is no claim ("¿le agendo…?", "para dejar su
cita agendada necesito…", "todavía no he agendado"), the same words said as a fact are.
"""

import re

from app.agents.folding import fold

_NOUN = (
    r"(?:citas?|turnos?|hora|reservas?|reservacion|sesion|consulta|valoracion|visita|agendamento|horario|espacio|"
    r"cupo|avaliacao|sessao|appointment|booking|reservation|visit|session|slot)"
)
_DONE = (
    r"(?:agendad|reservad|confirmad|programad|apartad|registrad|cancelad|reagendad|reprogramad|cambiad|movid|"
    r"anulad|anotad|apuntad|separad|marcad|remarcad|desmarcad)[oa]s?"
)
_DONE_EN = r"(?:booked|confirmed|scheduled|reserved|cancell?ed|rescheduled|moved)"
_VERB = r"(?:agend|reserv|program|apart|cancel|reagend|reprogram|anul|separ|anot|apunt)"
_DAY = (
    r"(?:el|este|esta|proximo|proxima|manana|pasado|hoy|las?|a las?|lunes|martes|miercoles|jueves|viernes|sabado|"
    r"domingo|na|no|amanha|terca|quarta|quinta|sexta|segunda|on|tomorrow|next|at)"
)
_CLAIMS = (
    # quedó agendada, ya quedaste agendada, queda reservado; está agendado!
    rf"\bqued(?:o|a|aste|amos|an|aron|ado)\b[^,;:]{{0,40}}\b{_DONE}",
    rf"\b(?:dej[eo]|dejamos|dejado)\b[^,;:]{{0,25}}\b{_DONE}",
    # su cita está / ha sido / fue / foi … confirmada
    rf"\b{_NOUN}\b[^.;?!]{{0,60}}\b(?:esta|ha sido|fue|es|ya|se ha|foi|ficou)\b[^.;?!]{{0,25}}\b{_DONE}"
    r"(?! para durar)",
    rf"\b{_NOUN}\b[^.;?!]{{0,60}}\b(?:esta lista|esta pronta)\b",
    rf"\b{_NOUN}\b[^.;?!]{{0,60}}\b(?:is|has been|was|'s been)\b[^.;?!]{{0,25}}\b{_DONE_EN}\b",
    # cita confirmada para el viernes; su cita: martes 10:00, confirmada; appointment confirmed for Friday
    rf"^(?:\W*\w+\W+){{0,2}}{_NOUN}\b[^.;?!]{{0,5}}\b{_DONE}(?=\W*$|\s*[✅✔👍]| (?:para|con exito|el|a las))",
    rf"^(?:\W*\w+\W+){{0,2}}{_NOUN}\b: [^.;?!]{{0,60}}\b{_DONE}(?=\W*$)",
    rf"^(?:\W*\w+\W+){{0,2}}{_NOUN}\b {_DONE_EN}\b(?! (?:with|less|more|without|after|before|on the same))",
    rf"^\W*(?:\w+, )?(?:ya |esta |listo |hecho )*{_DONE}(?=\W*$|\s*[!✅✔]| para {_DAY})",
    # le agendé, ya cancelamos, hemos reservado; acabo de agendar; se agendó
    rf"(?<!que )\b(?:(?:le|te|lo|la|les|os|ya|hemos|he|has|ha)\s+){{1,3}}{_VERB}(?:e|o|amos|ado|aron)\b",
    rf"\b(?:he|hemos) {_VERB}ado\b",
    rf"\b(?:le|te|ya|he|hemos|lo|la)\s+(?:confirm|registr|cambi|mov|mud)(?:e|i|o|io|amos|imos|ado|ido)\b"
    rf"[^.;?!]{{0,30}}\b{_NOUN}\b",
    rf"\b(?:acabo|acabamos|acabei|acabamos) de (?:agendar|reservar|cancelar|confirmar|mover|cambiar|reprogramar|"
    rf"reagendar|apartar|marcar|remarcar)[^.;?!]{{0,30}}\b{_NOUN}\b",
    rf"\b{_NOUN}\b[^.;?!]{{0,30}}\bse (?:{_VERB}o|confirmo|movio|cambio)\b",
    rf"\bse (?:{_VERB}o|confirmo|movio|cambio|ha {_DONE})\b[^.;?!]{{0,30}}\b{_NOUN}\b",
    rf"\b{_NOUN}\b[^.;?!]{{0,30}}\bse ha {_DONE}",
    # nos vemos el martes, lo esperamos mañana, see you on Tuesday
    rf"\b(?:l[eoa]s?|te|os) (?:esperamos|espero|vemos) {_DAY}\b",
    rf"\bnos vemos {_DAY}\b|\bsee you {_DAY}\b|\baguardamos voce {_DAY}\b",
    # English, first person and second
    rf"\b(?:i|we)(?:'ve| have| just|'ve just| have just| went ahead and)? {_DONE_EN}\b",
    r"\byou(?:'re| are)(?: all| now)? (?:booked|set|confirmed|scheduled)\b",
    # Portuguese, first person
    rf"\b(?:agendei|marquei|reservei|cancelei|remarquei|desmarquei)\b|\bconfirmei\b[^.;?!]{{0,30}}\b{_NOUN}\b",
)
_CLAIM = re.compile("|".join(_CLAIMS))

# First person preterites carry an accent that the imperative ("cancele su cita con tiempo") does not.
_I_DID = re.compile(
    r"\b(?:agendé|reservé|cancelé|reagendé|reprogramé|aparté|anulé|separé)\b"
    r"|\b(?:confirmé|registré|anoté|apunté|cambié|moví|dejé)\b[^.;?!]{0,40}\b(?:cita|turno|hora|reserva|sesión|"
    r"consulta|valoración|espacio|cupo|agendad|reservad|para (?:el|la|las|mañana|hoy))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|(?=¿)")
_CLAUSE = re.compile(r"[,;—–]|: | pero | but | mas | y (?=(?:le|te|lo|la|ya|su|tu|no)\b)")

# Before the claim, in its own clause: refusals, doubts, conditions, futures, rules for everybody.
_NOT_A_FACT = re.compile(
    r"\b(?:no|not|nao|ni|nunca|never|aun|todavia|yet|ainda|sin|sem|without|si|if|se (?:a|o|sua|seu)|cuando|when|"
    r"quando|once|una vez|uma vez|hasta|until|despues de|antes|para que|para (?:dejar|poder|tener|deixar)|to have|"
    r"que|necesit\w+|preciso|need|deb\w+|must|will|would|sera|seria|quedara|puede\w*|podria\w*|can|could|may|"
    r"las citas|los turnos|citas|es[eoa]s?|estos|ess[ea]|con cita|that|those|este horario|esta hora)\b"
    r"|n't\b"
)
_AFFIRMED = re.compile(r"^\W*(?:sí\b,?|si,) ", re.IGNORECASE)
_CONDITION = re.compile(r"^\W*(?:si|if|cuando|when|quando|una vez|once|uma vez|para|to have|al)\b")
_PRESENT = re.compile(rf"\b{_VERB}o\b|\bqueda\b|\b(?:esperamos|espero|vemos|see you)\b")


def claims_done(text: str) -> bool:
    """Whether any clause states as a fact that an appointment was written, moved or cancelled."""
    return any(_sentence_claims(sentence) for sentence in _SENTENCE.split(text) if sentence.strip())


def _sentence_claims(sentence: str) -> bool:
    sentence = _AFFIRMED.sub("", sentence.strip())
    if sentence.endswith("?") or sentence.startswith("¿"):
        return False
    folded = fold(sentence)
    conditional = bool(_CONDITION.match(folded))
    return any(_is_fact(folded, match, conditional) for match in _CLAIM.finditer(folded)) or bool(
        _I_DID.search(sentence) and not _NOT_A_FACT.search(_clause_before(folded, _did_at(sentence, folded)))
    )


def _is_fact(folded: str, match: re.Match[str], conditional: bool) -> bool:
    """A condition at the head of the sentence excuses a promise ("si me da su nombre, le agendo"), not a past."""
    if conditional and _PRESENT.search(match.group()):
        return False
    before = _clause_before(folded, match.start())
    return not _NOT_A_FACT.search(f"{before} {_CLAUSE.split(match.group())[-1]}")


def _clause_before(folded: str, at: int) -> str:
    return _CLAUSE.split(folded[:at])[-1]


def _did_at(sentence: str, folded: str) -> int:
    """Where the accented verb stands in the folded sentence."""
    found = _I_DID.search(sentence)
    return max(folded.find(fold(found.group())), 0) if found else 0
