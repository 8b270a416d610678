"""What happened, one row each: a turn, lines that no agent answered, a conversation closed or opened again.

Written in the transaction that stores the messages, so figures and record never differ. The rows name no person:
a conversation's id leads to one only while the conversation is stored, so figures outlive an erasure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Index, String, Table, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantMixin
from app.models.flat import flat
from app.models.ids import new_id
from app.models.statements import Statement, insert_of, send


class FactKind(StrEnum):
    TURN = "turn"  # the bot answered
    LINES = "lines"  # stored without the agents: a person's reply, a message left to a person
    EVENT = "event"  # something became of the conversation


class Outcome(StrEnum):
    """What a turn came to; each turn has exactly one."""

    ANSWERED = "answered"
    BOOKED = "booked"
    HANDED_OVER = "handed_over"
    EMERGENCY = "emergency"  # handed over, too
    UNANSWERED = "unanswered"  # the company's knowledge had no answer, and nobody was called
    RESOLVED = "resolved"
    REOPENED = "reopened"
    NONE = ""


class TurnFactRow(TenantMixin, Base):
    __tablename__ = "turn_facts"
    __table_args__ = (Index("ix_turn_facts_at", "company_id", "at"),)

    fact_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    conversation_id: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(40), default="")
    messages: Mapped[int] = mapped_column(default=0)  # stored by this turn: the customer's and the answer
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")  # why a person was called
    action: Mapped[str] = mapped_column(String(40), default="")
    agents: Mapped[str] = mapped_column(String(80), default="")  # "sales+availability"
    intents: Mapped[str] = mapped_column(String(80), default="")
    routed_by: Mapped[str] = mapped_column(String(20), default="")
    confidence: Mapped[float | None]
    language: Mapped[str] = mapped_column(String(5), default="")
    known: Mapped[bool] = mapped_column(default=True)
    sources: Mapped[int] = mapped_column(default=0)
    engine: Mapped[str] = mapped_column(String(20), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    calls: Mapped[int] = mapped_column(default=0)
    prompt_tokens: Mapped[int] = mapped_column(default=0)
    completion_tokens: Mapped[int] = mapped_column(default=0)
    cost: Mapped[float | None]  # None: the model has no price in the company's currency
    currency: Mapped[str] = mapped_column(String(3), default="")
    total_ms: Mapped[float | None]
    classification_ms: Mapped[float | None]
    retrieval_ms: Mapped[float | None]
    generation_ms: Mapped[float | None]


@dataclass(frozen=True, slots=True)
class TurnFact:
    """What a turn tells beyond its messages and times."""

    outcome: Outcome = Outcome.NONE
    reason: str = ""
    action: str = ""
    agents: str = ""
    intents: str = ""
    routed_by: str = ""
    confidence: float | None = None
    language: str = ""
    known: bool = True
    sources: int = 0
    engine: str = ""
    model: str = ""
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0
    currency: str = ""


_LINES: Mapping[str, Any] = flat(TurnFact())
_NO_TIMES = dict.fromkeys(("total_ms", "classification_ms", "retrieval_ms", "generation_ms"))
_CONVERSATION = text("SELECT conversation_id FROM conversations WHERE company_id = :company AND user_id = :person")


def turn_fact(
    company_id: str, at: datetime, messages: int, fact: TurnFact | None, **times: float | None
) -> dict[str, Any]:
    """The row of a turn, without its conversation and channel. `fact` None: lines that no agent answered."""
    values = flat(fact) if fact else _LINES
    return {
        **_NO_TIMES,
        **values,
        **times,
        "outcome": str(values["outcome"]),
        "kind": (FactKind.TURN if fact else FactKind.LINES).value,
        "at": at,
        "messages": messages,
        "company_id": company_id,
        "fact_id": new_id("fact"),
    }


class TurnFacts:
    """A company's facts within one transaction."""

    def __init__(self, session: Session, company_id: str) -> None:
        self._session, self._company_id = session, company_id

    def event(self, user_id: str, channel: str, outcome: Outcome, reason: str = "") -> None:
        """Something became of the person's conversation outside a turn."""
        named = self._session.scalar(_CONVERSATION, {"company": self._company_id, "person": user_id})
        fact = TurnFact(outcome=outcome, reason=reason)
        row = {
            **_NO_TIMES,
            **flat(fact),
            "outcome": outcome.value,
            "kind": FactKind.EVENT.value,
            "conversation_id": named or "",
            "channel": channel,
            "at": datetime.now(UTC),
            "messages": 0,
        }
        send(self._session.connection(), _insert(self._company_id, row))


def _insert(company_id: str, values: Mapping[str, Any]) -> Statement:
    row = {**values, "company_id": company_id, "fact_id": new_id("fact")}
    return insert_of(cast(Table, TurnFactRow.__table__), [row])
