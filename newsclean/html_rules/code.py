"""Blocks of code as sites show them: gutters of line numbers go, and the language is said where the writer looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import lazy
from newsclean.header.context import Context
from newsclean.problem import Finding
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import Element, Node, Text, elements, rewrite, shown_by

# Of Pygments, Rouge, CSDN, highlight.js, Prism, Hexo, WeChat, SyntaxHighlighter.
_GUTTERS = frozenset(
    "lineno linenos linenodiv gutter pre-numbering line-numbers-rows hljs-ln-numbers hljs-ln-n code-snippet__line-index "
    "lnt ln rouge-gutter line-number blob-num".split()
)
_CODE_CELLS = frozenset({"code", "rouge-code", "hljs-ln-code", "blob-code"})
_WRAPPERS = 3  # how many elements round a block of code may say its language
_BRUSH = lazy.pattern(r"brush:\s*([A-Za-z0-9+#._-]+)")
_SAID = lazy.pattern(r"(?:language|lang|highlight-source|highlight)-([A-Za-z0-9+#._-]+)")
_NO_LANGUAGE = frozenset({"plain", "plaintext", "text", "none", "default", "null", "nohighlight"})


def plain_code(tree: Tree, context: Context) -> Iterator[Finding]:
    """`<pre><span class="lineno">1 </span>import os</pre>` -> its code without line numbers; `brush: java` -> the language."""
    if "pre" not in tree.soup.made:
        return
    blocks = [each for each in elements(tree.soup) if each.name == "pre" and each.leaf is None and each.token is None]
    for block in blocks:
        language = _language_round(block)
        if language:
            block["class"] = f"language-{language}"
    inside = {id(inner) for block in blocks for inner in (block, *elements(block))}
    tables = [each for each in elements(tree.soup) if each.name == "table" and _holds_code(each, inside)]
    inside |= {id(inner) for table in tables for inner in elements(table)}
    in_code = [table for table in tables if any(outer.name == "pre" for outer in table.parents)]
    lines = {id(row) for table in in_code for row in elements(table) if row.name == "tr"}
    gone: list[Element] = []

    def decide(element: Element) -> list[Node] | None:
        if id(element) not in inside or element.protected:
            return None
        if _names(element) & _GUTTERS:
            gone.append(element)
            return []
        if id(element) in lines:
            return [*(node for cell in element.contents for node in _contents(cell)), Text("\n")]
        return None

    rewrite(tree.soup, decide)
    for element in sorted(gone, key=lambda each: each.offset() or 0):
        yield Finding("line numbers dropped", element.offset(), removed=shown_by(element))
    laid_out = {id(table) for table in in_code}
    rewrite(tree.soup, lambda element: _without_table(element) if id(element) in laid_out else None)


def _contents(node: Node) -> list[Node]:
    return list(node.contents) if isinstance(node, Element) else []


def _without_table(table: Element) -> list[Node]:
    return [
        node
        for child in table.contents
        for node in (_without_table(child) if isinstance(child, Element) and child.name in ("tbody", "thead") else [child])
    ]


def _names(element: Element) -> frozenset[str]:
    classes = element.get("class")
    return frozenset(classes) if classes and not isinstance(classes, str) else frozenset()


def _holds_code(table: Element, inside: set[int]) -> bool:
    """Tell whether a table lays out line numbers beside their code."""
    cells = [each for each in elements(table) if each.name == "td"]
    holds_gutter = any(_names(cell) & _GUTTERS for cell in cells)
    return holds_gutter and (id(table) in inside or any(_names(cell) & _CODE_CELLS for cell in cells))


def _language_round(block: Element) -> str:
    """Give the language of a block of code that it, its code or what stands round it says."""
    codes = [child for child in block.contents if isinstance(child, Element) and child.name == "code"]
    outer = [parent for parent in block.parents if isinstance(parent, Element)][:_WRAPPERS]
    for element in (*codes[:1], block, *outer):
        said = element.get("data-lang") or element.get("data-language") if element.name != "div" else None
        classes: list[str] = [*(element.get("class") or ())]
        match = _BRUSH.search(" ".join(classes)) or next(filter(None, map(_SAID.fullmatch, classes)), None)
        language = str(said or (match[1] if match else "")).strip().lower()
        if re.fullmatch(r"[a-z0-9+#._-]{1,20}", language):
            return "" if language in _NO_LANGUAGE else language
    return ""
