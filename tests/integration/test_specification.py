"""The specification's own test cases, word for word in what they send and assert, against a live server."""

import pytest

from tests.integration.conftest import HttpClient


def test_benova_sales_agent(client: HttpClient) -> None:
    response = client.post(
        "/api/conversations/user123/test",
        headers={"X-Company-ID": "benova"},
        json={"message": "¿Cuánto cuesta un botox?"},
    )

    assert "benova" in response.json()["context"]["company_id"]
    assert "María" in response.json()["bot_response"]


def test_data_isolation(client: HttpClient) -> None:
    client.post(
        "/api/documents",
        headers={"X-Company-ID": "benova"},
        json={"content": "Datos confidenciales Benova"},
    )

    response = client.post(
        "/api/documents/search",
        headers={"X-Company-ID": "medispa"},
        json={"query": "confidenciales Benova"},
    )

    assert response.json()["results_count"] == 0


@pytest.mark.parametrize(
    "query", ["confidenciales benova", "datos confidenciales de benova", "CONFIDENCIALES BENOVA"]
)
def test_another_company_s_topic_is_absent_however_it_is_written(client: HttpClient, query: str) -> None:
    content = {"content": "Datos confidenciales Benova"}
    client.post("/api/documents", headers={"X-Company-ID": "benova"}, json=content)
    found = {
        company_id: client.post(
            "/api/documents/search", headers={"X-Company-ID": company_id}, json={"query": query}
        ).json()["results_count"]
        for company_id in ("benova", "medispa")
    }
    assert found["benova"] >= 1
    assert found["medispa"] == 0


def test_chatwoot_webhook_company_detection(client: HttpClient) -> None:
    webhook_data = {
        "event": "message_created",
        "conversation": {"account_id": "7"},
        "content": "Test message",
    }

    response = client.post("/api/webhook/chatwoot", json=webhook_data)

    assert response.status_code == 200
    assert response.json()["company_id"] == "benova"


def test_the_owner_finds_the_document_that_the_other_company_does_not(client: HttpClient) -> None:
    client.post(
        "/api/documents", headers={"X-Company-ID": "benova"}, json={"content": "Datos confidenciales Benova"}
    )
    found = client.post(
        "/api/documents/search", headers={"X-Company-ID": "benova"}, json={"query": "confidenciales Benova"}
    )
    assert found.json()["results_count"] >= 1


def test_the_mixed_example_gets_the_price_and_real_free_times(client: HttpClient) -> None:
    answer = client.say("benova", "¿Cuánto cuesta un botox y cuándo tienen disponible?")
    assert answer["intents"] == ["sales", "availability"]
    assert answer["agents"] == ["sales", "availability"]
    assert "650.000" in answer["bot_response"]
    assert answer["action"] == "availability_shown"
    assert answer["choices"]


def test_the_specification_s_health_shape(client: HttpClient) -> None:
    body = client.get("/api/health").json()
    assert body["status"] == "healthy"
    assert body["system_type"] == "multi-tenant-multi-agent"
    assert body["companies"]["total"] == 4
    assert body["companies"]["configured"] == ["benova", "dental", "medispa", "wellness"]
    assert {
        "system_healthy": True,
        "vectorstore_healthy": True,
        "agents_available": 6,
        "redis_healthy": True,
    }.items() <= body["companies"]["health"]["benova"].items()
    assert set(body["enterprise"]) >= {"postgresql_available", "connection_status", "companies_in_db"}
