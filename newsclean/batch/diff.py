"""What a file holds and what it would hold -> a unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from newsclean import lazy

_SPECIAL = lazy.pattern(rb'[\x00-\x1f\x7f"\\]')
_ESCAPES = {b"\n": b"\\n", b"\t": b"\\t", b'"': b'\\"', b"\\": b"\\\\"}
_CONTEXT = 3  # lines
_MAX_AREA = 40_000  # lines times lines
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def diff_of(path: Path, before: bytes, after: bytes) -> bytes:
    """Give the diff, in bytes: the file may hold any encoding. Empty when nothing changes.

    The file is named as seen from the current folder, and without links, which git does not follow.
    """
    if before == after:
        return b""
    real = Path(os.path.realpath(path))
    try:
        here = Path(os.path.realpath("."))
    except FileNotFoundError:  # it is gone
        here = real
    name = os.fsencode((real.relative_to(here) if real != here and real.is_relative_to(here) else path).as_posix())
    old, new = _lines(before), _lines(after)
    parts = [b"--- %s\n+++ %s\n" % (_quoted(b"a/" + name), _quoted(b"b/" + name))]
    for hunk in _Matcher(None, old, new).get_grouped_opcodes(_CONTEXT):
        first, last = hunk[0], hunk[-1]
        parts.append(b"@@ -%s +%s @@\n" % (_range(first[1], last[2]), _range(first[3], last[4])))
        for tag, start, end, new_start, new_end in hunk:
            if tag == "equal":
                parts += [b" " + line for line in old[start:end]]
                continue
            parts += [b"-" + line for line in old[start:end]]
            parts += [b"+" + line for line in new[new_start:new_end]]
    return b"".join(line if line.endswith(b"\n") else line + _NO_NEWLINE for line in parts)


def _range(start: int, end: int) -> bytes:
    """Write a stretch of lines as git does: one that is empty stands behind the line before it."""
    length = end - start
    return b"%d" % (start + 1) if length == 1 else b"%d,%d" % (start + 1 if length else start, length)


class _Matcher(difflib.SequenceMatcher[bytes]):
    """Finds what two texts share in time linear in their length: lines that each has once hold the rest in place.

    The library's own way takes the longest stretch first, which is cubic where lines are many and alike.
    """

    def get_matching_blocks(self) -> list[difflib.Match]:
        old, new = self.a, self.b  # type: ignore[attr-defined]
        blocks: list[difflib.Match] = []
        start = new_start = 0
        for at, new_at in [*_anchors(old, new), (len(old), len(new))]:
            blocks += _between(old, new, start, at, new_start, new_at)
            if at < len(old):
                blocks.append(difflib.Match(at, new_at, 1))
            start, new_start = at + 1, new_at + 1
        return [*_joined(blocks), difflib.Match(len(old), len(new), 0)]


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """Give the lines that both have once, as long as they stand in one order."""
    counts, new_counts = Counter(old), Counter(new)
    places = {line: at for at, line in enumerate(new) if new_counts[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(old) if line in places and counts[line] == 1]
    # The longest rising row of places: the end of the best row of each length, and what stands before it.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _between(
    old: Sequence[bytes], new: Sequence[bytes], start: int, end: int, new_start: int, new_end: int
) -> Iterator[difflib.Match]:
    """Give what two stretches share: their beginnings and ends, and between them what the library finds if they are short."""
    while start < end and new_start < new_end and old[start] == new[new_start]:
        yield difflib.Match(start, new_start, 1)
        start, new_start = start + 1, new_start + 1
    tail = 0
    while start < end - tail and new_start < new_end - tail and old[end - tail - 1] == new[new_end - tail - 1]:
        tail += 1
    end, new_end = end - tail, new_end - tail
    if (end - start) * (new_end - new_start) <= _MAX_AREA:
        for match in difflib.SequenceMatcher(None, old[start:end], new[new_start:new_end]).get_matching_blocks():
            if match.size:
                yield difflib.Match(start + match.a, new_start + match.b, match.size)
    elif end - start == new_end - new_start:  # most rules leave every line in its place
        for at in range(end - start):
            if old[start + at] == new[new_start + at]:
                yield difflib.Match(start + at, new_start + at, 1)
    if tail:
        yield difflib.Match(end, new_end, tail)


def _joined(blocks: Iterable[difflib.Match]) -> Iterator[difflib.Match]:
    """Join matches that stand side by side."""
    last = difflib.Match(0, 0, 0)
    for block in blocks:
        if last.a + last.size == block.a and last.b + last.size == block.b:
            last = difflib.Match(last.a, last.b, last.size + block.size)
            continue
        if last.size:
            yield last
        last = block
    if last.size:
        yield last


def _lines(data: bytes) -> list[bytes]:
    """Cut at line feeds only, as git does."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _quoted(name: bytes) -> bytes:
    if _SPECIAL.search(name):
        return b'"' + _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], b"\\%03o" % match[0][0]), name) + b'"'
    return name + b"\t" if b" " in name else name  # where a name with a blank ends
