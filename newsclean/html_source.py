"""HTML as it was written -> HTML that a parser cannot misread, and the text in it with its places.

What lxml would swallow becomes text (`PE<15`, `1<x<2`, CDATA), end tags without a start vanish, and
elements that nothing closes are found before a parser hides them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape

from newsclean import lazy
from newsclean.html_names import (
    DECLARATION,
    DECODED,
    ELEMENTS,
    ENDS_PARAGRAPH,
    FALLBACK,
    FOR_PARSER,
    IMPLIED_END,
    NO_TEXT,
    RAW,
    SHOWING_NOTHING,
    UNKNOWN_PREFIX,
    VOID,
)
from newsclean.references import without_marks

# A tag as nearly all are written: values in double quotes, right behind `=`, without `<` and `>`.
_PLAIN_TAG = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[ \t\n\f\r][^<>\"']*(?:(?<==)\"[^<>\"]*\"[^<>\"']*)*)?/?>")
_NAME = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?)(?=[ \t\n\f\r/>])")
_STOP = lazy.pattern(r"[<>\"']")
_REFERENCE = lazy.pattern(r"(&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?)")
_CONDITIONAL = lazy.pattern(r"<!\[(?:if|endif)[^<>]*>", re.I)
_COMMENT_END = lazy.pattern(r"--!?>")
# The attribute `hidden`, but not `overflow: hidden`.
_HIDDEN = lazy.pattern(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s=>/])", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADING_END = lazy.pattern(r"</?[hH]([1-6])(?=[\s>])")
_PARAGRAPH = lazy.pattern(r"\s*<[pP](?=[\s>])")
# A heading that ends further away was never closed and only meets the end of another.
_MAX_HEADING = 400
# Scanning for the end of a tag may run to the end of the input when a quote is never closed. After
# this many such tags the rest is read without quotes, so the whole stays linear.
_MAX_FAILED_TAGS = 100


@dataclass(slots=True)
class HtmlSource:
    """HTML made safe, the text in it, and where that text came from.

    `html` goes to the parser. `text` is all character data in order, entities decoded; `places`
    gives for offsets in `text` those in the source: (offset in text, offset in source, 1:1?). `unclosed` lists
    elements and comments that nothing ends: (offset, what, whether a parser would hide what follows); `is_closed`: no
    element at all is open at the end, not even one that a browser closes by itself.
    """

    html: str
    text: str
    places: list[tuple[int, int, bool]]
    unclosed: list[tuple[int, str, bool]] = field(default_factory=list)
    dropped_tags: bool = False
    is_closed: bool = True

    def offset_of(self, text_offset: int) -> int:
        """Give the offset in the source for an offset in `text`."""
        index = bisect_right(self.places, (text_offset, 1 << 60, True)) - 1
        if index < 0:
            return 0
        text_start, start, exact = self.places[index]
        return start + (text_offset - text_start if exact else 0)


def read_html(source: str) -> HtmlSource:
    """Make `source` safe for a parser and list its text."""
    return _Scanner(source).scan()


@cache
def _raw_end(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*>", re.I)


def _is_hidden(tag: str) -> bool:
    words = tag.lower()
    return ("hidden" in words or "none" in words) and _HIDDEN.search(tag) is not None


class _Scanner:
    def __init__(self, source: str) -> None:
        self._source = source
        self._html: list[str] = []
        self._text: list[str] = []
        self._places: list[tuple[int, int, bool]] = []
        self._length = 0
        self._open: Counter[str] = Counter()
        self._stack: list[tuple[str, int, bool]] = []
        self._unclosed: list[tuple[int, str, bool]] = []
        self._failed = 0
        self._never_closed: set[str] = set()
        self._dropped_tags = False
        self._heading_end = 0

    def scan(self) -> HtmlSource:
        source, position = self._source, 0
        while True:
            start = source.find("<", position)
            if start < 0:
                self._add_text(position, len(source))
                break
            if start > position:
                self._add_text(position, start)
            plain = _PLAIN_TAG.match(source, start)
            if plain and (name := plain[2].lower()) in ELEMENTS:
                position = self._tag(start, plain.end(), bool(plain[1]), name)
            else:
                position = self._markup(start)
        for name, at, hides in self._stack:
            if self._open[name] > 0 and name not in IMPLIED_END:
                self._unclosed.append((at, f"<{name}>", hides))
        self._unclosed.sort()
        is_closed = not self._unclosed and not any(self._open.values())
        return HtmlSource("".join(self._html), "".join(self._text), self._places, self._unclosed, self._dropped_tags, is_closed)

    def _add_text(self, start: int, end: int) -> None:
        if start == end:
            return
        chunk = self._source[start:end]
        if "&" not in chunk:
            self._html.append(chunk)
            self._note(chunk, start, exact=True)
            return
        at = start
        for piece in _REFERENCE.split(chunk):
            # References are decoded here, by the standard's own table; parsers differ in what they make of `&copy2`.
            decoded = unescape(without_marks(piece)) if piece.startswith("&") else piece
            if decoded:
                self._html.append(escape(decoded, quote=False))
                self._note(decoded, at, exact=decoded == piece)
            at += len(piece)

    def _note(self, text: str, at: int, *, exact: bool) -> None:
        self._places.append((self._length, at, exact))
        self._text.append(text)
        self._length += len(text)

    def _literal(self, start: int, end: int) -> int:
        """Take `source[start:end]` as text, whatever it looks like."""
        self._html.append(escape(self._source[start:end], quote=False))
        self._note(self._source[start:end], start, exact=True)
        return end

    def _markup(self, start: int) -> int:
        """Read what is no plain tag of a known element."""
        source = self._source
        if source.startswith("<!--", start):
            return self._comment(start)
        if source.startswith("<![CDATA[", start):
            end = -1 if "]]>" in self._never_closed else source.find("]]>", start)
            if end < 0:
                self._never_closed.add("]]>")
                self._unclosed.append((start, "<![CDATA[", False))
                return self._literal(start + 9, len(source))
            self._literal(start + 9, end)
            return end + 3
        if conditional := _CONDITIONAL.match(source, start):
            return conditional.end()
        if nothing := DECLARATION.match(source, start):
            return nothing.end()
        match = _NAME.match(source, start)
        if match and (match[2].lower() in ELEMENTS or ":" in match[2]):
            end = self._tag_end(match.end())
            if end > 0:
                return self._tag(start, end, bool(match[1]), match[2].lower())
        return self._literal(start, start + 1)

    def _comment(self, start: int) -> int:
        source = self._source
        if source.startswith(("<!-->", "<!--->"), start):
            return source.index(">", start) + 1
        match = _COMMENT_END.search(source, start + 4)
        if not match:
            self._unclosed.append((start, "<!--", True))
            return len(source)
        self._html.append(f"<!--{source[start + 4 : match.start()].replace('--', '- -')}-->")
        return match.end()

    def _tag_end(self, position: int) -> int:
        """Give the offset behind the `>` that ends a tag, or 0."""
        source = self._source
        if self._failed > _MAX_FAILED_TAGS:
            return source.find(">", position) + 1
        while match := _STOP.search(source, position):
            if match[0] == ">":
                return match.end()
            if match[0] == "<":
                return 0  # `a<b c<d`: no tag at all
            if source[match.start() - 1] not in "= \t\n\r":
                position = match.end()  # a stray quote, not the start of a value
                continue
            end = source.find(match[0], match.end())
            if end < 0:
                break
            position = end + 1
        self._failed += 1
        return 0

    def _tag(self, start: int, end: int, closing: bool, name: str) -> int:
        tag = self._source[start:end]
        if name == "p" and start < self._heading_end:
            # lxml would end the heading at its first paragraph. Between two of them one break is enough.
            self._html.append("" if closing and _PARAGRAPH.match(self._source, end) else "<br>")
            return end
        if closing and name == "p":
            # A browser makes an empty paragraph of an end without a start, so the line ends there all the same.
            self._html.append("</p>" if self._open["p"] else "<p></p>")
            self._open["p"] = 0
            return end
        if closing:
            if name == "br":  # a browser shows it as a break
                self._html.append("<br>")
            if self._open[name] > 0:
                self._open[name] -= 1
                self._close(name)
                if name in ENDS_PARAGRAPH or name in IMPLIED_END:
                    self._open["p"] = 0  # one that stands open in it ends with it
                self._html.append(f"</{FOR_PARSER.get(name, name)}>")
            else:
                self._dropped_tags = True
            return end
        if name in SHOWING_NOTHING:
            return end  # lxml does not know that some of these are empty, and what follows would be lost with them
        tag = without_marks(tag) if "&#" in tag else tag
        self._html.append(self._for_parser(tag, name) if name in FOR_PARSER else tag)
        if name in VOID:
            return end
        if name in _HEADINGS:
            found = _HEADING_END.search(self._source, end, end + _MAX_HEADING)
            self._heading_end = found.start() if found and found[1] == name[1] else 0
        if name in RAW:
            return self._raw(start, end, name)
        if name in ENDS_PARAGRAPH:
            self._open["p"] = 0
        if name == "a" and self._open["a"]:  # links do not nest
            self._html.insert(-1, "</a>")
            self._open["a"] = 0
        self._open[name] += 1
        hides = len(tag) > len(name) + 2 and name not in IMPLIED_END and _is_hidden(tag)
        hides = hides or name in FALLBACK
        self._stack.append((name, start, hides))
        return end

    def _for_parser(self, tag: str, name: str) -> str:
        """Give a start tag the name under which it is parsed; what is then unknown neither ends itself nor a paragraph."""
        new = FOR_PARSER[name]
        rest = tag[1 + len(name) :]
        if not new.startswith(UNKNOWN_PREFIX):
            return f"<{new}{rest}"
        end = "</p>" if name == "pre" and self._open["p"] else ""
        return f"{end}<{new}{rest.removesuffix('/>').removesuffix('>')}>"

    def _close(self, name: str) -> None:
        if self._stack and self._stack[-1][0] == name:
            self._stack.pop()
            return
        for index in range(len(self._stack) - 2, max(-1, len(self._stack) - 200), -1):
            if self._stack[index][0] == name:
                del self._stack[index]
                return

    def _raw(self, start: int, end: int, name: str) -> int:
        source = self._source
        match = None if name in self._never_closed else _raw_end(name).search(source, end)
        end_tag = f"</{FOR_PARSER.get(name, name)}>"
        if not match:
            self._never_closed.add(name)  # nor will a later one be: look only once
            self._unclosed.append((start, f"<{name}>", True))
            self._html.append(end_tag)
            return end  # what follows is read as if the element were empty
        if name in DECODED and "&" in source[end : match.start()]:
            self._add_text(end, match.start())
        elif name not in NO_TEXT:
            self._literal(end, match.start())
        self._html.append(end_tag)
        return match.end()
