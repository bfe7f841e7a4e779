"""How a site advertises itself inside an article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars
from newsclean.header.context import Context
from newsclean.html.elements import BLOCKS
from newsclean.problem import Finding
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import PROSE, Element, Node, elements, rewrite, shown_by

_LINES = PROSE | {"div", "section", "center", "li"}


def drop_promotion(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<a class="toplink" href="…">…</a>` -> nothing; `炒股第一步，先开个股票账户` in a line of its own, too.

    Only in a post of the site, and in a line nothing else may stand. In a document without front matter it stays.
    """
    site = context.settings.site
    if (
        context.header is None
        or not any(word in tree.body.text for word in site.promotion_words)
        or not _is_of_site(tree, context)
    ):
        return
    addresses, lines = re.compile(site.promotion_addresses), re.compile(site.promotion_lines)
    dropped: list[Finding] = []

    def decide(element: Element) -> list[Node] | None:
        if element.protected or element.kept or (element.leaf is not None and element.leaf.frozen):
            return None
        classes = element.get("class")
        if not (
            (classes and not site.promotion_classes.isdisjoint(classes))
            or (element.name == "a" and addresses.search(str(element.get("href") or "").strip()))
            or (element.name in _LINES and lines.fullmatch(shown_by(element).strip(chars.UNSEEN)))
        ):
            return None
        dropped.append(Finding("promotion dropped", element.offset(), removed=shown_by(element)))
        parts = element.block is None and any(each.name in BLOCKS for each in [element, *elements(element)])
        return [tree.soup.make("p")] if parts else []

    rewrite(tree.soup, decide)
    yield from dropped


def _is_of_site(tree: Tree, context: Context) -> bool:
    """Tell whether a post is of the site that these names belong to; other sites may use them for something else."""
    url = context.header.get("source_url") if context.header is not None else None
    site = context.settings.site
    return context.scraped and (site.recognises(tree.body.text) or (isinstance(url, str) and site.is_article_url(url)))
