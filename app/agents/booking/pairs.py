"""Two appointments wished in one message: "limpieza el viernes a las 9 y botox el sábado"."""

import re
from typing import NamedTuple

from app.agents.treatments import find_mentions
from app.config.company_config import CompanyConfig

_JOINT = re.compile(
    r"\s*(?:,\s*)?(?:\b(?:y|e|and|mas|más|tambi[eé]n|adem[aá]s|luego|despu[eé]s|then|depois)\b|\+)\s+", re.I
)
_LISTED = re.compile(r"[,;:.]\s")
_OR = re.compile(r"\b(?:o|u|or|ou)\b", re.I)


class TwoWishes(NamedTuple):
    """`treatment` is the first one's key; the halves are the customer's own words."""

    first: str
    second: str
    treatment: str


def two_wishes(text: str, company: CompanyConfig) -> TwoWishes | None:
    """The halves of a message that names two clear treatments, each on its side of an "and"."""
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()], text[joint.end() :]
        left, right = find_mentions(first, company), find_mentions(second, company)
        if (
            len(left) == 2 and len(right) == 1
        ):  # "botox y limpieza el viernes, el botox a las 10 y la limpieza a las 11"
            first = _LISTED.split(first)[-1]
            left = find_mentions(first, company)
        if len(left) != 1 or len(right) != 1 or _OR.search(text):
            continue
        one, other = left[0].treatment, right[0].treatment
        if one and other and one.key != other.key:
            return TwoWishes(first, second, one.key)
    return None
