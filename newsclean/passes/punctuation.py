"""Half-width marks in Chinese text -> full-width ones, judged by what stands on both sides.

The functions read a run and yield edits. Clauses are those of GB/T 15834-2011. They see the masked text, so
numbers, codes, addresses and Latin runs are out of their reach.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from newsclean import chars
from newsclean.protect import DIGIT, LATIN
from newsclean.runs import Edit, Run

_CHINESE = re.compile(f"[{chars.HAN}{chars.CHINESE_PUNCTUATION}]")
_NUMBERS_ITEM = re.compile(rf"(?:^|[；;。：:，,、])(?:{DIGIT}{{1,2}}|{LATIN})\Z", re.M)
_HAN = re.compile(f"[{chars.HAN}]")
# What a clause goes on behind: the judgement looks past these to what they belong to.
_LOOK_PAST = frozenset("%‰℃)]\"':" + LATIN + DIGIT)
_LINE_REST = re.compile("[ \\t\u00a0\u3000\"')”’）]*(?:\n|\\Z)")
_UNITS = frozenset("%‰℃")
_CLOSING = frozenset(")\"'" + chars.FULL_CLOSING)
_BLANK = frozenset(" \t\u00a0\u3000")
# How far a judgement looks back: the longest number or name in front of a mark is far shorter.
_REACH = 80


def widen_comma(run: Run) -> Iterator[Edit]:
    """`收盘,上证` -> `收盘，上证`; `19,074.9`, `A,B,C` and `Tesla, Inc.` stay (4.4.2)."""
    for at in _marks(run, ","):
        left, right = _beside(run.masked, at)
        if left == right and left in (LATIN, DIGIT):
            continue
        if _is_chinese(left) or _is_chinese(right) or (left != LATIN and _follows_chinese(run.masked, at)):
            yield Edit(at, at + 1, "，")


def widen_full_stop(run: Run) -> Iterator[Edit]:
    """`增长21.9%.` -> `增长21.9%。`; decimals, `Inc.`, `U.S.` and `1.营业收入` stay (4.1.2).

    A stop between two Chinese characters stays too: it may stand in a name (`唐纳德.特朗普`).
    """
    masked = run.masked
    for at in _marks(run, "."):
        if masked[at - 1 : at] in (".", "") or masked[at + 1 : at + 2] == ".":
            continue  # an ellipsis
        before, after = masked[at - 1], masked[at + 1 : at + 2]
        ends_line = _LINE_REST.match(masked, at + 1) is not None
        if before in (LATIN, DIGIT):
            fits = ends_line and _follows_chinese(masked, at) and not _ends_english_quotation(masked, at)
        elif not after or after in _CLOSING or after in _BLANK or after == "\n":
            fits = _is_chinese(before) or _follows_chinese(masked, at)
        else:
            fits = not _HAN.match(before) and bool(_HAN.match(after)) and _follows_chinese(masked, at)
        if fits:
            yield Edit(at, at + 1, "。")


def widen_colon(run: Run) -> Iterator[Edit]:
    """`来源:证券报` -> `来源：证券报`; `9:30`, `SZ:300750` and `https:` stay (4.7.2)."""
    for at in _marks(run, ":"):
        left, right = _beside(run.masked, at)
        if _is_chinese(left) or _is_chinese(right) or (left in (")", '"') and _follows_chinese(run.masked, at)):
            yield Edit(at, at + 1, "：")


def widen_semicolon(run: Run) -> Iterator[Edit]:
    """`增长12%;净利润` -> `增长12%；净利润`; `&nbsp;` and code stay (4.6.2)."""
    for at in _marks(run, ";"):
        left, right = _beside(run.masked, at)
        if _is_chinese(left) or _is_chinese(right) or (left not in (LATIN, "") and _follows_chinese(run.masked, at)):
            yield Edit(at, at + 1, "；")


def widen_question_mark(run: Run) -> Iterator[Edit]:
    """`见底了吗?` -> `见底了吗？`, `谁在加仓AI?` too; `url?a=1` stays (4.2.2)."""
    yield from _widen_ends(run, "?", "？")


def widen_exclamation_mark(run: Run) -> Iterator[Edit]:
    """`大涨!!!` -> `大涨！！！`; `Yahoo!` stays (4.3.2)."""
    yield from _widen_ends(run, "!", "！")


def widen_round_brackets(run: Run) -> Iterator[Edit]:
    """`中心(TSIC)负责人` -> `中心（TSIC）负责人`, both or neither; `f(x)`, `(1)` and `1)` stay (4.9.2).

    A pair of two widths becomes full. A bracket without its partner stays as it is.
    """
    masked = run.masked
    if "(" not in masked and ")" not in masked:
        return
    han = [match.start() for match in _HAN.finditer(masked)]
    widened: set[int] = set()
    # From the outermost inwards: a bracket that becomes full is Chinese context for the one inside.
    for start, end in sorted(_pairs(masked)):
        half = masked[start] == "(", masked[end] == ")"
        if not any(half) or not run.is_chinese(start):
            continue
        left, right = _beside(masked, start)[0], _beside(masked, end)[1]
        # `增长12.5%(…)`: the per cent sign belongs to the Chinese before it.
        fits = start - 1 in widened or _is_chinese(left) or (left in _UNITS and _follows_chinese(masked, start))
        fits = fits or end + 1 in widened or _is_chinese(right) or bisect_right(han, start) < bisect_right(han, end)
        if all(half) and not fits:
            continue
        widened |= {start, end}
        if half[0]:
            yield Edit(start, start + 1, "（")
        if half[1]:
            yield Edit(end, end + 1, "）")


def _widen_ends(run: Run, half: str, full: str) -> Iterator[Edit]:
    masked = run.masked
    for match in re.finditer(r"[?!？！]+", masked) if half in masked else ():
        if half not in match[0] or not run.is_chinese(match.start()):
            continue
        before = masked[match.start() - 1 : match.start()]
        if match[0][0] in "？！":
            fits = True
        elif before in (LATIN, DIGIT):
            follows = masked[match.end() : match.end() + 1]
            fits = (follows in ("", "\n") or follows in _CLOSING) and _follows_chinese(masked, match.start())
            fits = fits and not _ends_english_quotation(masked, match.end() - 1)
        else:
            fits = _is_chinese(before) or (before in _LOOK_PAST and _follows_chinese(masked, match.start()))
        if fits:
            for at in range(match.start(), match.end()):
                if masked[at] == half:
                    yield Edit(at, at + 1, full)


def _marks(run: Run, mark: str) -> Iterator[int]:
    """Give the places of a mark that is not protected and stands in a Chinese line."""
    masked = run.masked
    at = masked.find(mark)
    while at >= 0:
        if run.is_chinese(at):
            yield at
        at = masked.find(mark, at + 1)


def _beside(masked: str, at: int) -> tuple[str, str]:
    """Give the neighbours of a mark, looking past blanks; empty at the edge of a line."""
    first, last = at - 1, at + 1
    while first >= 0 and masked[first] in _BLANK:
        first -= 1
    while last < len(masked) and masked[last] in _BLANK:
        last += 1
    return masked[first : first + 1].strip("\n") if first >= 0 else "", masked[last : last + 1].strip("\n")


def _is_chinese(char: str) -> bool:
    return char != "" and _CHINESE.match(char) is not None


def _follows_chinese(masked: str, at: int) -> bool:
    """Tell whether the clause before a mark is Chinese, looking past numbers, names and closing marks."""
    for index in range(at - 1, max(-1, at - _REACH), -1):
        char = masked[index]
        if char == "\n":
            return False
        if _CHINESE.match(char):
            return True
        if char not in _LOOK_PAST and char not in _BLANK and char not in "(":
            return False
    return False


def _ends_english_quotation(masked: str, at: int) -> bool:
    """`称“It’s not over.”`: what stands between the quotation marks keeps its own stop."""
    start = max(masked.rfind("“", 0, at), masked.rfind('"', 0, at))
    return masked[at + 1 : at + 2] in ("”", '"') and start >= 0 and not _HAN.search(masked, start, at)


def _pairs(masked: str) -> Iterator[tuple[int, int]]:
    """Pair the round brackets of a run across widths; those without a partner are passed over.

    `；2)` numbers an item and closes nothing.
    """
    open_brackets: list[int] = []
    for match in re.finditer(r"[()（）]", masked):
        if match[0] in "(（":
            open_brackets.append(match.start())
        elif open_brackets and not (match[0] == ")" and _NUMBERS_ITEM.search(masked[max(0, match.start() - 4) : match.start()])):
            yield open_brackets.pop(), match.start()
