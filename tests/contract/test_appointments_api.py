"""What staff change over the API: where and when a visit is, how it ended; told live, to its own company only."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services.event_bus import Subscription

BENOVA, MEDISPA = {"X-Company-ID": "benova"}, {"X-Company-ID": "medispa"}
ROOMS = [{"key": "consultorio_302", "name": "302"}, {"key": "consultorio_303", "name": "303"}]


@pytest.fixture
def told(app: Flask) -> Iterator[Subscription]:
    subscription = app.extensions["services"].events.subscribe("benova")
    yield subscription
    subscription.close()


def booked(client: FlaskClient, start: str, **values: Any) -> str:
    body = {"treatment": "botox", "start": start, "name": "Ana Pérez", "phone": "3001234567", **values}
    answer = client.post("/api/appointments", headers=BENOVA, json=body)
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["appointment_id"])


def changed(client: FlaskClient, appointment_id: str, headers: dict[str, str] = BENOVA, **values: Any) -> Any:
    return client.patch(f"/api/appointments/{appointment_id}", headers=headers, json=values)


def next_visit_event(told: Subscription) -> dict[str, Any]:
    for event in told.events(heartbeat_s=2):
        assert event is not None, "nothing was told"
        body: dict[str, Any] = json.loads(event.body)
        if body["type"] == "appointment":
            return body
    raise AssertionError("the bus closed")


@pytest.fixture
def two_rooms(app: Flask, client: FlaskClient) -> None:
    client.get("/api/appointments", headers=BENOVA)  # the first request reads the companies' files
    app.extensions["services"].companies.update("benova", {"resources": ROOMS})


@pytest.mark.parametrize("status", ["completed", "no_show"])
def test_how_a_visit_ended_is_noted_and_told_live(client: FlaskClient, told: Subscription, status: str) -> None:
    visit = booked(client, "2030-03-12T15:00")
    next_visit_event(told)
    answer = changed(client, visit, status=status)
    assert (answer.status_code, answer.get_json()["status"]) == (200, status)
    event = next_visit_event(told)
    assert (event["action"], event["appointment_id"], event["status"]) == (f"appointment_{status}", visit, status)


def test_a_visit_ends_once(client: FlaskClient) -> None:
    visit = booked(client, "2030-03-12T15:00")
    assert changed(client, visit, status="completed").status_code == 200
    assert changed(client, visit, status="no_show").status_code == 409


def test_a_visit_goes_to_another_room_at_the_same_time(
    client: FlaskClient, told: Subscription, two_rooms: None
) -> None:
    visit = booked(client, "2030-03-12T15:00", resource="consultorio_302")
    next_visit_event(told)
    answer = changed(client, visit, resource="consultorio_303").get_json()
    assert (answer["resource"], answer["start"][:16]) == ("consultorio_303", "2030-03-12T15:00")
    assert next_visit_event(told)["action"] == "appointment_rescheduled"
    booked(client, "2030-03-12T15:00", resource="consultorio_302", phone="3001234568")  # the old room is free


def test_a_taken_room_is_refused_and_nothing_changes(client: FlaskClient, two_rooms: None) -> None:
    booked(client, "2030-03-12T15:00", resource="consultorio_303")
    visit = booked(client, "2030-03-12T15:00", resource="consultorio_302", phone="3001234568")
    assert changed(client, visit, resource="consultorio_303").status_code == 409
    found = client.get(f"/api/appointments/{visit}", headers=BENOVA).get_json()
    assert found["resource"] == "consultorio_302"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"status": "held"},
        {"status": "completed", "start": "2030-03-12T16:00"},
        {"resource": "x", "owner": "y"},
    ],
)
def test_a_change_that_says_nothing_clear_is_refused(client: FlaskClient, values: dict[str, str]) -> None:
    visit = booked(client, "2030-03-12T15:00")
    assert changed(client, visit, **values).status_code in (400, 422)


@pytest.mark.parametrize("values", [{"status": "completed"}, {"resource": "consultorio_302"}])
def test_another_companys_visit_is_not_there(client: FlaskClient, values: dict[str, str]) -> None:
    visit = booked(client, "2030-03-12T15:00")
    answer = changed(client, visit, MEDISPA, **values)
    assert answer.status_code == 404
    assert client.get(f"/api/appointments/{visit}", headers=BENOVA).get_json()["status"] == "confirmed"
