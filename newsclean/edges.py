"""The edges of a block of running text: blanks, indents and line breaks there show nothing."""

from __future__ import annotations

from newsclean import chars
from newsclean.nodes import Element, Text, has_content


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
        if kept == node:
            return False
        if kept:
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
        if node.name in ("img", "code") or node.kept:
            return False
        while _trim_one(node, first=first):
            pass
        if not has_content(node) and not node.contents:
            del element.contents[index]
            return True
        return False
    del element.contents[index]  # a comment
    return True
