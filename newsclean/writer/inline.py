"""Running text -> one paragraph of Markdown that every reader takes for the same.

The writer hands over a tree of spans. Spans are put in order first (blanks out of their edges, neighbours
joined), then each gets its spelling: `**` where the delimiter rules of CommonMark and kramdown both
take it, a tag where not (`delimiters`); last, characters that some renderer would read as syntax are escaped (`escape`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsclean import chars, lazy
from newsclean.writer.delimiters import DEL, EM, LINK, STRONG, SUB, SUP, choose_tags
from newsclean.writer.escape import write_line
from newsclean.writer.line import LineKind, Piece

# Characters that nobody sees would hide what a line starts with.
_EDGE = chars.EDGE_SPACE + "\x0b\u00ad\u200b\u2060\ufeff"
_CODE_SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&|~{}$#:!^]")
_BLANKS = lazy.pattern(r"[ \t\n\r\f\v]+")
_BREAKS = frozenset({"break", "line"})


@dataclass(slots=True)
class Span:
    """A piece of running text.

    `kind` is `text`, `raw` (final Markdown), `code`, `break`, `line` (the source's own line end), or the name of a span
    with parts. `tail` is what closes a link.
    """

    kind: str
    text: str = ""
    parts: list[Span] = field(default_factory=list)
    tail: str = ""


def write_inline(spans: list[Span], line_kind: LineKind, *, labels: bool = False) -> str:
    """Write running text as Markdown.

    `labels`: the document has reference definitions, so a bare `[x]` could become a link.
    """
    pieces: list[Piece] = []
    kinds: list[str] = []
    tidy = _tidy(spans)
    _trim(tidy, left=True)
    _trim(tidy, left=False)
    _flatten(_tidy(tidy), line_kind, pieces, kinds, in_link=False)
    choose_tags(pieces, kinds)
    return write_line(pieces, line_kind, labels=labels)


# --- spans put in order ---------------------------------------------------------------------------


def _tidy(spans: list[Span], inside: frozenset[str] = frozenset()) -> list[Span]:
    out: list[Span] = []
    for span in spans:
        if span.kind in ("text", "raw", "code", "break", "line"):
            _add(out, span)
            continue
        parts = _tidy(span.parts, inside | {span.kind})
        if span.kind in inside and span.kind not in (SUB, SUP):  # `x<sup>2<sup>2</sup></sup>` says something
            for part in parts:
                _add(out, part)
            continue
        before, parts, after = _edges(parts)
        for part in before:
            _add(out, part)
        if parts:
            _add(out, Span(span.kind, span.text, parts, span.tail))
        for part in after:
            _add(out, part)
    return out


def _add(out: list[Span], span: Span) -> None:
    """Append a span; neighbours of one kind become one, blanks at a seam count once."""
    last = out[-1] if out else None
    if span.kind == "text":
        if last is not None and last.kind == "text":
            last.text = _fold(last.text + span.text)
            return
        text = _fold(span.text)
        if last is not None and last.kind in _BREAKS:
            text = text.lstrip(_EDGE)
        if text:
            out.append(Span("text", text))
        return
    if span.kind == "line" and last is not None and last.kind in _BREAKS:
        return  # a break ends the line already
    if span.kind in _BREAKS and last is not None and last.kind == "text":
        last.text = last.text.rstrip(_EDGE)
        if not last.text:
            out.pop()
    if last is not None and last.kind == span.kind and span.kind in (STRONG, EM, DEL):
        for part in span.parts:
            _add(last.parts, part)
        return
    out.append(span)


def _fold(text: str) -> str:
    # No blank is printable but U+0020, so that most texts need no more than this look.
    return text if text.isprintable() and "  " not in text else _BLANKS.sub(" ", text)


def _edges(parts: list[Span]) -> tuple[list[Span], list[Span], list[Span]]:
    """Cut blanks and breaks from both edges of a span's parts."""
    before: list[Span] = []
    after: list[Span] = []
    while parts and (cut := _cut(parts[0], left=True)) is not None:
        before.append(cut)
        if cut is parts[0]:
            parts = parts[1:]
        else:
            break
    while parts and (cut := _cut(parts[-1], left=False)) is not None:
        after.insert(0, cut)
        if cut is parts[-1]:
            parts = parts[:-1]
        else:
            break
    return before, parts, after


def _cut(span: Span, *, left: bool) -> Span | None:
    if span.kind in _BREAKS:
        return span
    if span.kind != "text":
        return None
    kept = span.text.lstrip(_EDGE) if left else span.text.rstrip(_EDGE)
    if len(kept) == len(span.text):
        return None
    if not kept:
        return span
    gone = span.text[: len(span.text) - len(kept)] if left else span.text[len(kept) :]
    span.text = kept
    return Span("text", gone)


def _trim(spans: list[Span], *, left: bool) -> None:
    """Take blanks and breaks from the edge of the whole text."""
    index = 0 if left else -1
    while spans and (cut := _cut(spans[index], left=left)) is not None:
        if cut is not spans[index]:
            break
        del spans[index]


def code_tag(code: str) -> str:
    """Write code as a tag. Markdown is still read inside: what could be syntax becomes a reference."""
    return f"<code>{_CODE_SYNTAX.sub(lambda match: f'&#{ord(match[0])};', code)}</code>"


def _flatten(spans: list[Span], line_kind: LineKind, pieces: list[Piece], kinds: list[str], *, in_link: bool) -> None:
    for span in spans:
        if span.kind == "text":
            pieces.append(Piece(span.text, literal=True, in_link=in_link))
        elif span.kind == "code":
            beside = next((piece.text[-1] for piece in reversed(pieces) if piece.text), "")
            pieces.append(Piece(code_tag(span.text) if beside == "`" else f"`{span.text}`"))
        elif span.kind == "raw":
            pieces.append(Piece(span.text))
        elif span.kind == "line":
            pieces.append(Piece("\n" if line_kind == "block" else " "))
        elif span.kind == "break":
            pieces.append(Piece("<br>\n" if line_kind == "block" else "<br>"))
        else:
            pair = len(kinds)
            kinds.append(span.kind)
            pieces.append(Piece("[" if span.kind == LINK else "", pair=pair, opens=True))
            _flatten(span.parts, line_kind, pieces, kinds, in_link=in_link or span.kind == LINK)
            pieces.append(Piece(span.tail if span.kind == LINK else "", pair=pair))
