"""The proof's own parser of Markdown, which no reader of the pipeline uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, code, html_block, paragraph, table
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import BLOCKS
from newsclean.proof.html_events import starts_with_tag
from newsclean.proof.html_reach import Reading, reach_of

Env = dict[str, Any]
_Rule = Callable[[StateBlock, int, int, bool], bool]

# Without these a line of Markdown is what it shows.
SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")
_HTML_LINE = lazy.pattern(r"[ \t]*(?:<!--|</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>]|\Z))")
_TAG = lazy.pattern(r"<([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z][A-Za-z0-9-]*)?)(?=[\s/>:])")
_ENDED_BY_MARK = lazy.pattern(r"<(?:[!?]|(?:script|pre|style|textarea)(?=[\s>]|\Z))", re.I)
# A line with a tag of an element in which kramdown reads Markdown.
MARKDOWN_INSIDE = lazy.pattern(r"<[A-Za-z][^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)\b[^<>]*>[ \t]*\Z")
_ENDLESS = "endless"  # in the environment: the start tags that nothing ends
_BACKTICKS = lazy.pattern(r"(?<![\\`])(`+)(?!`)(?s:.*?[^`])\1(?!`)")


@cache
def parser() -> MarkdownIt:
    """Give the parser: CommonMark with HTML, tables and strikethrough; every address makes a link."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 120}).enable(["table", "strikethrough"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


@cache
def _parser_of_blocks(*, is_scraped: bool) -> MarkdownIt:
    """Give the parser with rules for HTML that ends where a browser ends it."""
    md = parser.__wrapped__()
    rules = md.block.ruler
    rules.at("table", lambda *of: not _begins_block(of[0], of[1]) and table(*of), {"alt": ["paragraph", "reference"]})
    rules.at("html_block", _reaching(html_block, is_scraped), {"alt": ["paragraph", "reference", "blockquote"]})
    rules.at("paragraph", _reaching(paragraph, is_scraped))
    if is_scraped:
        rules.at("code", _reaching(code, is_scraped))
    return md


def tokens_of_blocks(text: str, env: Env, *, is_scraped: bool) -> list[Token]:
    """Give the block tokens of a text; its reference definitions go into `env`.

    `is_scraped`: its HTML was written by no one who thought of Markdown.
    """
    md = _parser_of_blocks(is_scraped=is_scraped)
    tokens: list[Token] = []
    md.block.parse(text, md, env, tokens)
    return tokens


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _begins_block(state: StateBlock, number: int) -> bool:
    match = _HTML_LINE.match(_line(state, number))
    return match is not None and (match[1] is None or match[1].lower() in BLOCKS)


def _begins_scraped(line: str) -> bool:
    """Tell whether a line begins with a custom element, or with an inline one and holds a block: that is no Markdown."""
    first = _TAG.match(line)
    if first is None or first[1].lower() in ("http", "https"):
        return False
    return "-" in first[1] or any(tag[1].lower() in BLOCKS for tag in _TAG.finditer(line, first.end()))


def _reaching(rule: _Rule, is_scraped: bool) -> _Rule:
    """Let a rule's block go on while HTML that begins in it does."""

    def apply(state: StateBlock, start: int, last: int, silent: bool) -> bool:
        if rule is html_block and not silent and not state.is_code_block(start) and MARKDOWN_INSIDE.match(_line(state, start)):
            _push_html(state, start, start + 1)
            return True
        if silent or not rule(state, start, last, silent):
            begins = not silent and rule is html_block and is_scraped and not state.level and _begins_scraped(_line(state, start))
            if not begins:
                return silent and rule(state, start, last, silent)
            state.line = next((number for number in range(start, last) if state.isEmpty(number)), last)
            state.push("html_block", "", 0)
        token = state.tokens[-1]
        if token.type == "paragraph_close":
            _stretch_paragraph(state, start, is_scraped)
        elif token.type == "html_block" or (not state.level and starts_with_tag(_line(state, start))):
            state.tokens.pop()
            whole = "" if token.type == "code_block" else _line(state, start)
            endless = state.env.setdefault(_ENDLESS, set())
            reading = Reading(is_scraped, _ENDED_BY_MARK.match(whole) is None, endless=endless)
            _push_html(state, start, _line_behind(state, start, reading))
        return True

    return apply


def _push_html(state: StateBlock, start: int, behind: int) -> None:
    block = state.push("html_block", "", 0)
    block.map, state.line = [start, behind], behind
    block.content = state.getLines(start, behind, state.blkIndent, True)


def _stretch_paragraph(state: StateBlock, start: int, is_scraped: bool) -> None:
    source = state.src[state.bMarks[start] : state.eMarks[state.line - 1]]
    if "<" not in source:
        return
    at, given = state.bMarks[start], state.line
    code_spans = [range(at + found.start(), at + found.end()) for found in _BACKTICKS.finditer(source)]
    escaped = [range(at + found.start(), at + found.end()) for found in re.finditer(r"\\<", source)]
    behind = _line_behind(
        state, start, Reading(is_scraped, False, [*code_spans, *escaped], state.env.setdefault(_ENDLESS, set()))
    )
    if behind > given:
        del state.tokens[-3:]
        paragraph(state, behind - 1, state.lineMax, False)
        state.tokens[-2].content = state.getLines(start, state.line, state.blkIndent, False).strip()
        for token in state.tokens[-3:-1]:
            token.map = [start, state.line]


def _line_behind(state: StateBlock, start: int, reading: Reading) -> int:
    """Give the line behind what reaches from the block of `state` that begins on a line, inside what holds the block."""
    given = state.line
    while given > start + 1 and state.isEmpty(given - 1):
        given -= 1
    for each in (reading, reading._replace(to_empty_line=False)):
        reached = reach_of(state.src, state.bMarks[start], state.eMarks[given - 1], each)
        behind = given
        while behind < state.lineMax and state.eMarks[behind - 1] < reached and _is_inside(state, behind):
            behind += 1
        if state.eMarks[behind - 1] >= reached:
            return behind
    return given


def _is_inside(state: StateBlock, number: int) -> bool:
    return bool(state.isEmpty(number)) or state.sCount[number] >= state.blkIndent


@cache
def renderer() -> RendererHTML:
    """Give what renders its tokens."""
    return RendererHTML()
