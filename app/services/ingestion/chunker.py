"""Passages to index: sections, lists and tables stay whole where they fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.services.ingestion.model import (
    DEFAULT_LIMITS,
    Block,
    BlockKind,
    ChunkDraft,
    ExtractedDocument,
    Limits,
)
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.html_page import add_html
from app.services.ingestion.parsers.markdown import add_markdown
from app.services.ingestion.parsers.text import add_text
from app.services.ingestion.prose import split_prose
from app.services.ingestion.rendering import block_lines
from app.services.ingestion.sniff import looks_like_html, looks_like_markdown

MAX_CHARS = 700
_MAX_LEAD_CHARS = 160  # "Contraindicaciones:" is said again over each part of its list


@dataclass(slots=True)
class _Draft:
    """A passage being filled."""

    section: tuple[str, ...]
    page: int | None
    kind: BlockKind
    parts: list[str] = field(default_factory=list)
    rows: tuple[int, int] | None = None


def chunk(
    source: ExtractedDocument | str, *, title: str = "", max_chars: int = MAX_CHARS, overlap: int = 80
) -> list[ChunkDraft]:
    """Cut a document, or Markdown, HTML or plain text, into passages of about `max_chars`.

    Sections never mix. A list or table that does not fit is cut between items or rows, each row with its header;
    prose is cut between sentences with up to `overlap` characters repeated. A spreadsheet's row is a passage.
    A first heading equal to `title` is left out of the section path, which the title precedes anyway.
    """
    blocks = blocks_of(source) if isinstance(source, str) else source.blocks
    drafts = list(_drafts(blocks, max_chars, overlap))
    if len(drafts) > 1:  # a bare title is said by every passage already
        drafts = [draft for draft in drafts if draft.kind is not BlockKind.HEADING or draft.parts != [title]]
    return [_finish(number, draft, title) for number, draft in enumerate(drafts)]


def blocks_of(text: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Block, ...]:
    """Blocks of text that came without a file. Raises: DocumentUnreadableError (`too_large`)."""
    outline = Outline(limits)
    if looks_like_html(text):
        add_html(outline, text)
    elif looks_like_markdown(text):
        add_markdown(outline, text)
    else:
        add_text(outline, text)
    return tuple(outline.blocks)


def _finish(number: int, draft: _Draft, title: str) -> ChunkDraft:
    path = draft.section[1:] if draft.section and draft.section[0] == title else draft.section
    metadata: dict[str, object] = {"kind": str(draft.kind)}
    if draft.page is not None:
        metadata["page"] = draft.page
    if draft.rows is not None:
        metadata["rows"] = list(draft.rows)
    return ChunkDraft(number, "\n".join(draft.parts), " > ".join(path), draft.page, metadata)


def _drafts(blocks: Sequence[Block], max_chars: int, overlap: int) -> Iterator[_Draft]:
    draft: _Draft | None = None
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            if draft:
                yield draft
            draft = None
            if _is_leaf(blocks, number):
                yield _Draft(block.section, block.page, BlockKind.HEADING, [block.text])
            continue
        text = "\n".join(block_lines(block))
        if draft and not block.facts and draft.section == block.section and _fits(draft, text, max_chars):
            draft.parts.append(text)
            draft.kind = draft.kind if draft.kind is BlockKind.TABLE else block.kind
            continue
        lead = _lead(draft, block)
        if draft and draft.parts:
            yield draft
        pieces = list(_pieces(block, lead, max_chars, overlap))
        yield from pieces[:-1]
        draft = pieces[-1] if pieces else None
        if draft and block.facts:
            yield draft
            draft = None
    if draft:
        yield draft


def _is_leaf(blocks: Sequence[Block], number: int) -> bool:
    """A heading with nothing under it is content itself."""
    block = blocks[number]
    if number + 1 == len(blocks):
        return True
    following = blocks[number + 1]
    path = (*block.section, block.text)
    return following.section[: len(path)] != path


def _fits(draft: _Draft, text: str, max_chars: int) -> bool:
    return sum(map(len, draft.parts)) + len(draft.parts) + len(text) <= max_chars


def _lead(draft: _Draft | None, block: Block) -> str:
    """The line that introduces a list or table, taken from the end of the passage before."""
    if draft is None or draft.section != block.section or block.kind is BlockKind.PARAGRAPH:
        return ""
    before, _, last = draft.parts[-1].rpartition("\n")
    if not last.endswith(":") or len(last) > _MAX_LEAD_CHARS:
        return ""
    draft.parts[-1:] = [before] if before else []
    return last


def _pieces(block: Block, lead: str, max_chars: int, overlap: int) -> Iterator[_Draft]:
    lines = block_lines(block)
    if block.kind is BlockKind.PARAGRAPH:
        for text in split_prose(block.text, max_chars, overlap):
            yield _Draft(block.section, block.page, block.kind, [text])
        return
    start: list[str] = [lead] if lead else []
    rows = block.kind is BlockKind.TABLE
    draft = _Draft(block.section, block.page, block.kind, list(start))
    for number, line in enumerate(lines, 1):
        for text in _line_texts(line, max_chars, overlap):
            if len(draft.parts) > len(start) and (block.facts or not _fits(draft, text, max_chars)):
                yield draft
                draft = _Draft(block.section, block.page, block.kind, list(start))
            draft.parts.append(text)
            if rows:
                draft.rows = (draft.rows[0] if draft.rows else number, number)
    if len(draft.parts) > len(start):
        yield draft


def _line_texts(line: str, max_chars: int, overlap: int) -> list[str]:
    """A very long row or item in parts, each after the row's first cell, which names what it is about."""
    if len(line) <= 2 * max_chars:
        return [line]
    name, bar, rest = line.partition(" | ")
    if not bar or len(name) > max_chars // 3:
        return split_prose(line, max_chars, overlap)
    return [f"{name} | {part}" for part in split_prose(rest, max_chars - len(name), overlap)]
