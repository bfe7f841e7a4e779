"""What no reader sees, and what the site puts into an article: scripts, charts, widgets.

Every function works on the tree and yields what it took away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import Comment
from bs4.element import PreformattedString

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.html.elements import BLOCKS, PARSED_AS
from newsclean.html_rules.hidden_text import SHOWN_BY_SCRIPT, weighed
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding, Severity
from newsclean.tree.builder import Soup
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import (
    NOT_SEEN,
    Element,
    Node,
    Text,
    elements,
    has_content,
    link,
    rewrite,
    set_children,
    shown_by,
    shows_nothing,
    style_of,
    text_of,
    texts,
)
from newsclean.tree.whitespace import EMPTY_INLINE

# Nothing in these is text of the article.
_UNSEEN = frozenset(
    "script style template head title meta link base iframe frame frameset object embed applet video audio canvas svg math "
    "select datalist noembed noframes input param track area xml".split()
)
# But a browser shows something in the place of these.
_SEEN_IN_A_BROWSER = frozenset({"audio", "canvas", "embed", "iframe", "math", "object", "svg", "video"})
_TYPE_SELECTOR = lazy.pattern(rf"""\[[^\]]*\]|"[^"]*"|'[^']*'|(?<![\w.#:\\-])({"|".join(PARSED_AS)})(?![\w\-])""", re.I)
_HIDDEN_STYLE = lazy.pattern(r"(?:^|;)(?:display:none|visibility:hidden)(?:!important)?(?:;|$)")


def is_unseen(element: Element) -> bool:
    """Tell whether a browser shows nothing of `element`."""
    if element.name in _UNSEEN:
        return element.name != "source" or not _is_of_picture(element)
    if element.name == "dialog" and not element.has_attr("open"):
        return True
    hidden = element.get("hidden")
    if hidden is not None and str(hidden).lower() != "until-found":
        return True
    # An article that its site serves hidden and shows by a script; what is hidden inside it stays hidden.
    is_hidden = bool(element.get("style")) and _HIDDEN_STYLE.search(style_of(element)) is not None
    return is_hidden and element.get("id") not in SHOWN_BY_SCRIPT


def _is_of_picture(source: Element) -> bool:
    """Tell whether a source is one of a picture rather than of a video; the picture's addresses are chosen later."""
    node: object = source.parent
    while isinstance(node, Element) and node.name == "source":  # which the parser may put one into the other
        node = node.parent
    return isinstance(node, Element) and node.name == "picture"


def _remains_of(node: Node, soup: Soup) -> list[Node]:
    """Give what is left where a node goes: an empty paragraph for what parted the lines round it, else nothing."""
    parts = isinstance(node, Element) and any(each.name in BLOCKS for each in [node, *elements(node)])
    return [soup.make("p")] if parts else []


def drop_unseen(soup: Soup) -> list[Element]:
    """Take out what a browser does not show; give the elements that were taken out."""
    dropped: list[Element] = []

    def decide(element: Element) -> list[Node] | None:
        if element.leaf is not None or element.protected or not is_unseen(element):
            return None
        dropped.append(element)
        return _remains_of(element, soup)

    rewrite(soup, decide)
    return dropped


def _found(element: Element) -> Finding:
    if element.name in _SEEN_IN_A_BROWSER:
        message = f"<{element.name}> dropped, which Markdown cannot show"
        return Finding(message, element.offset(), removed=shown_by(element), severity=Severity.WARNING)
    return Finding(f"invisible <{element.name}> dropped", element.offset(), removed=shown_by(element))


