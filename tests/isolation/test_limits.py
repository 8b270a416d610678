"""A company's plan: what is over it is refused clearly, and touches no other company."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp

LIMITS = {
    "max_documents",
    "max_conversations",
    "rate_limit_per_minute",
    "model_tokens_per_day",
    "model_calls_per_minute",
}


@pytest.fixture
def limited(make_app: MakeApp, backend: dict[str, str]) -> FlaskClient:
    """Benova may have one conversation and one document."""
    client = make_app(**backend).test_client()
    given = {"max_conversations": 1, "max_documents": 1}
    assert client.put("/api/admin/companies/benova", json=given).status_code == 200
    return client


def say(client: FlaskClient, user_id: str, text: str = "hola", company: str = "benova") -> tuple[int, Any]:
    response = client.post(
        f"/api/conversations/{user_id}/test", json={"message": text}, headers={"X-Company-ID": company}
    )
    return response.status_code, response.get_json()


def test_a_conversation_over_the_plan_is_refused(limited: FlaskClient) -> None:
    assert say(limited, "ana")[0] == 200
    status, body = say(limited, "luis")
    assert (status, body["error"]["code"]) == (403, "quota_exceeded")
    assert body["error"]["details"] == {"max_conversations": 1}
    assert say(limited, "ana", "¿dónde quedan?")[0] == 200, "who is known is answered on"
    assert say(limited, "luis", company="medispa")[0] == 200
    listed = limited.get("/api/conversations", headers={"X-Company-ID": "benova"}).get_json()
    assert [row["user_id"] for row in listed["conversations"]] == ["ana"]


def test_an_emergency_is_answered_over_any_plan(limited: FlaskClient) -> None:
    assert say(limited, "ana")[0] == 200
    status, body = say(limited, "luis", "No puedo respirar, se me cerró la garganta")
    assert (status, body["intents"]) == (200, ["emergency"])


def test_an_erased_conversation_makes_room(limited: FlaskClient) -> None:
    assert say(limited, "ana")[0] == 200
    assert say(limited, "luis")[0] == 403
    limited.delete("/api/conversations/ana", headers={"X-Company-ID": "benova"})
    assert say(limited, "luis")[0] == 200


def test_a_document_over_the_plan_is_refused(limited: FlaskClient) -> None:
    def add(text: str, company: str = "benova") -> int:
        body = {"content": text}
        return limited.post("/api/documents", json=body, headers={"X-Company-ID": company}).status_code

    assert [add("El parqueadero es gratuito."), add("Abrimos los lunes.")] == [201, 403]
    assert add("Abrimos los lunes.", "medispa") == 201


def test_what_is_in_force_shows_beside_what_was_set(limited: FlaskClient) -> None:
    benova = limited.get("/api/admin/companies/benova").get_json()
    assert set(benova["limits"]) == LIMITS
    assert (benova["limits"]["max_conversations"], benova["model_tokens_per_day"]) == (1, None)
    body = {"company_name": "Nueva"}
    created = limited.post("/api/admin/companies", json={"company_id": "nueva", **body}).get_json()
    assert set(created["limits"].values()) == {None}, "development limits nothing that was not set"
    cleared = limited.put("/api/admin/companies/benova", json={"max_conversations": None}).get_json()
    assert cleared["limits"]["max_conversations"] is None


@pytest.mark.parametrize("field", sorted(LIMITS))
@pytest.mark.parametrize("value", [-1, "muchos", [], 10**15])
def test_a_limit_that_is_no_whole_number_is_refused(client: FlaskClient, field: str, value: object) -> None:
    response = client.put("/api/admin/companies/benova", json={field: value})
    assert response.status_code == 422
    assert field in response.get_json()["error"]["details"]
