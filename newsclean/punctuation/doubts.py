"""What only its author can decide: nothing is edited, a warning is given.

The functions read a run as the rules left it and yield doubts. Clauses are those of GB/T 15834-2011, see CLAUSES.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import MAY_HIDE_QUOTES
from newsclean.punctuation.run import Doubt, Run

_STRAIGHT = lazy.pattern('["\uff02]')
_QUOTE_STOP = lazy.pattern("[。！？]”。|[：:]“[^“”\n]{0,200}[^“”。！？…\n]”。(?=\n|\\Z)")
STOP_BESIDE_QUOTATION = {"。": "(?<=[。！？]”.)", "：:": "(?=“[^“”\n]{0,200}[^“”。！？…\n]”。)", **MAY_HIDE_QUOTES}
_ELLIPSIS = lazy.pattern("……等(?!待|候)|[，、；：]……")
_NUMERALS = "一二三四五六七八九"
_APPROXIMATE = lazy.pattern(f"[{_NUMERALS}]、[{_NUMERALS}](?=[十百千万亿]{{0,2}}(?:[个天年月日人家次成倍种元名位只]|分钟|小时))")
BETWEEN_NUMERALS = {"、": f"(?<=[{_NUMERALS}].)(?=[{_NUMERALS}])"}
_LINE_START = lazy.pattern("^[，。、；：？！]", re.M)
_UNREADABLE = lazy.pattern(f"[{chars.PRIVATE_USE}\ufffd]")


def odd_straight_quotes(run: Run) -> Iterator[Doubt]:
    """`推动"双碳目标` -> a warning: straight marks that do not pair; inches and English lines are none (4.8.2)."""
    masked = run.masked
    places = [match.start() for match in _STRAIGHT.finditer(masked) if not masked[match.start() - 1 : match.start()].isdigit()]
    if places:
        number = len(places)
        message = (
            "a straight quotation mark has no partner" if number == 1 else f"{number} straight quotation marks do not pair surely"
        )
        yield _doubt(run, places[0], message)


def stop_beside_quotation(run: Run) -> Iterator[Doubt]:
    """`他说：“正常。”。`, `他说：“正常”。` -> a warning: a whole sentence has its stop inside, a part outside (B.2.1)."""
    for match in _QUOTE_STOP.finditer(run.masked):
        yield _doubt(run, match.end() - 1, "the stop of a quoted sentence stands inside the marks, that of a quoted part outside")


def ellipsis_beside_words(run: Run) -> Iterator[Doubt]:
    """`医药、白酒……等`, `，……` -> a warning: an ellipsis stands for `等` and for the stop before it (A.9.2, B.2.4)."""
    for match in _ELLIPSIS.finditer(run.masked):
        yield _doubt(run, match.start(), "an ellipsis stands for 等, and for the stop before it")


def approximate_numbers(run: Run) -> Iterator[Doubt]:
    """`三、五天` -> a warning: an approximate number is written without a mark, `三五天` (4.5.3)."""
    for match in _APPROXIMATE.finditer(run.masked):
        before = run.masked[match.start() - 1 : match.start()]
        if before not in _NUMERALS + "第、" or not before:
            yield _doubt(run, match.start(), "an approximate number has no 、; an enumeration keeps it")


def leading_stop(run: Run) -> Iterator[Doubt]:
    """A line that starts with a stop -> a warning (5.1.1)."""
    for match in _LINE_START.finditer(run.masked):
        yield _doubt(run, match.start(), "a line starts with a stop")


def stop_in_title(run: Run) -> Iterator[Doubt]:
    """A title that ends in `。` -> a warning: titles have no full stop (B.4); `？` and `！` are right."""
    if run.kind.is_title and run.masked.endswith("。"):
        yield _doubt(run, len(run.text) - 1, "a title that ends in a full stop")


def unreadable_characters(run: Run) -> Iterator[Doubt]:
    """U+FFFD and private-use characters -> a warning: what they stood for is lost, or a rare name."""
    for match in _UNREADABLE.finditer(run.text):
        yield _doubt(run, match.start(), f"U+{ord(match[0]):04X} stands for a character that was lost or that few fonts have")


def _doubt(run: Run, at: int, message: str) -> Doubt:
    return Doubt(at, run.excerpt(at), message)
