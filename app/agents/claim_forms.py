"""The general forms of a claim: a finished deed, told to this customer, about what the agenda holds.

Whoever is not the booking machine has no business telling any of it, whatever the verb. So the verb's form counts,
not its meaning: "he …ado", "…é", "se …ó", "fue …ada", "I …ed", "…ei", beside an appointment, a moment, a member of
the staff or a message, and addressed to the customer or told by the writer.
"""

import re

NOUN = (
    r"(?:citas?|turnos?|reservas?|reservacion|reserva|sesion|consulta|valoracion|visita|cupo|espacio|puesto|"
    r"agenda|"
    r"calendario|sessao|agendamiento|asistencia|appointment|booking|reservation|visit|slot|spot|session|"
    r"calendar|schedule|"
    r"agendamento|vaga|marcacao)"
)
_STATE = re.compile(
    r"\b(?:tu|su|your|seu|sua)(?: \w+)? (?:cita|turno|reserva|booking|appointment|agendamento|reservation|"
    r"solicitud|pago|"
    r"anticipo|abono|cancelacion|cambio|request|payment|cancellation|confirmacion)\b[^?]{0,30}\b(?:esta|sigue|"
    r"figura|va|"
    r"quedo|fue|ha sido|la tiene|lo tiene|is|was|has|ficou|foi)\b"
    r"|\b(?:la|el|the|o|a) (?:cita|turno|reserva|confirmacion|cancelacion|cancellation|appointment|"
    r"booking)\b[^?]{0,15}\b"
    r"(?:fue|ya va|va en|ha sido|has been|was|foi)\b|\b(?:listo|hecho|resuelto|coordinado|pactado) (?:el|la|su|"
    r"tu) "
    r"(?:pago|cita|turno|cambio|reserva)\b|\btook care of (?:the|your)\b"
)
_FREE = re.compile(
    r"^\W*para\b|\b(?:puede\w*|podra\w*|debe\w*|necesit\w*|recomend\w*|durante|depende\w*|may|should|must|can|pode\w*)\b"
)
_SETTLED = re.compile(r"\b(?:coordinad|pactad|acordad|combinad|arreglad|cerrad|concluid|complet)[oa]\b")
_INFORMED = re.compile(
    r"\b(?:has|have) been (?:informed|notified|told|alerted)\b|\b(?:te|le|lo|la) (?:marca|llama|escribe|"
    r"contacta) [a-z]+\W*$"
)
STAFF = (
    r"(?:asesora?|agente|equipo|person[ao]|recepcion(?:ista)?|doctora?|dra?|medic[oa]|human[oa]|companer[oa]s?|"
    r"especialista|"
    r"encargad[oa]|supervisora?|coordinadora?|alguien|soporte|ticket|team|agent|someone|somebody|manager|staff|"
    r"human|reception|"
    r"receptionist|specialist|colleague|doctor|equipe|alguem|doutora?|coordinator|atendente|pessoa|consultora?|"
    r"recepcao)"
)
NOTE = (
    r"(?:confirmacion|comprobante|recibo|factura|correo|email|e-mail|whatsapp|sms|enlace|link|ubicacion|"
    r"invitacion|confirmation|"
    r"receipt|invoice|text|confirmacao|comprovante)"
)
_YOU = r"(?:tu|tus|su|sus|te|ti|le|les|usted|contigo|you|your|you're|yours|seu|sua|voce|lhe)"
_PARTICIPLE = r"(?:\w{2,}(?:ad|id)[oa]s?|hech[oa]|puest[oa]|\w{2,}ed|set|put|done)"
_DONE = re.compile(
    rf"\b(?:he|has|ha|hemos|han) {_PARTICIPLE}\b|\bse (?:le |te )?(?:ha |han )?(?:\w{{2,}}o|hizo|{_PARTICIPLE})\b"
    rf"|\b(?:fue|fueron|ha sido|quedo|quedaste|quedaron|estas|foi|ficou) (?:\w+ )?(?:{_PARTICIPLE}|de baja|para)\b"
    rf"|\b(?:is|are|was|has been|have been|been|you're|you’re|it's been|consider yourself) (?:now |all |"
    rf"already )?(?:\w{{3,}}ed|set)\b"
    rf"|\b(?:esta|estas) (?:ya |ja )?(?:agendad|reservad|confirmad|programad|apuntad|anotad|marcad|"
    rf"inscrit)[oa]s?\b"
)
# The accent tells "anoté" (done) from "anote" (do).
_I_DID = re.compile(
    r"\b(?:\w{2,}[éí]|hice|puse|pude|vi|vimos|hicimos|pusimos|fiz|pus|consegui)\b|\b\w{2,}ei\b|"
    r"\b(?:i|we)(?:'ve|’ve| have)? (?:\w+ ){0,2}(?:\w{2,}ed|put|set|got|made|sent|told)\b"
)
_NOT_DEEDS = re.compile(
    r"\b(?:qué|sé|té|café|até|né|fé|pé|aquí|ahí|así|allí|sí|esté|estaré|seré|podré|tendré|haré|será|\w+aré|"
    r"\w+eré|\w+iré|bebé|porqué|también|"
    r"revisé|busqué|entendí|consulté|miré|verifiqué|recibí su mensaje|leí|olvidé|need\w*|based|related|sei|lei|"
    r"aqui|"
    r"verifiquei|procurei|entendi|checked|looked|noticed|worked)\b"
)
_ABOUT = re.compile(rf"\b(?:{NOUN}|{NOTE})\b")
_TO_YOU = re.compile(rf"\b{_YOU}\b")
_STAFF = re.compile(rf"\b{STAFF}\b")

