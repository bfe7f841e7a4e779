"""How far a piece of HTML reaches in a source: to where all is ended that stands open in it, as the proof reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsclean import lazy
from newsclean.html.elements import ENDS_PARAGRAPH, IMPLIED_END, RAW, VOID
from newsclean.proof.html_events import TOKEN

_HIDES = lazy.pattern(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s=>/])", re.I)
_EMPTY_LINE = lazy.pattern(r"\n[ \t]*(?=\n|\Z)")
_ITEMS = (frozenset({"li"}), frozenset({"dt", "dd"}), frozenset({"td", "th"}), frozenset({"option"}))
_MARK = lazy.pattern(r"<!--|<!\[CDATA\[|<(?=/?[A-Za-z])")
_ENDS = {"<!--": ("-->", "--!>"), "<![CDATA[": ("]]>",)}
_MAX_ROUNDS = 5


class _Open(NamedTuple):
    name: str
    at: int
    is_whole: bool  # whether it holds what stands up to its end tag


class Reading(NamedTuple):
    """How HTML is read. `is_scraped`: all elements last to their end tags, else those that hide or preserve what they hold.

    `to_empty_line`: what follows before the next empty line is HTML, too. What begins in `code` is no tag. `endless`: start
    tags that nothing in the text ends, as far as they are known.
    """

    is_scraped: bool
    to_empty_line: bool = True
    code: Sequence[range] = ()
    endless: set[int] | None = None


def reach_of(text: str, start: int, end: int, reading: Reading) -> int:
    """Give where the HTML that begins between `start` and `end` ends, which is `end` or the end of a line behind it."""
    endless = reading.endless if reading.endless is not None else set()
    is_in_tag = "<" in text[start:end].rpartition(">")[2]
    if not is_in_tag and end > _last_end_in(text):
        return end
    for _ in range(_MAX_ROUNDS):
        followed = _Follower(text, reading, endless)
        reached = followed.reach(start, end)
        if reached == end or not followed.endless:
            return reached
        endless |= followed.endless
    return end


@lru_cache(maxsize=1)
def _last_end_in(text: str) -> int:
    """Give where the last end of an element, a comment or a CDATA section begins; asked once for each piece of HTML."""
    return max(map(text.rfind, ("</", "-->", "]]>")))


class _Follower:
    """Follows the tags of a text. `endless` are the start tags of which it has seen that nothing ends them."""

    def __init__(self, text: str, reading: Reading, known: set[int]) -> None:
        self.endless: set[int] = set()
        self._text = text
        self._reading = reading
        self._known = known
        self._stack: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._holding = 0
        self._last_ends: dict[str, int] = {}
        self._endless_raw: dict[str, int] = {}

    def reach(self, start: int, end: int) -> int:
        position = start
        while (match := _MARK.search(self._text, position)) and (match.start() < end or self._holding):
            at = match.start()
            inside = next((each.stop for each in self._reading.code if at in each), 0)
            position = inside or (self._behind_tag(at) if match[0] == "<" else self._behind_comment(match[0], at))
            if position > end:
                end = self._end_of_lines(position)
        if self._holding:
            self.endless.update(each.at for each in self._stack if each.is_whole)
        return end

    def _behind_comment(self, mark: str, at: int) -> int:
        """Give the offset behind a comment or a CDATA section; one that nothing ends is none."""
        if mark not in self._last_ends:
            self._last_ends[mark] = max(map(self._text.rfind, _ENDS[mark]))
        if self._last_ends[mark] < at:
            return at + len(mark)
        token = TOKEN.match(self._text, at)
        return token.end() if token else at + len(mark)

    def _behind_tag(self, at: int) -> int:
        """Take in a tag; give the offset behind it, or behind the text that is its own."""
        match = TOKEN.match(self._text, at)
        if match is None or not match["name"]:
            return at + 1
        name = match["name"].lower()
        if match["end"]:
            self._end(name)
        elif name in RAW:
            closing = re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*>", re.I)
            if at < self._endless_raw.get(name, len(self._text)):
                if found := closing.search(self._text, match.end()):
                    return found.end()
                self._endless_raw[name] = at
        elif name not in VOID:
            self._start(name, match)
        return match.end()

    def _start(self, name: str, match: re.Match[str]) -> None:
        if self._stack and _is_ended_by(self._stack[-1].name, name):
            self._pop()
        if match.start() in self._known:
            return
        is_whole = self._reading.is_scraped or name == "pre" or _HIDES.search(match[0]) is not None
        self._stack.append(_Open(name, match.start(), is_whole))
        self._count[name] += 1
        self._holding += is_whole

    def _end(self, name: str) -> None:
        while self._count[name] and self._stack[-1].name != name:
            self._pop()
        if self._count[name]:
            self._pop(is_own=True)

    def _pop(self, *, is_own: bool = False) -> None:
        ended = self._stack.pop()
        self._count[ended.name] -= 1
        self._holding -= ended.is_whole
        if ended.is_whole and not is_own and ended.name in IMPLIED_END:
            self.endless.add(ended.at)

    def _end_of_lines(self, position: int) -> int:
        line_end = self._text.find("\n", position)
        if line_end < 0 or not self._reading.to_empty_line:
            return line_end if line_end >= 0 else len(self._text)
        empty = _EMPTY_LINE.search(self._text, position)
        return empty.start() if empty else len(self._text)


def _is_ended_by(name: str, following: str) -> bool:
    return (name == "p" and following in ENDS_PARAGRAPH) or any(name in items and following in items for items in _ITEMS)
