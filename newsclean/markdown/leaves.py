"""The inline text of a Markdown block: its HTML, and where in the source each of its characters stands.

A leaf is the text of one paragraph, heading, list item or table cell. Its source is kept, so that an
edit of the text becomes an edit of the source and nothing else of the block changes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import NO_TEXT
from newsclean.html.safe_html import read_html
from newsclean.markdown.dialect import reader
from newsclean.markdown.foreign_syntax import outside_model
from newsclean.markdown.inline_tags import inside, is_quotation, last_ends, show_generated, show_words
from newsclean.markdown.inline_tokens import (
    OffsetState,
    SourceEdit,
    is_cdata,
    show_cdata,
    spread_offsets,
    unpair_stock_stars,
)
from newsclean.markdown.kept_tags import KEEPS_HTML, keep_tags
from newsclean.markdown.source_edits import active_link_escapes, apply_edits
from newsclean.offsets import UNBOUNDED, OffsetMap
from newsclean.urls import is_active_url

# Why a block of HTML of an author is left alone but for the text between its tags.
AUTHOR_HTML = "its author's HTML"
# Without these a line of Markdown is what it shows.
_SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")
# The raw HTML that the writer itself writes into a line.
_OWN_TAG = lazy.pattern(r"</?(?:strong|em|del|sub|sup|code)>|<br>")


@dataclass(slots=True)
class Leaf:
    """One piece of inline Markdown and its offset in the body.

    `text` is what a reader sees, `spans` maps it to `source`, and `lines` each line of the source to the body. `frozen`
    names the syntax for which the leaf has to stay as it is. `escapes` are edits that keep text from being read as
    syntax, `edits` those of the rules (None: they fit no stretch of the source). `before` is what the tree showed before any
    rule.
    `holds_foreign_tags`: tags that the writer would not write, so the leaf is written anew; `html_names` are
    those of its HTML elements. `keeps_tags`: it holds HTML of its author, whose tags stay as they are.
    """

    source: str
    lines: OffsetMap
    html: str
    text: str
    spans: OffsetMap
    frozen: str = ""
    in_cell: bool = False
    escapes: list[SourceEdit] = field(default_factory=list)
    edits: list[SourceEdit] | None = field(default_factory=list)
    before: str = ""
    holds_foreign_tags: bool = False
    html_names: frozenset[str] = frozenset()
    keeps_tags: bool = False

    @property
    def edited(self) -> str:
        """The source with the edits of the rules made in it."""
        new = apply_edits(self.source, self.edits or ())
        return self.source if new is None else new

    def source_to_body(self, offset: int) -> int:
        """Give the offset in the body for an offset in `source`."""
        start, body, _, _ = self.lines.span_at(offset) or self.lines.spans[0]  # a tab of the first line may begin before it
        return body + offset - start

    def text_to_body(self, offset: int) -> int:
        """Give the offset in the body for an offset in `text`."""
        return self.source_to_body(self.spans.to_origin(offset))

    def source_edit(self, start: int, end: int, text: str) -> SourceEdit | None:
        """Turn an edit of the text into one of the source; None when it fits no stretch of it."""
        if end <= start:
            return None
        first, last = self._source_of(start), self._source_of(end - 1)
        if first is None or last is None or last[1] - first[0] < 1:
            return None
        if last[1] - first[0] != sum(b - a for a, b in map(self._known_source, range(start, end))):
            return None  # markup stands in between
        return SourceEdit(first[0], last[1], text)

    def _known_source(self, offset: int) -> tuple[int, int]:
        return self._source_of(offset) or (0, 0)

    def _source_of(self, offset: int) -> tuple[int, int] | None:
        span = self.spans.span_at(offset)
        if span is None:
            return None
        start, origin, length, exact = span
        inside = offset - start
        if exact:
            return (origin + inside, origin + inside + 1) if inside < length else None
        return (origin, origin + length) if inside == 0 else None


@cache
def _renderer() -> RendererHTML:
    return RendererHTML()


def read_leaf(source: str, env: dict[str, Any], lines: OffsetMap | None = None, *, in_cell: bool = False) -> Leaf:
    """Read one piece of inline Markdown. `env` holds the document's reference definitions."""
    lines = lines or OffsetMap([(0, 0, UNBOUNDED, True)])
    if not _SYNTAX.search(source):
        spans = OffsetMap([(0, 0, len(source), True)] if source else [])
        return Leaf(source, lines, escapeHtml(source), source, spans, outside_model(source), in_cell)
    tokens, escapes = _tokens(source, env)
    holds_cdata = "<![CDATA[" in source and any(map(is_cdata, tokens))
    tokens = show_cdata(tokens) if holds_cdata else tokens
    ends = last_ends(tokens) if "</" in source else {}
    escapes += show_words(tokens, ends)
    _settle_tokens(tokens, in_cell=in_cell)
    holds_tags = any(token.type == "html_inline" for token in tokens)
    keeps_tags = holds_tags and env.get(KEEPS_HTML, False)
    holds_quotation = holds_tags and not keeps_tags and any(map(is_quotation, tokens))
    if holds_tags:
        tokens = keep_tags(source, tokens) if keeps_tags else show_generated(tokens)
    text, spans = _text_of(source, tokens, inside(tokens, NO_TEXT) if ends else ())
    html = _renderer().renderInline(tokens, reader().options, env)
    leaf = Leaf(source, lines, html, text, spans, outside_model(source), in_cell, escapes)
    # A link that may not be published is written anew without it, whatever rules are on.
    leaf.holds_foreign_tags = holds_cdata or holds_quotation or any(map(_leads_to_script, tokens))
    leaf.keeps_tags = keeps_tags
    if not keeps_tags and any(token.type == "html_inline" for token in tokens):
        _read_tags(leaf, [token.content for token in tokens if token.type == "html_inline"])
    if "](" in source or "]:" in source or "<" in source:
        leaf.escapes += active_link_escapes(source, spans)
    return leaf


