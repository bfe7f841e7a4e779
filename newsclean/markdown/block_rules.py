"""The block rules of CommonMark for bodies that hold HTML: each piece of HTML reaches as far as it does to a browser."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, code, html_block, paragraph, table
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import BLOCKS, starts_with_tag
from newsclean.markdown.dialect import new_reader
from newsclean.markdown.html_extents import HtmlExtents
from newsclean.markdown.inline_tokens import code_spans, is_escaped

# An element that kramdown reads Markdown in ends its block of HTML at its own start tag.
_HOLDS_MARKDOWN = lazy.pattern(r"<[A-Za-z][^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)\b[^<>]*>[ \t]*\Z")
_BLOCK_TAG = lazy.pattern(r"[ \t]*(?:<!--|</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>]|\Z))")
# What no one writes who thinks of Markdown: a custom element, or an inline one with a block on its line.
_BEGINS_SCRAPED = lazy.pattern(
    rf"<(?:[a-z][a-z0-9]*-[a-z]|(?!https?:)[A-Za-z][^<>]*>.*?<(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>]))", re.I
)
_ENDS_BY_ITSELF = lazy.pattern(r"<(?:[!?]|(?:script|pre|style|textarea)(?=[\s>]|\Z))", re.I)
_EXTENTS = "html_extents"


@cache
def _block_reader() -> MarkdownIt:
    md = new_reader()
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("code", _code)
    md.block.ruler.at("html_block", _html, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("paragraph", _paragraph)
    return md


def parse_blocks(text: str, *, is_scraped: bool) -> tuple[list[Token], dict[str, Any]]:
    """Give the block tokens of `text`, and the environment with its reference definitions."""
    tokens: list[Token] = []
    env: dict[str, Any] = {_EXTENTS: HtmlExtents(text, is_scraped=is_scraped)}
    md = _block_reader()
    md.block.parse(text, md, env, tokens)
    return tokens, env


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _is_html(state: StateBlock, number: int) -> bool:
    match = _BLOCK_TAG.match(_line(state, number))
    return match is not None and (match[1] is None or match[1].lower() in BLOCKS)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return not _is_html(state, start) and table(state, start, end, silent)


def _code(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Scraped HTML is often indented; to an author, and in a list or quotation, it is code."""
    if not code(state, start, end, silent):
        return False
    if not state.level and state.env[_EXTENTS].is_scraped and starts_with_tag(_line(state, start)):
        state.tokens.pop()
        _push_html(state, start, _extended(state, start, state.line, end))
    return True


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent:
        return bool(html_block(state, start, end, silent))
    if not state.is_code_block(start) and _HOLDS_MARKDOWN.fullmatch(_line(state, start)):
        _push_html(state, start, start + 1)
        return True
    if html_block(state, start, end, silent):
        state.tokens.pop()
    elif state.env[_EXTENTS].is_scraped and not state.level and _BEGINS_SCRAPED.match(_line(state, start)):
        state.line = next((number for number in range(start, end) if state.isEmpty(number)), end)
    else:
        return False
    _push_html(state, start, _extended(state, start, state.line, end))
    return True


def _push_html(state: StateBlock, start: int, end: int) -> None:
    state.line = end
    token = state.push("html_block", "", 0)
    token.map = [start, end]
    token.content = state.getLines(start, end, state.blkIndent, True)


def _extended(state: StateBlock, start: int, end: int, last: int) -> int:
    """Give the line behind the HTML that stands on lines `start` to `end`."""
    while end > start + 1 and state.isEmpty(end - 1):
        end -= 1
    ends_at_blank = _ENDS_BY_ITSELF.match(_line(state, start)) is None
    reach = partial(state.env[_EXTENTS].end_of, state.bMarks[start] + state.tShift[start], state.eMarks[end - 1])
    return _line_behind(state, reach(ends_at_blank=ends_at_blank), end, last) or _line_behind(
        state, reach(ends_at_blank=False), end, last, is_cut=True
    )


def _line_behind(state: StateBlock, offset: int, end: int, last: int, *, is_cut: bool = False) -> int:
    """Give the line behind the one that ends at `offset`; 0 when what holds the block ends before it.

    `is_cut`: then give `end`.
    """
    behind = max(end, bisect_left(state.eMarks, offset) + 1)
    inside = (state.isEmpty(number) or state.sCount[number] >= state.blkIndent for number in range(end, min(behind, last)))
    return behind if behind <= last and all(inside) else end if is_cut else 0


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment, a script or a hidden element that stands open at the end of a paragraph goes on, and so does the paragraph."""
    paragraph(state, start, end, silent)
    first, behind = state.bMarks[start], state.line
    source = state.src[first : state.eMarks[behind - 1]]
    if "<" not in source:
        return True
    extents: HtmlExtents = state.env[_EXTENTS]
    spans = [(first + at, first + to) for at, to in code_spans(source)] if "`" in source else []
    tag = extents.next_tag(first)
    while tag and (is_escaped(state.src, tag.start()) or any(at <= tag.start() < to for at, to in spans)):
        tag = extents.next_tag(tag.end())
    if tag is None or tag.start() >= state.eMarks[behind - 1]:
        return True
    offset = extents.end_of(tag.start(), state.eMarks[behind - 1], ends_at_blank=False, code=spans)
    extended = _line_behind(state, offset, behind, state.lineMax, is_cut=True)
    if extended > behind:
        del state.tokens[-3:]
        paragraph(state, extended - 1, end, silent)  # which says how far the rest goes
        content = state.getLines(start, state.line, state.blkIndent, False)
        state.tokens[-2].content = content.strip(" \t\n\r\f\v")
        for token in state.tokens[-3:]:
            token.map = [start, state.line] if token.map else token.map
    return True
