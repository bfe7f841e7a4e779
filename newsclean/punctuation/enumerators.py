"""Numbering in front of items, lists of titles and quotations, official numbers: the house's choice, all opt-in.

The functions read a run and yield edits. Clauses are those of GB/T 15834-2011, see CLAUSES.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.run import Edit, Run

_NUMBERED = lazy.pattern(r"^([ \t\u3000]*\d{1,3})、(?=[^\d\s])", re.M | re.A)
_BRACKETED = lazy.pattern(r"^([ \t\u3000]*[（(][一二三四五六七八九十百\d]{1,3}[)）])、(?![（(])", re.M)
BRACKETED = {"、": "(?<=[)）].)", "(": ""}
_HALF_BRACKETED = lazy.pattern(r"^[ \t\u3000]*(\()\d{1,3}(\))", re.M | re.A)
_ORDINAL = lazy.pattern(r"(?:^|(?<=[；。：，]))([ \t\u3000]*第[一二三四五六七八九十百]{1,3})、(?![第一二三四五六七八九十])", re.M)


def dot_numbers(run: Run) -> Iterator[Edit]:
    """`1、营业收入` -> `1.营业收入` at the start of a line; `一、` and `3、5天` stay (B.3.3)."""
    for match in _NUMBERED.finditer(run.text):
        if run.masked[match.end() - 1] == "、":
            yield Edit(match.end() - 1, match.end(), ".")


def drop_mark_behind_brackets(run: Run) -> Iterator[Edit]:
    """`（一）、总体要求` -> `（一）总体要求`, `(1)` -> `（1）` at the start of a line (B.3.4)."""
    for match in _BRACKETED.finditer(run.text):
        if run.masked[match.end() - 1] == "、":
            yield Edit(match.end() - 1, match.end(), "")
    for match in _HALF_BRACKETED.finditer(run.text):
        if re.search(f"[{chars.HAN}]", run.text[match.end() : match.end() + 20]):
            yield Edit(match.start(1), match.end(1), "（")
            yield Edit(match.start(2), match.end(2), "）")


def comma_behind_ordinals(run: Run) -> Iterator[Edit]:
    """`第一、稳增长；第二、防风险` -> `第一，稳增长；第二，防风险`; `第一、第二季度` stays (B.3.1)."""
    for match in _ORDINAL.finditer(run.masked):
        yield Edit(match.end() - 1, match.end(), "，")


def join_titles(run: Run) -> Iterator[Edit]:
    """`《证券法》、《公司法》` -> `《证券法》《公司法》` (4.5.3)."""
    for match in re.finditer("(?<=》)、(?=《)", run.masked):
        yield Edit(match.start(), match.end(), "")


def join_quotations(run: Run) -> Iterator[Edit]:
    """`“双碳”、“双减”` -> `“双碳”“双减”` (4.5.3)."""
    for match in re.finditer("(?<=”)、(?=“)", run.masked):
        yield Edit(match.start(), match.end(), "")
