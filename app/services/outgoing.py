"""An answer as messages that Chatwoot and its channel take: parts, buttons, markup, templates."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.outbox import REPLY, Outgoing

WHATSAPP = "Channel::Whatsapp"
WEB_WIDGET = "Channel::WebWidget"
MAX_CHARS = 4096  # WhatsApp's limit of one message
MAX_BUTTON_BODY = 1024  # WhatsApp's limit of a text with buttons
BUTTONS, BUTTON_CHARS = 3, 20
LIST_ROWS, LIST_CHARS = 10, 24
OUTSIDE_WINDOW = "outside_window"

_RICH = (WEB_WIDGET, "Channel::Email", "Channel::Api")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*]\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s()]+)\)")
_LIQUID = re.compile(r"\{(?=[{%])")
# Where a long text may be cut, best first: between paragraphs, lines, sentences, words.
_CUTS = ("\n\n", "\n", ". ", " ")


def replies(
    text: str, choices: Sequence[str], company: CompanyConfig, *, channel: str, can_reply: bool
) -> list[Outgoing]:
    """The messages of one answer, in order. Outside the channel's window: a template, or a row that says so."""
    content = plain(text, channel)
    if not can_reply:
        return [_outside(content, company, channel)]
    parts = split(content)
    items = _items(choices, channel, len(parts[-1]))
    last: dict[str, object] = {"content_type": "input_select", "items": items} if items else {}
    return [*(Outgoing(REPLY, part) for part in parts[:-1]), Outgoing(REPLY, parts[-1], dict(last))]


def plain(text: str, channel: str) -> str:
    """Text that the channel shows as meant and Chatwoot's template engine leaves alone."""
    if channel not in _RICH:
        text = _BULLET.sub("• ", _HEADING.sub("", _BOLD.sub(r"\2", _LINK.sub(_written_out, text))))
    return without_liquid(text).strip()


def without_liquid(text: str) -> str:
    """Chatwoot renders `{{ }}` and `{% %}` of every outgoing message: a space takes their meaning away."""
    return _LIQUID.sub("{ ", text)


def without_liquid_in(value: Any) -> Any:
    """`without_liquid` for every text of a JSON value."""
    if isinstance(value, Mapping):
        return {name: without_liquid_in(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_liquid_in(item) for item in value]
    return without_liquid(value) if isinstance(value, str) else value


def _written_out(link: re.Match[str]) -> str:
    words, address = link.groups()
    return address if words == address else f"{words}: {address}"


def split(text: str, limit: int = MAX_CHARS) -> list[str]:
    """Parts of at most `limit` characters, cut where a reader would pause."""
    parts = []
    while len(text) > limit:
        cut = _cut(text, limit)
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*parts, text]


def _cut(text: str, limit: int) -> int:
    for mark in _CUTS:
        at = text.rfind(mark, limit // 3, limit - len(mark) + 1)
        if at > 0:
            return at + len(mark)
    return limit


def _items(choices: Sequence[str], channel: str, body_chars: int) -> list[dict[str, str]]:
    """Buttons where the channel has them and they fit; the text names the choices anyway."""
    titles = list(dict.fromkeys(plain(choice, channel) for choice in choices))
    if not titles or channel not in (WEB_WIDGET, WHATSAPP) or len(titles) > LIST_ROWS:
        return []
    longest = BUTTON_CHARS if len(titles) <= BUTTONS else LIST_CHARS
    too_long = any(len(title) > longest for title in titles) or body_chars > MAX_BUTTON_BODY
    if channel == WHATSAPP and too_long:
        return []
    return [{"title": title, "value": title} for title in titles]


def _outside(content: str, company: CompanyConfig, channel: str) -> Outgoing:
    if channel != WHATSAPP or not company.whatsapp_template:
        return Outgoing(REPLY, content, skip=OUTSIDE_WINDOW)
    return templated(company.whatsapp_template, str(company.whatsapp_template["name"]))


def templated(template: Mapping[str, Any], text: str) -> Outgoing:
    """An approved template; staff read its `content` in the conversation, or `text` where it has none."""
    params = {name: value for name, value in template.items() if name != "content"}
    shown = without_liquid(str(template.get("content") or text))
    return Outgoing(REPLY, shown, {"template_params": {"processed_params": {}, **params}})
