"""The nodes of the tree: texts and elements that know their offset in the body, and how they are walked and changed.

BeautifulSoup's own ways look every node up in its parent and keep a chain through the whole document, which takes
quadratic time on long posts. The functions here do neither: what relies on `next_element` and its kin has to `link` first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.html.elements import HEADINGS, STAND_IN
from newsclean.markdown.blocks import Block
from newsclean.markdown.leaves import Leaf

Node = PageElement

# The elements whose text is one piece to its reader: a run.
PROSE = frozenset({"p", "dt", "dd", "td", "th", "caption", "figcaption", "summary", "legend", *HEADINGS})
# Nothing in these is prose.
CODE = frozenset("code pre kbd samp tt textarea script style".split())


# What a reader sees where they stand is no text.
_OBJECTS = frozenset("audio canvas iframe img math object select svg video".split())
# What nobody sees wherever it stands.
NOT_SEEN = lazy.pattern(f"[{chars.INVISIBLE}{chars.CONTROLS}{chars.NONCHARACTERS}]")
_SHOWS_NOTHING = lazy.pattern(f"[{chars.EDGE_SPACE}{chars.INVISIBLE}{chars.CONTROLS}{chars.LINE_CONTROLS}]*\\Z")


class Text(NavigableString):
    """A piece of text that knows its offset in the body: `to_body` of `at`, its offset in what it was parsed from."""

    to_body: Callable[[int], int] | None = None
    at: int = 0
    # What BeautifulSoup gives every text anew.
    hidden = False
    parent: Tag | None = None
    previous_element: PageElement | None = None
    next_element: PageElement | None = None
    previous_sibling: PageElement | None = None
    next_sibling: PageElement | None = None

    def __new__(cls, value: str) -> Text:
        return str.__new__(cls, value)

    def offset(self, index: int = 0) -> int | None:
        """Give the offset in the body of character `index`, None when a rule made this text."""
        return self.to_body(self.at + index) if self.to_body else None

    def with_text(self, text: str, skipped: int = 0) -> Text:
        """Give a text to stand in for this one; `skipped` characters were taken from its start."""
        new = Text(text)
        new.to_body, new.at = self.to_body, self.at + skipped
        return new


class Element(Tag):
    """An element that knows its offset in the body and which Markdown it was read from, if any.

    `block` is set on the outermost element of a Markdown block, `is_markdown` on all that its syntax made, `leaf` on the
    element that holds a leaf's text, `token` on a block of code. `tight` marks the paragraphs of a tight list, `kept` what is
    written back verbatim, `protected` what a user's selector keeps from being taken out, `in_doubt` code that not every reader
    takes for code.
    """

    to_body: Callable[[int], int] | None = None
    at: int = 0
    block: Block | None = None
    leaf: Leaf | None = None
    is_markdown: bool = False
    tight: bool = False
    kept: bool = False
    protected: bool = False
    token: Token | None = None
    in_doubt: bool = False

    def offset(self) -> int | None:
        """Give the offset in the body behind the start tag; of one that a rule made, that of the first thing in it, or None."""
        if self.to_body:
            return self.to_body(self.at)
        offsets = (child.offset() for child in self.contents if isinstance(child, Element | Text))
        return next((offset for offset in offsets if offset is not None), None)


def set_children(element: Tag, nodes: Sequence[Node]) -> None:
    """Make `nodes` the children of `element`."""
    element.contents = list(nodes)
    for node in nodes:
        node.parent = element


def append(element: Tag, node: Node) -> None:
    """Make `node` the last child of `element`."""
    element.contents.append(node)
    node.parent = element


def link(root: Tag) -> None:
    """Make the chains of `next_element` and `next_sibling`, by which selectors find their way."""
    last: Node = root
    stack = [*root.contents[::-1]]
    _link_siblings(root)
    while stack:
        node = stack.pop()
        last.next_element, node.previous_element = node, last
        last = node
        if isinstance(node, Tag):
            stack += node.contents[::-1]
            _link_siblings(node)
    last.next_element = None


def _link_siblings(parent: Tag) -> None:
    for before, after in zip([None, *parent.contents], [*parent.contents, None], strict=True):
        if before is not None:
            before.next_sibling = after
        if after is not None:
            after.previous_sibling = before


def replace(node: Node, nodes: Sequence[Node]) -> None:
    """Put `nodes` where `node` stands."""
    parent = node.parent
    assert parent is not None
    index = next(i for i, child in enumerate(parent.contents) if child is node)
    parent.contents[index : index + 1] = nodes
    for new in nodes:
        new.parent = parent


def elements(root: Tag) -> Iterator[Element]:
    """Give the elements inside `root` in order; what is taken out on the way is not entered."""
    stack = root.contents[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Element):
            yield node
            stack += node.contents[::-1]


def texts(root: Tag) -> Iterator[Text]:
    """Give the visible texts inside `root` in order."""
    stack = root.contents[::-1]
    while stack:
        node = stack.pop()
        if type(node) is Text:
            yield node
        elif isinstance(node, Element):
            stack += node.contents[::-1]


def text_of(root: Node) -> str:
    """Give the visible text of a node."""
    if isinstance(root, Tag):
        return "".join(texts(root))
    return str(root) if type(root) is Text else ""


def shown_by(root: Node) -> str:
    """Give the visible text of a node, with a stand-in for each picture, video and the like."""
    out: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Element):
            out += [chars.PICTURE] if node.name in _OBJECTS else []
            stack += node.contents[::-1]
        elif type(node) is Text:
            out.append(node)
    return "".join(out)


def rewrite(root: Tag, decide: Callable[[Element], Sequence[Node] | None]) -> None:
    """Go through the elements inside `root`, innermost first; `decide` gives the nodes that replace one, None to keep it."""
    families: list[tuple[Tag, list[Element]]] = []
    stack = [root]
    while stack:
        parent = stack.pop()
        inner = [child for child in parent.contents if isinstance(child, Element)]
        if inner:
            families.append((parent, inner))
            stack += inner[::-1]
    for parent, inner in reversed(families):
        stand_ins = {id(child): nodes for child in inner if (nodes := decide(child)) is not None}
        if stand_ins:
            set_children(parent, [node for child in parent.contents for node in stand_ins.get(id(child), (child,))])


def shows_nothing(text: str) -> bool:
    """Tell whether a text is all blanks and characters that nobody sees."""
    return _SHOWS_NOTHING.match(text) is not None


def has_content(root: Node) -> bool:
    """Tell whether a reader sees anything of a node: text, an image, a rule, a table."""
    if not isinstance(root, Element):
        return type(root) is Text and not shows_nothing(root)
    if root.kept or root.name in ("img", "hr", STAND_IN):
        return True
    for child in root.contents:  # noqa: SIM110 (half as fast with a generator, and asked very often)
        if has_content(child):
            return True
    return False


def style_of(element: Element) -> str:
    """Give the style attribute, lower case and without blanks."""
    return re.sub(r"\s+", "", str(element.get("style") or "")).lower()


def signature(element: Tag) -> str:
    """Write the contents of an element so that two trees are the same if and only if their signatures are."""
    parts: list[str] = []
    for child in element.contents:
        if isinstance(child, Element):
            attrs = "".join(f" {name}={value!r}" for name, value in sorted(child.attrs.items()))
            parts.append(f"<{child.name}{attrs}>{signature(child)}</{child.name}>")
        elif type(child) is Text:
            parts.append(escape(child, quote=False))
    return "".join(parts)


def outline(element: Element) -> str:
    """Describe the structure round the leaves of a Markdown block, without their contents."""
    attrs = f"{element.name} {sorted(element.attrs.items())}"
    if element.leaf is not None:
        return f"<{attrs} {id(element.leaf)}>"
    inner = (
        outline(child) if isinstance(child, Element) else str(child) if element.name in CODE else child.strip()  # type: ignore[attr-defined]
        for child in element.contents
    )
    return f"<{attrs}>{''.join(inner)}</>"
