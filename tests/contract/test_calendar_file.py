"""An appointment as a calendar file over the API: one event for good, true after every change."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Event

BENOVA, MEDISPA = {"X-Company-ID": "benova"}, {"X-Company-ID": "medispa"}


@pytest.fixture
def made(client: FlaskClient) -> dict[str, Any]:
    body = {"treatment": "botox", "start": "2030-03-12T15:00", "name": "Ana Pérez", "phone": "3001234567"}
    return dict(client.post("/api/appointments", headers=BENOVA, json=body).get_json())


def event(client: FlaskClient, appointment_id: str) -> Event:
    answer = client.get(f"/api/appointments/{appointment_id}/calendar.ics", headers=BENOVA)
    assert answer.mimetype == "text/calendar"
    return next(iter(Calendar.from_ical(answer.data).walk("VEVENT")))


def test_the_file_tells_the_visit_in_utc(client: FlaskClient, made: dict[str, Any]) -> None:
    found = event(client, made["appointment_id"])
    assert found["dtstart"].to_ical() == b"20300312T200000Z"
    assert found["dtend"].to_ical() == b"20300312T203000Z"
    assert found["status"] == "CONFIRMED"
    assert found["sequence"] == 0
    assert "Botox" in found["summary"]


def test_a_move_keeps_the_uid_and_raises_the_sequence(client: FlaskClient, made: dict[str, Any]) -> None:
    path, before = f"/api/appointments/{made['appointment_id']}", event(client, made["appointment_id"])
    assert client.patch(path, headers=BENOVA, json={"start": "2030-03-12T16:00"}).status_code == 200
    after = event(client, made["appointment_id"])
    assert after["uid"] == before["uid"]
    assert after["sequence"] == 1
    assert after["dtstart"].to_ical() == b"20300312T210000Z"


def test_a_cancelled_visit_says_so(client: FlaskClient, made: dict[str, Any]) -> None:
    client.delete(f"/api/appointments/{made['appointment_id']}", headers=BENOVA)
    found = event(client, made["appointment_id"])
    assert (found["status"], found["sequence"]) == ("CANCELLED", 1)


def test_one_appointment_can_be_read(client: FlaskClient, made: dict[str, Any]) -> None:
    answer = client.get(f"/api/appointments/{made['appointment_id']}", headers=BENOVA)
    assert answer.get_json() == made


@pytest.mark.parametrize("suffix", ["", "/calendar.ics"])
def test_another_companys_appointment_does_not_exist(
    client: FlaskClient, made: dict[str, Any], suffix: str
) -> None:
    answer = client.get(f"/api/appointments/{made['appointment_id']}{suffix}", headers=MEDISPA)
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "appointment_not_found"
