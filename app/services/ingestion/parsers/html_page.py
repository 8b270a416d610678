"""HTML: the main text of a page in reading order, without menus, scripts and what the page hides."""

import re
from collections.abc import Iterator

from lxml import etree, html

from app.services.ingestion.cleaning import has_text, one_line
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.html_table import is_data_table, table_rows
from app.services.ingestion.parsers.text import read_text

_DROP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "nav",
        "aside",
        "form",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "dialog",
        "head",
        "audio",
        "video",
        "map",
    ]
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROLES = frozenset({"navigation", "menu", "menubar", "search", "dialog", "alertdialog", "complementary"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOISE = re.compile(
    r"cookie|consent|gdpr|breadcrumb|share-|social|skip-link|screen-reader|newsletter", re.IGNORECASE
)
_SUMMARY_LEVEL = 6
_MIN_MAIN_SHARE = 0.4
_CONTACT_LINK = re.compile(r"^(tel:|mailto:|https?://(wa\.me|api\.whatsapp\.com)/)", re.IGNORECASE)


def parse_html(source: Source) -> Parsed:
    """Parse a page; its title is the only <h1>, else <title>."""
    outline = Outline(source.limits)
    title = add_html(outline, read_text(source))
    return Parsed(outline, title=title)


def add_html(outline: Outline, text: str, *, keep_links: bool = False) -> str:
    """Add a page or fragment to `outline` and return its title. `keep_links` writes web addresses after links."""
    # UTF-8 bytes, so that the parser cannot follow a charset that the page declares wrongly.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except etree.ParserError:  # nothing but comments or spaces
        return ""
    if any("depth" in error.message for error in parser.error_log):  # the parser gave the rest up
        raise unreadable(Reason.BROKEN)
    walker = _Walker(outline, keep_links=keep_links)
    for part in _main_parts(root):
        walker.walk(part)
    return _title(root)


def _title(root: html.HtmlElement) -> str:
    headings = [one_line(" ".join(node.itertext())) for node in root.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    node = root.find(".//title")
    return one_line(node.text or "") if node is not None else ""


def _main_parts(root: html.HtmlElement) -> list[html.HtmlElement]:
    """<main> (or the articles) when it holds the text, with the addresses outside it; else the whole body."""
    body = root.find("body")
    if body is None:
        return [root]
    mains = list(body.iter("main")) or body.xpath(".//*[@role='main']") or list(body.iter("article"))
    mains = [node for node in mains if not any(above in mains for above in node.iterancestors())]
    inside = sum(_visible_chars(node) for node in mains)
    if not mains or inside < _MIN_MAIN_SHARE * _visible_chars(body):
        return [body]
    outside = [node for node in body.iter("address") if not any(above in mains for above in node.iterancestors())]
    return [*mains, *outside]


def _visible_chars(root: html.HtmlElement) -> int:
    total = 0
    for event, node in _events(root):
        total += len((node.text if event == "start" else node.tail) or "")
    return total


def _events(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Start and end of every visible element, without recursion: pages may nest thousands deep."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if event == "start" and _dropped(node):
            walker.skip_subtree()
            node.set("data-dropped", "1")
            continue
        if event == "end" and node.get("data-dropped"):
            if node is not root:
                yield "tail", node
            continue
        yield event, node


def _dropped(node: html.HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag in _DROP or node.get("role") in _ROLES:
        return True
    if node.get("hidden") is not None or _HIDDEN_STYLE.search(node.get("style") or ""):
        return True
    if node.get("aria-hidden") == "true":
        return True
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if node.tag not in ("body", "main", "article", "html") and _NOISE.search(names):
        return True
    return node.tag in ("ul", "ol", "div", "header", "footer") and "menu" in names.lower() and _mostly_links(node)


def _mostly_links(node: html.HtmlElement) -> bool:
    total = len("".join(node.itertext()).strip())
    linked = sum(len("".join(link.itertext()).strip()) for link in node.iter("a"))
    return linked > 0.7 * total


class _Walker:
    """Turns the stream of elements into blocks."""

    def __init__(self, outline: Outline, *, keep_links: bool) -> None:
        self._outline, self._keep_links = outline, keep_links
        self._text: list[str] = []
        self._items: list[str] = []
        self._lists: list[int | None] = []  # per open list: the next number, None for bullets
        self._fresh = False  # inside an item that has no text yet
        self._term = ""
        self._pre = 0

    def walk(self, root: html.HtmlElement) -> None:
        table: html.HtmlElement | None = None
        for event, node in _events(root):
            if table is not None:  # its cells are read at once
                if event == "end" and node is table:
                    table = None
                    self._tail(node, root)
                continue
            if event == "start" and node.tag == "table" and is_data_table(node):
                self._flush()
                rows, marked = table_rows(node)
                self._outline.table(rows, explicit=marked)
                table = node
            elif event == "start":
                self._start(node)
            else:
                if event == "end":
                    self._end(node)
                self._tail(node, root)
        self._flush()

    def _tail(self, node: html.HtmlElement, root: html.HtmlElement) -> None:
        if node is not root and node.tail:
            self._add(node.tail)

    def _start(self, node: html.HtmlElement) -> None:
        tag = node.tag
        if tag in _BLOCK or tag in _HEADINGS:
            self._break(tag)
        if tag in ("ul", "ol"):
            self._lists.append(_first_number(node) if tag == "ol" else None)
        elif tag == "li":
            self._fresh = True
        elif tag == "br":
            self._text.append("\n")
        elif tag == "pre":
            self._pre += 1
        self._add(node.text or "")

    def _end(self, node: html.HtmlElement) -> None:
        tag = node.tag
        if tag in _HEADINGS or tag == "summary":
            self._outline.heading(self._take(), _HEADINGS.get(tag, _SUMMARY_LEVEL))
        elif tag == "dt":
            self._term = one_line(self._take())
        elif tag == "a":
            self._link(node)
        elif tag in ("td", "th"):
            self._text.append(" ")
        elif tag in _BLOCK:
            self._break(tag)
        self._leave(tag)

    def _leave(self, tag: str) -> None:
        """What was open inside `tag` is closed."""
        if tag == "pre":
            self._pre -= 1
        elif tag == "details":
            self._outline.close(_SUMMARY_LEVEL)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            if not self._lists:
                self._flush()

    def _break(self, tag: str) -> None:
        """A block begins or ends: what was collected becomes an item, a definition or a paragraph."""
        text = self._take()
        if self._lists and tag not in _HEADINGS:
            self._item(text)
            return
        if tag == "dd" and self._term and has_text(text):
            joiner = " " if self._term.endswith(("?", ":")) else ": "
            text, self._term = f"{self._term}{joiner}{text.strip()}", ""
        if has_text(text):
            self._bullets()
            self._outline.paragraph(text)
        elif tag in _HEADINGS:
            self._bullets()

    def _item(self, text: str) -> None:
        if not has_text(text):
            return
        if not self._fresh and self._items:  # a further paragraph of the same item
            self._items[-1] += " " + one_line(text)
            return
        self._fresh = False
        number = self._lists[-1]
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._items.append("  " * (len(self._lists) - 1) + mark + one_line(text))

    def _link(self, node: html.HtmlElement) -> None:
        target = (node.get("href") or "").strip()
        if not _CONTACT_LINK.match(target) and not (self._keep_links and target.startswith("http")):
            return
        shown = re.sub(r"^(tel:|mailto:)", "", target)
        text = "".join(self._text)
        if shown not in text and re.sub(r"\D", "", shown)[-7:] not in (re.sub(r"\D", "", text) or " "):
            self._text.append(f" ({shown})")
        elif self._keep_links and target.startswith("http") and target not in text:
            self._text.append(f" ({target})")

    def _add(self, text: str) -> None:
        self._text.append(text if self._pre else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _take(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def _bullets(self) -> None:
        self._outline.bullets(self._items)
        self._items.clear()

    def _flush(self) -> None:
        self._break("div")
        self._bullets()
        if self._term:
            self._outline.paragraph(self._term)
            self._term = ""


def _first_number(node: html.HtmlElement) -> int:
    start = node.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 6 else 1
