"""Labelled messages, written by hand, never trained on: odd lines of a file are `dev`, even ones `held_back`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.agents.ports import Message
from app.config.constants import LANGUAGES, Intent, Role

HERE = Path(__file__).parent
_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Labelled:
    """One message with what it should be understood as."""

    language: str
    intents: tuple[Intent, ...]
    text: str
    part: str  # dev | held_back
    history: tuple[Message, ...] = ()
    country: str = ""  # as written there: "CO", "GB"
    sector: str = ""  # aesthetic, dental, spa, physio, vet; "any" where it does not tell
    kind: str = ""  # plain, run_on, abbrev, typo, emoji, mixed, smalltalk, noise, complaint, human, follow_up


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    if not (HERE / name).exists():
        return
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines()):
        yield ("held_back" if number % 2 else "dev"), line.split(" | ")


def _intents(label: str) -> tuple[Intent, ...]:
    return tuple(Intent(name) for name in label.split("+"))


def utterances() -> list[Labelled]:
    """Single messages and follow-ups with a short history."""
    found = [
        Labelled(language, _intents(label), text, part)
        for language in LANGUAGES
        for part, (label, text) in _rows(f"{language}.txt")
    ]
    for part, (language, label, history, text) in _rows("follow_ups.txt"):
        found.append(Labelled(language, _intents(label), text, part, tuple(_history(history))))
    return found


def _history(written: str) -> Iterator[Message]:
    """`u: question || a(sales): answer` → messages."""
    for turn in written.split(" || "):
        speaker, _, content = turn.partition(": ")
        if speaker == "u":
            yield Message(Role.USER, content, _AT)
        else:
            yield Message(Role.ASSISTANT, content, _AT, agent=speaker[2:-1], intents=_intents(speaker[2:-1]))


def emergencies() -> list[Labelled]:
    return [Labelled(lang, (Intent.EMERGENCY,), text, part) for part, (lang, text) in _rows("emergencies.txt")]


def look_alikes() -> list[Labelled]:
    """Ordinary messages that sound alarming; `intents` is empty: anything but an emergency."""
    return [Labelled(lang, (), text, part) for part, (lang, text) in _rows("lookalikes.txt")]


def _locale(written: str) -> tuple[str, str]:
    language, _, country = written.partition("-")
    return language, country


def wide_utterances() -> list[Labelled]:
    """The second set, spread over countries, sectors and ways of writing; follow-ups come last."""
    return [*_spread("wide.txt"), *_spread_follow_ups("wide_follow_ups.txt")]


def later_utterances(name: str) -> list[Labelled]:
    """The "third" or "fourth" set; the last 34 lines of the third came after the changes for the others."""
    return [*_spread(f"{name}.txt"), *_spread_follow_ups(f"{name}_follow_ups.txt")]


def _spread(name: str) -> Iterator[Labelled]:
    for part, (locale, sector, kind, label, text) in _rows(name):
        language, country = _locale(locale)
        yield Labelled(language, _intents(label), text, part, (), country, sector, kind)


def _spread_follow_ups(name: str) -> Iterator[Labelled]:
    for part, (locale, label, history, text) in _rows(name):
        language, country = _locale(locale)
        said = tuple(_history(history))
        yield Labelled(language, _intents(label), text, part, said, country, "any", "follow_up")


def later_emergencies(name: str) -> list[Labelled]:
    return _by_sector(f"{name}_emergencies.txt", (Intent.EMERGENCY,))


def later_look_alikes(name: str) -> list[Labelled]:
    return _by_sector(f"{name}_lookalikes.txt", ())


def wide_emergencies() -> list[Labelled]:
    """Emergencies by country and sector."""
    return _by_sector("wide_emergencies.txt", (Intent.EMERGENCY,))


def wide_look_alikes() -> list[Labelled]:
    """Negated, past, hypothetical, figurative, mild or asked; `intents` is empty: anything but an emergency."""
    return _by_sector("wide_lookalikes.txt", ())


def _by_sector(name: str, intents: tuple[Intent, ...]) -> list[Labelled]:
    found = []
    for part, (locale, sector, text) in _rows(name):
        language, country = _locale(locale)
        found.append(Labelled(language, intents, text, part, (), country, sector, "plain"))
    return found
