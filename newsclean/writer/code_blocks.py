"""Preformatted text -> a block of code that every reader of Markdown takes for one."""

from __future__ import annotations

import re
from html import escape

from bs4 import Tag

from newsclean import lazy
from newsclean.markdown.foreign_syntax import LIQUID
from newsclean.tree.nodes import Element, has_content, shows_nothing
from newsclean.writer.raw_html import language_class, language_of, text_of_code

_LIST_MARK = lazy.pattern(r"(?m)^[ \t]*(?:[-+*]|\d+\.)[ \t]")


def write_preformatted(el: Element) -> str:
    """Write a `pre` as a fence, or as HTML where a fence would not be read as one; empty when it shows nothing."""
    code = text_of_code(el)
    code = code[1:] if code.startswith("\n") and not el.is_markdown else code  # as a browser does
    code = code[:-1] if code.endswith("\n") else code
    if shows_nothing(code):
        return ""
    if LIQUID.search(code) or ("$$" in code and re.search(r"[<\[{]", code)) or _is_list_to_kramdown(el, code):
        # SPELLINGS `code-block-tag`: in a fence Jekyll would run it, and kramdown end it for math.
        # Blank lines at its edges would be read otherwise than they are here.
        written = escape(code.strip("\n"), quote=False).replace("{", "&#123;").replace("\n\n", "\n&#10;")
        return f"<pre><code{language_class(el)}>{written}</code></pre>"
    longest = max((len(run) for run in re.findall(r"(?m)^[ ]*(~{3,})", code)), default=2)
    fence = "~" * (longest + 1)
    return f"{fence}{language_of(el)}\n{code}\n{fence}"


def _is_list_to_kramdown(el: Element, code: str) -> bool:
    """At the start of an item kramdown takes no fence for one when something like an item stands in it."""
    child: Tag = el
    parent = el.parent
    while parent is not None and parent.name == "section" and _is_first(child, parent):
        child, parent = parent, parent.parent  # the holder of a block of HTML
    return parent is not None and parent.name == "li" and _is_first(child, parent) and _LIST_MARK.search(code) is not None


def _is_first(child: Tag, parent: Tag) -> bool:
    return next((each for each in parent.contents if has_content(each)), None) is child
