"""People are told of emergencies and broken connections: stored, throttled, sent in the background."""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig, CompanyManager
from app.models.database import Database
from app.models.errors import DependencyError, DomainError, NotificationTargetNotFoundError, QuotaExceededError
from app.models.notification import (
    Notice,
    NotificationRepository,
    NotificationRow,
    NotificationTarget,
    NotificationTargetRepository,
)
from app.models.sending import DELIVERED, FAILED, PENDING
from app.services.integrations.notice_texts import notice_of
from app.services.integrations.notifier import LogNotifier, Notifier, NotifyFailedError, check_target, shown
from app.services.secret_box import SecretBox, SecretUnreadableError
from app.utils.logger import get_logger, log_context

log = get_logger("integrations")

MAX_TARGETS = 20
RETRY_S = (5, 30, 300, 1_800)
QUEUED_DELAY_S = 60
BACKLOG = 1_000
TRIED_TOGETHER = 8
JUST_SAID_S = 60.0  # the same within this is dropped before the record is asked

Notify = Callable[[str, str, float], None]  # company id, notification id, delay in seconds
_Alarm = tuple[str, str, str, str]


class Notifications:
    """Use cases and the sending half; `raise_` is what an alarm comes in by."""

    def __init__(
        self, companies: CompanyManager, database: Database, notifier: Notifier, box: Callable[[], SecretBox]
    ) -> None:
        self._companies, self._database, self._notifier, self._box = companies, database, notifier, box
        self._log = LogNotifier()
        self._alarms: queue.Queue[_Alarm | None] = queue.Queue(BACKLOG)
        self._said: dict[_Alarm, float] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.notify: Notify = lambda _company, _notification, _delay: None

    # -- what administrators do -----------------------------------------------------------------

    def list(self, company: CompanyConfig) -> Sequence[NotificationTarget]:
        return self._targets(company).all()

    def get(self, company: CompanyConfig, target_id: str) -> NotificationTarget:
        """Raises: NotificationTargetNotFoundError."""
        return self._targets(company).get(target_id)

    def save(self, company: CompanyConfig, target_id: str, values: Mapping[str, Any]) -> NotificationTarget:
        """Add one (empty id) or change it; the address goes in and never comes out.

        Raises: ValidationFailedError, QuotaExceededError, NotificationTargetNotFoundError.
        """
        stored = {name: value for name, value in values.items() if name != "url"}
        if "url" in values:
            check_target(company, values["url"])
            stored |= {"shown": shown(values["url"]), "sealed": {"url": self._box().seal(values["url"])}}
        targets = self._targets(company)
        if not target_id and len(targets.all()) >= MAX_TARGETS:
            raise QuotaExceededError()
        return targets.save(target_id, stored)

    def delete(self, company: CompanyConfig, target_id: str) -> None:
        """Raises: NotificationTargetNotFoundError."""
        self._targets(company).delete(target_id)

    def try_out(self, company: CompanyConfig, target_id: str) -> Sequence[tuple[NotificationTarget, str]]:
        """Tell one target (empty: every one) now; with each, empty or why it did not work.

        Raises: NotificationTargetNotFoundError.
        """
        targets = [self.get(company, target_id)] if target_id else self.list(company)
        with ThreadPoolExecutor(TRIED_TOGETHER) as pool:
            reasons = pool.map(
                lambda t: self._send(company, t, notice_of(company, "test", t.target_id, "")), targets
            )
            return list(zip(targets, reasons, strict=True))

    def page(self, company: CompanyConfig, page: int, page_size: int) -> tuple[Sequence[NotificationRow], int]:
        """What was told, newest first, with the total."""
        return NotificationRepository(self._database.tenant(company.company_id)).page(page, page_size)

    # -- alarms ---------------------------------------------------------------------------------

    def raise_(self, company_id: str, kind: str, subject: str = "", detail: str = "") -> None:
        """Never waits and never raises: a thread of its own writes it down."""
        alarm, now = (company_id, kind, subject, detail), time.monotonic()
        with self._lock:
            if self._said.get(alarm, 0.0) > now:
                return
            if len(self._said) > BACKLOG:
                self._said = {known: until for known, until in self._said.items() if until > now}
            self._said[alarm] = now + JUST_SAID_S
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_all, name="alarms", daemon=True)
                self._thread.start()
        try:
            self._alarms.put_nowait(alarm)
        except queue.Full:
            log.error("an alarm (%s) of %s was dropped: too many wait", kind, company_id)

    def close(self) -> None:
        """What waits is written first."""
        if self._thread is not None:
            self._alarms.put(None)
            self._thread.join(5)

    def _write_all(self) -> None:
        while (alarm := self._alarms.get()) is not None:
            with log_context(company=alarm[0]):
                try:
                    self._write(*alarm)
                except DomainError as exc:
                    log.error("an alarm (%s) could not be written: %s", alarm[1], exc.code)

    def _write(self, company_id: str, kind: str, subject: str, detail: str) -> None:
        company = self._companies.get(company_id)
        notice = notice_of(company, kind, subject, detail)
        wanted = [t for t in self._targets(company).all() if t.is_active and kind in t.kinds]
        if not wanted:
            self._log.send(company, "", notice)
        notices = NotificationRepository(self._database.tenant(company_id))
        for target in wanted:
            new = notices.add(target.target_id, notice)
            if new is not None:
                self.notify(company_id, new, 0.0)

    # -- sending --------------------------------------------------------------------------------

    def deliver(self, company_id: str, notification_id: str) -> None:
        """One attempt, if it is due. Raises: DependencyError."""
        tenant, now = self._database.tenant(company_id), datetime.now(UTC)
        notices = NotificationRepository(tenant)
        row = notices.rows.claim(notification_id, now)
        if row is None:
            return
        notice = Notice(row.kind, row.title, row.body, row.user_id, row.throttle)
        try:
            company = self._companies.get(company_id)
            target = self._targets(company).get(row.target_id)
            reason = self._send(company, target, notice) if target.is_active else "target_off"
        except NotificationTargetNotFoundError:
            return  # deleted, and its notices with it
        except DependencyError:
            raise
        except DomainError as exc:
            reason = exc.code
        values: dict[str, Any] = {"state": DELIVERED if not reason else FAILED, "reason": reason[:60]}
        delay_s = RETRY_S[row.attempts - 1] if reason and row.attempts <= len(RETRY_S) else None
        if delay_s is not None and reason != "target_off":
            values |= {"state": PENDING, "next_at": now + timedelta(seconds=delay_s)}
        with tenant.session() as session:
            notices.rows.settle(session, notification_id, values)
        if values["state"] == PENDING and delay_s is not None and delay_s <= QUEUED_DELAY_S:
            self.notify(company_id, notification_id, delay_s)

    def _send(self, company: CompanyConfig, target: NotificationTarget, notice: Notice) -> str:
        try:
            self._notifier.send(company, self._box().open(target.sealed["url"]), notice)
        except NotifyFailedError as exc:
            log.warning("a notice (%s) did not reach %s: %s", notice.kind, target.shown, exc.reason)
            return exc.reason
        except SecretUnreadableError as exc:
            return exc.code
        return ""

    def _targets(self, company: CompanyConfig) -> NotificationTargetRepository:
        return NotificationTargetRepository(self._database.tenant(company.company_id))
