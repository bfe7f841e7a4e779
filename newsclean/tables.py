"""What the cells of a table say about how it can be written."""

from __future__ import annotations

import re

from newsclean.nodes import BLOCKS, Element, style_of
from newsclean.raw_html import span_of


def rows_of(table: Element) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for child in table.contents:
        if isinstance(child, Element) and child.name in ("thead", "tbody", "tfoot"):
            rows += rows_of(child)
        elif isinstance(child, Element) and child.name == "tr":
            rows.append([cell for cell in child.contents if isinstance(cell, Element) and cell.name in ("td", "th")])
    return rows


def needs_html(rows: list[list[Element]]) -> bool:
    """A pipe table has one line of running text in each cell and no spans."""
    for cell in (cell for row in rows for cell in row):
        if span_of(cell, "colspan") > 1 or span_of(cell, "rowspan") > 1:
            return True
        if any(isinstance(child, Element) and child.name in BLOCKS for child in cell.contents):
            return True
    return False


def alignments(rows: list[list[Element]], width: int) -> list[str]:
    marks = {"left": ":--", "center": ":-:", "right": "--:"}
    out = []
    for index in range(width):
        column = [row[index] for row in rows if index < len(row)]
        found = {_alignment(cell) for cell in column} - {""}  # a header often leaves it to its column
        out.append(marks.get(found.pop(), "---") if len(found) == 1 else "---")
    return out


def _alignment(cell: Element) -> str:
    match = re.search(r"text-align:(left|center|right)", style_of(cell))
    return match[1] if match else str(cell.get("align") or "").lower()
