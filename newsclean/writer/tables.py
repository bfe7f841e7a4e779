"""What the cells of a table say about how it can be written, and a list about the same."""

from __future__ import annotations

import re

from newsclean.html.elements import BLOCKS, LISTS
from newsclean.tree.nodes import Element, style_of
from newsclean.writer.raw_html import is_numbered_otherwise, span_of


def rows_of(table: Element) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for child in table.contents:
        if isinstance(child, Element) and child.name in ("thead", "tbody", "tfoot"):
            rows += rows_of(child)
        elif isinstance(child, Element) and child.name == "tr":
            rows.append([cell for cell in child.contents if isinstance(cell, Element) and cell.name in ("td", "th")])
    return rows


def _needs_html(rows: list[list[Element]]) -> bool:
    """A pipe table has one line of running text in each cell and no spans."""
    for cell in (cell for row in rows for cell in row):
        if span_of(cell, "colspan") > 1 or span_of(cell, "rowspan") > 1:
            return True
        if any(isinstance(child, Element) and child.name in BLOCKS for child in cell.contents):
            return True
    return False


def is_written_as_html(el: Element) -> bool:
    """Tell whether a list or table is one that Markdown cannot say."""
    if el.name == "table":
        rows = [row for row in rows_of(el) if row]
        return _needs_html(rows) or (len(rows) == 1 and all(cell.name == "th" for cell in rows[0]))
    return el.name == "ol" and is_numbered_otherwise(el)  # SPELLINGS `ordered-start`: kramdown starts every list at 1


def is_markdown_list(el: Element) -> bool:
    """Tell whether an element is a list in Markdown; one in HTML needs blank lines round it (SPELLINGS `ordered-start`)."""
    return el.name in LISTS and not is_written_as_html(el)


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
