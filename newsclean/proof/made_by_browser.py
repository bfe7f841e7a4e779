"""What a browser shows of HTML and no one wrote, as the proof reads it: marks of quotations, brackets of ruby, rows of code."""

from __future__ import annotations

import re

from newsclean import lazy

_CLASS = lazy.pattern(r"\sclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_ROW_NAMES = frozenset({"line", "code-line", "token-line", "view-line"})
QUOTATION_OR_RUBY = frozenset({"q", "ruby", "rt", "rp", "rb", "rtc"})
_EMPTY_RT = lazy.pattern(r"\s*<(?:/(?:rt|ruby|rtc)|r[btp]c?)(?=[\s>])", re.I)


class MadeByBrowser:
    """The text that is shown for tags: marks for quotations, and brackets for ruby, which Markdown cannot show."""

    def __init__(self) -> None:
        self._depth = 0
        self._brackets = ""  # what closes the bracket that is open
        self._is_bracketed = False

    def at(self, name: str, html: str, behind: int, *, is_end: bool) -> str:
        if name == "q":
            if is_end and not self._depth:
                return ""
            self._depth += -1 if is_end else 1
            return ("‘’" if (self._depth - (not is_end)) % 2 else "“”")[is_end]
        if name in ("ruby", "rp"):
            self._is_bracketed = name == "rp"
        shown = "" if name == "ruby" and not is_end else self._brackets
        self._brackets = self._brackets if name == "ruby" and not is_end else ""
        if name == "rt" and not is_end and not self._is_bracketed and not _EMPTY_RT.match(html, behind):
            self._brackets = "）"
            return shown + "（"
        return shown


class Rows:
    """The rows of a block of code that a style sheet parts: each `span.line`, and each `code` right behind another."""

    def __init__(self) -> None:
        self._written: dict[str, list[str]] = {}  # what stands in the last row of each kind
        self._ended_code = False

    def text(self, text: str) -> None:
        for row in self._written.values():
            row.append(text)
        self._ended_code = False

    def begins(self, name: str, attrs: str, *, is_end: bool) -> bool:
        """Take in a tag; tell whether a row begins with it behind one whose line has not ended."""
        if is_end:
            self._ended_code = name == "code" or (self._ended_code and name == "span")
            return False
        if name == "br":
            self.text("\n")
        classes = _CLASS.search(attrs) if name == "span" else None
        is_row = classes is not None and not _ROW_NAMES.isdisjoint((classes[1] or classes[2] or classes[3]).split())
        if not is_row and not (name == "code" and (self._ended_code or not self._written)):
            return False
        row = self._written.get(name)
        goes_on = row is not None and not "".join(row).rstrip(" \t").endswith("\n")
        if goes_on:
            self.text("\n")
        self._written[name] = []
        return goes_on
