"""A person takes a conversation from the panel, gives it back, leaves a note, takes a copy of what is stored.

In a Chatwoot conversation the owner changes at once and Chatwoot follows through the outbox; in one without a
channel the conversation's own row has the owner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.agents.booking.speech import Speech
from app.agents.phrases.handoff import handoff_phrase
from app.agents.ports import Message
from app.config.company_config import CompanyConfig
from app.config.constants import Role
from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.errors import ConversationNotFoundError
from app.models.outbox import HANDOFF, NOTE, RELEASE, OutboxRepository, Outgoing
from app.models.person import PersonRepository
from app.services import ownership
from app.services.conversation_service import ConversationService
from app.services.outgoing import without_liquid
from app.services.ownership import Ownership
from app.services.ownership_rows import ownership_of, write_ownership

Notify = Callable[[ConversationKey], None]


@dataclass(frozen=True, slots=True)
class Control:
    """Who has a conversation, and until when."""

    owner: str
    paused_until: datetime | None = None


class ConversationControl:
    """Use cases of staff over one person's conversation. Raises: ConversationNotFoundError, DependencyError."""

    def __init__(
        self,
        database: Database,
        conversations: ConversationService,
        notify: Notify,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._conversations, self._notify, self._clock = database, conversations, notify, clock

    def take_over(self, company: CompanyConfig, user_id: str, hours: float | None, author: str) -> Control:
        """The bot is quiet at once; after `hours` (None: when given back) it answers again."""
        now = self._clock()
        until = now + timedelta(hours=hours) if hours else None
        when = (
            Speech(company, company.language, now.astimezone(company.zone)).the_moment(
                until.astimezone(company.zone)
            )
            if until
            else ""
        )
        ending = handoff_phrase("until", company, company.language, when=when) if when else ""
        items = [
            Outgoing(HANDOFF, data={"priority": "", "alone": True}),
            _note(company, "note_taken", author, until=ending),
        ]
        return self._change(company, user_id, lambda state: ownership.taken_over(state, until), items)

    def release(self, company: CompanyConfig, user_id: str, author: str) -> Control:
        """The bot answers the next message; what was written meanwhile stays the person's."""
        items = [Outgoing(RELEASE), _note(company, "note_released", author)]
        return self._change(company, user_id, ownership.released, items)

    def note(self, company: CompanyConfig, user_id: str, content: str, author: str) -> None:
        """For colleagues: in the conversation's history and, as a private note, in Chatwoot."""
        note = Message(Role.NOTE, content, self._clock(), agent=author or None)
        with self._database.tenant(company.company_id).session() as session:
            row = self._channel_row(session, company, user_id)
            known = self._conversations.record(company).add_note(session, user_id, note)
            if row is None and not known:
                raise ConversationNotFoundError()
            if row is not None:
                text = f"{author}: {content}" if author else content
                self._send(session, row, [Outgoing(NOTE, without_liquid(text))])
        if row is not None:
            self._notify(row.key)
        self._conversations.events.said(company.company_id, user_id, [note])

    def export(self, company: CompanyConfig, user_id: str) -> dict[str, Any]:
        """Everything stored of a person."""
        return PersonRepository(self._database.tenant(company.company_id)).export(user_id)

    def _change(
        self,
        company: CompanyConfig,
        user_id: str,
        change: Callable[[Ownership], Ownership],
        items: list[Outgoing],
    ) -> Control:
        with self._database.tenant(company.company_id).session() as session:
            row = self._channel_row(session, company, user_id)
            before = ownership_of(row) if row is not None else Ownership()
            state = change(before)
            known = self._conversations.record(company).set_owner(session, user_id, state.owner.value, state.until)
            if row is None and not known:
                raise ConversationNotFoundError()
            if row is not None and state != before:
                write_ownership(row, state)
                self._send(session, row, items)
        self._conversations.refresh(company, user_id)
        if row is not None:
            self._notify(row.key)  # the worker tells who watches
        else:
            self._conversations.events.owner(company.company_id, user_id, state.owner.value)
        return Control(state.owner.value, state.until)

    def _channel_row(
        self, session: Session, company: CompanyConfig, user_id: str
    ) -> ChannelConversationRow | None:
        """The person's newest Chatwoot conversation, locked; None in a conversation without a channel."""
        rows = ChannelConversationRepository(session, company.company_id)
        newest = next(iter(rows.of_person(user_id)), None)
        return rows.find(newest, lock=True) if newest is not None else None

    def _send(self, session: Session, row: ChannelConversationRow, items: list[Outgoing]) -> None:
        outbox = OutboxRepository(session, row.company_id)
        outbox.add(row.account_id, row.conversation_id, row.epoch, items)
        row.due_at = row.due_at or self._clock()


def _note(company: CompanyConfig, key: str, author: str, **values: str) -> Outgoing:
    name = author or handoff_phrase("someone", company, company.language)
    return Outgoing(NOTE, without_liquid(handoff_phrase(key, company, company.language, name=name, **values)))
