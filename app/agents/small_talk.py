"""Greetings, thanks, goodbyes and the like: messages that ask for nothing else.

The phrases stand in data/small_talk.json, the most telling kind first: "hola, gracias" is thanks.
"""

import json
import re
from functools import cache
from pathlib import Path

from app.agents.chat_text import chat_fold

PHRASES = Path(__file__).parent / "data" / "small_talk.json"
_MARKS = frozenset("!.,?;")


def small_talk_kind(text: str) -> str | None:
    """The kind of small talk that fills the whole message, or None when it says anything more.

    Kinds: off_topic, who_are_you, goodbye, thanks, greeting, apology, laugh, acknowledgement.
    """
    rest = " ".join(word for word in chat_fold(text).split() if word not in _MARKS)
    if not rest:
        return None
    kinds, filler = _patterns()
    found = None
    for kind, pattern in kinds.items():
        rest, count = pattern.subn(" ", rest)
        rest = " ".join(rest.split())
        found = found or (kind if count else None)
    return found if not filler.sub("", rest).strip() else None


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    phrases = json.loads(PHRASES.read_text(encoding="utf-8"))
    return {kind: _any_of(found) for kind, found in phrases["kinds"].items()}, _any_of(phrases["filler"])


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """Longest first: a regular expression takes the first alternative that fits."""
    alternatives = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])")
