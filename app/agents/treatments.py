"""Which of a company's treatments a text names, as customers write them.

A name is found whole ("limpieza facial", "limpieza_facial", "limpiesa fasial"), by an alias, by the
common name of another language, or by its distinctive word ("limpieza") where the company has it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.agents.folding import sound, words
from app.agents.treatment_words import COMMON_WORDS, CONNECTORS, GENERIC, QUALIFIERS, SYNONYMS, VISITS
from app.config.company_config import CompanyConfig, Treatment

_PLURAL = re.compile(r"(?<=[a-z]{3})(?:es|s)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a treatment; several `options` when the words fit more than one."""

    options: tuple[Treatment, ...]
    position: int  # index of the first word

    @property
    def treatment(self) -> Treatment | None:
        """The treatment meant, None when the customer must choose."""
        return self.options[0] if len(self.options) == 1 else None


@dataclass(frozen=True, slots=True)
class _Name:
    stems: tuple[str, ...]
    keys: tuple[str, ...]  # treatments that this name may mean
    full: bool


def find_treatments(text: str, company: CompanyConfig) -> tuple[Treatment, ...]:
    """Treatments named in `text`, in the order said, each once; all options where one is ambiguous."""
    found = {t.key: t for mention in find_mentions(text, company) for t in mention.options}
    return tuple(found.values())


def find_mentions(text: str, company: CompanyConfig) -> tuple[Mention, ...]:
    """Namings of treatments in the order said; a longer name hides the shorter ones inside it."""
    return _mentions(text, tuple(company.treatments.values()))


@lru_cache(maxsize=512)
def _mentions(text: str, treatments: tuple[Treatment, ...]) -> tuple[Mention, ...]:
    """Several agents and later turns ask for the same text again."""
    written = words(text)
    stems = [_stem(word) for word in written]
    known = {treatment.key: treatment for treatment in treatments}
    places: dict[str, list[int]] = defaultdict(list)  # by initial, which a typo leaves as it is
    for place, stem in enumerate(stems):
        places[stem[:1]].append(place)
    taken: set[int] = set()
    mentions: list[Mention] = []
    for name in _names(treatments):
        size = len(name.stems)
        for start in places.get(name.stems[0][:1], ()):
            if start + size > len(stems) or not _same(name.stems[0], stems[start]):
                continue
            span = set(range(start, start + size))
            if span & taken or not _matches(name.stems, stems[start : start + size], written[start]):
                continue
            taken |= span
            mentions.append(Mention(tuple(known[key] for key in name.keys), start))
    mentions.sort(key=lambda m: m.position)
    return _merged(mentions)


def find_visit(text: str, company: CompanyConfig) -> Mention | None:
    """The treatments meant by a bare "consulta" or "valoración" in a wish to book."""
    for position, word in enumerate(words(text)):
        if word in VISITS:
            keys = [k for k, t in company.treatments.items() if word in words(f"{t.name} {t.key}")]
            if keys:
                return Mention(tuple(company.treatments[key] for key in keys), position)
    return None


def _merged(mentions: list[Mention]) -> tuple[Mention, ...]:
    """Drop repeats, and doubts that another mention of the text settles."""
    settled = {m.options[0].key for m in mentions if m.treatment}
    kept: dict[tuple[str, ...], Mention] = {}
    for mention in mentions:
        keys = tuple(t.key for t in mention.options)
        if len(keys) > 1 and settled.intersection(keys):
            continue
        kept.setdefault(keys, mention)
    return tuple(kept.values())


def _matches(name: tuple[str, ...], said: list[str], first_word: str) -> bool:
    if len(name) == 1 and first_word in COMMON_WORDS and name[0] != said[0]:
        return False  # "boton" is a word of its own, not a misspelt "botox"
    return all(_same(a, b) for a, b in zip(name, said, strict=True))


def _same(a: str, b: str) -> bool:
    """Equal up to typos: none under five letters, one up to eight, two beyond."""
    if a == b:
        return True
    if a[:1] != b[:1] or len(a) < 5 or len(b) < 5:
        return False
    allowed = 1 if len(a) <= 8 else 2
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _stem(word: str) -> str:
    return sound(_PLURAL.sub("", word))


@lru_cache(maxsize=512)
def _names(treatments: tuple[Treatment, ...]) -> tuple[_Name, ...]:
    """Every way to name the treatments, longest first, full names before parts."""
    full: dict[tuple[str, ...], list[str]] = {}
    for treatment in treatments:
        for name in _full_names(treatment):
            stems = tuple(_stem(w) for w in words(name))
            if stems and treatment.key not in full.setdefault(stems, []):
                full[stems].append(treatment.key)
    parts = {stems: keys for stems, keys in _parts(treatments).items() if stems not in full}
    names = [_Name(stems, tuple(keys), True) for stems, keys in full.items() if stems]
    names += [_Name(stems, tuple(keys), False) for stems, keys in parts.items()]
    return tuple(sorted(names, key=lambda n: (-len(n.stems), not n.full)))


def _full_names(treatment: Treatment) -> Iterable[str]:
    own = (treatment.name, treatment.key, *treatment.aliases)
    yield from own
    for name in own:
        plain = [w for w in words(name) if w not in CONNECTORS]
        yield " ".join(plain)
    folded = [" ".join(words(name)) for name in own]
    for known, synonyms in SYNONYMS.items():
        if any(_contains(name, known) for name in folded):
            yield from synonyms


def _contains(name: str, known: str) -> bool:
    return f" {known} " in f" {name} "


def _parts(treatments: tuple[Treatment, ...]) -> Mapping[tuple[str, ...], list[str]]:
    """Distinctive single words: of the name's own words those that are neither generic nor mere qualifiers."""
    parts: dict[tuple[str, ...], list[str]] = {}
    for treatment in treatments:
        own = {w for name in (treatment.name, treatment.key) for w in words(name)}
        for word in own - GENERIC - QUALIFIERS - CONNECTORS:
            if len(word) < 4:
                continue
            keys = parts.setdefault((_stem(word),), [])
            if treatment.key not in keys:
                keys.append(treatment.key)
    return parts
