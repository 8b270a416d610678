"""Messages that wish an appointment by their shape alone: "botox viernes 27 10am Gloria Ruiz 3144443322"."""

import re

from app.agents.booking.actions import find_action
from app.agents.booking.choices import wants_soonest
from app.agents.booking.command import BookingAction
from app.agents.booking.extraction import BARE_HOUR
from app.agents.booking.naming import tells_name_alone
from app.agents.booking.state import OPEN_STAGES, Stage
from app.agents.dates import find_datetime
from app.agents.entities import find_name, find_phone, find_surname
from app.agents.folding import fold
from app.agents.ports import Turn
from app.agents.treatments import find_treatments

_ASKS = re.compile(
    r"\?|\b(?:cuanto|cuesta|precio|vale|valor|how much|price|quanto|preco|que incluye|tengo que|puedo (?:comer|"
    r"tomar)|"
    r"llamenme|llamar|me llaman|call me)\b"
)
_DONE_TO_ME = re.compile(
    r"\b(?:me (?:hice|hicieron|puse|pusieron|aplicaron|aplique|quedo|dejaron|salio|"
    r"duele|arde|pica)|quede|hinch\w+|morad\w+|desde|hace \d|i had|fiz)\b"
)
_ROOM = re.compile(
    r"\b(?:tiene[ns]?|tenes|tendra[ns]?|hay|habra|se puede|puede ser|podria ser|cupo|espacio|disponib\w*|"
    r"puedo (?:ir|pasar|llegar|venir)|me (?:pueden|podrian|puede|podria) (?:ver|revisar|atender|recibir)|"
    r"me (?:revis|atiend|recib)\w+|posso ir|could i|can you (?:see|fit)|"
    r"do you have|can i|any|available|tem|teria|tem vaga)\b"
)
_CANNOT = re.compile(
    r"\b(?:no (?:alcanzo|puedo|llego|me (?:sirve|queda|da|cuadra)|voy a poder|podre)|"
    r"se me (?:complica|dificulta|hace tarde)|"
    r"imposible|can'?t|cannot|won'?t|nao (?:posso|consigo|da|vou poder))\b"
)
# An appointment named by its day alone: "lo del miércoles", "la de mañana", "o de quarta", "the one on friday".
_THAT_DAY = re.compile(r"\b(?:(?:lo|la|el|o|a) (?:del?|da)|the one (?:on|for))\b")
_PAYS = re.compile(r"\b(?:tarjeta|efectivo|transferencia|abono|nequi|cartao|pix|card|cash|cuenta|factura|deuda)\b")
_FULL_NAME = re.compile(r"\b[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+ [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+")
MAX_BRIEF = 8
MAX_WORDS = 40
MAX_SPOKEN = 90  # a voice note that says everything, its number word by word


def wishes_booking(turn: Turn) -> bool:
    """A treatment with a day and an hour, or with a phone; or a name and a phone and nothing else."""
    text, company = turn.text, turn.company
    folded = fold(text)
    phone = find_phone(text, company.country)
    longest = MAX_SPOKEN if phone else MAX_WORDS
    if _ASKS.search(folded) or _DONE_TO_ME.search(folded) or len(folded.split()) > longest:
        return False
    if not find_treatments(text, company):
        return bool(phone) and _only_introduces(text)
    found = find_datetime(text, turn.now, turn.language, company.working_hours)
    brief = len(folded.split()) <= MAX_BRIEF  # "botox viernes", "me gustaría una limpieza el sábado"
    return bool(
        (found.date and (found.time or brief)) or (phone and (found.date or found.time)) or wants_soonest(text)
    )


def wishes_change(turn: Turn) -> bool:
    """To cancel or move the appointment of a day ("tengo que anular lo del miércoles"); "cancelar" also pays."""
    folded = fold(turn.text)
    if "?" in turn.text or not _THAT_DAY.search(folded) or _PAYS.search(folded):
        return False
    if find_action(turn.text) not in (BookingAction.CANCEL, BookingAction.MOVE):
        return False
    return bool(find_datetime(turn.text, turn.now, turn.language, turn.company.working_hours).date)


def answers_open_booking(turn: Turn) -> bool:
    """While a booking waits: another treatment, a day or an hour, a phone, or the wish for a person."""
    text, company, state = turn.text, turn.company, turn.booking
    if state.stage == Stage.BOOKED and _CANNOT.search(fold(text)):  # "uy, no alcanzo, ¿se puede a las 5?"
        return bool(find_datetime(text, turn.now, turn.language, company.working_hours))
    if state.stage not in OPEN_STAGES or len(text.split()) > MAX_WORDS:
        return False
    if find_action(text) is BookingAction.PERSON:
        return True
    if state.stage == Stage.COLLECT and tells_name_alone(text, dated=bool(state.date)):
        return True  # "Alba Nidia Cuesta 3163345500" asks no price
    if _ASKS.search(fold(text)):
        return False
    if any(treatment.key != state.treatment for treatment in find_treatments(text, company)):
        return True
    if BARE_HOUR.match(text.strip()) or find_phone(text, company.country):
        return True
    if state.stage == Stage.COLLECT and state.treatment and not state.name and find_name(text, expected=True):
        return True
    if state.stage == Stage.CONFIRM and (_FULL_NAME.search(text) or find_surname(text)):
        return True  # "es Rubí Lasso, con doble s"
    found = find_datetime(text, turn.now, turn.language, company.working_hours)
    return bool(found.date or found.time)


def asks_for_times(turn: Turn) -> bool:
    """ "Me interesa, ¿tiene para el viernes por la tarde?": a day with a question whether there is room."""
    if "?" not in turn.text or not _ROOM.search(fold(turn.text)):
        return False
    found = find_datetime(turn.text, turn.now, turn.language, turn.company.working_hours)
    return bool(found.date)


def _only_introduces(text: str) -> bool:
    name = find_name(text, expected=True)
    words = re.findall(r"[^\W\d_]{2,}", text)
    return bool(name) and len(words) <= len((name or "").split()) + 2
