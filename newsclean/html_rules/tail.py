"""What the site puts behind an article: the article's address, links that lead back.

They stand in any order. Each rule looks at the last blocks and past what another takes out, so that one run finds
all that a second would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from newsclean import chars
from newsclean.header.context import Context
from newsclean.html_rules.closing_lines import is_empty_address, is_navigation, is_source_line, last_blocks, lone_url
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree, blocks_of, remove_blocks
from newsclean.tree.nodes import Element, has_content, text_of


def lift_source_url(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<http://finance.example.com/news/1354,2022….html>` behind the article -> `source_url` in the front matter.

    Only an address that stands alone in the last paragraph, navigation and source line aside, of a site or with an article
    number that the site profile knows, or in a post that was scraped. A different `source_url` is never overwritten. An
    address that the profile does not know stays behind words that lead to it (`详见：`), and elsewhere a warning says so.
    """
    header = context.header
    if header is None:
        return
    gone: list[Element] = []
    blocks = list(last_blocks(tree))
    for block, before in zip_longest(blocks, blocks[1:]):
        if is_navigation(block, context) or is_empty_address(block) or is_source_line(block, context):
            continue
        url = lone_url(block)
        is_known = context.settings.site.is_article_url(url)
        is_meant = before is not None and text_of(before).rstrip(chars.UNSEEN).endswith(("：", ":"))
        if not url or not (is_known or (context.of_site and not is_meant)):
            break
        if header.has("source_url") and str(header.get("source_url")).strip() != url:
            message = f"source_url: the front matter has {header.get('source_url')!r}, this line another; the line stays"
            yield Finding(message, block.offset(), url, severity=Severity.WARNING)
            break
        is_new = not header.has("source_url")
        if is_new and _runs_liquid(tree, context):
            message = "source_url: the post holds Liquid, which would be text in a post of this site; the line stays"
            yield Finding(message, block.offset(), url, severity=Severity.WARNING)
            break
        if is_new:
            header.set("source_url", url)
        if "source_url" in context.settings.keep:
            if is_new:
                yield Finding("address of the article copied into the front matter", block.offset(), after=f"source_url: {url}")
            break
        gone.append(block)
        message = "address of the article lifted into the front matter"
        severity = Severity.MENDED
        if is_new and not is_known:
            message, severity = f"{message}: {url}, of a site that the profile does not know", Severity.WARNING
        yield Finding(message, block.offset(), f"<{url}>", f"source_url: {url}", severity, removed=text_of(block))
    remove_blocks(tree, gone)


def _runs_liquid(tree: Tree, context: Context) -> bool:
    """Tell whether a post holds Liquid that is meant, and would not be if the post's origin were known."""
    is_author_s = context.settings.liquid == "auto" and not context.scraped
    return is_author_s and LIQUID.search(tree.body.text) is not None


def drop_navigation(tree: Tree, context: Context) -> Iterator[Finding]:
    """`[返回滚动新闻](../news/)｜[返回首页](../)` at the end of a post -> nothing.

    Only lines of such links alone, and only behind the article.
    """
    gone: list[Element] = []
    for block in last_blocks(tree):
        if is_navigation(block, context):
            yield Finding("navigation dropped", block.offset(), removed=text_of(block))
            gone.append(block)
        elif not (lone_url(block) or is_empty_address(block) or is_source_line(block, context)):
            break
    remove_blocks(tree, gone)


def drop_empty_autolink(tree: Tree, context: Context) -> Iterator[Finding]:
    """A paragraph that is nothing but `<>`, an address that was never filled in -> nothing."""
    gone = [block for block in blocks_of(tree) if is_empty_address(block)]
    for block in gone:
        yield Finding("empty address dropped", block.offset(), removed=text_of(block))
    remove_blocks(tree, gone)


def describe(tree: Tree, context: Context) -> Iterator[Finding]:
    """`> 本报讯…（某某报）` at the top -> `description: 本报讯…（某某报）`; the quotation stays in the body."""
    header = context.header
    first = next((block for block in blocks_of(tree) if has_content(block)), None)
    if header is None or first is None or first.name != "blockquote":
        return
    text = re.sub(r"\s+", " ", text_of(first)).strip(chars.EDGE_SPACE)
    if header.has("description"):
        if header.get("description") != text:
            message = "description: the front matter has another; left as it is"
            yield Finding(message, first.offset(), severity=Severity.WARNING)
        return
    header.set("description", text)
    yield Finding("digest copied into the front matter", first.offset(), after=f"description: {text[:40]}")
