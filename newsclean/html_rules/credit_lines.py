"""Who made an article: the medium, the editor and the title that it had there become front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsclean import chars
from newsclean.header.context import Context
from newsclean.html_rules.closing_lines import (
    closing_blocks,
    closing_source_of,
    editor_of,
    original_title_of,
    source_of,
)
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree, blocks_of, remove_blocks
from newsclean.tree.nodes import Element, has_content, replace, text_of, texts
from newsclean.tree.whitespace import trim_edges


def lift_source(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p class="em_media">（文章来源：证券报）</p>` -> `source: 证券报` in the front matter; the last such line.

    Others that say the same go with it; behind the article of a scraped post so does `来源：证券报`. In a document without
    front matter the line stays. So it does when the front matter has another source.
    """
    header = context.header
    if header is None:
        return
    gone: list[Element] = []
    closing = {id(block): above for block, above in closing_blocks(tree, context)}
    for block in reversed(list(blocks_of(tree))):
        is_lifted = False
        while True:
            match = source_of(block, context)
            if match is None and id(block) in closing:
                match = closing_source_of(block, closing[id(block)], context)
            if match is None or not _value_in(match):
                break
            is_lifted = True
            yield from _lift(_SOURCE, block, match, context)
            if "source" in context.settings.keep or str(header.get("source")).strip() != _value_in(match):
                remove_blocks(tree, gone)
                return
        if is_lifted and not has_content(block):
            gone.append(block)
    remove_blocks(tree, gone)


def lift_editor(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p>（责任编辑：林小满）</p>` -> `editor: 林小满` in the front matter, behind the article of a scraped post.

    In brackets also behind the last sentence. In a document without front matter it stays. So it does when the front matter
    has another editor.
    """
    if context.header is None or not _may_hold(tree, "编"):
        return
    blocks = [block for block, _ in closing_blocks(tree, context)]
    for block in blocks:
        if (match := editor_of(block, context)) is not None:
            yield from _lift(_EDITOR, block, match, context)
    remove_blocks(tree, [block for block in blocks if not has_content(block)])


def lift_original_title(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p>（原标题：云岚股份复牌）</p>` -> `original_title: 云岚股份复牌` in the front matter, at either end of a scraped post.

    In a document without front matter it stays. So it does when the front matter has another original title.
    """
    if context.header is None or not _may_hold(tree, "原标题"):
        return
    blocks = [block for block, _ in closing_blocks(tree, context)]
    first = next((block for block in blocks_of(tree) if has_content(block) and block.name != "blockquote"), None)
    if context.scraped and first is not None and all(block is not first for block in blocks):
        blocks.append(first)
    for block in blocks:
        if (match := original_title_of(block, context)) is not None:
            yield from _lift(_TITLE, block, match, context)
    remove_blocks(tree, [block for block in blocks if not has_content(block)])


def _may_hold(tree: Tree, characters: str) -> bool:
    """Tell whether a body holds all these characters, which tags may part and references stand for."""
    body = tree.body.text
    return "&#" in body or all(character in body for character in characters)


class _Credit(NamedTuple):
    key: str
    name: str


_SOURCE = _Credit("source", "source line")
_EDITOR = _Credit("editor", "editor")
_TITLE = _Credit("original_title", "original title")


def _lift(credit: _Credit, block: Element, match: re.Match[str], context: Context) -> Iterator[Finding]:
    """Take a credit from the end of a block into the front matter; one that differs from it stays, with a warning."""
    header, (key, name) = context.header, credit
    assert header is not None
    value, offset, is_new = _value_in(match), _offset_in(block, match.start()), not header.has(key)
    if value and not is_new and str(header.get(key)).strip() != value:
        message = f"{key}: the front matter has {header.get(key)!r}, this line {value!r}; the line stays"
        yield Finding(message, block.offset(), match[0], severity=Severity.WARNING)
        return
    if value and is_new:
        header.set(key, value)
    if key in context.settings.keep:
        if is_new:
            yield Finding(f"{name} copied into the front matter", offset, after=f"{key}: {value}")
        return
    _cut_tail(block, len(match[0]))
    if value:
        yield Finding(f"{name} lifted into the front matter", offset, match[0], f"{key}: {value}", removed=match[0])
    else:
        yield Finding(f"{name} without a name dropped", offset, match[0], removed=match[0])
    if block.leaf is None:
        trim_edges(block)


def _value_in(match: re.Match[str]) -> str:
    """Give the name that a credit holds."""
    found = next((group for group in match.groups() if group), "")  # a user's pattern has groups of its own
    return re.sub(r"\s+", " ", found).strip(chars.UNSEEN)


def _offset_in(block: Element, at: int) -> int | None:
    """Give the offset in the body of a character of the block's text, blanks at its start left out."""
    text = text_of(block)
    at += len(text) - len(text.lstrip(chars.UNSEEN))
    for node in texts(block):
        if at < len(node):
            return node.offset(at)
        at -= len(node)
    return None


def _cut_tail(block: Element, length: int) -> None:
    """Take the last `length` visible characters from a block; images stay wherever they stand."""
    left = length + len(text_of(block)) - len(text_of(block).rstrip(chars.UNSEEN))
    for node in reversed(list(texts(block))):
        if left <= 0:
            break
        kept = node[: max(0, len(node) - left)]
        left -= len(node)
        replace(node, [node.with_text(kept)] if kept else [])
