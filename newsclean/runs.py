"""A run: the text of one block seen whole, across inline tags. Edits of it are data and find their way back.

Rules read `text` and `masked` and yield edits; the runner applies what one rule found before it asks the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import Tag

from newsclean import chars
from newsclean.nodes import CODE, Element, Text, set_children, text_of
from newsclean.protect import mask

_ADDRESS = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|[^\s@]+@[^\s@]+\.[A-Za-z]+\s*\Z)")
_HAN = re.compile(f"[{chars.HAN}]")
_KANA = re.compile(f"[{chars.KANA}]")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` of a run by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a stretch of the original text: `before`, at `start`, is `after` now."""

    start: int
    before: str
    after: str


class Run:
    """The text of one block, what of it is protected, and what became of every original character."""

    def __init__(self, text: str, *, is_title: bool = False) -> None:
        self.original = text
        self.text = text
        self.is_title = is_title
        self._masked: str | None = None
        self._chinese: list[bool] = []
        self._line_starts: list[int] = []
        # What each original character has become, and for each present one the original it stands in for.
        self._cells: list[str] | None = None
        self._origins: list[int] = []

    @property
    def masked(self) -> str:
        """The text with all protected characters replaced by stand-ins, computed once."""
        if self._masked is None:
            self._masked = mask(self.text)
        return self._masked

    def is_chinese(self, at: int) -> bool:
        """Tell whether the line of a character is Chinese: it has Han and no kana."""
        if not self._line_starts:
            lines = self.text.split("\n")
            self._line_starts = [0]
            for line in lines:
                self._line_starts.append(self._line_starts[-1] + len(line) + 1)
            self._chinese = [_HAN.search(line) is not None and _KANA.search(line) is None for line in lines]
        return self._chinese[bisect_right(self._line_starts, at) - 1]

    def apply(self, edits: Iterable[Edit]) -> list[Change]:
        """Apply the edits of one rule (none overlaps another); give them in terms of the original text."""
        wanted = sorted(edits, key=lambda edit: edit.start)
        if not wanted:
            return []
        if self._cells is None:
            self._cells, self._origins = list(self.text), list(range(len(self.text)))
        done = [Change(self._origins[edit.start], self.text[edit.start : edit.end], edit.text) for edit in wanted]
        for edit in wanted:
            self._place(self._cells, edit)
        if self._masked is not None:
            self._masked = _spliced(self._masked, wanted)
        self.text = "".join(self._cells)
        self._line_starts = []
        self._origins = [index for index, cell in enumerate(self._cells) for _ in cell]
        return done

    def _place(self, cells: list[str], edit: Edit) -> None:
        first, last = self._origins[edit.start], self._origins[edit.end - 1]
        # A character that an earlier rule made may share its cell with others.
        prefix = "".join(self.text[i] for i in self._around(edit.start - 1, -1, first))[::-1]
        suffix = "".join(self.text[i] for i in self._around(edit.end, 1, last))
        cells[first : last + 1] = [prefix + edit.text + suffix, *[""] * (last - first)]

    def _around(self, at: int, step: int, origin: int) -> Iterator[int]:
        while 0 <= at < len(self._origins) and self._origins[at] == origin:
            yield at
            at += step

    def cells(self, start: int, end: int) -> str:
        """Give what `original[start:end]` has become."""
        return self.original[start:end] if self._cells is None else "".join(self._cells[start:end])

    def changes(self) -> list[Change]:
        """Give the differences between the original and the present text, as small as can be told."""
        if self._cells is None:
            return []
        found: list[Change] = []
        for index, (before, after) in enumerate(zip(self.original, self._cells, strict=True)):
            if before != after:
                found.append(Change(index, before, after))
        return found


def _spliced(text: str, edits: list[Edit]) -> str:
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, text[end:]])


@dataclass(frozen=True, slots=True)
class BlockRun:
    """A run and the texts it was read from: (offset in the run, text)."""

    run: Run
    nodes: tuple[tuple[int, Text], ...]

    def node_at(self, at: int) -> tuple[int, Text] | None:
        """Give the text that holds a character of the original run, and where it starts."""
        index = bisect_right(self.nodes, at, key=lambda pair: pair[0]) - 1
        return self.nodes[index] if index >= 0 else None

    def offset(self, at: int) -> int | None:
        """Give the offset in the body of a character of the original run."""
        found = self.node_at(at)
        return found[1].offset(at - found[0]) if found else None

    def write_back(self) -> None:
        """Give the texts of the tree what the run has become."""
        changed: dict[int, Text] = {}
        parents: dict[int, Tag] = {}
        for start, node in self.nodes:
            new = self.run.cells(start, start + len(node))
            if new != node and node.parent is not None:
                changed[id(node)] = node.with_text(new)
                parents[id(node.parent)] = node.parent
        for parent in parents.values():
            set_children(parent, [changed.get(id(child), child) for child in parent.contents])


def read_run(block: Element) -> BlockRun:
    """Read the run of one block: code and images count as one character, a line break as a newline."""
    parts: list[str] = []
    nodes: list[tuple[int, Text]] = []
    _collect(block, parts, nodes, 0)
    return BlockRun(Run("".join(parts)), tuple(nodes))


def _is_address(element: Element) -> bool:
    """A link that shows its own address: no rule may edit that."""
    return element.name == "a" and _ADDRESS.match(text_of(element)) is not None


def _collect(element: Element, parts: list[str], nodes: list[tuple[int, Text]], length: int) -> int:
    for child in element.contents:
        if type(child) is Text:
            nodes.append((length, child))
            parts.append(child)
            length += len(child)
        elif isinstance(child, Element):
            if child.name == "br":
                parts.append("\n")
                length += 1
            elif child.name == "img" or child.name in CODE or _is_address(child):
                parts.append(chars.OBJECT)
                length += 1
            else:
                length = _collect(child, parts, nodes, length)
    return length