def drop_invisible(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p style="display:none">…</p>`, `<script>…</script>`, `<!-- … -->` -> nothing; videos, drawings, formulas with a warning.

    A comment alone on its lines in a post's Markdown (`<!--more-->`) stays. Tracking pixels go. Hidden text of some length
    goes with a warning; that most of a post's text is hidden is an error.
    """
    yield from weighed(map(_found, drop_unseen(tree.soup)), tree.soup)

    def decide(element: Element) -> list[Node] | None:
        return [] if is_dropped(element) else None

    def is_dropped(element: Element) -> bool:
        return element.name == "img" and not element.protected and _is_pixel(element)

    if "img" in tree.soup.made:
        before = [element for element in elements(tree.soup) if is_dropped(element)]
        rewrite(tree.soup, decide)
        for element in before:
            yield Finding("tracking pixel dropped", element.offset(), str(element.get("src") or ""), removed=chars.PICTURE)
    for parent in [tree.soup, *elements(tree.soup)] if tree.soup.holds_comments else ():
        if any(isinstance(child, PreformattedString) for child in parent.contents):
            set_children(parent, [child for child in parent.contents if not isinstance(child, PreformattedString)])


def _is_pixel(image: Element) -> bool:
    sizes = [str(image.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    style = style_of(image)
    return all(size in ("0", "1") for size in sizes) or bool(
        re.search(r"(?:^|;)width:[01]px", style) and re.search(r"(?:^|;)height:[01]px", style)
    )


def apply_site_selectors(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<div class="promo">…</div>` -> nothing, for what the user's selectors drop; others lose their tags only, or stay.

    The lists `drop`, `unwrap` and `keep` of a configuration's `site`. What stays is no widget, annotation or hidden element.
    """
    site = context.settings.site
    if not (site.drop or site.unwrap or site.protect):
        return
    kept = _matching(tree, site.protect)
    for element in kept:
        element.protected = True
    dropped = [element for element in _matching(tree, site.drop) if not element.protected]
    unwrapped = {id(element) for element in _matching(tree, site.unwrap) if not element.protected}
    gone = {id(element) for element in dropped}
    inside = {id(inner) for element in dropped for inner in elements(element)}
    for element in dropped:
        if id(element) not in inside:
            yield Finding("element dropped by a selector", element.offset(), removed=shown_by(element))

    def decide(element: Element) -> list[Node] | None:
        if id(element) in gone:
            return _remains_of(element, tree.soup)
        return list(element.contents) if id(element) in unwrapped else None

    rewrite(tree.soup, decide)


def _matching(tree: Tree, selectors: tuple[str, ...]) -> list[Element]:
    """Give the elements that any of the selectors names, before a rule has changed the tree."""
    if not selectors:
        return []
    import soupsieve  # only those who name elements need it

    link(tree.soup)
    pattern = soupsieve.compile(_as_parsed(", ".join(selectors)))
    return [element for element in elements(tree.soup) if not element.kept and pattern.match(element)]


def _as_parsed(selector: str) -> str:
    """Put the names under which elements are parsed into a selector; what stands in brackets or quotes stays."""
    return _TYPE_SELECTOR.sub(lambda match: PARSED_AS[match[1].lower()] if match[1] else match[0], selector)


def drop_widgets(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<!-- EM_StockImg_Start -->…<!-- EM_StockImg_End -->` -> nothing; share bars, QR codes and charts by class too.

    A start without its end drops nothing but the comment.
    """
    site = context.settings.site
    holds_comments = tree.soup.holds_comments or any(block.kind == "verbatim" for block in tree.body.blocks)
    for parent in [tree.soup, *elements(tree.soup)] if holds_comments else ():
        for start, end in site.widget_comments:
            found = _between(parent.contents, start, end)
            if not found:
                continue
            for node in found:
                if isinstance(node, Element) or (isinstance(node, Text) and not shows_nothing(node)):
                    yield Finding("chart dropped", node.offset(), removed=shown_by(node))
            gone = {id(node) for node in found if not _parts_words(node)}
            left = ([child] if id(child) not in gone else _remains_of(child, tree.soup) for child in parent.contents)
            set_children(parent, [node for nodes in left for node in nodes])
    dropped: list[Element] = []

    def decide(element: Element) -> list[Node] | None:
        classes = element.get("class")
        if classes and not element.protected and not site.widget_classes.isdisjoint(classes):
            dropped.append(element)
            return _remains_of(element, tree.soup)
        return None

    rewrite(tree.soup, decide)
    for element in dropped:
        yield Finding("widget dropped", element.offset(), removed=shown_by(element))


def _parts_words(node: Node) -> bool:
    """Tell whether a node is a blank or a break, which still parts what stands round a chart."""
    return (type(node) is Text and shows_nothing(node)) or (isinstance(node, Element) and node.name == "br")


def _between(nodes: Sequence[Node], start: str, end: str) -> list[Node]:
    """Give the nodes from each start comment to its end comment."""
    found: list[Node] = []
    pending: list[Node] = []
    for node in nodes:
        words = str(node).strip() if isinstance(node, Comment) else ""
        if isinstance(node, Element) and node.kept and node.block is not None:
            words = node.block.name.removeprefix("<!--").removesuffix("-->").strip()
        if words == start:
            pending = [node]
        elif pending:
            pending.append(node)
            if isinstance(node, Element) and node.block is not None and not node.kept:
                pending = []  # what an author wrote between is no chart
            elif words == end:
                found += pending
                pending = []
    return found


def drop_empty(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<strong></strong>`, `<p>　</p>` -> nothing; blanks inside an empty span stay as blanks.

    Empty cells and what Markdown wrote stay.
    """
    tally = Tally()

    def decide(element: Element) -> list[Node] | None:
        if element.name not in EMPTY_INLINE or has_content(element) or element.leaf is not None:
            return None
        if any(isinstance(child, Element) and child.name == "br" for child in elements(element)):
            return list(element.contents) if element.name == "code" else None
        tally.drop_empty(element)
        if any(child.name in BLOCKS for child in elements(element)):
            return [tree.soup.make("p")]
        inner: list[Node] = list(texts(element))
        return inner if NOT_SEEN.sub("", text_of(element)) else []

    rewrite(tree.soup, decide)
    yield from tally.findings()
