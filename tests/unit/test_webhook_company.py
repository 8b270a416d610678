"""The webhook finds its company by the Chatwoot account, and never guesses."""

from typing import Any

import pytest
from flask.testing import FlaskClient


def event(**values: Any) -> dict[str, Any]:
    return {"event": "message_created", "content": "Hola", **values}


@pytest.mark.parametrize(
    "body",
    [
        event(conversation={"account_id": "7"}),
        event(conversation={"account_id": 7}),
        event(account={"id": 7, "name": "Benova"}),
        event(conversation={"account": {"id": "7"}}),
        event(messages=[{"account_id": 7}]),
        event(conversation={"messages": [{"account_id": 7}]}),
        event(conversation={"account_id": "7", "meta": {"company_id": "benova"}}),
    ],
)
def test_an_event_of_a_known_account_is_accepted(client: FlaskClient, body: dict[str, Any]) -> None:
    response = client.post("/api/webhook/chatwoot", json=body)
    assert response.status_code == 200
    assert response.get_json() == {"company_id": "benova", "status": "accepted"}


@pytest.mark.parametrize(
    "body",
    [
        event(),
        event(conversation={"account_id": "999"}),
        event(conversation={"account_id": ""}),
        event(conversation={"account_id": None}),
        event(conversation={"account_id": True}),
        event(conversation={"account_id": ["7"]}),
        event(conversation="7"),
        event(conversation={"meta": {"company_id": "benova"}}),
        event(messages=[]),
        event(messages=["x"]),
        event(account=7),
    ],
)
def test_an_event_of_no_known_account_is_ignored(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post("/api/webhook/chatwoot", json=body).get_json()
    assert answer == {"company_id": None, "status": "ignored", "reason": "unknown_account"}


@pytest.mark.parametrize("named", ["medispa", "Benova", "", 7, ["benova"]])
def test_a_company_in_the_meta_may_confirm_but_not_override(client: FlaskClient, named: object) -> None:
    body = event(conversation={"account_id": "7", "meta": {"company_id": named}})
    response = client.post("/api/webhook/chatwoot", json=body)
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "company_conflict")


def test_the_account_of_a_deactivated_company_is_ignored(client: FlaskClient) -> None:
    client.delete("/api/admin/companies/benova")
    answer = client.post("/api/webhook/chatwoot", json=event(conversation={"account_id": "7"})).get_json()
    assert answer["status"] == "ignored"


@pytest.mark.parametrize("raw", ["[]", '"x"', "{}", '{"event": 5}', "null", "{"])
def test_a_body_that_is_no_event_is_400(client: FlaskClient, raw: str) -> None:
    response = client.post("/api/webhook/chatwoot", data=raw, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "invalid_request")


def test_a_webhook_that_is_not_json_is_refused_in_the_error_form(client: FlaskClient) -> None:
    response = client.post("/api/webhook/chatwoot", data=b"event=x")
    assert response.status_code in (400, 415)
    assert "code" in response.get_json()["error"]
