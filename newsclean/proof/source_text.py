"""The text of a post's source as the proof reads it, and the changes that the ledger makes in it."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean import chars, lazy
from newsclean.ledger import BodyChange
from newsclean.offsets import OffsetMap
from newsclean.problem import VerifyError
from newsclean.proof.document import DocumentBlock, Env, Piece, read_document, read_line
from newsclean.proof.html_events import NOT_SEEN, preformats, scan, text_pieces

_EXCERPT = 30  # characters of a change that a message shows
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
# What may stand in a text that was taken out, and not be named.
_BEHIND_BAR = lazy.pattern(r"(?<=\|)")
_PASSED_OVER = chars.UNSEEN + chars.PICTURE


class SourceText:
    """The text that lines of a body show, stretch by stretch, with the changes made in it.

    `lines` and `starts` are those of the body, `env` its reference definitions.
    """

    def __init__(self, lines: Sequence[str], starts: Sequence[int], env: Env) -> None:
        self._lines = lines
        self._starts = starts
        self._env = env
        self._parts: list[str] = []
        self._length = 0
        self._text = ""
        self._ends: list[int] = []
        # From the body to the text, in the order of the body, and from the text to the body.
        self._to_text = OffsetMap()
        self._to_body = OffsetMap()
        self._gone = bytearray()
        self._taken_out = bytearray()  # of what is gone that for which nothing stands in
        self._new: dict[int, str] = {}

    def add_stretch(self, first: int, last: int) -> None:
        """Add the text of lines `first` up to but not including `last`."""
        for block in read_document(self._lines, first, last):
            self._to_body.add(self._length, self._starts[block.first])
            self._add("\n")
            if block.is_html:
                html = "\n".join(self._lines[block.first : block.last])
                self._add_html(html, self._starts[block.first])
            else:
                self._add_markdown(block)
        self._ends.append(self._length)

    def close(self) -> None:
        """Say that all is added: changes can be made from now on."""
        self._text = "".join(self._parts)
        self._to_text.spans.sort()
        self._gone = bytearray(len(self._text))
        self._taken_out = bytearray(len(self._text))

    def _add(self, text: str, at: int = -1, length: int | None = None, *, exact: bool = True) -> None:
        """Add text; `at`: its offset in the body, -1 when it is not known, `length`: there."""
        if at >= 0:
            self._to_text.add(at, self._length, len(text), exact=exact)
            self._to_body.add(self._length, at, len(text) if length is None else length, exact=exact)
        self._parts.append(text)
        self._length += len(text)

    def _add_html(self, html: str, start: int) -> None:
        preformatted = 0
        for event in scan(html, inline=False):
            kind, name, at, _, exact = event
            if kind == "text":
                self._add(name if preformatted else name.replace("\n", " "), start + at, exact=exact)
            elif name == "img":
                self._add(chars.PICTURE)
            else:
                preformatted += preformats(event)
                self._add("\n")

    def _add_markdown(self, block: DocumentBlock) -> None:
        cells: dict[int, int] = {}  # for each line of a table the offset behind the last cell
        names: list[str] = []
        for token in block.tokens:
            self._add("\n")
            if token.type == "inline":
                first, last = token.map or [block.first, block.last]
                if names[-1:] in (["td"], ["th"]):
                    self._add_cell(token.content, first, cells)
                else:
                    self._add_line(token.content, self._origins(token.content, first, last))
            elif token.type in ("fence", "code_block"):
                self._add(token.content)
            elif token.type == "html_block":
                self._add_html(token.content, self._starts[(token.map or [block.first])[0]])
            elif token.nesting > 0:
                names.append(token.tag)
            elif token.nesting < 0:
                names.pop()

    def _origins(self, content: str, first: int, last: int) -> OffsetMap:
        """Find the lines of a paragraph in the body."""
        origins = OffsetMap()
        length = 0
        for number, piece in enumerate(content.split("\n")):
            index = first + number
            while index + 1 < last and piece.strip() not in self._lines[index]:
                index += 1  # a line of blanks that only Unicode knows is gone
            first = index - number
            line = self._lines[min(index, len(self._lines) - 1)]
            words = piece.strip() or piece
            indent = piece.find(words)
            origins.add(length + indent, self._starts[min(index, len(self._lines) - 1)] + max(line.rfind(words), 0))
            length += len(piece) + 1
        return origins

    def _add_cell(self, content: str, index: int, cells: dict[int, int]) -> None:
        """Add the text of a cell, in whose source a bar has a backslash."""
        written = content.replace("|", "\\|")
        at = self._lines[index].find(written, cells.get(index, 0))
        start = self._starts[index] + max(at, 0)
        if at >= 0 and content:
            cells[index] = at + len(written)
        origins = OffsetMap()
        length = 0
        for backslashes, part in enumerate(content.split("|")):
            # The bar in front of all but the first stands behind a backslash of its own.
            origins.add(length, start + length + backslashes)
            length += len(part) + 1
        self._add_line(content, origins)

    def _add_line(self, source: str, origins: OffsetMap) -> None:
        html, pieces = read_line(source, self._env)
        if not html:
            for piece in pieces:
                self._add_piece(piece, origins)
            return
        # Tags inside a line may be borders: the text is read from the rendered line, and the pieces are found in it.
        events = [*scan(html, inline=False)]
        is_preformatted = any(map(preformats, events))  # where a line end is no blank
        shown = "".join(text_pieces(events, picture=chars.PICTURE))
        cursor = 0
        for piece in pieces:
            text = piece.text.replace("\n", " ")
            if piece.text == "\n":
                start = cursor
                while shown.startswith(("\n", chars.PICTURE), start):
                    start += 1
                found = start if shown.startswith(" ", start) and not is_preformatted else -1
            else:
                found = shown.find(text, cursor)
            if found < 0:
                continue
            self._add(shown[cursor:found])
            self._add_piece(piece, origins)
            cursor = found + len(text)
        self._add(shown[cursor:])

    def _add_piece(self, piece: Piece, origins: OffsetMap) -> None:
        if piece.at < 0 or not piece.exact:
            self._add(
                piece.text.replace("\n", " "), origins.to_origin(piece.at) if piece.at >= 0 else -1, piece.length, exact=False
            )
            return
        at = piece.at
        for part in _BEHIND_BAR.split(piece.text):  # a bar in a cell has a backslash in the body
            self._add(part, origins.to_origin(at))
            at += len(part)

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
