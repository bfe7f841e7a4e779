"""The body's blocks -> one BeautifulSoup tree on which every rule works.

Markdown blocks are built from their tokens, HTML regions are parsed by lxml each by itself, so that an element
left open ends with its region. Every text knows where in the body it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.html.char_references import without_marks
from newsclean.html.safe_html import read_html
from newsclean.markdown.blocks import Block, Body
from newsclean.markdown.dialect import MAX_NESTING, nests_too_deeply
from newsclean.markdown.foreign_syntax import LIQUID, Liquid
from newsclean.markdown.leaves import AUTHOR_HTML, Leaf, read_leaf
from newsclean.markdown.source_edits import liquid_escapes
from newsclean.offsets import UNBOUNDED, OffsetMap
from newsclean.problem import Finding, Severity
from newsclean.tree.builder import MAX_DEPTH, Soup
from newsclean.tree.comments import keep_comments
from newsclean.tree.line_ends import join_line_ends, move_blanks_out
from newsclean.tree.nodes import Element, Text, append, outline, set_children, signature

_COMMENT = lazy.pattern(r"\s*<!--(?!-?>)(?:(?!--!?>).)*-->\s*", re.S)
_HOLDS_LOOSE_EDGE = lazy.pattern(
    r"<(?:a|code|kbd|samp)(?:\s[^<>]*)?>(?:<[^<>]*>){0,9}\s|\s(?:<[^<>]*>){0,9}</(?:a|code|kbd|samp)>"
)
# Liquid in HTML, but for what is one of Hugo's shortcodes only once a reference behind it is decoded.
_HTML_LIQUID = lazy.pattern(r"\{(?=[{%])(?!\{(?:<[^<>]*>)*&(?i:lt|percnt;|#0*(?:60|37)(?![0-9])|#x0*(?:3c|25)(?![0-9a-f])))")


@dataclass(slots=True)
class Tree:
    """The tree, the body it was read from, and what reading it brought to light."""

    soup: Soup
    body: Body
    liquid: Liquid = Liquid.TEXT
    findings: list[tuple[str, Finding]] = field(default_factory=list)


def read_tree(body: Body, liquid: Liquid) -> Tree:
    """Build the tree of `body`. `liquid` says what `{{` and `{%` are in this post."""
    tree = Tree(Soup(), body, liquid)
    for block in body.blocks:
        if block.kind == "html" and body.is_scraped:
            _read_region(tree, block)
        elif block.kind == "html":
            _keep_region(tree, block)
        elif block.kind == "markdown":
            _MarkdownReader(tree, block).read()
        else:
            element = tree.soup.element("section")
            element.block, element.kept = block, True
            tree.soup.popTag()
    for offset, message in body.doubts:
        tree.findings.append(("READ06", Finding(message, offset, severity=Severity.WARNING)))
    if tree.soup.depth_cut:
        message = f"elements nested deeper than {MAX_DEPTH} levels were unwrapped"
        tree.findings.append(("READ02", Finding(message, severity=Severity.WARNING)))
    return tree


def _read_region(tree: Tree, block: Block) -> None:
    soup, start = tree.soup, tree.body.starts[block.first]
    first = len(soup.contents)
    _parse(tree, tree.body.source(block), lambda offset: start + offset)
    keep_comments(soup, first, tree.body.source(block))


def _keep_region(tree: Tree, block: Block) -> None:
    """HTML of its author stays as it is; the text rules will look at the text in it."""
    source, start = tree.body.source(block), tree.body.starts[block.first]
    element = tree.soup.element("section")
    element.block, element.kept = block, True
    element.leaf = _leaf_of_html(source, OffsetMap([(0, start, UNBOUNDED, True)]), AUTHOR_HTML)
    tree.soup.popTag()
    hiding = next((found for found in read_html(source).unclosed if found[2]), None) if "<" in source else None
    if hiding:
        message = f"{hiding[1]} is not closed in its block, so it hides what follows"
        tree.findings.append(("READ01", Finding(message, start + hiding[0], hiding[1], severity=Severity.WARNING)))


def _leaf_of_html(source: str, lines: OffsetMap, frozen: str) -> Leaf:
    return Leaf(source, lines, "", "", OffsetMap(), frozen=frozen)


def _parse(tree: Tree, html: str, to_body: Callable[[int], int]) -> None:
    """Parse HTML into the current element; `to_body` gives where an offset in it stands in the body."""
    source = read_html(html if tree.liquid is Liquid.TEXT else _HTML_LIQUID.sub(chars.LIQUID_BRACE, html))
    for hides in (True, False):
        found = [(offset, what) for offset, what, hiding in source.unclosed if hiding == hides]
        if found:
            offset, what = found[0]
            others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            ends = "so it hides what follows" if hides else "so it ends there"
            message = f"{what} is not closed in its block, {ends}{others}"
            severity = Severity.ERROR if hides else Severity.WARNING
            tree.findings.append(("READ01", Finding(message, to_body(offset), what, severity=severity)))
    parent = tree.soup.currentTag
    assert parent is not None
    first = len(parent.contents)
    tree.soup.read(source.html, source.text, lambda offset: to_body(source.to_source(offset)))
    if "\n" in source.text:
        join_line_ends(parent.contents[first:])
    if _HOLDS_LOOSE_EDGE.search(source.html):
        holder = tree.soup.make("div", parent.contents[first:])
        move_blanks_out(holder)
        del parent.contents[first:]
        for node in holder.contents:
            append(parent, node)


class _MarkdownReader:
    """Builds the elements of one Markdown block from its tokens."""

    def __init__(self, tree: Tree, block: Block) -> None:
        self._tree = tree
        self._soup = tree.soup
        self._block = block
        self._cell_at: dict[int, int] = {}

    def read(self) -> None:
        level = len(self._soup.tagStack)
        if nests_too_deeply(self._block.tokens):
            message = f"lists or quotations nested deeper than {MAX_NESTING // 2} levels are not read"
            offset = self._tree.body.starts[self._block.first]
            self._tree.findings.append(("READ02", Finding(message, offset, severity=Severity.ERROR)))
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
        element.is_markdown, element.tight = True, token.hidden
        if token.map:
            start = self._tree.body.starts[token.map[0]]
            element.to_body = lambda _: start
        if token.type == "hr":
            self._soup.popTag()

    def _code(self, token: Token) -> None:
        language = token.info.split()[0] if token.info.split() else ""
        self._soup.element("pre").token = token
        self._soup.element("code", {"class": f"language-{language}"} if language else {})
        self._soup.handle_data(
            token.content if self._tree.liquid is Liquid.TEXT else LIQUID.sub(chars.LIQUID_BRACE, token.content)
        )
        self._soup.handle_endtag("code")
        self._soup.handle_endtag("pre")

    def _html(self, token: Token) -> None:
        """An HTML block inside a quote or list: parsed in place, written anew as one piece."""
        first, last = token.map or (self._block.first, self._block.last)
        holder = self._soup.element("section")
        source, lines = self._source(token.content.rstrip("\n").lstrip(" \t"), first, last, False)
        holder.leaf = _leaf_of_html(source, lines, "html")
        if _COMMENT.fullmatch(source):
            holder.leaf.frozen = "comment"  # the author's, or the one between two lists
        elif not self._tree.body.is_scraped:
            holder.leaf.frozen, holder.kept = AUTHOR_HTML, True
        else:
            _parse(self._tree, source, holder.leaf.source_to_body)
        self._soup.handle_endtag("section")

    def _inline(self, token: Token) -> None:
        first, last = token.map or (self._block.first, self._block.last)
        element = self._soup.currentTag
        assert isinstance(element, Element)
        in_cell = element.name in ("td", "th")
        source, lines = self._source(token.content, first, last, in_cell)
        leaf = read_leaf(source, self._tree.body.env, lines, in_cell=in_cell)
        if self._tree.liquid is Liquid.TEXT and leaf.frozen == "Liquid":
            leaf.frozen, leaf.escapes = "", [*leaf.escapes, *liquid_escapes(source)]
        element.leaf, element.to_body, element.at = leaf, leaf.text_to_body, 0
        self._block.leaves.append(leaf)
        if leaf.frozen:
            # The tree shows the source; no rule may take it for markup.
            self._soup.endData()
            node = Text(source)
            self._soup.add_text(node)
            node.to_body, node.at = leaf.source_to_body, 0
        else:
            self._soup.read(without_marks(leaf.html), leaf.text, leaf.text_to_body)
        leaf.before = signature(element)

    def _source(self, content: str, first: int, last: int, in_cell: bool) -> tuple[str, OffsetMap]:
        """Find an inline token in the body: its source, and where each line of it stands."""
        body = self._tree.body
        lines = OffsetMap()
        if in_cell:
            line = body.lines[first]
            written = content.replace("|", "\\|")
            at = line.find(written, self._cell_at.get(first, 0))
            if at >= 0 and content:
                self._cell_at[first] = at + len(written)
            lines.add(0, body.starts[first] + max(at, 0))
            return written, lines
        offset = 0
        pieces = content.split("\n")
        # The parser strips what only Unicode calls a blank, too: a line of nothing but an indent is gone.
        while first + 1 < last and pieces[0].rstrip(" \t") not in body.lines[first]:
            first += 1
        for number, piece in enumerate(pieces):
            index = min(first + number, len(body.lines) - 1)
            line = body.lines[index]
            at = line.rfind(piece.rstrip(" \t"))
            indent = 0
            if at < 0:  # a tab of which the marker took a part
                at, indent = line.rfind(piece.strip(" \t")), len(piece) - len(piece.lstrip(" \t"))
            at = at if piece.strip() else min(at, len(line) - len(piece))
            lines.add(offset + indent, body.starts[index] + max(at, 0))
            offset += len(piece) + 1
        return content, lines


def blocks_of(tree: Tree) -> Iterator[Element]:
    """Give the top-level elements in order."""
    for child in list(tree.soup.contents):
        if isinstance(child, Element):
            yield child


def remove_blocks(tree: Tree, blocks: Collection[Element]) -> None:
    """Take top-level elements out, all at once."""
    if blocks:
        gone = {id(block) for block in blocks}
        set_children(tree.soup, [child for child in tree.soup.contents if id(child) not in gone])
