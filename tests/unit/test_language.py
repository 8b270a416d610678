"""Language of short messages: found when the text tells, the default when it does not."""

import pytest

from app.agents.language import detect_language, detect_language_scored

ALL = ("es", "en", "pt")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("cuanto sale la limpieza", "es"),
        ("¿tenéis hueco mañana?", "es"),
        ("che me pasas la direccion", "es"),
        ("do you have anything on friday", "en"),
        ("thanks", "en"),
        ("quanto custa o clareamento", "pt"),
        ("vcs abrem sábado?", "pt"),
        ("obrigada", "pt"),
    ],
)
@pytest.mark.parametrize("default", ALL)
def test_a_telling_message_is_recognised_whatever_the_default(text: str, language: str, default: str) -> None:
    assert detect_language(text, ALL, default) == language


@pytest.mark.parametrize("text", ["", "ok", "botox", "10:30", "3001234567", "👍", "???", "no"])
@pytest.mark.parametrize("default", ALL)
def test_a_message_that_tells_nothing_takes_the_default(text: str, default: str) -> None:
    assert detect_language(text, ALL, default) == default


def test_only_allowed_languages_are_returned() -> None:
    assert detect_language("how much is a facial", ("es",), "es") == "es"
    assert detect_language("quanto custa uma limpeza", ("es", "en"), "es") in ("es", "en")


def test_an_unknown_set_of_languages_gives_the_default() -> None:
    assert detect_language("bonjour", ("fr",), "fr") == "fr"


def test_score_is_a_probability() -> None:
    language, score = detect_language_scored("quiero una cita para mañana")
    assert language == "es"
    assert 0.9 < score <= 1.0
