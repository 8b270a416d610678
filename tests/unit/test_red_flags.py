"""Red flags: stated ones are found in three languages, denied, past, hypothetical and joking ones are not."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agents.chat_text import chat_fold
from app.agents.intent_model import WEIGHTS, IntentModel
from app.agents.red_flag_packs import PACKS, packs
from app.agents.red_flag_phrases import Phrases
from app.agents.red_flag_stems import beginnings, needed_stems
from app.agents.red_flags import find_red_flags
from app.agents.router_agent import RouterAgent
from app.config.constants import Intent

EXAMPLES = WEIGHTS.parent / "intents"


@pytest.mark.parametrize(
    ("text", "language", "flag"),
    [
        ("no puedo respirar", "es", "breathing"),
        ("se me cerró la garganta", "es", "throat_swelling"),
        ("echa sangre y no para", "es", "bleeding"),
        ("se me está poniendo morado el labio desde que me inyectaron", "es", "vascular"),
        ("veo borroso desde que me pusieron ácido", "es", "vision"),
        ("mi hija se desmayó", "es", "unconscious"),
        ("me quiero morir", "es", "self_harm"),
        ("tengo fiebre y me sale pus", "es", "infection"),
        ("el láser me quemó, tengo ampollas", "es", "burn"),
        ("mi hijo se tragó un bracket", "es", "swallowed"),
        ("se cayó de la bici y se le salió un diente", "es", "tooth_avulsion"),
        ("tengo una emergencia", "es", "stated_emergency"),
        ("my lip turned white after the filler", "en", "vascular"),
        ("the bleeding won't stop", "en", "bleeding"),
        ("she passed out", "en", "unconscious"),
        ("não consigo respirar", "pt", "breathing"),
        ("meu rosto inchou muito", "pt", "face_swelling"),
        ("tomei uma cartela de remédio", "pt", "overdose"),
    ],
)
def test_a_stated_danger_is_named(text: str, language: str, flag: str) -> None:
    found = find_red_flags(text, language, "clinica_estetica")
    assert found is not None
    assert flag in found.flags


@pytest.mark.parametrize(
    "text",
    [
        "no tengo fiebre ni sangrado",
        "ya no me sangra mucho",
        "hace años tuve una reacción alérgica",
        "¿el botox puede causar desmayos?",
        "¿qué pasa si me da una reacción alérgica?",
        "me da miedo desmayarme",
        "es normal que se inflame un poco el labio",
        "me muero por hacerme botox",
        "me quiero morir de la vergüenza",
        "ese precio es de infarto",
        "es urgente saber el precio",
        "¿atienden urgencias?",
        "¿venden sangría?",
        "quiero las uñas moradas",
        "i'm dying to try botox",
        "can botox cause fainting?",
        "não tenho febre",
        "morrendo de vontade de fazer botox",
    ],
)
def test_a_mention_that_is_no_danger_is_left_alone(text: str) -> None:
    assert find_red_flags(text, "es", "clinica_estetica") is None


def test_a_denial_does_not_hide_another_danger() -> None:
    found = find_red_flags("no tengo fiebre pero no puedo respirar", "es")
    assert found is not None
    assert found.flags == ("breathing",)


def test_a_customer_who_switches_language_is_heard() -> None:
    found = find_red_flags("i can't breathe", "es")
    assert found is not None
    assert found.language == "en"


def test_blurred_vision_is_everyday_at_an_optician() -> None:
    assert find_red_flags("veo borroso de lejos", "es", "optica") is None
    assert find_red_flags("veo borroso de un ojo", "es", "clinica_estetica") is not None


def test_every_pack_is_versioned_and_its_rules_name_known_concepts() -> None:
    for path in PACKS.glob("*.json"):
        pack = json.loads(path.read_text(encoding="utf-8"))
        assert pack["version"]
        assert {name for rule in pack["rules"] for name in rule["all"].split()} <= set(pack["concepts"])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["es", "en", "pt", "fr", ""]))
def test_no_text_makes_it_raise(text: str, language: str) -> None:
    find_red_flags(text, language, "dental")


def test_phrases_tried_for_their_stems_find_what_all_of_them_would() -> None:
    """Phrases whose stems a message lacks are never tried: a stem too few would lose a danger or take one back."""
    lines = [line for path in sorted(EXAMPLES.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    for line in lines[::40]:
        folded = chat_fold(line)
        said = beginnings(re.findall("[a-z0-9]+", folded))
        for pack in packs().values():
            for phrases in (
                *pack.contexts.values(),
                *(concept for rule in pack.rules for concept in rule.concepts),
            ):
                assert phrases.spans(folded, said) == phrases.spans(folded, phrases.stems), line


def test_phrases_match_as_one_alternation_would() -> None:
    phrases = Phrases(
        [((frozenset({stem}),), phrase) for stem, phrase in (("b", "b c"), ("a", "a b"), ("c", "c d e"))]
    )
    assert phrases.spans("a b c d e b c", frozenset("abc")) == [(0, 3), (4, 9), (10, 13)]
    assert phrases.replaced("~", "x b c d a b", frozenset("abc")) == "x ~ d ~"
    assert phrases.spans("a b c d e", frozenset("c")) == [(4, 9)]


@pytest.mark.parametrize(
    ("phrases", "stems"),
    [
        ("no (?:puedo|logro) respir*", {"respir"}),
        ("(?:muy )?mal|peor", {"mal", "peor"}),
        ("venas? rotas", {"rotas"}),
        ("<limb> dorm*", {"dorm"}),
        ("(?:me|le) <limb>", {"brazo", "mano"}),
        ("no _ <limb>", {"brazo", "mano"}),
        ("(?:a |b )*", {""}),
        ("self ?harm*", {"self"}),
    ],
)
def test_the_most_telling_word_of_a_phrase_is_its_stem(phrases: str, stems: set[str]) -> None:
    assert needed_stems(phrases, {"limb": frozenset({"brazo", "mano"})}) == stems


@pytest.mark.parametrize(
    "text",
    [
        "botox el lunes 19 a las 2pm, Rocio Infante, 3014490088",
        "me llamo rocio infante",
        "ela se chama Ivone Nascimento",
        "her name is Dolores Moreno",
    ],
)
def test_a_name_is_no_misspelt_symptom(text: str) -> None:
    assert RouterAgent(IntentModel.load()).classify(text).intents != (Intent.EMERGENCY,)


def test_an_animal_that_has_it_no_more_is_no_emergency() -> None:
    assert find_red_flags("mi perrito ya no convulsiona desde que toma su medicina", "es") is None
    assert find_red_flags("mi perrito convulsiona y no reacciona", "es") is not None
