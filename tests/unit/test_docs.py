"""The guide for newcomers names files and functions: they must be there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_PATH = re.compile(r"`((?:app|src|tests|docs|tools)/[\w/.-]+)`")
_NAMED = re.compile(r"`(app/[\w/]+\.py)`\s·\s+`([\w.]+)`")


@pytest.mark.parametrize("path", sorted(set(_PATH.findall(GUIDE))))
def test_every_file_of_the_guide_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), sorted(set(_NAMED.findall(GUIDE))))
def test_every_function_of_the_guide_exists(path: str, name: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    for part in name.split("."):
        assert re.search(rf"\b(?:def|class) {part}\b", source), f"{part} is not in {path}"


def test_every_page_links_to_pages_that_exist() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(
            r"\]\(([\w/.-]+\.(?:md|png|webp))(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")
        )
        if not (page.parent / target).exists()
    ]
    assert broken == []
