"""Claims that need no past tense: an appointment spoken of as standing, something sent, a payment received.

Only the booking machine reads the agenda, so from anybody else "te esperamos mañana a las 4", "ya tienes cita el
martes" or "hecho: jueves 10:00" is a claim too. Nothing here ever sends a confirmation or sees a payment.
"""

import re
from collections.abc import Iterator

from app.agents.claim_forms import promises_a_person, tells_a_deed
from app.agents.folding import fold

_NOUN = (
    r"(?:citas?|turnos?|hora|reserva|reservacion|sesion|consulta|valoracion|visita|espacio|cupo|lugar|horario|"
    r"puesto|"
    r"agendamiento|appointment|booking|reservation|visit|slot|spot|session|place|agendamento|vaga|marcacao)"
)
_PART = (
    r"(?:agendad|reagendad|reservad|confirmad|programad|reprogramad|apartad|separad|registrad|cancelad|anulad|"
    r"cambiad|movid|corrid|pasad|trasladad|aplazad|adelantad|anotad|apuntad|bloquead|asegurad|guardad|garantid|"
    r"garantizad|marcad|remarcad|desmarcad|inscrit|eliminad|acreditad|cerrad|fechad)(?:isim)?[oa]s?\b"
    r"|(?:booked|scheduled|reserved|confirmed|cancell?ed|rescheduled|moved|secured|saved|all set)\b"
)
_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|"
    r"fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
# A definite moment; "los viernes" and "de 8 a 7" are habits.
_WHEN = (
    r"(?:(?<!los )(?<!todos los )(?<!every )(?<! a )\b(?:hoy|manana|pasado manana|lunes|martes|miercoles|"
    r"jueves|viernes|"
    r"sabado|domingo|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|hoje|amanha|segunda|"
    r"terca|quarta|quinta|sexta)\b(?! a (?:viernes|sabado|domingo))|\ba la(?:s)? (?:\d|una|dos|tres|cuatro|"
    r"cinco|seis|siete|ocho|nueve|diez|"
    r"once|doce)|\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|[ap]\. ?m|hs?|hrs|horas?)\b|\b\d{1,2}:\d\d\b|\bat \d|\bas \d|"
    rf"\b\d{{1,2}} de {_MONTH}\b|\b(?:dia|el) \d{{1,2}}\b)"
)
_OPENER = (
    r"(?:listo|lista|hecho|hecha|ya esta|ya quedo|quedo|todo listo|todo en orden|confirmad[oa]|agendad\w*|"
    r"reservad[oa]|"
    r"anotad[oa]|apuntad[oa]|agendadisim[oa]|perfecto|perfecta|genial|excelente|done|all set|all good|perfect|"
    r"great|"
    r"(?:esta )?tudo certo|pronto|prontinho|feito|fechado|perfeito|super)"
)
_STANDING = (
    # Possession: "ya tienes cita el martes", "tienes reservado el sábado", "you have an appointment on Monday".
    re.compile(
        rf"\b(?:tienes|tiene|tenes|you have|you've got|voce tem|cuenta con|cuentas con) (?:ya |already )?"
        rf"(?:(?:su|tu|una|un|el|la|your|an?|o seu|seu|um|uma) )?(?:{_NOUN}|{_PART})\b[^?]*{_WHEN}"
    ),
    re.compile(rf"\b(?:tienes|tiene|tenes) (?:(?:su|tu|una|un|el|la) )?{_NOUN} (?:{_PART})"),
    # "Tu cita es el viernes", "your visit is now on Wednesday".
    re.compile(
        rf"\b(?:(?:tu|su|your|seu|sua)(?: \w+)? {_NOUN}|(?:la|el) nuev[ao](?: {_NOUN})?)\b[^?,]{{0,40}}"
        rf"\b(?:es|sera|is|e|queda|esta|seria)\b(?! (?:de|para) (?:\d+ )?(?:minutos|horas)) [^?]{{0,25}}?{_WHEN}"
    ),
    re.compile(
        rf"\b(?:tu|su|your|seu|sua) {_NOUN}\b[^?]{{0,40}}\b(?:esta|is|sera|ficou|fica) (?:ja |ya |now |all "
        rf")?(?:{_PART})"
    ),
    # Farewells with a moment: "la doctora te espera el viernes", "te veo mañana".
    re.compile(
        rf"\b(?:te|le|les|os|l[oa]s?) (?:esperamos|espera|esperan|espero|veo|vemos|atiende|atendemos|recibe|"
        rf"recibimos|atendera|"
        rf"recibira)\b[^?]{{0,40}}{_WHEN}|\b(?:seeing|see|expecting|expect) you\b[^?]{{0,25}}{_WHEN}"
        rf"|\b(?:esperamos|aguardamos|vejo) (?:voce|te)?[^?]{{0,20}}{_WHEN}"
    ),
    re.compile(rf"\b(?:quedamos|nos vemos|combinamos)\b(?! atent| pendient)[^?]{{0,25}}{_WHEN}"),
    # "Ya quedó", "quedó corrida", "queda reservado para ti".
    re.compile(
        rf"\b(?:queda|quedas|quedo|quedaste|quedaron|quedamos|fica|ficou) (?:ya |todo |muy |asi )*(?:{_PART})"
    ),
    re.compile(r"\bya (?:quedo|quedaste|quedaron)\b(?! (?:pendiente|sin|clar|lej))"),
    # "Ya está en el sistema", "aparece tu nombre en la agenda", "off the calendar".
    re.compile(
        rf"\b(?:esta|estas|estan|aparece|apareces|figura|figuras|you're|you are|is|are)\b[^?]{{0,40}}\b(?:en|"
        rf"on|in) (?:el|la|nuestr[oa]|"
        rf"the|our) (?:sistema|agenda|calendario|lista|system|calendar|books?|schedule)\b"
        rf"|\b(?:{_NOUN}|you)\b[^?]{{0,20}}\boff (?:the|our) (?:calendar|schedule|books?)\b"
    ),
    re.compile(rf"(?:{_WHEN}|\b{_NOUN}\b)[^?]{{0,20}}\b(?:is yours|es (?:tuy|suy)[oa]|e (?:seu|sua))\b"),
    # First persons that the narrower rules of `claims` leave out.
    re.compile(
        rf"\b(?:he|hemos|acabo de|acabamos de|acabei de) (?:\w+ )?(?:liber|anot|apunt|agend|reserv|apart|separ|"
        rf"quit|borr|bloque|"
        rf"guard|asign|marc|pas)\w*[^?]{{0,30}}(?:\b{_NOUN}\b|{_WHEN})|\b(?:acabo de|acabamos de) (?:anot|"
        rf"apunt|agend)\w*"
    ),
    re.compile(
        rf"\b(?:i|we)(?:'ve|’ve)? (?:\w+ ){{0,4}}(?:booked|scheduled|reserved|cancell?ed|moved|saved|held|"
        rf"removed|taken|blocked|"
        rf"secured|put)\b[^?]{{0,30}}\b(?:{_NOUN}|you|calendar)\b"
    ),
    re.compile(
        rf"\b(?:ja )?deix(?:ei|amos) [^?]{{0,25}}(?:{_PART})|\b(?:te )?dej(?:e|amos) [^?]{{0,20}}(?:{_PART})"
    ),
    re.compile(
        rf"\b(?:agendamiento|reserva|reservacion|cancelacion|cambio|reprogramacion|{_NOUN}) (?:ya )?se "
        rf"(?:realizo|hizo|completo|efectuo|"
        r"proceso|registro|guardo|elimino|libero)\b|\b(?:cita|turno|reserva)\b[^?]{0,15}\bya no (?:existe|esta|"
        r"figura|aparece)\b"
    ),
    re.compile(
        rf"^\W*(?:todo )?(?:listo|lista|en orden|certo) (?:para|con|para o|com) (?:tu|su|el|la|seu|sua) "
        rf"[^?]{{0,20}}(?:{_NOUN})"
    ),
    re.compile(rf"^\W*(?:agend|reserv|anot|apunt)ad(?:isim)?[oa]\b[^?]*{_WHEN}"),
)  # fmt: skip
_OPENED = re.compile(rf"^\W*(?:\W*{_OPENER}\b)+\W*(?P<rest>[^?¿]*)", re.S)
_MOMENT = re.compile(_WHEN)
_STOP = re.compile(r"(?<=[.!?])\s+")

