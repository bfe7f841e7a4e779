"""A run: the text of one block seen whole, across inline tags. Edits of it are data and find their way back.

Rules read `text` and `masked` and yield edits; the runner applies what one rule found before it asks the next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsclean import chars
from newsclean.language import SIMPLIFIED, Language, Languages
from newsclean.punctuation.mask import mask

_EXCERPT = 12


class Edit(NamedTuple):
    """Replace `text[start:end]` of a run, at least one character, by `text`. A tuple, because posts have thousands."""

    start: int
    end: int
    text: str


class Change(NamedTuple):
    """What became of a stretch of the original text: `before`, at `start`, is `after` now."""

    start: int
    before: str
    after: str


class Doubt(NamedTuple):
    """Something at `start` of a run's text that a person should look at: `excerpt` is what is there."""

    start: int
    excerpt: str
    message: str


class RunKind(NamedTuple):
    """What a run is: the language of its post, whether it is a title, whether a line of it is a paragraph (in plain text) or a
    paragraph's line (in a document); `breaks` are offsets of line breaks that are no characters of the text; `is_markdown`:
    it was written as Markdown, where two tildes may strike out what stands between.
    """

    languages: Languages = SIMPLIFIED
    is_title: bool = False
    is_document: bool = False
    breaks: frozenset[int] = frozenset()
    is_markdown: bool = False


PLAIN = RunKind()


class Run:
    """The text of one block, what of it is protected, and what became of every original character."""

    def __init__(self, text: str, kind: RunKind = PLAIN, *, in_quotation: bool = False) -> None:
        """`in_quotation`: an earlier block opened a quotation that is not closed yet."""
        self.original = text
        self.text = text
        self.kind = kind
        self.in_quotation = in_quotation
        self._language: Language | None = None
        self._masked: str | None = None
        # What each original character has become, and for each present one the original it stands in for.
        self._cells: list[str] | None = None
        self._origins: list[int] = []
        self._touched: set[int] = set()

    @property
    def language(self) -> Language:
        """The language of this block."""
        if self._language is None:
            self._language = self.kind.languages.of(self.original)
        return self._language

    @property
    def masked(self) -> str:
        """The text with all protected characters replaced by stand-ins."""
        if self._masked is None:
            self._masked = mask(self.text)
        return self._masked

    def look_again(self) -> None:
        """Find the protected characters anew: letters have changed, or marks that decide what is one."""
        self._masked = None

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Give the ends of what brackets and quotation marks are paired in."""
        if self.kind.is_document or "\n" not in self.text:
            yield 0, len(self.text)
            return
        start = 0
        for line in self.text.split("\n"):
            yield start, start + len(line)
            start += len(line) + 1

    def apply(self, edits: Iterable[Edit]) -> list[Change]:
        """Apply the edits of one rule (none overlaps another); give them in terms of the original text."""
        wanted = sorted(edits)
        if not wanted:
            return []
        if self._cells is None:
            self._cells, self._origins = list(self.text), list(range(len(self.text)))
        done = [Change(self._origins[edit.start], self.text[edit.start : edit.end], edit.text) for edit in wanted]
        # From the end, so that the places of those still to come stay true.
        for edit in reversed(wanted):
            self._place(self._cells, edit)
        if self._masked is not None:
            self._masked = _spliced(self._masked, wanted)
        self.text = _spliced(self.text, wanted)
        if any(len(edit.text) != edit.end - edit.start for edit in wanted):
            origins: list[int] = []
            end = 0
            for edit in wanted:
                origins += self._origins[end : edit.start]
                is_even = len(edit.text) == edit.end - edit.start
                origins += self._origins[edit.start : edit.end] if is_even else [self._origins[edit.start]] * len(edit.text)
                end = edit.end
            self._origins = origins + self._origins[end:]
        return done

    def _place(self, cells: list[str], edit: Edit) -> None:
        length = edit.end - edit.start
        if length == len(edit.text) > 1:  # each character keeps its own place
            for at in reversed(range(length)):
                self._place(cells, Edit(edit.start + at, edit.start + at + 1, edit.text[at]))
            return
        first, last = self._origins[edit.start], self._origins[edit.end - 1]
        self._touched.update(range(first, last + 1))
        # A character that an earlier rule made may share its cell with others.
        before = cells[first][: edit.start - bisect_left(self._origins, first)]
        behind = cells[last][edit.end - bisect_left(self._origins, last) :]
        if first == last:
            cells[first] = before + edit.text + behind
        else:
            cells[first : last + 1] = [before + edit.text, *[""] * (last - first - 1), behind]

    def cells(self, start: int, end: int) -> str:
        """Give what `original[start:end]` has become."""
        return self.original[start:end] if self._cells is None else "".join(self._cells[start:end])

    def changes(self) -> list[Change]:
        """Give the differences between the original and the present text, as small as can be told."""
        if self._cells is None:
            return []
        return [
            Change(index, self.original[index], self._cells[index])
            for index in sorted(self._touched)
            if self.original[index] != self._cells[index]
        ]

    def origin(self, at: int) -> int:
        """Give the offset in the original text of a present character."""
        return at if self._cells is None else self._origins[at]

    def excerpt(self, at: int) -> str:
        """Give what stands around a present character, to show to a person."""
        return " ".join(self.text[max(0, at - _EXCERPT) : at + _EXCERPT].replace(chars.OBJECT, "…").split())

    def undo(self) -> None:
        """Take all edits back."""
        self.text, self._masked, self._cells, self._origins = self.original, None, None, []
        self._touched.clear()


def _spliced(text: str, edits: list[Edit]) -> str:
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, text[end:]])
