"""A leaf whose text was edited -> patches of its Markdown source.

An edited leaf changes its own characters; only where that cannot be done is it written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsclean import chars, lazy
from newsclean.html.elements import HEADINGS
from newsclean.markdown.blocks import Body, shape_of
from newsclean.markdown.inline_tokens import SourceEdit
from newsclean.markdown.leaves import AUTHOR_HTML, Leaf, read_leaf
from newsclean.markdown.source_edits import apply_edits
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import Element, Text, signature, text_of
from newsclean.writer.blocks import Writer
from newsclean.writer.line import LineKind

_ADDRESS = lazy.pattern(r"(?<![<\"'=`])(?<!\]\()(?:(?:https?|ftp)://|www\.)[!-;=?-_a-~]*", re.I)
_ESCAPED_BOLD = lazy.pattern(r"(?<![\\*])\\\*\\\*(?!\s|S?ST)([^*\n\\]+)(?<!\s)\\\*\\\*(?![*\\])")
_SCHEME = lazy.pattern(r"(?:https?|ftp):", re.I)
# Without a blank of its own, it would take one from the indent of the lines behind it.
QUOTE_MARK = lazy.pattern(r">(?=[^ \t])")
_PARAGRAPH = [("paragraph_open", "p"), ("inline", ""), ("paragraph_close", "p")]
_CLOSING_MARKS = lazy.pattern(r"(?:\A|[ \t])#+[ \t]*\Z")  # which end a heading and are not shown


def patches_of(body: Body, holder: Element, leaf: Leaf, writer: Writer) -> list[tuple[int, int, str]]:
    """Give what has to be put in the place of which stretches of the body; nothing when the leaf stands as it was."""
    if leaf.frozen == "html":
        written = writer.document(holder.contents)
        return [] if written == leaf.source.strip("\n") else [_replace_all(body, leaf, written)]
    if leaf.frozen == AUTHOR_HTML:
        return [_replace_all(body, leaf, leaf.edited)] if leaf.edits else []
    if leaf.frozen:
        new = apply_edits(leaf.source, leaf.escapes)
        return [_replace_all(body, leaf, new)] if new is not None and leaf.escapes else []
    if signature(holder) == leaf.before and not leaf.escapes and not leaf.holds_foreign_tags:
        return []
    new = _edited(leaf, holder, body)
    is_edited = new is not None
    if new is None:
        line_kind: LineKind = "heading" if holder.name in HEADINGS else "cell" if leaf.in_cell else "block"
        new = _with_stars_of(leaf, writer.running_text(holder, line_kind), body.env)
    if leaf.in_cell and not new and _starts_row(body, leaf):
        new = "|"  # an empty cell at the start of its line is none without a bar
    if not is_edited:
        return [_replace_all(body, leaf, new)]
    patches = []
    for (_, at, *_), old, fresh in zip(leaf.lines.spans, leaf.source.split("\n"), new.split("\n"), strict=True):
        # Where a tab stands before it, the source has other blanks than the line.
        was, now = (old, fresh) if body.text.startswith(old, at) else (old.lstrip(" \t"), fresh.lstrip(" \t"))
        if was != now:
            patches.append((at, at + len(was), now))
    return patches


def _with_stars_of(leaf: Leaf, new: str, env: dict[str, Any]) -> str:
    """Leave two stars as they came where CommonMark takes them for text all the same: to kramdown `**要点：**增长` is bold."""
    bare = _ESCAPED_BOLD.sub(r"**\1**", new) if r"\*" not in leaf.source else new
    if bare == new:
        return new
    is_same = read_leaf(bare, env, in_cell=leaf.in_cell).html == read_leaf(new, env, in_cell=leaf.in_cell).html
    return bare if is_same else new


def _starts_row(body: Body, leaf: Leaf) -> bool:
    """Tell whether a cell is the first of its row and no bar stands before it."""
    line, column = body.position(leaf.source_to_body(0))
    return "|" not in body.lines[line][: column - 1]


def _edited(leaf: Leaf, holder: Element, body: Body) -> str | None:
    """Put the edits into the leaf's source; None unless it then reads exactly as the tree says."""
    if leaf.edits is None or leaf.holds_foreign_tags:
        return None
    new = apply_edits(leaf.source, [*leaf.escapes, *leaf.edits])
    if new is None or new.count("\n") != leaf.source.count("\n"):
        return None
    new = new.lstrip(" \t")  # which indent a block of code where they begin a line
    lines = zip(new.split("\n"), leaf.source.split("\n"), strict=True)
    if "\n" in new and any(fresh != old and not fresh.strip(chars.UNSEEN) for fresh, old in lines):
        return None  # a blank line would end the paragraph
    if not (leaf.in_cell or holder.name in HEADINGS or new[:1] == leaf.source[:1]) and shape_of(new) != _PARAGRAPH:
        return None  # without what stood before it, it would begin another block
    if holder.name in HEADINGS and _CLOSING_MARKS.search(new) and not _CLOSING_MARKS.search(leaf.source):
        return None
    again = read_leaf(new, body.env, in_cell=leaf.in_cell)
    if again.escapes:  # `<\u200be>` has become a tag
        return None
    if "<" not in again.html:
        is_same = all(type(child) is Text for child in holder.contents) and text_of(holder).lstrip(" \t") == again.text
    else:
        soup = Soup()
        soup.read(again.html, again.text, again.text_to_body)
        is_same = signature(soup) == signature(holder)
    return _parted_from_addresses(leaf.source, new, body.env, in_cell=leaf.in_cell) if is_same else None


