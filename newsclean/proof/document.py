"""Markdown mixed with HTML, as renderers read it: its blocks, the HTML of each, and where the text of a line stands.

This is the proof's own reader of Markdown. It has a parser of its own and takes no token, span or block that the pipeline
made; what it shares with it are the tables of element names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import DECODED, HIDING, NO_TEXT, VOID
from newsclean.markdown.foreign_syntax import outside_model
from newsclean.proof.html_events import Event, is_tag, scan, starts_with_tag

Env = dict[str, Any]

# Without these a line of Markdown is what it shows.
_SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")
# A line that begins so between blank lines is a paragraph, unless something that goes on over blank lines stands open.
_PARAGRAPH = lazy.pattern(r"(?:[^\W\d_]|[“‘（《【]|\[(?![^\n]*\]:)|<https?://)[^\n]*(?<![ \t])\Z")
# CommonMark 4.6, kind 6: a block of HTML that ends at a blank line.
_HTML = lazy.pattern(r"</?(?i:p|div|center|table|ul|ol|h[1-6]|section|article|blockquote|figure)(?=[ \t>]|/>|\Z)")
_DELIMITERS = frozenset("|:- \t")  # of the second line of a table, which the parser looks for first
_GOES_ON = lazy.pattern(r"```|~~~|<[!?]|<(?i:script|pre|style|textarea)")
# A link as most are written, which needs no parser: nothing in its text is syntax.
_PLAIN_LINK = lazy.pattern(r"\[([^\[\]\\`*_<>&!~\n]*)\]\([^()\s\\<>]*\)|<(https?://[^\s<>\\]*)>")
_QUOTED = lazy.pattern(r" {0,3}>")
_TAG = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
# Two stars before the names of stocks make no emphasis; to this parser they do, where they are not escaped.
_CDATA = "<![CDATA["
_STOCK_STAR = lazy.pattern(r"\*(?=S?\*?ST[\u3400-\u9fff])")


class DocumentBlock(NamedTuple):
    """One top-level block: lines `first` up to but not including `last`; HTML that only blank lines part is one block."""

    is_html: bool
    first: int
    last: int
    tokens: list[Token]


class Piece(NamedTuple):
    """Text that a line of Markdown shows. `at`: its offset in the line's source, -1 when it is not known; `length`: there."""

    text: str
    at: int = -1
    length: int = 0
    exact: bool = True


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 120}).enable(["table", "strikethrough"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


@cache
def _renderer() -> RendererHTML:
    return RendererHTML()


def read_definitions(text: str) -> Env:
    """Read the reference definitions of a document."""
    env: Env = {}
    if "]:" in text:
        _parser().block.parse(text, _parser(), env, [])
    return env


def has_stock_stars(text: str) -> bool:
    """Tell whether a text holds stars of stock names, which the parser may take for emphasis."""
    return _STOCK_STAR.search(text) is not None


def read_document(lines: Sequence[str], first: int, last: int) -> Iterator[DocumentBlock]:
    """Read lines `first` up to but not including `last` of a document.

    The digest is the `>` lines at its top and no others: what follows them is not drawn into the quotation.
    """
    while first < last and not lines[first].strip(" \t"):
        first += 1
    if first == last:
        return
    end = first
    if not any(line.strip() for line in lines[:first]):
        start = next((number for number in range(first, last) if lines[number].strip()), last)
        end = next((number for number in range(start, last) if not _QUOTED.match(lines[number])), last)
        end = end if end > start else first
    html: DocumentBlock | None = None
    for block in _blocks(lines, [*_tokens(lines, first, end), *_tokens(lines, end, last)]):
        if not block.is_html:
            if html is not None:
                yield html
            html = None
            yield block
        else:
            html = html._replace(last=block.last) if html is not None else block
    if html is not None:
        yield html


def _blocks(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[DocumentBlock]:
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth:
            continue
        first, last = tokens[start].map or (0, 0)
        is_html = token.type == "html_block" or (token.type == "code_block" and starts_with_tag(token.content))
        inside = tokens[start : index + 1]
        # A block of code that goes on to the end has blank lines of its own.
        is_code = any(each.type == "fence" and each.map and each.map[1] >= last for each in inside)
        while not is_code and last > first + 1 and not lines[last - 1].strip(" \t"):
            last -= 1
        yield DocumentBlock(is_html, first, last, [*inside])
        start = index + 1


def _tokens(lines: Sequence[str], first: int, last: int) -> list[Token]:
    """Give the block tokens of some lines.

    A paragraph of one line and a block of HTML between blank lines need no parser, which takes longer than all the rest.
    """
    if first == last or _GOES_ON.search("\n".join(lines[first:last])):
        return _parsed(lines, first, last)
    tokens: list[Token] = []
    start = number = first
    while number < last:
        end = number
        while end < last and lines[end].strip(" \t"):
            end += 1
        stretch = [number, end]
        if end == number + 1 and _PARAGRAPH.match(lines[number]):
            tokens += _parsed(lines, start, number)
            tokens += (
                Token("paragraph_open", "p", 1, map=stretch, block=True),
                Token("inline", "", 0, map=stretch, level=1, children=[], content=lines[number], block=True),
                Token("paragraph_close", "p", -1, block=True),
            )
            start = end
        elif end > number and _HTML.match(lines[number]) and not (set(lines[min(number + 1, end - 1)]) <= _DELIMITERS):
            tokens += _parsed(lines, start, number)
            tokens.append(Token("html_block", "", 0, map=stretch, content="\n".join(lines[number:end]) + "\n", block=True))
            start = end
        number = end + 1
    return tokens + _parsed(lines, start, last)


def _parsed(lines: Sequence[str], first: int, last: int) -> list[Token]:
    tokens: list[Token] = []
    if any(map(str.strip, lines[first:last])):
        _parser().block.parse("\n".join(lines[first:last]), _parser(), {}, tokens)
        for token in tokens:
            token.map = [token.map[0] + first, token.map[1] + first] if token.map else token.map
    return tokens


def events_of(block: DocumentBlock, env: Env) -> list[Event]:
    """Render a Markdown block and cut it into events; a line without any syntax needs neither."""
    if len(block.tokens) == 3:
        start, line, _ = block.tokens
        if line.type == "inline" and start.type in ("paragraph_open", "heading_open") and not _SYNTAX.search(line.content):
            return [Event("start", start.tag, 0), Event("text", line.content, 0), Event("end", start.tag, 0)]
    for token in block.tokens:
        if token.type == "inline":
            token.children = _as_shown(_inline(token.content, env), is_kept=bool(outside_model(token.content)))
    html = _renderer().render(block.tokens, _parser().options, env)
    return [*scan(html.replace("\r", " "))]  # from a reference: a browser shows a blank


def html_of_line(source: str, env: Env, *, is_kept: bool) -> str:
    """Render a line. `is_kept`: it stays as it is, and whatever its tags do to what stands round it, they did before."""
    return _rendered(_as_shown(_inline(source, env), is_kept=is_kept), env)


def _rendered(tokens: list[Token], env: Env) -> str:
    return _renderer().renderInline(tokens, _parser().options, env).replace("\r", " ")


def _inline(source: str, env: Env) -> list[Token]:
    tokens: list[Token] = []
    _parser().inline.parse(source, _parser(), env, tokens)
    return tokens


def _as_shown(tokens: list[Token], *, is_kept: bool) -> list[Token]:
    """Give the tokens of a line as a browser takes them: tags that are words become text, and so does what was escaped."""
    _show_words(tokens)
    _join_text(tokens)
    return _balanced(tokens) if is_kept and any(token.type == "html_inline" for token in tokens) else tokens


def _show_words(tokens: Sequence[Token]) -> None:
    """Make text of what is no tag of a known element, of tags that would hide all that follows, and of their end tags."""
    ends = {
        tag[2].lower(): index
        for index, token in enumerate(tokens)
        if token.type == "html_inline" and (tag := _TAG.match(token.content)) and tag[1]
    }
    shown: Counter[str] = Counter()
    for index, token in enumerate(tokens):
        if token.type != "html_inline":
            continue
        tag = _TAG.match(token.content)
        name = tag[2].lower() if tag else ""
        is_end = tag is not None and bool(tag[1])
        hides = not is_end and (name in DECODED or (name in HIDING and ends.get(name, -1) < index))
        if (is_end and shown[name] > 0) or hides or not is_tag(token.content):
            shown[name] += -1 if is_end else 1
            token.type = "text"


def _join_text(tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.type = "text" if token.type == "text_special" else token.type
        _join_text(token.children or [])


def _balanced(tokens: Sequence[Token]) -> list[Token]:
    """Give the tokens of a line without the ends of what begins before it, and with the ends that it lacks."""
    kept: list[Token] = []
    opened: Counter[str] = Counter()
    for token in tokens:
        tag = _TAG.match(token.content) if token.type == "html_inline" else None
        name = tag[2].lower() if tag else ""
        if tag and not tag[1] and name not in VOID:
            opened[name] += 1
        elif tag and tag[1]:
            if not opened[name]:
                continue
            opened[name] -= 1
        kept.append(token)
    return [*kept, *(Token("html_inline", "", 0, content=f"</{name}>") for name in reversed([*opened.elements()]))]


def read_line(source: str, env: Env) -> tuple[str, list[Piece]]:
    """Read a line of Markdown: its HTML, empty when it holds no tag, and the pieces of its text in order."""
    if not _SYNTAX.search(source):
        return "", [Piece(source, 0, len(source))] if source else []
    if not _SYNTAX.search(_PLAIN_LINK.sub("", source)):
        return "", [*_pieces_beside_links(source)]
    tokens = _inline(source, env)
    _show_words(tokens)
    pieces = [*_pieces(tokens, source)]
    if _MAY_PART.isdisjoint(token.type for token in tokens):
        return "", pieces
    return _rendered(_as_shown(tokens, is_kept=bool(outside_model(source))), env), pieces


def _pieces(tokens: Sequence[Token], source: str) -> Iterator[Piece]:
    """Find the tokens of a line in its source, one behind the other; each begins where it is found first."""
    cursor = 0
    targets: list[str] = []
    hidden = ""  # the element that hides what stands in it
    for token in tokens:
        found, behind = -1, cursor
        written = token.markup if token.type == "text_special" else "\n" if token.type in _BREAKS else token.content
        if token.type == "link_open":
            targets.append("" if token.markup == "autolink" else str(token.attrs.get("href") or ""))
        elif token.type in ("link_close", "image"):
            target = targets.pop() if token.type == "link_close" else str(token.attrs.get("src") or "")
            behind = _behind_target(source, cursor, target)
        elif token.type == "code_inline":
            behind = _behind(source, _behind(source, cursor, token.markup), token.markup)
        elif written:
            found = source.find(written, cursor)
            behind = found + len(written) if found >= 0 else cursor
        cursor = behind
        if token.content.startswith(_CDATA) and token.type == "html_inline":
            yield from _lines_of_cdata(token.content, found)
        elif token.type == "html_inline" and (tag := _TAG.match(token.content)):
            name = tag[2].lower()
            hidden = "" if tag[1] and name == hidden else hidden or (name if not tag[1] and name in NO_TEXT else "")
        elif not hidden and token.type in _SHOWN:
            shown = "\n" if token.type in _BREAKS else token.content
            exact = token.type == "text" or shown == written
            yield Piece(shown, found, len(written), exact and token.type not in _BREAKS)


_BREAKS = frozenset({"softbreak", "hardbreak"})
# What may end a line, hide text or stand between two texts.
_MAY_PART = frozenset({"html_inline", "hardbreak", "image"})
_SHOWN = _BREAKS | {"text", "text_special", "code_inline"}


def _pieces_beside_links(source: str) -> Iterator[Piece]:
    """Give the pieces of a line that holds no other syntax than plain links."""
    end = 0
    for link in _PLAIN_LINK.finditer(source):
        shown = link.lastindex or 0
        spans = ((end, link.start()), link.span(shown))
        yield from (Piece(source[first:last], first, last - first) for first, last in spans if first < last)
        end = link.end()
    if end < len(source):
        yield Piece(source[end:], end, len(source) - end)


def _lines_of_cdata(section: str, at: int) -> Iterator[Piece]:
    at += len(_CDATA)
    for number, line in enumerate(section[len(_CDATA) : -len("]]>")].split("\n")):
        if number:
            yield Piece("\n", at - 1, 1, exact=False)
        yield Piece(line, at, len(line))
        at += len(line) + 1


def _behind_target(source: str, cursor: int, target: str) -> int:
    """Give the offset behind the target of the link whose text ends at `cursor`; `cursor` when it stands elsewhere."""
    bracket = source.find("](", cursor)
    return _behind(source, bracket, target) if target and bracket >= 0 else cursor


def _behind(source: str, cursor: int, text: str) -> int:
    """Give the offset behind the next `text`; `cursor` when there is none."""
    found = source.find(text, cursor) if text else -1
    return found + len(text) if found >= 0 else cursor
