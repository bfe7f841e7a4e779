"""Markdown mixed with HTML, as renderers read it: its blocks, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsclean import lazy
from newsclean.proof.html_events import Event, scan, starts_with_tag
from newsclean.proof.line import tokens_of_line
from newsclean.proof.parser import SYNTAX, Env, parser, renderer

# A line that begins so between blank lines is a paragraph, unless something that goes on over blank lines stands open.
_PARAGRAPH = lazy.pattern(r"(?:[^\W\d_]|[“‘（《【]|\[(?![^\n]*\]:)|<https?://)[^\n]*(?<![ \t])\Z")
# CommonMark 4.6, kind 6: a block of HTML that ends at a blank line.
_HTML = lazy.pattern(r"</?(?i:p|div|center|table|ul|ol|h[1-6]|section|article|blockquote|figure)(?=[ \t>]|/>|\Z)")
_DELIMITERS = frozenset("|:- \t")  # of the second line of a table, which the parser looks for first
_GOES_ON = lazy.pattern(r"```|~~~|<[!?]|<(?i:script|pre|style|textarea)")
_QUOTED = lazy.pattern(r" {0,3}>")


class DocumentBlock(NamedTuple):
    """One top-level block: lines `first` up to but not including `last`; HTML that only blank lines part is one block."""

    is_html: bool
    first: int
    last: int
    tokens: list[Token]


def read_definitions(lines: Sequence[str]) -> Env:
    """Read the reference definitions of a document."""
    env: Env = {}
    if any("]:" in line for line in lines):
        end = _digest_end(lines, 0, len(lines))
        for part in (lines[:end], lines[end:]):
            parser().block.parse("\n".join(part), parser(), env, [])
    return env


def _digest_end(lines: Sequence[str], first: int, last: int) -> int:
    """Give the line behind the digest, the `>` lines at the top of a document: what follows is not drawn into the quotation."""
    if any(line.strip() for line in lines[:first]):
        return first
    start = next((number for number in range(first, last) if lines[number].strip()), last)
    end = next((number for number in range(start, last) if not _QUOTED.match(lines[number])), last)
    return end if end > start else first


def read_document(lines: Sequence[str], first: int, last: int) -> Iterator[DocumentBlock]:
    """Read lines `first` up to but not including `last` of a document."""
    while first < last and not lines[first].strip(" \t"):
        first += 1
    if first == last:
        return
    end = _digest_end(lines, first, last)
    html: DocumentBlock | None = None
    for block in _blocks(lines, [*_tokens(lines, first, end), *_tokens(lines, end, last)]):
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
        is_html = token.type == "html_block" or (token.type == "code_block" and starts_with_tag(token.content))
        inside = tokens[start : index + 1]
        # A block of code that goes on to the end has blank lines of its own.
        is_code = any(each.type == "fence" and each.map and each.map[1] >= last for each in inside)
        while not is_code and last > first + 1 and not lines[last - 1].strip(" \t"):
            last -= 1
        yield DocumentBlock(is_html, first, last, [*inside])
        start = index + 1


def _tokens(lines: Sequence[str], first: int, last: int) -> list[Token]:
    """Give the block tokens of some lines.

    A paragraph of one line and a block of HTML between blank lines need no parser, which takes longer than all the rest.
    """
    if first == last or _GOES_ON.search("\n".join(lines[first:last])):
        return _parsed(lines, first, last)
    tokens: list[Token] = []
    start = number = first
    while number < last:
        end = number
        while end < last and lines[end].strip(" \t"):
            end += 1
        stretch = [number, end]
        if end == number + 1 and _PARAGRAPH.match(lines[number]):
            tokens += _parsed(lines, start, number)
            tokens += (
                Token("paragraph_open", "p", 1, map=stretch, block=True),
                Token("inline", "", 0, map=stretch, level=1, children=[], content=lines[number], block=True),
                Token("paragraph_close", "p", -1, block=True),
            )
            start = end
        elif end > number and _HTML.match(lines[number]) and not (set(lines[min(number + 1, end - 1)]) <= _DELIMITERS):
            tokens += _parsed(lines, start, number)
            tokens.append(Token("html_block", "", 0, map=stretch, content="\n".join(lines[number:end]) + "\n", block=True))
            start = end
        number = end + 1
    return tokens + _parsed(lines, start, last)


def _parsed(lines: Sequence[str], first: int, last: int) -> list[Token]:
    tokens: list[Token] = []
    if any(line.strip(" \t") for line in lines[first:last]):
        parser().block.parse("\n".join(lines[first:last]), parser(), {}, tokens)
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
