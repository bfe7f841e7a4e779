"""The run of one block of the tree: read from its texts, written back into them."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from bs4 import Tag

from newsclean import chars, lazy
from newsclean.language import Languages
from newsclean.punctuation.run import Run, RunKind
from newsclean.tree.nodes import CODE, Element, Text, set_children, text_of

_ADDRESS = lazy.pattern(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|[^\s@]+@[^\s@]+\.[A-Za-z]+\s*\Z)")


class BlockRun(NamedTuple):
    """A run and the texts it was read from: (offset in the run, text)."""

    run: Run
    nodes: tuple[tuple[int, Text], ...]

    def node_at(self, at: int) -> tuple[int, Text] | None:
        """Give the text that holds a character of the original run, and where it starts."""
        index = bisect_right(self.nodes, at, key=lambda pair: pair[0]) - 1
        return self.nodes[index] if index >= 0 else None

    def offset(self, at: int) -> int | None:
        """Give the offset in the body of a character of the original run."""
        found = self.node_at(at)
        return found[1].offset(at - found[0]) if found else None

    def write_back(self) -> bool:
        """Give the texts of the tree what the run has become; tell whether nothing is left of one."""
        changed: dict[int, Text] = {}
        parents: dict[int, Tag] = {}
        for start, node in self.nodes:
            new = self.run.cells(start, start + len(node))
            if new != node and node.parent is not None:
                changed[id(node)] = node.with_text(new)
                parents[id(node.parent)] = node.parent
        for parent in parents.values():
            children = (changed.get(id(child), child) for child in parent.contents)
            set_children(parent, [child for child in children if child or type(child) is not Text])
        return not all(changed.values())


def read_run(block: Element, languages: Languages, *, in_quotation: bool = False) -> BlockRun:
    """Read the run of one block: code and images count as one character, a line break as a newline.

    `languages` is that of the post; `in_quotation`: an earlier block opened a quotation that is not closed yet.
    """
    parts: list[str] = []
    nodes: list[tuple[int, Text]] = []
    breaks: set[int] = set()
    _collect(block, parts, nodes, breaks, 0)
    kind = RunKind(languages, is_document=True, breaks=frozenset(breaks))
    return BlockRun(Run("".join(parts), kind, in_quotation=in_quotation), tuple(nodes))


def _is_address(element: Element) -> bool:
    """A link that shows its own address: no rule may edit that."""
    return element.name == "a" and _ADDRESS.match(text_of(element)) is not None


def _collect(element: Element, parts: list[str], nodes: list[tuple[int, Text]], breaks: set[int], length: int) -> int:
    for child in element.contents:
        if type(child) is Text:
            nodes.append((length, child))
            parts.append(child)
            length += len(child)
        elif isinstance(child, Element):
            if child.name == "br":
                breaks.add(length)
                parts.append("\n")
                length += 1
            elif child.name == "img" or child.name in CODE or _is_address(child):
                parts.append(chars.OBJECT)
                length += 1
            else:
                length = _collect(child, parts, nodes, breaks, length)
    return length
