"""Which elements stand open at a place in HTML, as the standard's tree construction has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from newsclean.html.elements import TABLE_PARTS

# What stands open round one of these is not ended inside it.
_SCOPES = frozenset({"table", "td", "th", "caption"})


class OpenElement(NamedTuple):
    """An open element: its name, the offset of its start tag, and whether it hides what stands in it."""

    name: str
    start: int
    hides: bool


class OpenElements:
    """The elements that stand open, innermost last, and those that ended with one round them before their own end tag."""

    def __init__(self) -> None:
        self._stack: list[OpenElement] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._scopes: list[int] = []
        self._ended: defaultdict[str, list[OpenElement]] = defaultdict(list)

    def open(self, name: str, start: int, *, hides: bool) -> None:
        """Open an element inside the innermost one."""
        if name in _SCOPES:
            self._scopes.append(len(self._stack))
        self._places[name].append(len(self._stack))
        self._stack.append(OpenElement(name, start, hides))

    @property
    def last(self) -> str:
        """The name of the innermost element; empty when none is open."""
        return self._stack[-1].name if self._stack else ""

    def close_last(self, name: str) -> bool:
        """End the innermost element if it has that name; tell whether it had."""
        if not self._stack or self._stack[-1].name != name:
            return False
        self._stack.pop()
        self._places[name].pop()
        if name in _SCOPES:
            self._scopes.pop()
        return True

    def stands(self, name: str) -> bool:
        """Tell whether such an element is open at all."""
        return bool(self._places[name])

    def is_out_of_scope(self, name: str) -> bool:
        """Tell whether one is open, but round a table or a cell from whose inside it cannot be ended."""
        places = self._places[name]
        if not places or name == "table":
            return False
        scopes = self._places["table"] if name in TABLE_PARTS else self._scopes
        return bool(scopes) and scopes[-1] > places[-1]

    def close(self, name: str) -> list[str]:
        """End the innermost element of that name; give the names of those that end with it, innermost first.

        One that had ended before is struck off.
        """
        places = self._places[name]
        if not places:
            if self._ended[name]:
                self._ended[name].pop()
            return []
        inside: list[str] = []
        place = places[-1]
        while len(self._stack) > place:
            element = self._stack.pop()
            self._places[element.name].pop()
            if len(self._stack) > place:
                self._ended[element.name].append(element)
                inside.append(element.name)
        while self._scopes and self._scopes[-1] >= place:
            self._scopes.pop()
        return inside

    def left(self) -> Iterator[OpenElement]:
        """Give all for which no end tag of their own has come."""
        yield from self._stack
        for elements in self._ended.values():
            yield from elements
