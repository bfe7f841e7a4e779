"""What shows nothing in a block of running text: blanks, indents and line breaks at its edges, blanks behind blanks."""

from __future__ import annotations

from newsclean import chars, lazy
from newsclean.html_names import BLOCKS
from newsclean.nodes import CODE, Element, Node, Text, has_content, set_children, shows_nothing

SEVERAL_BLANKS = lazy.pattern(r"[ \t]{2}|\t")
_BLANKS = lazy.pattern(r"[ \t]+")


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
        if node.name == "code" and node.contents and getattr(node.contents[index], "name", "") == "br":
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


def fold_blanks(element: Element, *, behind_blank: bool = False) -> bool:
    """Make one of several blanks in a row, as every reader does; tell whether the text ends in one."""
    children: list[Node] = []
    for child in element.contents:
        if type(child) is Text:
            children += _folded(child, behind_blank=behind_blank)
            behind_blank = child[-1:] in (" ", "\t")
            continue
        if isinstance(child, Element):
            is_text = child.name not in ("br", "img") and child.name not in CODE
            behind_blank = is_text and fold_blanks(child, behind_blank=behind_blank)
        children.append(child)
    set_children(element, children)
    return behind_blank


def _folded(text: Text, *, behind_blank: bool) -> list[Text]:
    """Give a text in pieces, each of which knows its place."""
    pieces: list[Text] = []
    start = 0
    for match in _BLANKS.finditer(text):
        end = match.start() if behind_blank and match.start() == 0 else match.start() + 1
        pieces.append(text.with_text(text[start:end].replace("\t", " "), start))
        start = match.end()
    return [piece for piece in (*pieces, text.with_text(text[start:], start)) if piece]
