"""The wire of the HTTP schedule service: requests with deadlines, lenient answers, a circuit breaker.

Contract: `docs/booking.md`, "The HTTP schedule service".
"""

import datetime as dt
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests

from app.config.company_config import CompanyConfig, Treatment
from app.models.errors import CalendarUnavailableError
from app.services.alarms import ALARMS
from app.utils.logger import get_logger

log = get_logger("schedule")

HEALTH_TIMEOUT_S, CHECK_TIMEOUT_S, REQUEST_TIMEOUT_S = 3.0, 10.0, 30.0
HEALTH_CACHE_S = 30.0
FAILURES_TO_OPEN, OPEN_S = 3, 30.0
_CLOCK = re.compile(r"^\s*(\d{1,2}):(\d{2})")


class OutcomeUnknownError(Exception):
    """A write was sent and no answer came: it may or may not have happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says of a booking."""

    success: bool
    needs_more: bool = False
    booking_id: str = ""


class Breaker:
    """After three failures in a row nothing is asked for thirty seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, opened: Callable[[], None] = lambda: None
    ) -> None:
        self._clock, self._opened, self._lock = clock, opened, threading.Lock()
        self._failures, self._open_until = 0, 0.0

    def check(self) -> None:
        """Raises: CalendarUnavailableError while open."""
        with self._lock:
            if self._clock() < self._open_until:
                raise CalendarUnavailableError()

    def record(self, ok: bool) -> None:
        with self._lock:
            self._failures = 0 if ok else self._failures + 1
            opens = self._failures >= FAILURES_TO_OPEN
            if opens:
                self._open_until = self._clock() + OPEN_S
        if opens:
            self._opened()


def breaker_of(company: CompanyConfig, clock: Callable[[], float]) -> Breaker:
    """The company's people are told when its agenda is left alone."""
    return Breaker(clock, lambda: ALARMS.raise_(company.company_id, "integration_down", "calendar", "unavailable"))


class ScheduleClient:
    """One company's schedule service. `webhook`: every call goes to the base address with an `action`."""

    def __init__(
        self,
        company: CompanyConfig,
        session: requests.Session | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._company, self._clock = company, clock
        self._base = company.schedule_service_url.rstrip("/")
        self._webhook = company.schedule_integration == "webhook"
        self._session = session or requests.Session()
        self._breaker = breaker_of(company, clock)
        self._healthy_until = 0.0

    @property
    def changes_bookings(self) -> bool:
        """Whether the service can move and cancel: only its webhook form can."""
        return self._webhook

    def available(self, treatment: Treatment, day: date) -> list[dt.time]:
        """Local clock times the service offers on a day, in order. Raises: CalendarUnavailableError."""
        self._check_health()
        body = {
            "date": day.strftime("%d-%m-%Y"),
            "treatment": {
                "duration": treatment.duration_min,
                "sessions": 1,
                "deposit": 0,
                "category": treatment.key,
            },
            "company_id": self._company.company_id,
        }
        data = self._post("check-availability", "check_availability", body, CHECK_TIMEOUT_S)
        inner = data.get("data") if isinstance(data.get("data"), Mapping) else data
        if data.get("success") is False or not isinstance(inner, Mapping):
            raise CalendarUnavailableError()
        slots = inner.get("available_slots") or []
        return sorted({clock for slot in slots if (clock := _clock(slot))})

    def write(self, action: str, body: Mapping[str, Any], key: str) -> Answer:
        """Send a booking, move or cancellation. Raises: OutcomeUnknownError, CalendarUnavailableError."""
        try:
            data = self._post("schedule-request", action, body, REQUEST_TIMEOUT_S, key=key)
        except _NoAnswerError as exc:
            raise OutcomeUnknownError from exc
        details = data.get("appointment_data")
        found = data.get("booking_id") or (details.get("booking_id") if isinstance(details, Mapping) else "") or ""
        return Answer(data.get("success") is True, bool(data.get("requires_more_info")), str(found))

    def _check_health(self) -> None:
        if self._webhook or self._clock() < self._healthy_until:
            return
        self._breaker.check()
        try:
            answer = self._session.get(f"{self._base}/health", timeout=HEALTH_TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as exc:
            self._breaker.record(False)
            raise CalendarUnavailableError() from exc
        self._breaker.record(answer.status_code == 200)
        if answer.status_code != 200:
            raise CalendarUnavailableError()
        self._healthy_until = self._clock() + HEALTH_CACHE_S

    def _post(
        self, path: str, action: str, body: Mapping[str, Any], timeout_s: float, *, key: str = ""
    ) -> Mapping[str, Any]:
        """A JSON object, whatever the status of a refusal. Raises: CalendarUnavailableError."""
        self._breaker.check()
        url = self._base if self._webhook else f"{self._base}/{path}"
        payload = {"action": action, **body} if self._webhook else dict(body)
        headers = {"Idempotency-Key": key} if key else {}
        try:
            answer = self._session.post(
                url, json=payload, headers=headers, timeout=timeout_s, allow_redirects=False
            )
            data = answer.json() if answer.status_code < 500 else None
        except requests.RequestException as exc:
            self._breaker.record(False)
            log.warning("schedule service: %s failed: %s", action, type(exc).__name__)
            raise _NoAnswerError() from exc
        self._breaker.record(isinstance(data, dict))
        if not isinstance(data, dict):
            raise _NoAnswerError()
        return data


class _NoAnswerError(CalendarUnavailableError):
    """A request went out and nothing usable came back."""


def _clock(slot: Any) -> dt.time | None:
    """`"09:30"`, `{"time": "9:30"}` or `{"start": "09:30:00"}`."""
    if isinstance(slot, Mapping):
        slot = next((slot[name] for name in ("time", "start", "hora", "start_time") if slot.get(name)), "")
    match = _CLOCK.match(slot) if isinstance(slot, str) else None
    return dt.time(int(match[1]), int(match[2])) if match and int(match[1]) < 24 and int(match[2]) < 60 else None


def consecutive(clocks: Sequence[dt.time], duration_min: int, grid_min: int = 30) -> list[dt.time]:
    """Starts from which ceil(duration / grid) offered times follow one another without a gap."""
    minutes = {clock.hour * 60 + clock.minute for clock in clocks}
    needed = -(-duration_min // grid_min)
    return [c for c in clocks if all(c.hour * 60 + c.minute + n * grid_min in minutes for n in range(needed))]
