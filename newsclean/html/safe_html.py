"""HTML as it was written -> HTML that a parser cannot misread, and the text in it with its offsets.

What lxml would swallow becomes text (`PE<15`, `1<x<2`, CDATA), end tags without a start vanish, and
elements that nothing closes are found before a parser hides them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape

from newsclean import lazy
from newsclean.html.char_references import without_marks
from newsclean.html.elements import (
    DECLARATION,
    DECODED,
    ELEMENTS,
    HEADINGS,
    NO_TEXT,
    RAW,
    SHOWING_NOTHING,
    TAG_NAME,
    VOID,
    is_tag_of_its_own,
    names_of_tags,
)
from newsclean.html.generated_text import GENERATING, NOTHING_IN_RT, CodeRows, GeneratedText
from newsclean.html.tag_balance import TagWriter, end_tag, parsed_name
from newsclean.html.tag_ends import TagEnds
from newsclean.offsets import OffsetMap

# A tag as nearly all are written: values in double quotes, right behind `=`, without `<` and `>`.
_PLAIN_TAG = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[ \t\n\f\r][^<>\"']*(?:(?<==)\"[^<>\"]*\"[^<>\"']*)*)?/?>")
_NAME = lazy.pattern(rf"<(/?)({TAG_NAME})(?=[ \t\n\f\r/>])")
# Behind which more text stands.
_BLANK_LINE = lazy.pattern(r"(?<=\S)[ \t]*\n[ \t]*\n\s*(?=\S)")
_REFERENCE = lazy.pattern(r"(&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?)")
_CONDITIONAL = lazy.pattern(r"<!\[(?:if|endif)[^<>]*>", re.I)
_HEADING_END = lazy.pattern(r"</?[hH]([1-6])(?=[\s>])")
_PARAGRAPH = lazy.pattern(r"\s*<[pP](?=[\s>])")
# A heading that ends further away was never closed and only meets the end of another.
_MAX_HEADING = 400


@dataclass(slots=True)
class HtmlSource:
    """HTML made safe, the text in it, and where that text came from.

    `html` goes to the parser. `text` is all character data in order, entities decoded; `origins`
    maps it to the source. `unclosed` lists
    elements and comments that nothing ends: (offset, what, whether a parser would hide what follows); `is_closed`: no
    element at all is open at the end, not even one that a browser closes by itself.
    """

    html: str
    text: str
    origins: OffsetMap
    unclosed: list[tuple[int, str, bool]] = field(default_factory=list)
    changed_tags: bool = False
    is_closed: bool = True

    def to_source(self, text_offset: int) -> int:
        """Give the offset in the source for an offset in `text`."""
        return self.origins.to_origin(text_offset)


def read_html(source: str, *, generates: bool = True) -> HtmlSource:
    """Make `source` safe for a parser and list its text; `generates`: with what a browser shows for `q` and `ruby`."""
    return _Scanner(source, generates=generates).scan()


class _Scanner:
    def __init__(self, source: str, *, generates: bool) -> None:
        self._source = source
        self._generates = generates
        self._html: list[str] = []
        self._text: list[str] = []
        self._origins = OffsetMap()
        self._length = 0
        self._unclosed: list[tuple[int, str, bool]] = []
        self._ends = TagEnds(source)
        self._tags = TagWriter(self._html)
        self._generated = GeneratedText()
        self._rows: CodeRows | None = None  # of the preformatted text that stands open
        self._names: tuple[frozenset[str], frozenset[str]] | None = None

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
        unclosed = sorted([*self._unclosed, *self._tags.unclosed()])
        is_closed = not unclosed and self._tags.is_closed
        html, text = "".join(self._html), "".join(self._text)
        return HtmlSource(html, text, self._origins, unclosed, self._tags.changed_tags, is_closed)

    def _add_text(self, start: int, end: int) -> None:
        if start == end:
            return
        chunk = self._source[start:end]
        if "\n" in chunk and self._tags.in_flow:
            at = 0
            for border in _BLANK_LINE.finditer(chunk):
                self._add_words(chunk[at : border.start()], start + at)
                self._tags.border(start)
                at = border.end()
            chunk, start = chunk[at:], start + at
        self._add_words(chunk, start)

    def _add_words(self, chunk: str, at: int) -> None:
        if "&" not in chunk:
            self._html.append(chunk)
            self._note(chunk, at, exact=True)
            return
        for piece in _REFERENCE.split(chunk):
            # References are decoded here, by the standard's own table; parsers differ in what they make of `&copy2`.
            decoded = unescape(without_marks(piece)) if piece.startswith("&") else piece
            if decoded:
                self._html.append(escape(decoded, quote=False))
                self._note(decoded, at, exact=decoded == piece)
            at += len(piece)

    def _note(self, text: str, at: int, *, exact: bool) -> None:
        if self._rows is not None:
            self._rows.add(text)
        self._origins.add(self._length, at, exact=exact)
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
            end = self._ends.of_mark("<![CDATA[", start + 9)
            if not end:
                self._unclosed.append((start, "<![CDATA[", False))
                return self._literal(start + 9, len(source))
            self._literal(start + 9, end - 3)
            return end
        if conditional := _CONDITIONAL.match(source, start):
            return conditional.end()
        if nothing := DECLARATION.match(source, start):
            return nothing.end()
        match = _NAME.match(source, start)
        if match and (match[2].lower() in ELEMENTS or self._is_unknown_element(match)):
            end = self._ends.of_tag(match.end())
            if end > 0:
                return self._tag(start, end, bool(match[1]), match[2].lower())
        return self._literal(start, start + 1)

    def _is_unknown_element(self, match: re.Match[str]) -> bool:
        """Tell whether a name that HTML does not know is that of a tag and no word."""
        if is_tag_of_its_own(match[2], self._source, match.end()):
            return True
        if self._names is None:
            self._names = names_of_tags(self._source)
        return all(match[2].lower() in each for each in self._names)

    def _comment(self, start: int) -> int:
        source = self._source
        end = self._ends.of_mark("<!--", start + 4)
        if not end:
            self._unclosed.append((start, "<!--", True))
            return len(source)
        comment = source[start + 4 : end].removesuffix(">").removesuffix("!").removesuffix("--")
        self._html.append(f"<!--{comment.replace('--', '- -')}-->" if end > start + 6 else "")
        return end

    def _tag(self, start: int, end: int, closing: bool, name: str) -> int:
        tag = self._source[start:end]
        if name == "p" and start < self._tags.heading_end:
            # lxml would end the heading at its first paragraph. Between two of them one break is enough.
            self._html.append("" if closing and _PARAGRAPH.match(self._source, end) else "<br>")
            self._tags.paragraph_in_heading(start, closing=closing)
            return end
        if self._rows is not None or name == "pre":
            self._follow_rows(name, tag, start, closing=closing)
        if name in GENERATING:
            self._show(self._generated.before(name, closing=closing), start)
        if name == "q":
            return end
        if name == "rt" and not closing and not NOTHING_IN_RT.match(self._source, end):
            self._show(self._generated.bracket(), start)
        if closing:
            self._tags.end(name, start)
            return end
        if name == "source" and not closing:  # of a `picture`, whose image may have no address of its own
            self._html.append(f"{parsed_name(tag, name)}{end_tag(name)}")
            return end
        if name in SHOWING_NOTHING:
            return end  # lxml does not know that some of these are empty, and what follows would be lost with them
        tag = without_marks(tag) if "&#" in tag else tag
        if name in VOID or name in RAW:
            self._tags.end_paragraph(name)
            self._html.append(parsed_name(tag, name))
            return end if name in VOID else self._raw(start, end, name)
        if name in HEADINGS:
            found = _HEADING_END.search(self._source, end, end + _MAX_HEADING)
            self._tags.heading_end = found.start() if found and found[1] == name[1] else 0
        self._tags.start(name, tag, start)
        return end

    def _follow_rows(self, name: str, tag: str, start: int, *, closing: bool) -> None:
        if name == "pre":
            self._rows = None if closing else CodeRows()
        elif self._rows is not None and closing:
            self._rows.end(name)
        elif self._rows is not None:
            shown, rows, self._rows = self._rows.start(name, tag), self._rows, None  # it knows of what it shows
            self._show(shown, start)
            self._rows = rows

    def _show(self, generated: str, start: int) -> None:
        """Add text that a browser shows for the tag at offset `start`."""
        if generated and self._generates:
            self._html.append(generated)
            self._note(generated, start, exact=False)

    def _raw(self, start: int, end: int, name: str) -> int:
        source = self._source
        match = self._ends.of_raw(name, end)
        if not match:
            self._unclosed.append((start, f"<{name}>", True))
            self._html.append(end_tag(name))
            return end  # what follows is read as if the element were empty
        if name in DECODED and "&" in source[end : match.start()]:
            self._add_text(end, match.start())
        elif name not in NO_TEXT:
            self._literal(end, match.start())
        self._html.append(end_tag(name))
        return match.end()
