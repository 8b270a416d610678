"""Reads chunks and questions alike: which index terms a text holds, and what a question asks for.

A question becomes units, one per word or phrase. A unit carries alternatives that would satisfy it
(its stem, a concept, a related concept, the likely spelling) and how rare its word is in everyday text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.services.text_analysis import fold, stem_of, stem_words, tokenise, with_nails
from app.services.vector_backends.focus import find_focus
from app.services.vector_backends.lexicon import (
    AMBIGUOUS,
    FREQUENT,
    SAME,
    Lexicon,
    Phrase,
    frequency_anywhere,
    load_lexicon,
)
from app.services.vector_backends.patterns import PATTERNS
from app.services.word_forms import undiminished

_CAPITAL = re.compile(r"(?<=[a-záéíóúüñçãõâêô,;] )[A-ZÁÉÍÓÚÑ][a-záéíóúüñçãõâêô]{3,}\b")
RULES = "^rules"  # term of a passage of advice: a sauna to be avoided after a treatment is none to be had
RULE_CONCEPTS = frozenset({"#aftercare", "#preparation", "#contraindications", "#side_effects", "#downtime"})
_LIGHT_BETWEEN = 2  # light words that may stand between the words of a term
_BOILERPLATE_FIELDS = 2  # a word in title or section counts like this many in the text


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing asked for; `zipf` is how common its word is, `alternatives` index term → quality in (0, 1]."""

    text: str
    zipf: float
    alternatives: dict[str, float] = field(default_factory=dict)
    word: str = ""  # the single word behind it, where spelling or endings may differ
    doubtful: bool = False  # in no list of words: may be a name or a misspelling
    name: bool = False  # written like a name, and no known word
    key: bool = False  # what the question is about, by how it is built
    phrase: tuple[str, ...] = ()  # telling stems of several words: who has them all has the very thing
    offer: bool = False  # asked for as something to be had: "¿Tienen sauna?"
    needed: float = 1.0  # share of its score that stays for a passage that says nothing of it


def chunk_terms(title: str, section: str, content: str, language: str) -> tuple[list[str], list[str]]:
    """Index terms of a chunk (stems and `#concepts`, repeated as often as they count) and its words."""
    lexicon = load_lexicon(language)
    terms: list[str] = []
    words: list[str] = []
    for text, weight in ((title, _BOILERPLATE_FIELDS), (section, _BOILERPLATE_FIELDS), (content, 1)):
        tokens = tokenise(text)
        stems = stem_words(tokens, language)
        words.extend(tokens)
        concepts = list(_certain_concepts(stems, lexicon))
        terms.extend((stems + concepts) * weight)
        advises = not RULE_CONCEPTS.isdisjoint(concepts) or not lexicon.focus["advice"].isdisjoint(tokens)
        if advises and text is not content:
            terms.append(RULES)
    terms.extend(f"#{concept}" for concept, pattern in PATTERNS if pattern.search(content))
    return terms, words


