"""One worker per conversation: a lease in SQL, renewed while the work goes on.

SQL keeps it because SQL also keeps the messages: with Redis down or a worker killed, the lease runs out by itself
and the next worker goes on. Every write of the work checks that the lease is still held.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.errors import DomainError, RecordUnavailableError
from app.utils.logger import get_logger

log = get_logger("queue")

LEASE_S = 12.0
RENEW_EVERY_S = 4.0


class LeaseLostError(DomainError):
    """Another worker has taken over: nothing of this one's work may be written."""

    code, message = "lease_lost", "Another worker has the conversation"


@dataclass(frozen=True, slots=True)
class Lease:
    key: ConversationKey
    token: str


class LeaseKeeper:
    """The leases of this process, kept alive by one thread. Raises: RecordUnavailableError."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._clock = database, clock
        self._held: dict[str, Lease] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def acquire(self, key: ConversationKey) -> Lease | None:
        """The lease, or None while another worker has it."""
        lease, now = Lease(key, uuid.uuid4().hex), self._clock()
        with self._database.tenant(key.company_id).session() as session:
            rows = ChannelConversationRepository(session, key.company_id)
            if not rows.lease(key, lease.token, now, now + timedelta(seconds=LEASE_S)):
                return None
        with self._lock:
            self._held[lease.token] = lease
            if self._thread is None:
                self._thread = threading.Thread(target=self._renew_all, name="leases", daemon=True)
                self._thread.start()
        return lease

    def held_row(self, session: Session, lease: Lease) -> ChannelConversationRow:
        """The conversation, locked for this transaction. Raises: LeaseLostError."""
        row = ChannelConversationRepository(session, lease.key.company_id).find(lease.key, lock=True)
        if row is None or row.lease_token != lease.token:
            raise LeaseLostError()
        return row

    def let_go(self, lease: Lease) -> None:
        """Stop renewing; the row is released by the last write of the work."""
        with self._lock:
            self._held.pop(lease.token, None)

    def stop(self) -> None:
        self._stop.set()

    def _renew_all(self) -> None:
        while not self._stop.wait(RENEW_EVERY_S):
            with self._lock:
                leases = list(self._held.values())
            for lease in leases:
                self._renew(lease)

    def _renew(self, lease: Lease) -> None:
        until = self._clock() + timedelta(seconds=LEASE_S)
        try:
            with self._database.tenant(lease.key.company_id).session() as session:
                rows = ChannelConversationRepository(session, lease.key.company_id)
                held = rows.renew(lease.key, lease.token, until)
        except RecordUnavailableError:
            log.warning("a lease could not be renewed")
            return
        if not held:
            self.let_go(lease)
