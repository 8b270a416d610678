"""The words of diagnostics: complete in the panel's three languages, and the same in English."""

import json
import string

import pytest

from app.config.config import ROOT_DIR
from app.services.diagnostics.check import Status, warning
from app.services.diagnostics.findings import FINDINGS, TRIED

LANGUAGES = ("es", "en", "pt")


def texts(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (ROOT_DIR / "src" / "i18n" / language / "findings.json").read_text(encoding="utf-8")
    )
    return found


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_says_every_finding_with_the_same_values(language: str) -> None:
    expected = {code: values(message) for code, (message, _) in FINDINGS.items()}
    expected |= {f"{code}_do": set() for code, (_, advice) in FINDINGS.items() if advice}
    assert {key: values(text) for key, text in texts(language)["findings"].items()} == expected
    assert {key: values(text) for key, text in texts(language)["tried"].items()} == {
        code: values(text) for code, text in TRIED.items()
    }


def test_the_english_words_are_the_server_s() -> None:
    english = texts("en")
    assert english["tried"] == dict(TRIED)
    for code, (message, advice) in FINDINGS.items():
        assert english["findings"][code] == message
        assert english["findings"].get(f"{code}_do", "") == advice


def test_a_finding_carries_its_code_its_values_and_its_words() -> None:
    check = warning("company:benova:queue", "queue_waits", messages=3, seconds=70)
    assert (check.status, check.code) == (Status.WARNING, "queue_waits")
    assert check.params == {"messages": 3, "seconds": 70}
    assert check.message == "3 messages wait, the oldest for 70 s."
    assert check.advice.startswith("Check that a worker runs")
