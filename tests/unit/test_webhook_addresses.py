"""Which addresses a webhook may have, who may name private ones, and what a change of SECRET_KEY keeps."""

import pytest
from flask.testing import FlaskClient

from app.models.sealed import SealedRepository
from app.models.setting import SettingRepository
from app.models.webhook_endpoint import WEBHOOK_EVENTS, WebhookEndpointRepository
from app.services.installation_key import InstallationKey
from app.services.integrations.event_outlet import FIELDS
from app.services.reseal import Resealing
from tests.conftest import MakeApp
from tests.people import ADMIN_KEY, key_headers

HEADERS = {"X-Company-ID": "benova"}
BODY = {"url": "https://hooks.clinica.example/x", "events": ["message"]}


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.clinica.example/x",
        "https://127.0.0.1/x",
        "https://10.0.0.5/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://db.internal/x",
        "https://user:pass@hooks.clinica.example/x",
        "https://2130706433/x",
        "ftp://hooks.clinica.example/x",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_public_https_is_refused(client: FlaskClient, url: str) -> None:
    answer = client.post("/api/admin/webhooks", json={**BODY, "url": url}, headers=HEADERS)
    assert answer.status_code == 422
    assert "url" in answer.get_json()["error"]["details"]
    assert client.get("/api/admin/webhooks", headers=HEADERS).get_json()["total"] == 0


@pytest.mark.parametrize("change", [{"events": []}, {"events": ["salary"]}, {"secret": "x"}, {"url": ""}])
def test_what_is_no_webhook_is_refused(client: FlaskClient, change: dict[str, object]) -> None:
    answer = client.post("/api/admin/webhooks", json={**BODY, **change}, headers=HEADERS)
    assert answer.status_code == 422


def test_a_private_host_is_the_platform_s_to_name(make_app: MakeApp) -> None:
    app = make_app(environment="production", admin_api_key=ADMIN_KEY)
    app.extensions["services"].companies.manager.all()
    client, manager = app.test_client(), {**key_headers(app, "company_admin", "benova"), **HEADERS}
    named = {"private_hosts": ["10.0.0.5:8443"]}
    assert client.put("/api/admin/companies/benova", json=named, headers=manager).status_code == 403
    inside = {**BODY, "url": "https://10.0.0.5:8443/x"}
    assert client.post("/api/admin/webhooks", json=inside, headers=manager).status_code == 422
    platform = {"X-API-Key": ADMIN_KEY}
    assert client.put("/api/admin/companies/benova", json=named, headers=platform).status_code == 200
    assert client.post("/api/admin/webhooks", json=inside, headers=manager).status_code == 201
    other = {**BODY, "url": "https://10.0.0.5:9000/x"}
    assert client.post("/api/admin/webhooks", json=other, headers=manager).status_code == 422
    metadata = {"private_hosts": ["169.254.169.254"]}
    assert client.put("/api/admin/companies/benova", json=metadata, headers=platform).status_code == 200
    never = {**BODY, "url": "http://169.254.169.254/x"}
    assert client.post("/api/admin/webhooks", json=never, headers=manager).status_code == 422


def test_changes_are_noted_with_their_target(make_app: MakeApp) -> None:
    app = make_app(environment="production", admin_api_key=ADMIN_KEY)
    client, headers = app.test_client(), {"X-API-Key": ADMIN_KEY, **HEADERS}
    made = client.post("/api/admin/webhooks", json=BODY, headers=headers).get_json()
    client.delete(f"/api/admin/webhooks/{made['webhook_id']}", headers=headers)
    entries = client.get("/api/admin/audit", headers=headers).get_json()["entries"]
    assert [(e["action"], e["target"]) for e in entries[:2]] == [
        ("event_webhooks.delete_webhook", made["webhook_id"]),
        ("event_webhooks.create_webhook", ""),
    ]
    assert made["secret"] not in str(entries)


def test_every_kind_has_its_fields() -> None:
    assert tuple(FIELDS) == WEBHOOK_EVENTS


def test_signing_secrets_survive_a_change_of_the_installation_s_key(make_app: MakeApp) -> None:
    first, second = "first-" + "k" * 40, "second-" + "k" * 40
    before = make_app(secret_key=first)
    made = before.test_client().post("/api/admin/webhooks", json=BODY, headers=HEADERS).get_json()
    after = make_app(secret_key=second, secret_key_previous=first)
    services = after.extensions["services"]
    key = InstallationKey(services.config, SettingRepository(services.database))
    assert Resealing(SealedRepository(services.database), key, lambda: None).run().secrets == 1
    alone = make_app(secret_key=second).extensions["services"]
    row = WebhookEndpointRepository(alone.database.tenant("benova")).get(made["webhook_id"])
    box = InstallationKey(alone.config, SettingRepository(alone.database)).box()
    assert box.open(row.sealed["current"]) == made["secret"]
