"""What a streamed sheet does not tell of itself: hidden columns, vertical merges, formulas never calculated."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_NS = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RANGE = re.compile(r"^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$")
_MAX_COLUMNS = 16_384


@dataclass(slots=True)
class Layout:
    """Columns and rows count from 1."""

    hidden_columns: set[int] = field(default_factory=set)
    merges: dict[tuple[int, int], int] = field(default_factory=dict)  # top cell (row, column) → last row
    formulas_without_values: bool = False


def read_layout(archive: zipfile.ZipFile, path: str) -> Layout:
    """Read the sheet's XML in `archive`, streaming."""
    layout = Layout()
    tags = tuple(ns + name for ns in (_NS, _STRICT_NS) for name in ("c", "row", "col", "mergeCell"))
    with archive.open(path.lstrip("/")) as part:
        for _, node in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True):
            name = etree.QName(node).localname
            if name == "col":
                _hidden(layout, node.attrib)
            elif name == "mergeCell":
                _merge(layout, node.get("ref") or "")
            elif name == "c":
                layout.formulas_without_values |= _uncalculated(node)
            else:
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
    return layout


def _hidden(layout: Layout, attributes: Mapping[str, str]) -> None:
    if attributes.get("hidden") in ("1", "true"):
        first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
        layout.hidden_columns.update(range(first, min(last, _MAX_COLUMNS) + 1))


def _merge(layout: Layout, ref: str) -> None:
    match = _RANGE.match(ref)
    if match and int(match[4]) > int(match[2]):
        layout.merges[int(match[2]), _column(match[1])] = int(match[4])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _uncalculated(cell: etree._Element) -> bool:
    names = {etree.QName(child).localname: child.text for child in cell}
    return "f" in names and not names.get("v")
