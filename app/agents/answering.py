"""What sales and support share: find passages, make one chat call, cite what the text rests on."""

import re
import time
from abc import abstractmethod
from collections.abc import Sequence

from app.agents.base_agent import BaseAgent
from app.agents.folding import fold
from app.agents.money import format_price
from app.agents.ports import (
    OWN_ANSWER,
    AgentReply,
    ChatMessage,
    ChatRequest,
    ChatResult,
    Grounding,
    Handoff,
    HandoffReason,
    Message,
    Passage,
    Source,
    Turn,
    Usage,
)
from app.agents.question_kinds import Kind, kinds_of
from app.agents.treatments import find_treatments
from app.agents.wording import describe_hours, say
from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import Action, Role

HISTORY_IN_PROMPT = 8
PASSAGES = 4
_ADMITS = re.compile(  # how a model says that it does not know
    r"\bno (?:tengo|cuento con|dispongo de|encuentro|poseo) (?:\w+ ){0,3}(?:dato|informacion|detalle)|"
    r"\b(?:i )?(?:do not|don't) have (?:\w+ ){0,3}(?:information|details?|confirmed)|"
    r"\bnao (?:tenho|disponho de|encontrei) (?:\w+ ){0,3}(?:informac|dado)"
)


class AnsweringAgent(BaseAgent):
    """An agent that answers questions from the company's knowledge and data."""

    uses_rag = True

    def reply(self, turn: Turn) -> AgentReply:
        if Kind.PERSON in kinds_of(turn.text):
            return self._to_person(turn, HandoffReason.CUSTOMER_ASKED, "handoff")
        treatments = treatments_in_view(turn)
        started = time.perf_counter()
        passages = self._passages(turn, treatments)
        retrieval_ms = (time.perf_counter() - started) * 1000
        own = next((p for p in passages[:1] if p.metadata.get("kind") == OWN_ANSWER), None)
        result = _word_for_word(own) if own else self._answer(turn, treatments, passages)
        timing = Usage(engine=result.usage.engine, model="", retrieval_ms=retrieval_ms)
        text, signature = (result.text, "") if own else self._voice(turn, result.text)
        return AgentReply(
            agent=self.type,
            text=text,
            signature=signature,
            closing=result.closing,
            sources=_sources(result.passages),
            passages=tuple(result.passages),
            usages=(result.usage, timing),
            known=result.known and not _ADMITS.search(fold(result.text)),
        )

    def _passages(self, turn: Turn, treatments: tuple[Treatment, ...]) -> Sequence[Passage]:
        """What the company's own system says to this question stands first."""
        live = self._live.find(turn) if self._live else None
        found = self._search(search_query(turn, treatments), limit=PASSAGES)
        return (live, *found[: PASSAGES - 1]) if live else found

    @abstractmethod
    def _voice(self, turn: Turn, text: str) -> tuple[str, str]:
        """The text as this agent says it, and what signs the message."""

    def _answer(self, turn: Turn, treatments: tuple[Treatment, ...], passages: Sequence[Passage]) -> ChatResult:
        assert self._chat is not None, "answering agents always have an engine"
        grounding = Grounding(
            company=self._company,
            agent=self.type,
            question=turn.text,
            language=turn.language,
            passages=tuple(passages),
            treatments=treatments,
            history=turn.history,
            today=turn.now.date(),
        )
        prompt = self._prompts.render(self.type, prompt_variables(turn, passages))
        messages = (ChatMessage("system", prompt), ChatMessage("user", turn.text))
        return self._chat.complete(ChatRequest(messages=messages, grounding=grounding))

    def _to_person(self, turn: Turn, reason: HandoffReason, wording: str) -> AgentReply:
        return AgentReply(
            agent=self.type,
            text=say(wording, self._company, turn.language),
            handoff=Handoff(reason=reason, summary=turn.text[:300]),
            action=Action.HANDOFF,
            fixed=True,
        )


def _word_for_word(answer: Passage) -> ChatResult:
    """What the company wrote itself needs no engine."""
    return ChatResult(answer.content, Usage(engine="local", model="own-answer"), passages=(answer,))


def treatments_in_view(turn: Turn) -> tuple[Treatment, ...]:
    """The treatments the question names, else the ones last spoken of: "¿y cuánto dura?"."""
    named = find_treatments(turn.text, turn.company)
    if named or not turn.history:
        return named
    for message in reversed(turn.history[-6:]):
        if message.role is Role.USER:
            found = find_treatments(message.content, turn.company)
            if found:
                return found
    return ()


def search_query(turn: Turn, treatments: tuple[Treatment, ...]) -> str:
    """The question, with the treatment it goes on about where it does not name one."""
    if treatments and not find_treatments(turn.text, turn.company):
        return f"{turn.text} {treatments[0].name}"
    return turn.text


def prompt_variables(turn: Turn, passages: Sequence[Passage]) -> dict[str, str]:
    """Values of the placeholders that every prompt template may use."""
    company = turn.company
    return {
        "company_name": company.company_name,
        "persona": company.sales_agent_name,
        "services": company.services,
        "language": turn.language,
        "formality": company.formality,
        "today": turn.now.strftime("%Y-%m-%d %H:%M (%A)"),
        "facts": company_facts(company),
        "context": "\n\n".join(f"[{n}] {p.title} — {p.content}" for n, p in enumerate(passages, 1)),
        "chat_history": _transcript(turn.history),
        "question": turn.text,
        "emergency_protocols": company.emergency.protocol.get(turn.language, ""),
    }


def company_facts(company: CompanyConfig) -> str:
    """The configured values a model may state, one a line."""
    lines = [
        f"{t.name} ({t.key}): {_price(t, company)}, {t.duration_min} min" for t in company.treatments.values()
    ]
    lines.append(describe_hours(company, company.language))
    lines += [value for value in (company.address, company.phone, company.whatsapp, company.email) if value]
    lines.append(", ".join(company.payment_methods))
    lines += [promotion.text for promotion in company.promotions]
    return "\n".join(line for line in lines if line)


def _price(treatment: Treatment, company: CompanyConfig) -> str:
    return format_price(treatment.price, company) if treatment.price is not None else "-"


def _transcript(history: tuple[Message, ...]) -> str:
    return "\n".join(f"{m.role.value}: {m.content}" for m in history[-HISTORY_IN_PROMPT:])


def _sources(passages: Sequence[Passage]) -> tuple[Source, ...]:
    """One source per document, best score first."""
    best: dict[str, Source] = {}
    for passage in passages:
        known = best.get(passage.document_id)
        if known is None or passage.score > known.score:
            best[passage.document_id] = Source(passage.document_id, passage.title, round(passage.score, 4))
    return tuple(sorted(best.values(), key=lambda source: -source.score))
