"""The promises, checked before anything is written: no reader's text lost, and it renders as meant.

Nothing lost: the text of the source, read by `reading`, with the ledger's changes made in it, is the text of the output
as a renderer shows it. Renders as meant: every block has the structure of its tree, and what holds syntax
from outside the model came back byte for byte but for its escapes.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import zip_longest
from typing import Any

from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.html.elements import is_markup
from newsclean.ledger import BodyChange
from newsclean.markdown.blocks import Block, Body, read_blocks
from newsclean.markdown.dialect import reader
from newsclean.markdown.foreign_syntax import outside_model
from newsclean.markdown.inline_tokens import balanced
from newsclean.problem import VerifyError
from newsclean.proof.html_events import Event, normal, scan, text_pieces
from newsclean.proof.source_text import SourceText
from newsclean.proof.structure import ShownBlock, StructureReader, read_tree_structure
from newsclean.writer.body import Written

_CONTEXT = 30
# Without these a line of Markdown is what it shows.
_SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")


def verify(body: Body, changes: list[BodyChange], written: Written) -> None:
    """Raise VerifyError with the first difference unless nothing was lost and everything renders as meant."""
    source = SourceText(body)
    for change in changes:
        source.apply(change)
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


def _read_output(written: Written) -> tuple[str, list[ShownBlock]]:
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
        if index < len(ends) and block.last > ends[index] and not _all_kept(block, index, ends, written):
            raise VerifyError(f"two blocks became one: {body.source(block)[:_CONTEXT]!r}")
        events = _events_of(body, block)
        texts += ["\n", *text_pieces(events)]
        if index < len(ends) and written.parts[index].element is not None:
            reader.read(events)
            reader.end_block()
    return normal("".join(texts)), reader.finish()


def _all_kept(block: Block, index: int, ends: list[int], written: Written) -> bool:
    """Tell whether a block is one of those that are left alone, and all that it was put together from are, too."""
    last = bisect_left(ends, block.last)
    return block.kind == "verbatim" and all(part.element is None for part in written.parts[index : last + 1])


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
    md = reader()
    if block.kind == "verbatim":
        return str(md.render(body.source(block), dict(body.env)))
    for token in block.tokens:
        if token.type == "inline":
            token.children = []
            md.inline.parse(token.content, md, body.env, token.children)
            _join_text(token.children)
            if any(child.type == "html_inline" for child in token.children) and outside_model(token.content):
                token.children = balanced(token.children)
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
