"""The body's blocks -> one BeautifulSoup tree on which every rule works.

Markdown blocks are built from their tokens, HTML regions are parsed by lxml each by itself, so that an element
left open ends with its region. Every text knows where in the body it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.html.char_references import without_marks
from newsclean.html.safe_html import read_html
from newsclean.markdown.blocks import Block, Body
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.markdown.leaves import Leaf, read_leaf
from newsclean.markdown.source_edits import apply_edits, liquid_escapes
from newsclean.nesting import MAX_NESTING, nests_too_deeply
from newsclean.problem import Finding, Severity
from newsclean.safety.active_content import forbidden_in
from newsclean.safety.defuse import dangers_in_code, defuse, hidden_dangers, open_attributes
from newsclean.tree.builder import MAX_DEPTH, Soup
from newsclean.tree.comments import keep_comments
from newsclean.tree.nodes import Element, Text, outline, set_children, signature

_COMMENT = lazy.pattern(r"\s*<!--(?!-?>)(?:(?!--!?>).)*-->\s*", re.S)
# Liquid in HTML, but for what is one of Hugo's shortcodes only once a reference behind it is decoded.
_HTML_LIQUID = lazy.pattern(r"\{(?=[{%])(?!\{(?:<[^<>]*>)*&(?i:lt|percnt;|#0*(?:60|37)(?![0-9])|#x0*(?:3c|25)(?![0-9a-f])))")


@dataclass(slots=True)
class Tree:
    """The tree, the body it was read from, and what reading it brought to light.

    `escapes_liquid`: `{{` and `{%` are text in this post, not templates; `runs_liquid`: the site's generator knows them;
    `last_brace`: the offset of the body's last `}`; `doubtful_code`: what `dangers_in_code` gives.
    """

    soup: Soup
    body: Body
    escapes_liquid: bool = True
    runs_liquid: bool = True
    last_brace: int = -1
    doubtful_code: dict[int, tuple[str, bool]] = field(default_factory=dict)
    findings: list[tuple[str, Finding]] = field(default_factory=list)


def read_tree(body: Body, *, escape_liquid: bool, runs_liquid: bool) -> Tree:
    """Build the tree of `body`.

    `escape_liquid`: `{{` and `{%` are text in this post, not templates; `runs_liquid`: the site's generator knows them.
    """
    tree = Tree(Soup(), body, escape_liquid, runs_liquid, body.text.rfind("}"))
    for offset in body.disarmed:
        message = "definition of an active address: its target was taken out"
        tree.findings.append(("HTML05", Finding(message, offset, severity=Severity.WARNING)))
    for found, offset in hidden_dangers(body, runs_liquid=runs_liquid):
        _refuse(tree, found, offset)
    tree.doubtful_code = dangers_in_code(body, runs_liquid=runs_liquid)
    for block in body.blocks:
        if block.kind == "html":
            _read_region(tree, block)
        elif block.kind == "markdown":
            _MarkdownReader(tree, block).read()
        else:
            element = tree.soup.element("section")
            element.block, element.kept = block, True
            start, end = body.starts[block.first], body.starts[block.first] + len(body.source(block))
            index = bisect_right(body.exempt, start, key=lambda region: region[1])
            regions = []
            while index < len(body.exempt) and body.exempt[index][0] < end:
                regions.append(body.exempt[index])
                index += 1
            _refuse_forbidden(tree, body.source(block), start)
            if regions:
                _explain_exemption(tree, block, start, end, regions)
            tree.soup.popTag()
    for offset, message in body.doubts:
        tree.findings.append(("READ06", Finding(message, offset, severity=Severity.WARNING)))
    if tree.soup.depth_cut:
        message = f"elements nested deeper than {MAX_DEPTH} levels were unwrapped"
        tree.findings.append(("READ02", Finding(message, severity=Severity.WARNING)))
    return tree


def _explain_exemption(tree: Tree, block: Block, start: int, end: int, regions: list[tuple[int, int]]) -> None:
    """Say where more is left alone than was asked for, and refuse what a scraped post must not carry."""
    source = tree.body.source(block)
    if tree.escapes_liquid and LIQUID.search(source):
        message = "holds Liquid that would run in Jekyll, in a region that is left alone of a scraped post; see --liquid"
        tree.findings.append(("READ05", Finding(message, start, severity=Severity.ERROR)))
    at = start
    for first, last in [*regions, (end, end)]:
        if tree.body.text[at:first].strip():
            message = "left alone, because it stands in one block with `<!-- newsclean: off -->`"
            tree.findings.append(("READ04", Finding(message, at, severity=Severity.WARNING)))
            return
        at = last


def _read_region(tree: Tree, block: Block) -> None:
    soup, start = tree.soup, tree.body.starts[block.first]
    first = len(soup.contents)
    _parse(tree, tree.body.source(block), start)
    keep_comments(soup, first, tree.body.source(block))


def _parse(tree: Tree, html: str, start: int) -> None:
    """Parse HTML that starts at offset `start` of the body into the current element."""
    source = read_html(html if tree.escapes_liquid else _HTML_LIQUID.sub(chars.LIQUID_BRACE, html))
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


def _refuse_forbidden(tree: Tree, source: str, offset: int, *, is_line: bool = False) -> None:
    """What is written back as it came must not carry what may not be published."""
    if found := forbidden_in(source, runs_liquid=tree.runs_liquid, is_line=is_line):
        _refuse(tree, found, offset)


def _refuse(tree: Tree, found: str, offset: int) -> None:
    message = f"holds {found!r}, which must not be published"
    tree.findings.append(("READ05", Finding(message, offset, found, severity=Severity.ERROR)))


def _can_escape_liquid(leaf: Leaf, env: dict[str, Any]) -> bool:
    """Tell whether a line that stays as it is shows the same when its Liquid is escaped, which does nothing in code."""
    edits = liquid_escapes(leaf.source)
    new = apply_edits(leaf.source, edits) if edits else None
    return new is None or read_leaf(new, [(0, 0)], env, in_cell=leaf.in_cell).text == leaf.text


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
            element.place = lambda _: start
        if token.type == "hr":
            self._soup.popTag()

    def _code(self, token: Token) -> None:
        language = token.info.split()[0] if token.info.split() else ""
        code = self._soup.element("pre")
        body = self._tree.body
        found, may_be_rewritten = self._tree.doubtful_code.get(id(token), ("", True))
        if found:
            offset = body.starts[(token.map or [self._block.first])[0]]
            code.in_doubt = True
            if not may_be_rewritten or (token.level and body.defines_in(self._block)):  # which would not be written again
                _refuse(self._tree, found, offset)
            else:
                message = "code that not every reader takes for code is written anew"
                self._tree.findings.append(("MARK01", Finding(message, offset)))
        self._soup.element("code", {"class": f"language-{language}"} if language else {})
        self._soup.handle_data(token.content if self._tree.escapes_liquid else LIQUID.sub(chars.LIQUID_BRACE, token.content))
        self._soup.handle_endtag("code")
        self._soup.handle_endtag("pre")

    def _html(self, token: Token) -> None:
        """An HTML block inside a quote or list: parsed in place, written anew as one piece."""
        first, last = token.map or (self._block.first, self._block.last)
        start = self._tree.body.starts[first]
        holder = self._soup.element("section")
        source, lines = self._source(token.content.rstrip("\n").lstrip(" \t"), first, last, False)
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
        if danger := defuse(leaf, self._tree.body, runs_liquid=self._tree.runs_liquid):
            _refuse(self._tree, danger, leaf.place(0))
        element.leaf, element.place, element.at = leaf, leaf.offset_of, 0
        if leaf.frozen:
            _refuse_forbidden(self._tree, apply_edits(source, leaf.escapes) or source, leaf.place(0), is_line=True)
            if attributes := open_attributes(leaf, self._tree.last_brace):
                _refuse(self._tree, *attributes)
            if self._tree.escapes_liquid and not _can_escape_liquid(leaf, self._tree.body.env):
                message = "holds Liquid in code, which Jekyll would run, beside syntax that stays as it is"
                self._tree.findings.append(("READ05", Finding(message, leaf.place(0), severity=Severity.ERROR)))
        self._block.leaves.append(leaf)
        if leaf.frozen:
            # The tree shows the source; no rule may take it for markup.
            self._soup.endData()
            node = Text(source)
            self._soup.add_text(node)
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
            lines.append((offset + indent, body.starts[index] + max(at, 0)))
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
