"""Reference definitions that lead to a script: they stay, and lose their targets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from newsclean import lazy

_TARGET = lazy.pattern(r"((?<!\\)\]:(?:[ \t]|\n[> \t]*)*)(?:<[^<>\n]*>|\S+)")


def disarm(lines: list[str], active: Sequence[Sequence[int]], verbatim: Sequence[tuple[int, int]]) -> list[int]:
    """Take the targets out of definitions of active addresses, in place; give the lines where they start.

    `active` are their lines, `verbatim` those that stay as they are, in order. All definitions count: where a label is
    defined twice, readers differ in which they take.
    """
    found = []
    for first, last in sorted({tuple(each) for each in active}):
        old = "\n".join(lines[first:last])
        new = _TARGET.sub(r"\1<>", old, count=1)
        region = bisect_right(verbatim, (first, len(lines))) - 1
        if new != old and not (region >= 0 and first < verbatim[region][1]):
            lines[first:last] = new.split("\n")
            found.append(first)
    return found
