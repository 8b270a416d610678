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


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
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
