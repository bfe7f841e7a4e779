"""Tags -> tags that lxml nests as a browser does, where the two differ: crosswise ends, rows without a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from newsclean.html.elements import (
    BLOCKS,
    ENDS_PARAGRAPH,
    FALLBACK,
    FLOW,
    FOR_PARSER,
    HEADINGS,
    IMPLIED_END,
    SIBLINGS,
    TABLE_PARTS,
    UNKNOWN_PREFIX,
    is_hidden,
)
from newsclean.html.open_elements import OpenElements

_TABLE = TABLE_PARTS | {"table"}
# A page has these, and a browser takes no second ones; lxml would end a paragraph at them.
_DOCUMENT = frozenset({"html", "head", "body"})


def parsed_name(tag: str, name: str) -> str:
    """Give a start tag the name under which it is parsed."""
    new = _name_for_parser(name)
    if new == name:
        return tag
    rest = tag[1 + len(name) :]
    # What the parser does not know must not end itself.
    return f"<{new}{rest}" if not new.startswith(UNKNOWN_PREFIX) else f"<{new}{rest.removesuffix('/>').removesuffix('>')}>"


def end_tag(name: str) -> str:
    """Give the end tag of an element under the name under which it is parsed."""
    return f"</{_name_for_parser(name)}>"


def _name_for_parser(name: str) -> str:
    # The builder takes the prefix off, also from what came with one.
    return UNKNOWN_PREFIX + name if name.startswith(UNKNOWN_PREFIX) else FOR_PARSER.get(name, name)


class TagWriter:
    """Adds tags to `html`, one after the other.

    `heading_end`: the offset of the end tag of the heading that stands open, which a paragraph must not end before it.
    """

    def __init__(self, html: list[str]) -> None:
        self._html = html
        self._elements = OpenElements()
        # How many start tags of a name wait for their end tag; all but one in `_elements` have ended with one round them.
        self._open: Counter[str] = Counter()
        self._splits_heading = False
        self.heading_end = 0
        self.changed_tags = False

    @property
    def is_closed(self) -> bool:
        """Whether no element at all is open."""
        return not any(self._open.values())

    @property
    def in_flow(self) -> bool:
        """Whether text here stands right in a block that may hold paragraphs, and nothing preserves its line ends."""
        last = self._elements.last
        return (not last or last in FLOW) and not self._elements.stands("pre")

    def unclosed(self) -> Iterator[tuple[int, str, bool]]:
        """Give the elements that nothing ended: where each starts, its tag, whether it hides what follows."""
        for name, start, hides in self._elements.left():
            if self._open[name] > 0 and name not in IMPLIED_END:
                yield start, f"<{name}>", hides

    def border(self, start: int) -> None:
        """End the line, whatever stands open."""
        self._html.append("<br>" if start < self.heading_end else "<p></p>")
        self._open["p"] = 0

    def end_paragraph(self, name: str) -> None:
        """Take note of the start of an element, which may end the paragraph that stands open."""
        if name in ENDS_PARAGRAPH:
            self._open["p"] = 0
            self._elements.close_last("p")

    def paragraph_in_heading(self, start: int, *, closing: bool) -> None:
        """Take note of a `p` that stands in a heading, where lxml is given a break for it."""
        if not closing:
            self._elements.open("p", start, hides=False)
        elif not self._elements.is_out_of_scope("p"):
            self._elements.close("p")

    def start(self, name: str, tag: str, start: int) -> None:
        """Add the start tag at offset `start`."""
        if name in _DOCUMENT:
            self._open[name] += 1
            return
        if name in TABLE_PARTS and not self._elements.stands("table"):
            # A browser passes over a row or cell that stands in no table; lxml would let it end what is open round it.
            self._open[name] += 1
            self.border(start)
            return
        if name in BLOCKS:
            self._splits_heading = name not in HEADINGS
        if name in FOR_PARSER and name in ENDS_PARAGRAPH and self._open["p"] and self._elements.last == "p":
            self._html.append("</p>")  # which one that the parser does not know would not end
        self.end_paragraph(name)
        if name in SIBLINGS and self._elements.last in SIBLINGS[name]:
            self._elements.close_last(self._elements.last)
        if name == "a" and self._open["a"] and not self._elements.is_out_of_scope("a"):  # links do not nest
            self._end("a", start)
            self._open["a"] = 0
        self._html.append(parsed_name(tag, name))
        self._open[name] += 1
        hides = name in FALLBACK or (len(tag) > len(name) + 2 and name not in IMPLIED_END and is_hidden(tag))
        self._elements.open(name, start, hides=hides)

    def end(self, name: str, start: int) -> None:
        """Add the end tag at offset `start`, or what a browser makes of it."""
        if name in _DOCUMENT:
            self._open[name] = max(0, self._open[name] - 1)
            return
        if name == "p" and (not self._open["p"] or self._elements.is_out_of_scope("p")):
            # A browser makes an empty paragraph of an end without a start, so the line ends there all the same.
            self.border(start)
            return
        if name == "br":  # a browser shows it as a break
            self._html.append("<br>")
        if self._open[name] > 0 and self._elements.close_last(name):
            self._html.append(end_tag(name))
            if name in HEADINGS and self._splits_heading:
                self.border(start)  # lxml may have ended it before
        elif self._open[name] <= 0 or self._elements.is_out_of_scope(name):
            self.changed_tags = True
            return
        else:
            self.changed_tags = True
            self._end(name, start)
        self._open[name] = 0 if name == "p" else self._open[name] - 1
        if name in ENDS_PARAGRAPH or name in IMPLIED_END:
            self._open["p"] = 0  # one that stands open in it ends with it

    def _end(self, name: str, start: int) -> None:
        """End an element, with those that stand open in it."""
        if not self._elements.stands(name):  # it ended with one round it, but a browser lets the line end here
            self._elements.close(name)
            if name in BLOCKS:
                self.border(start)
            return
        inside = self._elements.close(name)
        tag = end_tag(name)
        if inside and name not in _TABLE:
            # lxml would not end a `div` for what stands round it, and end a `b` in the place of the `strong` round it.
            self._html += [inner for inner in map(end_tag, inside) if inner in ("</div>", tag)]
        self._html.append(tag)
        if name not in _TABLE and not BLOCKS.isdisjoint(inside):
            self.border(start)  # lxml may have ended it before
