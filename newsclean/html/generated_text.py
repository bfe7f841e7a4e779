"""Text that a browser shows and no one wrote: quotation marks of `q`, and the brackets that stand in for `ruby`."""

from __future__ import annotations

# At the tags of these text may be shown.
GENERATING = frozenset({"q", "ruby", "rt", "rp", "rb", "rtc"})
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
