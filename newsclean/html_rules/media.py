"""Links, and the addresses of links and images: no active one, absolute ones on request."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from newsclean import chars
from newsclean.header.context import Context
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Node, elements, has_content, rewrite, text_of
from newsclean.urls import is_active_url


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
        if name and element.get(name) and not is_markdown(element):
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


def is_markdown(element: Element) -> bool:
    """Tell whether an element was written as Markdown rather than as HTML."""
    node: object = element
    while isinstance(node, Element):
        if node.leaf is not None and node.leaf.frozen != "html":
            return element.name not in node.leaf.html_names
        node = node.parent
    return False
