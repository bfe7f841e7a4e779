"""Ellipses, dashes, tildes and dots between words.

The functions read a run and yield edits. Clauses are those of GB/T 15834-2011, see CLAUSES.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import DIGIT, LATIN
from newsclean.punctuation.neighbours import BLANKS, UNITS, follows_chinese, is_chinese, is_han, left_of, right_of
from newsclean.punctuation.run import Edit, Run
from newsclean.punctuation.stops import parts_name

_ELLIPSIS = lazy.pattern(r"[.．。…](?:(?<=…)…*|(?<=\.)\.{2,}|(?<=。)。{2,}|(?<=．)．{2,})")
DOTS_IN_A_ROW = {
    ".": r"(?=\.\.)",
    "．": "(?=．．)",
    "。": "(?=。。)",
    "…": "(?<!……)(?!…(?!…))",  # the first of any number but two
}
# More dots than an ellipsis has lead to a page number, and so do some before one.
_MAX_DOTS = 6
_FEW_DOTS = 3
# One or two ellipses; the second only where a whole paragraph is left out.
_RIGHT_LENGTHS = ("……", "…………")
_CLOSING = frozenset("”》）】")
_BLANK = frozenset(BLANKS)
_ENDS_LINE = frozenset({"", "\n"})
_NUMBER_ENDS = frozenset(UNITS + DIGIT)
_DASH = lazy.pattern(rf"(?<![{chars.DASHES}])([{chars.DASHES}])\1{{1,3}}(?![{chars.DASHES}])")
_TILDE = lazy.pattern(f"(?<![~/])[{chars.TILDES}](?![~/])")
_UNIT_WORDS = "年月日号时点分秒天周元角万亿千百个倍人家吨克斤米股手折岁名次位级度成页集款台辆两里公平"
_NUMBER_UNIT = lazy.pattern(rf"{DIGIT}[{UNITS}{_UNIT_WORDS}]{{0,3}}\Z")
_NUMBER_START = lazy.pattern(rf"[+-]?{DIGIT}|[$€£¥￥]?{LATIN}?{DIGIT}")
# `10美元~12美元`, `100kg~200kg`: the unit says that both are quantities.
_SAME_UNIT = lazy.pattern(
    rf"(?<=\d)(?P<unit>[^\d\s，。；：！？、{chars.TILDES}]{{1,6}})(?P<tilde>[{chars.TILDES}])\d[\d.,]{{0,12}}(?P=unit)"
)
_CURRENCY = frozenset("$€£¥￥")
_MIDDLE_DOT = lazy.pattern(f"[{chars.MIDDLE_DOTS}]")
_NAME_DOTS = frozenset(chars.MIDDLE_DOTS + "·")
_NAME_DOT = lazy.pattern(r"[.．]")
_EVENT = lazy.pattern(
    r"(?<![\d.])(“?)(1[0-2]|[1-9])[.·](3[01]|[12]\d|[1-9])(”?)(?=[“”]?"
    r"(?:晚会|事件|事变|地震|运动|购物节|大促|讲话|起义|惨案|行动|促销|狂欢节|电商节|消费者|国际劳动|恐怖袭击|袭击|特大))",
    re.A,
)
_RANGE = lazy.pattern(r"(?<![\d./A-Za-z-])(?:\d{1,2}[月日时点]?-\d{1,2}|\d{4}年?-\d{4})(?=[年月日时点]|季度|世纪|个月)", re.A)


def lengthen_ellipsis(run: Run) -> Iterator[Edit]:
    """`预期...` -> `预期……`, `。。。`, `…` and `………` too; `Wait...`, `[…]`, leader dots and `…………` stay (4.11.2, A.9.1)."""
    masked = run.masked
    for match in _ELLIPSIS.finditer(masked):
        start, end = match.span()
        if match[0] in _RIGHT_LENGTHS or _leads(masked, start, end):
            continue
        before, after = masked[start - 1 : start], masked[end : end + 1]
        if before == after == DIGIT:
            continue  # `1.0...2.0`
        at_end = after in _ENDS_LINE and before in _BLANK and is_han(left_of(masked, start))
        touches = is_han(before) or is_han(after) or before in _CLOSING or at_end
        if touches or (before in _NUMBER_ENDS and follows_chinese(masked, start)):
            yield Edit(start, end, "……")


def double_dash(run: Run) -> Iterator[Edit]:
    """`新能源--下一个` -> `新能源——下一个`, `――`, `──` too, without blanks; `—`, `--flag` and rule lines stay (4.10)."""
    masked = run.masked
    for match in _DASH.finditer(masked):
        start, end = match.span()
        left, right = left_of(masked, start), right_of(masked, end)
        opens = not left and is_han(masked[end : end + 1])
        fits = opens or is_chinese(left) or (left in UNITS and follows_chinese(masked, start))
        if fits and is_chinese(right) and left not in ("—", "～") and right not in ("—", "～"):
            yield Edit(start, end, "——")


_SINGLE_TILDE = lazy.pattern(r"(?<!~)~(?!~)")


def widen_tilde(run: Run) -> Iterator[Edit]:
    """`10~12元` -> `10～12元`, `5月~8月`, `〜` too; `~5%`, `好的~`, `~/path` and `~~x~~` stay (4.13.2)."""
    masked = run.masked
    struck = _struck_tildes(run.text) if run.kind.is_markdown else frozenset()
    for match in _TILDE.finditer(masked):
        at = match.start()
        if at in struck:
            continue
        before, after = masked[max(0, at - 12) : at].rstrip(BLANKS), masked[at + 1 : at + 12].lstrip(BLANKS)
        same_unit = _SAME_UNIT.search(run.text, max(0, at - 12), at + 24)
        if (same_unit is not None and same_unit.start("tilde") == at) or (
            _NUMBER_UNIT.search(before) and (_NUMBER_START.match(after) or after[:1] in _CURRENCY)
        ):
            yield Edit(at, at + 1, "～")


def _struck_tildes(text: str) -> frozenset[int]:
    """Give the offsets of the single tildes that GitHub pairs, and so strikes out what stands between: `约~5元~6元`.

    It pairs them as CommonMark pairs the marks of emphasis: by what stands on both sides of each.
    """
    found: set[int] = set()
    opened: int | None = None
    for match in _SINGLE_TILDE.finditer(text):
        at = match.start()
        before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2] or " "
        is_apart_before, is_apart_after = not before.isalnum(), not after.isalnum()
        opens = not after.isspace() and (not is_apart_after or is_apart_before)
        closes = not before.isspace() and (not is_apart_before or is_apart_after)
        if opened is not None and closes:
            found |= {opened, at}
            opened = None
        elif opens:
            opened = at if opened is None else opened
    return frozenset(found)


def middle_dot(run: Run) -> Iterator[Edit]:
    """`埃隆•马斯克` -> `埃隆·马斯克` (U+00B7), `‧` and `・` too; bullets and spaced separators stay (4.14.2)."""
    masked = run.masked
    for match in _MIDDLE_DOT.finditer(masked):
        at = match.start()
        before, after = masked[at - 1 : at], masked[at + 1 : at + 2]
        initial = _is_initial(masked, at - 1), _is_initial(masked, at + 1)
        between = all(initial) and masked[at + 2 : at + 3] in _NAME_DOTS
        if between or ((is_han(before) or initial[0]) and (is_han(after) or initial[1]) and (is_han(before) or is_han(after))):
            yield Edit(at, at + 1, "·")


def dot_names(run: Run) -> Iterator[Edit]:
    """`唐纳德.特朗普` -> `唐纳德·特朗普`: only between transcribed syllables (4.14.3)."""
    for match in _NAME_DOT.finditer(run.masked):
        if parts_name(run.masked, match.start()):
            yield Edit(match.start(), match.end(), "·")


def dot_events(run: Run) -> Iterator[Edit]:
    """`3.15晚会` -> `“3·15”晚会`: the day that names an event (4.14.3)."""
    for match in _EVENT.finditer(run.text):
        inside = run.text[match.start() - 1 : match.start()] == "“"
        if run.masked[match.start(2) : match.end(3)].strip(DIGIT + "·"):
            continue
        level = ("‘", "’") if _is_quoted(run.masked, match.start()) else ("“", "”")
        opening, closing = ("", "") if inside or match[1] else level
        new = f"{match[1] or opening}{match[2]}·{match[3]}{match[4] or closing}"
        if new != match[0] and bool(match[1]) == bool(match[4]):
            yield Edit(match.start(), match.end(), new)


def split_two_em_dash(run: Run) -> Iterator[Edit]:
    """`⸺` (U+2E3A) -> `——`, as input methods and fonts of the mainland have it (4.10)."""
    for match in re.finditer("\u2e3a", run.masked):
        yield Edit(match.start(), match.end(), "——")


def dash_ranges(run: Run) -> Iterator[Edit]:
    """`1-4月` -> `1—4月`, `2021-2025年` too; `2021-12-08`, `010-8884` and `10%-20%` stay (4.13.3)."""
    for match in _RANGE.finditer(run.text):
        at = match.start() + match[0].index("-")
        if run.masked[at] in (DIGIT, "-"):
            yield Edit(at, at + 1, "—")


def _is_quoted(masked: str, at: int) -> bool:
    """Tell whether a quotation is open at a place of its line."""
    start = masked.rfind("\n", 0, at) + 1
    return masked.count("“", start, at) > masked.count("”", start, at)


def _leads(masked: str, start: int, end: int) -> bool:
    """Leader dots of a table of contents."""
    count = end - start
    leads = count > _FEW_DOTS and right_of(masked, end) == DIGIT
    return masked[start] in ".．…" and (count > _MAX_DOTS or leads)


def _is_initial(masked: str, at: int) -> bool:
    """`乔治•W•布什`: one letter alone between dots or at the side of one."""
    return masked[at : at + 1] == LATIN and LATIN not in (masked[at - 1 : at], masked[at + 1 : at + 2])
