"""An agenda service in memory, as `requests` reaches it: no socket is opened."""

import json
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import BaseAdapter


@dataclass
class ScheduleDouble(BaseAdapter):
    """An agenda service in memory. `faults` are used up one per write: "lost" (stored, no answer), "dead"
    (not stored, no answer), "500", "refuse", "ask"."""

    slots: list[Any] = field(default_factory=lambda: ["09:00", {"time": "09:30"}, "10:00", "11:00", "15:00"])
    faults: list[str] = field(default_factory=list)
    booked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    down: bool = False

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        body = json.loads(request.body or "{}")
        path = str(request.path_url).rsplit("/", 1)[-1]
        self.calls.append(body.get("action", path))
        if self.down:
            raise requests.ConnectTimeout
        if path == "health":
            return _response({"status": "ok"})
        if path == "check-availability" or body.get("action") == "check_availability":
            return _response({"success": True, "data": {"available_slots": self._free(body["date"])}})
        return self._write(request, body)

    def close(self) -> None:
        """Nothing is held open."""

    def _free(self, day: str) -> list[Any]:
        taken = {b["time"] for b in self.booked if b["date"] == day}
        return [s for s in self.slots if (s["time"] if isinstance(s, dict) else s) not in taken]

    def _write(self, request: requests.PreparedRequest, body: dict[str, Any]) -> requests.Response:
        self.keys.append(str(request.headers.get("Idempotency-Key")))
        fault = self.faults.pop(0) if self.faults else ""
        if fault in ("", "lost"):
            self._apply(body)
        if fault in ("lost", "dead"):
            raise requests.ReadTimeout
        if fault == "500":
            return _response({}, 500)
        if fault == "ask":
            return _response({"success": True, "requires_more_info": True})
        return _response({"success": fault != "refuse", "booking_id": "B-1", "response": "¡Listo!"})

    def _apply(self, body: dict[str, Any]) -> None:
        """One booking, moved or cancelled in place."""
        if body.get("action") in (None, "create_booking"):
            self.booked.append(body)
        elif body["action"] == "reschedule_booking":
            self.booked[-1] |= {"date": body["new_date"], "time": body["new_time"]}
        else:
            self.booked.pop()


def _response(data: dict[str, Any], status: int = 200) -> requests.Response:
    answer = requests.Response()
    answer.status_code = status
    answer._content = json.dumps(data).encode()
    return answer