def _settle_tokens(tokens: Sequence[Token], *, in_cell: bool) -> None:
    """Give tokens the content and the tags with which they are shown."""
    for token in tokens:
        if token.content == "\r" and token.type == "text_special":
            token.content = " "  # so a browser shows it; to a parser it would end the line
        if token.type in ("s_open", "s_close"):
            token.tag = "del"
        elif token.type == "image":
            _show_escapes(token.children or [])
        elif in_cell and token.type == "code_inline":
            token.content = token.content.replace("\\|", "|")  # a table takes these before code is read


def _read_tags(leaf: Leaf, tags: Sequence[str]) -> None:
    """Note the HTML in a leaf, and what a parser needs to read it as a browser does."""
    safe = read_html(leaf.html, generates=False)
    leaf.html = safe.html
    leaf.html_names = frozenset(name.lower() for tag in tags for name in re.findall(r"^<([A-Za-z0-9]+)", tag))
    is_foreign = safe.changed_tags or bool(safe.unclosed) or not all(map(_OWN_TAG.fullmatch, tags))
    leaf.holds_foreign_tags = leaf.holds_foreign_tags or is_foreign


def _leads_to_script(token: Token) -> bool:
    return is_active_url(str(token.attrs.get("href") or token.attrs.get("src") or "")) if token.attrs else False


def _show_escapes(tokens: Sequence[Token]) -> None:
    """What was escaped is text, also inside an image's description."""
    for token in tokens:
        token.type = "text" if token.type == "text_special" else token.type
        _show_escapes(token.children or [])


def _tokens(source: str, env: dict[str, Any]) -> tuple[list[Token], list[SourceEdit]]:
    md = reader()
    state = OffsetState(source, md, env, [])
    md.inline.tokenize(state)
    escapes = unpair_stock_stars(state)
    for rule in md.inline.ruler2.getRules("")[:-1]:  # all but the last, which joins tokens and forgets their offsets
        rule(state)
    spread_offsets(state.tokens)
    return state.tokens, escapes


def _text_of(source: str, tokens: Sequence[Token], hidden: Container[int]) -> tuple[str, OffsetMap]:
    parts: list[str] = []
    spans = OffsetMap()
    length, previous = 0, ""
    for index, token in enumerate(tokens):
        at = token.meta.get("at", 0) + (1 if previous == "autolink" else 0)  # an autolink's text stands behind its `<`
        if token.type == "text" and previous == "autolink":
            token.content = source[at : source.index(">", at)]  # as it was written, not as it would be shown
        previous = token.markup if token.type == "link_open" else ""
        origin: tuple[int, bool] | None = None  # its length, and whether it came character by character
        if token.type == "text":
            piece = token.content
            origin = (len(piece), True) if piece else None
        elif token.type == "text_special":
            piece = token.content
            origin = len(token.markup), piece == token.markup
            token.type = "text"
        elif token.type in ("softbreak", "hardbreak"):
            piece = "\n"
            origin = 1, False
        elif token.type == "code_inline":
            piece = token.content  # of which no character can be edited
        else:
            continue
        if index in hidden:
            continue
        if origin is not None:
            spans.add(length, at, origin[0], exact=origin[1])
        parts.append(piece)
        length += len(piece)
    return "".join(parts), spans
