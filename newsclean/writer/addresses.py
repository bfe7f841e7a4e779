"""Bare addresses in a finished line, which GitHub makes links of: a link with its end, or none."""

from __future__ import annotations

import re

from newsclean import lazy
from newsclean.writer.line import Line

_URL_CHARS = lazy.pattern(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")
# Percent signs are decoded by some renderers, capitals and references misread by others.
_AUTOLINK = lazy.pattern(r"(?:https?|ftp)://(?:[A-Za-z0-9._~:/?#@!$'()*+,;=-]|&(?![#A-Za-z0-9]+;))+")
_URL = lazy.pattern(r"(?:https?|ftp)://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+", re.I)


def set_apart_addresses(line: Line) -> None:
    """GitHub makes a link of a bare URL and swallows the Chinese sentence or the mark behind it.

    SPELLINGS `bare-url`: `<…>` is read as meant everywhere. Where that would change how a mark beside it is read,
    or where a renderer would show the address otherwise, the link is broken instead.
    """
    if "://" not in line.text and "www." not in line.text:
        return
    for match in line.find(_URL):
        start, end = match.start(), _end_of_url(line, match.start(), match.end())
        if line.kind == "alt" or line.is_in_link(start):
            continue
        if _AUTOLINK.fullmatch(line.text, start, end) and _may_enclose(line, start, end):
            line.enclose(start, end)
    for match in line.find(r"(?i)(?:https?|ftp)(?=://)"):
        if not line.is_in_link(match.start()):
            line.escape(match.end())
    for match in line.find(r"(?:(?<=[\s*_~(>])|^)www(?=\.(\S*))"):
        rest = range(match.end(), match.end() + 1 + len(match[1]))
        is_plain = _URL_CHARS.fullmatch(match[1]) and all(map(line.is_text, rest))
        if not is_plain and not line.is_in_link(match.start()):
            line.escape(match.start() + 3)


def _end_of_url(line: Line, start: int, end: int) -> int:
    """Give where a URL ends before markup and before the marks that belong to the sentence."""
    end = next((at for at in range(start, end) if not line.is_text(at)), end)
    url = line.text[start:end].rstrip(".,;:!?'")
    url = url.rstrip(")") if url.count(")") > url.count("(") else url
    return start + len(url)


def _may_enclose(line: Line, start: int, end: int) -> bool:
    before, after = line.text[start - 1 : start], line.text[end : end + 1]
    return not (before in ("*", "<") or after == "*" or after.isalnum())
