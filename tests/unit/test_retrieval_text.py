"""Words as the index compares them."""

import pytest

from app.services.text_analysis import fold, sound_key, stem_words, tokenise
from app.services.vector_backends.vocabulary import CompanyWords, Vocabulary


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Depilación LÁSER", ["depilacion", "laser"]),
        ("$350.000 o 350 mil o 350k", ["350000", "o", "350000", "o", "350000"]),
        ("1,200.50", ["1200.50"]),
        ("a las 8:30", ["a", "las", "8:30"]),
        ("holaaaa!!! 🙂", ["hola"]),
        ("coração, ações", ["coracao", "acoes"]),
        ("", []),
    ],
)
def test_text_becomes_folded_words_and_numbers(text: str, words: list[str]) -> None:
    assert tokenise(text) == words


def test_folding_leaves_rare_accents_out_too() -> None:
    assert fold("Čeština ÀÉÎ") == "cestina aei"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["devolucion", "devoluciones"]),
        ("es", ["embarazo", "embarazada"]),
        ("es", ["bono", "bonos"]),
        ("en", ["wrinkle", "wrinkles"]),
        ("pt", ["dente", "dentes"]),
    ],
)
def test_forms_of_one_word_share_a_stem(language: str, words: list[str]) -> None:
    assert len(set(stem_words(words, language))) == 1


def test_a_stem_never_shrinks_into_another_word() -> None:
    assert stem_words(["laser"], "es") != stem_words(["las"], "es")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vottox", "botox"), ("kiero", "quiero"), ("ora", "hora"), ("sita", "cita")],
)
def test_misspellings_sound_as_the_word(typed: str, meant: str) -> None:
    assert sound_key(typed) == sound_key(meant)


WORDS = Vocabulary(["botox", "depilacion", "blanqueamiento", "parqueadero", "caro", "respuesta", "piso"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("votox", "botox"),
        ("depliacion", "depilacion"),
        ("depilasion", "depilacion"),
        ("blanquamiento", "blanqueamiento"),
        ("parkeadero", "parqueadero"),
    ],
)
def test_the_nearest_word_of_a_misspelling_is_found(typed: str, meant: str) -> None:
    assert WORDS.nearest(typed)[0][0] == meant


@pytest.mark.parametrize("other", ["pizza", "zapato", "abc", "x", ""])
def test_another_word_has_no_nearest(other: str) -> None:
    assert WORDS.nearest(other) == []


def test_words_are_found_exactly_and_by_their_beginning() -> None:
    assert "botox" in WORDS
    assert "boto" not in WORDS
    assert WORDS.with_prefix("b") == ["blanqueamiento", "botox"]


def test_an_empty_vocabulary_knows_nothing() -> None:
    empty = Vocabulary([])
    assert "botox" not in empty
    assert empty.nearest("botox") == []
    assert empty.with_prefix("b") == []


EVERYDAY = Vocabulary(["botella", "casa", "respuesta", "zapato"])
COMPANY = CompanyWords(["casa", "respuesta", "botox", "botulinica"], EVERYDAY)


def test_a_company_has_its_own_words_and_no_others_of_the_list() -> None:
    assert [w in COMPANY for w in ("casa", "botox", "zapato", "nada")] == [True, True, False, False]
    assert len(COMPANY) == 4


def test_a_company_s_words_are_found_by_spelling_and_by_beginning_wherever_they_are_kept() -> None:
    assert COMPANY.nearest("respueta")[0][0] == "respuesta"
    assert COMPANY.nearest("vottox")[0][0] == "botox"
    assert COMPANY.nearest("zapatto") == []
    assert COMPANY.with_prefix("bot") == ["botox", "botulinica"]
    assert COMPANY.with_prefix("c") == ["casa"]
