"""The last check before sending: the conversation as Chatwoot has it now, not as the last webhook told."""

import time
from dataclasses import replace

from app.config.company_config import CompanyConfig
from app.models.channel_conversation import ConversationKey
from app.models.database import Database
from app.models.errors import ChatwootError, ChatwootRejectedError
from app.services import ownership
from app.services.chatwoot_events import snapshot_of
from app.services.chatwoot_service import ChatwootClient, ChatwootTarget, last_messages
from app.services.lease import Lease, LeaseKeeper
from app.services.ownership_rows import ownership_of, policy_of, write_ownership
from app.utils.logger import get_logger

log = get_logger("outbox")

FRESH_S = 1.0  # an answer is looked after once: before it is stored, or before what waited is sent
MAX_REMEMBERED = 1000
NOT_ALLOWED_S = 600.0  # versions before 4.14.2 do not show conversations to bots: asked again after this


class LastLook:
    """Reads the conversation once per answer; without an answer the webhooks' word counts."""

    def __init__(self, database: Database, client: ChatwootClient, leases: LeaseKeeper) -> None:
        self._database, self._client, self._leases = database, client, leases
        self._blind_until: dict[tuple[str, str], float] = {}
        self._looked: dict[ConversationKey, float] = {}

    def take(self, company: CompanyConfig, target: ChatwootTarget, lease: Lease) -> None:
        """Bring the stored ownership up to date. Raises: LeaseLostError, RecordUnavailableError."""
        place, moment = (target.base_url, target.account_id), time.monotonic()
        if moment < self._blind_until.get(place, 0.0) or moment - self._looked.get(lease.key, -FRESH_S) < FRESH_S:
            return
        try:
            conversation = self._client.get_conversation(target, lease.key.conversation_id)
        except ChatwootRejectedError:
            self._blind_until[place] = time.monotonic() + NOT_ALLOWED_S
            return
        except ChatwootError:
            return
        self._remember(lease.key)
        policy = policy_of(company)
        with self._database.tenant(company.company_id).session() as session:
            row = self._leases.held_row(session, lease)
            before = ownership_of(row)
            snapshot = snapshot_of(conversation)
            # Just read, so never older than what a webhook told, whatever the clock in it says.
            snapshot = replace(snapshot, updated_at=max(snapshot.updated_at, before.seen_at))
            after = ownership.seen(before, snapshot, policy)
            write_ownership(row, after)
            # Activities have no webhook: without this they would look like something said after our next message.
            seen = [m["id"] for m in last_messages(conversation) if isinstance(m.get("id"), int)]
            row.last_message_id = max(row.last_message_id, *seen, 0)
            if isinstance(conversation.get("can_reply"), bool):
                row.can_reply = conversation["can_reply"]
        if after.epoch != before.epoch:
            log.info("a person took the conversation just before the answer was sent")

    def _remember(self, key: ConversationKey) -> None:
        """When it was looked; old moments are dropped now and then."""
        now = time.monotonic()
        if len(self._looked) > MAX_REMEMBERED:
            self._looked = {k: at for k, at in self._looked.items() if now - at < FRESH_S}
        self._looked[key] = now