_REACH = (
    r"(?:llam|escrib|contact|habl|respond|atend|recib|busc|avis|call|ring|write|reach|contact|text|answer|"
    r"falar|ligar|cham|escrev|respond|atender)"
)

_PROMISED = (
    re.compile(
        rf"\b{STAFF}\b[^?]{{0,40}}\b(?:va a|van a|vai|vao|is going to|are going to|will|ira|se va "
        rf"a)\b[^?]{{0,20}}\b{_REACH}\w*"
    ),
    re.compile(
        rf"\b(?:para que|pedi que|pedimos que|le dije a|solicite que)\b[^?]{{0,25}}\b(?:te|le|lo|la|os) "
        rf"{_REACH}\w*"
        rf"|\b(?:te|le|lo|la|os) (?:llaman|escriben|contactan|llamaran|contactaran|escribiran|buscaran)\b"
    ),
    re.compile(r"\b(?:levante|abri|cree|genere|registre) (?:un|una) (?:ticket|caso|solicitud|reporte|nota)\b"),
)  # fmt: skip
_STATED = (
    re.compile(
        r"\b(?:tu|su|your|seu|sua|el|the|o|la|a) (?:numero|codigo|folio|localizador|id|nuev[ao] (?:fecha|hora|"
        r"horario|turno|cita)|fecha|"
        r"hora|number|code|confirmation (?:number|code)|new (?:time|date|slot)|booking (?:number|code)|novo "
        r"horario|nova data)"
        r"(?: (?:de|of|da|do) (?:(?:la|tu|su|your|sua) )?(?:reserva|cita|turno|confirmacion|booking|consulta|"
        r"confirmacao))?\s?"
        r"(?:es|is|e|:|sera)\b[^?]*\d"
    ),
    re.compile(
        r"\b(?:estas|esta usted|you're|you’re|you are) (?:ya |all |now )?(?:agendad|reservad|confirmad|"
        r"programad|apuntad|anotad|inscrit|"
        r"booked|confirmed|scheduled)"
    ),
    re.compile(r"\b(?:le|te|les|os) (?:confirmo|confirmamos)\b"),
    re.compile(
        rf"^\W*{_PARTICIPLE} (?:la|el|su|tu|sua|seu|your) {NOUN}\b|^\W*(?:la |su |tu )?{NOUN} (?:actualiz|"
        rf"cread|modific|elimin)\w+"
    ),
    re.compile(
        rf"\b(?:tu|su|seu|sua|your) {NOUN}\b[^?]{{0,30}}\b(?:quedo|ficou|paso|passou|paso a|cambio|mudou|"
        rf"moved)\b"
    ),
    re.compile(
        rf"\b(?:agend|reserv|pas|cambi|cancel|anot|apart|separ|program|reprogram|marc|corr|mov)(?:amos|imos)\b "
        rf"(?:tu|su|la|el|sua|seu) {NOUN}\b"
    ),
    re.compile(
        r"^\W*(?:booked|scheduled|cancelled|canceled|moved|reserved) (?:it|that|you)\b|\bconsider yourself\b"
    ),
    re.compile(
        r"\b(?:it's|it’s|it has|that's|that’s) (?:been |now |all )*(?:booked|cancell?ed|moved|rescheduled|"
        r"scheduled|confirmed|reserved)\b"
    ),
    re.compile(
        rf"\b(?:te|le|les|os) llego\b[^?]{{0,20}}\b{NOTE}\b|\b(?:ya )?(?:vi|vimos|veo|vemos|llego|entro|saw|"
        rf"vejo)\b[^?]{{0,12}}\b(?:tu|su|your|seu|sua|"
        r"o seu) (?:pago|abono|anticipo|deposito|transferencia|payment|deposit|pagamento|transfer)\b"
    ),
    re.compile(
        r"\b(?:tu|su|your|seu|el) (?:pago|abono|anticipo|deposito|payment|deposit|"
        r"pagamento)\b[^?]{0,15}\b(?:fue|went|foi|esta|ya) \w+"
    ),
)  # fmt: skip


def tells_a_deed(spoken: str, folded: str, moment: re.Pattern[str]) -> bool:
    """Whether one statement (as written in lower case, and folded) tells a finished deed to this customer."""
    if any(p.search(folded) for p in _STATED):
        return True
    about, when = bool(_ABOUT.search(folded)), bool(moment.search(folded))
    if (_STATE.search(folded) or (_SETTLED.search(folded) and when)) and not _FREE.search(folded):
        return True
    if _DONE.search(folded) and about and _TO_YOU.search(folded):
        return True
    return _i_did(spoken) and (about or when)


def promises_a_person(spoken: str, folded: str) -> bool:
    """Whether one statement tells that somebody of the staff knows of the customer, or will get in touch."""
    if _INFORMED.search(folded) or any(p.search(folded) for p in _PROMISED):
        return True
    deed = _DONE.search(folded) or _i_did(spoken)
    return bool(deed and _STAFF.search(folded) and _TO_YOU.search(folded))


def _i_did(spoken: str) -> bool:
    return any(not _NOT_DEEDS.fullmatch(found[0]) for found in _I_DID.finditer(spoken))