def _certain_concepts(stems: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    for i, stem in enumerate(stems):
        if stem not in lexicon.phrases:
            continue
        longest = 0  # "extraccion de comedones" is not an extraction as dentists know it
        for phrase, end in _phrases_at(stems, i, lexicon):
            longest = longest or end
            if end == longest and not phrase.meaning.ambiguous:
                yield f"#{phrase.meaning.concept}"


def _phrases_at(stems: Sequence[str], i: int, lexicon: Lexicon) -> list[tuple[Phrase, int]]:
    """Lexicon terms that begin at `i`, longest first, with the position after their last word."""
    terms = lexicon.phrases.get(stems[i])
    if terms is None:
        return []
    found = [(phrase, i + 1) for phrase in terms.alone]
    if terms.onward:
        longer = [
            (phrase, end)
            for second in dict.fromkeys(stems[i + 1 : i + 2 + _LIGHT_BETWEEN])
            for phrase in terms.onward.get(second, ())
            if (end := _match_end(stems, i + 1, phrase.rest, lexicon))
        ]
        found = sorted(longer, key=lambda pair: -pair[1]) + found
    return found


def _match_end(stems: Sequence[str], at: int, rest: tuple[str, ...], lexicon: Lexicon) -> int:
    """Where `rest` ends when it follows at `at` with at most two light words in between each; 0 if not."""
    for wanted in rest:
        skipped = 0
        while (
            at < len(stems) and stems[at] != wanted and skipped < _LIGHT_BETWEEN and _is_light(stems[at], lexicon)
        ):
            at, skipped = at + 1, skipped + 1
        if at >= len(stems) or stems[at] != wanted:
            return 0
        at += 1
    return at


def _is_light(stem: str, lexicon: Lexicon) -> bool:
    return stem in lexicon.light or stem.isdigit()


def question_units(query: str, language: str, likeness: Callable[[str], float]) -> list[Unit]:
    """What a question asks for, read in `language`; `likeness(word)`: how near the index has it, 1 = exactly."""
    lexicon = load_lexicon(language)
    words = _written_out(query, lexicon)
    names = {w for w in names_in(query) if not _is_word(w, lexicon.language)}
    names |= {w for w in words if w not in names and _is_unheard_of(w, lexicon, likeness)}
    places = names & _whereabouts(words, lexicon)
    words = [w if w in names else _respelled(w, lexicon, likeness) for w in words if w not in places]
    stems = stem_words(words, language)
    focus = find_focus(words, lexicon)
    aside = next((i for i, word in enumerate(words) if word in lexicon.focus["asides"]), len(words))
    units: dict[str, Unit] = {}
    at = 0
    while at < len(stems):
        start = at
        unit, at = _unit_at(words, stems, at, lexicon)
        before = units.get(unit.text)
        key = not focus.positions.isdisjoint(range(start, at))
        offer = key and focus.existence and not _asks_advice(unit)
        needed = 1.0 if start > aside else unit.needed
        unit = replace(unit, name=unit.word in names, key=key, offer=offer, needed=needed)
        units[unit.text] = unit if before is None or before.zipf > unit.zipf else before
    return list(units.values())


def _whereabouts(words: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Words that may name a place where the customer lives or goes: "vivo en Arequipa" asks nothing of it."""
    moving = lexicon.focus["whereabouts"]
    return {w for at, word in enumerate(words) if word in moving for w in words[at + 1 : at + 1 + _PLACE_AFTER]}


def spelled_out(question: str, language: str) -> str:
    """A question in words that are written as usual, for it to be compared with others."""
    lexicon = load_lexicon(language)
    return " ".join(_respelled(word, lexicon, lambda _word: 0.0) for word in _written_out(question, lexicon))


def _written_out(query: str, lexicon: Lexicon) -> list[str]:
    return [word for token in with_nails(tokenise(query)) for word in lexicon.abbreviations.get(token, (token,))]


def _asks_advice(unit: Unit) -> bool:
    return any(unit.alternatives.get(concept, 0.0) >= AMBIGUOUS for concept in RULE_CONCEPTS)


def names_in(query: str) -> set[str]:
    """Folded words with a capital where no sentence begins."""
    return {fold(word) for word in _CAPITAL.findall(query)}


def _is_unheard_of(word: str, lexicon: Lexicon, likeness: Callable[[str], float]) -> bool:
    """Whether no list and no document has the word, its root or a likely spelling: a name in small letters.

    People write "benova" as they write "botox"; the root tells it from an inflected word ("salieron").
    """
    if len(word) < UNHEARD_LETTERS or not word.isalpha() or _is_word(word, lexicon.language):
        return False
    if lexicon.usual_spelling(word) != word or likeness(word) >= _SURE_SPELLING:
        return False
    if _is_word(undiminished(word), lexicon.language):
        return False
    near = lexicon.words.nearest(word, limit=1)
    root = word[: max(UNHEARD_LETTERS - 1, round(0.6 * len(word)))]
    return (not near or near[0][1] < _SURE_SPELLING) and not lexicon.words.with_prefix(root, limit=1)


def _respelled(word: str, lexicon: Lexicon, likeness: Callable[[str], float]) -> str:
    """The everyday word a misspelling surely stands for, unless the index has a nearer one."""
    if len(word) < 3 or word[0].isdigit() or likeness(word) == 1:
        return word
    usual = lexicon.usual_spelling(word)
    if usual != word or len(word) < 4 or _is_word(word, lexicon.language):
        return usual
    if (plain := undiminished(word)) != word and _is_word(plain, lexicon.language):
        return plain
    best = lexicon.words.nearest(word, limit=1)
    if not best or best[0][1] < max(_SURE_SPELLING, likeness(word) + 0.01):
        return word
    return best[0][0]


PART_OF_PHRASE = 0.45  # the rarest word of a phrase says half of it
_TELLING_ZIPF = 6.5  # where it is no everyday word
_PHRASE_ZIPF = 5.6  # of a term made of everyday words
_NUMBER_ZIPF = 6.6
SILENT_ZIPF = 9.0  # of function words: they weigh nothing
_SURE_SPELLING = 0.81  # one edit in six sounds (0.808) makes another word: "ajugas" is not "arrugas"
UNHEARD_LETTERS = 5
_PLACE_AFTER = 3  # words behind "vivo" and the like
_SLIP, _SLIP_ZIPF = 4, 5.5  # an unknown word this short is a slip or an abbreviation, and says little


@lru_cache(maxsize=20_000)
def _is_word(word: str, language: str) -> bool:
    """Whether a word is written correctly, in this language or as a frequent word of another ("pizza")."""
    lexicon, root = load_lexicon(language), stem_of(word, language)
    return (
        word in lexicon.words
        or root in lexicon.zipf
        or root in lexicon.phrases
        or frequency_anywhere(word) >= FREQUENT
    )


def _unit_at(words: list[str], stems: list[str], at: int, lexicon: Lexicon) -> tuple[Unit, int]:
    matches = _phrases_at(stems, at, lexicon)
    longest = max((end for _, end in matches), default=at + 1)
    asks = any(
        f"#{phrase.meaning.concept}" in lexicon.attributes and end == longest == at + 1 + len(phrase.rest)
        for phrase, end in matches
    )
    if longest > at + 1 and not asks and (onward := _goes_on(stems, at, longest, lexicon)):
        matches = [(phrase, end) for phrase, end in matches if end <= onward]
        longest = max((end for _, end in matches), default=at + 1)
    inner = stems[at:longest]
    alternatives = dict.fromkeys(inner, 1.0) if len(inner) == 1 else {}
    for phrase, end in matches:
        if end == longest:
            _offer(alternatives, phrase, lexicon)
    rarest = min(lexicon.frequency(s) for s in inner)
    needed = _needed(alternatives, lexicon)
    if len(inner) > 1 and rarest < _TELLING_ZIPF and needed == 1:
        _offer_part(alternatives, min(inner, key=lexicon.frequency), lexicon)
    single = words[at] if len(inner) == 1 else ""
    doubtful = bool(single) and not single[0].isdigit() and not _is_word(single, lexicon.language)
    if doubtful and len(single) <= _SLIP:
        rarest = max(rarest, _SLIP_ZIPF)
    if single[:1].isdigit():
        rarest = _NUMBER_ZIPF
    if single in lexicon.function:
        rarest = SILENT_ZIPF
    unit = Unit(
        text=" ".join(inner),
        zipf=_concept_zipf(matches, longest, lexicon, rarest, phrase=len(inner) > 1),
        alternatives=alternatives,
        word=single,
        doubtful=doubtful,
        phrase=_telling(words[at:longest], inner, lexicon) if len(inner) > 1 else (),
        needed=1.0 if single in lexicon.focus["incidental"] else needed,
    )
    return unit, longest


def _telling(words: list[str], stems: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The stems of a term without its small words."""
    return tuple(
        stem
        for word, stem in zip(words, stems, strict=True)
        if stem not in lexicon.light and word not in lexicon.function
    )


def _needed(alternatives: dict[str, float], lexicon: Lexicon) -> float:
    return min((lexicon.attributes.get(term, 1.0) for term, q in alternatives.items() if q >= SAME), default=1.0)


def _goes_on(stems: list[str], at: int, longest: int, lexicon: Lexicon) -> int:
    """Where within a term another one begins that ends after it: "sacar los *puntos negros*"; 0 if nowhere."""
    for inner in range(at + 1, longest):
        if any(end > longest for _, end in _phrases_at(stems, inner, lexicon)):
            return inner
    return 0


def _concept_zipf(
    matches: list[tuple[Phrase, int]], end: int, lexicon: Lexicon, rarest: float, *, phrase: bool
) -> float:
    """By its rarest word, and no more than its concept's name where the lists give one ("#price").

    Several words that mean something together say more than each of them: "se me hizo tarde".
    """
    weights = [
        lexicon.zipf[f"#{p.meaning.concept}"]
        for p, stop in matches
        if stop == end and f"#{p.meaning.concept}" in lexicon.zipf
    ]
    return max(weights, default=min(rarest, _PHRASE_ZIPF)) if phrase else max([*weights, rarest])


def _offer_part(alternatives: dict[str, float], stem: str, lexicon: Lexicon) -> None:
    """One word of a term, and what it means by itself: "ir con mi novio" has to do with couples."""
    _raise(alternatives, stem, PART_OF_PHRASE)
    terms = lexicon.phrases.get(stem)
    for phrase in terms.alone if terms else ():
        if not phrase.meaning.ambiguous:
            _raise(alternatives, f"#{phrase.meaning.concept}", PART_OF_PHRASE * phrase.meaning.quality)


def _offer(alternatives: dict[str, float], phrase: Phrase, lexicon: Lexicon) -> None:
    meaning = phrase.meaning
    _raise(alternatives, f"#{meaning.concept}", meaning.quality)
    for other, share in lexicon.relations.get(meaning.concept, ()):
        _raise(alternatives, f"#{other}", share * meaning.quality)


def _raise(alternatives: dict[str, float], term: str, quality: float) -> None:
    alternatives[term] = max(quality, alternatives.get(term, 0.0))
