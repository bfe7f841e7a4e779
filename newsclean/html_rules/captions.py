"""What a picture's caption is, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import Element, Node, elements, has_content, set_children, shows_nothing, text_of

# Classes that sites give the caption of a picture.
_CLASSES = frozenset(
    "img_descr image_desc pgc-img-caption img-caption img_caption imgcaption image-caption image_caption photo-caption "
    "photo_caption pic-caption pic_desc picdesc img-desc img_desc image-desc figcaption caption wp-caption-text "
    "bjh-image-caption".split()
)
_NO_HOLDERS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl"})
_MAX_CAPTION = 120
_CAPTION = lazy.pattern(
    r"(?:[▲△↑▼]|[（(]?(?:图为|资料图|图片来源|图片说明|图源|图中为|图片|[上下左右]图|本图|图\s?\d{0,2}\s?[：:、/])).*"
    r"|.*(?:摄|摄影|供图|资料图|资料图片|发)\s?[)）\]】]?[。.]?",
    re.S,
)


def looks_like_caption(text: str) -> bool:
    """Tell whether a line right behind a picture says what the picture shows, or who took it."""
    text = text.strip(chars.UNSEEN)
    return 0 < len(text) <= _MAX_CAPTION and _CAPTION.fullmatch(text) is not None


def set_captions_apart(soup: Soup, root: Tag, *, is_layout: bool = False) -> None:
    """`<p><img src="a.jpg"><br>图为码头。</p>` -> the picture and its caption, each a paragraph.

    Only where a line ends before the caption or the picture starts one, and where one ends behind it: no word moves, and
    none is cut in two. Cells of tables stay as they are. `is_layout`: in a frame round a picture any short line is its caption.
    """
    holders: dict[int, Element] = {}
    for image in elements(root):
        if image.name == "img" and (holder := _holder(image)) is not None:
            holders[id(holder)] = holder
    for holder in holders.values():
        inner = _innermost(holder)
        set_children(inner, [*_parted(soup, inner.contents, is_layout)])


def _holder(image: Element) -> Element | None:
    """Give the block that an image stands in, unless it is Markdown, code or in a cell."""
    holder: Element | None = None
    node: object = image.parent
    while isinstance(node, Element):
        if node.name in ("td", "th", "pre", "code") or node.leaf is not None or node.kept:
            return None
        if holder is None and node.name in BLOCKS:
            holder = node
        node = node.parent
    return holder if holder is None or holder.name not in _NO_HOLDERS else None


def _innermost(holder: Element) -> Element:
    """Give the inline element that holds all that a block holds, or the block."""
    while len(inside := [child for child in holder.contents if has_content(child)]) == 1:
        only = inside[0]
        if not isinstance(only, Element) or only.name in BLOCKS or only.name in ("img", "a") or only.leaf is not None:
            break
        holder = only
    return holder


def _parted(soup: Soup, nodes: Sequence[Node], is_layout: bool) -> Iterator[Node]:
    """Give nodes with the captions among them in paragraphs."""
    pictures: list[Element] = []  # right before
    for line in _lines(nodes):
        rest = line[_count_of_pictures(line) :]
        pictures += [image for node in line[: len(line) - len(rest)] for image in _images(node)]
        if pictures and _is_caption(rest, pictures, is_layout):
            yield from line[: len(line) - len(rest)]
            yield soup.make("p", rest)
        else:
            yield from line
        if any(map(has_content, rest)):
            pictures = []


def _is_caption(line: Sequence[Node], pictures: Sequence[Element], is_layout: bool) -> bool:
    words = "".join(map(text_of, line)).strip(chars.UNSEEN)
    if not words or any(_images(node) or (isinstance(node, Element) and node.name in BLOCKS) for node in line):
        return False
    alts = (str(image.get("alt") or "").strip(chars.UNSEEN) for image in pictures)
    is_short_line = is_layout and len(words) <= _MAX_CAPTION
    return is_short_line or looks_like_caption(words) or _is_named_caption(line) or words in alts


def _lines(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Cut nodes into lines at breaks and blocks, each of which is a line of its own."""
    line: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and (node.name == "br" or _holds_border(node)):
            yield line
            yield [node]
            line = []
        else:
            line.append(node)
    yield line


def _holds_border(node: Element) -> bool:
    return node.name in BLOCKS or any(each.name in BLOCKS or each.name == "br" for each in elements(node))


def _count_of_pictures(line: Sequence[Node]) -> int:
    """Give how many nodes at the start of a line show pictures and no words, with the blanks behind them."""
    count = 0
    for number, node in enumerate(line, 1):
        if _images(node) and shows_nothing(text_of(node)):
            count = number
        elif has_content(node):
            break
    return count


def _images(node: Node) -> list[Element]:
    if not isinstance(node, Element):
        return []
    return [each for each in (node, *elements(node)) if each.name == "img"]


def _is_named_caption(nodes: Sequence[Node]) -> bool:
    """Tell whether nodes are one element that its class calls a caption."""
    shown = [node for node in nodes if has_content(node)]
    return len(shown) == 1 and isinstance(shown[0], Element) and not _CLASSES.isdisjoint(shown[0].get("class") or ())
