"""Pieces of HTML -> one BeautifulSoup tree, parsed by lxml, with the depth bounded and every text with its offset."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString, PageElement

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS, LISTS, UNKNOWN_PREFIX, VOID
from newsclean.html.safe_html import read_html
from newsclean.tree.nodes import Element, Node, Text, set_children

# markdownify walks the tree by recursion and fails at 330 levels; no article nests a tenth of this.
MAX_DEPTH = 50
# Where nothing can be too deep yet, whatever is missing round it.
_SHALLOW = MAX_DEPTH // 3 - 3
# What stands in a mark that goes round it later (`strong`, a link) may stand that much deeper.
_MAX_MARKS = 8
_NEEDED_LEVELS = {"table": 3, "tr": 2, "ul": 2, "ol": 2}
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_SPACES = frozenset(chars.HTML_SPACE)
_PRESERVING = frozenset({"pre", "textarea"})
# What lxml may read otherwise than it stands there.
_CONTROL = lazy.pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_kept = threading.local()


class _Builder(LXMLTreeBuilder):
    """BeautifulSoup's builder for lxml without the namespaces of XML, and with a parser that is made once."""

    def __init__(self) -> None:
        # No class of their own for the text of `ruby` or `template`: it is text like any other.
        super().__init__(string_containers={})
        self._unused: Any = None
        self._is_ready = False

    def feed(self, markup: Any) -> None:
        if not markup:
            return
        parser, self._unused = self._unused or self.parser_for(None), None
        parser.feed(markup)
        parser.close()
        self._unused = parser  # one that was interrupted is never used again

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:  # type: ignore[override]
        assert self.soup is not None
        self.soup.handle_starttag(tag.removeprefix(UNKNOWN_PREFIX), None, None, attrib)

    def end(self, tag: str) -> None:  # type: ignore[override]
        assert self.soup is not None
        self.soup.handle_endtag(tag.removeprefix(UNKNOWN_PREFIX))

    def element(self, soup: Soup, name: str, attrs: Mapping[str, str]) -> Element:
        """Make an element as BeautifulSoup does, which sets some twenty things anew each time; most are always the same."""
        if not self._is_ready:
            for key, value in vars(Element(soup, self, "p")).items():
                setattr(Element, key, value)
            self._is_ready = True
        soup.made.add(name)
        element = Element.__new__(Element)
        element.name, element.contents = name, []
        element.attrs = dict(attrs)
        if (classes := attrs.get("class")) is not None:
            element.attrs["class"] = AttributeValueList(classes.split())
        if self.can_be_empty_element(name):
            element.can_be_empty_element = True
        return element


def _builder() -> _Builder:
    """Give the builder of this thread."""
    if not hasattr(_kept, "builder"):
        _kept.builder = _Builder()
    builder: _Builder = _kept.builder
    return builder


