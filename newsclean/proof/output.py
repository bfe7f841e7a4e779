"""What was written, read again: the text that a renderer shows of it, and the structure of what was written anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsclean import chars
from newsclean.problem import VerifyError
from newsclean.proof.document import DocumentBlock, events_of, read_definitions, read_document
from newsclean.proof.html_events import scan, text_pieces
from newsclean.proof.parser import Env
from newsclean.proof.structure import ShownBlock, StructureReader
from newsclean.writer.body import Part, Written

_EXCERPT = 30


class Output(NamedTuple):
    """The text between the kept parts, stretch by stretch; the structure of every part; the reference definitions."""

    stretches: list[str]
    structure: list[ShownBlock]
    env: Env


def read_output(written: Written, kept: Sequence[bool]) -> Output:
    """Read what was written. `kept`: which of its parts are the source's own lines, byte for byte.

    Raises VerifyError when a renderer takes two parts for one block.
    """
    return _OutputReader(written, kept).read()


class _OutputReader:
    def __init__(self, written: Written, kept: Sequence[bool]) -> None:
        self._parts = written.parts
        self._kept = kept
        self._lines = written.text.split("\n")
        self._env = read_definitions(self._lines)
        self._bounds = [*_bounds(written)]
        self._structure = StructureReader()
        self._stretches: list[str] = []
        self._texts: list[str] = []

    def read(self) -> Output:
        index = start = 0
        for first, last in self._opaque():
            index = self._read_lines(start, first, index)
            while index < len(self._parts) and self._bounds[index][1] <= last:
                self._pass_kept(index)
                index += 1
            start = last
        index = self._read_lines(start, len(self._lines), index)
        for left in range(index, len(self._parts)):
            self._pass_kept(left)
        self._stretches.append("".join(self._texts))
        return Output(self._stretches, self._structure.finish(), self._env)

    def _opaque(self) -> Iterator[tuple[int, int]]:
        """Give the lines of the parts that are kept whatever they hold, such as a definition: nothing is read in them."""
        for part, is_kept, bounds in zip(self._parts, self._kept, self._bounds, strict=True):
            if is_kept and part.element is None:
                yield bounds

    def _pass_kept(self, index: int) -> None:
        if self._kept[index]:
            self._stretches.append("".join(self._texts))
            self._texts = []

    def _read_lines(self, first: int, last: int, index: int) -> int:
        """Read the blocks of some lines, which begin with part number `index`; give the number of the next part."""
        for block in read_document(self._lines, first, last):
            while index < len(self._parts) and block.first >= self._bounds[index][1]:
                self._pass_kept(index)
                index += 1
            if block.is_html:
                index = self._read_html(block, index)
            else:
                self._read_markdown(block, index)
        return index

    def _read_markdown(self, block: DocumentBlock, index: int) -> None:
        known = index < len(self._parts)
        if known and block.last > self._bounds[index][1] and not self._are_kept(block, index):
            raise self._joined(block)
        if known and self._kept[index]:
            return
        events = events_of(block, self._env)
        self._texts += ["\n", *text_pieces(events)]
        if known and self._parts[index].element is not None:
            self._structure.read(events)
            self._structure.end_block()

    def _are_kept(self, block: DocumentBlock, index: int) -> bool:
        """Tell whether all the parts that a block is put together from are the source's own lines, as they followed there."""
        parts = [*range(index, len(self._parts))]
        inside = [number for number in parts if self._bounds[number][0] < block.last]
        return all(self._kept[number] for number in inside)

    def _read_html(self, block: DocumentBlock, index: int) -> int:
        """Read a region of HTML part by part; tables that only blank lines part are one region."""
        first = block.first
        while first < block.last:
            known = index < len(self._parts)
            last = min(block.last, self._bounds[index][1] if known else block.last)
            is_kept = known and self._kept[index]
            if is_kept and block.last > self._bounds[index][0]:  # Markdown, and it was read as such
                raise self._joined(block)
            events = [*scan(self._source(first, last))]
            self._texts += ["\n", *text_pieces(events)]
            if known and not is_kept and self._parts[index].element is not None:
                self._structure.read(events)
            first = last
            if first < block.last:
                self._pass_kept(index)
                index += 1
        return index

    def _joined(self, block: DocumentBlock) -> VerifyError:
        return VerifyError("structure", f"two blocks became one: {self._source(block.first, block.last)[:_EXCERPT]!r}")

    def _source(self, first: int, last: int) -> str:
        return "\n".join(self._lines[first:last])


def _bounds(written: Written) -> Iterator[tuple[int, int]]:
    """Give for each part of the output its first line and the line behind its last one."""
    position = line = 0
    for part in written.parts:
        text = text_of_part(part)
        start = written.text.index(text, position)
        line += written.text.count("\n", position, start)
        first = line
        line += text.count("\n")
        position = start + len(text)
        yield first, line + 1


def text_of_part(part: Part) -> str:
    """Give the text of a part as it stands in the output."""
    return part.text.replace(chars.LIQUID_BRACE, "{").rstrip("\n")
