"""The structure that a reader of HTML sees: which words stand where, and how they are marked.

A small machine keeps it, fed with the events of rendered HTML or with the tree; what only differs in markup
(`<b>` or `<strong>`, one span or two, wrapped lines) is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import count, pairwise
from typing import Any
from urllib.parse import quote

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS
from newsclean.proof.html_events import NOT_SEEN, Event
from newsclean.urls import clean_url, is_active_url

_ATTRIBUTE = lazy.pattern(r"([A-Za-z][A-Za-z0-9-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_BLANK = chars.EDGE_SPACE + chars.LINE_CONTROLS
_BLANKS = lazy.pattern(f"[{_BLANK}]+")
_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del", "strike": "del"}
_MARKS |= {"sub": "sub", "sup": "sup"}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_CONTAINERS = frozenset({"ul", "ol", "li", "blockquote", "table", "tr", "td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Deeper than anything is written; in a line that is left alone nothing may end what it opens.
_MAX_PATH = 200


@dataclass(slots=True)
class _Container:
    """A list, item, quotation, table, row or cell; numbered among its kind when something is found in it."""

    label: str
    number: int = 0
    inside: dict[str, int] = field(default_factory=dict)
    cells: int = 0
    # Of a list: the number of its next item, what is added to it for the one behind, how many items there were.
    at: int = 1
    step: int = 1
    items: int = 0
    value: int | None = None  # that an item says itself


# What is shown: its kind, the words or the address, the link it is in, how it is marked.
ShownToken = tuple[Any, ...]
ShownBlock = tuple[str, str, tuple[ShownToken, ...]]


class StructureReader:
    """Keeps of a stream of events what a reader keeps: which words stand where, and how they are marked."""

    def __init__(self) -> None:
        self.leaves: list[ShownBlock] = []
        self._path = [_Container("")]
        self._kind = "p"
        self._marks: dict[str, int] = {}
        self._links: list[tuple[str, int] | None] = []
        self._numbers = count()
        self._tokens: list[ShownToken] = []
        self._preformatted = 0

    def read(self, events: Iterable[Event]) -> None:
        """Take in the events of a piece of HTML."""
        for event in events:
            if event.kind == "text":
                self.text(event.name)
            elif event.kind == "end":
                self.end(event.name)
            else:
                self.start(event.name, _attributes(event.attrs) if event.attrs else {})

    def start(self, name: str, attrs: Mapping[str, str]) -> None:
        if name in _MARKS or name in _CODE:
            mark = _MARKS.get(name, "code")
            self._marks[mark] = self._marks.get(mark, 0) + 1
        elif name == "a":
            href = attrs.get("href", "")
            # Numbered, so that two links with one target are told apart for as long as it matters.
            self._links.append((canonical_url(href), next(self._numbers)) if href and not is_active_url(href) else None)
        elif name == "br":
            self._tokens.append(("pre", "\n") if self._preformatted else ("br",))
        elif name == "img":
            self._image(attrs)
        elif name in BLOCKS:
            self._flush()
            if name in _CONTAINERS:
                self._enter(name, attrs)
            elif name in _HEADINGS:
                self._kind = name
            elif name == "pre":
                self._kind = "pre"
                self._preformatted += 1
            elif name == "hr":
                self._tokens.append(("hr",))
                self._flush()

    def end(self, name: str) -> None:
        if name in _MARKS or name in _CODE:
            mark = _MARKS.get(name, "code")
            self._marks[mark] = max(0, self._marks.get(mark, 0) - 1)
        elif name == "a" and self._links:
            self._links.pop()
        elif name in BLOCKS:
            self._flush()
            self.end_marks()  # none that was written anew goes on behind its block; of kept lines only their bytes count
            if name in _CONTAINERS:
                kind = "td" if name == "th" else name
                if len(self._path) > 1 and self._path[-1].label.split("@")[0] == kind:
                    self._path.pop()
            elif name in _HEADINGS:
                self._kind = "p"
            elif name == "pre":
                self._kind = "p"
                self._preformatted = max(0, self._preformatted - 1)

    def text(self, text: str) -> None:
        if self._preformatted:
            self._tokens.append(("pre", text))
            return
        is_plain = text.isprintable()  # no blank but U+0020 is, and nothing that is not seen
        text = text if is_plain else NOT_SEEN.sub("", text)
        words = text.strip(_BLANK)
        if text[:1] != words[:1]:
            self._blank()
        if not words:
            return
        marks = ",".join(sorted(mark for mark, count in self._marks.items() if count)) if self._marks else ""
        link = self._link
        words_alone = words if is_plain and "  " not in words else _BLANKS.sub(" ", words)
        _add_words(self._tokens, ("words", words_alone, link, marks))
        if text[-1] != words[-1]:
            self._blank()

    @property
    def _link(self) -> tuple[str, int] | None:
        return self._links[-1] if self._links else None

    def _blank(self) -> None:
        if not self._tokens or self._tokens[-1] != (" ",):
            self._tokens.append((" ",))

    def end_block(self) -> None:
        """Take what is still open for ended: a block that is read by itself."""
        self._flush()
        self.end_marks()
        self._kind, self._preformatted = "p", 0

    def end_marks(self) -> None:
        """Take the marks that are still open for ended."""
        self._marks.clear()
        self._links.clear()

    def finish(self) -> list[ShownBlock]:
        self._flush()
        return self.leaves

    def _image(self, attrs: Mapping[str, str]) -> None:
        src = attrs.get("src", "")
        if src.strip() and not is_active_url(src):
            alt = re.sub(r"\s+", " ", NOT_SEEN.sub("", attrs.get("alt", ""))).strip()
            self._tokens.append(("img", alt, canonical_url(src), self._link[0] if self._link else ""))

    def _enter(self, name: str, attrs: Mapping[str, str]) -> None:
        if name in ("td", "th"):
            row = self._path[-1]
            row.cells += 1
            self._path.append(_Container("td", row.cells))
            return
        container = _Container(name)
        if name == "ol":
            container.at, container.step = _integer(attrs.get("start"), 1) or 0, -1 if "reversed" in attrs else 1
        elif name == "li":
            container.value = _integer(attrs.get("value"), None)
        self._path.append(container)

    def _flush(self) -> None:
        tokens = _trimmed(self._tokens)
        self._tokens = []
        if not tokens:
            return
        if tokens[0][0] == "pre":
            text = "".join(token[1] for token in tokens if token[0] == "pre")
            tokens = [("pre", text.strip("\n"))]
            if not NOT_SEEN.sub("", text).strip():
                return
        labels = []
        path = self._path[-_MAX_PATH:]
        for outer, container in pairwise(path):
            if not container.number:
                if (outer.label, container.label) == ("ol", "li"):
                    _number(outer, container)
                outer.inside[container.label] = container.number = outer.inside.get(container.label, 0) + 1
            labels.append(f"{container.label}{container.number}")
        self.leaves.append(("/".join(labels), self._kind, tuple(_autolinks_as_text(tokens))))


def _number(ol: _Container, item: _Container) -> None:
    """Note the number of an item in which something is found, if it is not that of its place."""
    number = ol.at if item.value is None else item.value
    ol.at, ol.items = number + ol.step, ol.items + 1
    if number != ol.items:
        item.label = f"li@{number}"


def _integer(text: str | None, otherwise: int | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", text) else otherwise


def _add_words(tokens: list[ShownToken], words: ShownToken) -> None:
    """Append a piece of text; pieces that are marked alike are one, with the blank between them."""
    is_parted = len(tokens) > 1 and tokens[-1] == (" ",)
    at = -2 if is_parted else -1
    if tokens and tokens[at][0] == "words" and tokens[at][2:] == words[2:]:
        tokens[at:] = [("words", f"{tokens[at][1]}{' ' if is_parted else ''}{words[1]}", *words[2:])]
    else:
        tokens.append(words)


def _trimmed(tokens: list[ShownToken]) -> list[ShownToken]:
    """Take blanks and breaks from both edges, and blanks beside breaks."""
    kept: list[ShownToken] = []
    for token in tokens:
        if token == (" ",) and (not kept or kept[-1] == ("br",)):
            continue
        if token == ("br",):
            if kept and kept[-1] == (" ",):
                kept.pop()
            if not kept:
                continue
        kept.append(token)
    while kept and kept[-1] in ((" ",), ("br",)):
        kept.pop()
    return kept


def _autolinks_as_text(tokens: list[ShownToken]) -> Iterator[ShownToken]:
    """A link that shows its own address says no more than the address; a bare one may become such a link."""
    merged: list[ShownToken] = []
    for token in tokens:
        if token[0] == "words":
            _, words, link, marks = token
            url = link[0] if link and canonical_url(words) != link[0] else ""
            _add_words(merged, ("words", words, url, marks))
        else:
            merged.append(token)
    yield from merged


def canonical_url(url: str) -> str:
    """Spell a URL so that every spelling of one target is the same."""
    return quote(clean_url(unescape(url)).replace("&amp;", "&").strip("<>"), safe="%/:?#[]@!$&'()*+,;=~-._")


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(match[2] if match[2] is not None else match[3] if match[3] is not None else match[4])
        for match in _ATTRIBUTE.finditer(text)
    }
