"""Images, tables and links: the source that counts, no active address, no noise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Node, elements, has_content, rewrite, text_of
from newsclean.urls import is_active_url

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazyload", "data-echo", "_src", "file")
_MEANINGLESS_ALT = lazy.pattern(r"(?:image|img|picture|photo|图片|图|图像)[\s_-]*\d*|.*\.(?:jpe?g|png|gif|webp|bmp|svg)", re.I)


def settle_images(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<img src="blank.gif" data-src="a.jpg" alt="图片">` -> `![](a.jpg)`.

    A lazy-load attribute wins over the placeholder; an alt that says nothing (`image`, `图片`, a file name) becomes
    empty.
    """
    if "img" not in tree.soup.made:
        return
    anew = _written_anew(tree)
    for image in elements(tree.soup):
        if image.name != "img" or (_is_markdown(image) and id(image) not in anew):
            continue
        real = next((str(image[name]).strip() for name in _LAZY if str(image.get(name) or "").strip()), "")
        if real and not is_active_url(real) and real != image.get("src"):
            yield Finding("lazy-load address used", image.offset(), str(image.get("src") or ""), real)
            image["src"] = real
        elif not str(image.get("src") or "").strip() and (first := _first_of(image)):
            yield Finding("address out of a set used", image.offset(), after=first)
            image["src"] = first
        alt = re.sub(r"\s+", " ", str(image.get("alt") or "")).strip(chars.EDGE_SPACE)
        image["alt"] = "" if _MEANINGLESS_ALT.fullmatch(alt) else alt
    for image in elements(tree.soup):
        if _is_nowhere(image):
            yield Finding("image without an address dropped", image.offset(), removed=chars.PICTURE)
    rewrite(tree.soup, lambda element: [] if _is_nowhere(element) else None)


def _is_nowhere(element: Element) -> bool:
    return element.name == "img" and not str(element.get("src") or "").strip()


def _first_of(image: Element) -> str:
    """Give the first address of `srcset="a.png 1x, b.png 2x"`."""
    found = str(image.get("srcset") or image.get("data-srcset") or "").split()
    return found[0].rstrip(",") if found else ""


def settle_links(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<a href="javascript:…">文字</a>` -> `文字`; a link without a target or a text goes too.

    Relative addresses become absolute only when a base URL is set. The writer publishes no active address even when this
    rule is off; here it is reported.
    """
    base = context.settings.base_url
    dropped: list[Finding] = []
    tally = Tally()

    def decide(element: Element) -> list[Node] | None:
        if element.name == "img" and is_active_url(str(element.get("src") or "")):
            message, address = "image with an active address dropped", str(element.get("src"))[:60]
            dropped.append(Finding(message, element.offset(), address, severity=Severity.WARNING, removed=chars.PICTURE))
            return []
        if element.name != "a":
            return None
        href = str(element.get("href") or "").strip(chars.EDGE_SPACE)
        if is_active_url(href):
            dropped.append(Finding("link with an active address dropped", element.offset(), href[:60], text_of(element)))
            return list(element.contents)
        if not href or not has_content(element):
            tally.unwrap(element)
            return list(element.contents)
        if any(inner.name == "a" for inner in elements(element)):  # across a cell
            message = "link round another link dropped, which Markdown cannot hold"
            dropped.append(Finding(message, element.offset(), href[:60], severity=Severity.WARNING))
            return list(element.contents)
        return None

    rewrite(tree.soup, decide)
    yield from dropped
    yield from tally.findings()
    if not base:
        return
    for element in elements(tree.soup):
        name = {"a": "href", "img": "src"}.get(element.name)
        if name and element.get(name) and not _is_markdown(element):
            old = str(element[name]).strip()
            new = _join(base, old)
            if new != old and not old.startswith("#"):
                element[name] = new
                yield Finding("address made absolute", element.offset(), old, new)


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # a bracket that is no IPv6 address
        return url


def plain_tables(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<table><tr><td></td></tr></table>` -> nothing, also in preformatted text; what stands round it stays apart.

    Attributes are no matter of this rule: the writer writes none but alignment, or the spans of a table that has any.
    """
    if "table" not in tree.soup.made:
        return

    def decide(element: Element) -> list[Node] | None:
        if element.name != "table" or element.is_markdown or has_content(element):
            return None
        tally.drop_empty(element)
        return [tree.soup.make("p")]

    tally = Tally()
    rewrite(tree.soup, decide)
    yield from tally.findings()


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


def _is_markdown(element: Element) -> bool:
    """Tell whether an element was written as Markdown rather than as HTML."""
    node: object = element
    while isinstance(node, Element):
        if node.leaf is not None and node.leaf.frozen != "html":
            return element.name not in node.leaf.html_names
        node = node.parent
    return False
