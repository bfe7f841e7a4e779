"""Pieces of HTML -> one BeautifulSoup tree, parsed by lxml, with the depth bounded and every text placed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from newsclean import chars
from newsclean.html_source import read_html
from newsclean.nodes import BLOCKS, Element, Node, Text, set_children

# markdownify walks the tree by recursion and fails at 330 levels; no article nests a tenth of this.
MAX_DEPTH = 50
_SPACES = frozenset(chars.HTML_SPACE)
# What lxml may read otherwise than it stands there.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ONLY_HTML_SPACE = re.compile(f"[{chars.HTML_SPACE}]*\\Z")


class Soup(BeautifulSoup):
    """One tree built from many pieces, with the depth bounded and every text placed."""

    def __init__(self) -> None:
        self._source = ""
        self._place: Callable[[int], int] | None = None
        self._cursor = 0
        self._too_deep = 0
        self._level = 0
        self._wrapped = True
        self.depth_cut = False
        # No class of their own for the text of `ruby` or `template`: it is text like any other.
        super().__init__("", "lxml", element_classes={NavigableString: Text, Tag: Element}, string_containers={})

    def read(self, html: str, text: str, place: Callable[[int], int]) -> None:
        """Parse `html` into the current element.

        `text` is its character data, `place` gives where an offset in it stands in the body.
        """
        self._source, self._place, self._cursor = text, place, 0
        if "<" not in html and not _CONTROL.search(html):
            # Text alone needs no parser, which takes longer to make than to run.
            self.handle_data(unescape(html))
            self.endData()
            return
        self._level, self._wrapped = len(self.tagStack), False
        self.builder.soup = self
        # Without a wrapper lxml would put paragraphs round some of the bare text, but not all of it.
        self.builder.feed(f"<div>{html}</div>")
        self.endData()
        while len(self.tagStack) > self._level:
            self.popTag()
        self._level, self._wrapped = 0, True

    def handle_starttag(self, name: str, *args: Any, **kwargs: Any) -> Tag | None:
        if name in ("html", "body") or not self._wrapped:
            self.endData()
            self._wrapped = self._wrapped or name == "div"
            return None
        if self._too_deep or len(self.tagStack) > MAX_DEPTH:
            self.endData()
            self._too_deep += 1
            self._cut_border(name)
            return None
        tag = super().handle_starttag(name, *args, **kwargs)
        if isinstance(tag, Element):
            tag.place, tag.at = self._place, self._cursor
        return tag

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        if name in ("html", "body") or len(self.tagStack) <= max(self._level, 1):
            self.endData()
        elif self._too_deep:
            self.endData()
            self._too_deep -= 1
            self._cut_border(name)
        else:
            super().handle_endtag(name, nsprefix)

    def _cut_border(self, name: str) -> None:
        """Where a block is unwrapped its text still begins and ends a line."""
        self.depth_cut = True
        if name in BLOCKS:
            super().handle_starttag("br", None, None, {})
            self.popTag()

    def object_was_parsed(self, o: PageElement, *args: Any, **kwargs: Any) -> None:
        if type(o) is Text:
            self._set_place(o)
        super().object_was_parsed(o, *args, **kwargs)

    def _set_place(self, node: Text) -> None:
        source, cursor = self._source, self._cursor
        if _ONLY_HTML_SPACE.match(node):  # BeautifulSoup folded these: how many there were is not known
            node.place, node.at = self._place, cursor
            self._cursor += 1 if source[cursor : cursor + 1] in _SPACES else 0
            return
        while not source.startswith(node, cursor) and source[cursor : cursor + 1] in _SPACES:
            cursor += 1
        found = cursor if source.startswith(node, cursor) else source.find(node, cursor)
        node.place, node.at = self._place, max(found, cursor)
        self._cursor = max(found, cursor) + (len(node) if found >= 0 else 0)

    def element(self, name: str, attrs: dict[str, str] | None = None) -> Element:
        """Open a new element inside the current one."""
        self._source, self._place, self._cursor = "", None, 0
        tag = super().handle_starttag(name, None, None, attrs or {})  # the parser of Markdown has bounds of its own
        assert isinstance(tag, Element)
        return tag

    def make(self, name: str, children: Sequence[Node] = (), **attrs: str) -> Element:
        """Make an element that stands nowhere yet."""
        element = Element(self, self.builder, name, attrs=attrs)
        set_children(element, children)
        return element


def read_fragment(html: str) -> Soup:
    """Build the tree of a piece of HTML that is all there is."""
    soup = Soup()
    source = read_html(html)
    soup.read(source.html, source.text, source.offset_of)
    return soup
