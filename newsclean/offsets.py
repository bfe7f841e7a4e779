"""Offsets in a text -> offsets in the text it came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

# Start here, start in the origin, length in the origin, whether each character is one of the origin's.
Span = tuple[int, int, int, bool]
# The length of a span that ends where the next begins.
UNBOUNDED = 1 << 60


@dataclass(slots=True)
class OffsetMap:
    """Spans of a text, in order, each with the stretch of its origin that it came from.

    What stands between two spans came from nowhere: it counts as the end of the one before.
    """

    spans: list[Span] = field(default_factory=list)

    def add(self, start: int, origin: int, length: int = UNBOUNDED, *, exact: bool = True) -> None:
        """Append a span; `exact`: each of its characters is one of the origin's, else all of it stands for all of that."""
        self.spans.append((start, origin, length, exact))

    def span_at(self, offset: int) -> Span | None:
        """Give the last span that starts at `offset` or before it."""
        index = bisect_right(self.spans, (offset, UNBOUNDED, 0, True)) - 1
        return self.spans[index] if index >= 0 else None

    def to_origin(self, offset: int) -> int:
        """Give the offset in the origin; 0 for what stands before the first span."""
        index = bisect_right(self.spans, (offset, UNBOUNDED, 0, True)) - 1  # asked too often for a call of `span_at`
        if index < 0:
            return 0
        start, origin, length, exact = self.spans[index]
        return origin + min(offset - start, length) if exact else origin
