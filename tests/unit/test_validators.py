"""Shape checks on raw input."""

import pytest

from app.models.errors import CompanyIdInvalidError, InvalidRequestError, ValidationFailedError
from app.utils.validators import (
    clean_text,
    is_request_id,
    validate_company_id,
    validate_document_data,
    validate_message,
    validate_user_id,
    validate_webhook_data,
)


@pytest.mark.parametrize("value", ["benova", "a", "0", "a-b_c", "a" * 50])
def test_a_well_formed_company_id_is_returned_as_it_is(value: str) -> None:
    assert validate_company_id(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        " benova",
        "benova ",
        "benova\n",
        "Benova",
        "BENOVA",
        "-a",
        "_a",
        "a" * 51,
        "béno",
        "ｂenova",
        "a/b",
        "a:b",
        "*",
        "../etc",
        None,
        7,
        True,
        [],
        {},
    ],
)
def test_any_other_company_id_is_refused(value: object) -> None:
    with pytest.raises(CompanyIdInvalidError):
        validate_company_id(value)


@pytest.mark.parametrize("value", ["user123", "José Núñez", "客户", "+57 310 555", "🙂", "x" * 128, "a:b*c?"])
def test_a_person_may_be_named_in_any_script(value: str) -> None:
    assert validate_user_id(value) == value


@pytest.mark.parametrize("value", ["", " ", "x" * 129, "a\x00b", "a\nb", "\u2028", "\ud800", "\x7f"])
def test_an_empty_too_long_or_invisible_user_id_is_refused(value: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        validate_user_id(value)
    assert "user_id" in refused.value.details


def test_a_message_is_trimmed_and_freed_of_control_characters() -> None:
    assert validate_message("  hola\x07 \x00¿cuánto?\n") == "hola ¿cuánto?"


@pytest.mark.parametrize("value", ["", "   ", "\x00\x01", "x" * 4001])
def test_a_message_with_nothing_or_too_much_is_refused(value: str) -> None:
    with pytest.raises(ValidationFailedError):
        validate_message(value)


def test_text_is_composed() -> None:
    assert clean_text("cafe\u0301\ty\nmás") == "café\ty\nmás"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "content"),
        ({"content": "  \x00"}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x" * 2_000_001}, "content"),
        ({"content": "x", "metadata": {str(n): n for n in range(51)}}, "metadata"),
    ],
)
def test_a_document_without_text_or_with_too_much_is_refused(data: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        validate_document_data(data)
    assert list(refused.value.details) == [field]


@pytest.mark.parametrize("data", [None, [], "x", {}, {"event": ""}, {"event": 3}])
def test_a_webhook_without_an_event_is_refused(data: object) -> None:
    with pytest.raises(InvalidRequestError):
        validate_webhook_data(data)


def test_a_webhook_with_an_event_passes() -> None:
    assert validate_webhook_data({"event": "message_created"})["event"] == "message_created"


@pytest.mark.parametrize("value", ["", "a b", "x" * 101, "a\nb", "á", "<script>"])
def test_a_request_id_that_could_forge_a_log_line_is_not_sane(value: str) -> None:
    assert not is_request_id(value)
