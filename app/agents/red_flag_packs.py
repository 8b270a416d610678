"""The red-flag packs of data/red_flags: one per language, versioned, read once per process.

A pack holds phrases, rules and the contexts that make a mention harmless. Its expressions are compiled when a
message first needs them: most messages hold none of a rule's words, and compiling all of them takes half a second.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.agents.red_flag_stems import needed_stems

PACKS = Path(__file__).parent / "data" / "red_flags"
DEFAULT_WINDOW = 8
NOT_GUESSED = ("self_harm",)  # one verb states it, so that a far guess at a misspelling alarms too easily
_START, _END = "(?<![a-z0-9])", "(?![a-z0-9])"


@dataclass(frozen=True, slots=True)
class Rule:
    """What together states one flag."""

    flag: str
    concepts: tuple[str, ...]  # expressions that all must occur…
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
    opens: frozenset[str]  # the stems of all rules
    contexts: dict[str, str]

    def context(self, name: str) -> re.Pattern[str]:
        return compiled(self.contexts[name])


@cache
def compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@cache
def packs() -> dict[str, Pack]:
    """Every pack by language."""
    return {path.stem: _read(path) for path in sorted(PACKS.glob("*.json"))}


@cache
def feared_words() -> tuple[str, ...]:
    """The words the packs look for, as far as a misspelling may be guessed to be one."""
    found: set[str] = set()
    for path in PACKS.glob("*.json"):
        for name, phrases in json.loads(path.read_text(encoding="utf-8"))["concepts"].items():
            if name not in NOT_GUESSED:
                found.update(word for phrase in phrases for word in re.findall(r"[a-z]{4,}", phrase))
    return tuple(sorted(found))


def _read(path: Path) -> Pack:
    raw = json.loads(path.read_text(encoding="utf-8"))
    phrases = {name: "|".join(listed) for name, listed in raw["concepts"].items()}
    parts = {name: needed_stems(expression, {}) for name, expression in raw["parts"].items()}
    concepts = {name: _expression(found, raw["parts"]) for name, found in phrases.items()}
    stems = {name: needed_stems(found, parts) for name, found in phrases.items()}
    rules = tuple(_rule(rule, concepts, stems) for rule in raw["rules"])
    return Pack(
        version=raw["version"],
        speaks=frozenset(raw["speaks"].split()),
        rules=rules,
        opens=frozenset().union(*(rule.stems[0] for rule in rules)),
        contexts=_contexts({name: _stems(expression) for name, expression in raw["contexts"].items()}),
    )


def _rule(rule: dict[str, Any], concepts: dict[str, str], stems: dict[str, frozenset[str]]) -> Rule:
    names = rule["all"].split()
    return Rule(
        flag=rule["flag"],
        concepts=tuple(concepts[name] for name in names),
        window=rule.get("window", DEFAULT_WINDOW),
        sectors=tuple(rule.get("sectors", ())),
        except_sectors=tuple(rule.get("except_sectors", ())),
        firm=rule.get("firm", False),
        stems=tuple(stems[name] for name in names),
    )


def _contexts(read: dict[str, str]) -> dict[str, str]:
    """The file's contexts and those composed of them: symptoms denied ("denied") and symptoms gone ("over")."""
    denial, symptom = read["denied_before"], read["symptom"]
    more = rf"(?: (?:, )?(?:ni|y|or|and|nor|e|nem|o|ou)(?: (?:de|el|la|any|com))? (?:{symptom}))*"
    made = {name: rf"{_START}(?:{expression}){_END}" for name, expression in read.items()}
    return made | {
        "denied_before": rf"{_START}(?:{denial}) $",
        "denied": rf"{_START}(?:{denial}) (?:{symptom}){more}{_END}",
        "over": rf"{_START}(?:{symptom}) (?:{read['resolved_after']}){_END}",
        "resolved_after": rf" (?:{read['resolved_after']}){_END}",
    }


def _expression(phrases: str, parts: dict[str, str]) -> str:
    """Phrases of folded words: `*` ends a stem, `_` stands for up to three words, `<name>` for a part."""
    words = re.sub(r"<(\w+)>", lambda m: f"(?:{parts[m.group(1)]})", phrases)
    return f"{_START}(?:{_stems(words).replace(' _ ', '(?: [a-z0-9]+){0,3} ')}){_END}"


def _stems(expression: str) -> str:
    """A star after a letter stands for any ending."""
    return re.sub(r"(?<=[a-z0-9])\*", "[a-z0-9]*", expression)
