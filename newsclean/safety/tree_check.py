"""A tree that was just read -> what it holds that must not be published; what can be written as text for every reader is.

One stage behind the reader, and before any rule: what the rules may take out is looked through all the same, since a
reader of Markdown other than CommonMark's may join it to what stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from newsclean.markdown.blocks import Block
from newsclean.markdown.foreign_syntax import LIQUID, Liquid
from newsclean.markdown.leaves import Leaf, read_leaf
from newsclean.markdown.source_edits import apply_edits, liquid_escapes
from newsclean.problem import Finding, Severity
from newsclean.safety.active_content import forbidden_in
from newsclean.safety.defuse import dangers_in_code, defuse, hidden_dangers, open_attributes
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import elements

Coded = tuple[str, Finding]


def check_tree(tree: Tree) -> Iterator[Coded]:
    """Give findings with their codes: READ05 (an error) for what must not be published, others for what was done about it.

    Leaves get escapes and blocks of code are marked `in_doubt`, so that the writer spells them safely.
    """
    body = tree.body
    for offset in body.disarmed:
        message = "definition of an active address: its target was taken out"
        yield "HTML05", Finding(message, offset, severity=Severity.WARNING)
    if not body.is_scraped:
        return  # an author's own scripts and embeds are his
    for found, offset in hidden_dangers(body, tree.liquid):
        yield _refusal(found, offset)
    yield from _doubtful_code(tree)
    last_brace = body.text.rfind("}")
    for block in body.blocks:
        if block.kind == "verbatim":
            yield from _verbatim_block(tree, block)
        for leaf in block.leaves:
            yield from _line(tree, leaf, last_brace)


def _refusal(found: str, offset: int) -> Coded:
    return "READ05", Finding(f"holds {found!r}, which must not be published", offset, found, severity=Severity.ERROR)


def _doubtful_code(tree: Tree) -> Iterator[Coded]:
    """Mark the blocks of code that hold a danger and that not every reader takes for code."""
    body = tree.body
    dangers = dangers_in_code(body, tree.liquid)
    if not dangers:
        return
    for element in elements(tree.soup):
        if element.token is not None and id(element.token) in dangers:
            element.in_doubt = True
    for block in body.blocks:
        for token in block.tokens:
            if block.kind != "markdown" or id(token) not in dangers:
                continue
            found, may_be_rewritten = dangers[id(token)]
            offset = body.starts[(token.map or [block.first])[0]]
            if not may_be_rewritten or (token.level and body.defines_in(block)):  # which would not be written again
                yield _refusal(found, offset)
            else:
                yield "MARK01", Finding("code that not every reader takes for code is written anew", offset)


def _verbatim_block(tree: Tree, block: Block) -> Iterator[Coded]:
    """What is written back as it came must not carry what may not be published."""
    body, source = tree.body, tree.body.source(block)
    start, end = body.starts[block.first], body.starts[block.first] + len(source)
    if found := forbidden_in(source, tree.liquid):
        yield _refusal(found, start)
    index = bisect_right(body.exempt, start, key=lambda region: region[1])
    regions = []
    while index < len(body.exempt) and body.exempt[index][0] < end:
        regions.append(body.exempt[index])
        index += 1
    if regions:
        yield from _explain_exemption(tree, source, start, regions)


def _explain_exemption(tree: Tree, source: str, start: int, regions: list[tuple[int, int]]) -> Iterator[Coded]:
    """Say where more is left alone than was asked for, and refuse what a scraped post must not carry."""
    if tree.liquid is Liquid.TEXT and LIQUID.search(source):
        message = "holds Liquid that would run in Jekyll, in a region that is left alone of a scraped post; see --liquid"
        yield "READ05", Finding(message, start, severity=Severity.ERROR)
    at, end = start, start + len(source)
    for first, last in [*regions, (end, end)]:
        if tree.body.text[at:first].strip():
            message = "left alone, because it stands in one block with `<!-- newsclean: off -->`"
            yield "READ04", Finding(message, at, severity=Severity.WARNING)
            return
        at = last


def _line(tree: Tree, leaf: Leaf, last_brace: int) -> Iterator[Coded]:
    """Look through a line of Markdown."""
    if danger := defuse(leaf, tree.body, tree.liquid):
        yield _refusal(danger, leaf.source_to_body(0))
    if not leaf.frozen:
        return
    written = apply_edits(leaf.source, leaf.escapes) or leaf.source
    if found := forbidden_in(written, tree.liquid, is_line=True):
        yield _refusal(found, leaf.source_to_body(0))
    if attributes := open_attributes(leaf, last_brace):
        yield _refusal(*attributes)
    if tree.liquid is Liquid.TEXT and not _can_escape_liquid(leaf, tree.body.env):
        message = "holds Liquid in code, which Jekyll would run, beside syntax that stays as it is"
        yield "READ05", Finding(message, leaf.source_to_body(0), severity=Severity.ERROR)


def _can_escape_liquid(leaf: Leaf, env: dict[str, Any]) -> bool:
    """Tell whether a line that stays as it is shows the same when its Liquid is escaped, which does nothing in code."""
    edits = liquid_escapes(leaf.source)
    new = apply_edits(leaf.source, edits) if edits else None
    return new is None or read_leaf(new, env, in_cell=leaf.in_cell).text == leaf.text
