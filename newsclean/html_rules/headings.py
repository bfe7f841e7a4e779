"""Headings: those of the HTML from `##` on, and paragraphs in bold that name a section."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html.elements import HEADINGS, STAND_IN
from newsclean.html_rules.bold_lines import names_no_section
from newsclean.html_rules.structure import tidy
from newsclean.problem import Finding
from newsclean.tree.from_body import Tree, blocks_of
from newsclean.tree.nodes import NOT_SEEN, Element, elements, has_content, rewrite, text_of

_MAX_HEADING = 40
# What the text rules may write shorter: a blank beside a mark, a row of marks.
_BESIDE_MARK = lazy.pattern(r" ?([^\w\s]) ?")
_ROW_OF_MARKS = lazy.pattern(r"([^\w\s])\1+")
_SENTENCE_ENDS = "。；，：、"
_DEEPEST = 6
_BLANKS = lazy.pattern(f"[{chars.HTML_SPACE}{chars.LINE_CONTROLS}]+")


def bold_to_heading(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p><strong>建设出口基地</strong></p>` -> `## 建设出口基地`, one level below the heading that it stands under.

    At most 40 characters, not ending in `。；，：、`, and not all there is. Bold with a line break or an image stays; so does a
    byline, an editor, a source, a date, a caption, a figure, a notice or a promotion.
    """
    blocks = [block for block in blocks_of(tree) if has_content(block)]
    # What stands above the first heading is no part of its section, and no rank above it either.
    level = max(2, min((int(block.name[1]) for block in blocks if block.name in HEADINGS), default=2))
    before: Element | None = None
    for block in blocks:
        if block.name in HEADINGS:
            level = int(block.name[1]) + 1
        elif level <= _DEEPEST and len(blocks) > 1 and (text := _section_named_by(block, before)):
            rewrite(block, lambda element: list(element.contents) if element.name == "strong" else None)
            block.name, block.leaf = f"h{level}", None
            tidy(block)
            yield Finding("bold paragraph made a heading", block.offset(), f"**{text}**", f"{'#' * level} {text}")
        before = block


def _section_named_by(block: Element, before: Element | None) -> str:
    """Give the text of a paragraph in bold that names a section; `before` is what stands above it."""
    if block.name != "p" or not _is_all_bold(block):
        return ""
    text = _BLANKS.sub(" ", NOT_SEEN.sub("", text_of(block).strip(chars.UNSEEN)))
    length = len(_ROW_OF_MARKS.sub(r"\1", _BESIDE_MARK.sub(r"\1", text)))
    if not text or length > _MAX_HEADING or text[-1] in _SENTENCE_ENDS:
        return ""
    if any(element.name in ("br", "img", STAND_IN) for element in elements(block)):
        return ""
    return "" if names_no_section(text, is_behind_picture=before is not None and _ends_in_picture(before)) else text


def _ends_in_picture(block: Element) -> bool:
    last = next((child for child in reversed(block.contents) if has_content(child)), None)
    return isinstance(last, Element) and (last.name == "img" or _ends_in_picture(last))


def _is_all_bold(block: Element) -> bool:
    if block.leaf is not None and block.leaf.frozen:
        return False
    inside = [child for child in block.contents if has_content(child)]
    return bool(inside) and all(
        isinstance(child, Element) and (child.name == "strong" or (child.name == "a" and _is_all_bold(child))) for child in inside
    )


def shift_headings(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<h1>…<h3>` -> `##…####`: the headings of the HTML keep their order and start at `##`.

    Headings that were written as Markdown are never shifted.
    """
    found = [
        (element, HEADINGS.index(element.name) + 1)
        for element in elements(tree.soup)
        if element.name in HEADINGS and element.leaf is None and element.to_body is not None
    ]
    if not found:
        return
    shift = 2 - min(level for _, level in found)
    for element, level in found:
        new = min(6, level + shift)
        if new != level:
            element.name = f"h{new}"
            yield Finding("heading level shifted", element.offset(), f"h{level}", f"h{new}")
