"""Pairs of brackets and quotation marks through a whole document: what has no partner is a doubt.

Clauses are those of GB/T 15834-2011, see CLAUSES.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from newsclean import lazy
from newsclean.punctuation.mask import DIGIT, STAND_INS
from newsclean.punctuation.run import Doubt, Run

_PAIRS = {
    "“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】", "「": "」", "『": "』", "〔": "〕", "［": "］",
}  # fmt: skip
_FLAT_PAIRS = tuple(opening + closing for opening, closing in _PAIRS.items())
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
# Brackets of two widths pair when their rule is off.
_KIND = {**{mark: mark for mark in _PAIRS}, "(": "（"}
_MARKS = lazy.pattern(f"[{re.escape(''.join(_PAIRS) + ''.join(_OPENING))}]")
_STRAIGHT = lazy.pattern('["\uff02]')
_NUMBERS_ITEM = lazy.pattern("(?:^|[；;。：:，,、\\s])[0ae]{1,2}\\Z")
# `其中1)`: with nothing open, this numbers an item, too.
_NUMBER = lazy.pattern("(?<![0ae])[0ae]{1,2}\\Z")
_LINE_HEAD = lazy.pattern("(?:\\A|\n)[ \u3000【]*\\Z")
# So many marks may wait for a partner in a later block; text without end must not fill the memory.
_MAX_WAITING = 100
_QUOTATIONS = frozenset("“「『")
# No quotation in the news has more paragraphs; one that seems to lost its end.
_MAX_BLOCKS = 20


Locate = Callable[[int], tuple[int, int]]
"""Gives line and column for an offset in a run's original text."""


class Unbalanced(NamedTuple):
    """Marks of one kind without partners in one block: how many, the first one's line and column, and what is there."""

    mark: str
    number: int
    position: tuple[int, int]
    excerpt: str

    @property
    def message(self) -> str:
        """Say it to a person."""
        return _has_no_partner(self.mark, self.number)


