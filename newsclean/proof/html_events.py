"""The text that a reader of HTML sees, with the offsets it comes from.

This is the proof's own reader of HTML. It shares no parser with the pipeline: one pattern cuts HTML into tags and text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS, DECODED, ELEMENTS, ENDS_PARAGRAPH, FLOW, NO_TEXT, VOID
from newsclean.proof.made_by_browser import QUOTATION_OR_RUBY, MadeByBrowser, Rows

TOKEN = lazy.pattern(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!\[(?:[iI][fF]|[eE][nN][dD][iI][fF])[^<>]*>"
    r"|<[!?][A-Za-z][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*)(?=[ \t\n\f\r/>])"
    r"(?P<attrs>(?:[^<>\"']|(?<=[=\s])\"[^\"]*\"|(?<=[=\s])'[^']*'|(?<![=\s])[\"'])*)>",
    re.S,
)
_TAG_NAME = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*)(.*)", re.S)
# The names of elements that HTML does not know: of a site's own, which are written in small letters, or with a prefix.
_TAG_START = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*)")
_OWN_NAME = lazy.pattern(r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)+|.*:.*")
_VALUE = lazy.pattern(r"[ \t\n\f\r][^<>\"'=]*=\s*[\"']")
_SPELLED = {"amp-img": "img", "amp-anim": "img", "amp-video": "video", "amp-audio": "audio"}
_DECLARATION = lazy.pattern(r"<!--.*|<!\[CDATA\[.*|<[!?][A-Za-z][^<>]*>", re.S)
_STARTS_WITH_TAG = lazy.pattern(r"\s*(?:<!--|<!\[CDATA\[|</?([A-Za-z][A-Za-z0-9]*(?:-[a-z0-9]+)*)(?=[ \t\n\f\r/>]|$))")
_REFERENCE = lazy.pattern(r"(&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?)")
_NUMBER = lazy.pattern(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]+));?")
_TABLE_PARTS = frozenset({"caption", "tbody", "td", "tfoot", "th", "thead", "tr"})
_CELLS = ("table", "td", "th", "caption")
_PLAIN_TEXT = frozenset({"xmp", "iframe", "noembed", "noframes"})
_RAW = NO_TEXT | _PLAIN_TEXT | DECODED
NOT_SEEN = lazy.pattern(f"[{chars.INVISIBLE}{chars.CONTROLS}{chars.NONCHARACTERS}]")
_BLANK = chars.EDGE_SPACE.replace("\n", "") + chars.LINE_CONTROLS
_BLANKS = lazy.pattern(f"[{_BLANK.replace(' ', '')}][{_BLANK}]*| [{_BLANK}]+")  # all but a single blank, which stays
_BLANK_LINE = lazy.pattern(r"(?<=\S)[ \t]*\n[ \t]*\n\s*(?=\S)")
_BORDERS = lazy.pattern(r" ?\n[ \n]*")
# What a reader sees where they stand is no text.
OBJECTS = frozenset("audio canvas iframe img math object select svg video".split())
# At the tags of these a line ends; an end tag that closes nothing is no event.
BORDERS = BLOCKS | {"br"}


class Event(NamedTuple):
    """A start tag, an end tag or a piece of text of HTML, and where it stands; `exact`: no reference was decoded in it."""

    kind: str
    name: str
    at: int
    attrs: str = ""
    exact: bool = True


class TagNames:
    """The names of what may be tags in a text: of a pair of tags, no word in angle brackets is one."""

    def __init__(self, text: str) -> None:
        found = [(match[1], match[2].lower()) for match in _TAG_START.finditer(text)]
        self._pairs = {name for end, name in found if not end} & {name for end, name in found if end}

    def holds(self, name: str, rest: str) -> bool:
        """Tell whether a tag with that name, of which `rest` follows, is one and no word."""
        known = name.lower() in ELEMENTS or name.lower() in self._pairs
        return known or _OWN_NAME.fullmatch(name) is not None or _VALUE.match(rest) is not None


def is_tag(text: str, names: TagNames) -> bool:
    """Tell whether what CommonMark takes for inline HTML is a tag, or nothing that is shown; `names`: of the tags round it."""
    if text.startswith(("<!", "<?")):
        return _DECLARATION.fullmatch(text) is not None
    match = _TAG_NAME.match(text)
    return match is None or names.holds(match[2], match[3])


def starts_with_tag(text: str) -> bool:
    """Tell whether a text starts with a tag, or with a comment."""
    match = _STARTS_WITH_TAG.match(text)
    return match is not None and (match[1] is None or match[1].lower() in ELEMENTS or _OWN_NAME.fullmatch(match[1]) is not None)


def scan(html: str, *, inline: bool = True) -> Iterator[Event]:
    """Cut HTML into its events. A `<` that starts no known element is text, CDATA is text.

    `inline`: with the tags at which no line ends; without them there are still pictures and their like.
    """
    position = text_from = 0
    elements = _OpenElements()
    names: TagNames | None = None
    made = MadeByBrowser()
    rows: Rows | None = None
    while match := TOKEN.search(html, position):
        cdata, is_end, name, attrs = match.groups()
        if name and name.lower() not in ELEMENTS:
            names = names or TagNames(html)
            if not names.holds(name, attrs):
                position = match.start() + 1
                continue
        name = name.lower() if name else ""
        name = _SPELLED.get(name, name)
        start, position = match.span()
        if text_from < start:
            if rows is not None:
                rows.text(html[text_from:start])
            yield from _text(html[text_from:start], text_from, elements)
        if cdata is not None:
            yield Event("text", cdata, match.start("cdata"))
        elif name:
            if name == "pre":
                rows = None if is_end else Rows()
            elif rows is not None and rows.begins(name, attrs or "", is_end=bool(is_end)):
                yield Event("text", "\n", start, exact=False)
            if name in QUOTATION_OR_RUBY and (shown := made.at(name, html, position, is_end=bool(is_end))):
                yield Event("text", shown, start, exact=False)
            events = elements.end(name, start) if is_end else elements.start(name, start, attrs)
            for event in events:
                if inline or event.name in BORDERS or (event.name in OBJECTS and not is_end):
                    yield event
            if name in _RAW and not is_end:
                end = re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.I).search(html, position)
                stop = end.start() if end else len(html)
                yield from _raw_text(name, html[position:stop], position)
                position = stop
        text_from = position
    yield from _text(html[text_from:], text_from, elements)


def _text(chunk: str, at: int, elements: _OpenElements) -> Iterator[Event]:
    """Give a piece of text; right in a block that may hold paragraphs a blank line parts two."""
    start = 0
    for border in _BLANK_LINE.finditer(chunk) if "\n" in chunk and elements.may_hold_paragraphs else ():
        yield from _decoded(chunk[start : border.start()], at + start)
        yield Event("end", "p", at + border.start())
        start = border.end()
    if "&" in chunk:
        yield from _decoded(chunk[start:], at + start)
    elif start < len(chunk):
        yield Event("text", chunk[start:], at + start)


class _OpenElements:
    """What stands open, one in the other, and at which depths each name does."""

    def __init__(self) -> None:
        self._opened: Counter[str] = Counter()
        self._names: list[str] = []
        self._depths: defaultdict[str, list[int]] = defaultdict(list)

    @property
    def may_hold_paragraphs(self) -> bool:
        """Whether what is open innermost may hold paragraphs, and no line end is preserved."""
        return (not self._names or self._names[-1] in FLOW) and not self._depths["pre"]

    def start(self, name: str, at: int, attrs: str) -> list[Event]:
        """Open an element; give its event, behind those of what it ends."""
        events: list[Event] = []
        if name == "a" and self._opened["a"] and not self._is_behind_cell("a"):  # links do not nest: the next ends the first
            self._opened["a"] = 0
            events = [Event("end", "a", at), *self._close("a", at)]
        self._opened[name] += 1
        names = self._names
        if names and names[-1] == "p" and name in ENDS_PARAGRAPH:
            names.pop()
            self._depths["p"].pop()
        if name not in VOID and (name not in _TABLE_PARTS or self._depths["table"]):
            names.append(name)
            self._depths[name].append(len(names))
        events.append(Event("start", name, at, attrs))
        return events

    def end(self, name: str, at: int) -> list[Event]:
        """Give the events of an end tag; none for one that ends nothing."""
        if self._names and self._names[-1] == name and self._opened[name] > 0:
            self._opened[name] -= 1
            self._names.pop()
            self._depths[name].pop()
            return [Event("end", name, at)]
        if name not in ("br", "p") and (self._opened[name] <= 0 or self._is_behind_cell(name)):
            return []
        self._opened[name] -= 1
        has_ended = name == "pre" and not self._depths["pre"]  # with one round it
        return [Event("end", "p" if has_ended else name, at), *self._close(name, at)]

    def _is_behind_cell(self, name: str) -> bool:
        """Tell whether the last one of that name stands round a cell or a table, where its end tag is none."""
        within = () if name == "table" else ("table",) if name in _TABLE_PARTS else _CELLS
        own = self._depths[name]
        return bool(own) and any(other[-1] > own[-1] for other in map(self._depths.__getitem__, within) if other)

    def _close(self, name: str, at: int) -> list[Event]:
        """End the last one of that name; give the ends of lines and of preformatted text inside it that it brings."""
        if not self._depths[name] or self._is_behind_cell(name):
            return []
        inside: list[str] = []
        while (last := self._names.pop()) != name:
            self._depths[last].pop()
            inside.append(last)
        self._depths[name].pop()
        events = [Event("end", "pre", at)] * inside.count("pre")
        ends_line = name not in BLOCKS and not BLOCKS.isdisjoint(inside)
        return [*events, Event("end", "p", at)] if ends_line else events


def _raw_text(name: str, text: str, at: int) -> Iterator[Event]:
    """Give what a browser shows of the text of an element in which no tag is one."""
    if name in DECODED:
        yield from _decoded(text, at)
    elif name in _PLAIN_TEXT:
        yield Event("text", text, at)


def _decoded(chunk: str, start: int) -> Iterator[Event]:
    for piece in _REFERENCE.split(chunk):
        if piece:
            decoded = _character(piece) if piece.startswith("&") else piece
            yield Event("text", decoded, start, exact=decoded == piece)
            start += len(piece)


def _character(reference: str) -> str:
    """Give what a browser shows of a character reference: nothing of one to NUL, a blank for a carriage return."""
    number = _NUMBER.fullmatch(reference)
    if number and not (int(number[1], 16) if number[1] else len(number[2]) < 10 and int(number[2])):
        return ""
    return unescape(reference).replace("\r", " ")


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
        elif event.name in OBJECTS:
            yield picture if event.kind == "start" else ""
        elif event.name in BORDERS:
            preformatted += preformats(event)
            yield "\n"


def preformats(event: Event) -> int:
    """Give how a tag changes the number of open elements whose line ends are line ends."""
    return 0 if event.name != "pre" else 1 if event.kind == "start" else -1
