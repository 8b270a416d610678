"""Text as it should be stored: composed, without control characters, numbers untouched."""

import hashlib
import re
import unicodedata

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)  # NFKC would do more harm than good: it rewrites ½, m² and ™
_INVISIBLE = re.compile(  # the joiner U+200D stays: it holds emoji together
    r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffd\ufffe\uffff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")  # symbol fonts put their bullets here
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Normalise characters and keep the layout: line breaks, tabs and runs of spaces stay."""
    text = _LINE_BREAKS.sub("\n", text)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _PRIVATE_USE.sub("•", text).translate(_LIGATURES))


def tidy(text: str) -> str:
    """Clean `text` and collapse its spaces; single and double line breaks stay."""
    lines = (_SPACES.sub(" ", line).strip() for line in clean(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """`text` on one line, for headings, cells and titles."""
    return " ".join(clean(text).split())


def has_text(text: str) -> bool:
    """Whether anything can be read: a letter or a digit."""
    return any(char.isalnum() for char in text)


def content_hash(text: str) -> str:
    """SHA-256, hexadecimal, of the text regardless of spacing, line endings and Unicode form."""
    return hashlib.sha256(one_line(text).encode()).hexdigest()
