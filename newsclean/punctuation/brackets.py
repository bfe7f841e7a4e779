"""Round, square and title brackets: pairs are one object, changed on both sides or not at all.

The functions read a run and yield edits. Clauses are those of GB/T 15834-2011, see CLAUSES.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from newsclean import lazy
from newsclean.punctuation.mask import DIGIT, LATIN
from newsclean.punctuation.neighbours import UNITS, beside, follows_chinese, is_chinese, is_han
from newsclean.punctuation.protected_lines import HAN
from newsclean.punctuation.run import Edit, Run

_ROUND = lazy.pattern(r"[()（）]")
_NUMBERS_ITEM = lazy.pattern(rf"(?:^|[；;。：:，,、])(?:{DIGIT}{{1,2}}|{LATIN})\Z", re.M)
_DOCUMENT_YEAR = lazy.pattern(r"[\[［【]((?:19|20)\d\d)[\]］】](?=第?\d{1,4}号)")
_ANGLED = lazy.pattern(r"(?:<<|＜＜)(?=[^\s<=])[^<>＜＞《》\n]{0,100}(?:>>|＞＞)")
_TITLE = lazy.pattern("《[^《》\n]{1,200}》")
_ANGLED_INSIDE = lazy.pattern("[<＜]([^<>＜＞]{1,100})[>＞]")


def widen_round_brackets(run: Run) -> Iterator[Edit]:
    """`中心(TSIC)负责人` -> `中心（TSIC）负责人`, both or neither; `f(x)`, `(1)` and `1)` stay (4.9.2).

    A pair of two widths becomes full. A bracket without its partner stays as it is.
    """
    masked = run.masked
    if "(" not in masked and ")" not in masked:
        return
    han = [match.start() for match in HAN.finditer(masked)]
    widened: set[int] = set()
    # From the outermost inwards: a bracket that becomes full is Chinese context for the one inside.
    for start, end in sorted(pair for ends in run.paragraphs() for pair in _pairs(masked, *ends)):
        half = masked[start] == "(", masked[end] == ")"
        if not any(half):
            continue
        left, right = beside(masked, start)[0], beside(masked, end)[1]
        # `增长12.5%(…)`: the per cent sign belongs to the Chinese before it.
        fits = start - 1 in widened or is_chinese(left) or (left != "" and left in UNITS and follows_chinese(masked, start))
        fits = fits or end + 1 in widened or is_chinese(right) or bisect_right(han, start) < bisect_right(han, end)
        if all(half) and not fits:
            continue
        widened |= {start, end}
        if half[0]:
            yield Edit(start, start + 1, "（")
        if half[1]:
            yield Edit(end, end + 1, "）")


def square_inner_brackets(run: Run) -> Iterator[Edit]:
    """`（一般贸易（进料加工））` -> `（一般贸易［进料加工］）`: another shape for the pair inside (4.9.3.6)."""
    for start, end in run.paragraphs():
        yield from _alternated(run.masked, start, end, "（）", "［］")


def bracket_document_year(run: Run) -> Iterator[Edit]:
    """`国发[2015]40号` -> `国发〔2015〕40号`; `[1]` and `[BABA.US]` stay (4.9.3)."""
    for match in _DOCUMENT_YEAR.finditer(run.text):
        if not is_han(run.masked[match.start() - 1 : match.start()]):
            continue
        for at, mark in ((match.start(), "〔"), (match.end() - 1, "〕")):
            if run.masked[at] == run.text[at]:
                yield Edit(at, at + 1, mark)


def mark_titles(run: Run) -> Iterator[Edit]:
    """`<<证券法>>` -> `《证券法》`, `《<证券法>修订》` -> `《〈证券法〉修订》`; `1<x<2` and tags stay (4.15.2, 4.15.3)."""
    masked = run.masked
    if not re.search("[<＜]", masked):
        return
    for match in _ANGLED.finditer(masked):
        if not HAN.search(match[0]):
            continue
        yield Edit(match.start(), match.start() + 2, "《")
        yield Edit(match.end() - 2, match.end(), "》")
    for title in _TITLE.finditer(masked):
        for match in _ANGLED_INSIDE.finditer(masked, *title.span()):
            if HAN.search(match[1]):
                yield Edit(match.start(), match.start() + 1, "〈")
                yield Edit(match.end() - 1, match.end(), "〉")


def single_inner_titles(run: Run) -> Iterator[Edit]:
    """`《关于印发《办法》的通知》` -> `《关于印发〈办法〉的通知》`: single marks inside double ones (4.15.3)."""
    for start, end in run.paragraphs():
        yield from _alternated(run.masked, start, end, "《》", "〈〉")


def _alternated(masked: str, start: int, end: int, outer: str, inner: str) -> Iterator[Edit]:
    """Give pairs at every second level the inner shape, where all pairs close."""
    depth, edits = 0, []
    for match in re.finditer(f"[{outer}{inner}]", masked[start:end]):
        mark, at = match[0], start + match.start()
        closes = mark in (outer[1], inner[1])
        depth -= closes
        if depth < 0:
            return
        if depth % 2 and mark in outer:
            edits.append(Edit(at, at + 1, inner[outer.index(mark)]))
        depth += not closes
    if depth == 0:
        yield from edits


def _pairs(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pair round brackets across widths; those without a partner are passed over.

    `；2)` numbers an item and closes nothing, unless a bracket stays open without it.
    """
    open_brackets: list[int] = []
    numbers: list[int] = []
    for match in _ROUND.finditer(masked, start, end):
        at = match.start()
        if match[0] in "(（":
            open_brackets.append(at)
            numbers.clear()
        elif match[0] == ")" and _NUMBERS_ITEM.search(masked[max(start, at - 4) : at]):
            numbers.append(at)
        elif open_brackets:
            yield open_brackets.pop(), at
            numbers.clear()
    if open_brackets and len(numbers) == 1:
        yield open_brackets.pop(), numbers[0]
