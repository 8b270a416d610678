"""Deterministic red flags: what must reach a person at once, whatever else works.

The packs in data/red_flags (one per language, versioned) hold phrases, rules and the contexts that make a mention
harmless: denied, long past, hypothetical, idiom. Nothing here needs a model, a network or a store.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.agents.chat_text import chat_fold
from app.agents.red_flag_packs import Pack, Rule, all_stems, feared_words, packs
from app.agents.red_flag_phrases import Phrases
from app.agents.red_flag_stems import beginnings
from app.agents.word_repair import PATIENCE, WordRepair
from app.config.constants import LANGUAGES

SHORT = 12  # words; a longer message is read in another language only if it speaks it
SPOKEN = 3  # different everyday words that show it does
NEUTRAL = ("algo", "bien")  # stand for what is no danger, and for what is denied or gone
GRAVE = ("self_harm", "overdose")  # no laughter takes these back
_WORD = re.compile("[a-z0-9]+")
_SENTENCE = re.compile("(?<= [?.!;] )")
# A denial with a letter wrong or missing before what only a denial makes alarming: "n puedo respirar".
_NO = re.compile(
    r"\b(?:en|o|np|mo|bo|ni|nk|nl|noo|mao|nap|nai) (?=(?:me |se |le |te |to |ta )?"
    r"(?:pued|respir|quier|quer|veo|ve |siento|sinto|para|paro |deja|reacc|reage|respond|aguant|"
    r"despiert|habl|fala|muev|trag|consig|conseg|vejo|enxerg|acord|entra))"
)
_CLAUSE_START = re.compile(r" (?:[?.!;,]|y|pero|and|but|e|mas|porque|because) ")
_LAUGHTER = re.compile(r"\bjaja\b")


@dataclass(frozen=True, slots=True)
class RedFlags:
    """What was found: flag names, most serious rule first, and the pack version that found them."""

    flags: tuple[str, ...]
    language: str
    version: str
    said: str = ""  # the words that state them


def find_red_flags(text: str, language: str = "es", business_type: str = "") -> RedFlags | None:
    """The red flags a message states, or None. Packs of all languages are read, the given one first.

    A message that states none as written is read again with its misspellings repaired: as the words the router
    knows, then as the words the packs themselves look for. One that states some is let go if its symptoms are
    spelled rightly and the repaired text takes them back: "hace un ano tuve..." is told by a misspelled "año".
    """
    folded = chat_fold(text)
    repaired = WordRepair.load().text(folded)
    found = _find(folded, language, business_type)
    if found:
        doubted = repaired != folded and set(found.said.split()) <= set(repaired.split())
        return (_find(repaired, language, business_type) if doubted else found) or None
    read = {folded}
    for said in (repaired, _NO.sub("no ", repaired), _NO.sub("no ", _as_feared(folded))):
        if said not in read and (found := _find(said, language, business_type)):
            return found
        read.add(said)
    return None


def harmless_removed(text: str, *, supposed: bool = False) -> str:
    """The folded text without what it tells of the past, and with neutral words for idioms, urgencies of another
    kind and symptoms that are denied; `supposed`: also without sentences that only ask or suppose."""
    folded = WordRepair.load().text(chat_fold(text))
    known = packs().values()
    said = _beginnings([*_WORD.findall(folded), *NEUTRAL])
    for pack in known:
        folded = pack.contexts["harmless"].replaced(NEUTRAL[0], folded, said)
        for name in ("denied", "over"):
            folded = pack.contexts[name].replaced(NEUTRAL[1], folded, said)
    present = any(pack.contexts["present"].stand_in(folded, said) for pack in known)
    left_out = (("hypothetical", "wary") if supposed else ()) + (() if present else ("past",))
    contexts = [pack.contexts[name] for pack in known for name in left_out]
    kept = (part for part in _SENTENCE.split(folded) if not any(c.stand_in(part, said) for c in contexts))
    return " ".join("".join(kept).split())


def _beginnings(words: list[str]) -> frozenset[str]:
    return all_stems() & beginnings(words)


def _as_feared(folded: str) -> str:
    known, feared = WordRepair.load(), _feared()
    made, lost = [], 0
    for word in folded.split():
        meant, far = word, lost < PATIENCE
        if not known.knows(word):
            meant = feared.near(word, far=far) or known.word(word, far=far)
            lost += meant == word
        made.append(meant)
    return " ".join(made)


@cache
def _feared() -> WordRepair:
    return WordRepair(feared_words())


def _find(folded: str, language: str, business_type: str) -> RedFlags | None:
    known = packs()
    own = known.get(language) or known["es"]
    words = _WORD.findall(folded)
    said = _beginnings(words)
    spoken = max((own, *known.values()), key=lambda pack: len(pack.speaks.intersection(words)))
    for code in (language, *(other for other in LANGUAGES if other != language)):
        pack = known.get(code)
        if pack is None or said.isdisjoint(pack.opens) or (pack is not own and not _may_speak(words, pack)):
            continue
        read = tuple(dict.fromkeys((pack, own, spoken)))
        stated = dict(_stated_flags(folded, said, read, business_type.lower()))
        if stated:
            return RedFlags(tuple(stated), code, pack.version, " ".join(stated.values()))
    return None


def _may_speak(words: list[str], pack: Pack) -> bool:
    return len(words) <= SHORT or len(pack.speaks.intersection(words)) >= SPOKEN


def _stated_flags(
    folded: str, said: frozenset[str], read: tuple[Pack, ...], business_type: str
) -> Iterator[tuple[str, str]]:
    """(flag, the words that state it) by the rules of the first pack; any of the packs may take back."""
    for pack in read:
        folded = pack.contexts["harmless"].replaced(" ~ ", folded, said)
    places = _Places(folded, said)
    for rule in read[0].rules_for(said, business_type):
        if not all(map(places.__getitem__, rule.concepts)):
            continue
        for start, end in _spans(folded, rule, places):
            if not any(_taken_back(folded, (start, end), rule, pack, said) for pack in read):
                yield rule.flag, folded[start:end]
                break


class _Places(dict[Phrases, list[tuple[int, int]]]):
    """Where the phrases of a concept stand in a text, sought once."""

    def __init__(self, folded: str, said: frozenset[str]) -> None:
        self._folded, self._said = folded, said

    def __missing__(self, concept: Phrases) -> list[tuple[int, int]]:
        self[concept] = found = concept.spans(self._folded, self._said)
        return found


def _spans(folded: str, rule: Rule, places: _Places) -> Iterator[tuple[int, int]]:
    """Character spans where all concepts of a rule stand within its window."""
    first, *others = (places[concept] for concept in rule.concepts)
    for start, end in first:
        for concept in others:
            near = _nearest(folded, concept, start, end, rule.window)
            if near is None:
                break
            start, end = min(start, near[0]), max(end, near[1])
        else:
            yield start, end


def _nearest(
    folded: str, places: list[tuple[int, int]], start: int, end: int, window: int
) -> tuple[int, int] | None:
    for place in places:
        if folded.count(" ", min(start, place[0]), max(end, place[1])) < window:
            return place
    return None


def _taken_back(folded: str, span: tuple[int, int], rule: Rule, pack: Pack, said: frozenset[str]) -> bool:
    start, end = span
    before, after = folded[:start], folded[end:]
    sentence, contexts = _sentence(folded, start, end), pack.contexts
    if rule.flag not in GRAVE and _LAUGHTER.search(folded):
        return True
    if pack.denied_before.search(before) or pack.resolved_after.match(after):
        return True
    if contexts["denied"].stand_in(folded[start:end], said):  # "mi perro ya no convulsiona"
        return True
    if contexts["past"].stand_in(sentence, said) and not contexts["present"].stand_in(folded, said):
        return True
    clause = _CLAUSE_START.split(before)[-1]
    if contexts["hypothetical"].stand_in(sentence, said) or contexts["wary"].stand_in(clause, said):
        return True
    return not rule.firm and contexts["mild"].stand_in(sentence, said)


def _sentence(folded: str, start: int, end: int) -> str:
    low = max(folded.rfind(mark, 0, start) for mark in (" . ", " ? ", " ! ", " ; "))
    highs = [i for mark in (" .", " ?", " !", " ;") if (i := folded.find(mark, end)) >= 0]
    return f" {folded[low + 3 if low >= 0 else 0 : min(highs, default=len(folded)) + 2]} "
