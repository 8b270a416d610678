"""Which addresses notices may go to, and that they never come out again."""

import subprocess
import sys

import pytest
from flask.testing import FlaskClient

HEADERS = {"X-Company-ID": "benova"}
GOOD = {
    "mailto://bot:s3cretpass@gmail.com?to=guardia@clinica.example": "mailto://gmail.com/***",
    "tgram://123456789:AAEhBP0av28FakeTokenFakeTokenFakeTok/987654321": "tgram://***",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/guardia": "slack://***",
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js": "discord://***",
    "https://hooks.clinica.example/aviso/s3cretpath": "https://hooks.clinica.example/***",
}


@pytest.mark.parametrize(("url", "shown"), GOOD.items())
def test_an_address_is_kept_and_never_shown(client: FlaskClient, url: str, shown: str) -> None:
    made = client.post("/api/admin/notifications", json={"url": url}, headers=HEADERS)
    assert made.status_code == 201, made.text
    listed = client.get("/api/admin/notifications", headers=HEADERS)
    exported = client.get("/api/admin/companies/benova/export", headers=HEADERS)
    assert made.get_json()["shown"] == shown
    for answer in (made, listed, exported):
        assert url not in answer.text
        assert "s3cret" not in answer.text
    assert made.get_json()["target_id"] in exported.text


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "syslog://localhost",
        "dbus://",
        "gnome://",
        "macosx://",
        "windows://",
        "exec://rm",
        "json://127.0.0.1/x",
        "jsons://clinica.example/x",
        "xml://127.0.0.1",
        "form://127.0.0.1",
        "apprise://127.0.0.1/token",
        "rsyslog://127.0.0.1",
        "mqtt://127.0.0.1/topic",
        "http://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://user:pass@hooks.clinica.example/x",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/etc/passwd",
        "mailto://bot:pass@gmail.com?to=a@b.example&attach=file:///etc/passwd",
        "mailto://bot:pass@gmail.com?pgp=yes&pgppub=/etc/passwd",
        "mailto://bot:pass@gmail.com?verify=no",
        "tgram://123456789:AAEhBP0av28FakeTokenFakeTokenFakeTok/9 8",
        "tgram://x",
        "nonsense",
    ],
)
def test_an_address_of_another_kind_is_refused(client: FlaskClient, url: str) -> None:
    answer = client.post("/api/admin/notifications", json={"url": url}, headers=HEADERS)
    assert answer.status_code == 422
    assert client.get("/api/admin/notifications", headers=HEADERS).get_json()["total"] == 0


def test_a_comma_does_not_bring_a_second_address_along() -> None:
    from app.services.integrations.notifier import _service

    found = _service("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/guardia,json://127.0.0.1/x")
    assert found is None or type(found).__name__ == "NotifySlack"


def test_what_is_not_sent_stays(client: FlaskClient) -> None:
    body = {"url": "https://hooks.clinica.example/a", "kinds": ["emergency"], "name": "Guardia"}
    made = client.post("/api/admin/notifications", json=body, headers=HEADERS).get_json()
    path = f"/api/admin/notifications/{made['target_id']}"
    changed = client.put(path, json={"is_active": False}, headers=HEADERS).get_json()
    assert {**made, "is_active": False} == changed
    moved = client.put(path, json={"url": "https://other.clinica.example/b"}, headers=HEADERS).get_json()
    assert moved["shown"] == "https://other.clinica.example/***"
    assert client.put(path, json={"url": "file:///x/y/z"}, headers=HEADERS).status_code == 422
    assert client.delete(path, headers=HEADERS).get_json()["deleted"] is True
    assert client.put(path, json={"is_active": True}, headers=HEADERS).status_code == 404


def test_a_start_does_not_import_apprise() -> None:
    code = (
        "import sys, app; app.create_app(); sys.exit(bool({'apprise', 'standardwebhooks'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
