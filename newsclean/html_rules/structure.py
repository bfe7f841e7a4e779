"""Inline markup and paragraphs: HTML as scraped -> text and blocks as an editor would write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html.elements import BLOCKS, HEADINGS, LISTS, STAND_IN, TABLE_PARTS
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding
from newsclean.tree.block_order import CONTAINERS, LEAVES, shape
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import (
    PROSE,
    Element,
    Node,
    Text,
    elements,
    has_content,
    rewrite,
    set_children,
    style_of,
)
from newsclean.tree.whitespace import join_lines, trim_edges

_BOLD = lazy.pattern(r"font-weight:(?:bold|bolder|[6-9]00)")
_NOT_BOLD = lazy.pattern(r"font-weight:(?:normal|lighter|[1-5]00)")
_ITALIC = lazy.pattern(r"font-style:(?:italic|oblique)")
_STRUCK = lazy.pattern(r"text-decoration(?:-line)?:[^;]*line-through")
_SAME = {"kbd": "code", "samp": "code"}
# Blocks that have an element of their own in the result.
_STAYING = LEAVES | CONTAINERS | LISTS | TABLE_PARTS | {"table", "pre", "hr"}
_MEANING = frozenset({"strong", "em", "del", "sub", "sup", "code", "a", "img", "br"})
_INDENT = lazy.pattern(rf"\A[{re.escape(chars.UNSEEN)}]*[{re.escape(chars.EDGE_SPACE)}]")


def plain_inline(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<span style="font-weight:bold">` -> `<strong>`; `<font>`, `<u>`, `<span>` -> their text."""
    soup = tree.soup
    tally = Tally()

    def decide(element: Element) -> list[Node] | None:
        if element.leaf is not None or element.block is not None or element.name == STAND_IN:
            return None
        if element.attrs and (element.name in _STAYING or element.name in _MEANING):
            tally.drop_attributes(element)
        style = style_of(element) if element.get("style") else ""
        if element.name in BLOCKS or element.name in ("col", "colgroup"):
            if _BOLD.search(style) and element.name not in (*HEADINGS, "th", "pre") and has_content(element):
                set_children(element, [soup.make("strong", element.contents)])
            return None
        if element.name == "strong" and _NOT_BOLD.search(style):
            tally.unwrap(element)
            return list(element.contents)
        element.name = _SAME.get(element.name, element.name)
        if element.name == "code":
            return _plain_code(element)
        inner: Sequence[Node] = element.contents
        for pattern, name in ((_STRUCK, "del"), (_ITALIC, "em"), (_BOLD, "strong")):
            if style and pattern.search(style) and element.name != name and has_content(element):
                inner = [soup.make(name, inner)]
        if element.name not in _MEANING:
            tally.unwrap(element)
            return list(inner)
        if inner is not element.contents:
            set_children(element, inner)
        return None

    rewrite(soup, decide)
    yield from tally.findings()


def _plain_code(code: Element) -> list[Node] | None:
    """Code is shown as it stands: marks in it go, and a link round all of it goes round the code."""
    if all(type(child) is Text for child in code.contents) or code.leaf is not None:
        return None
    only = code.contents[0] if len(code.contents) == 1 else None
    if isinstance(only, Element) and only.name == "a":
        set_children(code, only.contents)
        set_children(only, _plain_code(code) or [code])
        return [only]
    if any(element.name == "img" for element in elements(code)):
        return list(code.contents)  # no code shows a picture
    # Blocks are parted later, and each takes the code with it.
    rewrite(code, lambda element: None if element.name == "br" or element.name in BLOCKS else list(element.contents))
    return None


def plain_paragraphs(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<div>`, `<center>`, `<br><br>`, indents of U+3000 -> plain paragraphs; a `<br>` at an edge goes."""
    soup, tally = tree.soup, Tally()
    for element in shape(soup, soup):
        if element.name in LEAVES:
            tally.drop_empty(element)
        else:
            tally.unwrap(element)
    for block in [block for block in elements(soup) if block.name in PROSE and _is_written_anew(block)]:
        if block.leaf is not None:
            trim_edges(block)
        elif block.name == "p":
            parts = _split_at_breaks(tree, block)
            if len(parts) > 1:
                _swap(block, parts)
            for part in parts:
                tidy(part)
        else:
            tidy(block)
    set_children(soup, [node for node in soup.contents if not _is_empty_paragraph(node)])
    yield from tally.findings()


def _is_written_anew(block: Element) -> bool:
    leaf = block.leaf
    return leaf is None or (leaf.holds_foreign_tags and not leaf.frozen)


def _is_empty_paragraph(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "p" and node.block is None and not has_content(node)


def tidy(block: Element) -> None:
    """Take the blanks from the edges and the line ends of a block."""
    trim_edges(block)
    _drop_line_indents(block)
    join_lines(block)


def _drop_line_indents(block: Element) -> None:
    """Blanks at the start of a line behind a `<br>` only indent it."""
    after_break = False
    for index, child in enumerate(block.contents):
        if isinstance(child, Element):
            after_break = child.name == "br"
        elif after_break and type(child) is Text:
            kept = _INDENT.sub("", child)
            if kept != child:
                new = child.with_text(kept, len(child) - len(kept))
                new.parent = block
                block.contents[index] = new
            after_break = not kept


def _split_at_breaks(tree: Tree, block: Element) -> list[Element]:
    """Two breaks in a row part two paragraphs, whatever blanks stand between."""
    parts: list[list[Node]] = [[]]
    breaks: list[Node] = []
    for child in _with_code_split(tree, block) if "code" in tree.soup.made else block.contents:
        if isinstance(child, Element) and child.name == "br":
            breaks.append(child)
            continue
        if breaks and not has_content(child):
            continue
        if len(breaks) > 1 and parts[-1]:
            parts.append([])
        elif len(breaks) == 1:
            parts[-1].append(breaks[0])
        breaks = []
        parts[-1].append(child)
    kept = [part for part in parts if any(has_content(node) for node in part)]
    if len(kept) <= 1:
        return [block]
    new = [tree.soup.make("p", part) for part in kept]
    for paragraph in new:
        paragraph.to_body, paragraph.at = block.to_body, block.at
        first = next((node for node in paragraph.contents if isinstance(node, Text | Element) and node.to_body), None)
        if isinstance(first, Text | Element):
            paragraph.to_body, paragraph.at = first.to_body, first.at
        paragraph.tight = block.tight
    return new


def _with_code_split(tree: Tree, block: Element) -> Iterator[Node]:
    """Give the children of a paragraph; breaks inside of code stand between two pieces of code."""
    for child in block.contents:
        if not isinstance(child, Element) or child.name != "code" or all(inner.name != "br" for inner in elements(child)):
            yield child
            continue
        line: list[Node] = []
        for inner in child.contents:
            if isinstance(inner, Element) and inner.name == "br":
                yield from [tree.soup.make("code", line)] * bool(line)
                yield inner
                line = []
            else:
                line.append(inner)
        yield from [tree.soup.make("code", line)] * bool(line)


def _swap(block: Element, parts: Sequence[Node]) -> None:
    parent = block.parent
    assert parent is not None
    set_children(parent, [node for child in parent.contents for node in (parts if child is block else [child])])
