"""Long prose cut between sentences, never inside a number or between a sign and its amount."""

_ABBREVIATIONS = (
    r"(?<!\bDra\.)(?<!\bDr\.)(?<!\bSra\.)(?<!\bSr\.)(?<!\bNo\.)(?<!\bAv\.)(?<!\bTel\.)(?<!\bCra\.)(?<!\bp\.)"
)
_SEPARATORS = [
    r"\n\n",
    r"\n",
    rf"(?<=[.!?…]){_ABBREVIATIONS}\s+",
    r"(?<=[;:])\s+",
    r"(?<=,)\s+",
    r"(?<![$€#])\s+(?!\d)",
    r"\s+",
    "",
]


def split_prose(text: str, max_chars: int, overlap: int) -> list[str]:
    """Pieces of at most `max_chars`, each repeating up to `overlap` characters of whole clauses before it."""
    if len(text) <= max_chars:
        return [text]
    # Imported here: 0.7 s, and most passages fit.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=max_chars,
        chunk_overlap=min(overlap, max_chars // 4),
    )
    return list(splitter.split_text(text))
