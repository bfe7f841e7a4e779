"""The body's blocks -> one BeautifulSoup tree on which every rule works.

Markdown blocks are built from their tokens, HTML regions are parsed by lxml each by itself, so that an element
left open ends with its region. Every text knows where in the body it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement
from markdown_it.token import Token

from newsclean import chars
from newsclean.blocks import Block, Body, lone_comments
from newsclean.html_source import read_html, without_marks
from newsclean.leaves import Leaf, forbidden_in, liquid_escapes, read_leaf
from newsclean.nodes import BLOCKS, Element, Node, Text, outline, set_children, signature
from newsclean.problem import Finding, Severity

# markdownify walks the tree by recursion and fails at 330 levels; no article nests a tenth of this.
MAX_DEPTH = 50

_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.S)
_SPACES = frozenset(chars.HTML_SPACE)
_LIQUID = re.compile(r"\{(?=[{%])")
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


@dataclass(slots=True)
class Tree:
    """The tree, the body it was read from, and what reading it brought to light.

    `escapes_liquid`: `{{` and `{%` are text in this post, not templates.
    """

    soup: Soup
    body: Body
    escapes_liquid: bool = True
    findings: list[tuple[str, Finding]] = field(default_factory=list)


def read_tree(body: Body, *, escape_liquid: bool) -> Tree:
    """Build the tree of `body`. `escape_liquid`: `{{` and `{%` are text in this post, not templates."""
    tree = Tree(Soup(), body, escape_liquid)
    for block in body.blocks:
        if block.kind == "html":
            _read_region(tree, block)
        elif block.kind == "markdown":
            _MarkdownReader(tree, block).read()
        else:
            element = tree.soup.element("section")
            element.block, element.kept = block, True
            if block.name == "definition":
                _refuse_forbidden(tree, body.source(block), body.starts[block.first])
            tree.soup.popTag()
    if tree.soup.depth_cut:
        message = f"elements nested deeper than {MAX_DEPTH} levels were unwrapped"
        tree.findings.append(("READ02", Finding(message, severity=Severity.WARNING)))
    return tree


def read_fragment(html: str) -> Soup:
    """Build the tree of a piece of HTML that is all there is."""
    soup = Soup()
    source = read_html(html)
    soup.read(source.html, source.text, source.offset_of)
    return soup


def _read_region(tree: Tree, block: Block) -> None:
    soup, start = tree.soup, tree.body.starts[block.first]
    lone = lone_comments(tree.body, block)
    first = len(soup.contents)
    _parse(tree, tree.body.source(block), start)
    if lone:
        set_children(soup, [*soup.contents[:first], *(_kept_comment(soup, child, lone) for child in soup.contents[first:])])


def _kept_comment(soup: Soup, node: Node, lone: set[str]) -> Node:
    """A comment alone on its lines is the author's and stays."""
    if type(node) is not Comment or str(node) not in lone:
        return node
    kept = soup.make("section")
    kept.kept, kept.block = True, Block("verbatim", 0, 0, name=f"<!--{node}-->")
    return kept


def _parse(tree: Tree, html: str, start: int) -> None:
    """Parse HTML that starts at offset `start` of the body into the current element."""
    source = read_html(html if tree.escapes_liquid else _mark_liquid(html))
    for hides in (True, False):
        found = [(offset, what) for offset, what, hiding in source.unclosed if hiding == hides]
        if found:
            offset, what = found[0]
            others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            ends = "so it hides what follows" if hides else "so it ends there"
            message = f"{what} is not closed in its block, {ends}{others}"
            severity = Severity.ERROR if hides else Severity.WARNING
            tree.findings.append(("READ01", Finding(message, start + offset, what, severity=severity)))
    tree.soup.read(source.html, source.text, lambda offset: start + source.offset_of(offset))


def _mark_liquid(html: str) -> str:
    """Tell the braces that were meant as Liquid from those that only look like it once references are decoded."""
    return _LIQUID.sub(chars.LIQUID_BRACE, html)


def _refuse_forbidden(tree: Tree, source: str, offset: int) -> None:
    """What is written back as it came must not carry what may not be published."""
    if found := forbidden_in(source):
        message = f"holds {found!r}, which must not be published"
        tree.findings.append(("READ05", Finding(message, offset, found, severity=Severity.ERROR)))


