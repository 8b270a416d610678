"""The last look at every text before it leaves: nothing promised without a receipt, nothing unsafe inside."""

import re
from collections.abc import Iterable, Sequence

from app.agents.claims import claims_done
from app.agents.ports import Grounding, Receipt
from app.config.company_config import CompanyConfig
from app.config.constants import Action

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}", re.DOTALL)
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\((https?://[^)\s]+)\)")
_HTML = re.compile(r"</?[a-zA-Z][^>]{0,500}>")
_URL = re.compile(r"(?:https?://|www\.)([^\s/<>()\[\]]+)[^\s<>()\[\]]*", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]{2,}")
_LINE_START = re.compile(r"[ \t]*\n[ \t]*")

# A number with its thousands marks, an hour, a price: anything a customer could rely on.
_FIGURE = re.compile(r"\d+(?:[.,:h]\d+)*")


def unsupported_figures(text: str, grounding: Grounding) -> list[str]:
    """Figures of `text` that stand neither in a passage, nor in the company's data, nor in the conversation.

    Single digits count nowhere: they number lists and sessions.
    """
    known = {_normal(figure) for source in _evidence(grounding) for figure in _FIGURE.findall(source)}
    return [f for f in _FIGURE.findall(text) if len(_normal(f)) > 1 and _normal(f) not in known]


def is_true(text: str, receipts: Sequence[Receipt]) -> bool:
    """A text that tells of something done needs a receipt of this turn."""
    written = {Action.APPOINTMENT_BOOKED, Action.APPOINTMENT_RESCHEDULED, Action.APPOINTMENT_CANCELLED}
    return any(r.action in written for r in receipts) or not claims_done(text)


def clean_reply(text: str, company: CompanyConfig) -> str:
    """Remove template syntax, markup, images and links off the company's own hosts."""
    text = _MARKDOWN_IMAGE.sub("", _TEMPLATE.sub("", text))
    text = _MARKDOWN_LINK.sub(r"\1 \2", text)
    text = _HTML.sub("", text)
    allowed = _link_hosts(company)
    text = _URL.sub(lambda m: m.group(0) if _host_allowed(m.group(1), allowed) else "", text)
    return _LINE_START.sub("\n", _SPACES.sub(" ", text)).strip()


def _evidence(grounding: Grounding) -> Iterable[str]:
    company = grounding.company
    yield from (f"{p.title} {p.section} {p.content}" for p in grounding.passages)
    yield from (m.content for m in grounding.history)
    yield from (grounding.question, company.address, company.phone, company.whatsapp, company.company_name)
    yield from (company.emergency.contact_phone, company.emergency.emergency_number)
    yield from (p.text for p in company.promotions)
    yield from (moment for ranges in company.working_hours.values() for pair in ranges for moment in pair)
    for treatment in company.treatments.values():
        yield f"{treatment.duration_min} {treatment.price or ''} {treatment.description} {treatment.preparation}"
    if grounding.today:
        yield f"{grounding.today.year} {grounding.today.day}"


def _normal(figure: str) -> str:
    """`850.000`, `850,000` and `850000` are one; so are `08:00` and `8:00`, `19:00` and `7:00`."""
    if ":" in figure or "h" in figure:
        hour, _, minute = figure.replace("h", ":").partition(":")
        return f"{int(hour) % 12}:{minute or '00'}"
    digits = re.sub(r"[.,](\d{1,2})$", "", figure) if re.search(r"[.,]\d{1,2}$", figure) else figure
    return re.sub(r"[.,]", "", digits).lstrip("0")


def _link_hosts(company: CompanyConfig) -> set[str]:
    own = {m.group(1).lower() for m in _URL.finditer(company.website)}
    return own | {host.lower() for host in company.allowed_link_hosts} | {"wa.me"}


def _host_allowed(host: str, allowed: set[str]) -> bool:
    host = host.lower().split(":")[0].removeprefix("www.")
    return any(host == h.removeprefix("www.") or host.endswith("." + h.removeprefix("www.")) for h in allowed)
