"""One finished line of Markdown, before its text is escaped: which characters are text, and what they are written as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

LineKind = Literal["block", "heading", "cell", "alt"]


@dataclass(slots=True)
class Piece:
    """A stretch of the finished line: text that may be escaped, or markup. `pair` joins the two marks of a span."""

    text: str
    literal: bool = False
    pair: int = -1
    opens: bool = False
    in_link: bool = False


class Line:
    """The pieces of a line put together. `labels`: the post has link definitions that brackets may mean."""

    def __init__(self, pieces: Sequence[Piece], kind: LineKind, *, labels: bool) -> None:
        self.pieces = pieces
        self.kind = kind
        self.labels = labels
        self.text = "".join(piece.text for piece in pieces)
        self._new: dict[int, str] = {}
        self._literal = bytearray()
        self._link = bytearray()
        for piece in pieces:
            self._literal += bytes([piece.literal]) * len(piece.text)
            self._link += bytes([piece.in_link]) * len(piece.text)

    def is_text(self, at: int) -> bool:
        return 0 <= at < len(self.text) and self._literal[at] == 1

    def is_in_link(self, at: int) -> bool:
        return self._link[at] == 1

    def find(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Find what is text from its first character on and not spoken for yet."""
        found = re.finditer(pattern, self.text) if isinstance(pattern, str) else pattern.finditer(self.text)
        for match in found:
            if self.is_text(match.start()) and match.start() not in self._new:
                yield match

    def escape(self, at: int, new: str | None = None) -> None:
        """Write `new` for the character at `at`, a backslash before it when no other spelling is given."""
        self._new.setdefault(at, new if new is not None else "\\" + self.text[at])

    def escape_all(self, match: re.Match[str]) -> None:
        """Put a backslash before each character of a match that is text."""
        for at in range(match.start(), match.end()):
            if self.is_text(at):
                self.escape(at)

    def enclose(self, start: int, end: int) -> None:
        """Write `start:end` between angle brackets; nothing inside is looked at again."""
        for at in range(start, end):
            self._literal[at] = 0
        self._new[start] = "<" + self.text[start]
        self._new[end - 1] = self.text[end - 1] + ">"

    def spelling(self, at: int) -> str:
        """Give what is written for the character at `at`; empty behind the end of the line."""
        return self._new.get(at, self.text[at : at + 1])

    def written(self) -> str:
        out, end = [], 0
        for at in sorted(self._new):
            out += [self.text[end:at], self._new[at]]
            end = at + 1
        return "".join([*out, self.text[end:]])
