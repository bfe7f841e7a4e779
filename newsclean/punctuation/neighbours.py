"""What stands beside a mark: the judgement that the rules of punctuation share.

All functions read the masked text of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import DIGIT, LATIN
from newsclean.punctuation.protected_lines import HAN

_CHINESE = lazy.pattern(f"[{chars.HAN}{chars.CHINESE_PUNCTUATION}]")
UNITS = "%‰℃°㎡㎥㎏㎞㎝㎜㎢²³½¼¾①②③④⑤⑥⑦⑧⑨⑩★☆′″™®"
BLANKS = " \t\u00a0\u3000"
CLOSING = ")]\"'" + chars.FULL_CLOSING
# What a clause goes on behind: the judgement looks past these to what they belong to.
_LOOK_PAST = (
    UNITS + "￥¥" + BLANKS + CLOSING.translate({ord(char): None for char in chars.FULL_CLOSING}) + "(:/-~+=<>" + LATIN + DIGIT
)
# How far a judgement looks back: the longest number or name in front of a mark is far shorter.
_REACH = 80


def offsets_of(text: str, mark: str) -> Iterator[int]:
    """Give every place of a mark."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def beside(masked: str, at: int, end: int = 0) -> tuple[str, str]:
    """Give the neighbours of `masked[at:end]`, looking past blanks; empty at the edge of a line."""
    return left_of(masked, at), right_of(masked, end or at + 1)


def left_of(masked: str, at: int) -> str:
    """Give what stands before `at`, looking past blanks; empty at the start of a line."""
    first = at - 1
    while first >= 0 and masked[first] in BLANKS:
        first -= 1
    return masked[first].strip("\n") if first >= 0 else ""


def right_of(masked: str, at: int) -> str:
    """Give what stands at or behind `at`, looking past blanks; empty at the end of a line."""
    while at < len(masked) and masked[at] in BLANKS:
        at += 1
    return masked[at : at + 1].strip("\n")


def is_chinese(char: str) -> bool:
    """Tell whether a neighbour is Han or Chinese punctuation."""
    return char != "" and _CHINESE.match(char) is not None


def is_han(char: str) -> bool:
    """Tell whether a neighbour is Han."""
    return char != "" and HAN.match(char) is not None


def follows_chinese(masked: str, at: int) -> bool:
    """Tell whether the clause before `at` is Chinese, looking past numbers, names and closing marks."""
    return is_chinese(masked[max(0, at - _REACH) : at].rstrip(_LOOK_PAST)[-1:])


def ends_english_quotation(masked: str, at: int) -> bool:
    """`称“It’s not over.”`: what stands between the quotation marks keeps its own stop."""
    if masked[at + 1 : at + 2] not in ("”", '"', "’", "'"):
        return False
    floor = max(0, at - 1000)  # longer quotations hold more than one sentence
    start = max(masked.rfind(mark, floor, at) for mark in "“\"‘'")
    return start >= 0 and HAN.search(masked, start, at) is None
