"""Deterministic red flags: what must reach a person at once, whatever else works.

The packs in data/red_flags (one per language, versioned) hold phrases, rules and the contexts that make a mention
harmless: denied, long past, hypothetical, idiom. Nothing here needs a model, a network or a store.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.agents.chat_text import chat_fold
from app.agents.word_repair import WordRepair, towards
from app.config.constants import LANGUAGES

PACKS = Path(__file__).parent / "data" / "red_flags"
DEFAULT_WINDOW = 8
SHORT = 12  # words; a longer message is read in another language only if it speaks it
NOT_GUESSED = ("self_harm",)  # one verb states it, so that a far guess at a misspelling alarms too easily
_WORD_STARTS = "(?<![a-z0-9])"
SPOKEN = 3  # different everyday words that show it does


@dataclass(frozen=True, slots=True)
class RedFlags:
    """What was found: flag names, most serious rule first, and the pack version that found them."""

    flags: tuple[str, ...]
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class _Rule:
    flag: str
    concepts: tuple[re.Pattern[str], ...]  # all must occur…
    window: int  # …within this many words
    sectors: tuple[str, ...]  # business types it is limited to; empty = all
    except_sectors: tuple[str, ...]
    firm: bool  # plain statements only an explicit denial, the distant past or an "if" takes back


@dataclass(frozen=True, slots=True)
class _Pack:
    version: str
    speaks: frozenset[str]  # everyday words
    rules: tuple[_Rule, ...]
    opens: re.Pattern[str]  # the first concept of any rule: most messages hold none, and need no rule read
    denied_before: re.Pattern[str]
    resolved_after: re.Pattern[str]
    hypothetical: re.Pattern[str]
    mild: re.Pattern[str]
    past: re.Pattern[str]
    present: re.Pattern[str]
    harmless: re.Pattern[str]
    denied: re.Pattern[str]  # symptoms a message says there are none of
    over: re.Pattern[str]  # symptoms it says are gone


def find_red_flags(text: str, language: str = "es", business_type: str = "") -> RedFlags | None:
    """The red flags a message states, or None. Packs of all languages are read, the given one first.

    A message that states none as written is read again with its misspellings repaired: as the words the router
    knows, then as the words the packs themselves look for.
    """
    folded = chat_fold(text)
    read: set[str] = set()
    for reading in (str, WordRepair.load().text, _as_feared):
        said = reading(folded)
        if said not in read and (found := _find(said, language, business_type)):
            return found
        read.add(said)
    return None


def harmless_removed(text: str) -> str:
    """The folded text with neutral words for idioms, urgencies of another kind and symptoms that are denied."""
    folded = chat_fold(text)
    for pack in _packs().values():
        folded = pack.over.sub("bien", pack.denied.sub("bien", pack.harmless.sub("algo", folded)))
    return " ".join(folded.split())


def _as_feared(folded: str) -> str:
    return towards(folded, _feared_words())


@cache
def _feared_words() -> tuple[str, ...]:
    found: set[str] = set()
    for path in PACKS.glob("*.json"):
        raw = json.loads(path.read_text(encoding="utf-8"))
        for name, phrases in raw["concepts"].items():
            if name not in NOT_GUESSED:
                found.update(word for phrase in phrases for word in re.findall(r"[a-z]{4,}", phrase))
    return tuple(sorted(found))


def _find(folded: str, language: str, business_type: str) -> RedFlags | None:
    packs = _packs()
    own = packs.get(language) or packs["es"]
    for code in (language, *(other for other in LANGUAGES if other != language)):
        pack = packs.get(code)
        if pack is None or (pack is not own and not _may_speak(folded, pack)):
            continue
        flags = tuple(dict.fromkeys(_stated_flags(folded, (pack, own), business_type.lower())))
        if flags:
            return RedFlags(flags, code, pack.version)
    return None


def _may_speak(folded: str, pack: _Pack) -> bool:
    words = folded.split()
    return len(words) <= SHORT or len(pack.speaks.intersection(words)) >= SPOKEN


def _stated_flags(folded: str, packs: tuple[_Pack, _Pack], business_type: str) -> Iterator[str]:
    """Flags by the rules of the first pack; both packs may take back: languages share words."""
    if not packs[0].opens.search(folded):
        return
    for pack in packs:
        folded = pack.harmless.sub(" ~ ", folded)
    for rule in packs[0].rules:
        # Most rules end here; this runs before every answer.
        if rule.concepts[0].search(folded) is None or not _applies(rule, business_type):
            continue
        if any(not any(_taken_back(folded, span, rule, pack) for pack in packs) for span in _spans(folded, rule)):
            yield rule.flag


def _applies(rule: _Rule, business_type: str) -> bool:
    if any(sector in business_type for sector in rule.except_sectors):
        return False
    return not rule.sectors or not business_type or any(sector in business_type for sector in rule.sectors)


def _spans(folded: str, rule: _Rule) -> Iterator[tuple[int, int]]:
    """Character spans where all concepts of a rule stand within its window."""
    first, *others = rule.concepts
    for match in first.finditer(folded):
        start, end = match.span()
        for concept in others:
            near = _nearest(folded, concept, start, end, rule.window)
            if near is None:
                break
            start, end = min(start, near[0]), max(end, near[1])
        else:
            yield start, end


def _nearest(folded: str, concept: re.Pattern[str], start: int, end: int, window: int) -> tuple[int, int] | None:
    for other in concept.finditer(folded):
        low, high = min(start, other.start()), max(end, other.end())
        if folded.count(" ", low, high) < window:
            return other.span()
    return None


def _taken_back(folded: str, span: tuple[int, int], rule: _Rule, pack: _Pack) -> bool:
    start, end = span
    before, after = folded[:start], folded[end:]
    sentence = _sentence(folded, start, end)
    if pack.denied_before.search(before) or pack.resolved_after.match(after):
        return True
    if pack.past.search(sentence) and not pack.present.search(folded):
        return True
    if pack.hypothetical.search(sentence):
        return True
    return not rule.firm and pack.mild.search(sentence) is not None


def _sentence(folded: str, start: int, end: int) -> str:
    low = max(folded.rfind(mark, 0, start) for mark in (" . ", " ? ", " ! ", " ; "))
    highs = [i for mark in (" .", " ?", " !", " ;") if (i := folded.find(mark, end)) >= 0]
    return f" {folded[low + 3 if low >= 0 else 0 : min(highs, default=len(folded)) + 2]} "


@cache
def _packs() -> dict[str, _Pack]:
    return {path.stem: _read(path) for path in sorted(PACKS.glob("*.json"))}


def _read(path: Path) -> _Pack:
    raw = json.loads(path.read_text(encoding="utf-8"))
    concepts = {name: _phrases(phrases, raw["parts"]) for name, phrases in raw["concepts"].items()}
    rules = tuple(
        _Rule(
            flag=rule["flag"],
            concepts=tuple(concepts[name] for name in rule["all"].split()),
            window=rule.get("window", DEFAULT_WINDOW),
            sectors=tuple(rule.get("sectors", ())),
            except_sectors=tuple(rule.get("except_sectors", ())),
            firm=rule.get("firm", False),
        )
        for rule in raw["rules"]
    )
    first = dict.fromkeys(rule.concepts[0].pattern.removeprefix(_WORD_STARTS) for rule in rules)
    contexts = {name: _stems(expression) for name, expression in raw["contexts"].items()}
    return _Pack(
        version=raw["version"],
        speaks=frozenset(raw["speaks"].split()),
        rules=rules,
        opens=re.compile(f"{_WORD_STARTS}(?:{'|'.join(first)})"),
        denied_before=re.compile(rf"(?<![a-z0-9])(?:{contexts['denied_before']}) $"),
        denied=_denied(contexts["denied_before"], contexts["symptom"]),
        over=re.compile(rf"(?<![a-z0-9])(?:{contexts['symptom']}) (?:{contexts['resolved_after']})(?![a-z0-9])"),
        resolved_after=re.compile(rf" (?:{contexts['resolved_after']})(?![a-z0-9])"),
        **{
            name: re.compile(rf"(?<![a-z0-9])(?:{contexts[name]})(?![a-z0-9])")
            for name in ("hypothetical", "mild", "past", "present", "harmless")
        },
    )


def _denied(denial: str, symptom: str) -> re.Pattern[str]:
    more = rf"(?: (?:, )?(?:ni|y|or|and|nor|e|nem|o|ou)(?: (?:de|el|la|any|com))? (?:{symptom}))*"
    return re.compile(rf"(?<![a-z0-9])(?:{denial}) (?:{symptom}){more}(?![a-z0-9])")


def _phrases(phrases: list[str], parts: dict[str, str]) -> re.Pattern[str]:
    """Phrases of folded words: `*` ends a stem, `_` stands for up to three words, `<name>` for a part."""
    expressions = []
    for phrase in phrases:
        words = re.sub(r"<(\w+)>", lambda m: f"(?:{parts[m.group(1)]})", phrase)
        expressions.append(_stems(words).replace(" _ ", "(?: [a-z0-9]+){0,3} "))
    return re.compile(rf"{_WORD_STARTS}(?:{'|'.join(expressions)})(?![a-z0-9])")


def _stems(expression: str) -> str:
    """A star after a letter stands for any ending."""
    return re.sub(r"(?<=[a-z0-9])\*", "[a-z0-9]*", expression)
