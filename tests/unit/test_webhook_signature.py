"""The signature vector of the contract, and everything that must not pass."""

import json
from pathlib import Path

import pytest

from app.services.webhook_signature import TOLERANCE_S, Delivery, is_signed

FOLDER = Path(__file__).parents[1] / "fixtures" / "chatwoot" / "signed"
VECTOR = json.loads((FOLDER / "vector.json").read_text(encoding="utf-8"))
BODY = (FOLDER / "body.raw.json").read_bytes()
SECRET = VECTOR["secret"]
SENT_AT = int(VECTOR["headers"]["X-Chatwoot-Timestamp"])


def delivery(body: bytes = BODY, **headers: str) -> Delivery:
    return Delivery.of(body, {**VECTOR["headers"], **{k.replace("_", "-"): v for k, v in headers.items()}})


def test_the_vector_is_accepted() -> None:
    assert is_signed(delivery(), (SECRET,), SENT_AT)


def test_header_names_have_no_case() -> None:
    headers = {name.lower(): value for name, value in VECTOR["headers"].items()}
    assert is_signed(Delivery.of(BODY, headers), (SECRET,), SENT_AT)


@pytest.mark.parametrize("secrets", [("new", SECRET), (SECRET, "old")])
def test_either_of_two_secrets_fits_while_one_is_replaced(secrets: tuple[str, ...]) -> None:
    assert is_signed(delivery(), secrets, SENT_AT)


@pytest.mark.parametrize("name", sorted(VECTOR["negative"]))
def test_a_signature_of_something_else_is_refused(name: str) -> None:
    assert not is_signed(delivery(X_Chatwoot_Signature=VECTOR["negative"][name]), (SECRET,), SENT_AT)


@pytest.mark.parametrize("secrets", [(), ("",), ("", ""), ("another",)])
def test_without_the_secret_nothing_passes(secrets: tuple[str, ...]) -> None:
    assert not is_signed(delivery(), secrets, SENT_AT)


@pytest.mark.parametrize("late_s", [TOLERANCE_S, -TOLERANCE_S])
def test_a_clock_five_minutes_off_passes(late_s: int) -> None:
    assert is_signed(delivery(), (SECRET,), SENT_AT + late_s)


@pytest.mark.parametrize("late_s", [TOLERANCE_S + 1, -TOLERANCE_S - 1, 86_400])
def test_an_old_delivery_played_again_is_refused(late_s: int) -> None:
    assert not is_signed(delivery(), (SECRET,), SENT_AT + late_s)


@pytest.mark.parametrize("stamp", ["", "abc", "-1", "1e9", "١٧٨١٧٧٤٤٥٤", "9" * 40])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    assert not is_signed(delivery(X_Chatwoot_Timestamp=stamp), (SECRET,), SENT_AT)


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=ñ", "sha1=00"])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    assert not is_signed(delivery(X_Chatwoot_Signature=signature), (SECRET,), SENT_AT)


def test_one_changed_byte_is_refused() -> None:
    assert not is_signed(delivery(BODY + b" "), (SECRET,), SENT_AT)


def test_the_token_and_the_body_do_not_show_in_logs() -> None:
    shown = repr(Delivery.of(b"hola", {}, "unguessable-token"))
    assert "unguessable" not in shown
    assert "hola" not in shown
