"""Elements -> raw HTML, for what Markdown cannot say: tables with spans, lists that start elsewhere."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

from newsclean import chars, lazy
from newsclean.html.elements import HEADINGS
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.tree.nodes import PROSE, Element, Node, Text, has_content, shows_nothing
from newsclean.urls import clean_url, is_active_url

# Blanks at the edges of a block, also inside the marks that stand there.
_LEADING = lazy.pattern(rf"\A((?:<(?!pre>)[a-z]+>)*)[{chars.EDGE_SPACE}]+")
_TRAILING = lazy.pattern(rf"(?<![{chars.EDGE_SPACE}])[{chars.EDGE_SPACE}]+((?:</(?!pre>)[a-z]+>)*)\Z")
_HTML_NAMES = {"kbd": "code", "samp": "code"}
# Everything that raw HTML may hold (SPELLINGS `raw-html`).
_RAW_HTML = frozenset(
    "strong em del sub sup br code pre ol ul li table thead tbody tfoot tr td th caption p a img blockquote hr".split()
    + list(HEADINGS)
)


_MARKS = frozenset({"a", "strong", "em", "del", "sub", "sup"})


def write_html(el: Element) -> str:
    """Write an element as HTML: no attribute but spans and starts, no blank line, no Markdown."""
    return _html(el).replace("\n\n", "\n")


def _html(node: Node, number: str = "") -> str:
    """Write a node; `number`: the attribute that gives an item its number."""
    if not isinstance(node, Element):
        return _html_text(node) if type(node) is Text else ""
    name = _HTML_NAMES.get(node.name, node.name)
    if name == "br":
        return "<br>"
    if name == "hr":
        return "<hr>"
    if name == "img":
        url = clean_url(str(node.get("src") or ""))
        alt = escape(str(node.get("alt") or ""))
        return f'<img src="{escape(url)}" alt="{_no_liquid(alt)}">' if url and not is_active_url(url) else ""
    if name == "pre":
        code = text_of_code(node).strip("\n")  # blank lines at its edges would be read otherwise than they are here
        return f"<pre>{_html_code(code)}</pre>"
    if name == "code":
        return "<br>".join(f"<code>{_html_code(line)}</code>" if not shows_nothing(line) else "" for line in lines_of_code(node))
    inner = _inner(node)
    if not inner and name in _MARKS:
        return ""
    if name not in _RAW_HTML:
        return inner
    if name == "p" and not has_content(node):
        return ""
    inner = _trimmed(inner) if name in PROSE else inner
    if name == "a":
        href = str(node.get("href") or "")
        url = clean_url(href).replace("&amp;", "&")
        return f'<a href="{escape(url)}">{inner}</a>' if url and not is_active_url(href) else inner
    line = "\n" if name in ("table", "thead", "tbody", "tfoot", "tr", "ol", "ul") else ""
    end = "\n" if name in ("thead", "tbody", "tfoot", "tr", "li", "td", "th", "caption") else ""
    return f"<{name}{_attributes(node)}{number}>{line}{inner}</{name}>{end}"


def _without_edge_breaks(html: str) -> str:
    """Take line breaks and blanks from both edges."""
    start, end = 0, len(html)
    while start < end and (html.startswith("<br>", start) or html[start] in chars.EDGE_SPACE):
        start += 4 if html.startswith("<br>", start) else 1
    while end > start and (html.startswith("<br>", end - 4) or html[end - 1] in chars.EDGE_SPACE):
        end -= 4 if html.startswith("<br>", end - 4) else 1
    return html[start:end]


def _inner(node: Element) -> str:
    """Write the children of an element; the one paragraph of a list item without its `<p>`."""
    if node.name == "ol":
        numbers = _number_attributes(node)
        return "".join(_html(child, numbers.get(id(child), "")) for child in node.contents)
    paragraphs = [child for child in node.contents if isinstance(child, Element) and child.name == "p"]
    if node.name != "li" or len(paragraphs) != 1:
        return "".join(map(_html, node.contents))
    return "".join(_trimmed(_inner(paragraphs[0])) if child is paragraphs[0] else _html(child) for child in node.contents)


def _trimmed(inner: str) -> str:
    return _TRAILING.sub(r"\1", _LEADING.sub(r"\1", _without_edge_breaks(inner)))


def _html_text(node: Text) -> str:
    text = re.sub(r"[ \t\r\n\f]+", " ", node)
    return _no_liquid(escape(text, quote=False))


def _html_code(code: str) -> str:
    return _no_liquid(escape(code, quote=False)).replace("\n", "&#10;")


def _no_liquid(text: str) -> str:
    return LIQUID.sub("&#123;", text)


def _attributes(el: Element) -> str:
    if el.name == "ol":
        first = next((number for _, number in numbers_of(el)), 1)
        return f' start="{first}"' if first != 1 else ""
    if el.name not in ("td", "th"):
        return ""
    spans = ((name, span_of(el, name)) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{value}"' for name, value in spans if value > 1)


def numbers_of(ol: Element) -> list[tuple[Element, int]]:
    """Give the items of a list that show something, with the number that a reader sees (HTML standard 4.4.5, 4.4.8)."""
    items = [child for child in ol.contents if isinstance(child, Element) and child.name == "li" and has_content(child)]
    step = -1 if ol.has_attr("reversed") else 1
    number = _integer(ol.get("start"), len(items) if step < 0 else 1)
    numbers: list[tuple[Element, int]] = []
    for item in items:
        number = _integer(item.get("value"), number)
        numbers.append((item, number))
        number += step
    return numbers


def is_numbered_otherwise(ol: Element) -> bool:
    """Tell whether the numbers of a list are others than 1, 2, 3."""
    return [number for _, number in numbers_of(ol)] != [*range(1, len(numbers_of(ol)) + 1)]


def _number_attributes(ol: Element) -> dict[int, str]:
    """Give by their identity the items whose number does not follow from the one before, with the attribute that says it.

    GitHub knows `start` and `value`, but not `reversed`.
    """
    pairs = pairwise(numbers_of(ol))
    return {id(item): f' value="{number}"' for (_, before), (item, number) in pairs if number != before + 1}


def _integer(value: object, otherwise: int) -> int:
    text = str(value if value is not None else "").strip()
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text) else otherwise


def span_of(cell: Element, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(int(value), 1000) if re.fullmatch(r"[0-9]{1,9}", value) else 1


def text_of_code(el: Element) -> str:
    """Give the text of code with its line breaks."""
    return "\n".join(lines_of_code(el)).replace("\r\n", "\n")


def lines_of_code(el: Element) -> list[str]:
    """Give the text of code between its `<br>`."""
    lines = [""]
    for child in el.contents:
        if isinstance(child, Element):
            first, *others = ["", ""] if child.name == "br" else lines_of_code(child)
            lines[-1] += first
            lines += others
        elif type(child) is Text:
            lines[-1] += child
    return lines


def language_of(el: Element) -> str:
    """Give the language of a block of code; empty when it is not said."""
    for node in (el, *(child for child in el.contents if isinstance(child, Element))):
        classes = node.get("class") or ""
        for name in classes.split() if isinstance(classes, str) else classes:
            match = re.fullmatch(r"(?:language|lang)-([A-Za-z0-9+#._-]+)", name)
            if match:
                return match[1]
    return ""


def language_class(el: Element) -> str:
    """Give the class attribute that says the language of a block of code."""
    language = language_of(el)
    return f' class="language-{language}"' if language else ""
