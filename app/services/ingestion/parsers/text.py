"""Plain text: paragraphs, lists, and the headings people type without any markup."""

import re

from app.services.ingestion.charset import decode
from app.services.ingestion.cleaning import clean
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source

BULLET = re.compile(r"^\s*(?:[-–—*•·▪►●○◦✓✔➤➢]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_MARK = re.compile(r"^\s*[-–—*•·▪►●○◦✓✔➤➢]\s+")
_RULE = re.compile(r"^\s*([=\-_*~#])\1{2,}\s*$")
_CHAT_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,120})(?<=\S)\*(?![\w*])")  # *so*, as people write in chats
_MAX_HEADING = 80


def read_text(source: Source) -> str:
    """Decoded text of a file known to be text. Raises DocumentUnreadableError (`broken`, `too_large`)."""
    text = decode(source.data)
    if text is None:
        raise unreadable(Reason.BROKEN)
    if len(text) > source.limits.max_chars:
        raise unreadable(Reason.TOO_LARGE, max_chars=source.limits.max_chars)
    return text


def parse_text(source: Source) -> Parsed:
    """Parse a text file."""
    outline = Outline(source.limits)
    add_text(outline, read_text(source))
    return Parsed(outline)


def add_text(outline: Outline, text: str) -> None:
    """Add `text` block by block; line breaks inside a paragraph stay."""
    for group in re.split(r"\n\s*\n", _CHAT_BOLD.sub(r"\1", clean(text))):
        lines = [line.rstrip() for line in group.split("\n") if line.strip()]
        _add_group(outline, lines)


def list_item(line: str) -> str:
    """A list line with one kind of bullet; numbers stay."""
    return _MARK.sub("- ", line) if _MARK.match(line) else line.strip()


def _add_group(outline: Outline, lines: list[str]) -> None:
    paragraph: list[str] = []
    items: list[str] = []

    def flush() -> None:
        outline.paragraph("\n".join(paragraph))
        outline.bullets(items)
        paragraph.clear()
        items.clear()

    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _RULE.match(line):
            flush()
        elif _is_heading(line) or (_RULE.match(following) and len(line) <= _MAX_HEADING):
            flush()
            outline.heading(line.strip(" :*#=-"), 2)
        elif BULLET.match(line):
            if paragraph:
                flush()
            items.append(list_item(line))
        elif items and line.startswith(("  ", "\t")):
            items[-1] += " " + line.strip()
        else:
            if items:
                flush()
            paragraph.append(line.strip())
    flush()


def _is_heading(line: str) -> bool:
    """A short line all in capitals, without a price or a time in it."""
    letters = [char for char in line if char.isalpha()]
    shouted = len(letters) >= 4 and all(char.isupper() for char in letters)
    return shouted and len(line) <= _MAX_HEADING and not re.search(r"\d[\d.,:]+|[.;,]$", line.strip())
