"""Characters that stand in for others: invisible ones, full-width letters, compatibility forms, radicals.

The functions read a run and yield edits. What they mend may decide what is a number or a word, so the marks are
judged only when all of this is done.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import mask_foreign
from newsclean.punctuation.neighbours import is_han
from newsclean.punctuation.protected_lines import HAN, KANA
from newsclean.punctuation.run import Edit, Run

_INVISIBLE = lazy.pattern(
    "(?P<code>`[^`\n]+`)"
    f"|[{chars.INVISIBLE}{chars.CONTROLS}]"
    f"|{chars.ZERO_WIDTH_NON_JOINER}+"
    f"|[{chars.NO_BREAK_SPACE}{chars.LINE_CONTROLS}]+"
)
UNSEEN = chars.INVISIBLE + chars.CONTROLS + chars.ZERO_WIDTH_NON_JOINER + chars.NO_BREAK_SPACE + chars.LINE_CONTROLS
_MAY_BE_INVISIBLE = lazy.pattern(f"[{UNSEEN}]")
_FULL_WIDTH = lazy.pattern(f"[{chars.FULL_WIDTH_ALPHANUMERICS}]+")
_TO_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WORD = "0-9A-Za-z" + chars.FULL_WIDTH_ALPHANUMERICS
_FULL_DIGIT = "０-９"
_IN_NUMBER = lazy.pattern(
    "(?<=[0-9０-９])％"
    f"|(?<=[{_WORD}])[．＠＿＆](?=[{_WORD}])"
    "|(?<=[0-9０-９])／(?=[0-9０-９])"
    # Between ASCII digits a full-width comma is as likely one of the sentence (opt-in `thousands`).
    f"|(?<=[{_FULL_DIGIT}])，(?=[{_FULL_DIGIT}]{{3}}(?![{_WORD}]))"
    f"|[＋－](?=[0-9０-９])|(?<=[{_WORD}])[＋－](?=[{_WORD}])"
    "|[＄￡](?=[0-9０-９])"
)
OF_NUMBERS = {"％．＠＿＆＋－＄￡０-９": "", "／": r"(?<=\d.)"}
_CLOCK = lazy.pattern(r"(?<![\d.,])(?<!\d[：:])(?:[01]?\d|2[0-3])：[0-5]\d(?:：[0-5]\d)?(?![\d：:])", re.A)
_SMALL_FORM = lazy.pattern(f"[{''.join(chars.SMALL_FORMS)}]")
_RADICAL_PAIRS = chars.SUPPLEMENT_RADICALS
_RADICALS = dict(zip(_RADICAL_PAIRS[::2], _RADICAL_PAIRS[1::2], strict=True))
RADICALS = chars.KANGXI_RADICALS + "".join(_RADICALS)
_RADICAL = lazy.pattern(f"[{RADICALS}]")
_COMPATIBILITY = lazy.pattern(f"[{chars.COMPATIBILITY_IDEOGRAPHS}]")
_THOUSANDS = lazy.pattern(r"(?<![\d，,.])\d{1,3}(?:，\d{3})+(?=\.\d|[万亿元股人吨家户件只点美港欧日英]|%)", re.A)
_YEN = lazy.pattern("￥(?=[ ]?[0-9])")


def drop_invisible(run: Run) -> Iterator[Edit]:
    """`宁德⁠时代` -> `宁德时代`: zero-width characters, stray byte order marks, direction marks and controls go; a
    no-break space becomes a plain one. Joiners and variation selectors of emoji stay.

    In every language, since nobody wrote these on purpose; code stays.
    """
    for match in _INVISIBLE.finditer(run.text) if _MAY_BE_INVISIBLE.search(run.text) else ():
        between_han = is_han(run.text[match.start() - 1 : match.start()]) and is_han(run.text[match.end() : match.end() + 1])
        if match["code"] or (match[0][0] == chars.ZERO_WIDTH_NON_JOINER and not between_han):
            continue
        at_edge = run.text[match.start() - 1 : match.start()] in ("", "\n") or run.text[match.end() : match.end() + 1] in (
            "",
            "\n",
        )
        is_blank = match[0][0] == chars.NO_BREAK_SPACE or match[0][0] in chars.LINE_CONTROLS
        width = len(match[0]) if is_blank and not at_edge else 0
        if run.kind.is_document and width:  # where blanks in a row are one to every reader
            width = 0 if " " in (run.text[match.start() - 1], run.text[match.end()]) else 1
        yield Edit(match.start(), match.end(), " " * width)


def narrow_alphanumerics(run: Run) -> Iterator[Edit]:
    """`２０２２年ＡＩ` -> `2022年AI`; `㎡`, `①` and `Ⅳ` stay (GB/T 15835-2011)."""
    for match in _FULL_WIDTH.finditer(run.masked):
        yield Edit(match.start(), match.end(), match[0].translate(_TO_ASCII))


def narrow_number_marks(run: Run) -> Iterator[Edit]:
    """`12．5％` -> `12.5%`, `１９，０７４` -> `19,074`; a `％` or `／` between Han stays.

    Only what is attached to a number or stands inside a code. Runs before `full-width-alphanumerics`, since the width of
    the digits tells whether a comma parts thousands.
    """
    for match in _IN_NUMBER.finditer(run.masked):
        yield Edit(match.start(), match.end(), match[0].translate(_TO_ASCII) if match[0] != "￡" else "£")


def narrow_clock_colon(run: Run) -> Iterator[Edit]:
    """`9：30` -> `9:30`; `1：2`, `代码：600519` and what is no time of the day stay."""
    yield from _exchange(run, _CLOCK, "：", ":")


def widen_small_forms(run: Run) -> Iterator[Edit]:
    """`业绩大增﹐` -> `业绩大增，`, `白酒､医药` -> `白酒、医药`: small and half-width forms of Chinese marks."""
    for match in _SMALL_FORM.finditer(run.masked):
        yield Edit(match.start(), match.end(), chars.SMALL_FORMS[match[0]])


def unify_radicals(run: Run) -> Iterator[Edit]:
    """`⻋企` -> `车企`: radicals that a PDF gave in place of characters (Unicode's Equivalent_Unified_Ideograph)."""
    for match in _RADICAL.finditer(run.masked):
        yield Edit(match.start(), match.end(), _RADICALS.get(match[0]) or unicodedata.normalize("NFKC", match[0]))


def unify_compatibility_ideographs(run: Run) -> Iterator[Edit]:
    """`\uf90a融` -> `金融`: compatibility ideographs become what they are equal to; the twelve that are characters stay."""
    for match in _COMPATIBILITY.finditer(run.masked):
        if (canonical := unicodedata.normalize("NFC", match[0])) != match[0]:
            yield Edit(match.start(), match.end(), canonical)


def narrow_thousands(run: Run) -> Iterator[Edit]:
    """`19，074.9亿元` -> `19,074.9亿元`: only before a decimal point or a unit, where the groups have three digits."""
    yield from _exchange(run, _THOUSANDS, "，", ",")


def narrow_yen(run: Run) -> Iterator[Edit]:
    """`￥100` -> `¥100` (U+FFE5 -> U+00A5) before a number."""
    for match in _YEN.finditer(run.text):
        if run.masked[match.start()] == "￥" or _is_bare_amount(run.text, match.start()):
            yield Edit(match.start(), match.start() + 1, "¥")


def _is_bare_amount(text: str, at: int) -> bool:
    """`￥100` in a line without Han or kana, which is protected as a whole, but no code and no address."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    return not HAN.search(line) and not KANA.search(line) and mask_foreign(line)[at - start] == "￥" and "/" not in line


def _exchange(run: Run, pattern: re.Pattern[str], old: str, new: str) -> Iterator[Edit]:
    """Exchange a mark wherever the pattern holds it; digits are matched as they are, not by their stand-ins."""
    for match in pattern.finditer(run.text):
        for at in range(match.start(), match.end()):
            if run.masked[at] == old:
                yield Edit(at, at + 1, new)
