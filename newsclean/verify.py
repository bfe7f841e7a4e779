"""The promises, checked before anything is written: no reader's text lost, and it renders as meant.

Nothing lost: the text of the source, read by `reading`, with the ledger's cuts made in it, is the text of the output
as a renderer shows it. Renders as meant: every block has the structure of its tree, and what holds syntax
from outside the model came back byte for byte but for its escapes.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import zip_longest
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.blocks import Block, Body, read_blocks
from newsclean.html_names import is_markup
from newsclean.ledger import Cut
from newsclean.nesting import MAX_NESTING
from newsclean.problem import VerifyError
from newsclean.reading import Event, normal, preformats, scan, text_pieces, visible_text
from newsclean.skeleton import Leaf, StructureReader, read_tree_structure
from newsclean.writeback import Written

_CONTEXT = 30
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
# What may stand in a text that was taken out, and not be named.
_PASSED_OVER = chars.UNSEEN + chars.PICTURE
# Without these a line of Markdown is what it shows.
_SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")


@cache
def _renderer() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    # Addresses are compared as they are written.
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


def verify(body: Body, cuts: list[Cut], written: Written) -> None:
    """Raise VerifyError with the first difference unless nothing was lost and everything renders as meant."""
    source = _SourceText(body)
    for cut in cuts:
        source.cut(cut)
    text, structure = _read_output(written)
    expected = normal(source.text())
    if expected != text:
        raise VerifyError(_first_difference(expected, text))
    reader = StructureReader()
    for part in written.parts:
        if part.element is not None:
            read_tree_structure(part.element, reader)
            reader.end_block()
    for want, got in zip_longest(reader.finish(), structure):
        if want != got:
            raise VerifyError(f"renders differently: expected {_shown(want)}, got {_shown(got)}")


def _first_difference(expected: str, found: str) -> str:
    at = next(i for i, (a, b) in enumerate(zip_longest(expected, found)) if a != b)
    start = max(0, at - _CONTEXT // 2)
    return f"text differs: expected {expected[start : at + _CONTEXT]!r}, got {found[start : at + _CONTEXT]!r}"


class _SourceText:
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
        for offset, _, length, exact in leaf.spans:
            self._add(leaf.text[end:offset].replace("\n", " "))
            size = length if exact else 1
            self._add(leaf.text[offset : offset + size].replace("\n", " "), leaf.offset_of(offset), exact=exact)
            end = offset + size
        self._add(leaf.text[end:].replace("\n", " "))

    def _add_leaf_with_html(self, leaf: Any) -> None:
        """Tags inside a line may be borders: the text is read from the rendered line, the places from the leaf."""
        rendered = visible_text(leaf.rendered, picture=chars.PICTURE)
        is_preformatted = "pre" in leaf.html_names  # where a line end is no blank
        cursor = end = 0
        for offset, _, length, exact in leaf.spans:
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
            self._add(piece, leaf.offset_of(offset), exact=exact)
            cursor = found + len(piece)
        self._add(rendered[cursor:])

    def cut(self, cut: Cut) -> None:
        """Make one cut. Raises VerifyError when the source does not hold what the ledger says."""
        position = self._find(cut)
        first = -1
        for char in cut.before:
            if char in chars.UNSEEN:
                continue
            while position < len(self._text) and (self._gone[position] or self._text[position] in _PASSED_OVER):
                position += 1
            if position >= len(self._text) or self._text[position] != char:
                raise VerifyError(f"the ledger says that {cut.before[:_CONTEXT]!r} was there, but it was not")
            self._gone[position] = 1
            first = position if first < 0 else first
            position += 1
        if first >= 0:
            self._cut_blanks(cut.before, first, position)
        else:
            # Blanks alone: a run of them is one blank to its reader, so it goes as a whole, but a picture may part two.
            alike = " \t\f" if cut.before[0] in " \t" else ""
            first = end = position
            while first > 0 and self._text[first - 1] in alike:
                first -= 1
            while end < len(self._text) and self._text[end] in alike:
                end += 1
            end = max(end, position + len(cut.before))
            self._gone[first:end] = b"\x01" * (end - first)
        if cut.after:
            self._new[first] = cut.after

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

    def _find(self, cut: Cut) -> int:
        if cut.offset is None:
            raise VerifyError(f"the ledger does not say where {cut.before[:_CONTEXT]!r} was")
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
    return visible_text(_renderer().render(markdown, dict(env)).replace("\r", " "))


def _read_output(written: Written) -> tuple[str, list[Leaf]]:
    """Read the output again, block by block: its text, and the structure of what the tree shows."""
    body = read_blocks(written.text, keep_liquid=written.keeps_liquid)
    ends = _last_lines(written)
    texts: list[str] = []
    reader = StructureReader()
    index = 0
    for block in body.blocks:
        while index < len(ends) and block.first >= ends[index]:
            index += 1
        if block.kind == "html":
            index = _read_region(body, block, index, ends, written, texts, reader)
            continue
        if index < len(ends) and block.last > ends[index]:
            raise VerifyError(f"two blocks became one: {body.source(block)[:_CONTEXT]!r}")
        events = _events_of(body, block)
        texts += ["\n", *text_pieces(events)]
        if index < len(ends) and written.parts[index].element is not None:
            reader.read(events)
            reader.end_block()
    return normal("".join(texts)), reader.finish()


def _read_region(
    body: Body, block: Block, index: int, ends: list[int], written: Written, texts: list[str], reader: StructureReader
) -> int:
    """Read a region of HTML part by part; tables that only blank lines part are one region."""
    first = block.first
    while first < block.last:
        last = min(block.last, ends[index] if index < len(ends) else block.last)
        events = list(scan("\n".join(body.lines[first:last])))
        texts += ["\n", *text_pieces(events)]
        if index < len(ends) and written.parts[index].element is not None:
            reader.read(events)
        first = last
        index += 1 if first < block.last else 0
    return index


def _last_lines(written: Written) -> list[int]:
    """Give for each part of the output the line behind its last one."""
    ends: list[int] = []
    position = line = 0
    for part in written.parts:
        text = part.text.replace(chars.LIQUID_BRACE, "{").rstrip("\n")
        end = written.text.index(text, position) + len(text)
        line += written.text.count("\n", position, end)
        ends.append(line + 1)
        position = end
    return ends


def _events_of(body: Body, block: Block) -> list[Event]:
    """Render a block and cut it into events; a line without any syntax needs neither."""
    if block.kind == "markdown" and len(block.tokens) == 3:
        start, line, _ = block.tokens
        if line.type == "inline" and start.type in ("paragraph_open", "heading_open") and not _SYNTAX.search(line.content):
            return [Event("start", start.tag, 0), Event("text", line.content, 0), Event("end", start.tag, 0)]
    return list(scan(_html_of(body, block).replace("\r", " ")))  # from a reference: a browser shows a blank


def _html_of(body: Body, block: Block) -> str:
    md = _renderer()
    if block.kind == "verbatim":
        return str(md.render(body.source(block), dict(body.env)))
    for token in block.tokens:
        if token.type == "inline":
            token.children = []
            md.inline.parse(token.content, md, body.env, token.children)
            _join_text(token.children)
    return str(md.renderer.render(block.tokens, md.options, body.env))


def _join_text(tokens: list[Token]) -> None:
    """What was escaped is text, also inside an image's description."""
    for token in tokens:
        if token.type == "text_special" or (token.type == "html_inline" and not is_markup(token.content)):
            token.type = "text"
        if token.children:
            _join_text(token.children)


def _shown(leaf: Any) -> str:
    text = repr(leaf)
    return text if len(text) <= 300 else text[:297] + "..."
