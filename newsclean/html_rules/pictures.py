"""Images: the source that counts, one picture where a page holds it twice, and nothing for what is no picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html_rules.captions import set_captions_apart
from newsclean.html_rules.media import is_markdown
from newsclean.html_rules.picture_sources import address_of, is_counter, is_same_picture, is_spacer, shows_picture
from newsclean.problem import Finding
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Text, elements, rewrite, shows_nothing

_MEANINGLESS_ALT = lazy.pattern(r"(?:image|img|picture|photo|图片|图|图像)[\s_-]*\d*|.*\.(?:jpe?g|png|gif|webp|bmp|svg)", re.I)


def settle_images(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<img src="blank.gif" data-src="a.jpg" alt="图片">` -> `![](a.jpg)`.

    A lazy-load attribute wins over the placeholder, the largest address of a set where there is no better one; a picture in
    `noscript` is the one beside it. Spacers, loading animations and counters go, with an alt that says nothing (`image`,
    `图片`, a file name). A caption right behind a picture is a paragraph of its own.
    """
    if "img" not in tree.soup.made:
        return
    anew = _written_anew(tree)
    images = [each for each in elements(tree.soup) if each.name == "img" and (id(each) in anew or not is_markdown(each))]
    before = {id(each): str(each.get("src") or "").strip() for each in images}
    sources = _sources(tree)
    found = {id(each): address_of(each, sources.get(id(each), ())) for each in images}
    twins = _twins(tree, images, {key: address for key, (address, _) in found.items()})
    for image in images:
        address, how = found[id(image)]
        if id(image) in twins.addresses:
            address, how = twins.addresses[id(image)], "address of the picture in noscript used"
        if how and address != before[id(image)]:
            yield Finding(how, image.offset(), before[id(image)], address)
            image["src"] = address
        alt = re.sub(r"\s+", " ", str(image.get("alt") or "")).strip(chars.EDGE_SPACE)
        image["alt"] = "" if _MEANINGLESS_ALT.fullmatch(alt) else alt
    gone: dict[int, str] = {}
    for image in elements(tree.soup):
        if image.name == "img" and (
            why := "picture shown twice dropped" if id(image) in twins.gone else _why_gone(image, before)
        ):
            gone[id(image)] = why
            yield Finding(why, image.offset(), str(image.get("src") or "")[:60], removed=chars.PICTURE)
    rewrite(tree.soup, lambda element: [] if id(element) in gone else None)
    set_captions_apart(tree.soup, tree.soup)


def _why_gone(image: Element, ours: dict[int, str]) -> str:
    """Say why a picture goes; nothing for one that stays. `ours` are those that this rule may touch."""
    address = str(image.get("src") or "").strip()
    if not address:
        return "image without an address dropped"
    if id(image) not in ours or image.protected:
        return ""
    if is_counter(address):
        return "counter of visits dropped"
    return "placeholder of a picture dropped" if is_spacer(address, says_something=bool(image["alt"])) else ""


def _sources(tree: Tree) -> dict[int, list[Element]]:
    """Give for the image of each `picture`, by identity, its sources."""
    found: dict[int, list[Element]] = {}
    for picture in elements(tree.soup) if "source" in tree.soup.made else ():
        if picture.name == "picture":
            inside = [*elements(picture)]
            image = next((each for each in inside if each.name == "img"), None)
            if image is not None:
                found[id(image)] = [each for each in inside if each.name == "source"]
    return found


class _Twins:
    """Pictures in `noscript` that a page shows anyway: `gone`, by identity; `addresses` for those beside that have none."""

    def __init__(self) -> None:
        self.gone: set[int] = set()
        self.addresses: dict[int, str] = {}


def _twins(tree: Tree, images: Sequence[Element], addresses: dict[int, str]) -> _Twins:
    twins = _Twins()
    if "noscript" not in tree.soup.made:
        return twins
    within = {id(inner) for each in elements(tree.soup) if each.name == "noscript" for inner in elements(each)}
    for row in _rows_of_pictures(tree, {id(each) for each in images}):
        for image, *beside in ((each, *row[max(0, at - 1) : at], *row[at + 1 : at + 2]) for at, each in enumerate(row)):
            if id(image) not in within:
                continue
            address = addresses[id(image)]
            for other in (each for each in beside if id(each) not in within and id(each) not in twins.addresses):
                theirs = addresses[id(other)]
                if not shows_picture(theirs) and shows_picture(address) and not is_counter(address):
                    twins.addresses[id(other)] = address
                elif not is_same_picture(theirs, address, sizes_differ=theirs != other.get("src")):
                    continue
                twins.gone.add(id(image))
                break
    return twins


def _rows_of_pictures(tree: Tree, images: set[int]) -> Iterator[list[Element]]:
    """Give the pictures between which no word stands, row by row."""
    row: list[Element] = []
    stack = tree.soup.contents[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Element) and not node.kept:
            row += [node] if id(node) in images else []
            stack += node.contents[::-1]
        elif type(node) is not Text or not shows_nothing(node):
            yield row
            row = []
    yield row


def _written_anew(tree: Tree) -> set[int]:
    """Give the pictures, by identity, that tags in their line or in their table keep from staying as they were written."""
    holders = {id(each): each for each in elements(tree.soup) if each.leaf is not None and each.leaf.holds_foreign_tags}
    for holder in list(holders.values()):
        for outer in holder.parents:
            if isinstance(outer, Element) and outer.name == "table":
                holders[id(outer)] = outer
    # The outermost alone: what stands in it is walked once.
    outermost = [each for each in holders.values() if holders.keys().isdisjoint(map(id, each.parents))]
    return {id(inner) for each in outermost for inner in elements(each) if inner.name == "img"}
