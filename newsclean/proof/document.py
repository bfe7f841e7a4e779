"""Markdown mixed with HTML, as renderers read it: its blocks, and what each shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from markdown_it.token import Token

from newsclean import lazy
from newsclean.proof.html_events import Event, scan
from newsclean.proof.html_reach import Reading, reach_of
from newsclean.proof.line import tokens_of_line
from newsclean.proof.parser import MARKDOWN_INSIDE, SYNTAX, Env, parser, renderer, tokens_of_blocks

# A line that begins so between blank lines is a paragraph, unless something that goes on over blank lines stands open.
_PARAGRAPH = lazy.pattern(r"(?:[^\W\d_]|[“‘（《【]|\[(?![^\n]*\]:)|<https?://)[^\n]*(?<![ \t])\Z")
# CommonMark 4.6, kind 6: a block of HTML that ends at a blank line.
_HTML = lazy.pattern(r"</?(?i:p|div|center|table|ul|ol|h[1-6]|section|article|blockquote|figure)(?=[ \t>]|/>|\Z)")
_MAY_GO_ON = lazy.pattern(r"```|~~~|<(?!https?:)[!?A-Za-z]")
_QUOTED = lazy.pattern(r" {0,3}>")


class DocumentBlock(NamedTuple):
    """One top-level block: lines `first` up to but not including `last`; HTML that only blank lines part is one block."""

    is_html: bool
    first: int
    last: int
    tokens: list[Token]


def read_definitions(lines: Sequence[str], *, is_scraped: bool = False) -> Env:
    """Read the reference definitions of a document; `is_scraped`: its HTML is no author's."""
    env: Env = {}
    if any("]:" in line for line in lines):
        end = _digest_end(lines, 0, len(lines))
        for part in (lines[:end], lines[end:]):
            tokens_of_blocks("\n".join(part), env, is_scraped=is_scraped)
    return env


def _digest_end(lines: Sequence[str], first: int, last: int) -> int:
    """Give the line behind the digest, the `>` lines at the top of a document: what follows is not drawn into the quotation."""
    if any(line.strip() for line in lines[:first]):
        return first
    start = next((number for number in range(first, last) if lines[number].strip()), last)
    end = next((number for number in range(start, last) if not _QUOTED.match(lines[number])), last)
    return end if end > start else first


def read_document(lines: Sequence[str], first: int, last: int, *, is_scraped: bool = False) -> Iterator[DocumentBlock]:
    """Read lines `first` up to but not including `last` of a document; `is_scraped`: its HTML is no author's."""
    while first < last and not lines[first].strip(" \t"):
        first += 1
    if first == last:
        return
    end = _digest_end(lines, first, last)
    html: DocumentBlock | None = None
    for block in _blocks(lines, [*_tokens(lines, first, end, is_scraped), *_tokens(lines, end, last, is_scraped)]):
        if not block.is_html:
            if html is not None:
                yield html
            html = None
            yield block
        else:
            html = html._replace(last=block.last) if html is not None else block
    if html is not None:
        yield html


def _blocks(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[DocumentBlock]:
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth:
            continue
        first, last = tokens[start].map or (0, 0)
        is_html = token.type == "html_block"
        inside = tokens[start : index + 1]
        # A block of code that goes on to the end has blank lines of its own.
        is_code = any(each.type == "fence" and each.map and each.map[1] >= last for each in inside)
        while not is_code and last > first + 1 and not lines[last - 1].strip(" \t"):
            last -= 1
        yield DocumentBlock(is_html, first, last, [*inside])
        start = index + 1


def _tokens(lines: Sequence[str], first: int, last: int, is_scraped: bool) -> list[Token]:
    """Give the block tokens of some lines.

    A paragraph of one line and HTML between blank lines need no parser, which takes longer than all the rest.
    """
    tokens: list[Token] = []
    text = "\n".join(lines[first:last])
    starts = [0, *accumulate(len(line) + 1 for line in lines[first:last])]
    reading = Reading(is_scraped, endless=set())
    start = number = first
    while number < last:
        end = number
        while end == number < last and not lines[number].strip(" \t"):
            end = number = number + 1
        while end < last and lines[end].strip(" \t"):
            end += 1
        if end == number + 1 and _PARAGRAPH.match(lines[number]) and not _MAY_GO_ON.search(lines[number]):
            stretch = [
                Token("paragraph_open", "p", 1, map=[number, end], block=True),
                Token("inline", "", 0, map=[number, end], level=1, children=[], content=lines[number], block=True),
                Token("paragraph_close", "p", -1, block=True),
            ]
        elif end > number and _HTML.match(lines[number]):
            if MARKDOWN_INSIDE.match(lines[number]):
                end = number + 1
            else:
                reached = reach_of(text, starts[number - first], starts[end - first] - 1, reading)
                end = first + bisect_right(starts, reached)
            content = "\n".join(lines[number:end]) + "\n"
            stretch = [Token("html_block", "", 0, map=[number, end], content=content, block=True)]
        elif any(map(_MAY_GO_ON.search, lines[number:end])):  # code or HTML, which may go on over blank lines
            return tokens + _parsed(lines, start, last, is_scraped)
        else:
            stretch = []
        if stretch:
            tokens += _parsed(lines, start, number, is_scraped) + stretch
            start = end
        number = end
    return tokens + _parsed(lines, start, last, is_scraped)


def _parsed(lines: Sequence[str], first: int, last: int, is_scraped: bool) -> list[Token]:
    tokens: list[Token] = []
    if any(line.strip(" \t") for line in lines[first:last]):
        tokens = tokens_of_blocks("\n".join(lines[first:last]), {}, is_scraped=is_scraped)
        for token in tokens:
            token.map = [token.map[0] + first, token.map[1] + first] if token.map else token.map
    return tokens


def events_of(block: DocumentBlock, env: Env) -> list[Event]:
    """Render a Markdown block and cut it into events; a line without any syntax needs neither."""
    if len(block.tokens) == 3:
        start, line, _ = block.tokens
        if line.type == "inline" and start.type in ("paragraph_open", "heading_open") and not SYNTAX.search(line.content):
            return [Event("start", start.tag, 0), Event("text", line.content, 0), Event("end", start.tag, 0)]
    for token in block.tokens:
        if token.type == "inline":
            token.children = tokens_of_line(token.content, env)
    html = renderer().render(block.tokens, parser().options, env)
    return [*scan(html.replace("\r", " "))]  # from a reference: a browser shows a blank
