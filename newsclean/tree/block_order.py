"""The tree's blocks put in order: after it every block holds either blocks or running text, never both.

HTML lets text stand beside paragraphs, paragraphs inside `strong` and lists inside lists. The rules and the
Markdown writer need one shape: containers hold blocks, and all running text stands in a paragraph,
heading or table cell. No text is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bs4 import Tag

from newsclean.html.elements import BLOCKS, HEADINGS, LISTS
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import PROSE, Element, Node, Text, append, elements, has_content, set_children

CONTAINERS = frozenset({"blockquote", "li"})
# Blocks that hold running text only.
LEAVES = frozenset({"p", *HEADINGS})
_TABLE_PARTS = frozenset({"td", "th", "tr", "thead", "tbody", "tfoot"})
# Inline elements that mean something, so their meaning has to reach into the blocks they hold.
_MEANING = frozenset({"strong", "em", "del", "sub", "sup", "code", "a"})


def shape(soup: Soup, root: Tag) -> list[Element]:
    """Put the blocks inside `root` in order; give the elements that lost their tags, and the empty ones that went."""
    shaper = _Shaper(soup)
    set_children(root, shaper.blocks(root.contents))
    return shaper.gone


class _Shaper:
    def __init__(self, soup: Soup) -> None:
        self._soup = soup
        self._made_list: Element | None = None
        self._made_row: Element | None = None
        self.gone: list[Element] = []

    def _lose(self, element: Element) -> None:
        if element.to_body is not None:  # what a rule made was nobody's tag
            self.gone.append(element)

    def blocks(self, nodes: Sequence[Node]) -> list[Node]:
        """Turn any mixture of nodes into blocks."""
        out: list[Node] = []
        run: list[Node] = []
        for node in nodes:
            if isinstance(node, Element) and node.name == "li":
                self._flush(run, out)
                self._take_item(node, out)
            elif isinstance(node, Element) and (node.name in BLOCKS or node.kept or node.leaf is not None):
                self._flush(run, out)
                out.extend(self._block(node))
            elif isinstance(node, Element) and self._holds_block(node):
                for part in self._split(node):
                    if isinstance(part, Element) and part.name in BLOCKS:
                        self._flush(run, out)
                        out += [part] if has_content(part) or part.block is not None else []
                    else:
                        run.append(part)
            elif isinstance(node, Element) or type(node) is Text:
                run.append(node)
        self._flush(run, out)
        return out

    def _take_item(self, item: Element, out: list[Node]) -> None:
        """An item outside any list gets one, together with those right before it."""
        set_children(item, self.blocks(item.contents))
        if not has_content(item):
            return
        last = out[-1] if out else None
        if isinstance(last, Element) and last is self._made_list:
            append(last, item)
        else:
            self._made_list = self._soup.make("ul", [item])
            out.append(self._made_list)

    def _flush(self, run: list[Node], out: list[Node]) -> None:
        if any(has_content(node) for node in run):
            out.append(self._paragraph(run))
        run.clear()

    def _paragraph(self, nodes: Sequence[Node]) -> Element:
        paragraph = self._soup.make("p", nodes)
        _offset_of_first(paragraph, nodes)
        return paragraph

    def _holds_block(self, element: Element) -> bool:
        return any(
            isinstance(child, Element) and (child.name in BLOCKS or self._holds_block(child)) for child in element.contents
        )

    def _block(self, element: Element) -> list[Node]:
        name = element.name
        if element.leaf is not None and not element.leaf.frozen and name in LEAVES and self._holds_block(element):
            # Blocks of HTML inside a line of Markdown: the line cannot stay as it was written.
            return self._leaf_with_blocks(element)
        if name == "pre" and not element.is_markdown:
            if any(inner.name in ("img", "table") for inner in elements(element)):
                # No block of code shows a picture or a table: the lines stay, as lines of text.
                return self.blocks(self._with_breaks(element))
            if self._holds_block(element):
                set_children(element, _lines_of(element, []))
        if element.kept or name in ("pre", "hr") or (element.leaf is not None and name != "section"):
            return [element]
        if name in LEAVES:
            if self._holds_block(element):
                return self._leaf_with_blocks(element)
            if has_content(element) or element.is_markdown:
                return [element]
            self._lose(element)
            return []
        if name in CONTAINERS:
            set_children(element, self.blocks(element.contents))
            return [element]
        if name in LISTS:
            return self._list(element)
        if name == "table":
            return self._table(element)
        if element.leaf is not None:  # an HTML block inside Markdown keeps its holder
            set_children(element, self.blocks(element.contents))
            return [element]
        self._lose(element)
        return self.blocks(element.contents)

    def _with_breaks(self, element: Element) -> list[Node]:
        """Give the children of an element with its line ends as elements."""
        out: list[Node] = []
        for child in element.contents:
            if isinstance(child, Element):
                set_children(child, self._with_breaks(child))
                out.append(child)
            elif type(child) is Text:
                at = 0
                for number, line in enumerate(child.split("\n")):
                    if number:
                        out.append(self._soup.make("br"))
                    if line:
                        out.append(child.with_text(line, at))
                    at += len(line) + 1
        return out

    def _leaf_with_blocks(self, element: Element) -> list[Node]:
        """A heading that holds paragraphs stays a heading for each of them."""
        inner = self.blocks(element.contents)
        for block in inner:
            if isinstance(block, Element) and block.name == "p" and element.name in HEADINGS:
                block.name = element.name
        return inner

    def _list(self, element: Element) -> list[Node]:
        element.name = "ol" if element.name == "ol" else "ul"
        items: list[Node] = []
        loose: list[Node] = []
        for child in element.contents:
            if isinstance(child, Element) and child.name == "li":
                self._take_loose(loose, items)
                set_children(child, self.blocks(child.contents))
                items.append(child)
            elif isinstance(child, Element) or type(child) is Text:
                loose.append(child)
        self._take_loose(loose, items)
        items = [item for item in items if has_content(item) or element.is_markdown]
        set_children(element, items)
        return [element] if items else []

    def _take_loose(self, loose: list[Node], items: list[Node]) -> None:
        """What stands between the items belongs to the one before, as every browser shows it."""
        blocks = self.blocks(loose)
        loose.clear()
        if not blocks:
            return
        if len(blocks) == 1 and blocks[0] is self._made_list:
            items.extend(blocks[0].contents)  # a wrapper round the items is no content of its own
            return
        last = items[-1] if items else None
        if not isinstance(last, Element):
            last = self._soup.make("li")
            items.append(last)
        for block in blocks:
            append(last, block)

    def _table(self, element: Element) -> list[Node]:
        """What stands in a table but in no cell goes before its first row, or gets a row of its own."""
        before: list[Node] = []
        self._table_part(element, before, seen=[])
        return [*before, element] if has_content(element) or element.is_markdown else before

    def _table_part(self, element: Element, before: list[Node], seen: list[Element]) -> None:
        kept: list[Node] = []
        loose: list[Node] = []
        for child in self._without_wrappers(element.contents):
            name = child.name if isinstance(child, Element) else ""
            if not isinstance(child, Element) or name not in _TABLE_PARTS:
                loose += [child] if name not in ("col", "colgroup") or has_content(child) else []
                continue
            self._seat_loose(element, loose, before, seen, kept)
            if name in ("td", "th"):
                self._cell(child)
                self._seat_cell(element, child, seen, kept)
                continue
            seen += [child] if name == "tr" else []
            self._table_part(child, before, seen)
            kept += child.contents if element.name == "tr" else [child]  # a row in a row has only cells
        self._seat_loose(element, loose, before, seen, kept)
        set_children(element, kept)

    def _without_wrappers(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """Give what stands in a table, without what stands round its rows: a form, a link."""
        for node in nodes:
            is_wrapper = isinstance(node, Element) and node.name not in (*_TABLE_PARTS, "table", "caption") and node.leaf is None
            if is_wrapper and isinstance(node, Element) and any(inner.name == "tr" for inner in elements(node)):
                self._lose(node)
                borders = [self._soup.make("p")] if node.name in BLOCKS else []
                yield from (*borders, *self._without_wrappers(node.contents), *borders)
            else:
                yield node

    def _seat_loose(self, element: Element, loose: list[Node], before: list[Node], seen: list[Element], kept: list[Node]) -> None:
        blocks = self.blocks(loose)
        loose.clear()
        if not seen:
            before.extend(blocks)
        elif blocks:
            cell = self._soup.make("td", blocks)
            self._cell(cell)
            kept.append(cell if element.name == "tr" else self._soup.make("tr", [cell]))

    def _seat_cell(self, element: Element, cell: Element, seen: list[Element], kept: list[Node]) -> None:
        """Cells outside any row get one, together with those right before them."""
        if element.name == "tr":
            kept.append(cell)
        elif kept and kept[-1] is self._made_row:
            append(self._made_row, cell)
        else:
            self._made_row = self._soup.make("tr", [cell])
            seen.append(self._made_row)
            kept.append(self._made_row)

    def _cell(self, cell: Element) -> None:
        if not self._holds_block(cell) or (cell.leaf is not None and cell.leaf.frozen):
            return
        cell.leaf = None  # a line of Markdown that holds blocks of HTML cannot stay as it was written
        inner = self.blocks(cell.contents)
        if len(inner) == 1 and isinstance(inner[0], Element) and inner[0].name == "p":
            inner = list(inner[0].contents)
        set_children(cell, inner)

    def _split(self, element: Element) -> list[Node]:
        """`<strong>a<p>b</p>c</strong>`: text, a paragraph and text, each with a `strong` of its own."""
        out: list[Node] = []
        group: list[Node] = []

        def close_group() -> None:
            if any(has_content(node) for node in group):
                out.append(self._copy(element, group))
            else:
                out.extend(group)
            group.clear()

        for child in element.contents:
            inline = isinstance(child, Element) and child.name not in BLOCKS and self._holds_block(child)
            for node in self._split(child) if inline and isinstance(child, Element) else [child]:
                if isinstance(node, Element) and node.name in BLOCKS:
                    close_group()
                    shaped = self._block(node)
                    if element.name in _MEANING:
                        for block in shaped:
                            self._mark(block, element)
                    out.extend(shaped or [self._soup.make("p")])  # an empty block still parts what stands round it
                else:
                    group.append(node)
        close_group()
        return out

    def _copy(self, mark: Element, nodes: Sequence[Node]) -> Element:
        copy = self._soup.make(mark.name, nodes, **{name: str(value) for name, value in mark.attrs.items()})
        copy.to_body, copy.at = mark.to_body, mark.at
        if nodes and nodes[0] is not mark.contents[0]:  # what was split off stands where its own text does
            _offset_of_first(copy, nodes)
        return copy

    def _mark(self, block: Node, mark: Element) -> None:
        if not isinstance(block, Element) or block.name in ("pre", "hr") or block.kept:
            return
        if block.name in PROSE and not self._holds_block(block):
            set_children(block, [self._copy(mark, block.contents)])
            return
        for child in block.contents:
            self._mark(child, mark)


def _offset_of_first(element: Element, nodes: Sequence[Node]) -> None:
    """Say that an element stands where the first of `nodes` does."""
    first = next((node for node in nodes if isinstance(node, Element | Text) and node.to_body), None)
    if isinstance(first, Element | Text):
        element.to_body, element.at = first.to_body, first.at


def _lines_of(element: Element, out: list[Node]) -> list[Node]:
    """Add to `out` the texts in preformatted text, with a line end at every border of a block."""
    for child in element.contents:
        if type(child) is Text:
            out.append(child)
        elif isinstance(child, Element):
            is_block = child.name in BLOCKS
            if child.name == "br" or (is_block and out and not str(out[-1]).endswith("\n")):
                out.append(Text("\n"))
            _lines_of(child, out)
            if is_block and out and not str(out[-1]).endswith("\n"):
                out.append(Text("\n"))
    return out
