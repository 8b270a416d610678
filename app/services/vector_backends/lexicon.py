"""What the words of the trade mean: concepts, relations and everyday word frequencies, read from `data/synonyms`.

File forms (a `#` starts a comment line):
- `<language>/<sector>.txt`: `concept: term, several words, ~ambiguous`. A `~` term means the concept only in
  questions, and less surely ("valor" may be a price). A `^` term is one of many that the concept holds: who asks
  for this insurer is not helped by another. `@class` in a term stands for each word of that class.
- `<language>/classes.txt`: `class: words` of one use in terms ("dejar @vehiculo").
- `<language>/frequency.txt` and `common.txt`: `zipf: words`; `common.txt` holds what is frequent in this trade.
- `<language>/abbreviations.txt`: `short = meaning` as typed on WhatsApp.
- `<language>/function.txt`: words that ask for nothing alone; `focus.txt`: how questions name
  what they are about.
- `<language>/stems.txt`: `own stem: words` that the stemmer would join with others of another meaning;
  `forms.txt`: `word: its irregular forms`, which the stemmer would not join with it.
- `attributes.txt`: concepts without which a passage does not answer who asks for them.
- `relations.txt`: `concept > other 0.6, another 0.4`: asking for the first is partly answered by the others.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from itertools import product
from pathlib import Path

from app.config.constants import LANGUAGES
from app.services.text_analysis import WORD_LISTS, fold, fold_words, sound_key, stem_of, stem_words, tokenise
from app.services.vector_backends.vocabulary import Vocabulary

DATA = WORD_LISTS
READING = 3  # of how texts become terms; to be raised with a change of it
SAME = 0.9  # a synonym says nearly the same
AMBIGUOUS = 0.65
ONE_OF_MANY = 0.3  # neither stands for a topic nor is what was asked
UNKNOWN_ZIPF = 2.4  # a word outside the lists is rare
FREQUENT = 3.8
_LIGHT = 6.7
_ARTICLE = 7.4
_TRADE = 5.0  # words of the trade count as this frequent where spellings are weighed
_MORE_USUAL = 1.3  # Zipf by which a word must be more usual than one that sounds the same

_NOT_SECTORS = {"frequency", "common", "abbreviations", "function", "focus", "stems", "forms", "classes"}
_BEFORE_PRONOUNS = {"me", "te", "se", "nos"}  # "me los" holds no article
_CLASS = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept a term stands for; `quality` in (0, 1]; `ambiguous` terms count in questions alone."""

    concept: str
    quality: float
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term as stems after its first one, with what it means."""

    rest: tuple[str, ...]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that begin with one stem: it `alone`, and by the stem with which they go on."""

    alone: tuple[Phrase, ...]
    onward: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's knowledge; shared by every company, never changed."""

    language: str
    phrases: Mapping[str, Terms]  # by first stem
    light: frozenset[str]  # stems of articles, prepositions and the like, which may stand inside a phrase
    zipf: Mapping[str, float]  # stem → log10 of occurrences per billion words
    sounds: Mapping[str, str]  # how a word sounds → the most usual word that sounds so
    words: Vocabulary  # correctly written words, for misspellings
    abbreviations: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, tuple[tuple[str, float], ...]]
    attributes: Mapping[str, float]  # `#concept` of what is asked of a thing → share that stays without it
    function: frozenset[str]  # words that ask for nothing alone
    focus: Mapping[str, frozenset[str]]  # "heads", "existence", "clauses", "breaks" of questions

    def frequency(self, stem: str) -> float:
        """Zipf value of a stem; unlisted stems are rare."""
        return self.zipf.get(stem, UNKNOWN_ZIPF)

    def usual_spelling(self, word: str) -> str:
        """The far more usual word that sounds the same ("ora" → "hora"), else the word itself."""
        best = self.sounds.get(sound_key(word), word)
        gain = self._written(best) - max(self._written(word), frequency_anywhere(word))
        return best if gain >= _MORE_USUAL else word

    def _written(self, word: str) -> float:
        root = stem_of(word, self.language)
        trade = _TRADE if root in self.phrases else 0.0
        return max(self.zipf.get(root, UNKNOWN_ZIPF), trade)


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a language; an unknown one gets Spanish's. Takes ~0.2 s once per process."""
    if not (DATA / language).is_dir():
        return load_lexicon("es")
    frequencies = dict(_frequencies(language, "frequency"))
    common = dict(_frequencies(language, "common"))
    terms = list(_terms(language))
    trade = {w for _, term in terms for w in _words(term)}
    focus = dict(_focus(language))
    articles = focus["articles"]
    roots = dict(zip(trade, stem_words(list(trade), language), strict=True))
    words = {w for w in {*frequencies, *common, *trade} if w[0].isalpha()}
    zipf = _stem_frequencies(frequencies, common, language)
    zipf |= dict.fromkeys(stem_words(sorted(articles), language), _ARTICLE)
    return Lexicon(
        language=language,
        phrases=_phrases(terms, roots, articles),
        light=frozenset(stem for stem, value in zipf.items() if value >= _LIGHT),
        zipf=zipf,
        sounds=_sounds(
            {w: max(frequencies.get(w, 0.0), common.get(w, 0.0), _TRADE * (w in trade)) for w in words}
        ),
        words=Vocabulary(words),
        abbreviations=dict(_abbreviations(language)),
        relations=_relations(),
        attributes=_attributes(),
        function=frozenset(w for line in _lines(DATA / language / "function.txt") for w in line.split()),
        focus=focus,
    )


