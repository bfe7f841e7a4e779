"""Edits of a leaf's source that keep what it holds from being read as what it is not, and how edits are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from newsclean import lazy
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.markdown.inline_tokens import SourceEdit, is_escaped
from newsclean.offsets import OffsetMap
from newsclean.urls import BARE_ADDRESS_START, is_active_url

_DEFINITION = lazy.pattern(r"^(?:[ \t>:*+-]|\d{1,9}[.)][ \t])*(\[)[^\]\n]+\]:(?=[ \t]*\n?[ \t]*<?([^\n]{0,80}))", re.M)
_ADDRESS = lazy.pattern(rf"(?:{BARE_ADDRESS_START})[^\s<`\\]*(?P<syntax>[`\\]|<[A-Za-z/!?])?", re.I)
_REST_OF_AUTOLINK = lazy.pattern(r"[^\s<>]*>")
_ADDRESS_START = lazy.pattern(BARE_ADDRESS_START, re.I)


def active_link_escapes(source: str, spans: OffsetMap) -> list[SourceEdit]:
    """What CommonMark takes for text, as in `[x](javascript:a b)`, may be a link elsewhere: break it. Code stays."""
    found = [
        *(
            match.start(1)
            for match in re.finditer(r"\](\()(?=[ \t\n]*<?([^)]{0,80}))", source)
            if is_active_url(match[2]) and not is_escaped(source, match.start())
        ),
        *_starts_of_definitions(source),
        *(
            match.start()
            for match in re.finditer(r"<([^\s<>]{1,40})", source)
            if is_active_url(match[1]) and not is_escaped(source, match.start())
        ),
    ]
    return _backslashes(found, spans)


def address_breaks(source: str, spans: OffsetMap) -> list[SourceEdit]:
    """A bare address is a link to GitHub and Hugo and takes in what escapes a tag behind it, or begins code: break it."""
    found = [
        start.end()
        for address in _ADDRESS.finditer(source)
        if address["syntax"]
        for start in _ADDRESS_START.finditer(source, address.start(), address.end())
        if not (source[start.start() - 1 : start.start()] == "<" and _REST_OF_AUTOLINK.match(source, start.start()))
    ]
    return _backslashes(found, spans)


def unfinished_tag_escapes(source: str, spans: OffsetMap) -> list[SourceEdit]:
    """What stands in another block to CommonMark may end a tag that this one begins, to kramdown: let it begin none."""
    found: list[int] = []
    quotes, end = Counter[str](), len(source)
    for match in [*re.finditer("<(?=[A-Za-z])", source)][::-1]:
        start = match.start()
        quotes.update({mark: source.count(mark, start, end) for mark in "\"'>"})
        end = start
        if not is_escaped(source, start) and (not quotes[">"] or quotes['"'] % 2 or quotes["'"] % 2):
            found.append(start)
    return _backslashes(found, spans)


def _backslashes(offsets: Sequence[int], spans: OffsetMap) -> list[SourceEdit]:
    """Put a backslash at each of the offsets that are text; code stays."""
    as_text = [(start, start + length) for _, start, length, exact in spans.spans if exact]
    return [
        SourceEdit(at, at, "\\")
        for at in offsets
        if (index := bisect_right(as_text, (at, 1 << 60)) - 1) >= 0 and at < as_text[index][1]
    ]


def _starts_of_definitions(source: str) -> list[int]:
    """Give the brackets at the starts of lines that begin what kramdown takes for the definition of an active address."""
    return [match.start(1) for match in _DEFINITION.finditer(source) if is_active_url(match[2])]


def liquid_escapes(source: str) -> list[SourceEdit]:
    """Give the edits that keep Jekyll from running what a scraped leaf holds."""
    return [
        SourceEdit(at - is_escaped(source, at), at + 1, "&#123;") for at in (match.start() for match in LIQUID.finditer(source))
    ]


def apply_edits(source: str, edits: Sequence[SourceEdit]) -> str | None:
    """Apply `edits` to `source`; None when two of them overlap."""
    parts, end = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < end:
            return None
        parts += [source[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, source[end:]])
