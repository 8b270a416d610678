"""The last look at every text before it leaves: nothing promised without a receipt, nothing unsafe inside."""

import re
from collections.abc import Iterable, Sequence

from app.agents.assertions import without_assertions
from app.agents.claims import claims_done, claims_escalated
from app.agents.figures import Figures, read_figures
from app.agents.folding import fold
from app.agents.ports import Grounding, Handoff, Receipt
from app.config.company_config import CompanyConfig
from app.config.constants import Action, Role

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}", re.DOTALL)
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\((https?://[^)\s]+)\)")
_HTML = re.compile(r"</?[a-zA-Z][^>]{0,500}>")
_URL = re.compile(r"(?:https?://|www\.)([^\s/<>()\[\]]+)[^\s<>()\[\]]*", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]{2,}")
_LINE_START = re.compile(r"[ \t]*\n[ \t]*")

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\d\s])|\n+")
_DENIES = re.compile(r"\b(?:no|ni|sino|not|nao|tampoco)\b|n't\b|\?")


def unsupported_figures(text: str, grounding: Grounding) -> list[str]:
    """Figures of `text` that stand neither in a passage nor in the company's data.

    What the customer said supports a plain number or a length of time, and, where the sentence denies or asks,
    anything: "no atendemos a las 9 p. m.". Bare single digits count nowhere: they number lists and sessions.
    """
    told = [(figure, folded) for folded in map(fold, _SENTENCE.split(text)) for figure in read_figures(folded)]
    told = [(figure, folded) for figure, folded in told if figure.counts]
    if not told:
        return []
    known, said = Figures.of(_evidence(grounding)), Figures.of(_said(grounding))
    found = []
    for figure, folded in told:
        echoes = figure.kind in ("number", "length") or bool(_DENIES.search(folded))
        if not known.supports(figure) and not (echoes and said.supports(figure)):
            found.append(figure.figure)
    return found


def is_true(text: str, receipts: Sequence[Receipt], handoff: Handoff | None = None) -> bool:
    """Of the product's own phrases: a deed needs a receipt, a person called in a hand-over, of this turn."""
    written = {Action.APPOINTMENT_BOOKED, Action.APPOINTMENT_RESCHEDULED, Action.APPOINTMENT_CANCELLED}
    if claims_done(text) and not any(r.action in written for r in receipts):
        return False
    return handoff is not None or not claims_escalated(text)


def claims_anything(text: str) -> bool:
    """Whether a text of a model claims what only a receipt, the agenda or a hand-over makes true."""
    return bool(without_assertions(text).taken_out)


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
    yield from (f"{p.title}\n{p.section}\n{p.content}" for p in grounding.passages)
    yield from (m.content for m in grounding.history if m.role is not Role.USER)
    yield from (company.address, company.phone, company.whatsapp, company.company_name, company.sales_agent_name)
    yield from (company.emergency.contact_phone, company.emergency.emergency_number)
    yield from (p.text for p in company.promotions)
    yield from (moment for ranges in company.working_hours.values() for pair in ranges for moment in pair)
    yield f"{company.cancellation_hours:g} horas"
    for treatment in company.treatments.values():
        price = "" if treatment.price is None else f"$ {treatment.price.normalize():f}"
        yield f"{treatment.name}\n{treatment.duration_min} minutos\n{price}"
        yield f"{treatment.description}\n{treatment.preparation}"
    if grounding.today:
        yield f"{grounding.today.year} {grounding.today.day}"


def _said(grounding: Grounding) -> Iterable[str]:
    yield grounding.question
    yield from (m.content for m in grounding.history if m.role is Role.USER)


def _link_hosts(company: CompanyConfig) -> set[str]:
    own = {m.group(1).lower() for m in _URL.finditer(company.website)}
    return own | {host.lower() for host in company.allowed_link_hosts} | {"wa.me"}


def _host_allowed(host: str, allowed: set[str]) -> bool:
    host = host.lower().split(":")[0].removeprefix("www.")
    return any(host == h.removeprefix("www.") or host.endswith("." + h.removeprefix("www.")) for h in allowed)
