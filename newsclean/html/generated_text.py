"""Text that a browser shows and no one wrote: quotation marks of `q`, brackets that stand in for `ruby`, rows of code."""

from __future__ import annotations

import re

from newsclean import lazy

_ROW = lazy.pattern(r"[^>]*\sclass\s*=\s*(?:\"[^\"]*|'[^']*|)(?<![\w-])(?:code-|token-|view-)?line(?![\w-])", re.I)
_TAIL = 200
_LINE_END = lazy.pattern(r"\n[ \t]*\Z")

# At the tags of these text may be shown.
GENERATING = frozenset({"q", "ruby", "rt", "rp", "rb", "rtc"})
NOTHING_IN_RT = lazy.pattern(r"\s*<(?:/(?:rt|ruby|rtc)|r[btp]c?)(?=[\s>])", re.I)  # right behind its start tag
_MARKS = (("“", "”"), ("‘", "’"))


class GeneratedText:
    """Follows the tags of a piece of HTML in order. Markdown shows no ruby: what has no `rp` gets brackets round its `rt`."""

    def __init__(self) -> None:
        self._quotations = 0
        self._has_brackets = False  # of its own, in `rp`
        self._is_open = False

    def before(self, name: str, *, closing: bool) -> str:
        """Give what is shown at a tag of one of `GENERATING`."""
        if name == "q":
            return self._mark(closing=closing)
        if name == "rp":
            self._has_brackets = True
        elif name == "ruby":
            self._has_brackets = False
        if self._is_open and (closing or name != "ruby"):
            self._is_open = False
            return "）"
        return ""

    def bracket(self) -> str:
        """Give what is shown at the start tag of an `rt` that holds something."""
        if self._has_brackets:
            return ""
        self._is_open = True
        return "（"

    def _mark(self, *, closing: bool) -> str:
        if closing and not self._quotations:
            return ""
        self._quotations -= closing
        mark = _MARKS[self._quotations % 2][closing]
        self._quotations += not closing
        return mark


class CodeRows:
    """Finds the rows of preformatted text that style sheets put on lines of their own: `span.line`, one `code` behind another."""

    def __init__(self) -> None:
        self._rows: dict[str, str] = {}  # for each kind of row the end of the text since the last one began
        self._code_has_ended = False

    def add(self, text: str) -> None:
        """Take note of text."""
        for kind, row in self._rows.items():
            self._rows[kind] = (row + text)[-_TAIL:]
        self._code_has_ended = False

    def start(self, name: str, tag: str) -> str:
        """Give what is shown at a start tag: a line end in front of all rows but the first, unless there is one."""
        if name == "br":
            self.add("\n")
        is_row = _ROW.match(tag) is not None if name == "span" else name == "code" and (self._code_has_ended or not self._rows)
        if not is_row:
            return ""
        shown = "\n" if name in self._rows and not _LINE_END.search(self._rows[name]) else ""
        self.add(shown)
        self._rows[name] = ""
        return shown

    def end(self, name: str) -> None:
        """Take note of an end tag."""
        self._code_has_ended = name == "code" or (self._code_has_ended and name == "span")
