"""An answer as the channel takes it: parts, markup, buttons, Chatwoot's template engine, the window."""

import re
from typing import Any

import pytest

from app.models.outbox import Outgoing
from app.services.outgoing import (
    MAX_CHARS,
    WEB_WIDGET,
    WHATSAPP,
    plain,
    replies,
    split,
    without_liquid,
    without_liquid_in,
)
from tests.factories import make_company

SENTENCE = "Después del tratamiento conviene evitar el sol durante tres días. "


def sent(text: str, choices: tuple[str, ...] = (), channel: str = WHATSAPP, **values: Any) -> list[Outgoing]:
    can_reply = values.pop("can_reply", True)
    return replies(text, choices, make_company(**values), channel=channel, can_reply=can_reply)


def test_a_text_at_whatsapps_limit_is_one_message_and_one_more_character_makes_two() -> None:
    words = ("palabra " * (MAX_CHARS // 8)).strip()
    full = words + "x" * (MAX_CHARS - len(words))
    assert [len(item.content) for item in sent(full)] == [MAX_CHARS]
    assert len(sent(full + " x")) == 2


@pytest.mark.parametrize("channel", [WHATSAPP, "Channel::Instagram"])
def test_a_long_answer_is_cut_between_sentences_and_loses_no_word(channel: str) -> None:
    text = (SENTENCE * 300).strip()
    parts = [item.content for item in sent(text, channel=channel)]
    assert all(0 < len(part) <= MAX_CHARS for part in parts)
    assert all(part.endswith("días.") for part in parts)
    assert " ".join(parts).split() == text.split()


def test_a_paragraph_is_the_best_place_to_cut_and_a_word_the_last() -> None:
    assert split("a" * 50 + "\n\n" + "b. " * 20 + "c" * 30, 100) == ["a" * 50, "b. " * 20 + "c" * 30]
    assert split("b. " * 33 + "c" * 30, 100) == ["b. " * 32 + "b.", "c" * 30]
    assert split("x" * 250, 100) == ["x" * 100, "x" * 100, "x" * 50]


def test_emoji_and_accents_are_not_torn_apart() -> None:
    parts = split("👍🏽ñ " * 3000)
    assert "".join(parts).replace(" ", "") == "👍🏽ñ" * 3000


def test_only_the_last_part_has_the_buttons() -> None:
    items = sent(SENTENCE * 70 + "\n\n¿Cuál prefiere?", ("10:00", "11:00"))
    assert len(items) == 2
    assert "items" not in items[0].data
    assert items[1].data["items"] == [{"title": "10:00", "value": "10:00"}, {"title": "11:00", "value": "11:00"}]


@pytest.mark.parametrize(
    ("choices", "channel", "shown"),
    [
        (("Sí", "No"), WHATSAPP, 2),
        (("Sí", "No"), WEB_WIDGET, 2),
        (("Sí", "No"), "Channel::Email", 0),
        (("Sí, por favor, confirmar la cita", "No"), WHATSAPP, 0),  # titles of more than 20 characters
        (("Sí, por favor, confirmar la cita", "No"), WEB_WIDGET, 2),
        (tuple(f"{hour}:00" for hour in range(8, 18)), WHATSAPP, 10),  # a list
        (tuple(f"{hour}:00" for hour in range(8, 19)), WHATSAPP, 0),
        (("10:00", "10:00"), WHATSAPP, 1),
    ],
)
def test_buttons_are_sent_where_the_channel_shows_them(choices: tuple[str, ...], channel: str, shown: int) -> None:
    data = sent("¿Le sirve?", choices, channel)[0].data
    assert len(data.get("items", ())) == shown
    assert (data.get("content_type") == "input_select") is bool(shown)


def test_a_text_too_long_for_buttons_goes_without_them_on_whatsapp() -> None:
    assert "items" not in sent(SENTENCE * 17, ("Sí", "No"))[0].data
    assert "items" in sent(SENTENCE * 17, ("Sí", "No"), WEB_WIDGET)[0].data


@pytest.mark.parametrize(
    "text",
    ["{{ contact.email }}", "{%raw%}", "{{{x}}}", "{{%}}", "a{{b}}c{%d%}", "{ {{x}} }", "{{{{{{"],
)
def test_nothing_of_a_text_is_run_by_chatwoots_templates(text: str) -> None:
    assert not re.search(r"\{\{|\{%", without_liquid(text))
    assert not re.search(r"\{\{|\{%", sent(f"Usted escribió {text}")[0].content)
    assert without_liquid(text).replace(" ", "") == text.replace(" ", "")


def test_braces_that_run_nothing_stay() -> None:
    assert plain("{botox} 100% {1}", WHATSAPP) == "{botox} 100% {1}"


def test_markup_is_taken_away_where_the_channel_shows_it_raw() -> None:
    text = (
        "# Precios\n**Botox**: $ 650.000\n- __limpieza__\n* peeling\n[la dirección](https://mapas.example/a?b=1)"
    )
    assert plain(text, WHATSAPP) == (
        "Precios\nBotox: $ 650.000\n• limpieza\n• peeling\nla dirección: https://mapas.example/a?b=1"
    )
    assert plain(text, WEB_WIDGET) == text


def test_a_link_whose_words_are_its_address_is_written_once() -> None:
    assert plain("[https://a.example](https://a.example)", WHATSAPP) == "https://a.example"


def test_outside_the_window_nothing_goes_without_a_template() -> None:
    item = sent("hola", can_reply=False)[0]
    assert (item.skip, item.content) == ("outside_window", "hola")
    template = {"name": "retomar", "language": "es"}
    assert sent("hola", channel="Channel::Instagram", can_reply=False, whatsapp_template=template)[0].skip


def test_outside_the_window_whatsapp_gets_the_configured_template() -> None:
    template = {"name": "retomar", "language": "es", "content": "¿Seguimos {{ contact.name }}?"}
    item = sent("hola", can_reply=False, whatsapp_template=template)[0]
    assert (item.skip, item.content) == ("", "¿Seguimos { { contact.name }}?")
    assert item.data["template_params"] == {"processed_params": {}, "name": "retomar", "language": "es"}


def test_values_filled_into_a_template_are_not_run_either() -> None:
    filled = {"name": "cita", "body": {"1": "Ana {{ contact.email }}", "n": 3}, "buttons": [{"x": "{%a%}"}, None]}
    assert without_liquid_in(filled) == {
        "name": "cita",
        "body": {"1": "Ana { { contact.email }}", "n": 3},
        "buttons": [{"x": "{ %a%}"}, None],
    }
