"""Where tags end, and where the elements in which no tag is one: asked of one text from left to right, in linear time."""

from __future__ import annotations

import re
from functools import cache

from newsclean import lazy

_PLAIN_REST = lazy.pattern(r"[^<>\"']*(?:(?<==)\"[^<>\"]*\"[^<>\"']*)*>")
_STOP = lazy.pattern(r"[<>\"']")
# Looking for the end of a tag may run to the end of the text when a quote is never closed. After this many such tags the rest
# is read without quotes.
_MAX_FAILED_TAGS = 100


class TagEnds:
    """The ends of what begins in `text`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._failed = 0
        self._last: dict[str, int] = {}  # for each raw element the offset from which on its end tag comes no more

    def of_tag(self, position: int) -> int:
        """Give the offset behind the `>` that ends a tag, 0 when it is none; `position` is behind its name."""
        text = self._text
        if plain := _PLAIN_REST.match(text, position):
            return plain.end()
        if self._failed > _MAX_FAILED_TAGS:
            return text.find(">", position) + 1
        while stop := _STOP.search(text, position):
            position = stop.end()
            if stop[0] == ">":
                return position
            if stop[0] == "<":
                return 0  # `a<b c<d`: no tag at all
            if text[stop.start() - 1] not in "= \t\n\r":
                continue  # a stray quote, not the start of a value
            end = text.find(stop[0], position)
            if end < 0:
                break
            position = end + 1
        self._failed += 1
        return 0

    def of_raw(self, name: str, position: int) -> re.Match[str] | None:
        """Find the end tag of an element in which no tag is one."""
        if position >= self._last.get(name, len(self._text) + 1):
            return None
        match = _end_tag(name).search(self._text, position)
        if match is None:
            self._last[name] = position  # nor will a later one have an end: look only once
        return match

    def of_mark(self, mark: str, position: int) -> int:
        """Give the offset behind the end of a comment (`<!--`) or a CDATA section (`<![CDATA[`), 0 when none comes."""
        if mark == "<!--" and (short := _EMPTY_COMMENT.match(self._text, position)):
            return short.end()
        if position >= self._last.get(mark, len(self._text) + 1):
            return 0
        match = _MARK_ENDS[mark].search(self._text, position)
        if match is None:
            self._last[mark] = position
            return 0
        return match.end()


_EMPTY_COMMENT = lazy.pattern(r"-?>")
_MARK_ENDS = {"<!--": lazy.pattern(r"--!?>"), "<![CDATA[": lazy.pattern(r"\]\]>")}


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*>", re.I)
