"""What of a finished line would be read as syntax, and how it is written so that it is not.

A character is escaped only where one of the renderers would read it as something else. Each function writes what its rows
of SPELLINGS.md say, which name it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclean import chars, lazy
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.markdown.inline_tokens import LIKE_STOCK_STAR
from newsclean.urls import is_active_url
from newsclean.writer.addresses import set_apart_addresses
from newsclean.writer.line import Line, LineKind, Piece

ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

# One look decides whether a line holds anything that could be syntax; most lines of news do not.
_TRIGGER = lazy.pattern(r"[\\`*_\[\]<&|~{$^#]|!\Z|://|www\.")
_REFERENCE = lazy.pattern(r"&(?=(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)")
_LINE_STARTS = lazy.pattern(
    r"(?m)^(?:(?P<list>\d+[.)])(?=[ \t]|$)|(?P<bullet>[+-])(?=[ \t]|$)|(?P<hash>#)|(?P<quote>>)"
    r"|(?P<rule>(?P<char>[-=])(?:[ \t]*(?P=char))*(?=[ \t]*$))|(?P<colon>:)(?=[ \t]|$))"
)
_STAR_RULE = lazy.pattern("(?m)^(?:\\*[ \\t\u00a0\u3000]*|_[ \\t\u00a0\u3000]*)+$")
_FENCE = lazy.pattern(r"(?m)^(?:`{3,}|~{3,})")
_LIQUID = lazy.pattern(rf"{chars.LIQUID_BRACE}(?:\{{[^}}{chars.LIQUID_BRACE}]*\}}\}}|%[^%]*%\}})")


def write_line(pieces: Sequence[Piece], kind: LineKind, *, labels: bool) -> str:
    """Write a finished line, its text escaped where a renderer would read it as syntax."""
    line = Line(pieces, kind, labels=labels)
    if not any(piece.literal and _TRIGGER.search(piece.text) for piece in pieces) and not _sees_start(line):
        return line.text
    set_apart_addresses(line)
    _stars(line)
    _underscores(line)
    _runs(line, "`", "\\`")
    _runs(line, "~", "&#126;")
    _brackets(line)
    _singles(line)
    if kind == "alt":
        for match in line.find(r"[*_`]"):
            line.escape(match.start())
        for match in line.find(r"\A\^"):
            line.escape(match.start(), "&#94;")
    if kind == "block":
        _line_starts(line)
    if kind == "heading":
        _heading_end(line)
    _backslashes(line)
    return line.written()


def _sees_start(line: Line) -> bool:
    """Tell whether some line starts as a block would."""
    return line.kind == "block" and _LINE_STARTS.search(line.text) is not None


def _stars(line: Line) -> None:
    text = line.text
    for match in line.find(LIKE_STOCK_STAR):
        line.escape(match.start())
    found = [match.start() for match in line.find(r"\*")]
    if not found:
        return
    active = [at for at in found if not (text[at - 1 : at] or " ").isspace() or not (text[at + 1 : at + 2] or " ").isspace()]
    marks = sum(piece.text.strip("*") == "" and piece.pair >= 0 for piece in line.pieces)
    if len(active) + marks > 1:
        for at in active:
            line.escape(at)
    if line.kind == "block":
        for match in line.find(r"(?m)^\*(?=[ \t]|\[)"):
            line.escape(match.start())


def _underscores(line: Line) -> None:
    """CommonMark: `_` does not work inside words. kramdown: it opens unless a letter stands before it.

    A run of several opens and closes by itself: `____`.
    """
    text = line.text
    if "_" not in text:
        return
    opening, closing = [], []
    for match in line.find("_+"):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if len(match[0]) > 1 and not (before.isalnum() and after.isalnum()):
            line.escape_all(match)
        if not after.isspace() and not before.isalpha():
            opening.append(match)
        if not before.isspace() and not after.isalnum():
            closing.append(match)
    if opening and closing and opening[0].start() < closing[-1].start():
        for match in [*opening, *closing]:
            line.escape_all(match)


def _runs(line: Line, char: str, new: str) -> None:
    """Two runs of backticks or tildes make a span of what stands between; one is text."""
    text = line.text
    if char not in text:
        return
    # A row of a table is read as one line; GitHub takes a tilde beside a mark for a mark.
    always = char == "`" and line.kind == "cell"
    total = len(re.findall(re.escape(char) + "+", text))
    for match in line.find(re.escape(char)):
        at = match.start()
        beside_mark = char == "~" and any(text[near : near + 1] == "*" and not line.is_text(near) for near in (at - 1, at + 1))
        if total > 1 or always or beside_mark:
            line.escape(at, "&#96;" if always else new)
    if line.kind == "block":
        for match in line.find(_FENCE):
            if match[0][0] == char:
                for at in range(match.start(), match.end()):
                    line.escape(at, new)


def _brackets(line: Line) -> None:
    if "[" not in line.text and "]" not in line.text:
        return
    for match in line.find(r"\[\^"):
        line.escape(match.start())
    for match in line.find(r"(?<=\[)\^"):
        if not line.is_text(match.start() - 1):
            line.escape(match.start(), "&#94;")
    if line.labels or any(True for _ in line.find(r"\](?=[(\[:])")):
        for match in line.find(r"\["):
            line.escape(match.start())
    for match in line.find(r"(?<=\])\((?=([^)\n]{0,40}))"):
        if is_active_url(match[1]):
            line.escape(match.start())
    for match in line.find(r"[\[\]]"):
        if line.is_in_link(match.start()) or line.kind == "alt":
            line.escape(match.start())
    if line.kind == "block":
        for match in line.find(r"\A\[(?=[ xX]\][ \t])"):
            line.escape(match.start())
    for match in line.find(r"!(?=\[)"):
        if not line.is_text(match.end()):
            line.escape(match.start())


def _singles(line: Line) -> None:
    # A tag needs its `>`, but a block of HTML starts without.
    last = line.text.rfind(">")
    for match in line.find(r"<(?=[^\W\d_]|[/!?])"):
        if match.start() < last or line.text[match.start() - 1 : match.start()] in ("", "\n"):
            line.escape(match.start())
    for match in line.find(r"<(?=<)"):
        if not line.is_text(match.end()):
            line.escape(match.start(), "&lt;")
    for match in line.find(_REFERENCE):
        line.escape(match.start(), "&amp;")
    if line.kind != "heading":
        filters = _filters(line) if line.kind == "block" else frozenset()
        for match in line.find(r"\|"):
            if match.start() not in filters:
                line.escape(match.start())
    for match in line.find(LIQUID):
        line.escape(match.start(), "&#123;")
    for match in line.find(r"\{(?=:)"):
        line.escape(match.start())
    for match in line.find(r"\$(?=\$)|(?<=\$)\$"):
        line.escape(match.start())
    if line.kind == "block":
        for match in line.find(r"(?m)^\^$"):
            line.escape(match.start(), "&#94;")


def _filters(line: Line) -> frozenset[int]:
    """The bars of Liquid that was meant as Liquid: Jekyll runs it before it reads Markdown."""
    spans = _LIQUID.finditer(line.text) if chars.LIQUID_BRACE in line.text else ()
    return frozenset(at for span in spans for at in range(*span.span()))


def _line_starts(line: Line) -> None:
    for match in _STAR_RULE.finditer(line.text):
        for at in range(match.start(), match.end()):
            if line.text[at] in "*_" and line.is_text(at):
                line.escape(at)
    for match in line.find(_LINE_STARTS):
        if match["list"]:
            line.escape(match.end("list") - 1)
        else:
            line.escape(match.start())


def _heading_end(line: Line) -> None:
    for match in line.find(r"#+\Z"):
        for at in range(match.start(), match.end()):
            line.escape(at)
    for match in line.find(r"\{(?=#[^{}\s]*\}\Z)"):
        line.escape(match.start())


def _backslashes(line: Line) -> None:
    for match in line.find(r"\\"):
        at = match.start()
        follows = line.spelling(at + 1)[:1]
        if not follows or follows in ASCII_PUNCTUATION or follows in ("\n", chars.LIQUID_BRACE):
            line.escape(at)
