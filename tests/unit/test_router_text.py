"""Chat text made comparable: shorthand, laughter, emoji and one-slip misspellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.chat_text import MAX_CHARS, chat_fold
from app.agents.word_repair import WordRepair


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Holaaa!! q precio tiene?", "hola ! que precio tiene ?"),
        ("jajajaja 😂", "jaja jaja"),
        ("can't", "can not"),
        ("$300.000", "$300000"),
        ("mi hija", "mi hija"),
        ("Señora\nsí", "senora . si"),
        ("", ""),
    ],
)
def test_shorthand_is_spelled_out(written: str, folded: str) -> None:
    assert chat_fold(written) == folded


@given(st.text(max_size=200))
def test_folding_is_stable(text: str) -> None:
    assert chat_fold(text).isascii()


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    folded = chat_fold("hola " + "bla " * MAX_CHARS + "no puedo respirar")
    assert folded.startswith("hola")
    assert folded.endswith("no puedo respirar")


@pytest.mark.parametrize(
    ("word", "repaired"),
    [
        ("qiuero", "quiero"),
        ("presio", "precio"),
        ("depilasion", "depilacion"),
        ("sangria", "sangria"),
        ("xyzq", "xyzq"),
    ],
)
def test_a_slip_is_repaired_and_a_known_or_foreign_word_is_kept(word: str, repaired: str) -> None:
    assert WordRepair.load().word(word) == repaired


def test_a_text_that_means_nothing_is_searched_for_two_slips_no_longer() -> None:
    repair = WordRepair.load()
    nonsense = "".join(f" {first}qwx{second}zz" for first in "abcdefg" for second in "abcdefg")
    assert repair.text("depilasionn depilasion").split() == ["depilacion"] * 2
    assert repair.text(f"{nonsense} depilasionn depilasion").split()[-2:] == ["depilasionn", "depilacion"]
