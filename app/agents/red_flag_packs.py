"""The red-flag packs of data/red_flags: one per language, versioned, read once per process.

A pack holds phrases, rules and the contexts that make a mention harmless.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from app.agents.red_flag_phrases import END, START, Phrases, with_stems
from app.agents.red_flag_stems import forget, needed_stems, needed_words

PACKS = Path(__file__).parent / "data" / "red_flags"
DEFAULT_WINDOW = 8
NOT_GUESSED = ("self_harm",)  # one verb states it, so that a far guess at a misspelling alarms too easily
_STAR, _PART = re.compile(r"(?<=[a-z0-9])\*"), re.compile(r"<(\w+)>")
CONTEXTS = ("harmless", "hypothetical", "wary", "past", "present", "mild")


@dataclass(frozen=True, slots=True)
class Rule:
    """What together states one flag."""

    flag: str
    concepts: tuple[Phrases, ...]  # all must occur…
    window: int  # …within this many words
    sectors: tuple[str, ...]  # business types it is limited to; empty = all
    except_sectors: tuple[str, ...]
    firm: bool  # plain statements only an explicit denial, the distant past or an "if" takes back
    stems: tuple[frozenset[str], ...]  # of each concept: without a word that starts so it cannot occur

    def applies_to(self, business_type: str) -> bool:
        if any(sector in business_type for sector in self.except_sectors):
            return False
        return not self.sectors or not business_type or any(sector in business_type for sector in self.sectors)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One language; contexts are expressions by name."""

    version: str
    speaks: frozenset[str]  # everyday words
    rules: tuple[Rule, ...]
    opens: Mapping[str, tuple[int, ...]]  # the rules whose first concept needs a stem
    contexts: dict[str, Phrases]
    denied_before: re.Pattern[str]  # at the end of what stands before a symptom
    resolved_after: re.Pattern[str]  # at the beginning of what stands after it

    def rules_for(self, said: frozenset[str], business_type: str) -> Iterator[Rule]:
        """The rules whose concepts may all be stated in a text with words of these beginnings."""
        for number in sorted({number for stem in self.opens.keys() & said for number in self.opens[stem]}):
            rule = self.rules[number]
            if rule.applies_to(business_type) and not any(map(said.isdisjoint, rule.stems)):
                yield rule


@cache
def packs() -> dict[str, Pack]:
    """Every pack by language."""
    read = {path.stem: _read(path) for path in sorted(PACKS.glob("*.json"))}
    forget()
    return read


@cache
def feared_words() -> tuple[str, ...]:
    """The words the packs look for, as far as a misspelling may be guessed to be one."""
    found: set[str] = set()
    for path in PACKS.glob("*.json"):
        for name, phrases in json.loads(path.read_text(encoding="utf-8"))["concepts"].items():
            if name not in NOT_GUESSED:
                found.update(word for phrase in phrases for word in re.findall(r"[a-z]{4,}", phrase))
    return tuple(sorted(found))


@cache
def all_stems() -> frozenset[str]:
    """The beginnings of words that any rule or context needs."""
    return frozenset[str]().union(*(phrases.stems for phrases in _all_phrases()))


def prepare() -> None:
    """Compile everything: some two tenths of a second, for a process that has nothing else to do yet."""
    for phrases in _all_phrases():
        phrases.prepare()


def _all_phrases() -> set[Phrases]:
    known = packs().values()
    concepts = {concept for pack in known for rule in pack.rules for concept in rule.concepts}
    return concepts.union(*(pack.contexts.values() for pack in known))


def _read(path: Path) -> Pack:
    raw = json.loads(path.read_text(encoding="utf-8"))
    parts = {name: needed_stems(expression, {}) for name, expression in raw["parts"].items()}
    spelled_out = partial(_expression, parts=raw["parts"])
    concepts = {
        name: Phrases([(needed_words(phrase, parts), phrase) for phrase in listed], spelled_out)
        for name, listed in raw["concepts"].items()
    }
    rules = tuple(_rule(rule, concepts) for rule in raw["rules"])
    read = {name: _endings(expression) for name, expression in raw["contexts"].items()}
    return Pack(
        version=raw["version"],
        speaks=frozenset(raw["speaks"].split()),
        rules=rules,
        opens=_opened_by_stem(rules),
        contexts=_contexts(read),
        denied_before=re.compile(rf"{START}(?:{read['denied_before']}) $"),
        resolved_after=re.compile(rf" (?:{read['resolved_after']}){END}"),
    )


def _rule(rule: dict[str, Any], concepts: dict[str, Phrases]) -> Rule:
    found = tuple(concepts[name] for name in rule["all"].split())
    return Rule(
        flag=rule["flag"],
        concepts=found,
        window=rule.get("window", DEFAULT_WINDOW),
        sectors=tuple(rule.get("sectors", ())),
        except_sectors=tuple(rule.get("except_sectors", ())),
        firm=rule.get("firm", False),
        stems=tuple(phrases.telling for phrases in found),
    )


def _opened_by_stem(rules: Sequence[Rule]) -> dict[str, tuple[int, ...]]:
    opened: dict[str, tuple[int, ...]] = {}
    for number, rule in enumerate(rules):
        for stem in rule.stems[0]:
            opened[stem] = (*opened.get(stem, ()), number)
    return opened


def _contexts(read: dict[str, str]) -> dict[str, Phrases]:
    """The file's contexts and those composed of them: symptoms denied ("denied") and symptoms gone ("over")."""
    denial, symptom = read["denied_before"], read["symptom"]
    more = rf"(?: (?:, )?(?:ni|y|or|and|nor|e|nem|o|ou)(?: (?:de|el|la|any|com))? (?:{symptom}))*"
    stems = (needed_stems(symptom, {}),)
    return {name: Phrases(with_stems(read[name])) for name in CONTEXTS} | {
        "denied": Phrases([(stems, rf"(?:{denial}) (?:{symptom}){more}")]),
        "over": Phrases([(stems, rf"(?:{symptom}) (?:{read['resolved_after']})")]),
    }


def _expression(phrase: str, parts: dict[str, str]) -> str:
    """A phrase of folded words: `*` ends a stem, `_` stands for up to three words, `<name>` for a part."""
    words = _PART.sub(lambda m: f"(?:{parts[m.group(1)]})", phrase)
    return _endings(words).replace(" _ ", r"(?: \w+){0,3} ")


def _endings(expression: str) -> str:
    """A star after a letter stands for any ending."""
    return _STAR.sub(r"\\w*", expression)
