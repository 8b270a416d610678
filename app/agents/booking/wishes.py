"""Messages that wish an appointment by their shape alone: "botox viernes 27 10am Gloria Ruiz 3144443322"."""

import re

from app.agents.dates import find_datetime
from app.agents.entities import find_name, find_phone
from app.agents.folding import fold
from app.agents.ports import Turn
from app.agents.treatments import find_treatments

_ASKS = re.compile(
    r"\?|\b(?:cuanto|cuesta|precio|vale|valor|how much|price|quanto|preco|que incluye|tengo que|puedo (?:comer|"
    r"tomar)|"
    r"llamenme|llamar|me llaman|call me)\b"
)
_DONE_TO_ME = re.compile(r"\b(?:me (?:hice|hicieron|puse|pusieron|aplicaron|aplique)|desde|hace \d|i had|fiz)\b")
MAX_WORDS = 40


def wishes_booking(turn: Turn) -> bool:
    """A treatment with a day and an hour, or with a phone; or a name and a phone and nothing else."""
    text, company = turn.text, turn.company
    folded = fold(text)
    if _ASKS.search(folded) or _DONE_TO_ME.search(folded) or len(folded.split()) > MAX_WORDS:
        return False
    phone = find_phone(text, company.country)
    if not find_treatments(text, company):
        return bool(phone) and _only_introduces(text)
    found = find_datetime(text, turn.now, turn.language, company.working_hours)
    return bool((found.date and found.time) or (phone and (found.date or found.time)))


def _only_introduces(text: str) -> bool:
    name = find_name(text, expected=True)
    words = re.findall(r"[^\W\d_]{2,}", text)
    return bool(name) and len(words) <= len((name or "").split()) + 2
