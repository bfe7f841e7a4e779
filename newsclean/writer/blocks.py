"""The tree -> Markdown that GitHub, CommonMark, kramdown and goldmark read alike.

Blocks are written here, running text in `inline`. The only module that imports markdownify.
The tree must be in shape (`shape`): containers hold blocks, leaves hold running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter

from newsclean.html.elements import BLOCKS, HEADINGS, LISTS
from newsclean.markdown.blocks import shape_of
from newsclean.markdown.leaves import AUTHOR_HTML
from newsclean.markdown.source_edits import apply_edits
from newsclean.tree.nodes import Element, Node, has_content
from newsclean.writer.code_blocks import write_preformatted
from newsclean.writer.inline import write_inline
from newsclean.writer.line import LineKind
from newsclean.writer.raw_html import write_html
from newsclean.writer.spans import spans_of
from newsclean.writer.tables import alignments, is_markdown_list, is_written_as_html, rows_of

_WRITTEN = frozenset({"section", "p", "hr", "blockquote", "pre", "table", *LISTS, *HEADINGS})


class Writer(MarkdownConverter):
    """markdownify's converter with its own idea of blocks, spans and escapes.

    `convert_…` methods get their element and write one block; what markdownify would hand them as
    `text` is unused for blocks, because a block needs more of its surroundings than a string holds.
    """

    class Options:
        """Every option, though most are decided by the methods below: nothing depends on markdownify's defaults."""

        autolinks = False
        bullets = "-"
        code_language = ""
        code_language_callback = None
        convert = None
        default_title = False
        escape_asterisks = False
        escape_misc = False
        escape_underscores = False
        heading_style = "atx"
        keep_inline_images_in = (*HEADINGS, "td", "th")
        newline_style = "backslash"
        strip = None
        strip_document = None
        strip_pre = None
        strong_em_symbol = "*"
        sub_symbol = "<sub>"
        sup_symbol = "<sup>"
        table_infer_header = False
        wrap = False

    def __init__(self, *, labels: bool) -> None:
        super().__init__()
        self._labels = labels

    # --- blocks ------------------------------------------------------------------------------------

    def document(self, nodes: Sequence[Node]) -> str:
        """Write blocks with a blank line between them."""
        out: list[str] = []
        last = ""
        for node in nodes:
            if not isinstance(node, Element):
                continue
            text = self.process_tag(node, set())
            if not text:
                continue
            if runs_on(last, _block_at(node, 0)):
                out.append("<!-- -->")
            out.append(text)
            last = _block_at(node, -1)
        return "\n\n".join(out)

    def process_tag(self, node: Any, parent_tags: Any = None) -> str:
        """Write one block; markdownify's own way looks at every child's surroundings again, in quadratic time."""
        # markdownify has methods for names that never come here in a tree that is in shape; they would lose text.
        convert = self.get_conv_fn_cached(node.name) if node.name in _WRITTEN else None  # type: ignore[attr-defined]
        if convert is None:
            return self.document(node.contents) if node.name in BLOCKS else self.convert_p(node, "", parent_tags)
        return str(convert(node, "", parent_tags))

    def convert_section(self, el: Element, text: str, parent_tags: Any) -> str:
        if el.kept and el.block is not None:
            return el.block.name
        if el.leaf is not None and el.leaf.frozen == "comment":
            return el.leaf.source
        if el.leaf is not None and el.leaf.frozen == AUTHOR_HTML:
            return el.leaf.edited
        return self.document(el.contents)

    def convert_p(self, el: Element, text: str, parent_tags: Any) -> str:
        return self.running_text(el, "block")

    def convert_hN(self, n: int, el: Element, text: str, parent_tags: Any) -> str:  # noqa: N802 - markdownify's name
        line = self.running_text(el, "heading")
        return f"{'#' * min(n, 6)} {line}" if line else ""

    def convert_hr(self, el: Element, text: str, parent_tags: Any) -> str:
        # Not `---`: at the top of a file that starts front matter, below a line a heading. In a list kramdown takes a Markdown
        # rule for the end of the list.
        return "<hr>" if any(outer.name == "li" for outer in el.parents) else "***"

    def convert_blockquote(self, el: Element, text: str, parent_tags: Any) -> str:
        inner = self.document(el.contents)
        return "\n".join(f"> {line}" if line else ">" for line in inner.split("\n")) if inner else ""

    def convert_list(self, el: Element, text: str, parent_tags: Any) -> str:
        if is_written_as_html(el):
            return write_html(el)
        items = []
        number = 1
        loose = any(_is_loose(item) for item in el.contents if isinstance(item, Element))
        for item in el.contents:
            if isinstance(item, Element) and (written := self._item(item, f"{number}. " if el.name == "ol" else "- ")):
                items.append(written)
                number += 1
        return ("\n\n" if loose else "\n").join(items)

    convert_ul = convert_list
    convert_ol = convert_list

    def _item(self, item: Element, marker: str) -> str:
        blocks = [child for child in item.contents if isinstance(child, Element)]
        written = [(child, text) for child in blocks if (text := self.process_tag(child, set()))]
        if not written:
            return ""
        out, last = "", ""
        for child, text in written:
            if out:
                tight = is_markdown_list(child) and last == "p" and "\n\n" not in out
                separator = "\n\n<!-- -->\n\n" if runs_on(last, _block_at(child, 0)) else "\n" if tight else "\n\n"
                out += separator
            out += text
            last = _block_at(child, -1)
        indent = " " * len(marker)
        lines = out.split("\n")
        return marker + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])])

    def convert_pre(self, el: Element, text: str, parent_tags: Any) -> str:
        return write_preformatted(el)

    def convert_table(self, el: Element, text: str, parent_tags: Any) -> str:
        rows = [row for row in rows_of(el) if row]
        if not any(has_content(cell) for row in rows for cell in row):
            return ""
        if is_written_as_html(el):
            return write_html(el)
        header = rows.pop(0) if all(cell.name == "th" for cell in rows[0]) else []
        width = max(len(row) for row in [header, *rows])
        aligned = alignments([header, *rows], width)
        lines = [self._row(header, width), "| " + " | ".join(aligned) + " |", *(self._row(row, width) for row in rows)]
        return "\n".join(lines)

    def _row(self, cells: list[Element], width: int) -> str:
        written = [self.running_text(cell, "cell") for cell in cells]
        if all(re.fullmatch(r"[-+:= ]*", cell) for cell in written):
            # kramdown takes a row of dashes for a rule.
            written = [re.sub(r"^([:+ ]*)([-=])", r"\1\\\2", cell) for cell in written]
        written += [""] * (width - len(written))
        return "| " + " | ".join(written) + " |"

    # --- running text ----------------------------------------------------------------------------

    def running_text(self, el: Element, line_kind: LineKind) -> str:
        """Write the contents of a paragraph, heading or cell."""
        if el.leaf is not None and el.leaf.frozen:
            edited = apply_edits(el.leaf.source, el.leaf.escapes)
            source = el.leaf.source if edited is None else edited
            # A line that went on where it stood before could begin a table or a list behind another marker.
            return source.replace("\n", " ") if len(shape_of(source)) > 3 else source
        # What was Markdown keeps its lines also where it has to be written anew.
        keeps_lines = el.leaf is not None and line_kind == "block"
        spans = spans_of(el.contents, keeps_lines=keeps_lines)
        return write_inline(spans, line_kind, labels=self._labels)


@cache
def writer_for(*, labels: bool) -> Writer:
    """Give a writer, which keeps nothing of what it writes; `labels`: the post has link definitions that brackets may mean."""
    return Writer(labels=labels)


def write_markdown(root: Tag) -> str:
    """Write all blocks inside `root`, without a newline at the end."""
    return writer_for(labels=False).document(root.contents)


def _block_at(node: Element, index: int) -> str:
    """Give the name of the first or last block of a node, which may be the holder of several."""
    while node.name == "section" and (
        inner := [each for each in node.contents if isinstance(each, Element) and has_content(each)]
    ):
        node = inner[index]
    return node.name


def runs_on(last: str, name: str) -> bool:
    """Tell whether a block would be read as a part of the list before it."""
    return last in LISTS and (name in LISTS or name == "pre")


def _is_loose(item: Element) -> bool:
    """A list is loose when an item holds more than one paragraph with lists below it."""
    blocks = [child for child in item.contents if isinstance(child, Element) and has_content(child)]
    return len([block for block in blocks if not is_markdown_list(block)]) > 1
