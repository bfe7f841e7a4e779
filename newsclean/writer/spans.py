"""The contents of a paragraph, heading or cell -> spans of running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsclean import chars, lazy
from newsclean.html.elements import BLOCKS, STAND_IN
from newsclean.tree.nodes import Element, Node, Text, has_content, shows_nothing
from newsclean.urls import clean_url, is_active_url
from newsclean.writer.delimiters import DEL, EM, LINK, STRONG, SUB, SUP
from newsclean.writer.inline import Span, code_tag, write_inline
from newsclean.writer.raw_html import lines_of_code

_SPANS = {"strong": STRONG, "em": EM, "del": DEL, "sub": SUB, "sup": SUP}
_PLAIN_ADDRESS = lazy.pattern(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")


def spans_of(nodes: Sequence[Node], *, keeps_lines: bool) -> list[Span]:
    """Give the spans that nodes hold; `keeps_lines`: what was Markdown keeps its lines."""
    out: list[Span] = []
    texts: list[str] = []
    for node in nodes:
        if type(node) is Text:
            first, *lines = node.split("\n") if keeps_lines else [node]
            texts.append(first)
            for line in lines:
                out += [Span("text", "".join(texts)), Span("line")]
                texts = [line]
            continue
        if not isinstance(node, Element):
            continue
        inner = _span(node, keeps_lines=keeps_lines)
        for span in inner:
            if span.kind == "text":
                texts.append(span.text)
                continue
            if texts:
                out.append(Span("text", "".join(texts)))
                texts = []
            out.append(span)
    if texts:
        out.append(Span("text", "".join(texts)))
    return out


def _span(el: Element, *, keeps_lines: bool) -> list[Span]:
    name = el.name
    if name == "br":
        return [Span("break")]
    if name == STAND_IN:
        return [Span("raw", str(el["source"]))]
    if name == "img":
        return _image(el)
    if name in ("code", "kbd", "samp"):
        spans = [[Span("break"), *_code(line)] for line in lines_of_code(el)]
        return [span for line in spans for span in line][1:]
    inner = spans_of(el.contents, keeps_lines=keeps_lines)
    if name in _SPANS:
        return [Span(_SPANS[name], parts=inner)]
    if name == "a":
        return _link(el, inner)
    if name in BLOCKS and inner:  # only a cell or an item that was never put in shape
        return [Span("break"), *inner, Span("break")]
    return inner


def _link(el: Element, inner: list[Span]) -> list[Span]:
    href = str(el.get("href") or "")
    url = clean_url(href)
    if not url or is_active_url(href) or not any(has_content(child) for child in el.contents):
        return inner
    if len(inner) == 1 and inner[0].kind == "text" and inner[0].text == href and _PLAIN_ADDRESS.fullmatch(href):
        return [Span("raw", f"<{href}>")]
    return [Span(LINK, parts=inner, tail=f"]({url})")]


def _image(el: Element) -> list[Span]:
    src = str(el.get("src") or "")
    url = clean_url(src)
    if not url or is_active_url(src):
        return []
    alt = write_inline([Span("text", str(el.get("alt") or ""))], "alt")
    return [Span("raw", f"![{alt}]({url})")]


def _code(code: str) -> list[Span]:
    code = re.sub(r"[ \t\r\n]+", " ", code)
    if shows_nothing(code):
        blank = "".join(char for char in code if char in chars.EDGE_SPACE)
        return [Span("text", blank)] if blank else []
    plain = not re.search(r"[`|{}]", code) and code == code.strip()
    return [Span("code", code) if plain else Span("raw", code_tag(code))]
