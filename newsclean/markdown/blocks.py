"""Body text -> its blocks in order: Markdown, HTML regions, and what stays verbatim.

The block structure is the one that a CommonMark parser sees. HTML blocks that only blank lines part are
one region, so a table with blank lines stays one table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from newsclean import lazy
from newsclean.markdown import exemptions
from newsclean.markdown.block_rules import parse_blocks
from newsclean.markdown.dialect import reader
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.markdown.kept_tags import KEEPS_HTML
from newsclean.markdown.leaves import Leaf
from newsclean.markdown.link_definitions import disarm
from newsclean.urls import is_active_url

# A comment that a browser ends earlier than Markdown is none.
_COMMENT_ONLY = lazy.pattern(r"[ \t\n]*<!--(?!-?>)(?:(?!--!?>).)*-->[ \t\n]*", re.S)
# Between these, Jekyll and kramdown take everything as it stands.
_VERBATIM = lazy.pattern(
    r"\{%-?\s*(?P<liquid>raw|highlight|comment|math|mermaid)\b(?:(?!\{%)[^\n])*?%\}"
    r"|(?<!\\)\{::(?P<extension>comment|nomarkdown|options)\b(?:(?!\{::)[^}\n])*\}"
)


# What can go on behind a blank line, though the next line is not indented.
_MAY_SPAN = lazy.pattern(r"```|~~~|<(?!https?:)[!?A-Za-z]", re.I)
# What begins no other block than a paragraph, when nothing stands in the next line.
_BEGINS_WORDS = lazy.pattern(r"(?![0-9]{1,9}[.)])[^\s#>\-+*_`~<\[]")


@dataclass(slots=True)
class Block:
    """One top-level block: lines `first` up to but not including `last` of the body.

    `kind` is `markdown` (with its tokens), `html` (a region) or `verbatim`. `leaves` holds the leaves of a
    Markdown block in order; `outline` and `name` what the tree knew of it before any rule ran.
    """

    kind: str
    first: int
    last: int
    tokens: list[Token] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    name: str = ""
    outline: str = ""


@dataclass(slots=True)
class Body:
    """The body's text, its line starts and its blocks; `env` holds the reference definitions; `is_scraped`: its HTML is no
    author's.

    `exempt` are the regions between `<!-- newsclean: off -->` and `<!-- newsclean: on -->`, as offsets; `doubts` says of
    which of these comments, by offset, it is not clear what they do; `disarmed` are the offsets of lines that defined an
    active address; `danger`: what must not be published in it if all of it were live, None until it is looked for.
    """

    text: str
    lines: list[str]
    starts: list[int]
    blocks: list[Block]
    env: dict[str, Any]
    is_scraped: bool = True
    exempt: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)
    disarmed: list[int] = field(default_factory=list)
    danger: str | None = None
    _defined: list[int] | None = None

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The reference definitions, also those of a label that was defined before: `href`, and `map`, their lines."""
        return [*self.env.get("references", {}).values(), *self.env.get("duplicate_refs", ())]

    def defines_in(self, block: Block) -> bool:
        """Tell whether a reference is defined inside a block."""
        if self._defined is None:
            self._defined = sorted(definition["map"][0] for definition in self.definitions)
        return bisect_left(self._defined, block.first) < bisect_left(self._defined, block.last)

    def source(self, block: Block) -> str:
        """Give the lines of `block` as they came."""
        return "\n".join(self.lines[block.first : block.last])

    def position(self, offset: int) -> tuple[int, int]:
        """Give line (from 0) and column (from 1) of an offset in the body."""
        line = bisect_right(self.starts, offset) - 1
        return line, offset - self.starts[line] + 1


