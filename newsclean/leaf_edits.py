"""Edits of a leaf's source that keep what it holds from being read as what it is not, and how edits are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from newsclean import lazy
from newsclean.dialect import reader
from newsclean.outside import LIQUID
from newsclean.placed_inline import SourceEdit, is_escaped
from newsclean.urls import is_active_url

_TAKES_IN_SYNTAX = lazy.pattern(r"(?:(?:https?|ftp)(?=://)|(?<![A-Za-z0-9])www(?=\.))(?=[^\s<]*[`\\])", re.I)


def active_link_escapes(source: str, spans: Sequence[tuple[int, int, int, bool]]) -> list[SourceEdit]:
    """What CommonMark takes for text, as in `[x](javascript:a b)`, may be a link elsewhere: break it. Code stays."""
    opened = next((match.start() for match in re.finditer(r"\[", source) if not is_escaped(source, match.start())), len(source))
    places = [
        *(
            match.start(1)
            for match in re.finditer(r"\](\()[ \t\n]*<?([^)\n]{0,40})", source)
            if is_active_url(match[2]) and opened < match.start() and not is_escaped(source, match.start())
        ),
        *_starts_of_definitions(source),
        *(
            match.start()
            for match in re.finditer(r"<([^\s<>]{1,40})", source)
            if is_active_url(match[1]) and not is_escaped(source, match.start())
        ),
    ]
    return _backslashes(places, spans)


def address_breaks(source: str, spans: Sequence[tuple[int, int, int, bool]]) -> list[SourceEdit]:
    """A bare address is a link to GitHub and Hugo and takes in what escapes a tag behind it, or begins code: break it."""
    return _backslashes([match.end() for match in _TAKES_IN_SYNTAX.finditer(source)], spans)


def _backslashes(places: Sequence[int], spans: Sequence[tuple[int, int, int, bool]]) -> list[SourceEdit]:
    """Put a backslash at each of the places that are text; code stays."""
    as_text = [(start, start + length) for _, start, length, exact in spans if exact]
    return [
        SourceEdit(place, place, "\\")
        for place in places
        if (index := bisect_right(as_text, (place, 1 << 60)) - 1) >= 0 and place < as_text[index][1]
    ]


def _starts_of_definitions(source: str) -> list[int]:
    """Give the brackets at the starts of lines when one of them begins the definition of an active address."""
    env: dict[str, Any] = {}
    if "]:" in source:
        reader().block.parse(source, reader(), env, [])
    if not any(is_active_url(each["href"]) for each in env.get("references", {}).values()):
        return []
    return [match.end() for match in re.finditer(r"^[ \t]*(?=\[)", source, re.M)]


def liquid_escapes(source: str) -> list[SourceEdit]:
    """Give the edits that keep Jekyll from running what a scraped leaf holds."""
    places = (match.start() for match in LIQUID.finditer(source))
    return [SourceEdit(at - is_escaped(source, at), at + 1, "&#123;") for at in places]


def apply_edits(source: str, edits: Sequence[SourceEdit]) -> str | None:
    """Apply `edits` to `source`; None when two of them overlap."""
    parts, end = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < end:
            return None
        parts += [source[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, source[end:]])