_SENT = (
    re.compile(
        r"\b(?:he|hemos|acabo de|acabamos de|ya|te|le|les|os|se)\b[^?]{0,20}\b(?:envie|enviado|enviamos|"
        r"enviar\w*|envio|mande|"
        r"mandado|mandamos|mandar\w*|mando)\b[^?]{0,40}\b(?:confirmacion|comprobante|recibo|factura|correo|"
        r"email|e-mail|"
        r"whatsapp|sms|mensaje|enlace|link|recordatorio|ubicacion|invitacion)\b"
    ),
    re.compile(
        r"\b(?:i|we)(?:'ve|’ve)? (?:\w+ ){0,2}(?:sent|emailed|e-mailed|texted|mailed)\b|\b(?:confirmation|"
        r"receipt|invoice|email|e-mail|text)\b"
        r"[^?]{0,20}\b(?:is on (?:its|the) way|has been sent|was sent|is in your inbox)\b"
    ),
    re.compile(
        r"\b(?:acabei de|ja|te|lhe|foi) (?:te |lhe )?(?:enviei|enviar|enviamos|enviado|enviada|mandei|mandar)\b"
    ),
    re.compile(
        r"\b(?:confirmacion|comprobante|recibo|factura|correo|enlace)\b[^?]{0,15}\b(?:fue|ha sido|ya esta) "
        r"(?:enviad|mandad)[oa]\b"
        r"|\brevis[ae] (?:tu|su) (?:correo|email|bandeja)\b[^?]{0,30}\b(?:envi|lleg|esta)\w*"
    ),
)  # fmt: skip
_MONEY = (
    r"(?:pago|abono|anticipo|deposito|transferencia|consignacion|sena|payment|deposit|transfer|pagamento|sinal|"
    r"pix)"
)

