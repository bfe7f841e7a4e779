"""How far HTML reaches that begins in Markdown: what stands open is followed to its own end, over blank lines and indents.

CommonMark ends most HTML at a blank line. A browser ends an element at its end tag, a script at `</script>`, a comment at
`-->`, and so does whoever wrote HTML and no Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newsclean import lazy
from newsclean.html.elements import ENDS_PARAGRAPH, IMPLIED_END, RAW, SIBLINGS, TAG_NAME, VOID, is_hidden
from newsclean.html.tag_ends import TagEnds

_START = lazy.pattern(rf"<(?:!--|!\[CDATA\[|(/?)({TAG_NAME})(?=[ \t\n\f\r/>]))")
_BLANK_LINE = lazy.pattern(r"\n(?=[ \t]*(?:\n|\Z))")
# What ends only at its own end tag in every post, whatever it holds.
_ALWAYS_WHOLE = RAW | {"pre"}
# A start tag that nothing closes is found by one look through all that follows it; there is no need for more.
_MAX_LOOKS = 50
# Without those that nothing closes, what stood in them may be closed otherwise.
_MAX_ROUNDS = 5


class HtmlExtents:
    """The extents of the HTML in one text.

    `is_scraped`: every element holds what stands up to its end tag; else only raw text, `pre`, hidden elements, comments and
    tags over several lines do. An element that nothing in the whole text closes holds nothing.
    """

    def __init__(self, text: str, *, is_scraped: bool) -> None:
        self.is_scraped = is_scraped
        self.ends = TagEnds(text)
        self._text = text
        self._last_end = max(map(text.rfind, ("</", "-->", "]]>")))
        self._never_closed: set[int] = set()  # the offsets of start tags
        self._looks = 0

    def end_of(self, start: int, end: int, *, ends_at_blank: bool = True, code: Sequence[tuple[int, int]] = ()) -> int:
        """Give where the HTML ends that begins between `start` and `end`: `end`, or the end of a line behind it.

        `ends_at_blank`: what follows up to the next blank line belongs to it. `code` are the stretches in which no tag is one.
        """
        text = self._text
        is_in_tag = text.rfind("<", start, end) > text.rfind(">", start, end)
        if not is_in_tag and end > self._last_end:
            return end  # nothing can be held that nothing ends
        for _ in range(_MAX_ROUNDS):
            look = _Look(self, start, code)
            reached = end
            while look.follow(reached):
                reached = self._end_of_lines(look.position, ends_at_blank=ends_at_blank)
            if reached == end or not (look.unclosed or look.holding):
                return reached
            self._looks += bool(look.holding)
            if self._looks > _MAX_LOOKS:
                break
            self._never_closed.update(look.unclosed, (at for _, at, holds in look.open if holds))
        return end

    def _end_of_lines(self, position: int, *, ends_at_blank: bool) -> int:
        if ends_at_blank:
            blank = _BLANK_LINE.search(self._text, position)
            return blank.start() if blank else len(self._text)
        line_end = self._text.find("\n", position)
        return line_end if line_end >= 0 else len(self._text)

    def is_never_closed(self, at: int) -> bool:
        """Tell whether the element whose start tag stands at `at` is known to be closed nowhere."""
        return at in self._never_closed

    def next_tag(self, position: int) -> re.Match[str] | None:
        """Give the next start of a tag, a comment or a CDATA section."""
        return _START.search(self._text, position)

    def holds(self, name: str, start: int, end: int) -> bool:
        """Tell whether an element holds what stands up to its end tag."""
        return self.is_scraped or name in _ALWAYS_WHOLE or is_hidden(self._text[start:end])


class _Look:
    """One look through HTML from one offset on.

    `open` are the elements that stand open (name, offset, whether it holds what follows), `holding` how many of them hold;
    `unclosed` the offsets of those that ended without an end tag of their own.
    """

    def __init__(self, extents: HtmlExtents, start: int, code: Sequence[tuple[int, int]]) -> None:
        self.position = start
        self.open: list[tuple[str, int, bool]] = []
        self.holding = 0
        self.unclosed: list[int] = []
        self._extents = extents
        self._code = [*reversed(code)]
        self._names: Counter[str] = Counter()

    def follow(self, end: int) -> bool:
        """Go on to `end`, and behind it while something holds; tell whether it went behind it."""
        while (match := self._extents.next_tag(self.position)) and (match.start() < end or self.holding):
            while self._code and self._code[-1][1] <= match.start():
                self._code.pop()
            if self._code and self._code[-1][0] <= match.start():
                self.position = self._code[-1][1]
                continue
            self._read(match)
        return self.position > end

    def _read(self, match: re.Match[str]) -> None:
        at, self.position = match.span()
        name = match[2].lower() if match[2] else match[0]
        if not match[2]:
            self.position = self._extents.ends.of_mark(name, self.position) or self.position
            return
        end = self._extents.ends.of_tag(self.position)
        if not end:
            return
        self.position = end
        if match[1]:
            self._end(name)
        elif name in RAW:
            raw_end = self._extents.ends.of_raw(name, end)
            self.position = raw_end.end() if raw_end else end
        elif name not in VOID:
            self._start(name, at, end)

    def _start(self, name: str, at: int, end: int) -> None:
        last = self.open[-1][0] if self.open else ""
        if (last == "p" and name in ENDS_PARAGRAPH) or last in SIBLINGS.get(name, ()):
            self._pop(is_own=False)
        if self._extents.is_never_closed(at):
            return
        holds = self._extents.holds(name, at, end)
        self.open.append((name, at, holds))
        self._names[name] += 1
        self.holding += holds

    def _end(self, name: str) -> None:
        if not self._names[name]:
            return
        while self.open[-1][0] != name:
            self._pop(is_own=False)
        self._pop(is_own=True)

    def _pop(self, *, is_own: bool) -> None:
        name, at, holds = self.open.pop()
        self._names[name] -= 1
        self.holding -= holds
        if holds and not is_own and name in IMPLIED_END:
            self.unclosed.append(at)
