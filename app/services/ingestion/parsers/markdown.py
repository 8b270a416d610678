"""Markdown, by way of HTML: one walk serves both."""

from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.html_page import add_html
from app.services.ingestion.parsers.text import read_text


def parse_markdown(source: Source) -> Parsed:
    """Parse a Markdown file (CommonMark with tables)."""
    outline = Outline(source.limits)
    add_markdown(outline, read_text(source))
    return Parsed(outline)


def add_markdown(outline: Outline, text: str) -> None:
    """Add Markdown to `outline`; a line break stays a line break, as in the chats these texts come from."""
    # Imported here: it costs 40 ms and most documents are not Markdown.
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"breaks": True, "html": True}).enable("table")
    add_html(outline, renderer.render(_without_front_matter(text)), keep_links=True)


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    _, _, body = text[4:].partition("\n---\n")
    return body or text
