"""The text between the tags of an author's HTML: its runs, and where each character stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS, ELEMENTS, TAG_NAME
from newsclean.html.safe_html import HtmlSource, read_html
from newsclean.markdown.foreign_syntax import prose_of
from newsclean.markdown.inline_tokens import SourceEdit, code_spans
from newsclean.markdown.leaves import Leaf
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import Element, Node, Text, elements, has_content
from newsclean.tree.whitespace import join_lines

_REFERENCE = lazy.pattern(r"&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
# Elements that only a script or a plugin knows, and code of a server.
_TAG = lazy.pattern(rf"</?({TAG_NAME})(?=[\s/>])(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|<\?[^<>]*\?>")
# What stands in these is code, or no text of the page.
_APART = frozenset("pre textarea script style template noscript title".split())
# Each of these is one thing to its reader, in the middle of the text.
_OBJECTS = frozenset("svg math iframe object video audio canvas select button".split())


class AuthorHtml:
    """A piece of an author's HTML, whose text may be edited between its tags."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._soup = Soup()
        self._html: HtmlSource = read_html(_prose_of(leaf.source))
        self._soup.read(self._html.html, self._html.text, lambda at: leaf.source_to_body(self._html.to_source(at)))

    def paragraphs(self) -> Iterator[Element]:
        """Give each stretch of running text as a paragraph of its own; none when something hides what follows."""
        if any(hides for _, _, hides in self._html.unclosed):
            return
        for nodes in self._stretches(self._soup):
            paragraph = self._soup.make("p", nodes)
            join_lines(paragraph)
            if has_content(paragraph):
                yield paragraph

    def _stretches(self, element: Element | Soup) -> Iterator[list[Node]]:
        stretch: list[Node] = []
        for child in element.contents:
            if isinstance(child, Element) and _parts_text(child):
                yield stretch
                stretch = []
                if child.name not in _APART:
                    yield from self._stretches(child)
            else:
                stretch.append(self._soup.make("img") if isinstance(child, Element) and child.name in _OBJECTS else child)
        yield stretch

    def edit(self, node: Text, at: int, before: str, after: str) -> SourceEdit | None:
        """Give the edit of the source that puts `after` for `before` at `at` of a text; None when other than it stands there."""
        source = self._leaf.source
        start = end = self._html.to_source(node.at + at)
        if source.rfind("<![CDATA[", 0, start) > source.rfind("]]>", 0, start):
            return None  # which a browser hides
        for char in before:
            if source[end : end + 1] == char:
                end += 1
            elif (reference := _REFERENCE.match(source, end)) and unescape(reference[0]) == char:
                end = reference.end()
            else:
                return None
        return SourceEdit(start, end, after) if start < end else None


def _prose_of(source: str) -> str:
    """Take out of the rules' sight what is no prose: foreign tags, and templates, math and code of Markdown."""
    source = prose_of(_TAG.sub(_without_foreign, source))
    parts: list[str] = []
    at = 0
    for start, end in code_spans(source):
        parts += (source[at:start], chars.OBJECT * (end - start))
        at = end
    return "".join([*parts, source[at:]])


def _without_foreign(tag: re.Match[str]) -> str:
    is_known = tag[1] is not None and tag[1].lower() in ELEMENTS
    return tag[0] if is_known else chars.OBJECT * len(tag[0])


def _parts_text(element: Element) -> bool:
    if element.name in _OBJECTS:
        return False
    return any(each.name in BLOCKS or each.name in _APART for each in (element, *elements(element)))
