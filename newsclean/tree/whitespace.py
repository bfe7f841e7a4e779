"""What shows nothing in a block of running text: blanks, indents and line breaks at its edges, blanks behind blanks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bs4 import Tag

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS
from newsclean.tree.block_order import shape
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import CODE, PROSE, Element, Node, Text, elements, has_content, rewrite, set_children, shows_nothing

# Blanks of which a reader sees one, or none beside a line break.
LOOSE_BLANKS = lazy.pattern(r"[ \t][ \t\n]|\t|\n ")
_BLANKS = lazy.pattern(r"[ \t]+")
_LINE_END = lazy.pattern(r"[\t\n\r\f]")


EMPTY_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i ins kbd mark nobr s samp small span strike strong sub sup tt u var".split()
)


def trim_edges(block: Element) -> None:
    """Take blanks, indents and line breaks from both edges of a block of running text."""
    while _trim_one(block, first=True):
        pass
    while _trim_one(block, first=False):
        pass


def _trim_one(element: Element, *, first: bool) -> bool:
    """Trim the outermost node on one side; True when there may be more to trim."""
    if not element.contents:
        return False
    index = 0 if first else -1
    node = element.contents[index]
    if type(node) is Text:
        kept = node.lstrip(chars.EDGE_SPACE) if first else node.rstrip(chars.EDGE_SPACE)
        if kept and (kept.isprintable() or not shows_nothing(kept)):
            if kept == node:
                return False
            new = node.with_text(kept, len(node) - len(kept) if first else 0)
            new.parent = element
            element.contents[index] = new
            return False
        del element.contents[index]
        return True
    if isinstance(node, Element):
        if node.name == "br":
            del element.contents[index]
            return True
        if node.name == "code" and node.contents and _is_nothing(node.contents[index]):
            del node.contents[index]
            return True
        if node.name in ("img", "code") or node.name in BLOCKS or node.kept:  # blocks have edges of their own
            return False
        while _trim_one(node, first=first):
            pass
        if not has_content(node) and not node.contents:
            del element.contents[index]
            return True
        return False
    del element.contents[index]  # a comment
    return True


def _is_nothing(node: Node) -> bool:
    return node.name == "br" if isinstance(node, Element) else type(node) is Text and shows_nothing(node)


def join_lines(block: Element) -> None:
    """A line end in HTML is a blank, but for code; the rules must not take it for the end of a line."""
    for index, child in enumerate(block.contents):
        if isinstance(child, Element) and child.name not in CODE and child.name not in BLOCKS:
            join_lines(child)
        elif type(child) is Text and _LINE_END.search(child):
            new = child.with_text(_LINE_END.sub(" ", child))
            new.parent = block
            block.contents[index] = new


def fold_blanks(block: Element) -> None:
    """Make one of several blanks in a row and none of those beside a break, as every reader does."""
    pieces = list(_pieces(block))
    folded: dict[int, list[Text]] = {}
    behind_blank = True
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if piece is None:
            behind_blank = True
        elif isinstance(piece, Element):
            behind_blank = False
        else:
            folded[id(piece)] = _folded(piece, behind_blank=behind_blank, before_break=following is None)
            behind_blank = piece[-1:] in (" ", "\t") or (behind_blank and not folded[id(piece)])
    _put(block, folded)


def _pieces(element: Element) -> Iterator[Text | Element | None]:
    """Give the texts of a block in order, None for a break, and the pictures and code between."""
    for child in element.contents:
        if type(child) is Text:
            yield child
        elif isinstance(child, Element):
            if child.name == "br":
                yield None
            elif child.name == "img" or child.name in CODE:
                yield child
            else:
                yield from _pieces(child)


def _put(element: Element, folded: Mapping[int, list[Text]]) -> None:
    children: list[Node] = []
    for child in element.contents:
        children += folded.get(id(child), [child]) if type(child) is Text else [child]
        if isinstance(child, Element) and child.name not in CODE:
            _put(child, folded)
    set_children(element, children)


def _folded(text: Text, *, behind_blank: bool, before_break: bool) -> list[Text]:
    """Give a text in pieces, each of which knows its place."""
    pieces: list[Text] = []
    start = 0
    for match in _BLANKS.finditer(text):
        is_needless = (behind_blank and match.start() == 0) or (before_break and match.end() == len(text))
        end = match.start() if is_needless else match.start() + 1
        pieces.append(text.with_text(text[start:end].replace("\t", " "), start))
        start = match.end()
    return [piece for piece in (*pieces, text.with_text(text[start:], start)) if piece]


def drop_hollow(root: Tag) -> None:
    """Take out inline elements and paragraphs of HTML in which nothing is left at all."""

    def decide(element: Element) -> list[Node] | None:
        is_hollow = not element.contents and not element.kept and not element.is_markdown
        return [] if is_hollow and (element.name in EMPTY_INLINE or element.name == "p") else None

    rewrite(root, decide)


def tidy_hollow(soup: Soup) -> None:
    """Put the blocks in order again when an edit has left nothing of a text: what held it goes, and breaks now at an edge."""
    drop_hollow(soup)
    shape(soup, soup)
    for block in elements(soup):
        if block.name in PROSE and block.leaf is None:
            trim_edges(block)
    drop_hollow(soup)
