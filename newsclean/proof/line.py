"""A line of Markdown: what it shows, and where each piece of its text stands in its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import DECODED, HIDING, NO_TEXT, VOID
from newsclean.markdown.foreign_syntax import Liquid, outside_model
from newsclean.proof.html_events import TagNames, is_tag
from newsclean.proof.made_by_browser import QUOTATION_OR_RUBY, MadeByBrowser
from newsclean.proof.parser import SYNTAX, Env, parser, renderer

# A link as most are written, which needs no parser: nothing in its text is syntax.
_PLAIN_LINK = lazy.pattern(r"\[([^\[\]\\`*_<>&!~\n]*)\]\([^()\s\\<>]*\)|<(https?://[^\s<>\\]*)>")
_TAG = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*)")
_CDATA = "<![CDATA["
# Two stars before the names of stocks make no emphasis; to this parser they do, where they are not escaped.
_STOCK_STAR = lazy.pattern(r"\*(?=S?\*?ST[\u3400-\u9fff])")
_BREAKS = frozenset({"softbreak", "hardbreak"})
# What may end a line, hide text or stand between two texts.
_MAY_PART = frozenset({"html_inline", "hardbreak", "image"})
_SHOWN = _BREAKS | {"text", "text_special", "code_inline"}


class Piece(NamedTuple):
    """Text that a line of Markdown shows. `at`: its offset in the line's source, -1 when it is not known; `length`: there."""

    text: str
    at: int = -1
    length: int = 0
    exact: bool = True


def has_stock_stars(text: str) -> bool:
    """Tell whether a text holds stars of stock names, which the parser may take for emphasis."""
    return _STOCK_STAR.search(text) is not None


def html_of_line(source: str, env: Env) -> str:
    """Render a line that stays as it is: whatever its tags do to what stands round it, they did before."""
    return _rendered(_as_shown(_inline(source, env), is_kept=True), env)


def tokens_of_line(source: str, env: Env) -> list[Token]:
    """Give the tokens of a line as a browser takes them."""
    if not SYNTAX.search(source):
        return [Token("text", "", 0, content=source)]
    return _as_shown(_inline(source, env), is_kept=bool(outside_model(source)))


def read_line(source: str, env: Env, liquid: Liquid) -> tuple[str, list[Piece]]:
    """Read a line of Markdown: its HTML, empty when it holds no tag, and the pieces of its text in order.

    `liquid`: what `{{` is in the post; a line that holds it is no reason to keep it where it is text.
    """
    if not SYNTAX.search(source):
        return "", [Piece(source, 0, len(source))] if source else []
    if not SYNTAX.search(_PLAIN_LINK.sub("", source)):
        return "", [*_pieces_beside_links(source)]
    tokens = _inline(source, env)
    _show_words(tokens)
    pieces = [*_pieces(tokens, source)]
    if _MAY_PART.isdisjoint(token.type for token in tokens):
        return "", pieces
    syntax = outside_model(source)
    is_kept = bool(syntax) and not (syntax == "Liquid" and liquid is Liquid.TEXT)
    return _rendered(_as_shown(tokens, is_kept=is_kept), env), pieces


def _rendered(tokens: list[Token], env: Env) -> str:
    return renderer().renderInline(tokens, parser().options, env).replace("\r", " ")


def _inline(source: str, env: Env) -> list[Token]:
    tokens: list[Token] = []
    parser().inline.parse(source, parser(), env, tokens)
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
    names = TagNames("".join(token.content for token in tokens if token.type == "html_inline"))
    for index, token in enumerate(tokens):
        if token.type != "html_inline":
            continue
        tag = _TAG.match(token.content)
        name = tag[2].lower() if tag else ""
        is_end = tag is not None and bool(tag[1])
        hides = not is_end and (name in DECODED or (name in HIDING and ends.get(name, -1) < index))
        if (is_end and shown[name] > 0) or hides or not is_tag(token.content, names):
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


def _pieces(tokens: Sequence[Token], source: str) -> Iterator[Piece]:
    """Find the tokens of a line in its source, one behind the other; each begins where it is found first."""
    cursor = 0
    targets: list[str] = []
    made = MadeByBrowser()
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
            if name in QUOTATION_OR_RUBY and (made_here := made.at(name, source, cursor, is_end=bool(tag[1]))):
                yield Piece(made_here, found, len(written), exact=False)
            hidden = "" if tag[1] and name == hidden else hidden or (name if not tag[1] and name in NO_TEXT else "")
        elif not hidden and token.type in _SHOWN:
            shown = "\n" if token.type in _BREAKS else token.content
            exact = token.type == "text" or shown == written
            yield Piece(shown, found, len(written), exact and token.type not in _BREAKS)


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
    is_own = bracket >= 0 and "]" not in source[cursor:bracket]  # else the link names a definition
    return _behind(source, bracket, target) if target and is_own else cursor


def _behind(source: str, cursor: int, text: str) -> int:
    """Give the offset behind the next `text`; `cursor` when there is none."""
    found = source.find(text, cursor) if text else -1
    return found + len(text) if found >= 0 else cursor
