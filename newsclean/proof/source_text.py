"""The text of a post's source as an independent reader sees it, and the cuts that the ledger makes in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from newsclean import chars
from newsclean.ledger import BodyChange
from newsclean.markdown.blocks import Block, Body
from newsclean.markdown.dialect import reader
from newsclean.problem import VerifyError
from newsclean.proof.html_events import preformats, scan, visible_text

_EXCERPT = 30  # characters of a cut that a message shows
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
# What may stand in a text that was taken out, and not be named.
_PASSED_OVER = chars.UNSEEN + chars.PICTURE


class SourceText:
    """The text of the body as an independent reader sees it, and where each piece of it stands."""

    def __init__(self, body: Body) -> None:
        self._parts: list[str] = []
        self._length = 0
        # (offset in the body, offset in the text, length, 1:1?), in order
        self._places: list[tuple[int, int, int, bool]] = []
        for block in body.blocks:
            self._add("\n")
            if block.kind == "html":
                self._add_html(body.source(block), body.starts[block.first])
            elif block.kind == "markdown":
                self._add_markdown(body, block)
            else:
                self._add(_rendered_text(body.source(block), body.env))
        self._text = "".join(self._parts)
        self._places.sort()
        self._gone = bytearray(len(self._text))
        self._taken_out = bytearray(len(self._text))  # of what is gone that for which nothing stands in
        self._new: dict[int, str] = {}

    def _add(self, text: str, at: int = -1, *, exact: bool = True) -> None:
        if at >= 0:
            self._places.append((at, self._length, len(text), exact))
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

    def _add_markdown(self, body: Body, block: Block) -> None:
        leaves = iter(block.leaves)
        for token in block.tokens:
            self._add("\n")
            if token.type == "inline":
                leaf = next(leaves)
                if "<" in leaf.html:
                    self._add_leaf_with_html(leaf)
                else:
                    self._add_leaf(leaf)
            elif token.type in ("fence", "code_block"):
                self._add(token.content)
            elif token.type == "html_block":
                first = (token.map or [block.first])[0]
                self._add_html(token.content, body.starts[first])

    def _add_leaf(self, leaf: Any) -> None:
        end = 0
        for offset, _, length, exact in leaf.spans.spans:
            self._add(leaf.text[end:offset].replace("\n", " "))
            size = length if exact else 1
            self._add(leaf.text[offset : offset + size].replace("\n", " "), leaf.text_to_body(offset), exact=exact)
            end = offset + size
        self._add(leaf.text[end:].replace("\n", " "))

    def _add_leaf_with_html(self, leaf: Any) -> None:
        """Tags inside a line may be borders: the text is read from the rendered line, the places from the leaf."""
        rendered = visible_text(leaf.proved, picture=chars.PICTURE)
        is_preformatted = "pre" in leaf.html_names  # where a line end is no blank
        cursor = end = 0
        for offset, _, length, exact in leaf.spans.spans:
            size = length if exact else 1
            piece = leaf.text[offset : offset + size].replace("\n", " ")
            unplaced = leaf.text[end:offset].replace("\n", " ")  # code has no place of its own
            end = offset + size
            start = max(cursor, rendered.find(unplaced, cursor) + len(unplaced))
            if leaf.text[offset] == "\n":
                while rendered.startswith(("\n", chars.PICTURE), start):
                    start += 1
                found = start if rendered.startswith(" ", start) and not is_preformatted else -1
            else:
                found = rendered.find(piece, start)
            if found < 0:
                continue
            self._add(rendered[cursor:found])
            self._add(piece, leaf.text_to_body(offset), exact=exact)
            cursor = found + len(piece)
        self._add(rendered[cursor:])

    def apply(self, cut: BodyChange) -> None:
        """Make one cut. Raises VerifyError when the source does not hold what the ledger says."""
        position = self._find(cut)
        first = -1
        for char in cut.before:
            if char in chars.UNSEEN:
                continue
            if char == chars.PICTURE:
                self._cut_picture(position)
                continue
            while position < len(self._text) and (self._gone[position] or self._text[position] in _PASSED_OVER):
                position += 1
            if position >= len(self._text) or self._text[position] != char:
                raise VerifyError(f"the ledger says that {cut.before[:_EXCERPT]!r} was there, but it was not")
            self._gone[position] = 1
            self._taken_out[position] = not cut.after
            first = position if first < 0 else first
            position += 1
        if first >= 0:
            self._cut_blanks(cut.before, first, position)
        elif chars.PICTURE not in cut.before:
            # Blanks alone: a run of them is one blank to its reader, so it goes as a whole, but a picture may part two.
            alike = "" if cut.before[0] not in " \t" else " \t\f" if self._text[position : position + 1] in " \t\f" else _BLANK
            first = end = position
            while first > 0 and (self._text[first - 1] in alike or self._is_taken_out(first - 1)):
                first -= 1
            while end < len(self._text) and (self._text[end] in alike or self._is_taken_out(end)):
                end += 1
            while end < position + len(cut.before) and self._text[end : end + 1] in _PASSED_OVER and end < len(self._text):
                end += 1
            if not any(char in alike or char in _PASSED_OVER for char in self._text[first:end]):
                raise VerifyError(f"the ledger says that {cut.before[:_EXCERPT]!r} was there, but it was not")
            self._gone[first:end] = b"\x01" * (end - first)
        if cut.after and first >= 0:
            self._new[first] = cut.after

    def _cut_picture(self, position: int) -> None:
        """Take out the picture right before, whose place is behind it, or the next: it no longer parts the blanks round it."""
        if position and self._text[position - 1] == chars.PICTURE and not self._gone[position - 1]:
            position -= 1
        while position < len(self._text) and (self._gone[position] or self._text[position] in chars.UNSEEN):
            position += 1
        if self._text.startswith(chars.PICTURE, position):
            self._gone[position] = self._taken_out[position] = 1

    def _is_taken_out(self, at: int) -> bool:
        """Tell whether what stood between two blanks was taken out, so that they are one run."""
        return self._taken_out[at] == 1 and self._text[at] != "\n"

    def _cut_blanks(self, before: str, first: int, end: int) -> None:
        """Make the cut of the blanks among and round the characters that were cut from `first` to `end`."""
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

    def _find(self, cut: BodyChange) -> int:
        if cut.offset is None:
            raise VerifyError(f"the ledger does not say where {cut.before[:_EXCERPT]!r} was")
        index = bisect_right(self._places, (cut.offset, 1 << 60, 0, True)) - 1
        if index < 0:
            return 0
        at, start, length, exact = self._places[index]
        return start + min(cut.offset - at, length) if exact else start

    def text(self) -> str:
        """Give the text with all cuts made."""
        parts: list[str] = []
        position = 0
        while (start := self._gone.find(1, position)) >= 0:
            end = self._gone.find(0, start)
            end = len(self._text) if end < 0 else end
            parts.append(self._text[position:start])
            parts += [self._new[at] for at in range(start, end) if at in self._new]
            position = end
        return "".join([*parts, self._text[position:]]).replace(chars.PICTURE, "")


def _rendered_text(markdown: str, env: dict[str, Any]) -> str:
    return visible_text(reader().render(markdown, dict(env)).replace("\r", " "))
