"""What agents see of the world: the values that pass between layers and the protocols adapters satisfy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import Action, AgentType, Intent, Role

OWN_ANSWER = "own_answer"
"""`Passage.metadata["kind"]` of the company's own answer to the very question asked; given word for word."""

LIVE_ANSWER = "live_answer"
"""`Passage.metadata["kind"]` of what a company's own system said to this very question, as it is to be told."""


class HandoffReason(StrEnum):
    """Why a person is asked to take over."""

    EMERGENCY = "emergency"
    CUSTOMER_ASKED = "customer_asked"
    NOT_KNOWN = "not_known"
    CALENDAR_DOWN = "calendar_down"
    CALENDAR_NEEDS_PERSON = "calendar_needs_person"
    COMPLAINT = "complaint"
    FAILURE = "failure"
    PLAN_LIMIT = "plan_limit"  # the company's plan allows no further conversation
    HUMAN_OWNER = "human_owner"  # a person has the conversation: the bot says nothing


class AppointmentStatus(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a conversation, oldest first in a history."""

    role: Role
    content: str
    at: datetime  # aware, UTC
    agent: str | None = None  # "sales" or "sales+availability"; None for customers
    intents: tuple[Intent, ...] = ()
    sources: tuple["Source", ...] = ()
    ref: str = ""  # the channel's own id of the message


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk; `score` is calibrated to [0, 1]."""

    document_id: str
    title: str
    content: str
    score: float
    chunk_index: int = 0
    section: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    document_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A bookable time; aware datetimes in the company's zone."""

    start: datetime
    end: datetime
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A row of the appointment book; aware datetimes in the company's zone."""

    appointment_id: str
    treatment: str  # Treatment.key
    treatment_name: str
    start: datetime
    end: datetime
    name: str
    phone: str
    status: AppointmentStatus
    user_id: str = ""
    resource: str = ""
    details: Mapping[str, str] = field(default_factory=dict)  # what else the company requires: e-mail, document…


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that something was written; only receipts may be told as done."""

    action: Action
    appointment: Appointment
    previous: Appointment | None = None  # before a move


@dataclass(frozen=True, slots=True)
class Handoff:
    reason: HandoffReason
    summary: str = ""  # for the clinic's staff, in the company's language
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """What the channel knows of the customer; may be empty."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class BookingState:
    """Slots of the booking in course; `stage` belongs to the booking machine, None/"" = nothing in course.

    Serialised to working memory by `to_dict`/`from_dict` of the booking machine.
    """

    stage: str = ""
    treatment: str | None = None  # Treatment.key
    date: str | None = None  # YYYY-MM-DD, company's zone
    time: str | None = None  # HH:MM
    period: str | None = None  # morning | afternoon | night
    name: str | None = None
    phone: str | None = None  # E.164
    appointment_id: str | None = None
    resource: str | None = None
    offered: tuple[str, ...] = ()  # ISO 8601 starts last shown
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One customer message with all that agents may know; built by the server, never by a model."""

    company: CompanyConfig
    user_id: str
    conversation_id: str
    text: str
    language: str  # decided once: es | en | pt
    now: datetime  # aware, company's zone
    history: tuple[Message, ...] = ()  # oldest first, without `text`
    booking: BookingState = field(default_factory=BookingState)
    contact: Contact = field(default_factory=Contact)
    intents: tuple[Intent, ...] = ()  # set after routing


@dataclass(frozen=True, slots=True)
class Usage:
    """Cost and time of one model call."""

    engine: str  # "local" or "openai"
    model: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    generation_ms: float = 0.0
    retrieval_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class AgentReply:
    """What one agent says; the orchestrator combines several into one message."""

    agent: AgentType
    text: str
    sources: tuple[Source, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    handoff: Handoff | None = None
    action: Action = Action.NONE
    booking: BookingState | None = None  # None = leave the booking in course as it is
    choices: tuple[str, ...] = ()  # short options a channel may show as buttons
    passages: tuple[Passage, ...] = ()  # what the text rests on
    usages: tuple[Usage, ...] = ()
    known: bool = True  # False: the company's knowledge had no answer
    closing: str = ""  # the natural next question; only the last agent's is said
    signature: str = ""  # closes the whole message
    fixed: bool = False  # no model wrote any of it: it may also say what stands in the agenda


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """Role `system`, `user` or `assistant` of the chat-completions contract."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Grounding:
    """What an answer may rest on; the local engine composes from this alone."""

    company: CompanyConfig
    agent: AgentType
    question: str
    language: str
    passages: tuple[Passage, ...] = ()
    treatments: tuple[Treatment, ...] = ()  # the ones the question names
    history: tuple[Message, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One completion: rendered messages for a language model, grounding for the local engine."""

    messages: tuple[ChatMessage, ...]
    grounding: Grounding
    json_object: bool = False  # ask the model for one JSON object
    max_tokens: int = 500


@dataclass(frozen=True, slots=True)
class ChatResult:
    text: str
    usage: Usage
    known: bool = True  # False: the engine found nothing to answer with
    passages: tuple[Passage, ...] = ()  # the ones the text was made from
    closing: str = ""  # a next question, apart so that it can stand at the end of a combined message


class ChatModel(Protocol):
    """Turns a request into text. Raises: LLMError, LLMTimeoutError."""

    def complete(self, request: ChatRequest) -> ChatResult: ...


class Retriever(Protocol):
    """One company's knowledge. Raises: VectorStoreUnavailableError, EmbeddingUnavailableError."""

    def search(self, query: str, *, limit: int = 5) -> Sequence[Passage]:
        """Passages above the company's threshold, best first."""
        ...


class LiveData(Protocol):
    """Companies' own systems. Never raises."""

    def means(self, turn: Turn) -> bool:
        """Whether one of them is meant by this question; nothing is asked yet."""
        ...

    def find(self, turn: Turn) -> Passage | None:
        """What one of them says to this question; None when none is meant or none answers."""
        ...


class Calendar(Protocol):
    """One company's agenda. Raises: CalendarUnavailableError, SlotTakenError, SlotUnavailableError,
    AppointmentNotFoundError, AppointmentStateError."""

    def free_slots(
        self, treatment: Treatment, first: date, last: date, *, now: datetime, ignoring: str = ""
    ) -> Sequence[Slot]:
        """Free starts from `first` to `last` inclusive (company's local days), in time order.

        `ignoring`: an appointment whose own time counts as free, for a move.
        """
        ...

    def book(
        self,
        treatment: Treatment,
        start: datetime,
        *,
        name: str,
        phone: str,
        user_id: str,
        now: datetime,
        details: Mapping[str, str] | None = None,
    ) -> Appointment:
        """Write one confirmed appointment; the same (user, treatment, start) again returns the first one."""
        ...

    def keep(self, treatment: Treatment, start: datetime, *, user_id: str, now: datetime) -> str:
        """Keep a time for the customer for `hold_minutes`, instead of any other kept before.

        Returns what `free_slots` may ignore; `book` and `move` of that customer use the time up.
        """
        ...

    def let_go(self, user_id: str, *, now: datetime) -> None:
        """Free the time that is kept for a customer, if any."""
        ...

    def move(self, appointment_id: str, start: datetime, *, now: datetime) -> Appointment: ...

    def cancel(self, appointment_id: str, *, now: datetime) -> Appointment: ...

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Appointment:
        """Write the name and phone of a live appointment anew."""
        ...

    def attending(self, appointment_id: str, *, now: datetime) -> None:
        """Note that the customer said to come."""
        ...

    def upcoming(self, user_id: str, *, now: datetime) -> Sequence[Appointment]:
        """The customer's future confirmed appointments, soonest first."""
        ...


class PromptSource(Protocol):
    """One company's prompt templates."""

    def render(self, agent: AgentType, variables: Mapping[str, str]) -> str: ...
