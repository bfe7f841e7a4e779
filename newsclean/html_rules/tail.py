"""What the site puts behind an article: where it comes from, the article's address, links that lead back.

They stand in any order. Each rule looks at the last blocks and past what another takes out, so that one run finds
all that a second would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree, blocks_of, remove_blocks
from newsclean.tree.nodes import CODE, NOT_SEEN, Element, elements, has_content, replace, text_of, texts

_NO_ADDRESS = r"\s<>，。；：、！？“”‘’（）《》…—"
_ADDRESS = lazy.pattern(rf"(?i)https?://[^{_NO_ADDRESS}/?#]+[^{_NO_ADDRESS}]*")


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
    blocks = list(_last_blocks(tree))
    for block, before in zip_longest(blocks, blocks[1:]):
        if _is_navigation(block, context) or _is_empty_address(block) or _is_source_line(block, context):
            continue
        url = _lone_url(block)
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
    for block in _last_blocks(tree):
        if _is_navigation(block, context):
            yield Finding("navigation dropped", block.offset(), removed=text_of(block))
            gone.append(block)
        elif not (_lone_url(block) or _is_empty_address(block) or _is_source_line(block, context)):
            break
    remove_blocks(tree, gone)


def drop_empty_autolink(tree: Tree, context: Context) -> Iterator[Finding]:
    """A paragraph that is nothing but `<>`, an address that was never filled in -> nothing."""
    gone = [block for block in blocks_of(tree) if _is_empty_address(block)]
    for block in gone:
        yield Finding("empty address dropped", block.offset(), removed=text_of(block))
    remove_blocks(tree, gone)


def lift_source(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<p class="em_media">（文章来源：证券报）</p>` -> `source: 证券报` in the front matter; the last such line.

    Others that say the same go with it. In a document without front matter the line stays. So it does when the front
    matter has another source.
    """
    header = context.header
    if header is None:
        return
    gone: list[Element] = []
    for block in reversed(list(blocks_of(tree))):
        while (match := _source_of(block, context)) is not None and (name := _name_in(match)):
            is_new = not header.has("source")
            if not is_new and str(header.get("source")).strip() != name:
                message = f"source: the front matter has {header.get('source')!r}, this line {name!r}; the line stays"
                yield Finding(message, block.offset(), match[0], severity=Severity.WARNING)
                remove_blocks(tree, gone)
                return
            if is_new:
                header.set("source", name)
            offset = _offset_in(block, match.start())
            if "source" in context.settings.keep:
                if is_new:
                    yield Finding("source line copied into the front matter", offset, after=f"source: {name}")
                return
            _cut_tail(block, len(match[0]))
            message = "source line lifted into the front matter"
            yield Finding(message, offset, match[0], f"source: {name}", removed=match[0])
            if not has_content(block):
                gone.append(block)
    remove_blocks(tree, gone)


def _is_empty_address(block: Element) -> bool:
    """Tell whether a block is nothing but `<>`."""
    is_bare = block.name == "p" and NOT_SEEN.sub("", text_of(block)).strip(chars.UNSEEN) == "<>"
    return is_bare and all(each.name == "br" or not has_content(each) for each in elements(block))


def _is_navigation(block: Element, context: Context) -> bool:
    """Tell whether a block is nothing but links that lead back."""
    if block.name != "p" or any(element.name == "img" for element in elements(block)):
        return False
    links = [element for element in elements(block) if element.name == "a"]
    pattern = re.compile(context.settings.site.navigation)
    if not links or not all(pattern.fullmatch(text_of(each).strip(chars.UNSEEN)) for each in links):
        return False
    if not context.of_site and any(_leads_away(str(each.get("href") or ""), context) for each in links):
        return False  # an author's own link to another site
    rest = text_of(block)
    for each in links:
        rest = rest.replace(text_of(each), "", 1)
    return not rest.strip(chars.UNSEEN + "|｜·/-—>»")


def _leads_away(href: str, context: Context) -> bool:
    """Tell whether an address is one of another site; with a base URL the site's own are absolute, too."""
    base = context.settings.base_url
    own = bool(base) and href.startswith(base.rstrip("/") + "/")
    return not own and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href) is not None


def _last_blocks(tree: Tree) -> Iterator[Element]:
    return (block for block in reversed(list(blocks_of(tree))) if has_content(block))


def _lone_url(block: Element) -> str:
    """Give the address that is all of a paragraph, as a link to itself or as text."""
    if block.name != "p":
        return ""
    text = text_of(block).strip(chars.UNSEEN)
    if not _ADDRESS.fullmatch(text):
        return ""
    links = (each for each in elements(block) if each.name != "br" and has_content(each))
    leads_there = (
        each.name == "a" and str(each.get("href")).strip() == text_of(each).strip(chars.UNSEEN) == text for each in links
    )
    return text if all(leads_there) else ""


def _source_of(block: Element, context: Context) -> re.Match[str] | None:
    """Find the name of a medium at the end of a paragraph's text."""
    if (
        block.name != "p"
        or (block.leaf is not None and block.leaf.frozen)
        or any(each.name in CODE and text_of(each).strip(chars.UNSEEN) for each in elements(block))
    ):
        return None
    text = text_of(block).strip(chars.UNSEEN)
    match = re.search(context.settings.site.source_line, text)
    if match is None and not context.settings.site.source_classes.isdisjoint(block.get("class") or ()):
        match = re.fullmatch(r"(?:文章)?来源\s*[：:]\s*(.+)", text)
    return match if match is not None and text and match.end() == len(text) else None


def _name_in(match: re.Match[str]) -> str:
    found = next((group for group in match.groups() if group), "")  # a user's pattern has groups of its own
    return re.sub(r"\s+", " ", found).strip(chars.UNSEEN)


def _is_source_line(block: Element, context: Context) -> bool:
    """Tell whether a paragraph does nothing but name the medium."""
    match = _source_of(block, context)
    return match is not None and match.start() == 0 and all(element.name != "img" for element in elements(block))


def _offset_in(block: Element, at: int) -> int | None:
    """Give the offset in the body of a character of the block's text, blanks at its start left out."""
    text = text_of(block)
    at += len(text) - len(text.lstrip(chars.UNSEEN))
    for node in texts(block):
        if at < len(node):
            return node.offset(at)
        at -= len(node)
    return None


def _cut_tail(block: Element, length: int) -> None:
    """Take the last `length` visible characters from a block; images stay wherever they stand."""
    left = length + len(text_of(block)) - len(text_of(block).rstrip(chars.UNSEEN))
    for node in reversed(list(texts(block))):
        if left <= 0:
            break
        kept = node[: max(0, len(node) - left)]
        left -= len(node)
        replace(node, [node.with_text(kept)] if kept else [])


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