class Soup(BeautifulSoup):
    """One tree built from many pieces, with the depth bounded and every text with its offset.

    Elements know their parents and contents; the chains of `next_element` and `next_sibling` are for `nodes.link` to make.
    """

    builder: _Builder

    def __init__(self) -> None:
        self._source = ""
        self._to_body: Callable[[int], int] | None = None
        self._cursor = 0
        self._too_deep = 0
        self._level = 0
        self._deepest = MAX_DEPTH
        self._preserving = 0
        self._wrapped = True
        self.depth_cut = False
        # Names that elements were made with, so that a rule need not look for what is not there.
        self.made: set[str] = set()
        self.holds_comments = False
        super().__init__("", builder=_builder(), element_classes={NavigableString: Text, Tag: Element})

    def read(self, html: str, text: str, to_body: Callable[[int], int]) -> None:
        """Parse `html` into the current element.

        `text` is its character data, `to_body` gives where an offset in it stands in the body.
        """
        self._source, self._to_body, self._cursor = text, to_body, 0
        if "<" not in html and not _CONTROL.search(html):
            # Text alone needs no parser, which takes longer to make than to run.
            self.handle_data(unescape(html))
            self.endData()
            return
        self._level, self._wrapped = len(self.tagStack), False
        self._deepest = MAX_DEPTH + self.open_tag_counter["section"]  # which only hold HTML that stands in Markdown
        self.builder.soup = self
        # Without a wrapper lxml would put paragraphs round some of the bare text, but not all of it.
        self.builder.feed(f"<div>{html}</div>")
        self.builder.soup = None
        self.endData()
        while len(self.tagStack) > self._level:
            self.popTag()
        self._level, self._wrapped = 0, True

    def handle_starttag(self, name: str, namespace: Any, nsprefix: Any, attrs: Any, *_: Any, **__: Any) -> Element | None:
        if self.current_data:
            self.endData()
        if name in ("html", "body") or not self._wrapped:
            self._wrapped = self._wrapped or name == "div"
            return None
        if (self._too_deep or len(self.tagStack) > _SHALLOW) and name not in VOID and (self._too_deep or self._is_too_deep(name)):
            self._too_deep += 1
            self._cut_border(name)
            return None
        return self._open(name, attrs)

    def _is_too_deep(self, name: str) -> bool:
        """Tell whether an element, with what it needs to be one, would stand deeper than another run could read it."""
        needed = _NEEDED_LEVELS.get(name, 1) if name in BLOCKS else 1 - _MAX_MARKS
        names = [element.name for element in self.tagStack]
        return len(names) + sum(map(_missing_levels, names[1:], names)) + needed - 1 > self._deepest

    def _open(self, name: str, attrs: Mapping[str, str]) -> Element:
        element = self.builder.element(self, name, attrs)
        element.to_body, element.at = self._to_body, self._cursor
        parent = self.currentTag
        assert parent is not None
        element.parent = parent
        parent.contents.append(element)
        self.tagStack.append(element)
        self.currentTag = element
        self.open_tag_counter[name] += 1
        self._preserving += name in _PRESERVING
        return element

    def _append(self, node: PageElement) -> None:
        parent = self.currentTag
        assert parent is not None
        node.parent = parent
        parent.contents.append(node)

    def popTag(self) -> Tag | None:  # noqa: N802 - BeautifulSoup's name
        name = self.tagStack.pop().name
        self.open_tag_counter[name] -= 1
        self._preserving -= name in _PRESERVING
        self.currentTag = self.tagStack[-1] if self.tagStack else None
        return self.currentTag

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        if self.current_data:
            self.endData()
        if name in ("html", "body") or len(self.tagStack) <= max(self._level, 1):
            return
        if name not in VOID and self._too_deep:  # what holds nothing stays at any depth
            self._too_deep -= 1
            self._cut_border(name)
        elif self.open_tag_counter[name]:
            while self.tagStack[-1].name != name:
                self.popTag()
            self.popTag()

    def _cut_border(self, name: str) -> None:
        """Where a block is unwrapped its text still begins and ends a line."""
        self.depth_cut = True
        if name in BLOCKS:
            self._open("br", {})
            self.popTag()

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:  # noqa: N802, N803 - BeautifulSoup's names
        if not self.current_data:
            return
        data = "".join(self.current_data)
        self.current_data = []
        if not self._preserving and not data.strip(chars.HTML_SPACE):
            data = "\n" if "\n" in data else " "  # so BeautifulSoup does, and so a browser shows them
        if containerClass is None:
            self.add_text(Text(data))
        else:
            self.holds_comments = True
            self._append(containerClass(data))

    def add_text(self, text: Text) -> None:
        """Put a text into the current element."""
        self._set_offset(text)
        self._append(text)

    def _set_offset(self, node: Text) -> None:
        source, cursor = self._source, self._cursor
        node.to_body = self._to_body
        if len(node) == 1 and node in _SPACES:  # these were folded: how many there were is not known
            node.at = cursor
            self._cursor += 1 if source[cursor : cursor + 1] in _SPACES else 0
            return
        if source.startswith(node, cursor):
            node.at, self._cursor = cursor, cursor + len(node)
            return
        while source[cursor : cursor + 1] in _SPACES and not source.startswith(node, cursor):
            cursor += 1
        found = source.find(node, cursor)
        node.at = max(found, cursor)
        self._cursor = max(found, cursor) + (len(node) if found >= 0 else 0)

    def element(self, name: str, attrs: Mapping[str, str] | None = None) -> Element:
        """Open a new element inside the current one."""
        self.endData()
        self._source, self._to_body, self._cursor = "", None, 0
        return self._open(name, attrs or {})  # the parser of Markdown has bounds of its own

    def make(self, name: str, children: Sequence[Node] = (), **attrs: str) -> Element:
        """Make an element that stands nowhere yet."""
        element = self.builder.element(self, name, attrs)
        set_children(element, children)
        return element


def _missing_levels(name: str, parent: str) -> int:
    """Give how many elements are missing between an item or a cell, or what stands in no cell, and what it stands in."""
    if name == "li":
        return int(parent not in LISTS)
    if parent == "tr":
        return int(name not in ("td", "th"))
    if parent not in _TABLE or name in _TABLE or name not in BLOCKS:
        return 0
    return 1 if name in ("td", "th") else 2


def read_fragment(html: str) -> Soup:
    """Build the tree of a piece of HTML that is all there is."""
    soup = Soup()
    source = read_html(html)
    soup.read(source.html, source.text, source.to_source)
    return soup
