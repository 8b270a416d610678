"""Analytics and overview through the API: each company's own figures, on every backend."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.turn_fact import TurnFactRow
from tests.conftest import MakeApp


@pytest.fixture
def client(make_app: MakeApp, backend: dict[str, str]) -> FlaskClient:
    return make_app(**backend).test_client()


def say(client: FlaskClient, company: str, text: str) -> None:
    headers = {"X-Company-ID": company}
    assert client.post("/api/conversations/ana/test", json={"message": text}, headers=headers).status_code == 200


def test_turns_are_counted_for_their_own_company(client: FlaskClient) -> None:
    say(client, "benova", "Hola")
    say(client, "benova", "No puedo respirar, se me cierra la garganta después del relleno")
    say(client, "medispa", "Hola")
    mine = client.get("/api/analytics?compare=true", headers={"X-Company-ID": "benova"}).get_json()
    totals = mine["totals"]
    assert mine["company_id"] == "benova"
    assert (totals["messages"], totals["turns"], totals["conversations"]) == (4, 2, 1)
    assert (totals["answered"], totals["handed_over"], totals["emergencies"]) == (1, 1, 1)
    assert (totals["cost"], totals["currency"], totals["unpriced_turns"]) == (0.0, "COP", 0)
    assert totals["p95_response_ms"] >= totals["avg_response_ms"] > 0
    assert mine["handoff_reasons"] == {"emergency": 1}
    assert mine["previous"]["turns"] == 0
    assert len(mine["series"]) == 7
    assert mine["series"][-1]["turns"] == 2
    theirs = client.get("/api/analytics", headers={"X-Company-ID": "medispa"}).get_json()
    assert (theirs["totals"]["turns"], theirs["previous"]) == (1, None)


def test_statistics_and_overview_say_the_same(client: FlaskClient) -> None:
    say(client, "benova", "Hola")
    stats = client.get("/api/companies/benova/stats").get_json()
    assert stats["statistics"]["messages_today"] == 2
    assert stats["statistics"]["agent_usage"] == {"support": 1}
    assert stats["performance"]["avg_response_time"].endswith("s")
    overview = client.get("/api/admin/overview").get_json()
    assert overview["total"] == 4
    today = {row["company_id"]: row["messages_today"] for row in overview["companies"]}
    assert today == {"benova": 2, "dental": 0, "medispa": 0, "wellness": 0}


def test_the_table_for_spreadsheets_has_a_line_per_day(client: FlaskClient) -> None:
    say(client, "benova", "Hola")
    response = client.get("/api/analytics?company_id=benova&format=csv")
    assert response.mimetype == "text/csv"
    lines = response.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert len(lines) == 8
    assert lines[0].startswith("start,messages,turns,")


@pytest.mark.parametrize(
    "query", ["from=2026-03-05&to=2026-03-04", "from=yesterday", "granularity=year", "from=1990-01-01"]
)
def test_an_impossible_range_is_refused(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/analytics?company_id=benova&{query}")
    assert (response.status_code, response.get_json()["error"]["code"]) == (422, "validation_error")


def test_facts_name_nobody(make_app: MakeApp, backend: dict[str, str]) -> None:
    app: Flask = make_app(**backend)
    say(app.test_client(), "benova", "Hola, soy Ana Pérez")
    with app.extensions["services"].database.tenant("benova").reading() as session:
        (row,) = session.query(TurnFactRow).all()
        values = [getattr(row, column.name) for column in TurnFactRow.__table__.columns]
    assert row.conversation_id.startswith("conv_")
    assert row.at <= datetime.now(UTC)
    assert not any("ana" in str(value).lower() for value in values if value != row.conversation_id)