def read_blocks(text: str, liquid: Liquid, *, is_scraped: bool = True) -> Body:
    """Cut `text` into its blocks. Liquid that is the author's stays verbatim.

    `is_scraped`: HTML in it is no author's, and each element holds what stands up to its end tag.
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    env: dict[str, Any] = {} if is_scraped else {KEEPS_HTML: True}
    body = Body(text, lines, starts, [], env, is_scraped)
    parts = _parts(lines)
    tokens = [token for first, last in parts for token in _read(body, first, last)]
    verbatim = _verbatim_lines(body) if liquid is not Liquid.TEXT else []
    apart: list[Block] = []
    if exemptions.has_any(text):
        body.exempt, body.doubts = exemptions.read(text, starts, tokens)
        regions = [(body.position(start)[0], body.position(end - 1)[0]) for start, end in body.exempt]
        verbatim += [(first, last + 1) for first, last in regions]
        apart = [Block("verbatim", first, last + 1) for first, last in exemptions.stand_apart(lines, regions, tokens)]
        if apart:  # what stands in them may be left open, and must not be read with the rest
            tokens = [token for first, last in _without(parts, apart) for token in _read(body, first, last)]
    verbatim = list(_merged(sorted(verbatim)))
    active = [each["map"] for each in body.definitions if is_active_url(each["href"])]
    if active and (disarmed := disarm(lines, active, verbatim)):
        places = [starts[first] for first in disarmed]
        body = read_blocks("\n".join(lines), liquid, is_scraped=is_scraped)
        body.disarmed = places
        return body
    blocks = [_first_kind(block, verbatim) for block in _top_level(tokens)]
    body.blocks = list(_joined(_with_gaps(body, sorted([*blocks, *apart], key=lambda block: block.first))))
    for block in body.blocks:
        if block.kind == "html" and _COMMENT_ONLY.fullmatch(body.source(block)):
            block.kind, block.name = "verbatim", body.source(block).strip()
    return body


def shape_of(source: str) -> list[tuple[str, str]]:
    """Give the kinds of the block tokens that `source` is read as, and whether it defines a reference."""
    tokens: list[Token] = []
    env: dict[str, Any] = {}
    reader().block.parse(source, reader(), env, tokens)
    return [(token.type, token.tag) for token in tokens] + [("reference", "")] * bool(env.get("references"))


def _parts(lines: list[str]) -> list[tuple[int, int]]:
    """The digest is the `>` lines at the top and no others: what follows them is not drawn into the quotation."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    last = first
    while last < len(lines) and re.match(r" {0,3}>", lines[last]):
        last += 1
    lazy = first < last < len(lines) and lines[last].strip(" \t")
    return [(0, last), (last, len(lines))] if lazy else [(0, len(lines))]


def _read(body: Body, first: int, last: int) -> list[Token]:
    """Read a part of the body. A line of words between blank lines is a paragraph, for which no parser is needed."""
    lines = body.lines
    if any(_MAY_SPAN.search(line) for line in lines[first:last]):
        return _parsed(body, first, last)
    tokens: list[Token] = []
    start = first
    for number in range(first, last):
        line = lines[number].rstrip(" \t")
        if not _BEGINS_WORDS.match(line) or line[-1].isspace():  # the parser decides what other blanks are
            continue
        around = (lines[number - 1] if number > first else "", lines[number + 1] if number + 1 < last else "")
        if any(line.strip(" \t") for line in around):
            continue
        tokens += _parsed(body, start, number)
        place = [number, number + 1]
        tokens += (
            Token("paragraph_open", "p", 1, map=place, block=True),
            Token("inline", "", 0, map=place, level=1, children=[], content=line, block=True),
            Token("paragraph_close", "p", -1, block=True),
        )
        start = number + 1
    return tokens + _parsed(body, start, last)


