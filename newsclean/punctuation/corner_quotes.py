"""Corner marks: `「」` -> the curly marks of GB/T 15834-2011, or the other way round where the house wants it.

The functions read a run and yield edits. In Taiwan and Hong Kong corner marks are right.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.quotes import goes_on
from newsclean.punctuation.run import Edit, Run

_CORNERS = lazy.pattern(f"[“”‘’{''.join(chars.CORNER_QUOTES)}{''.join(chars.CORNER_QUOTES.values())}]")
_PARTNERS = {**chars.CORNER_QUOTES, "“": "”", "‘": "’"}


def curl_corner_quotes(run: Run) -> Iterator[Edit]:
    """`推动「双碳」目标` -> `推动“双碳”目标`, `『』` -> `‘’`: horizontal text of the mainland has curly marks (4.8.2)."""
    if any(mark in run.masked for mark in chars.CORNER_QUOTES):
        yield from _exchange(run, chars.CORNER_QUOTES, {"「": "“", "｢": "“", "『": "‘"})


def corner_curly_quotes(run: Run) -> Iterator[Edit]:
    """`推動“雙碳”目標` -> `推動「雙碳」目標`, `‘’` -> `『』`: the marks of Taiwan and Hong Kong."""
    if "“" in run.masked or "‘" in run.masked:
        yield from _exchange(run, {"“": "”", "‘": "’"}, {"“": "「", "‘": "『"})


def _exchange(run: Run, partners: dict[str, str], new: dict[str, str]) -> Iterator[Edit]:
    """Exchange the pairs of a paragraph where all of them pair; inside a quotation the other level is used."""
    masked = run.masked
    closing = {partner: opening for opening, partner in _PARTNERS.items()}
    for start, end in run.paragraphs():
        if goes_on(run, start):
            continue
        open_marks: list[tuple[str, int, str]] = []
        edits: list[Edit] = []
        for match in _CORNERS.finditer(masked, start, end):
            mark, at = match[0], match.start()
            if mark in _PARTNERS:
                wanted = new.get(mark, mark)
                if mark in partners and open_marks and open_marks[-1][2] == wanted:
                    wanted = next(other for other in new.values() if other != wanted)
                open_marks.append((mark, at, wanted))
            elif mark == "’" and not (open_marks and open_marks[-1][0] == "‘"):
                continue  # an apostrophe
            elif not open_marks or open_marks[-1][0] != closing[mark]:
                edits.clear()
                open_marks.clear()
                break
            else:
                opening, place, wanted = open_marks.pop()
                if opening in partners:
                    edits += [Edit(place, place + 1, wanted), Edit(at, at + 1, _PARTNERS[wanted])]
        if not open_marks:
            yield from edits