_PAID = (
    re.compile(
        rf"\b(?:recibimos|hemos recibido|recibi|he recibido|confirmamos|registramos|recibido|received|"
        rf"recebemos|recebi|got)\b"
        rf"[^?]{{0,20}}\b(?:{_MONEY})\b"
    ),
    re.compile(
        rf"\b(?:{_MONEY})\b[^?]{{0,20}}\b(?:quedo|esta|fue|ha sido|ya|has been|was|is|went|foi|entro|"
        rf"cayo)\b[^?]{{0,15}}"
        r"\b(?:registrad|acreditad|confirmad|recibid|aprobad|procesad|exitos|received|confirmed|processed|"
        r"approved|through|"
        r"recebid|aprovad|entro|cayo)"
    ),
)  # fmt: skip
_RULE = re.compile(
    r"\b(?:los|las|the|os|as) (?:pagos|abonos|anticipos|payments|deposits|pagamentos)\b|\b(?:en|in|em) \d+ "
    r"(?:horas|dias|hours|days)\b"
)

_REASSURED = re.compile(
    r"\b(?:sin (?:problemas?|costo|inconvenientes?|novedad)|no (?:worries|problem|te preocupes|se preocupe)|"
    r"sem problemas?)\b"
)
_CONDITION = re.compile(
    r"\b(?:si|cuando|una vez|en cuanto|apenas|hasta que|antes de|siempre que|en caso de|al (?:confirmar|recibir|"
    r"hacer|pagar|agendar|reservar)|if|once|when|after|until|unless|as soon as|before|whether|quando|assim que|"
    r"depois que|"
    r"ate que|caso (?:voce|queira|precise|haja|o|a)|se (?:voce|quiser|preferir|desejar))\b"
)
_DENIED = re.compile(
    r"\b(?:no|aun no|todavia no|nunca|sin|not|never|n't|isn't|hasn't|haven't|nao|ainda nao|ningun\w*|nenhum\w*)\b"
)
_OFFER = re.compile(
    r"\b(?:puedo|podemos|podria\w*|hay|tenemos|tengo|disponible\w*|libre\w*|prefiere\w*|ofrec\w+|le sirve|te "
    r"sirve|"
    r"available|open|free|can|could|would|we have|posso|temos|disponive\w+|livre\w*|quer\w*|desea\w*|gustaria|"
    r"horario de "
    r"atencion|atendemos|cerramos|abrimos|closed|ocupad\w+|tomad[oa] por)\b"
)


def claims_standing(text: str) -> bool:
    """Whether a text speaks of the customer's appointment as something that stands in the agenda."""
    for spoken, sentence in _sentences(text):
        if _told(_STANDING, sentence, offers=True) or (
            not _doubtful(sentence) and tells_a_deed(spoken, sentence, _MOMENT)
        ):
            return True
    folded = fold(text)
    return any(_opens_with_done(folded[at:]) for at in (0, *(m.end() for m in _STOP.finditer(folded))))


def _opens_with_done(text: str) -> bool:
    """ "Hecho: jueves 10:00", with the rest of the sentence that names the moment."""
    opened = _OPENED.match(text)
    moment = _MOMENT.search(opened["rest"]) if opened else None
    if opened is None or moment is None:
        return False
    said = opened["rest"][: moment.end()] + _STOP.split(opened["rest"][moment.end() :], maxsplit=1)[0]
    return not any(p.search(said) for p in (_OFFER, _CONDITION, _DENIED))


def claims_sent(text: str) -> bool:
    """Whether a text tells that a message went out by another way, or that money came in."""
    return any(
        _told(_SENT, s, offers=False) or (_told(_PAID, s, offers=False) and not _RULE.search(s))
        for _, s in _sentences(text)
    )


def _told(patterns: tuple[re.Pattern[str], ...], sentence: str, *, offers: bool) -> bool:
    if _CONDITION.search(sentence) or (offers and _OFFER.search(sentence)):
        return False
    return any(
        (found := p.search(sentence)) and not _DENIED.search(sentence[: found.end()].replace("ya no ", "ya "))
        for p in patterns
    )


def claims_promised(text: str) -> bool:
    """Whether a text tells that somebody of the staff was told, or will get in touch."""
    return any(promises_a_person(spoken, s) and not _doubtful(s) for spoken, s in _sentences(text))


def _doubtful(sentence: str) -> bool:
    plain = _REASSURED.sub(" ", sentence).replace("ya no ", "ya ")
    return any(p.search(plain) for p in (_CONDITION, _OFFER, _DENIED, _RULE))


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Statements in lower case, and folded; questions claim nothing."""
    for part in re.split(r"(?<=[.!?;])\s+(?=[^\d\s])|\n|(?=¿)|(?<=\?)", text):
        folded = fold(part)
        if folded and not folded.rstrip(" )").endswith("?"):
            yield part.lower(), folded
