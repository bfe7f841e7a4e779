"""The site's annotations: their links and spans go, their text stays with nothing between.

`原<span id="stock_105.X"><a class="keytip">创力</a></span><span id="quote_105.X"></span>的` -> `原创力的`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import lazy
from newsclean.header.context import Context
from newsclean.html.elements import BLOCKS, VOID
from newsclean.html_rules.tally import Tally
from newsclean.problem import Finding, Severity
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Node, elements, has_content, rewrite, text_of

_CODE = lazy.pattern(r"(\d+)[,.]([A-Za-z0-9._-]+)\Z")


def unwrap_annotations(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<span id="Info.1"><a class="infokey">券商</a></span>中国` -> `券商中国`.

    The class decides, not the address or the id. A span that wraps nothing but annotations goes with them, and
    so do the empty spans behind. A link without such a class stays a link.
    """
    site = context.settings.site
    companion = re.compile(site.companion_ids)
    found: list[Finding] = []
    tally = Tally()
    wrappers: set[int] = set()  # the elements right inside which an annotation stood

    def decide(element: Element) -> list[Node] | None:
        if _is_annotation(element, context):
            text = text_of(element)
            found.append(Finding("annotation taken off", element.offset(), text, text))
        elif element.name != "span":
            return None
        elif companion.match(str(element.attrs.get("id") or "")) and not has_content(element):
            tally.drop_empty(element)
            return []
        elif id(element) not in wrappers or not _is_bare(element):
            return None
        else:
            tally.unwrap(element)
        wrappers.add(id(element.parent))
        return element.contents

    rewrite(tree.soup, decide)
    yield from found
    yield from tally.findings()


def _is_annotation(element: Element, context: Context) -> bool:
    classes = element.attrs.get("class")
    if not classes or element.protected or element.name in BLOCKS or element.name in VOID:
        return False
    return not context.settings.site.annotation_classes.isdisjoint(classes)


def _is_bare(span: Element) -> bool:
    """A wrapper has an id and nothing that means anything."""
    return not span.get("style") and set(span.attrs) <= {"id", "class", "web", "href", "data-code"}


def collect_securities(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<a class="keytip" data-code="0,300999">云岚</a>` -> `securities: [{name: 云岚, code: 300999.SZ}]`.

    First mention first, each once. Sectors and glossary links are none. What is in the front matter already stays.
    """
    header = context.header
    if header is None:
        return
    found: list[dict[str, str]] = []
    offset: int | None = None
    for element in elements(tree.soup):
        if not _is_annotation(element, context):
            continue
        code = security_code(str(element.get("data-code") or ""))
        item = {"name": text_of(element).strip(), "code": code}
        if code and item["name"] and all(other["code"] != code for other in found):
            found.append(item)
            offset = element.offset() if offset is None else offset
    if not found:
        return
    if header.has("securities"):
        if header.get("securities") != found:
            yield Finding("securities: the front matter has others; left as they are", offset, severity=Severity.WARNING)
        return
    header.set("securities", list(found))
    yield Finding(f"securities: {len(found)} found in the annotations", offset, after=", ".join(item["code"] for item in found))


def security_code(data: str) -> str:
    """Give `000333.SZ` for `0,000333`, the site's own `105.AAPL` where no exchange is certain, empty for a sector."""
    match = _CODE.match(data)
    if not match or match[2].upper().startswith("BK"):
        return ""
    market, code = match[1], match[2]
    if market == "1" and re.match(r"[569]\d{5}\Z", code):
        return f"{code}.SH"
    if market == "0" and re.match(r"[023]\d{5}\Z", code):
        return f"{code}.SZ"
    if market == "116" and re.match(r"\d{5}\Z", code):
        return f"{code}.HK"
    return f"{market}.{code}"
