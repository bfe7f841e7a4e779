"""Inline Markdown with the place of every token, and stars of stock names (`*ST`) that pair with nothing.

What markdown-it-py does not do itself: it gives lines to blocks but no places to what stands in a line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.balance_pairs import processDelimiters
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from newsclean import lazy

_STAR = 0x2A
# A star before ST or S*ST and a Chinese character is a stock-name prefix.
STOCK_STAR = lazy.pattern(r"\*(?=S\*?ST[\u4e00-\u9fff]|ST[\u4e00-\u9fff])")
# Each star that may be one of such a prefix, also of one that is written twice or with a rare character behind it.
LIKE_STOCK_STAR = lazy.pattern(r"\*(?=S?\*?ST[\u3400-\u9fff])")
_BACKTICKS = lazy.pattern(r"\\.|`+", re.S)


class SourceEdit(NamedTuple):
    """Replace `source[start:end]` of a leaf by `text`."""

    start: int
    end: int
    text: str


def is_escaped(source: str, at: int) -> bool:
    """Tell whether a backslash takes its meaning from the character at `at`."""
    before = at
    while before > 0 and source[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def code_spans(text: str) -> list[tuple[int, int]]:
    """Pair runs of backticks of one length, as CommonMark does; a backslash escapes only what begins no code."""
    spans: list[tuple[int, int]] = []
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(len(run[0]), []).append(run.start())
    position = 0
    while match := _BACKTICKS.search(text, position):
        position = match.end()
        if match[0].startswith("\\"):
            continue
        length = len(match[0])
        alike = runs.get(length, [])
        index = bisect_left(alike, position)
        if index < len(alike):
            position = alike[index] + length
            spans.append((match.start(), position))
    return spans


class OffsetState(StateInline):
    """StateInline that remembers where in its source each token starts."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, out: list[Token]) -> None:
        super().__init__(src, md, env, out)
        self._pending_at = -1

    def append_pending(self, text: str) -> None:
        if self._pending_at < 0:
            self._pending_at = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802 - markdown-it's name
        token = super().pushPending()
        token.meta = {"at": self._pending_at}
        self._pending_at = -1
        return token

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta = {**token.meta, "at": self.pos}
        self._pending_at = -1
        return token


def unpair_stock_stars(state: StateInline) -> list[SourceEdit]:
    """Keep stock stars (`*ST`) from pairing with one another; give the escapes that the source needs.

    A stock star may still close an emphasis that an ordinary star opened, or open one that an
    ordinary star closes: `*ST板块大跌*` is emphasis.
    """
    where = {match.start() for match in STOCK_STAR.finditer(state.src)}
    if not where:
        return []
    # The second star of S*ST stands inside the prefix.
    where |= {match.start() + 1 for match in re.finditer(r"S\*ST[\u4e00-\u9fff]", state.src)}
    spread_offsets(state.tokens)
    levels = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]
    many = sum(1 for level in levels for one in level if one.marker == _STAR) > 1
    return [edit for level in levels for edit in _unpair_level(state, level, where) if many]


def _unpair_level(state: StateInline, level: list[Delimiter], where: set[int]) -> Iterator[SourceEdit]:
    def is_stock(one: Delimiter) -> bool:
        return one.marker == _STAR and one.length == 1 and state.tokens[one.token].meta.get("at") in where

    given = [replace(one) for one in level]
    # Which ordinary stars find no partner among themselves?
    paired = _members(state, [replace(one, open=False, close=False) if is_stock(one) else one for one in level])
    single = [one for index, one in enumerate(level) if index not in paired and one.marker == _STAR and not is_stock(one)]
    first_open = min((one.token for one in single if one.open), default=None)
    last_close = max((one.token for one in single if one.close), default=None)
    for star in filter(is_stock, level):
        star.close = star.close and first_open is not None and first_open < star.token
        star.open = star.open and not star.close and last_close is not None and last_close > star.token
    paired = _members(state, level)
    # A star that can open as well as close pairs by the rule of three, whichever it does here.
    read = [replace(one, open=False, close=False) if is_stock(one) and at not in paired else one for at, one in enumerate(given)]
    if _pairs(state, read) != _pairs(state, level):
        for star in filter(is_stock, level):
            star.open = star.close = False
        paired = _members(state, level)
    # What is still alone is text, and has to stay it in every renderer.
    for index, star in enumerate(level):
        if is_stock(star) and index not in paired:
            at = int(state.tokens[star.token].meta["at"])
            yield SourceEdit(at, at, "\\")


def _pairs(state: StateInline, level: Sequence[Delimiter]) -> dict[int, int]:
    """Give for the index of each delimiter that finds a partner that of the partner."""
    trial = [replace(one) for one in level]
    processDelimiters(state, trial)
    return {index: one.end for index, one in enumerate(trial) if one.end >= 0}


def _members(state: StateInline, level: Sequence[Delimiter]) -> set[int]:
    """Give the indexes of the delimiters that find a partner, or are one."""
    pairs = _pairs(state, level)
    return {*pairs, *pairs.values()}


def spread_offsets(tokens: Sequence[Token]) -> None:
    """Markers of one run were pushed at one place: `***` becomes three tokens."""
    previous: Token | None = None
    for token in tokens:
        at = token.meta.get("at")
        if previous is not None and at is not None and previous.meta.get("run") == at and previous.content:
            token.meta = {"at": previous.meta["at"] + len(previous.content), "run": at}
        else:
            token.meta = {**token.meta, "run": at} if "run" not in token.meta else token.meta
        previous = token


def is_cdata(token: Token) -> bool:
    """Tell whether a token is a CDATA section, which a browser hides."""
    return token.type == "html_inline" and token.content.startswith("<![CDATA[")


def show_cdata(tokens: Sequence[Token]) -> list[Token]:
    """Make text of CDATA sections."""
    return [shown for token in tokens for shown in (_lines_of(token) if is_cdata(token) else [token])]


def _lines_of(token: Token) -> Iterator[Token]:
    at = int(token.meta["at"]) + len("<![CDATA[")
    for number, line in enumerate(token.content[len("<![CDATA[") : -len("]]>")].split("\n")):
        if number:
            yield Token("softbreak", "br", 0, meta={"at": at - 1})
        yield Token("text", "", 0, content=line, meta={"at": at})
        at += len(line) + 1
