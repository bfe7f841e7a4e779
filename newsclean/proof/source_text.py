"""The text of a post's source as the proof reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclean import chars, lazy
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.offsets import UNBOUNDED, OffsetMap
from newsclean.proof.changed_text import ChangedText
from newsclean.proof.document import DocumentBlock, read_document
from newsclean.proof.html_events import OBJECTS, preformats, scan, text_pieces
from newsclean.proof.line import Piece, read_line
from newsclean.proof.parser import Env

_BEHIND_BAR = lazy.pattern(r"(?<=\|)")
_LINES = lazy.pattern(r"\n|[ \t]+|[^ \t\n][^\n]*")  # line ends, indents, and the rest of each line
# A line end in HTML, until it is known what stands on both sides of it.
_LINE_END = "\ufdd5"
_BREAKS = lazy.pattern(rf"[ \t\r\f]*{_LINE_END}[ \t\r\f{_LINE_END}]*")
_WIDE = lazy.pattern(f"[{chars.WIDE}]")
_WIDE_OR_MARK = lazy.pattern(f"[{chars.WIDE}{chars.WIDE_IN_CHINESE}]")


class SourceText:
    """Reads the text that lines of a body show, stretch by stretch.

    `lines` and `starts` are those of the body, `env` its reference definitions, `liquid` what Liquid is in it;
    `is_scraped`: its HTML is no author's.
    """

    def __init__(self, lines: Sequence[str], starts: Sequence[int], env: Env, liquid: Liquid, *, is_scraped: bool) -> None:
        self._lines = lines
        self._starts = starts
        self._env = env
        self._liquid = liquid
        self._is_scraped = is_scraped
        self._line_end = _LINE_END if is_scraped else " "  # an author's stay
        self._parts: list[str] = []
        self._length = 0
        self._ends: list[int] = []
        # From the body to the text, in the order of the body, and from the text to the body.
        self._to_text = OffsetMap()
        self._to_body = OffsetMap()

    def add_stretch(self, first: int, last: int) -> None:
        """Add the text of lines `first` up to but not including `last`."""
        for block in read_document(self._lines, first, last, is_scraped=self._is_scraped):
            self._to_body.add(self._length, self._starts[block.first])
            self._add("\n")
            if block.is_html:
                html = "\n".join(self._lines[block.first : block.last])
                self._add_html(html, OffsetMap([(0, self._starts[block.first], UNBOUNDED, True)]))
            else:
                self._add_markdown(block)
        self._ends.append(self._length)

    def read(self) -> ChangedText:
        """Give the text of all that was added."""
        self._to_text.spans.sort()
        text = "".join(self._parts)
        return ChangedText(_without_line_ends(text), self._ends, self._to_text, self._to_body)

    def _add(self, text: str, at: int = -1, length: int | None = None, *, exact: bool = True) -> None:
        """Add text; `at`: its offset in the body, -1 when it is not known, `length`: there."""
        if at >= 0:
            self._to_text.add(at, self._length, len(text), exact=exact)
            self._to_body.add(self._length, at, len(text) if length is None else length, exact=exact)
        self._parts.append(text)
        self._length += len(text)

    def _add_html(self, html: str, origins: OffsetMap) -> None:
        preformatted = 0
        for event in scan(html, inline=False):
            kind, name, at, _, exact = event
            if kind == "text":
                for line in _LINES.findall(name) if exact and len(origins.spans) > 1 else [name]:
                    self._add(line if preformatted else line.replace("\n", self._line_end), origins.to_origin(at), exact=exact)
                    at += len(line)
            elif name in OBJECTS:
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
                self._add_html(token.content, self._origins(token.content, *(token.map or (block.first, block.last))))
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
            while index + 1 < last and piece.strip(" \t") not in self._lines[index]:
                index += 1  # a line of blanks that only Unicode knows is gone
            first = index - number
            line = self._lines[min(index, len(self._lines) - 1)]
            words = piece.strip(" \t") or piece
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
        html, pieces = read_line(source, self._env, self._liquid)
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


def _without_line_ends(text: str) -> str:
    """Make of line ends in HTML what a browser does: nothing between wide characters (CSS Text 3, 4.1.3), else a blank."""
    if _LINE_END not in text:
        return text

    def shown(match: re.Match[str]) -> str:
        sides = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        joins = all(map(_WIDE_OR_MARK.match, sides)) and any(map(_WIDE.match, sides))
        # A word joiner shows nothing, and all offsets hold.
        return ("\u2060" if joins else " ") * len(match[0])

    return _BREAKS.sub(shown, text)
