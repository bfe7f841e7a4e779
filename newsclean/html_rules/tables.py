"""Tables: those that only lay out a page become paragraphs, those that hold data stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html.elements import BLOCKS
from newsclean.html_rules.captions import set_captions_apart
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding
from newsclean.tree.builder import Soup
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Node, Text, elements, has_content, rewrite, shows_nothing, text_of

_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
# A cell of data is shorter; more characters, or a sentence's end, and it is text of the article.
_LONG = 60
_SENTENCE = lazy.pattern(r".*[。！？；…]\s*[”’」』）)]?", re.S)


class _Cell(NamedTuple):
    """What counts of a cell: its text, how many pictures and stretches of text it holds, whether there is a table in it."""

    element: Element
    words: str
    pictures: int
    blocks: int
    holds_table: bool

    @property
    def is_picture(self) -> bool:
        return self.pictures > 0 and not self.words

    @property
    def is_article(self) -> bool:
        """Tell whether a cell holds what no cell of data does: paragraphs, sentences, another table."""
        return self.blocks > 1 or self.holds_table or len(self.words) > _LONG


def plain_tables(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<table><tr><td><p>甲</p><p>乙</p></td></tr></table>` -> its paragraphs; an empty table -> nothing; data stay a table.

    A table of one cell, of one column of pictures and text, or of a picture beside its text only lays out a page. Attributes
    are no matter of this rule: the writer writes none but alignment, or the spans of a table that has any. An empty table goes
    in preformatted text, too; what stands round it stays apart.
    """
    if "table" not in tree.soup.made:
        return

    in_code = {id(inner) for each in elements(tree.soup) if each.name == "pre" for inner in elements(each)}

    def decide(element: Element) -> list[Node] | None:
        if element.name != "table" or element.is_markdown:
            return None
        if not has_content(element):
            tally.drop_empty(element)
            return [tree.soup.make("p")]
        rows = _rows(element) if id(element) not in in_code else None
        if rows is None or not _is_layout(element, rows):
            return None
        tally.unwrap(element)
        return _flat(tree.soup, element)

    tally = Tally()
    rewrite(tree.soup, decide)
    yield from tally.findings()


def _rows(table: Element) -> list[list[Element]] | None:
    """Give the cells of a table row by row; None when anything stands in it beside its cells, or a head."""
    rows: list[list[Element]] = []
    for child in table.contents:
        name = child.name if isinstance(child, Element) else ""
        if isinstance(child, Element) and name in _ROW_GROUPS:
            inner = _rows(child)
            if inner is None or (name != "tbody" and inner):
                return None
            rows += inner
        elif isinstance(child, Element) and name == "tr":
            cells = [cell for cell in child.contents if isinstance(cell, Element) and cell.name == "td"]
            if any(has_content(each) for each in child.contents if not (isinstance(each, Element) and each.name == "td")):
                return None
            rows += [cells] if cells else []
        elif has_content(child):
            return None
    return rows


def _is_layout(table: Element, rows: Sequence[Sequence[Element]]) -> bool:
    """Tell whether a table without a head lays out a page."""
    if str(table.get("role") or "").lower() in ("presentation", "none"):
        return True
    cells = [[_read(cell) for cell in row if has_content(cell)] for row in rows]
    cells = [row for row in cells if row]
    columns = {at for row in rows for at, cell in _places(row) if has_content(cell)}
    flat = [cell for row in cells for cell in row]
    if len(flat) == 1:
        return True
    if len(columns) == 1:
        return any(cell.pictures or cell.blocks > 1 or cell.holds_table or cell.is_article for cell in flat) or all(
            _SENTENCE.fullmatch(cell.words) for cell in flat
        )
    if any(cell.holds_table for cell in flat):
        return True
    if len(cells) == 1:
        return any(cell.is_article for cell in flat) and len(flat) <= 3
    # A list of articles, each with its picture beside it.
    return all(len(row) == 2 and row[0].is_picture != row[1].is_picture and any(each.is_article for each in row) for row in cells)


def _places(row: Sequence[Element]) -> Iterator[tuple[int, Element]]:
    """Give the cells of a row, each with the column in which it starts."""
    column = 0
    for cell in row:
        yield column, cell
        span = str(cell.get("colspan") or "").strip()
        column += int(span) if span.isdecimal() and 0 < len(span) < 4 else 1


def _read(cell: Element) -> _Cell:
    inside = [*elements(cell)]
    return _Cell(
        cell,
        text_of(cell).strip(chars.UNSEEN),
        sum(each.name == "img" for each in inside),
        _stretches(cell),
        any(each.name == "table" for each in inside),
    )


def _stretches(cell: Element) -> int:
    """Count the stretches of text and pictures in a cell that the borders of blocks part."""
    count, is_open = 0, False
    stack: list[Node | None] = [*reversed(cell.contents)]
    while stack:
        node = stack.pop()
        is_block = isinstance(node, Element) and node.name in BLOCKS
        if node is None or is_block:
            is_open = False
        elif not is_open and (has_content(node) if type(node) is Text else isinstance(node, Element) and node.name == "img"):
            count, is_open = count + 1, True
        if isinstance(node, Element):
            stack += [*([None] if is_block else []), *reversed(node.contents)]
    return count


def _flat(soup: Soup, table: Element) -> list[Node]:
    """Give what stands in the cells of a table, each cell apart."""
    out: list[Node] = []
    for child in table.contents:
        if isinstance(child, Element) and child.name == "td":
            cell = soup.make("div", child.contents)
            if not shows_nothing(text_of(cell)):
                set_captions_apart(soup, cell, is_layout=True)
            out.append(cell)
        elif isinstance(child, Element) and (child.name in _ROW_GROUPS or child.name == "tr"):
            out += _flat(soup, child)
    return out
