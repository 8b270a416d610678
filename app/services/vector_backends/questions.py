"""Fits a question to an index: its language, its spellings there, and the weights its words have there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.config.constants import LANGUAGES
from app.services.courtesies import without_courtesies
from app.services.text_analysis import stem_of, stem_words, tokenise
from app.services.vector_backends.lexicon import load_lexicon
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.understanding import SILENT_ZIPF, Unit, question_units

ROOT = 0.55  # quality of a word of the same root: "alergica", "alergia"
SPELLING = 0.95  # times likeness: quality of a probable spelling
NAME_LIKENESS = 0.85  # least likeness of a name's other spelling
SPLIT = 0.85  # a word written as two, or two as one
_LANGUAGE_MARGIN = 0.35  # mean Zipf by which another language must fit better


@dataclass(frozen=True, slots=True)
class Corpus:
    """What weighing needs to know of all chunks, in whichever store they are."""

    chunks: int
    mean_length: float
    frequency: dict[str, int] = field(default_factory=dict)  # term → chunks that hold it


@dataclass(frozen=True, slots=True)
class Question:
    """Units with every alternative this index offers, and the frequencies that weigh them."""

    units: tuple[Unit, ...]
    corpus: Corpus


def read_question(query: str, segments: Sequence[Segment]) -> Question:
    """Read a customer's words against all segments of one index."""
    query = without_courtesies(query)
    languages = sorted({lang for s in segments for lang in s.languages}) or ["es"]
    language = spoken_language(query, languages)

    def likeness(word: str) -> float:
        return max((_likeness(word, s) for s in segments), default=0.0)

    units = question_units(query, language, likeness)
    for unit in units:  # nobody else has these units yet, so their alternatives grow in place
        _add_languages(unit, languages)
    _add_joined(units, segments, languages)
    for unit in units:
        _add_spellings(unit, segments, languages)
    return Question(tuple(units), corpus_of(units, segments))


def corpus_of(units: Iterable[Unit], segments: Sequence[Segment]) -> Corpus:
    """Counts over all segments."""
    chunks = sum(len(s) for s in segments)
    words = sum(float(s.lengths.sum()) for s in segments)
    terms = {t for u in units for t in u.alternatives}
    frequency = {t: sum(s.holders(t) for s in segments) for t in terms}
    return Corpus(chunks, words / max(chunks, 1), frequency)


def spoken_language(query: str, preferred: Sequence[str]) -> str:
    """The language whose everyday words fit best; one of `preferred` unless another clearly fits better."""
    words = [w for w in tokenise(query) if not w[0].isdigit()]
    fit = {}
    for language in LANGUAGES:
        lexicon = load_lexicon(language)
        stems = [stem_of(word, language) for word in words]
        bonus = _LANGUAGE_MARGIN if language in preferred else 0.0
        fit[language] = sum(lexicon.frequency(s) for s in stems) / max(len(stems), 1) + bonus
    return max(fit, key=lambda lang: (fit[lang], lang in preferred))


def joined_words(words: Sequence[str]) -> list[str]:
    """Neighbouring words written as one."""
    return [left + right for left, right in pairwise(words)]


def _likeness(word: str, segment: Segment) -> float:
    if word in segment.words:
        return 1.0
    near = segment.words.nearest(word, limit=1)
    return near[0][1] if near else 0.0


def _add_languages(unit: Unit, languages: Sequence[str]) -> None:
    """The word's stem in every language of the documents: names are the same in all."""
    if unit.word:
        unit.alternatives.update({stem_of(unit.word, lang): 1.0 for lang in languages})


def _add_joined(units: Sequence[Unit], segments: Sequence[Segment], languages: Sequence[str]) -> None:
    """Two words that the documents write as one ("hidra facial") each lead to that one."""
    for left, right in pairwise(units):
        joined = left.word + right.word
        if left.word and right.word and any(joined in s.words for s in segments):
            stems = dict.fromkeys((stem_of(joined, lang) for lang in languages), SPLIT)
            for unit in (left, right):
                for stem, quality in stems.items():
                    unit.alternatives.setdefault(stem, quality)


def _add_spellings(unit: Unit, segments: Sequence[Segment], languages: Sequence[str]) -> None:
    """The documents' own spellings of the word: misspelt, of one root, written as one."""
    word = unit.word
    if not word or word[0].isdigit() or unit.zipf >= SILENT_ZIPF or any(word in s.words for s in segments):
        return
    found: dict[str, float] = {}
    for segment in segments:
        for other, quality in _spellings(unit, segment):
            found[other] = max(quality, found.get(other, 0.0))
    alternatives = unit.alternatives
    for language in languages:
        silent = load_lexicon(language).function
        found = {w: quality for w, quality in found.items() if w not in silent}
        for stem, quality in zip(stem_words(list(found), language), found.values(), strict=True):
            alternatives[stem] = max(quality, alternatives.get(stem, 0.0))


def _spellings(unit: Unit, segment: Segment) -> list[tuple[str, float]]:
    word = unit.word
    found = [(w, SPELLING * s) for w, s in segment.words.nearest(word)] if unit.doubtful else []
    if unit.name:  # "Benova" is not "renovar"
        return [(w, quality) for w, quality in found if quality >= SPELLING * NAME_LIKENESS]
    if len(word) >= 6:
        root = word[: max(5, round(0.7 * len(word)))]
        found += [(w, ROOT) for w in segment.words.with_prefix(root)]
    for i in range(3, len(word) - 2):
        if word[:i] in segment.words and word[i:] in segment.words:
            found.append((max(word[:i], word[i:], key=len), SPLIT))
    return found
