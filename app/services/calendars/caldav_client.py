"""The wire to a clinic's own calendar: CalDAV (RFC 4791) with deadlines, read-back and a circuit breaker."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import requests
from icalendar import Calendar, Event

from app.config.company_config import CompanyConfig
from app.models.errors import CalendarUnavailableError
from app.services.calendars.remote import OutcomeUnknownError, breaker_of
from app.utils.logger import get_logger

log = get_logger("schedule")

TIMEOUT_S = 10
_STORED, _EXISTS, _GONE = (201, 204), 412, (404, 410)


@dataclass(frozen=True, slots=True)
class Busy:
    """A busy span of a calendar; `resource` is the one a visit of ours has, "" when it blocks them all."""

    start: datetime
    end: datetime
    uid: str
    resource: str = ""


class CaldavClient:
    """One company's calendars. A calendar is named by address, last part of it, or the name people see.

    Reads raise CalendarUnavailableError; writes also OutcomeUnknownError when no answer came.
    """

    def __init__(self, company: CompanyConfig, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._company = company
        self._breaker = breaker_of(company, clock)
        self._lock = threading.Lock()
        self._session: Any = None
        self._calendars: dict[str, Any] = {}

    def busy(self, calendar: str, first: datetime, last: datetime) -> Sequence[Busy]:
        """What blocks `[first, last)`, recurrences spelled out; free and cancelled events do not."""
        # Imported on first use: companies without CalDAV never pay for them.
        import recurring_ical_events

        found = self._asking(
            lambda: [
                Calendar.from_ical(event.data)
                for event in self._calendar(calendar).search(event=True, start=first, end=last, expand=False)
            ]
        )
        events = [e for file in found for e in recurring_ical_events.of(file).between(first, last)]
        return [self._span(event) for event in events if _blocks(event)]

    def start_of(self, calendar: str, uid: str) -> datetime | None:
        """The start of one event, None when it is plainly not there."""
        answer = self._asking(lambda: self._client().request(self._address(calendar, uid), "GET"))
        if answer.status in _GONE:
            return None
        if answer.status != 200:
            raise CalendarUnavailableError()
        file = self._asking(lambda: Calendar.from_ical(answer.raw))
        return next((self._moment(event.start) for event in file.walk("VEVENT")), None)

    def put(self, calendar: str, uid: str, content: bytes, *, new: bool) -> None:
        """Store an event; one that is there already counts as stored only when it is not `new`."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"} | ({"If-None-Match": "*"} if new else {})
        status = self._writing(lambda: self._client().put(self._address(calendar, uid), content, headers))
        if status == _EXISTS:
            raise OutcomeUnknownError  # stored by an earlier attempt whose answer was lost, or by a twin
        if status not in _STORED:
            log.warning("the calendar refused an event: %d", status)
            raise CalendarUnavailableError()

    def delete(self, calendar: str, uid: str) -> None:
        """Remove an event; one that is gone already is removed."""
        status = self._writing(lambda: self._client().delete(self._address(calendar, uid)))
        if status not in (*_STORED, *_GONE):
            log.warning("the calendar refused to remove an event: %d", status)
            raise CalendarUnavailableError()

    def _writing(self, send: Callable[[], Any]) -> int:
        """The status of a write. Raises: OutcomeUnknownError without one, or with a server's failure."""
        self._breaker.check()
        try:
            status = int(send().status)
        except _errors() as exc:
            self._breaker.record(False)
            log.warning("calendar: no answer to a write: %s", type(exc).__name__)
            if _refused(exc):
                raise CalendarUnavailableError() from exc
            raise OutcomeUnknownError from exc
        self._breaker.record(status < 500)
        if status >= 500 or status == 200:  # some servers' yes, but also that of any page in between: read back
            raise OutcomeUnknownError
        return status

    def _asking(self, ask: Callable[[], Any]) -> Any:
        self._breaker.check()
        try:
            answer = ask()
        except _errors() as exc:
            self._breaker.record(False)
            log.warning("calendar: %s", type(exc).__name__)
            raise CalendarUnavailableError() from exc
        self._breaker.record(True)
        return answer

    def _address(self, calendar: str, uid: str) -> str:
        return str(self._calendar(calendar).url.join(f"{uid}.ics"))

    def _calendar(self, name: str) -> Any:
        """By name, discovered once where it is no address."""
        with self._lock:
            if name not in self._calendars:
                self._calendars[name] = self._find(name)
            return self._calendars[name]

    def _find(self, name: str) -> Any:
        client = self._client()
        if not name or name.startswith(("http://", "https://")):
            address = name or self._company.caldav_url
            return client.calendar(url=f"{address.rstrip('/')}/")
        for calendar in client.principal().calendars():
            if name in (str(calendar.url).rstrip("/").rsplit("/", 1)[-1], calendar.get_display_name()):
                return calendar
        log.warning("the account has no calendar of the configured name")
        raise CalendarUnavailableError()

    def _client(self) -> Any:
        if self._session is None:
            import caldav

            company = self._company
            self._session = caldav.DAVClient(
                company.caldav_url,
                username=company.caldav_username or None,
                password=company.secrets.caldav_password or None,
                timeout=TIMEOUT_S,
            )
        return self._session

    def _span(self, event: Event) -> Busy:
        return Busy(
            start=self._moment(event.start),
            end=self._moment(event.end),
            uid=str(event.get("uid", "")),
            resource=str(event.get("x-resource", "")),
        )

    def _moment(self, value: date) -> datetime:
        """Whole days and floating times are the company's."""
        if not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day)
        return (value if value.tzinfo else value.replace(tzinfo=self._company.zone)).astimezone(UTC)


def _blocks(event: Event) -> bool:
    return str(event.get("transp", "OPAQUE")) != "TRANSPARENT" and str(event.get("status", "")) != "CANCELLED"


def _errors() -> tuple[type[Exception], ...]:
    from caldav.lib.error import DAVError
    from lxml.etree import XMLSyntaxError

    return (requests.RequestException, DAVError, XMLSyntaxError, ValueError, NotImplementedError)


def _refused(exc: Exception) -> bool:
    """Whether an answer came and said no: nothing was written."""
    from caldav.lib.error import AuthorizationError

    return isinstance(exc, AuthorizationError)
