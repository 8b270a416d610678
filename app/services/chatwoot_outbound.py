"""Reminders by the Chatwoot conversation in which the customer last wrote, through the same outbox as replies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from app.agents.phrases.handoff import handoff_phrase
from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.outbox import NOTE, OutboxRepository, Outgoing
from app.services import ownership
from app.services.chatwoot_service import target_of
from app.services.outbound import OutboundMessage
from app.services.outgoing import OUTSIDE_WINDOW, WHATSAPP, replies, templated, without_liquid, without_liquid_in
from app.services.ownership import Owner
from app.services.ownership_rows import ownership_of, policy_of

# Channels where free text is taken only for a day after the customer's last message.
WINDOWED = (WHATSAPP, "Channel::TwilioSms", "Channel::FacebookPage", "Channel::Instagram", "Channel::Tiktok")
NO_CHANNEL, NOT_CONFIGURED, HUMAN_OWNER = "no_channel", "not_configured", "human_owner"

Notify = Callable[[ConversationKey], None]


class ChatwootOutbound:
    """An `Outbound`. Whoever has the conversation decides: a person gets a private note, the customer nothing."""

    def __init__(
        self,
        config: Config,
        database: Database,
        notify: Notify,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config, self._database, self._notify, self._clock = config, database, notify, clock

    def send(self, company: CompanyConfig, user_id: str, message: OutboundMessage) -> str:
        """Raises: RecordUnavailableError."""
        with self._database.tenant(company.company_id).session() as session:
            rows = ChannelConversationRepository(session, company.company_id)
            key = next(iter(rows.of_person(user_id)), None)
            row = rows.find(key, lock=True) if key is not None else None
            if key is None or row is None:
                return NO_CHANNEL
            if target_of(company, self._config) is None:
                return NOT_CONFIGURED
            reason, items = self._items(company, row, message)
            if not items:
                return reason
            OutboxRepository(session, company.company_id).add(
                row.account_id, row.conversation_id, row.epoch, items
            )
            row.due_at = row.due_at or self._clock()
        self._notify(key)
        return reason

    def _items(
        self, company: CompanyConfig, row: ChannelConversationRow, message: OutboundMessage
    ) -> tuple[str, list[Outgoing]]:
        """Why the customer gets nothing, and what is sent all the same."""
        state = ownership.current(ownership_of(row), self._clock(), policy_of(company))
        if state.owner in (Owner.HUMAN, Owner.PAUSED):
            text = handoff_phrase("note_reminder", company, company.language, text=message.text)
            return HUMAN_OWNER, [Outgoing(NOTE, without_liquid(text))]
        mark = {"reminder": [message.appointment_id, message.kind]}
        if message.window_open or (row.channel not in WINDOWED and row.can_reply):
            items = replies(message.text, message.choices, company, channel=row.channel, can_reply=True)
        elif row.channel == WHATSAPP and message.template:
            items = [templated(without_liquid_in(message.template), message.text)]
        else:
            return OUTSIDE_WINDOW, []
        return "", [replace(item, data={**item.data, **mark}) for item in items]
