"""Blocks as text: one form for what is shown, stored and indexed."""

from app.services.ingestion.model import Block, BlockKind, ExtractedDocument
from app.services.ingestion.tables import render_row

_DEEPEST_MARK = 6


def to_text(document: ExtractedDocument) -> str:
    """The whole document, headings marked as in Markdown and each table row a line that stands alone."""
    return "\n\n".join(_render(block) for block in document.blocks)


def block_lines(block: Block) -> list[str]:
    """A list's items, a table's rows, or a text's lines."""
    if block.kind is BlockKind.LIST:
        return list(block.items)
    if block.kind is BlockKind.TABLE:
        return [line for line in (render_row(block.header, row) for row in block.rows) if line]
    return block.text.split("\n")


def _render(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return f"{'#' * max(1, min(block.level, _DEEPEST_MARK))} {block.text}"
    return "\n".join(block_lines(block))
