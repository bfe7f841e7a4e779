"""The tree and the body it was read from -> the new body.

What came as Markdown and no rule changed is written back byte for byte. An edited leaf changes its own
characters in the source; only where that cannot be done is the leaf, or at last the block, written anew.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.html.elements import LISTS
from newsclean.markdown.blocks import Block, Body, shape_of
from newsclean.markdown.foreign_syntax import LIQUID, Liquid
from newsclean.markdown.source_edits import apply_edits, liquid_escapes
from newsclean.tree.from_body import Tree, blocks_of
from newsclean.tree.nodes import Element, elements, has_content, outline, text_of
from newsclean.writer.blocks import Writer, runs_on, writer_for
from newsclean.writer.patches import QUOTE_MARK, patches_of

_NO_ITEM = lazy.pattern(r"[-+*]|[-=]+|\d{1,9}[.)].*")  # below text it marks a heading or is text, too
_ENDS_BY_ITSELF = lazy.pattern(r"(?:[-+*]|\d{1,9}[.)])?[ \t]*<(?:[!?]|(?:script|pre|style|textarea)\b)", re.I)
_LINE_OF_WORDS = lazy.pattern(r"[^\W\d_][^\n]*")  # nothing but a paragraph begins with a letter
_EMPTY_LAST_LINES = lazy.pattern(r"(?:\n[ \t]*)+\Z")


class Part(NamedTuple):
    """One written block.

    `block` is set when its lines still stand for lines of the body, `element` when it has to render to what
    the tree shows there.
    """

    text: str
    name: str
    block: Block | None = None
    element: Element | None = None


class Written(NamedTuple):
    """The new body and the blocks that it was put together from."""

    text: str
    parts: tuple[Part, ...]


def write_body(tree: Tree) -> Written:
    """Write the body, with one newline at its end."""
    writer = writer_for(labels=bool(tree.body.env.get("references")))
    parts: list[Part] = []
    for element in blocks_of(tree):
        part = _write_block(tree, element, writer)
        if part.block is not None and part.element is not None and not parts and _is_digest_only_now(tree.body, part):
            part = Part(writer.process_tag(element, set()), element.name, element=element)
        if part.text.strip():
            parts.append(part)
    if tree.liquid is Liquid.TEXT:
        # Whatever syntax it stands in, a stranger's Liquid must not run; in code it is written otherwise already.
        parts = [part._replace(text=_without_liquid(part.text)) if "{" in part.text else part for part in parts]
    out: list[str] = []
    previous: Part | None = None
    for part in parts:
        out.append(_between(tree.body, previous, part))
        out.append(part.text)
        previous = part
    text = "".join(out).replace(chars.LIQUID_BRACE, "{")
    text = text.rstrip("\n") + "\n" if text.strip() else ""
    return Written(text, tuple(parts))


def _without_liquid(text: str) -> str:
    edited = apply_edits(text, liquid_escapes(text))
    assert edited is not None  # no two of them overlap
    return edited


def _is_digest_only_now(body: Body, part: Part) -> bool:
    """Tell whether a quotation has become the first block: the digest is its `>` lines, and takes no others in."""
    is_first = part.block is None or not "".join(body.lines[: part.block.first]).strip()
    return part.name == "blockquote" and not is_first and not all(re.match(r" {0,3}>", line) for line in part.text.split("\n"))


def _write_block(tree: Tree, element: Element, writer: Writer) -> Part:
    block = element.block
    if element.kept and block is not None and element.leaf is not None:
        return Part(element.leaf.edited, "html", block)
    if element.kept and block is not None:
        if block.last > block.first:
            return Part(tree.body.source(block), "verbatim", block)
        return Part(block.name, "verbatim")
    if block is None:
        return Part(writer.process_tag(element, set()), element.name, element=element)
    html = [token.map for token in block.tokens if token.type == "html_block" and token.map]
    if html and tree.body.is_scraped and (_touches_a_line(tree.body, block, html) or _has_emptied(element)):
        text, source = writer.process_tag(element, set()), tree.body.source(block)
        is_same = text in (source, QUOTE_MARK.sub("> ", source))
        return Part(source if is_same else text, element.name, block if is_same else None, element)
    is_moved = element.name != block.name or outline(element) != block.outline
    holds_code = "pre" in tree.soup.made
    if is_moved or (holds_code and (_holds_code_in_doubt(element) or (tree.liquid is Liquid.TEXT and _holds_live_code(element)))):
        return Part(writer.process_tag(element, set()), element.name, element=element)
    return Part(_patched(tree, element, block, writer), element.name, block, element)


def _touches_a_line(body: Body, block: Block, html: list[list[int]]) -> bool:
    """A block of HTML right below a line would run on into it as text, and a line that goes on into one right above."""
    lines = [line.strip("> \t") for line in body.lines[block.first : block.last]] + [""]
    for start, end in html:  # an open `pre` goes on behind its block
        first, last = start - block.first, min(end, block.last) - block.first
        goes_on = _ENDS_BY_ITSELF.match(lines[first]) if lines[last] else None
        if (first > 0 and lines[first - 1]) or goes_on or _NO_ITEM.fullmatch(lines[last]):
            return True
    return False


def _has_emptied(element: Element) -> bool:
    """Where a block of HTML shows nothing, the marks before it would be read as another block: `- - -`."""
    holders = (holder for holder in elements(element) if holder.leaf is not None and holder.leaf.frozen == "html")
    return not all(map(has_content, holders))


def _holds_code_in_doubt(element: Element) -> bool:
    return any(code.in_doubt for code in [element, *elements(element)])


def _holds_live_code(element: Element) -> bool:
    """Jekyll runs Liquid in code, too; in a post where it is text, the code has to be written anew."""
    return any(code.name == "pre" and LIQUID.search(text_of(code)) is not None for code in [element, *elements(element)])


def _between(body: Body, previous: Part | None, part: Part) -> str:
    """Give what parts two blocks: the blank lines that were there, where both still stand for their lines."""
    if previous is None:
        if part.block is not None and not "".join(body.lines[: part.block.first]).strip(" \t"):
            return "".join(line + "\n" for line in body.lines[: part.block.first])
        return "\n"
    if previous.block is not None and part.block is not None:
        gap = body.lines[previous.block.last : part.block.first]
        # A line right behind would be drawn into the quotation or the list, where it stood apart before.
        may_go_on = part.name == "p" and not _takes_no_line(body, previous.block)
        runs_in = (
            not gap
            and previous.name in ("blockquote", *LISTS)
            and (may_go_on or _became_markdown(body, previous.block, previous.text))
        )
        if previous.block.last <= part.block.first and not "".join(gap).strip(" \t") and not runs_in:
            return "\n" + "".join(line + "\n" for line in gap)
    if previous.name == "verbatim" and part.block is not None and previous.text == body.lines[part.block.first - 1].strip(" \t"):
        return "\n"  # a comment out of a region of HTML, on the line before
    indented = _is_indented_code(part)
    if (previous.name in LISTS and (runs_on(previous.name, part.name) or indented)) or (indented and _is_indented_code(previous)):
        return "\n\n<!-- -->\n\n"
    return "\n\n"


def _takes_no_line(body: Body, block: Block) -> bool:
    """Tell whether a line right behind a list or quotation of Markdown is not drawn into it: nothing in it ends in a paragraph.

    To kramdown it may go on code in a scraped post, which may hold what must not run.
    """
    kinds = [token.type for token in block.tokens if token.nesting >= 0 and token.type not in ("inline", "list_item_open")]
    if not body.is_scraped:
        return kinds[-1:] != ["paragraph_open"]
    return kinds[-1:] == ["heading_open"] and kinds[0] != "blockquote_open"


def _is_indented_code(part: Part) -> bool:
    return part.name == "pre" and part.text.startswith(("    ", "\t"))


def _became_markdown(body: Body, block: Block, text: str) -> bool:
    """Tell whether HTML inside a list or quotation is a paragraph now, which goes on where the HTML did not."""
    return body.is_scraped and any(token.type == "html_block" for token in block.tokens) and text != body.source(block)


def _patched(tree: Tree, element: Element, block: Block, writer: Writer) -> str:
    """Write a Markdown block whose structure stands: its source with the edited leaves put in."""
    patches = [
        patch
        for holder in [element, *elements(element)]
        if holder.leaf is not None
        for patch in patches_of(tree.body, holder, holder.leaf, writer)
    ]
    source, start = tree.body.source(block), tree.body.starts[block.first]
    for first, last, fresh in sorted(patches, reverse=True):
        source = source[: first - start] + fresh + source[last - start :]
    if patches:
        source = _EMPTY_LAST_LINES.sub("", source)
    holds_html = any(token.type == "html_block" for token in block.tokens)  # which becomes Markdown
    is_paragraph = block.tokens[0].type == "paragraph_open" and _LINE_OF_WORDS.fullmatch(source) is not None
    if patches and not (holds_html or is_paragraph) and not _has_shape_of(tree.body, block, source):
        # Without what was mended the line would be read as another block: `\u200b# x`.
        return writer.process_tag(element, set())
    return source


def _has_shape_of(body: Body, block: Block, text: str) -> bool:
    """Tell whether a text is read as the same blocks as the block that it is to stand for."""
    shape = shape_of(text)
    return shape == [(token.type, token.tag) for token in block.tokens] or shape == shape_of(body.source(block))
