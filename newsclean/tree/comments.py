"""Comments that stand alone on their lines in HTML, such as `<!--more-->`: the author's, which stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from bs4 import Comment

from newsclean.html.elements import BLOCKS
from newsclean.markdown.blocks import Block
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import Element, Node, Text, shows_nothing


def keep_comments(soup: Soup, first: int, html: str) -> None:
    """Keep those among the children of `soup` from the `first` on, which were read from `html`."""
    lone = _lone(html)
    if lone:
        nodes = soup.contents[first:]
        apart = _stand_apart(nodes)
        # In place: what was read before is as long as the post.
        soup.contents[first:] = [
            _kept_comment(soup, node, lone) if alone else node for node, alone in zip(nodes, apart, strict=True)
        ]


def _lone(html: str) -> set[str]:
    if "<!--" not in html:
        return set()
    found: set[str] = set()
    for start in re.finditer(r"(?:\A|(?<=\n))[ ]{0,3}<!--(?!-?>)", html):
        end = re.compile(r"--!?>").search(html, start.end())
        if end is None:
            break  # nor does any later one end
        if end[0] == "-->" and re.compile(r"[ \t]*(?:\n|\Z)").match(html, end.end()):
            found.add(html[start.end() : end.start()])
    return found


def _stand_apart(nodes: Sequence[Node]) -> Iterator[bool]:
    """Tell of each node whether nothing stands on its line, and whether it parts no running text, however that was broken."""
    words_before = accumulate(nodes, _is_running, initial=False)
    words_behind = [*accumulate(reversed(nodes), _is_running, initial=False)][-2::-1]
    for before, behind, in_front, rest in zip([None, *nodes], [*nodes[1:], None], words_before, words_behind, strict=False):
        starts = before is None or (type(before) is Text and before.rstrip(" \t").endswith("\n"))
        ends = behind is None or (type(behind) is Text and behind.lstrip(" \t").startswith("\n"))
        yield starts and ends and not (in_front and rest)


def _is_running(so_far: bool, node: Node) -> bool:
    """Tell whether running text goes on behind a node; comments and blanks change nothing."""
    if isinstance(node, Element):
        return node.name not in BLOCKS and node.name != "br"
    return so_far or (type(node) is Text and not shows_nothing(node))


def _kept_comment(soup: Soup, node: Node, lone: set[str]) -> Node:
    """A comment alone on its lines is the author's and stays."""
    if type(node) is not Comment or str(node) not in lone:
        return node
    kept = soup.make("section")
    kept.parent = soup
    kept.kept, kept.block = True, Block("verbatim", 0, 0, name=f"<!--{node}-->")
    return kept
