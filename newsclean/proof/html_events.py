"""The text that a reader of HTML sees, with the places it comes from.

This is the proof's own reader. It shares no parser with the pipeline: one pattern cuts HTML into tags and text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.html.char_references import without_marks
from newsclean.html.elements import BLOCKS, DECODED, ELEMENTS, ENDS_PARAGRAPH, NO_TEXT, VOID

_TOKEN = lazy.pattern(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!\[(?:[iI][fF]|[eE][nN][dD][iI][fF])[^<>]*>"
    r"|<[!?][A-Za-z][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?)(?=[ \t\n\f\r/>])"
    r"(?P<attrs>(?:[^<>\"']|(?<=[=\s])\"[^\"]*\"|(?<=[=\s])'[^']*'|(?<![=\s])[\"'])*)>",
    re.S,
)
_REFERENCE = lazy.pattern(r"(&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?)")
_TABLE_PARTS = frozenset({"caption", "tbody", "td", "tfoot", "th", "thead", "tr"})
_PLAIN_TEXT = frozenset({"xmp", "iframe", "noembed", "noframes"})
NOT_SEEN = lazy.pattern(f"[{chars.INVISIBLE}{chars.CONTROLS}{chars.NONCHARACTERS}]")
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
_BLANKS = lazy.pattern(f"[{_BLANK.replace(' ', '')}][{_BLANK}]*| [{_BLANK}]+")  # all but a single blank, which stays
_BORDERS = lazy.pattern(r" ?\n[ \n]*")
# At the tags of these a line ends; an end tag that closes nothing is no event.
BORDERS = BLOCKS | {"br"}


class Event(NamedTuple):
    """A start tag, an end tag or a piece of text of HTML, and where it stands; `exact`: no reference was decoded in it."""

    kind: str
    name: str
    at: int
    attrs: str = ""
    exact: bool = True


def scan(html: str, *, inline: bool = True) -> Iterator[Event]:
    """Cut HTML into its events. A `<` that starts no known element is text, CDATA is text.

    `inline`: with the tags at which no line ends; without them there are still pictures.
    """
    position = text_from = 0
    opened: Counter[str] = Counter()
    # What stands open, one in the other, and at which depths each name does.
    names: list[str] = []
    depths: defaultdict[str, list[int]] = defaultdict(list)
    while match := _TOKEN.search(html, position):
        cdata, ends, name, attrs = match.groups()
        name = name.lower() if name else ""
        if name and name not in ELEMENTS and ":" not in name:
            position = match.start() + 1
            continue
        start, position = match.span()
        if text_from < start:
            chunk = html[text_from:start]
            if "&" in chunk:
                yield from _decoded(chunk, text_from)
            else:
                yield Event("text", chunk, text_from)
        if cdata is not None:
            yield Event("text", cdata, match.start("cdata"))
        elif name and not ends:
            if name == "a" and opened["a"] and not _is_behind_cell(depths, "a"):  # links do not nest: the next ends the first
                opened["a"] = 0
                if inline:
                    yield Event("end", "a", start)
                yield from _end(names, depths, "a", start)
            opened[name] += 1
            if name in ENDS_PARAGRAPH and names and names[-1] == "p":
                names.pop()
                depths["p"].pop()
            if name not in VOID and (name not in _TABLE_PARTS or depths["table"]):
                names.append(name)
                depths[name].append(len(names))
            if inline or name in BORDERS or name == "img":
                yield Event("start", name, start, attrs)
            if name in NO_TEXT or name in _PLAIN_TEXT or name in DECODED:
                end = re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.I).search(html, position)
                stop = end.start() if end else len(html)
                if name in DECODED:
                    yield from _decoded(html[position:stop], position)
                elif name in _PLAIN_TEXT:
                    yield Event("text", html[position:stop], position)
                position = stop
        elif names and names[-1] == name and opened[name] > 0:
            opened[name] -= 1
            names.pop()
            depths[name].pop()
            if inline or name in BORDERS:
                yield Event("end", name, start)
        elif name and (name in ("br", "p") or (opened[name] > 0 and not _is_behind_cell(depths, name))):
            opened[name] -= 1
            if name == "pre" and not depths["pre"]:
                yield Event("end", "p", start)  # it ended with one round it
            elif inline or name in BORDERS:
                yield Event("end", name, start)
            yield from _end(names, depths, name, start)
        text_from = position
    yield from _decoded(html[text_from:], text_from)


def _is_behind_cell(depths: Mapping[str, list[int]], name: str) -> bool:
    """Tell whether the last one of that name stands round a cell or a table, where its end tag is none."""
    within = () if name == "table" else ("table",) if name in _TABLE_PARTS else ("table", "td", "th", "caption")
    own = depths[name]
    return bool(own) and any(other[-1] > own[-1] for other in map(depths.__getitem__, within) if other)


def _end(names: list[str], depths: Mapping[str, list[int]], name: str, at: int) -> Iterator[Event]:
    """End the last one of that name; give the ends of lines and of preformatted text inside it that it brings."""
    if not depths[name] or _is_behind_cell(depths, name):
        return
    inside: list[str] = []
    while (last := names.pop()) != name:
        depths[last].pop()
        inside.append(last)
    depths[name].pop()
    for _ in range(inside.count("pre")):
        yield Event("end", "pre", at)
    if name not in BLOCKS and not BLOCKS.isdisjoint(inside):
        yield Event("end", "p", at)


def _decoded(chunk: str, start: int) -> Iterator[Event]:
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


def visible_text(html: str, *, picture: str = "") -> str:
    """Give the text of HTML, with a newline for every border of a block and `picture` for every picture."""
    return "".join(text_pieces(scan(html, inline=False), picture=picture))


def text_pieces(events: Iterable[Event], *, picture: str = "") -> Iterator[str]:
    """Give the text of events piece by piece; borders are newlines, and line ends in text blanks unless it is preformatted."""
    preformatted = 0
    for event in events:
        if event.kind == "text":
            yield event.name if preformatted else event.name.replace("\n", " ")
        elif event.name == "img":
            yield picture
        elif event.name in BORDERS:
            preformatted += preformats(event)
            yield "\n"


def preformats(event: Event) -> int:
    """Give how a tag changes the number of open elements whose line ends are line ends."""
    return 0 if event.name != "pre" else 1 if event.kind == "start" else -1