class _MarkdownReader:
    """Builds the elements of one Markdown block from its tokens."""

    def __init__(self, tree: Tree, block: Block) -> None:
        self._tree = tree
        self._soup = tree.soup
        self._block = block
        self._cell_at: dict[int, int] = {}

    def read(self) -> None:
        level = len(self._soup.tagStack)
        for token in self._block.tokens:
            if token.type == "inline":
                self._inline(token)
            elif token.type == "html_block":
                self._html(token)
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.nesting >= 0:
                self._open(token)
            else:
                self._soup.handle_endtag(token.tag)
        self._soup.endData()
        while len(self._soup.tagStack) > level:
            self._soup.popTag()
        element = self._soup.contents[-1]
        assert isinstance(element, Element)
        element.block = self._block
        self._block.name = element.name
        self._block.outline = outline(element)

    def _open(self, token: Token) -> None:
        attrs = {key: str(value) for key, value in token.attrs.items()}
        element = self._soup.element(token.tag, attrs)
        element.tight = token.hidden
        if token.map:
            start = self._tree.body.starts[token.map[0]]
            element.place = lambda _: start
        if token.type == "hr":
            self._soup.popTag()

    def _code(self, token: Token) -> None:
        language = token.info.split()[0] if token.info.split() else ""
        self._soup.element("pre")
        self._soup.element("code", {"class": f"language-{language}"} if language else {})
        self._soup.handle_data(token.content if self._tree.escapes_liquid else _mark_liquid(token.content))
        self._soup.handle_endtag("code")
        self._soup.handle_endtag("pre")

    def _html(self, token: Token) -> None:
        """An HTML block inside a quote or list: parsed in place, written anew as one piece."""
        first, last = token.map or (self._block.first, self._block.last)
        start = self._tree.body.starts[first]
        holder = self._soup.element("section")
        source, lines = self._source(token.content.rstrip("\n"), first, last, False)
        holder.leaf = Leaf(source, lines, "", "", [], frozen="html")
        if _COMMENT.fullmatch(source):
            holder.leaf.frozen = "comment"  # the author's, or the one between two lists
        else:
            _parse(self._tree, token.content, start)
        self._soup.handle_endtag("section")

    def _inline(self, token: Token) -> None:
        first, last = token.map or (self._block.first, self._block.last)
        element = self._soup.currentTag
        assert isinstance(element, Element)
        in_cell = element.name in ("td", "th")
        source, lines = self._source(token.content, first, last, in_cell)
        leaf = read_leaf(source, lines, self._tree.body.env, in_cell=in_cell)
        if self._tree.escapes_liquid and leaf.frozen == "Liquid":
            leaf.frozen, leaf.escapes = "", [*leaf.escapes, *liquid_escapes(source)]
        element.leaf, element.place, element.at = leaf, leaf.offset_of, 0
        if leaf.frozen:
            _refuse_forbidden(self._tree, source, leaf.place(0))
        self._block.leaves.append(leaf)
        if leaf.frozen:
            # The tree shows the source; no rule may take it for markup.
            self._soup.endData()
            node = Text(source)
            self._soup.object_was_parsed(node)
            node.place, node.at = leaf.place, 0
        else:
            self._soup.read(without_marks(leaf.html), leaf.text, leaf.offset_of)
        leaf.before = signature(element)

    def _source(self, content: str, first: int, last: int, in_cell: bool) -> tuple[str, list[tuple[int, int]]]:
        """Find an inline token in the body: its source, and for each line the offsets in source and body."""
        body = self._tree.body
        lines: list[tuple[int, int]] = []
        if in_cell:
            line = body.lines[first]
            written = content.replace("|", "\\|")
            at = line.find(written, self._cell_at.get(first, 0))
            if at >= 0 and content:
                self._cell_at[first] = at + len(written)
            return written, [(0, body.starts[first] + max(at, 0))]
        offset = 0
        for number, piece in enumerate(content.split("\n")):
            index = min(first + number, len(body.lines) - 1)
            line = body.lines[index]
            at = line.rfind(piece.rstrip())
            lines.append((offset, body.starts[index] + max(at, 0)))
            offset += len(piece) + 1
        return content, lines


def blocks_of(tree: Tree) -> Iterator[Element]:
    """Give the top-level elements in order."""
    for child in list(tree.soup.contents):
        if isinstance(child, Element):
            yield child
