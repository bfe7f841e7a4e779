"""Whose HTML a body holds, as far as the body itself shows it."""

from __future__ import annotations

import re

from newsclean import lazy
from newsclean.html.elements import BLOCKS
from newsclean.markdown.blocks import Block, Body

_BLOCK_TAG = lazy.pattern(rf"<(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>])", re.I)
# A comment, an element in which nothing is text, any other tag; what a reader sees.
_PIECE = lazy.pattern(
    r"<!--|<(script|style|svg|iframe|video|audio)(?=[\s/>])|(?P<seen><(?:amp-)?img\b|&(?!nbsp;)|[^\s<&])|<[^<>]*>|&nbsp;|<", re.I
)
_INLINE_ONLY = lazy.pattern(r"<(?!https?:)[A-Za-z][^<>]*>.*</?[A-Za-z][^<>]*>", re.S)
_ADDRESS = lazy.pattern(r"[ \t]*<https?://[^\s<>]*>[ \t]*")


def may_be_wholly_html(text: str) -> bool:
    """Tell at a glance whether it is worth while to look whether all the text stands in block-level HTML."""
    return _BLOCK_TAG.search(text) is not None


def is_wholly_html(body: Body, navigation: str) -> bool:
    """Tell whether the visible text stands wholly in block-level HTML, as in a body that a program wrote.

    Set aside are the digest at the top, a line with nothing but an address, and lines that lead back (`navigation`, a
    pattern for the text of their links). A body in which such HTML shows nothing is no such body.
    """
    blocks = [block for block in body.blocks if not _is_aside(body, block, navigation)]
    if blocks and blocks[0].kind == "markdown" and blocks[0].tokens[0].type == "blockquote_open" and body.blocks[0] is blocks[0]:
        del blocks[0]
    return bool(blocks) and all(_is_html(body, block) for block in blocks) and any(_shows_text(body, block) for block in blocks)


def _is_aside(body: Body, block: Block, navigation: str) -> bool:
    if block.kind == "verbatim":
        return block.name.startswith("<!--")
    source = body.source(block).strip()
    lines = source.split("\n")
    return all(_ADDRESS.fullmatch(line) or re.fullmatch(rf"\[{navigation}\]\([^)\s]*\)", line.strip()) for line in lines)


def _is_html(body: Body, block: Block) -> bool:
    if block.kind == "html":
        return True
    if block.kind != "markdown" or block.tokens[0].type != "paragraph_open":
        return False
    source = body.source(block).strip()
    # Words or an inline element that go on with paragraphs of HTML, or a line of nothing but inline elements.
    return _BLOCK_TAG.search(source) is not None or _INLINE_ONLY.fullmatch(source) is not None


def _shows_text(body: Body, block: Block) -> bool:
    source = body.source(block)
    return _BLOCK_TAG.search(source) is not None and _holds_text(source)


def _holds_text(source: str) -> bool:
    endless: set[str] = set()
    position = 0
    while piece := _PIECE.search(source, position):
        if piece["seen"]:
            return True
        position = piece.end()
        end = "-->" if piece[0] == "<!--" else f"</{piece[1].lower()}" if piece[1] else ""
        if end and end not in endless:
            found = re.compile(re.escape(end), re.I).search(source, position)
            position = found.end() if found else position
            endless.update(() if found else (end,))
    return False
