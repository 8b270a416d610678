"""The engine that answers without any model: from the company's data and from sentences of its passages.

It never invents: a text is made of configured values and of sentences quoted as they stand.
"""

from collections.abc import Callable

from app.agents.money import format_price
from app.agents.ports import LIVE_ANSWER, ChatRequest, ChatResult, Grounding, Passage, Usage
from app.agents.question_kinds import Kind, kinds_of
from app.agents.wording import describe_hours, join_list, say
from app.config.company_config import Promotion, Treatment
from app.config.constants import AgentType
from app.services.llm.sentences import best_sentences

MAX_LISTED = 8
SHORT_QUESTION = 4  # words
MARGIN, COMPLETE_MARGIN, ALONE_MARGIN = 0.0, 0.15, 0.35  # by which a quote must cover more than the facts
# Configured values answer these wholly; a quote beside them would only repeat.
_COMPLETE = frozenset({Kind.HOURS, Kind.CONTACT, Kind.PROMOTIONS, Kind.SERVICES})


class LocalEngine:
    """`ChatModel` without a model; never raises."""

    def complete(self, request: ChatRequest) -> ChatResult:
        grounding = request.grounding
        live = next((p for p in grounding.passages[:1] if p.metadata.get("kind") == LIVE_ANSWER), None)
        if live is not None:
            return ChatResult(live.content, Usage(engine="local", model="local-engine"), passages=(live,))
        kinds = kinds_of(grounding.question)
        texts, used = _answer(grounding, kinds)
        usage = Usage(engine="local", model="local-engine")
        if not texts:
            text = say("not_known", grounding.company, grounding.language)
            return ChatResult(text=text, usage=usage, known=False)
        closing = _next_question(grounding, kinds)
        return ChatResult(text=" ".join(texts), usage=usage, passages=used, closing=closing)


def _company_facts(grounding: Grounding, kinds: frozenset[Kind]) -> list[str]:
    """Sentences from configured values, for every kind the question asks about."""
    found = [_FACTS[kind](grounding) for kind in _FACTS if kind in kinds]
    if Kind.PRICE in kinds or Kind.COMPARISON in kinds:
        found += [_price(grounding, treatment) for treatment in grounding.treatments[:MAX_LISTED]]
        if not grounding.treatments and Kind.PRICE in kinds:
            found.append(_price_list(grounding))
    elif Kind.DURATION in kinds:
        found += [_say(grounding, "lasts", name=t.name, minutes=str(t.duration_min)) for t in grounding.treatments]
    return [text for text in found if text]


def _price(grounding: Grounding, treatment: Treatment) -> str:
    if treatment.price is None:
        return _say(grounding, "no_price", name=_cap(treatment.name))
    key = "price_from_sentence" if treatment.price_from else "price_sentence"
    price = format_price(treatment.price, grounding.company)
    text = _say(grounding, key, name=_cap(treatment.name), price=price)
    return text + _say(grounding, "and_lasts", minutes=str(treatment.duration_min)) + "."


def _price_list(grounding: Grounding) -> str:
    """A price asked of nothing in particular: the list; a longer question is about something."""
    if len(grounding.question.split()) > SHORT_QUESTION and grounding.passages:
        return ""
    priced = [t for t in grounding.company.treatments.values() if t.price is not None]
    lines = [
        _say(grounding, "price", name=_cap(t.name), price=format_price(t.price, grounding.company))
        for t in priced[:MAX_LISTED]
        if t.price is not None
    ]
    return "\n".join(["", *(f"• {line}" for line in lines), ""]) if lines else ""


def _services(grounding: Grounding) -> str:
    names = [t.name for t in grounding.company.treatments.values()][:MAX_LISTED]
    return _say(grounding, "services", items=join_list(names, grounding.language)) if names else ""


def _hours(grounding: Grounding) -> str:
    return _say(grounding, "hours", hours=describe_hours(grounding.company, grounding.language))


def _address(grounding: Grounding) -> str:
    address = grounding.company.address
    return _say(grounding, "address", address=address) if address else ""


def _payment(grounding: Grounding) -> str:
    methods = list(grounding.company.payment_methods)
    return _say(grounding, "payment", methods=join_list(methods, grounding.language)) if methods else ""


def _contact(grounding: Grounding) -> str:
    company = grounding.company
    ways = [
        company.phone and f"📞 {company.phone}",
        company.whatsapp and f"WhatsApp {company.whatsapp}",
        company.email,
    ]
    given = [way for way in ways if way]
    return _say(grounding, "contact", contact=", ".join(given)) if given else ""


def _promotions(grounding: Grounding) -> str:
    today = grounding.today.isoformat() if grounding.today else ""
    running = [p.text for p in grounding.company.promotions if _runs(p, today)]
    if running:
        return " ".join(text if text.endswith((".", "!")) else f"{text}." for text in running)
    return "" if grounding.passages else _say(grounding, "no_promotions")


def _runs(promotion: Promotion, today: str) -> bool:
    return (not promotion.starts or promotion.starts <= today) and (not promotion.ends or today <= promotion.ends)


_FACTS: dict[Kind, Callable[[Grounding], str]] = {
    Kind.SERVICES: _services,
    Kind.PROMOTIONS: _promotions,
    Kind.HOURS: _hours,
    Kind.LOCATION: _address,
    Kind.PAYMENT: _payment,
    Kind.CONTACT: _contact,
}


def _answer(grounding: Grounding, kinds: frozenset[Kind]) -> tuple[list[str], tuple[Passage, ...]]:
    """Facts and quotes, each only where it says what the other does not.

    A sentence that answers the question clearly better than the configured values stands before them, one that
    answers it much better stands alone: "¿desde qué edad atienden niños?" asks for no opening hours.
    """
    facts = _company_facts(grounding, kinds)
    listed = kinds == {Kind.PRICE} and not grounding.treatments
    quotes, covered = best_sentences(
        grounding.question,
        grounding.passages,
        limit=2 if facts else 3,
        known=" ".join(facts),
        language=grounding.company.language,
    )
    best = max((quote.score for quote in quotes), default=0.0)
    margin = COMPLETE_MARGIN if kinds <= _COMPLETE or listed else MARGIN
    if facts and best < covered + margin:
        return facts, ()
    used = {(quote.passage.document_id, quote.passage.chunk_index): quote.passage for quote in quotes}
    texts = [quote.sentence for quote in quotes]
    if facts and best < covered + ALONE_MARGIN and not listed:
        texts = [*texts, *facts] if best >= covered + ALONE_MARGIN / 2 else [*facts, *texts]
    return texts, tuple(used.values())


def _next_question(grounding: Grounding, kinds: frozenset[Kind]) -> str:
    if grounding.agent is not AgentType.SALES:
        return _say(grounding, "ask_more")
    return _say(grounding, "ask_which" if Kind.SERVICES in kinds else "ask_book")


def _say(grounding: Grounding, key: str, **values: str) -> str:
    return say(key, grounding.company, grounding.language, **values)


def _cap(name: str) -> str:
    return name[:1].upper() + name[1:]
