"""Quotation marks: straight and wrong-way ones -> the pairs of GB/T 15834-2011, per paragraph, or nothing.

The functions read a run and yield edits. They are for mainland text: in Taiwan and Hong Kong corner marks are right.
What does not pair is left alone; `doubts.py` and `balance.py` report it. Clauses are those of the standard, see CLAUSES.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsclean import chars, lazy
from newsclean.punctuation.mask import DIGIT, MAY_HIDE_QUOTES, STAND_INS
from newsclean.punctuation.neighbours import BLANKS, is_chinese, left_of, right_of
from newsclean.punctuation.protected_lines import HAN
from newsclean.punctuation.run import Edit, Run

_DOUBLE = lazy.pattern(f"[{chars.DOUBLE_QUOTES}]")
_CURLY_DOUBLE = lazy.pattern("[“”]")
_STRAIGHT = chars.DOUBLE_QUOTES[2:]
_SINGLE = lazy.pattern("['\uff07]")
_CURLY = lazy.pattern("[“”‘’]")
_CURLY_SINGLE = lazy.pattern("[‘’]")
_OPENING = frozenset([*chars.CORNER_QUOTES, *chars.DOUBLE_QUOTES])
_LEVELS = ("“”", "‘’")
_CANNOT_START = frozenset(chars.FULL_STOPS + chars.FULL_CLOSING + ",.;:?!)")
_CANNOT_END = frozenset("：:" + chars.FULL_OPENING + "(")
_SENTENCE_END = frozenset("。！？.!?…")
_SPEECH_START = frozenset("：:，,")
_QUOTE_START = _SPEECH_START | {"", "\n"}
_LINE_END = frozenset({"", "\n"})
# What may part two quotations; two marks with none of it between them are more likely the ends of an inner one.
_PARTS = lazy.pattern("[与和及或跟、，,。；;：:？！/…—]|以及|还是")
_CLAUSES = lazy.pattern("[，,；;](?=[^“”])")
_JOINT = lazy.pattern("[与和及或跟、，,/]|以及|还是|或者|[，,][^，,]")
# Opening and closing marks do not alternate in a line, or protected spans may hide one of them from the rule.
NOT_IN_TURN = {
    "“": "(?![^“”\n]*”)",
    "”": "(?=[^“”]*”)",
    "‘": "(?![^‘’\n]*’)",
    "’": "(?=[^‘’]*’)|(?<=[!-\u024f€‰℃].)",
    **MAY_HIDE_QUOTES,
}
_FULL_STOP_TWICE = lazy.pattern("(?<=。[”’])。|(?<=。[”’][”’])。")


def pair_straight_quotes(run: Run) -> Iterator[Edit]:
    """`推动"双碳"目标` -> `推动“双碳”目标`, inside a quotation `‘…’`; inches, odd numbers and English lines stay (4.8.2).

    Per paragraph, and only when every pair holds or touches Chinese. Four marks that really nest (`"…"…"…"`) stay: which
    of them open cannot be told.
    """
    if not any(mark in run.masked for mark in _STRAIGHT):
        return
    for start, end in run.paragraphs():
        if goes_on(run, start):
            continue
        marks = _without_inches(run.masked, [match.start() for match in _DOUBLE.finditer(run.masked, start, end)])
        pairs = _by_depth(run.masked, marks)
        if len(marks) % 2 == 0 and (pairs is None or _joins(run.masked, pairs)):
            # Curly marks that do not pair by themselves: every second one closes.
            pairs = [(*both, 0) for both in zip(marks[::2], marks[1::2], strict=True)]
        straight = [pair for pair in pairs or () if any(run.masked[at] in _STRAIGHT for at in pair[:2])]
        if _nests(run.masked, marks) or not all(_is_quotation(run.masked, *pair[:2]) for pair in straight):
            continue
        for opening, closing, depth in straight:
            for at, mark in zip((opening, closing), _LEVELS[depth % 2], strict=True):
                if run.masked[at] in _STRAIGHT:
                    yield Edit(at, at + 1, mark)


def pair_single_quotes(run: Run) -> Iterator[Edit]:
    """`“落实'六稳'工作”` -> `“落实‘六稳’工作”`; `Moody's`, `'n'` and `6'2"` stay (4.8.3).

    Per paragraph, and only when all of them pair and hold Chinese. Whether single marks should be double is the
    author's decision.
    """
    for start, end in run.paragraphs():
        marks = [match.start() for match in _SINGLE.finditer(run.masked, start, end)]
        pairs = list(zip(marks[::2], marks[1::2], strict=False))
        if len(marks) % 2 or not all(HAN.search(run.masked, *pair) and _is_quotation(run.masked, *pair) for pair in pairs):
            continue
        for opening, closing in pairs:
            yield Edit(opening, opening + 1, "‘")
            yield Edit(closing, closing + 1, "’")


def turn_quotes(run: Run) -> Iterator[Edit]:
    """`”小作文“`, `“小作文“`, `”小作文”` -> `“小作文”`; what nests, is odd or goes on from another paragraph stays (4.8.2)."""
    masked = run.masked
    if not any(mark in masked for mark in "“”‘’"):
        return
    for start, end in run.paragraphs():
        if not (run.in_quotation and start == 0):
            yield from _turned(masked, [match.start() for match in _CURLY_DOUBLE.finditer(masked, start, end)], "“”")
        singles = [match.start() for match in _CURLY_SINGLE.finditer(masked, start, end)]
        # A mark behind Latin is an apostrophe.
        if not any(masked[at] == "’" and masked[at - 1 : at] in STAND_INS for at in singles):
            yield from _turned(masked, singles, "‘’")


def single_inner_quotes(run: Run) -> Iterator[Edit]:
    """`“需要“耐心资本”。”` -> `“需要‘耐心资本’。”`: single marks inside double ones (4.8.3)."""
    masked = run.masked
    for start, end in run.paragraphs():
        doubles = [match.start() for match in _CURLY_DOUBLE.finditer(masked, start, end)]
        if not _is_balanced(masked, doubles):
            continue
        depth = 0
        for match in _CURLY.finditer(masked, start, end):
            mark, at = match[0], match.start()
            if mark in "‘’" and masked[at - 1 : at] in STAND_INS:
                continue  # an apostrophe
            depth -= mark in "”’"
            if depth % 2 and mark in "“”":
                yield Edit(at, at + 1, "‘" if mark == "“" else "’")
            depth += mark in "“‘"


def drop_stop_behind_quotation(run: Run) -> Iterator[Edit]:
    """`他说：“正常。”。` -> `他说：“正常。”`: the quotation has its stop already (B.2.1)."""
    for match in _FULL_STOP_TWICE.finditer(run.masked):
        yield Edit(match.start(), match.end(), "")


def goes_on(run: Run, start: int) -> bool:
    """Tell whether a quotation that an earlier paragraph opened goes on: it is changed as a whole, or not at all."""
    return run.in_quotation and start == 0 and run.masked.lstrip(BLANKS)[:1] in _OPENING


def _without_inches(masked: str, marks: Sequence[int]) -> list[int]:
    """Leave out what stands where a quotation would open, right behind a number: `15.6"屏幕`."""
    kept: list[int] = []
    for at in marks:
        opens = len(kept) % 2 == 0
        if not (masked[at] == '"' and opens and masked[at - 1 : at] == DIGIT):
            kept.append(at)
    return kept


def _by_depth(masked: str, marks: Sequence[int]) -> list[tuple[int, int, int]] | None:
    """Pair double marks, a straight one closing the straight one before it; with the depth of each. None: they do not pair."""
    open_marks: list[int] = []
    pairs: list[tuple[int, int, int]] = []
    for at in marks:
        mark = masked[at]
        top = masked[open_marks[-1]] if open_marks else ""
        closes = (top != "" and top in _STRAIGHT) if mark in _STRAIGHT else mark == "”"
        if not closes:
            open_marks.append(at)
        elif not top or (mark == "”") != (top == "“"):
            return None
        else:
            pairs.append((open_marks.pop(), at, len(open_marks)))
    return None if open_marks else pairs


def _nests(masked: str, marks: Sequence[int]) -> bool:
    """`："市场需要"耐心"。"`, `"她说"好"吗"`: the first mark opens a sentence, the last ends it, the second does neither."""
    if any(masked[at] not in _STRAIGHT for at in marks):
        return False
    return any(_four_nest(masked, marks[index : index + 4], len(marks)) for index in range(0, len(marks) - 3, 2))


def _four_nest(masked: str, marks: Sequence[int], number: int) -> bool:
    first, second, third, last = marks
    before, behind = masked[first - 1 : first], masked[last + 1 : last + 2]
    if before not in _QUOTE_START or masked[second - 1] in _SENTENCE_END or _PARTS.search(masked, second + 1, third):
        return False
    ends_line = behind in _LINE_END or (behind in _SENTENCE_END and masked[last + 2 : last + 3] in _LINE_END)
    return (number == len(marks) and ends_line) or (masked[last - 1] in _SENTENCE_END and before in _SPEECH_START)


def _joins(masked: str, pairs: Sequence[tuple[int, int, int]]) -> bool:
    """`“双碳"与"双减”`, `“股王"大涨，资金"扫货”`: what stands between the straight marks joins two quotations."""
    return any(
        depth and (_JOINT.fullmatch(masked, opening + 1, closing) or _CLAUSES.search(masked, opening + 1, closing))
        for opening, closing, depth in pairs
    )


def _is_quotation(masked: str, opening: int, closing: int) -> bool:
    """Tell whether a pair may be one: it holds words, holds or touches Chinese, and stops stand on the right sides."""
    content = masked[opening + 1 : closing]
    if not content.strip(BLANKS) or content[0] in _CANNOT_START or content[-1] in _CANNOT_END:
        return False
    if HAN.search(content):
        return True
    has_words = any(char in STAND_INS for char in content)
    return has_words and (is_chinese(left_of(masked, opening)) or is_chinese(right_of(masked, closing + 1)))


def _turned(masked: str, marks: Sequence[int], pair: str) -> Iterator[Edit]:
    if len(marks) % 2 or _is_balanced(masked, marks, pair):
        return
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    if not all(_is_quotation(masked, *both) and not _stands_apart(masked, *both) for both in pairs):
        return
    for both in pairs:
        for at, mark in zip(both, pair, strict=True):
            if masked[at] != mark:
                yield Edit(at, at + 1, mark)


def _stands_apart(masked: str, opening: int, closing: int) -> bool:
    """`…才完。”他说，“好`: a sentence ends before the first mark and the second opens the next quotation."""
    if masked[opening] != "”" or masked[closing] != "“":
        return False
    return masked[opening - 1 : opening] in _SENTENCE_END or masked[closing - 1] in _SPEECH_START


def _is_balanced(masked: str, marks: Sequence[int], pair: str = "“”") -> bool:
    depth = 0
    for at in marks:
        depth += 1 if masked[at] == pair[0] else -1
        if depth < 0:
            return False
    return depth == 0
