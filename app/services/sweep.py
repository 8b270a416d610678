"""Finds in SQL what no job speaks of any more: work left by a dead worker, a lost job, a queue that is down."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from math import ceil

from app.config.company_config import CompanyConfig, CompanyManager
from app.models.channel_conversation import ChannelConversationRepository, ConversationKey, due_conversations
from app.models.database import Database
from app.models.errors import DependencyError, RecordUnavailableError
from app.models.inbound import InboundRepository
from app.models.outbox import OutboxRepository
from app.services.periodic import Periodic
from app.services.tasks import Drain
from app.utils.logger import get_logger, log_context

log = get_logger("sweep")

EVERY_S = 3.0
ROUNDS = 3  # in which every company has its turn: with a dead worker's lease (12 s) nobody waits for 30 s
AT_LEAST, AT_MOST = 20, 500  # companies in a round: few companies are all asked each time, thousands never at once
GRACE = timedelta(seconds=2)  # the queue's own job comes first
PER_COMPANY = 200
KEEP = timedelta(days=14)
PURGE_EVERY_S = 3600.0


class Sweep:
    """Threads of each worker process; leases keep several of them apart. It drains without the queue's help.

    Every company at the start and after a failure, then in turn: a round reads over one connection.
    """

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
        self._threads, self._clock = threads, clock
        self._stopping = threading.Event()
        self._jobs = (
            Periodic("sweep", EVERY_S, self._sweep, at_once=True),
            Periodic("purge", PURGE_EVERY_S, self._purge, at_once=True),
            Periodic("reconcile", reconcile_every_s, self._reconcile_all, at_once=True),
        )
        self._everything, self._next = True, 0
        self._leases_of_the_dead = False
        self._busy: set[ConversationKey] = set()
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def start(self, *, alone: bool) -> None:
        """`alone`: no other process shares the record, so leases found at the start are a dead one's."""
        self._leases_of_the_dead = alone
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="sweep")
        for job in self._jobs:
            job.start()

    def stop(self) -> None:
        self._stopping.set()
        for job in self._jobs:
            job.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def round(self, *, grace: timedelta = GRACE) -> list[ConversationKey]:
        """Conversations that are due and that nobody works on, of the companies whose turn it is.

        Raises: RecordUnavailableError; then the next round asks every company.
        """
        everything, self._everything = self._everything, True
        companies = [company.company_id for company in self._companies.all(active_only=True)]
        turn = companies if everything else self._turn(companies)
        before, found = self._clock() - grace, list[ConversationKey]()
        with self._database.in_turn() as bind:
            for company_id in turn:
                found.extend(due_conversations(bind(company_id), company_id, before, PER_COMPANY))
        self._everything = False
        return found

    def _turn(self, companies: Sequence[str]) -> list[str]:
        size = min(max(AT_LEAST, ceil(len(companies) / ROUNDS)), AT_MOST, len(companies))
        start = self._next if self._next < len(companies) else 0
        self._next = start + size
        again = max(0, self._next - len(companies))  # the end of the list and its beginning in one round
        self._next = again or self._next
        return [*companies[start : start + size], *companies[:again]]

    def _sweep(self) -> None:
        try:
            if self._leases_of_the_dead:
                self._drop_leases()
                self._leases_of_the_dead = False
            self._submit(self.round())
        except DependencyError as exc:
            log.warning("the sweep is put off: %s", exc.code)

    def _purge(self) -> None:
        """Drop what was settled two weeks ago, also of companies that are switched off."""
        before = self._clock() - KEEP
        for company in self._companies.all():
            with self._database.tenant(company.company_id).session() as session:
                InboundRepository(session, company.company_id).purge(before)
                OutboxRepository(session, company.company_id).purge(before)

    def _drop_leases(self) -> None:
        for company in self._companies.all():
            with self._database.tenant(company.company_id).session() as session:
                ChannelConversationRepository(session, company.company_id).drop_leases()

    def _submit(self, keys: list[ConversationKey]) -> None:
        for key in keys:
            with self._lock:
                if key in self._busy or self._pool is None or self._stopping.is_set():
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
        for company in self._all_companies():
            if self._stopping.is_set():
                return
            with log_context(company=company.company_id):
                try:
                    self._reconcile(company)
                except DependencyError as exc:
                    log.warning("conversations could not be compared: %s", exc.code)

    def _all_companies(self) -> list[CompanyConfig]:
        try:
            return self._companies.all(active_only=True)
        except RecordUnavailableError:
            return []
