"""The text of a source with the changes of the ledger made in it."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean import chars
from newsclean.ledger import BodyChange
from newsclean.offsets import OffsetMap
from newsclean.problem import VerifyError
from newsclean.proof.html_events import NOT_SEEN

_EXCERPT = 30  # characters of a change that a message shows
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
# What may stand in a text that was taken out, and not be named.
_PASSED_OVER = chars.UNSEEN + chars.PICTURE


class ChangedText:
    """A text in stretches, in which changes are made by their offsets in the body.

    `ends` are the ends of the stretches, `to_text` maps the body to the text, `to_body` the text to the body.
    """

    def __init__(self, text: str, ends: Sequence[int], to_text: OffsetMap, to_body: OffsetMap) -> None:
        self._text = text
        self._ends = ends
        self._to_text = to_text
        self._to_body = to_body
        self._gone = bytearray(len(text))
        self._taken_out = bytearray(len(text))  # what is gone and was not replaced
        self._new: dict[int, str] = {}

    def apply(self, change: BodyChange) -> None:
        """Make one change. Raises VerifyError when the source does not hold what the ledger says."""
        if change.offset is None:
            raise VerifyError("ledger", f"the ledger does not say where {change.before[:_EXCERPT]!r} was")
        position = self._to_text.to_origin(change.offset)
        first, end = self._take_out(change, position)
        if first >= 0:
            self._take_blanks_round(change.before, first, end)
        elif chars.PICTURE not in change.before:
            first = self._take_blanks(change, position)
        if change.after and first >= 0:
            self._new[first] = change.after

    def _missing(self, change: BodyChange) -> VerifyError:
        message = f"the ledger says that {change.before[:_EXCERPT]!r} was there, but it was not"
        return VerifyError("ledger", message, offset=change.offset)

    def _take_out(self, change: BodyChange, position: int) -> tuple[int, int]:
        """Take out the characters of a change but for blanks; give where the first was and the last ended, -1 for none."""
        first = -1
        for char in change.before:
            if char in chars.UNSEEN:
                continue
            if char == chars.PICTURE:
                self._take_picture(position)
                continue
            while position < len(self._text) and (self._gone[position] or self._text[position] in _PASSED_OVER):
                position += 1
            if position >= len(self._text) or self._text[position] != char:
                raise self._missing(change)
            self._gone[position] = 1
            self._taken_out[position] = not change.after
            first = position if first < 0 else first
            position += 1
        return first, position

    def _take_blanks(self, change: BodyChange, position: int) -> int:
        """Take out blanks alone; give where the first was.

        A run of them is one blank to its reader, so it goes as a whole, but a picture may part two.
        """
        text, before = self._text, change.before
        alike = "" if before[0] not in " \t" else " \t\f" if text[position : position + 1] in " \t\f" else _BLANK
        first = end = position
        while first > 0 and (text[first - 1] in alike or self._is_taken_out(first - 1)):
            first -= 1
        while end < len(text) and (text[end] in alike or self._is_taken_out(end)):
            end += 1
        while end < position + len(before) and text[end : end + 1] in _PASSED_OVER and end < len(text):
            end += 1
        if not any(char in alike or char in _PASSED_OVER for char in text[first:end]):
            raise self._missing(change)
        self._gone[first:end] = b"\x01" * (end - first)
        return first

    def _take_picture(self, position: int) -> None:
        """Take out the picture right before, whose offset is behind it, or the next: it no longer parts the blanks round it."""
        if position and self._text[position - 1] == chars.PICTURE and not self._gone[position - 1]:
            position -= 1
        while position < len(self._text) and (self._gone[position] or self._text[position] in chars.UNSEEN):
            position += 1
        if self._text.startswith(chars.PICTURE, position):
            self._gone[position] = self._taken_out[position] = 1

    def _is_taken_out(self, at: int) -> bool:
        """Tell whether what stood between two blanks was taken out, so that they are one run."""
        return self._taken_out[at] == 1 and self._text[at] != "\n"

    def _take_blanks_round(self, before: str, first: int, end: int) -> None:
        """Take out the blanks among and round the characters that were taken out from `first` to `end`."""
        before = before.replace("\n", " ")
        for at in range(first, end):
            self._gone[at] |= self._text[at] in _BLANK
        leading, trailing = len(before) - len(before.lstrip(_BLANK)), len(before) - len(before.rstrip(_BLANK))
        while leading and first > 0 and self._text[first - 1] in _BLANK:
            first, leading = first - 1, leading - 1
            self._gone[first] = 1
        while trailing and end < len(self._text) and self._text[end] in _BLANK:
            self._gone[end] = 1
            end, trailing = end + 1, trailing - 1

    def stretches(self) -> list[str]:
        """Give the text of each stretch with all changes made."""
        starts = [0, *self._ends[:-1]]
        return [self._changed(start, end) for start, end in zip(starts, self._ends, strict=True)]

    def _changed(self, start: int, end: int) -> str:
        parts: list[str] = []
        position = start
        while (gone := self._gone.find(1, position, end)) >= 0:
            behind = self._gone.find(0, gone, end)
            behind = end if behind < 0 else behind
            parts.append(self._text[position:gone])
            parts += [self._new[at] for at in range(gone, behind) if at in self._new]
            position = behind
        return "".join([*parts, self._text[position:end]]).replace(chars.PICTURE, "")

    def offset_of(self, stretch: int, count: int) -> int:
        """Give about the offset in the body of what follows the first `count` visible characters of a changed stretch."""
        start = self._ends[stretch - 1] if stretch else 0
        for at in range(start, self._ends[stretch]):
            shown = "" if self._gone[at] else self._text[at]
            count -= len(visible(self._new.get(at, "") + shown))
            if count < 0:
                return self._to_body.to_origin(at)
        return self._to_body.to_origin(max(start, self._ends[stretch] - 1))


def visible(text: str) -> str:
    """Leave out blanks and what nobody sees."""
    return "".join(NOT_SEEN.sub("", text).split())