def _parsed(body: Body, first: int, last: int) -> list[Token]:
    tokens: list[Token] = []
    lines, env = body.lines, body.env
    if any(lines[first:last]):
        tokens, own = parse_blocks("\n".join(lines[first:last]), is_scraped=body.is_scraped)
        for token in tokens:
            token.map = [token.map[0] + first, token.map[1] + first] if token.map else token.map
        for definition in (*own.get("references", {}).values(), *own.get("duplicate_refs", ())):
            definition["map"] = [line + first for line in definition["map"]]
        for label, definition in own.get("references", {}).items():
            if env.setdefault("references", {}).setdefault(label, definition) is not definition:
                env.setdefault("duplicate_refs", []).append(definition)
        env.setdefault("duplicate_refs", []).extend(own.get("duplicate_refs", ()))
    return tokens


def _verbatim_lines(body: Body) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    never_closed: set[str] = set()
    position = 0
    while match := _VERBATIM.search(body.text, position):
        position = match.end()
        extension, liquid = match["extension"], match["liquid"]
        pattern = rf"\{{:/(?:{extension})?\}}" if extension else rf"\{{%-?\s*end{liquid}\b(?:(?!\{{%)[^}}])*%\}}"
        end = None if pattern in never_closed else re.compile(pattern).search(body.text, position)
        if end:
            ranges.append((body.position(match.start())[0], body.position(end.end() - 1)[0] + 1))
            position = end.end()
        else:
            never_closed.add(pattern)  # nor will a later one be: look only once
    return ranges


def _without(parts: list[tuple[int, int]], apart: list[Block]) -> Iterator[tuple[int, int]]:
    """Give the parts of a body without the lines of some blocks."""
    for first, last in parts:
        for block in apart:
            if first < block.last and block.first < last:
                if first < block.first:
                    yield first, block.first
                first = min(last, block.last)
        if first < last:
            yield first, last


def _top_level(tokens: list[Token]) -> Iterator[Block]:
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            first, last = tokens[start].map or (0, 0)
            yield Block("markdown", first, last, tokens[start : index + 1])
            start = index + 1


def _merged(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join ranges of lines that overlap; they come in order."""
    start = end = -1
    for first, last in ranges:
        if first >= end:
            if end > start:
                yield start, end
            start = first
        end = max(end, last)
    if end > start:
        yield start, end


def _first_kind(block: Block, verbatim: list[tuple[int, int]]) -> Block:
    token = block.tokens[0]
    index = bisect_left(verbatim, (block.last, 0)) - 1  # the last that begins before the block ends
    if index >= 0 and block.first < verbatim[index][1]:
        block.kind = "verbatim"
    elif token.type == "html_block":
        block.kind = "html"
    return block


def _with_gaps(body: Body, blocks: list[Block]) -> Iterator[Block]:
    """Fill in what the parser took without giving a token: reference definitions."""
    line = 0
    for block in blocks:
        yield from _gap(body, line, block.first)
        line = max(line, block.last)
        # A block of code that goes on to the end has blank lines of its own.
        is_code = any(token.type == "fence" and token.map and token.map[1] >= block.last for token in block.tokens)
        while not is_code and block.last > block.first + 1 and not body.lines[block.last - 1].strip(" \t"):
            block.last -= 1
        yield block
    yield from _gap(body, line, len(body.lines))


def _gap(body: Body, first: int, last: int) -> Iterator[Block]:
    while first < last and not body.lines[first].strip():
        first += 1
    while first < last and not body.lines[last - 1].strip():
        last -= 1
    if first < last:
        yield Block("verbatim", first, last, name="definition")


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Join HTML blocks into regions, and verbatim blocks but for definitions that stand by themselves."""
    open_block: Block | None = None
    for block in blocks:
        is_apart = open_block is not None and "definition" in (open_block.name, block.name) and block.first > open_block.last
        if open_block is not None and open_block.kind == block.kind and block.kind != "markdown" and not is_apart:
            open_block.last = max(open_block.last, block.last)
            open_block.name = open_block.name if open_block.name == block.name else ""
            continue
        if open_block is not None:
            yield open_block
        open_block = block
    if open_block is not None:
        yield open_block
