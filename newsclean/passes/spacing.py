"""Blanks beside full-width marks, and characters that nobody sees.

The functions read a run and yield edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars
from newsclean.runs import Edit, Run

_INVISIBLE = re.compile(
    f"[{chars.INVISIBLE}{chars.CONTROLS}]"
    f"|(?<=[{chars.HAN}]){chars.ZERO_WIDTH_NON_JOINER}+(?=[{chars.HAN}])"
    f"|[{chars.NO_BREAK_SPACE}{chars.LINE_CONTROLS}]+"
)
_BLANKS = " \t\u00a0"
_MARKS = chars.FULL_STOPS + chars.FULL_OPENING + chars.FULL_CLOSING
# In a headline a blank parts two clauses, also behind a quotation or a question mark.
_TITLE_MARKS = "，、；："
_LATIN = r"A-Za-z0-9$€£#@&"


def drop_invisible(run: Run) -> Iterator[Edit]:
    """`宁德⁠时代` -> `宁德时代`: zero-width characters, stray byte order marks, direction marks and controls go; a
    no-break space becomes a plain one. Joiners and variation selectors of emoji stay.
    """
    for match in _INVISIBLE.finditer(run.text):
        at_edge = run.text[match.start() - 1 : match.start()] in ("", "\n") or run.text[match.end() : match.end() + 1] in (
            "",
            "\n",
        )
        is_blank = match[0][0] == chars.NO_BREAK_SPACE or match[0][0] in chars.LINE_CONTROLS
        yield Edit(match.start(), match.end(), " " * len(match[0]) if is_blank and not at_edge else "")


def _pattern(marks: str) -> re.Pattern[str]:
    quotes = "“‘"
    closing = "”’"
    return re.compile(
        # Behind a mark; but between a closing quotation mark and Latin the blank stays.
        rf"(?<=[{re.escape(marks)}])[{_BLANKS}]+(?![{_BLANKS}])(?!(?<=[{closing}][{_BLANKS}])[{_LATIN}])"
        # Before a mark; but between Latin and an opening quotation mark it stays.
        rf"|(?<![{_BLANKS}])[{_BLANKS}]+(?=[{re.escape(marks)}])(?!(?<=[{_LATIN}][{_BLANKS}])[{quotes}])"
    )


_BESIDE_MARKS = _pattern(_MARKS)
_BESIDE_TITLE_MARKS = _pattern(_TITLE_MARKS)


def drop_blanks_beside_marks(run: Run) -> Iterator[Edit]:
    """`来看， 2021年` -> `来看，2021年`: full-width marks carry their own space.

    Blanks between Latin and a quotation mark stay, and so do ideographic spaces. In a title
    only those beside commas and colons go, the others part its clauses.
    """
    if not re.search(f"[{_BLANKS}]", run.text):
        return
    pattern = _BESIDE_TITLE_MARKS if run.is_title else _BESIDE_MARKS
    for match in pattern.finditer(run.masked):
        yield Edit(match.start(), match.end(), "")