@dataclass(slots=True)
class Balance:
    """Pairs of marks through a whole document: a quotation or a bracket may end in a later block than it starts.

    A paragraph that starts with the opening mark while a quotation is open goes on with it (4.8.3).
    """

    _open: dict[str, list[Unbalanced]] = field(default_factory=dict)
    _straight: bool = False
    _blocks_since: int = 0

    @property
    def in_quotation(self) -> bool:
        """Tell whether a quotation is open behind the blocks so far; after many blocks its end was forgotten."""
        is_open = self._straight or any(self._open.get(mark) for mark in _QUOTATIONS)
        return is_open and self._blocks_since <= _MAX_BLOCKS

    def read(self, run: Run, locate: Locate) -> Iterator[Unbalanced]:
        """Read the next block as the rules left it; yield what cannot have a partner."""
        self._blocks_since += 1
        if '"' in run.text or self._straight:
            self._read_straight(run)
        if not self._open and is_balanced(run.text):
            return
        lonely, unclosed = self._pair(run)
        for mark, places in lonely.items():
            yield _unbalanced(run, mark, places, locate)
        for mark, places in unclosed.items():
            found = _unbalanced(run, mark, places, locate)
            if len(places) > _MAX_WAITING or (mark in _QUOTATIONS and not _may_go_on(run, places[0])):
                yield found
                continue
            if mark in _QUOTATIONS:
                self._blocks_since = 0
            waiting = self._open.setdefault(_KIND[mark], [])
            waiting.extend([found] * len(places))
            yield from _grouped(waiting[:-_MAX_WAITING])
            del waiting[:-_MAX_WAITING]

    def _read_straight(self, run: Run) -> None:
        """Straight marks that were left: whether they open a quotation of several paragraphs, or end one."""
        places = [match.start() for match in _STRAIGHT.finditer(run.masked)]
        goes_on = self._straight and run.masked.lstrip(" \u3000")[:1] in ('"', "\uff02")
        if self._straight:
            self._straight = (len(places) - goes_on) % 2 == 0
        elif len(places) % 2 and _may_go_on(run, places[0]):
            self._straight, self._blocks_since = True, 0

    def finish(self) -> Iterator[Unbalanced]:
        """Yield what is still open at the end of the document."""
        for unclosed in self._open.values():
            yield from _grouped(unclosed)
        self._open = {}

    def _pair(self, run: Run) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Pair the marks of a block; give the closing and the opening ones that are left."""
        masked = run.masked
        lonely: dict[str, list[int]] = {}
        unclosed: dict[str, list[int]] = {}
        for match in _MARKS.finditer(masked):
            mark, at = match[0], match.start()
            starts_line = (
                mark in _QUOTATIONS
                and (self._open.get(mark) or mark in unclosed)
                and _LINE_HEAD.search(masked, max(0, at - 8), at)
            )
            if starts_line or _is_no_pair(masked, mark, at):
                continue
            if mark in _PAIRS:
                unclosed.setdefault(mark, []).append(at)
                continue
            kind = _KIND[_OPENING[mark]]
            candidates = [opening for opening in unclosed if _KIND[opening] == kind]
            here = max(candidates, key=lambda opening: unclosed[opening][-1], default="")
            if here:
                unclosed[here].pop()
                if not unclosed[here]:
                    del unclosed[here]
            elif kind == "（" and _NUMBER.search(masked[max(0, at - 3) : at]):
                continue
            elif self._open.get(kind):
                self._open[kind].pop()
                if not self._open[kind]:
                    del self._open[kind]
            else:
                lonely.setdefault(mark, []).append(at)
        return lonely, unclosed


def is_balanced(text: str) -> bool:
    """Tell whether all pairs of a text close where they stand; false also for what is no pair, such as `1)`."""
    marks = "".join(_MARKS.findall(text))
    while marks:
        left = marks
        for pair in _FLAT_PAIRS:
            left = left.replace(pair, "")
        if len(left) > len(marks) // 2:  # deeper nesting is for `Balance` itself to judge
            return False
        marks = left
    return True


def unbalanced_marks(run: Run) -> Iterator[Doubt]:
    """`增长12%（其中出口` -> a warning: brackets and quotation marks that no mark of the whole post closes (4.8, 4.9).

    The bracket of `1)` is none, and a quotation may go on in the next paragraph.
    """
    balance = Balance()
    for found in (*balance.read(run, lambda start: (start, 0)), *balance.finish()):
        yield Doubt(found.position[0], found.excerpt, found.message)


def _grouped(unclosed: list[Unbalanced]) -> Iterator[Unbalanced]:
    for found, number in Counter(unclosed).items():
        yield found._replace(number=number)


def _has_no_partner(mark: str, number: int) -> str:
    return f"{mark} has no partner" if number == 1 else f"{number} {mark} have no partner"


def _unbalanced(run: Run, mark: str, places: list[int], locate: Locate) -> Unbalanced:
    at = places[0]
    return Unbalanced(mark, len(places), locate(run.origin(at)), run.excerpt(at))


def _is_no_pair(masked: str, mark: str, at: int) -> bool:
    """An apostrophe, or the bracket of `1)`."""
    if mark == "’":
        return masked[at - 1 : at] in STAND_INS or masked[at + 1 : at + 2] == DIGIT  # `It’s`, `’22`
    return mark in ")）" and _NUMBERS_ITEM.search(masked[max(0, at - 4) : at]) is not None


def _may_go_on(run: Run, at: int) -> bool:
    """A quotation of several paragraphs opens at the start of one or behind a colon, and the paragraph ends in a stop."""
    before = run.text[:at].rstrip(" \u3000")[-1:]
    return before in ("", "：", ":", "，", "\n") and run.text.rstrip()[-1:] in ("。", "！", "？", "…", "；", "：")
