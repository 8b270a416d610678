"""Turns text into comparable words: folded, split, stemmed, and keyed by sound for misspellings.

Everything is a pure function of its text; stemmers are built once per thread and language.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

from app.services.word_forms import PLAIN_FORMS, without_plural

WORD_LISTS = Path(__file__).resolve().parent / "data" / "synonyms"

_STEMMER_NAMES = {"es": "spanish", "en": "english", "pt": "portuguese"}
OWN_STEM = "_"  # ends what no stemmer makes
_local = threading.local()  # PyStemmer objects are not safe to share between threads

_PLAIN_LETTERS = str.maketrans("áéíóúüñçãõâêôà’", "aeiouuncaoaeoa'", "¿¡")  # the quick way for nearly every text
_STRETCHED = re.compile(r"([a-z])\1{2,}")  # "holaaaa" is "hola"
_WORD = re.compile(
    r"\d{1,2}:\d{2}"
    r"|\d(?:[oa]|e?r[oa]|er|da|do|st|nd)\b"  # "1era", "2nd"
    r"|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
    r"|[a-z]+(?:'[a-z]+)?"
)
_NAIL = re.compile(r"\buña", re.IGNORECASE)  # folded like other words it would be "una"
_OWNERS = {"la", "las", "mi", "mis", "tu", "tus", "su", "sus", "hacerme", "arreglarme", "pintarme", "ponerme"}
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_THOUSAND_WORDS = {"mil", "k", "lucas"}  # "350 mil", "350k", "350 lucas"


class _Stemmer(Protocol):
    def stemWords(self, words: list[str]) -> list[str]: ...  # noqa: N802 - the library's name


def fold(text: str) -> str:
    """Lower case without accents; "Depilación" → "depilacion"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    plain = lowered.translate(_PLAIN_LETTERS)
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokenise(text: str) -> list[str]:
    """Folded words and numbers in order; "$350.000" and "350 mil" give "350000", "uñas" (nails) "unnas"."""
    return list(_join_thousands(_words(fold_words(text))))


def fold_words(text: str) -> str:
    """As `fold`, with nails as "unnas": what `tokenise` splits."""
    return fold(_NAIL.sub("unna", text))


def with_nails(words: list[str]) -> list[str]:
    """Words of a message typed without ñ: "las unas" are nails, "unas gafas" are not."""
    if "una" not in words and "unas" not in words:
        return words
    before, after = ["", *words], [*words[1:], ""]
    return [
        f"un{word[1:]}" if word in ("una", "unas") and (left in _OWNERS or not right) else word
        for left, word, right in zip(before, words, after, strict=False)
    ]


def _words(folded: str) -> Iterator[str]:
    for word in _WORD.findall(_STRETCHED.sub(r"\1", folded)):
        yield _THOUSANDS.sub("", word) if word[0].isdigit() else word.replace("'", "")


def _join_thousands(words: Iterable[str]) -> Iterator[str]:
    previous = ""
    for word in words:
        if word in _THOUSAND_WORDS and previous.isdigit():
            previous = previous + "000"
            continue
        if previous:
            yield previous
        previous = word
    if previous:
        yield previous


def stem_words(words: list[str], language: str) -> list[str]:
    """Snowball stems of folded words (https://snowballstem.org); an unknown language is read as Spanish."""
    stemmer = _stemmer(language)
    own = _own_stems(language)
    plain = PLAIN_FORMS.get(language)
    forms = [word if word in own else plain(word) for word in words] if plain else words
    stems = stemmer.stemWords(forms)
    return [
        own.get(form) or without_plural(form, stem if len(stem) > 3 else _cautious(form, stem, language))
        for form, stem in zip(forms, stems, strict=True)
    ]


@lru_cache(maxsize=20_000)  # people write in the same few thousand words
def stem_of(word: str, language: str) -> str:
    """As `stem_words`, of one word."""
    return stem_words([word], language)[0]


@lru_cache(maxsize=8)
def _own_stems(language: str) -> dict[str, str]:
    """Words that the stemmer misreads, with their stems.

    `stems.txt`: whose stem would join two meanings ("estacionamiento", "estación"); `forms.txt`: irregular forms,
    which have the stem of their first word.
    """
    found: dict[str, str] = {}
    for line in _list_lines(WORD_LISTS / language / "forms.txt"):
        first, _, forms = line.partition(":")
        found |= dict.fromkeys(forms.split(), _plain_stem(first, language))
    for line in _list_lines(WORD_LISTS / language / "stems.txt"):
        stem, _, words = line.rpartition(":")
        found |= {word: f"{stem or word}{OWN_STEM}" for word in words.split()}
    return found


def _list_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in lines if not line.startswith("#")]


def _plain_stem(word: str, language: str) -> str:
    stem = _stemmer(language).stemWords([word])[0]
    return without_plural(word, stem if len(stem) > 3 else _cautious(word, stem, language))


def _stemmer(language: str) -> _Stemmer:
    """This thread's stemmer; an unknown language is read as Spanish."""
    name = _STEMMER_NAMES.get(language, "spanish")
    stemmer = cast(_Stemmer | None, getattr(_local, name, None))
    if stemmer is None:
        stemmer = _new_stemmer(name)
        setattr(_local, name, stemmer)
    return stemmer


def _cautious(word: str, stem: str, language: str) -> str:
    """A stem that keeps too little of a word confuses ("laser" with "las"): only the plural goes then.

    English roots are short ("wax", "cut").
    """
    if language == "en":
        return stem
    singular = word.removesuffix("s")
    return stem if len(singular) - len(stem) < 2 else singular


def _new_stemmer(name: str) -> _Stemmer:
    import Stemmer  # a C extension, wanted only where text is indexed or searched

    # Its cache would be one per thread, and costs more than it saves.
    return cast(_Stemmer, Stemmer.Stemmer(name, maxCacheSize=0))


_Y_SOUND = re.compile(r"y(?![aeiou])")
_DOUBLED = re.compile(r"(.)\1+")
_SAME_SOUND = str.maketrans("vwzx", "bbss")


@lru_cache(maxsize=30_000)
def sound_key(word: str) -> str:
    """How a folded word sounds in Spanish, roughly: "vottox" and "botox" share "botos"."""
    if "h" in word:
        word = word.replace("ch", "1").replace("sh", "1").replace("ph", "f").replace("h", "")
    word = word.replace("ll", "y").translate(_SAME_SOUND)
    if "q" in word:
        word = word.replace("que", "ke").replace("qui", "ki").replace("q", "k")
    if "c" in word:
        word = word.replace("ce", "se").replace("ci", "si").replace("c", "k")
    if "g" in word:
        word = word.replace("gue", "ge").replace("gui", "gi").replace("ge", "je").replace("gi", "ji")
    if "m" in word:
        word = word.replace("mb", "nb").replace("mp", "np")
    if "y" in word:
        word = _Y_SOUND.sub("i", word)
    return _DOUBLED.sub(r"\1", word)


def char_grams(key: str) -> list[str]:
    """Character 2- and 3-grams of a word with its edges marked."""
    padded = f"^{key}$"
    return [padded[i : i + n] for n in (2, 3) for i in range(len(padded) - n + 1)]
