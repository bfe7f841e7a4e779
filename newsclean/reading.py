"""The text that a reader of HTML sees, with the places it comes from.

This is the proof's own reader. It shares no parser with the road: one pattern cuts HTML into tags and text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from newsclean import chars
from newsclean.html_names import DECODED, ELEMENTS, NO_TEXT, VOID
from newsclean.nodes import BLOCKS
from newsclean.references import without_marks

_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!\[(?:[iI][fF]|[eE][nN][dD][iI][fF])[^<>]*>"
    r"|<[!?][A-Za-z][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?)(?=[ \t\n\f\r/>])"
    r"(?P<attrs>(?:[^<>\"']|(?<=[=\s])\"[^\"]*\"|(?<=[=\s])'[^']*'|(?<![=\s])[\"'])*)>",
    re.S,
)
_REFERENCE = re.compile(r"(&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?)")
_PLAIN_TEXT = frozenset({"xmp", "iframe", "noembed", "noframes"})
NOT_SEEN = re.compile(f"[{chars.INVISIBLE}{chars.CONTROLS}{chars.NONCHARACTERS}]")
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
_BLANKS = re.compile(f"[{_BLANK.replace(' ', '')}][{_BLANK}]*| [{_BLANK}]+")  # all but a single blank, which stays
_BORDERS = re.compile(r" ?\n[ \n]*")


class Event(NamedTuple):
    """A start tag, an end tag or a piece of text of HTML, and where it stands; `exact`: no reference was decoded in it."""

    kind: str
    name: str
    at: int
    attrs: str = ""
    exact: bool = True


def scan(html: str) -> Iterator[Event]:
    """Cut HTML into its events. A `<` that starts no known element is text, CDATA is text."""
    position = text_from = 0
    opened: Counter[str] = Counter()
    stack: list[str] = []
    while match := _TOKEN.search(html, position):
        name = (match["name"] or "").lower()
        if name and name not in ELEMENTS and ":" not in name:
            position = match.start() + 1
            continue
        if text_from < match.start():
            yield from _text(html, text_from, match.start())
        position = match.end()
        if match["cdata"] is not None:
            yield Event("text", match["cdata"], match.start("cdata"))
        elif name and not match["end"]:
            if name == "a" and opened["a"]:  # links do not nest: the next one ends the first
                opened["a"] = 0
                yield Event("end", "a", match.start())
                if crosses_block(stack, "a"):
                    yield Event("end", "p", match.start())
            opened[name] += 1
            if name not in VOID:
                stack.append(name)
            yield Event("start", name, match.start(), match["attrs"])
            if name in NO_TEXT or name in _PLAIN_TEXT or name in DECODED:
                end = re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.I).search(html, position)
                stop = end.start() if end else len(html)
                if name in DECODED:
                    yield from _text(html, position, stop)
                elif name in _PLAIN_TEXT:
                    yield Event("text", html[position:stop], position)
                position = stop
        elif name and (opened[name] > 0 or name in ("br", "p")):
            opened[name] -= 1
            yield Event("end", name, match.start())
            if stack and stack[-1] == name:
                stack.pop()
            elif crosses_block(stack, name):
                yield Event("end", "p", match.start())
        text_from = position
    yield from _text(html, text_from, len(html))


def crosses_block(stack: list[str], name: str) -> bool:
    """Take `name` off the stack; tell whether the end of an inline element ends a block inside with it."""
    at = len(stack) - 1
    while at >= 0 and stack[at] != name:
        at -= 1
    if at < 0:
        return False
    inside = stack[at + 1 :]
    del stack[at:]
    return name not in BLOCKS and not BLOCKS.isdisjoint(inside)


def _text(html: str, start: int, end: int) -> Iterator[Event]:
    if start >= end:
        return
    chunk = html[start:end]
    if "&" not in chunk:
        yield Event("text", chunk, start)
        return
    for piece in _REFERENCE.split(chunk):
        if piece:
            decoded = unescape(without_marks(piece)) if piece.startswith("&") else piece
            yield Event("text", decoded, start, exact=decoded == piece)
            start += len(piece)


def normal(text: str) -> str:
    """Fold what makes no difference to a reader: runs of blanks, borders of blocks, characters that nobody sees."""
    text = _BLANKS.sub(" ", text)
    if NOT_SEEN.search(text):
        text = _BLANKS.sub(" ", NOT_SEEN.sub("", text))
    return _BORDERS.sub("\n", text).strip(" \n")


def visible_text(html: str) -> str:
    """Give the text of HTML, with a newline for every border of a block."""
    return "".join(text_pieces(scan(html)))


def text_pieces(events: Iterable[Event]) -> Iterator[str]:
    """Give the text of events piece by piece; borders are newlines, and line ends in text blanks unless it is preformatted."""
    preformatted = 0
    for event in events:
        if event.kind == "text":
            yield event.name if preformatted else event.name.replace("\n", " ")
        elif is_border(event):
            preformatted += preformats(event)
            yield "\n"


def preformats(event: Event) -> int:
    """Give how a tag changes the number of open elements whose line ends are line ends."""
    return 0 if event.name != "pre" else 1 if event.kind == "start" else -1


def is_border(event: Event) -> bool:
    """Tell whether a line ends at a tag; an end tag that closes nothing is none."""
    return (event.name in BLOCKS and event.name not in ("html", "body", "head")) or event.name in ("br", "hr")
