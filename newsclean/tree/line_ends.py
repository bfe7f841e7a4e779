"""Blanks in HTML as a browser takes them: line ends between wide characters, blanks at the edges of code and links.

A line end between two wide characters shows nothing (CSS Text 3, 4.1.3, segment break transformation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bs4 import Tag

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS
from newsclean.tree.nodes import Element, Node, Text, has_content, rewrite, set_children

_LINE_END = r"[ \t\r\f]*\n[ \t\r\f\n]*"
_JOINS = lazy.pattern(
    rf"(?<=[{chars.WIDE}]){_LINE_END}(?=[{chars.WIDE}{chars.WIDE_IN_CHINESE}])"
    rf"|(?<=[{chars.WIDE_IN_CHINESE}]){_LINE_END}(?=[{chars.WIDE}])"
)

_CLOSE = frozenset({"a", "code", "kbd", "samp"})
_PRESERVED = frozenset({"pre", "textarea"})


def join_line_ends(nodes: Sequence[Node]) -> None:
    """Take the line ends out that stand between two wide characters, with the blanks round them, also across inline tags.

    All others are blanks. Where both sides are quotation marks or dashes, which are wide in Chinese only, they stay.
    """
    pieces: dict[int, list[Text]] = {}
    parents: dict[int, Tag] = {}
    for stretch in _stretches(nodes):
        text = "".join(stretch)
        if "\n" in text:
            _cut(stretch, [(match.start(), match.end()) for match in _JOINS.finditer(text)], pieces, parents)
    for parent in parents.values():
        new = [node for child in parent.contents for node in pieces.get(id(child), (child,))]
        set_children(parent, [node for node in new if node or type(node) is not Text])


def _stretches(nodes: Sequence[Node]) -> Iterator[list[Text]]:
    """Give the texts that stand in one line each, as a reader sees it."""
    stretch: list[Text] = []
    stack: list[Node | None] = [*reversed(nodes)]
    while stack:
        node = stack.pop()
        if type(node) is Text:
            stretch.append(node)
            continue
        is_border = node is None or (isinstance(node, Element) and (node.name in BLOCKS or node.name in ("br", "img")))
        is_apart = isinstance(node, Element) and node.name in _PRESERVED
        if is_border or is_apart:
            yield stretch
            stretch = []
        if isinstance(node, Element) and not is_apart:
            stack += [*([None] if is_border else []), *reversed(node.contents)]
    yield stretch


def _cut(
    stretch: Sequence[Text], ranges: Sequence[tuple[int, int]], pieces: dict[int, list[Text]], parents: dict[int, Tag]
) -> None:
    """Take ranges of characters out of texts that follow one another: give what is left of each, and their parents."""
    start, number = 0, 0
    for text in stretch:
        end, at = start + len(text), start
        while number < len(ranges) and ranges[number][0] < end:
            first, last = ranges[number]
            pieces.setdefault(id(text), []).append(text.with_text(text[at - start : max(first - start, 0)], at - start))
            at = min(last, end)
            if last > end:
                break  # it goes on in the next text
            number += 1
        if id(text) in pieces:
            pieces[id(text)].append(text.with_text(text[at - start :], at - start))
            assert text.parent is not None
            parents[id(text.parent)] = text.parent
        start = end


def move_blanks_out(root: Tag) -> None:
    """Move blanks at the edges of code and of links out of them: `<code> a </code>` says ` <code>a</code> `.

    A browser shows a run of blanks as one, whatever it stands in, and an address with blanks would be none.
    """

    def decide(element: Element) -> list[Node] | None:
        if element.name not in _CLOSE or not has_content(element):
            return None
        before, after = _cut_edge(element, first=True), _cut_edge(element, first=False)
        return [*before, element, *after] if before or after else None

    rewrite(root, decide)


def _cut_edge(element: Element, *, first: bool) -> list[Text]:
    """Cut the blanks off one edge of the text in an element, however deep it stands."""
    index = 0 if first else -1
    while element.contents:
        node = element.contents[index]
        if type(node) is Text:
            kept = node.lstrip(chars.HTML_SPACE) if first else node.rstrip(chars.HTML_SPACE)
            if kept == node:
                return []
            skipped = len(node) - len(kept)
            new = node.with_text(kept, skipped if first else 0)
            new.parent = element
            element.contents[index : index + 1 or None] = [new] if kept else []
            return [node.with_text(node[:skipped]) if first else node.with_text(node[len(kept) :], len(kept))]
        if not isinstance(node, Element) or node.name in BLOCKS or node.name in ("br", "img"):
            return []
        element = node
    return []
