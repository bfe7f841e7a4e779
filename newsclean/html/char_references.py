"""Numeric character references that cannot be taken at their word."""

from __future__ import annotations

import re

from newsclean import lazy

_NUMERIC = lazy.pattern(r"&#([xX][0-9a-fA-F]{1,8}|[0-9]+);?")
_CARRIAGE_RETURN = 0x0D


def without_marks(html: str) -> str:
    """Take out references to NUL and to noncharacters, which would become marks of our own.

    One to CARRIAGE RETURN becomes a blank: a browser shows it so, and parsers would take it for a line end.
    """
    return _NUMERIC.sub(_plain, html)


def _plain(match: re.Match[str]) -> str:
    number = match[1]
    code = int(number[1:], 16) if number[0] in "xX" else int(number) if len(number) < 10 else 0
    is_mark = code == 0 or 0xFDD0 <= code <= 0xFDEF or code in (0xFFFE, 0xFFFF)
    return "" if is_mark else " " if code == _CARRIAGE_RETURN else match[0]