def _glued_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Give where the bare addresses stand that GitHub draws the Chinese behind them into."""
    for address in _ADDRESS.finditer(text) if "//" in text or "www." in text else ():
        end = address.end() - (len(address[0]) - len(address[0].rstrip(".,;:!?'")))
        if address.end() < len(text) and not text[address.end()].isspace() and text[address.end()] > "\x7f":
            yield address.start(), end


def _parted_from_addresses(old: str, new: str, env: dict[str, Any], *, in_cell: bool) -> str | None:
    """Put brackets round the bare addresses behind which Chinese stands; None when that cannot be said of one that is new."""
    glued = [*_glued_addresses(new)]
    if not glued:
        return new
    before = {old[start : end + 1] for start, end in _glued_addresses(old)}
    fresh = [(start, end) for start, end in glued if new[start : end + 1] not in before]
    with_scheme = [(start, end) for start, end in glued if _SCHEME.match(new, start)]
    if all(place in with_scheme for place in fresh) and (parted := _parted(new, with_scheme, env, in_cell=in_cell)) is not None:
        return parted
    return _parted(new, fresh, env, in_cell=in_cell) if fresh else new


def _parted(new: str, glued: list[tuple[int, int]], env: dict[str, Any], *, in_cell: bool) -> str | None:
    parted = apply_edits(new, [SourceEdit(start, end, f"<{new[start:end]}>") for start, end in glued])
    if parted is None or not all(_SCHEME.match(new, start) for start, _ in glued):
        return None
    text, again = (read_leaf(each, env, in_cell=in_cell) for each in (new, parted))
    return parted if again.text == text.text and again.html.count("<a ") == text.html.count("<a ") + len(glued) else None


def _replace_all(body: Body, leaf: Leaf, new: str) -> tuple[int, int, str]:
    """Put a text written anew in the place of a leaf, with the markers of its container on every line."""
    first = leaf.source_to_body(0)
    source = leaf.source.rstrip("\n")
    last = leaf.source_to_body(len(source))
    lines = new.split("\n")
    prefix = _prefix(body, leaf, first)
    return first, last, ("\n" + prefix).join(lines).replace("\n" + prefix + "\n", "\n" + prefix.rstrip() + "\n")


def _prefix(body: Body, leaf: Leaf, first: int) -> str:
    """Give what stands before the further lines of a leaf: quote marks stay, list markers become blanks."""
    line, column = body.position(first)
    # A blank line shows only a part of it, or nothing.
    filled = (at for (_, at, *_), text in zip(leaf.lines.spans[1:], leaf.source.split("\n")[1:], strict=False) if text.strip())
    at = next(filled, None)
    if at is not None:
        number, _ = body.position(at)
        prefix = body.lines[number][: at - body.starts[number]]
    if at is None or (leaf.frozen == "html" and "\t" in prefix):
        prefix = "".join(char if char in "> \t" else " " for char in QUOTE_MARK.sub("> ", body.lines[line][: column - 1]))
    return prefix + " " if prefix.endswith(">") else prefix