@lru_cache(maxsize=1)
def reading_version() -> str:
    """Changes with the word lists, and with READING: what an earlier version stored is analysed anew."""
    digest = sha1(str(READING).encode(), usedforsecurity=False)
    for path in sorted(DATA.rglob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=20_000)
def frequency_anywhere(word: str) -> float:
    """The Zipf value of a folded word in the language that uses it most: "pizza" is no misspelling."""
    found = [UNKNOWN_ZIPF]
    for language in LANGUAGES:
        lexicon = load_lexicon(language)
        if word in lexicon.words:
            found.append(lexicon.frequency(stem_of(word, language)))
    return max(found)


def _lines(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _frequencies(language: str, name: str) -> Iterator[tuple[str, float]]:
    for line in _lines(DATA / language / f"{name}.txt"):
        zipf, _, words = line.partition(":")
        for word in fold(words).split():
            yield word, float(zipf)


def _stem_frequencies(
    everyday: Mapping[str, float], common: Mapping[str, float], language: str
) -> dict[str, float]:
    found: dict[str, float] = {}
    for source in (everyday, common):  # the trade's own list has the last word
        own: dict[str, float] = {}
        for word, zipf in source.items():
            stem = word if word.startswith("#") else stem_words([word], language)[0]
            own[stem] = max(zipf, own.get(stem, 0.0))
        found.update(own)
    return found


def _sounds(words: Mapping[str, float]) -> dict[str, str]:
    usual: dict[str, str] = {}
    for word in sorted(words, key=lambda w: (words[w], w)):  # the most usual comes last and stays
        if len(word) > 2:
            usual[sound_key(word)] = word
    return usual


def _terms(language: str) -> Iterator[tuple[str, str]]:
    classes = dict(_classes(language))
    for path in sorted((DATA / language).glob("*.txt")):
        if path.stem in _NOT_SECTORS:
            continue
        for line in _lines(path):
            concept, _, terms = line.partition(":")
            for term in fold_words(terms).split(","):
                for one in _spelled_out(term.strip(), classes):
                    yield concept.strip(), one


def _classes(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in _lines(DATA / language / "classes.txt"):
        name, _, words = line.partition(":")
        yield name, tuple(word.strip() for word in fold_words(words).split(","))


def _spelled_out(term: str, classes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A term with each word of the classes that it names."""
    if not term:
        return
    literal = _CLASS.split(term)  # text and class names in turn
    for words in product(*(classes[name] for name in literal[1::2])):
        yield "".join(text + word for text, word in zip(literal[::2], (*words, ""), strict=True))


def _phrases(
    terms: Iterable[tuple[str, str]], roots: Mapping[str, str], articles: frozenset[str]
) -> dict[str, Terms]:
    """`roots`: word of a term → its stem; `articles` within a term may be any or none."""
    found: dict[tuple[str, ...], dict[str, Meaning]] = {}
    for concept, term in terms:
        stems = tuple(roots[word] for word in _without_articles(_words(term), articles))
        meanings = found.setdefault(stems, {})
        before = meanings.get(concept)
        if before is None or before.ambiguous:
            meanings[concept] = _meaning(concept, term[0])
    by_first: dict[str, list[Phrase]] = {}
    for (first, *rest), meanings in found.items():
        by_first.setdefault(first, []).extend(Phrase(tuple(rest), meaning) for meaning in meanings.values())
    return {first: _terms_of(phrases) for first, phrases in by_first.items()}


def _without_articles(words: list[str], articles: frozenset[str]) -> list[str]:
    """Without those within: "dejar el carro" is "dejar mi carro", but "me los dan" is not "me dan"."""
    return [
        word
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False)
        if not (before and after and word in articles and before not in _BEFORE_PRONOUNS)
    ]


@lru_cache(maxsize=2_000)
def _meaning(concept: str, mark: str) -> Meaning:
    return Meaning(concept, {"~": AMBIGUOUS, "^": ONE_OF_MANY}.get(mark, SAME), mark == "~")


def _terms_of(phrases: list[Phrase]) -> Terms:
    onward: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        if phrase.rest:
            onward.setdefault(phrase.rest[0], []).append(phrase)
    return Terms(
        tuple(p for p in phrases if not p.rest), {second: tuple(found) for second, found in onward.items()}
    )


def _words(term: str) -> list[str]:
    """As `tokenise`, of a folded term; nearly all are plain words."""
    words = term.lstrip("~^").split()
    return words if all(word.isalpha() for word in words) else tokenise(term)


def _abbreviations(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in _lines(DATA / language / "abbreviations.txt"):
        short, _, meaning = fold(line).partition("=")
        yield short.strip(), tuple(meaning.split())


def _focus(language: str) -> Iterator[tuple[str, frozenset[str]]]:
    for line in _lines(DATA / language / "focus.txt"):
        name, _, words = line.partition(":")
        yield name, frozenset(words.split())


@lru_cache(maxsize=1)
def _relations() -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for line in _lines(DATA / "relations.txt"):
        concept, _, targets = line.partition(">")
        pairs = (target.split() for target in targets.split(","))
        found[concept.strip()] = tuple((name, float(share)) for name, share in pairs)
    return found


@lru_cache(maxsize=1)
def _attributes() -> dict[str, float]:
    shares = (line.split(":") for line in _lines(DATA / "attributes.txt"))
    return {f"#{concept}": float(share) for share, concepts in shares for concept in concepts.split()}
