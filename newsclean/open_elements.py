"""The elements that are open in HTML, and which of them an end tag ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from newsclean.html_names import ENDS_PARAGRAPH

# Nothing inside one of these ends what stands round it, but for the parts of the table themselves: so browsers have it.
# lxml has it so for a `div`, too, where a browser does not.
_RANKS = {"div": 1, "td": 2, "th": 2, "tr": 3, "thead": 4, "tbody": 4, "tfoot": 4, "table": 5}


class OpenElements:
    """The open elements from the outermost to the innermost; the time for all end tags together is linear."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)

    def start(self, name: str) -> None:
        self._places[name].append(len(self._names))
        self._names.append(name)

    def end(self, name: str) -> Sequence[str] | None:
        """End the last element of a name; give the names of those inside, which end with it. None when there is none to end."""
        if self._names and self._names[-1] == name:
            self._names.pop()
            self._places[name].pop()
            return ()
        places = self._places.get(name)
        if not places or self._is_outranked(name, places[-1]):
            return None
        inside = self._names[places[-1] + 1 :]
        del self._names[places[-1] :]
        for ended in (name, *inside):
            self._places[ended].pop()
        return inside

    def end_paragraph(self) -> None:
        """End a paragraph with what is open of it; another block in it ended it before."""
        if (places := self._places.get("p")) and ENDS_PARAGRAPH.isdisjoint(self._names[places[-1] + 1 :]):
            self.end("p")

    def _is_outranked(self, name: str, at: int) -> bool:
        own = max(_RANKS["div"], _RANKS.get(name, 0))
        return any(rank > own and self._places.get(other, [-1])[-1:] > [at] for other, rank in _RANKS.items())
