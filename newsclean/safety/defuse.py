"""What is text, code or nothing to CommonMark and live to another reader of Markdown: found, and written as text to all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsclean import lazy
from newsclean.markdown.blocks import Body
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.markdown.leaves import Leaf
from newsclean.markdown.source_edits import address_breaks, apply_edits, unfinished_tag_escapes
from newsclean.safety.active_content import forbidden_in, forbidden_in_code
from newsclean.safety.other_renderers import is_code_everywhere, may_be_read_otherwise, shows_more_tags

_CELL_BORDER = lazy.pattern(r"(?<=[^ \t\\])[ \t]*\|(?=[ \t]*[^ \t])")
_NOTE = lazy.pattern(r"[> ]{0,3}(?:\[\^[^\]\n]+\]:|:[ \t])")
# How far the end of a tag is looked for; what may end later does.
_LONGEST_LOOK = 2000


def hidden_dangers(body: Body, liquid: Liquid) -> Iterator[tuple[str, int]]:
    """Give what must not be published where CommonMark shows nothing: in definitions, in cells behind the last column.

    With each comes the offset of its line in the body.
    """
    for definition in body.definitions:
        first, last = definition["map"]
        if found := forbidden_in_code("\n".join(body.lines[first:last]), goes_on=False):
            yield found, body.starts[first]
    for block in body.blocks if "|" in body.text else ():
        columns = 0
        for token in block.tokens:
            columns = 0 if token.type == "thead_open" else columns + (token.type == "th_open")
            row = body.lines[token.map[0]].lstrip("> \t") if token.type == "tr_open" and token.map else ""
            if row and _CELL_BORDER.subn("", row)[1] >= columns > 0:
                texts = [row, *row.split("|")]
                found = next(filter(None, (forbidden_in(each, liquid, is_line=True) for each in texts)), "")
                if found:
                    yield found, body.starts[(token.map or [0])[0]]


def dangers_in_code(body: Body, liquid: Liquid) -> dict[int, tuple[str, bool]]:
    """Give what makes blocks of code dangerous that not every reader takes for code, by the `id` of their token.

    With it comes whether the code may be written anew: what goes on from a footnote or a definition is Markdown to kramdown,
    and its part. What a reader takes for the end of code may begin the next, so that none behind it is what it seems:
    one that is dangerous makes all of them so.
    """
    tokens = [token for block in body.blocks for token in block.tokens if token.type in ("fence", "code_block")]
    doubtful = [token for token in tokens if not is_code_everywhere(token, body.lines)]
    elsewhere = _danger_anywhere(body) if doubtful else ""
    found: dict[int, tuple[str, bool]] = {}
    for token in doubtful:
        if token.type == "code_block" and _goes_on_from_note(body.lines, (token.map or [0])[0]):
            found[id(token)] = forbidden_in(token.content, liquid), False
        else:
            found[id(token)] = forbidden_in_code(f"{token.info}\n{token.content}") or elsewhere, True
    return {key: value for key, value in found.items() if value[0]}


def _danger_anywhere(body: Body) -> str:
    """Give what must not be published in a body in which no code and no escape were one."""
    if body.danger is None:
        body.danger = forbidden_in_code(body.text.replace("\\<", "<"), goes_on=False)
    return body.danger


def _goes_on_from_note(lines: Sequence[str], at: int) -> bool:
    at -= 1
    while at >= 0 and (not lines[at].strip() or lines[at].startswith(("    ", "\t"))):
        at -= 1
    return at >= 0 and _NOTE.match(lines[at]) is not None


def open_attributes(leaf: Leaf, last_brace: int) -> tuple[str, int] | None:
    """Give a list of attributes that goes on behind its line, and its offset in the body.

    kramdown lets it go on to its end, whatever begins and ends on the way. `last_brace`: the offset of the body's last `}`.
    """
    start = leaf.source.rfind("{:")
    is_text = any(at <= start < at + length for _, at, length, exact in leaf.spans.spans if exact)
    if start <= leaf.source.rfind("}") or last_brace < leaf.source_to_body(len(leaf.source)) or not is_text:
        return None
    return leaf.source[start : start + 40], leaf.source_to_body(start)


def defuse(leaf: Leaf, body: Body, liquid: Liquid) -> str:
    """Write what other readers would make live in a line so that it is text to them, too.

    Give what cannot be written so, because the line has to stay as it is; empty when there is nothing.
    """
    source = leaf.source
    if not ("<" in source or "`" in source or "\\" in source or ("](" in source and "\n" in source)):
        return ""
    if "<" in source and _may_end_a_tag(body.text, leaf.source_to_body(len(source))):
        leaf.escapes = [*leaf.escapes, *unfinished_tag_escapes(source, leaf.spans)]
    breaks = address_breaks(source, leaf.spans)
    is_doubtful = not leaf.frozen and may_be_read_otherwise(source)
    written = apply_edits(source, leaf.escapes) or source
    if (breaks or is_doubtful) and forbidden_in(written, liquid, is_line=True):
        leaf.escapes = [*leaf.escapes, *breaks]
        leaf.holds_foreign_tags = leaf.holds_foreign_tags or is_doubtful
    elif shows_more_tags(source) and (danger := _danger_anywhere(body)):
        # What a tag opens that is code here reaches into other lines.
        leaf.holds_foreign_tags = True
        return danger if leaf.frozen else ""
    return ""


def _may_end_a_tag(text: str, at: int) -> bool:
    """Tell whether a tag that is open at an offset may end before the next blank line."""
    look = text[at : at + _LONGEST_LOOK]
    blank_line = look.find("\n\n")
    return ">" in look[: blank_line if blank_line >= 0 else None] or (blank_line < 0 and len(look) == _LONGEST_LOOK)
