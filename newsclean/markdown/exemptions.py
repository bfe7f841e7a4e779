"""Comments `<!-- newsclean: off -->` and `on`: the regions of a body that are left alone, and what is doubtful about them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import starts_with_tag
from newsclean.html.safe_html import read_html
from newsclean.markdown.inline_tokens import code_spans, is_escaped

_COMMENT = lazy.pattern(r"<!--\s*newsclean\b([^>]{0,40})-->", re.I)
_WORD = lazy.pattern(r"<!--\s*newsclean:\s*(off|on)\s*-->")


def has_any(text: str) -> bool:
    """Tell whether a body holds such a comment, or one that was meant to be."""
    return _COMMENT.search(text) is not None


def read(text: str, starts: Sequence[int], tokens: Sequence[Token]) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Give the regions to leave alone, as offsets, and of which comments, by offset, it is not clear what they do.

    A region that nothing ends goes on to the end. Code only shows such comments, and so does a backslash. `starts` are the
    offsets of the lines, `tokens` what the body is read as.
    """
    regions: list[tuple[int, int]] = []
    doubts: list[tuple[int, str]] = []
    shown = sorted(_code(text, starts, tokens))
    start: int | None = None
    for match in _COMMENT.finditer(text):
        at = match.start()
        if start is None and (is_escaped(text, at) or _is_shown(shown, at, regions)):
            continue
        word = _WORD.fullmatch(match[0])
        if word is None and start is None:
            message = "expected `<!-- newsclean: off -->` or `<!-- newsclean: on -->`; this does nothing"
            doubts.append((at, message))
        elif word is not None and word[1] == "off":
            if start is not None:
                doubts.append((at, "off already; the next `on` ends the whole region"))
            start = at if start is None else start
        elif word is not None and start is None:
            doubts.append((at, "no `<!-- newsclean: off -->` stands before it; this does nothing"))
        elif word is not None and start is not None:
            regions.append((start, match.end()))
            start = None
    if start is not None:
        regions.append((start, len(text)))
        doubts.append((start, "no `<!-- newsclean: on -->` follows: all that does is left alone"))
    return regions, doubts


def _is_shown(shown: Sequence[tuple[int, int]], at: int, regions: Sequence[tuple[int, int]]) -> bool:
    """Tell whether code holds an offset; what is left open in a region is no code behind it."""
    index = bisect_right(shown, (at, 1 << 60)) - 1
    return index >= 0 and at < shown[index][1] and (not regions or shown[index][0] >= regions[-1][1])


def stand_apart(lines: Sequence[str], regions: Sequence[tuple[int, int]], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Give the regions, as first and last line, that can be taken out of the rest and read by themselves.

    Their comments stand on lines of their own, and at their start a block begins, or nothing is open in the HTML that goes
    on round them.
    """
    top = [token for token in _top_level(tokens) if token.map]
    blocks = {token.map[0] for token in top if token.map}
    pieces = [(token.map[0], token.map[1]) for token in top if token.map and token.type == "html_block"]
    apart: list[tuple[int, int]] = []
    opened = -1  # the piece of HTML in which an element is open where a region begins
    for first, last in regions:
        if not _COMMENT.fullmatch(lines[first].strip()):
            continue
        if last + 1 < len(lines) and not _COMMENT.fullmatch(lines[last].strip()):
            continue
        if first in blocks:
            apart.append((first, last))
            continue
        index = bisect_right(pieces, (first, 0)) - 1
        if index < 0 or index == opened or first >= pieces[index][1]:
            continue
        since = max(pieces[index][0], apart[-1][1] + 1 if apart else 0)
        if not read_html("\n".join(lines[since:first])).is_closed:
            opened = index
        elif _starts_html(lines, first + 1) and _starts_html(lines, last + 1):
            apart.append((first, last))
    return apart


def _top_level(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        if depth == 0:
            yield token
        depth += token.nesting


def _starts_html(lines: Sequence[str], number: int) -> bool:
    """Tell whether what stands on a line is read as HTML again when a blank line comes before it."""
    return number >= len(lines) or not lines[number].strip() or starts_with_tag(lines[number])


def _code(text: str, starts: Sequence[int], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Give the offsets of blocks of code, and of code inside running text."""
    found: list[tuple[int, int]] = []
    for token in tokens:
        if not token.map:
            continue
        start = starts[token.map[0]]
        end = starts[token.map[1]] if token.map[1] < len(starts) else len(text)
        if token.type in ("fence", "code_block"):
            found.append((start, end))
        elif token.type == "inline" and "`" in token.content:
            found += ((start + first, start + last) for first, last in code_spans(text[start:end]))
    return found
