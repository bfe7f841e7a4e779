"""Blanks: beside full-width marks, between Chinese and Latin, as padding, and where a line breaks.

The functions read a run and yield edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import DIGIT, ENGLISH, LATIN, mask_foreign
from newsclean.punctuation.neighbours import is_han
from newsclean.punctuation.protected_lines import is_foreign
from newsclean.punctuation.run import Edit, Run

_BLANKS = lazy.pattern("[ \u00a0]+")
_HTML_BLANKS = lazy.pattern("[ \u00a0\t]+")
_MARKS = frozenset(chars.FULL_STOPS + chars.FULL_OPENING + chars.FULL_CLOSING + "…")
_MARKS_OR_DASH = "".join(sorted(_MARKS)) + "—"
BESIDE_MARKS = {" \u00a0\t": f"(?=[{_MARKS_OR_DASH}])|(?<=[{_MARKS_OR_DASH}].)"}
# In a headline a blank parts two clauses, also behind a quotation or a question mark.
_TITLE_MARKS = frozenset("，、；：")
# The edge of a line, a tab, a table's bar: blanks there are layout.
_EDGES = frozenset({"", "\n", "\t", "|"})
# What is Latin in a masked text; a sign of a currency stands before its number.
_LATIN = frozenset(f"{LATIN}{DIGIT}{ENGLISH}$€£#@&")
_WORD_ENDS = frozenset(f"{LATIN}{DIGIT}{ENGLISH}%‰℃")
_WORD_STARTS = frozenset({LATIN, DIGIT, ENGLISH})
_WORDS = lazy.pattern(f"[{LATIN}{DIGIT}{ENGLISH}]+[%‰℃]?")
# A character alone between blanks, three times or more.
_JUSTIFIED = lazy.pattern(r"(?<!\S)[^\x00-\x7f\s](?:[ ][^\x00-\x7f\s]){2,}(?!\S)")
_INDENT = lazy.pattern("^[\u3000\u00a0 ]*\u3000[\u3000\u00a0 ]*(?=\\S)", re.M)
# Not behind an empty line: that one parts paragraphs.
_LINE_START = lazy.pattern(f"(?<=[^\n])\n(?=[{chars.FULL_STOPS}])")
# Chinese right behind an address would become part of it.
_ADDRESS = lazy.pattern(rf"://|www\.|@|/|{chars.OBJECT}")
_NUMBER_END = lazy.pattern("[0-9] ?[\u4e00-\u9fff]{1,4}\\Z")
_TOKEN = lazy.pattern(r"\S{1,300}")
_TOKEN_END = lazy.pattern(r"\S{1,300}\Z")
_ENGLISH_WORD = lazy.pattern("(?<![A-Za-z])[A-Za-z]{2,40}[ ,，][ ]?[A-Za-z]|[a-z]{3}")
_OPENS = frozenset("(“‘")
_TO_HALF = {"，": ",", "。": ".", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")"}
_FULL = lazy.pattern(f"[{''.join(_TO_HALF)}]")


def drop_blanks_beside_marks(run: Run) -> Iterator[Edit]:
    """`来看， 2021年` -> `来看，2021年`: full-width marks carry their own space.

    Blanks between Latin and a quotation mark, at the edges of a line and in a table stay, and so do tabs and
    ideographic spaces. In a title only those beside commas and colons go, the others part its clauses.
    """
    marks = _TITLE_MARKS if run.kind.is_title else _MARKS
    masked = run.masked
    # In a document a tab is a blank, in plain text it parts columns.
    blanks, edges = (_HTML_BLANKS, _EDGES - {"\t"}) if run.kind.is_document else (_BLANKS, _EDGES)
    for match in blanks.finditer(masked):
        before, after = masked[match.start() - 1 : match.start()], masked[match.end() : match.end() + 1]
        if before in edges or after in edges:
            continue
        # Between a quotation mark and Latin outside it, the blank is one of Latin text.
        behind = before in marks and not (before in "”’" and after in _LATIN)
        in_front = after in marks and not (after in "“‘" and before in _LATIN)
        dash = masked[match.start() - 2 : match.start()] == "——" or masked[match.end() : match.end() + 2] == "——"
        if behind or in_front or dash:
            yield Edit(match.start(), match.end(), "")


def part_latin(run: Run) -> Iterator[Edit]:
    """`在iPhone 14发布后` -> `在 iPhone 14 发布后`: a blank between Chinese and Latin letters or digits.

    In a range with units (`2.1亿元-2.4亿元`) none stands before the hyphen.
    """
    masked, text = run.masked, run.text
    parted = {place for match in _WORDS.finditer(masked) for place in match.span()}
    # The Chinese character takes the blanks, so that what is protected stays byte for byte.
    for at in sorted({at for place in parted for at in (place - 1, place) if is_han(masked[at : at + 1] if at >= 0 else "")}):
        # A blank inside what is protected (`1. 云岚`) parts them, too.
        before = " " if at in parted and masked[at - 1 : at] in _WORD_ENDS and not text[at - 1 : at].isspace() else ""
        after = " " if at + 1 in parted and masked[at + 1 : at + 2] in _WORD_STARTS and not text[at + 1].isspace() else ""
        if after and text[at + 1] in "-+" and _NUMBER_END.search(text, max(0, at - 20), at + 1):
            after = ""  # `2.1亿元-2.4亿元`: no sign, but a range
        if before or after:
            yield Edit(at, at + 1, before + text[at] + after)


def join_latin(run: Run) -> Iterator[Edit]:
    """`在 iPhone 14 发布后` -> `在iPhone 14发布后`; `东方财富网 - 财经` and blanks beside addresses stay."""
    masked = run.masked
    for match in (_HTML_BLANKS if run.kind.is_document else _BLANKS).finditer(masked):
        before, after = masked[match.start() - 1 : match.start()], masked[match.end() : match.end() + 1]
        if (is_han(before) and after in _WORD_STARTS) or (before in _WORD_ENDS and is_han(after)):
            start, end = match.span()
            beside = (_TOKEN.match(run.text, end), _TOKEN_END.search(run.text, max(0, start - 300), start))
            if not any(token is not None and _ADDRESS.search(token[0]) for token in beside):
                yield Edit(start, end, "")


def join_justified(run: Run) -> Iterator[Edit]:
    """`证 券 时 报` -> `证券时报`: three or more characters that stand alone; `编辑 王某` stays."""
    for match in _JUSTIFIED.finditer(run.masked):
        if not all(is_han(char) for char in match[0][::2]):
            continue
        for at in range(match.start() + 1, match.end(), 2):
            yield Edit(at, at + 1, "")


def drop_indent(run: Run) -> Iterator[Edit]:
    """Ideographic spaces (U+3000) at the start of a line -> nothing; `张　伟` stays."""
    for match in _INDENT.finditer(run.text):
        if run.masked[match.start()] == run.text[match.start()]:
            yield Edit(match.start(), match.end(), "")


def join_lines(run: Run) -> Iterator[Edit]:
    """A line that starts with a stop -> the end of the line before (5.1.1); a `<br>` stays."""
    for match in _LINE_START.finditer(run.text):
        is_text = run.masked[match.end()] == run.text[match.end()]
        if is_text and run.origin(match.start()) not in run.kind.breaks:
            yield Edit(match.start(), match.end(), "")


def narrow_english_marks(run: Run) -> Iterator[Edit]:
    """`Come on，join us！` -> `Come on, join us!`: English lines only; `600519.SH、000858.SZ` stays."""
    start = 0
    for line in run.text.split("\n"):
        if is_foreign(line) and _ENGLISH_WORD.search(line) and not re.search(f"[、{chars.KANA}{chars.HAN}]", line):
            for match in _FULL.finditer(mask_foreign(line)):
                token = _TOKEN_END.search(line, max(0, match.start() - 300), match.start())
                if token is None or not _ADDRESS.search(token[0]):
                    yield from _narrowed(run, start + match.start())
        start += len(line) + 1


def _narrowed(run: Run, at: int) -> Iterator[Edit]:
    before, after = run.text[at - 1 : at], run.text[at + 1 : at + 2]
    if before.isdigit() and after.isdigit():
        half = _TO_HALF[run.text[at]]  # a clock, a score, thousands
        yield Edit(at, at + 1, half)
        return
    half = _TO_HALF[run.text[at]]
    if half == "(":
        yield Edit(at, at + 1, " (" if before.isalnum() else "(")
    else:
        yield Edit(at, at + 1, half + " " if after.isalnum() or after in _OPENS else half)
