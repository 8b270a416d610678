"""Finds in SQL what no job speaks of any more: work left by a dead worker, a lost job, a queue that is down."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from app.config.company_config import CompanyConfig, CompanyManager
from app.models.channel_conversation import ChannelConversationRepository, ConversationKey
from app.models.database import Database
from app.models.errors import DependencyError, RecordUnavailableError
from app.models.inbound import InboundRepository
from app.models.outbox import OutboxRepository
from app.services.tasks import Drain
from app.utils.logger import get_logger, log_context

log = get_logger("sweep")

EVERY_S = 3.0
GRACE = timedelta(seconds=2)  # the queue's own job comes first
PER_COMPANY = 200
KEEP = timedelta(days=14)
PURGE_EVERY_S = 3600.0


class Sweep:
    """A thread per worker process; leases keep several of them apart. It drains without the queue's help."""

    def __init__(
        self,
        companies: CompanyManager,
        database: Database,
        drain: Drain,
        reconcile: Callable[[CompanyConfig], None],
        *,
        threads: int,
        reconcile_every_s: float = 300.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._companies, self._database, self._drain, self._reconcile = companies, database, drain, reconcile
        self._threads, self._reconcile_every_s, self._clock = threads, reconcile_every_s, clock
        self._stop = threading.Event()
        self._busy: set[ConversationKey] = set()
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def start(self, *, alone: bool) -> None:
        """`alone`: no other process shares the record, so leases found at the start are a dead one's."""
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="sweep")
        threading.Thread(target=self._run, args=(alone,), name="sweep", daemon=True).start()
        threading.Thread(target=self._reconcile_all, name="reconcile", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def round(self, *, grace: timedelta = GRACE) -> list[ConversationKey]:
        """Conversations of all companies that are due and that nobody works on."""
        found: list[ConversationKey] = []
        for company in self._companies.all():
            with self._database.tenant(company.company_id).reading() as session:
                rows = ChannelConversationRepository(session, company.company_id)
                found.extend(rows.due(self._clock() - grace, PER_COMPANY))
        return found

    def purge(self) -> None:
        """Drop what was settled two weeks ago."""
        before = self._clock() - KEEP
        for company in self._companies.all():
            with self._database.tenant(company.company_id).session() as session:
                InboundRepository(session, company.company_id).purge(before)
                OutboxRepository(session, company.company_id).purge(before)

    def _run(self, alone: bool) -> None:
        next_purge, first = 0.0, alone
        while True:
            try:
                if first:
                    self._drop_leases()
                    first = False
                self._submit(self.round())
                if next_purge <= 0:
                    self.purge()
                    next_purge = PURGE_EVERY_S
            except DependencyError as exc:
                log.warning("the sweep is put off: %s", exc.code)
            next_purge -= EVERY_S
            if self._stop.wait(EVERY_S):
                return

    def _drop_leases(self) -> None:
        for company in self._companies.all():
            with self._database.tenant(company.company_id).session() as session:
                ChannelConversationRepository(session, company.company_id).drop_leases()

    def _submit(self, keys: list[ConversationKey]) -> None:
        for key in keys:
            with self._lock:
                if key in self._busy or self._pool is None or self._stop.is_set():
                    continue
                self._busy.add(key)
            self._pool.submit(self._drain_one, key)

    def _drain_one(self, key: ConversationKey) -> None:
        try:
            self._drain(key)
        finally:
            with self._lock:
                self._busy.discard(key)

    def _reconcile_all(self) -> None:
        while not self._stop.is_set():
            for company in self._all_companies():
                with log_context(company=company.company_id):
                    try:
                        self._reconcile(company)
                    except DependencyError as exc:
                        log.warning("conversations could not be compared: %s", exc.code)
            if self._stop.wait(self._reconcile_every_s):
                return

    def _all_companies(self) -> list[CompanyConfig]:
        try:
            return self._companies.all(active_only=True)
        except RecordUnavailableError:
            return []
