"""The inline text of a Markdown block: its HTML, and where in the source each of its characters stands.

A leaf is the text of one paragraph, heading, list item or table cell. Its source is kept, so that an
edit of the text becomes an edit of the source and nothing else of the block changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import DECODED, HIDING, NO_TEXT, TAG_NAME, is_markup, names_of_tags
from newsclean.html.generated_text import GENERATING, NOTHING_IN_RT, GeneratedText
from newsclean.html.safe_html import read_html
from newsclean.markdown.dialect import reader
from newsclean.markdown.foreign_syntax import outside_model
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
_START_TAG = lazy.pattern(rf"<({TAG_NAME})")
_ANY_TAG = lazy.pattern(rf"<(/?)({TAG_NAME})")
_END_TAG = lazy.pattern(rf"</({TAG_NAME})")
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
    ends = _last_ends(tokens) if "</" in source else {}
    escapes += _show_words(tokens, ends)
    _settle_tokens(tokens, in_cell=in_cell)
    keeps_tags = env.get(KEEPS_HTML, False) and any(token.type == "html_inline" for token in tokens)
    holds_quotation = not keeps_tags and any(map(_is_quotation, tokens)) if "<" in source else False
    tokens = keep_tags(source, tokens) if keeps_tags else _show_generated(tokens) if "<" in source else tokens
    text, spans = _text_of(source, tokens, _inside(tokens, NO_TEXT) if ends else ())
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


def _show_words(tokens: Sequence[Token], ends: Mapping[str, int]) -> list[SourceEdit]:
    """Make text of tags that are words, as in `List<String>`, which no renderer would show; give the escapes they need."""
    escapes: list[SourceEdit] = []
    names = names_of_tags("".join(token.content for token in tokens if token.type == "html_inline"))
    shown: Counter[str] = Counter()  # start tags that are text, so that their end tags are, too
    for index, token in enumerate(tokens):
        if token.type == "html_inline" and (
            not is_markup(token.content, names) or _swallows(token.content, index, ends) or _ends_shown(token.content, shown)
        ):
            shown.update(match[1].lower() for match in [_START_TAG.match(token.content)] if match)
            token.type = "text"
            syntax = "<" if token.content[1:2].isalpha() else "<[]*_`&~\\"  # `<?x … ?>` may hold anything
            found = (token.meta["at"] + at for at, char in enumerate(token.content) if char in syntax)
            escapes += [SourceEdit(at, at, "\\") for at in found]
    return escapes


def _is_quotation(token: Token) -> bool:
    return token.type == "html_inline" and token.content.lower().startswith(("<q>", "<q ", "</q>"))


def _show_generated(tokens: list[Token]) -> list[Token]:
    """Put what a browser shows for a tag in front of it, with the tag as its source."""
    generated = GeneratedText()
    shown: list[Token] = []
    for index, token in enumerate(tokens):
        tag = _ANY_TAG.match(token.content) if token.type == "html_inline" else None
        name = tag[2].lower() if tag else ""
        if tag and name in GENERATING:
            texts = generated.before(name, closing=bool(tag[1]))
            behind = "".join(each.content for each in tokens[index + 1 : index + 3])
            if name == "rt" and not tag[1] and not NOTHING_IN_RT.match(behind):
                texts += generated.bracket()
            shown += [Token("text_special", "", 0, content=texts, markup=token.content, meta=token.meta)] if texts else []
        shown += [token] if name != "q" else []
    return shown


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


def _last_ends(tokens: Sequence[Token]) -> dict[str, int]:
    """Give for the names of end tags the index of the last one."""
    return {
        match[1].lower(): index
        for index, token in enumerate(tokens)
        if token.type == "html_inline" and (match := _END_TAG.match(token.content))
    }


def _swallows(tag: str, index: int, ends: Mapping[str, int]) -> bool:
    """Tell whether a tag hides all that follows: `<video>` in a sentence is a word, unless it is ended.

    So is `<title>` in any case: what stands behind it would be shown as it is written.
    """
    match = _START_TAG.match(tag)
    name = match[1].lower() if match else ""
    return name in DECODED or (name in HIDING and ends.get(name, -1) < index)


def _ends_shown(tag: str, shown: Counter[str]) -> bool:
    """Tell whether an end tag is that of a start tag which is text."""
    match = _END_TAG.match(tag)
    if match is None or not shown[match[1].lower()]:
        return False
    shown[match[1].lower()] -= 1
    return True


def _inside(tokens: Sequence[Token], names: Container[str]) -> set[int]:
    """Give the indexes of the tokens between the tags of elements in which no other tag is one, such as a script."""
    inside: set[int] = set()
    name = ""
    for index, token in enumerate(tokens):
        tag = token.content if token.type == "html_inline" else ""
        if not name:
            start = _START_TAG.match(tag)
            name = start[1].lower() if start and start[1].lower() in names else ""
        elif (end := _END_TAG.match(tag)) and end[1].lower() == name:
            name = ""
        else:
            inside.add(index)
    return inside


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
