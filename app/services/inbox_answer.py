"""From a burst of stored messages to an answer: attachments read, agents asked, nothing stored or sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.agents.language import detect_language
from app.agents.phrases.handoff import handoff_phrase
from app.agents.ports import Contact, Handoff, HandoffReason, Message
from app.agents.wording import say
from app.config.company_config import CompanyConfig
from app.config.constants import Role
from app.models.errors import QuotaExceededError
from app.services.conversation_service import ConversationService, Draft, Incoming, Line
from app.services.inbox_batch import Batch, Waiting
from app.services.multimedia_service import (
    AttachmentKind,
    AttachmentText,
    MultimediaService,
    as_message,
)
from app.services.right_of_way import RIGHT_OF_WAY

# What the customer reads about an attachment that nobody could read.
_SORRY = {
    AttachmentKind.VOICE: "please_write_voice",
    AttachmentKind.IMAGE: "please_write_image",
    AttachmentKind.FILE: "received_file",
    AttachmentKind.LOCATION: "received_location",
    AttachmentKind.CONTACT: "received_contact",
}
_NO_QUESTION = (AttachmentKind.LOCATION, AttachmentKind.CONTACT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said; `draft` is the agents' turn, None where no agent was needed."""

    text: str
    language: str
    lines: tuple[Line, ...]
    draft: Draft | None = None
    handoff: Handoff | None = None
    choices: tuple[str, ...] = ()
    before: str = ""  # what the session was about, for whoever takes it over

    @property
    def is_done(self) -> bool:
        """Something was written in the agenda, or an emergency was seen: the answer goes out as it is."""
        return self.is_urgent or bool(self.draft and self.draft.result.receipts)

    @property
    def is_urgent(self) -> bool:
        handoff = self.handoff
        return handoff is not None and (handoff.urgent or handoff.reason is HandoffReason.EMERGENCY)


class AnswerMaker:
    """Reads a burst and asks the company's agents."""

    def __init__(self, conversations: ConversationService, multimedia: MultimediaService) -> None:
        self._conversations, self._multimedia = conversations, multimedia

    def make(self, company: CompanyConfig, batch: Batch, burst: Sequence[Waiting]) -> Answer:
        """One answer to all of `burst`. Raises: DomainError of what the turn needs."""
        language = detect_language(" ".join(row.text for row in burst), company.languages, company.language)
        read = [self._read(company, row, language) for row in burst]
        lines = tuple(Line(text, row.ref) for (text, _), row in zip(read, burst, strict=True) if text)
        sorry = tuple(dict.fromkeys(sentence for _, sentences in read for sentence in sentences))
        if not lines:
            recorded = tuple(Line(self.recorded(company, row), row.ref) for row in burst)
            text = "\n\n".join(sorry) or say("greeting", company, language)
            return Answer(text, language, recorded)
        return self._ask(company, batch, burst, lines, sorry)

    def _ask(
        self,
        company: CompanyConfig,
        batch: Batch,
        burst: Sequence[Waiting],
        lines: tuple[Line, ...],
        sorry: tuple[str, ...],
    ) -> Answer:
        incoming = Incoming(batch.user_id, lines, batch.channel or "chatwoot", _contact(burst), batch.session)
        try:
            draft = self._conversations.draft(company, incoming)
        except QuotaExceededError:
            return self._to_a_person(company, burst, HandoffReason.PLAN_LIMIT)
        result = draft.result
        text = "\n\n".join((result.text, *sorry))
        return Answer(text, result.language, lines, draft, result.handoff, result.choices)

    def failed(self, company: CompanyConfig, burst: Sequence[Waiting]) -> Answer:
        """After every attempt failed: an apology and a person."""
        return self._to_a_person(company, burst, HandoffReason.FAILURE)

    def _to_a_person(self, company: CompanyConfig, burst: Sequence[Waiting], reason: HandoffReason) -> Answer:
        said = "\n".join(row.text for row in burst)
        language = detect_language(said, company.languages, company.language)
        lines = tuple(Line(self.recorded(company, row), row.ref) for row in burst)
        handoff = Handoff(reason, summary=said[:300])
        return Answer(say("failure", company, language), language, lines, handoff=handoff)

    def recorded(self, company: CompanyConfig, row: Waiting) -> str:
        """A message as the record shows it when no agent reads it: its text, attachments only named."""
        if row.text:
            return row.text
        kind = row.attachments[0].get("file_type") if row.attachments else ""
        names = {"audio": "voice", "image": "image"}
        return handoff_phrase(names.get(str(kind), "attachment"), company, company.language)

    def _read(self, company: CompanyConfig, row: Waiting, language: str) -> tuple[str, list[str]]:
        """The message as text, and sentences about attachments that have none."""
        if not row.attachments:
            return row.text.strip(), []
        with RIGHT_OF_WAY.away():
            parts = self._multimedia.describe_attachments(
                company, row.attachments, language=language, question=row.text or None
            )
        sorry = [say(_SORRY[part.kind], company, language) for part in parts if part.problem]
        if all(part.kind in _NO_QUESTION for part in parts) and "?" not in row.text:
            # A place or a card alone asks nothing (a card's text is the name on it).
            return "", [say(_SORRY[part.kind], company, language) for part in parts]
        return as_message(row.text, _readable(parts), company, language), sorry


def _readable(parts: Sequence[AttachmentText]) -> list[AttachmentText]:
    return [part for part in parts if part.problem is None]


def _contact(burst: Sequence[Waiting]) -> Contact:
    """What the channel knows of the person; the newest message that says it."""
    name = next((row.contact.name for row in reversed(burst) if row.contact.name), "")
    phone = next((row.contact.phone for row in reversed(burst) if row.contact.phone), "")
    return Contact(name, phone)


def spoken(answer: Answer, at: datetime) -> tuple[Message, ...]:
    """The lines of an answer that no agent made, for the record."""
    asked = [Message(Role.USER, line.text, at, ref=line.ref) for line in answer.lines]
    return (*asked, Message(Role.ASSISTANT, answer.text, at))
