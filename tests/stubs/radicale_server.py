"""A real CalDAV server on a loopback port, with faults between it and its clients."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import caldav
from requests.auth import HTTPBasicAuth
from werkzeug.serving import WSGIRequestHandler, make_server

from app.config.company_config import CompanyConfig
from tests.factories import make_company

USER, PASSWORD = "clinica", "secreta"
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Clinic//EN", "BEGIN:VEVENT")
_TAIL = ("END:VEVENT", "END:VCALENDAR", "")
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class RadicaleServer:
    """`faults` are used up one per PUT or DELETE: "lost" (done, no good answer), "dead" (not done), "down"
    (nothing answers from then on), "refuse"."""

    application: WSGI
    url: str = ""
    faults: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    down: bool = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        fault = ""
        if environ["REQUEST_METHOD"] in ("PUT", "DELETE") and "HTTP_AUTHORIZATION" in environ:
            self.writes.append(environ["REQUEST_METHOD"])
            fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost":
            list(self.application(environ, lambda *_: None))
        self.down = self.down or fault == "down"
        if fault or self.down:
            status = "409 Conflict" if fault == "refuse" else "504 Gateway Timeout"
            start_response(status, [("Content-Type", "text/plain")])
            return [b""]
        return self.application(environ, start_response)

    def company(self, company_id: str = "aurora", **values: Any) -> CompanyConfig:
        """A company whose agenda is a calendar of its own on this server."""
        self.add_calendar(company_id)
        defaults = {"schedule_integration": "caldav", "caldav_url": self.url, "caldav_username": USER}
        secrets = {"caldav_password": PASSWORD}
        return make_company(company_id, secrets=secrets, **{**defaults, "caldav_calendar": company_id, **values})

    def add_calendar(self, name: str) -> None:
        """Make an empty calendar of the account, if there is none of that name."""
        with self._client() as client:
            known = [
                str(calendar.url).rstrip("/").rsplit("/", 1)[-1] for calendar in client.principal().calendars()
            ]
            if name not in known:
                client.principal().make_calendar(name=f"Agenda {name}", cal_id=name)

    def add_event(self, calendar: str, uid: str, *lines: str) -> None:
        """An event the clinic wrote itself; `lines` as iCalendar has them."""
        text = "\r\n".join((*_HEAD, f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, *_TAIL))
        with self._client() as client:
            client.put(f"{self.url}/{USER}/{calendar}/{uid}.ics", text, {"Content-Type": "text/calendar"})

    def events(self, calendar: str) -> list[str]:
        """The stored events' text."""
        with self._client() as client:
            return [e.data for e in client.calendar(url=f"{self.url}/{USER}/{calendar}/").events()]

    def _client(self) -> Any:
        return caldav.DAVClient(self.url, auth=HTTPBasicAuth(USER, PASSWORD), timeout=5)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The server's request lines are no part of a test's output."""


@contextmanager
def radicale_server(folder: Path) -> Iterator[RadicaleServer]:
    """Serve an empty storage until the block ends."""
    from radicale import Application
    from radicale.config import load

    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    configuration = load()
    configuration.update(
        {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain"},
            "storage": {"filesystem_folder": str(folder / "collections")},
            "logging": {"level": "critical"},
        },
        "test",
    )
    served = RadicaleServer(Application(configuration))
    server = make_server("127.0.0.1", 0, served, threaded=True, request_handler=_Quiet)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
