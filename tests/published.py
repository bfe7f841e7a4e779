"""What a post shows once it is published, and what of it runs.

It shares nothing with newsclean: the Markdown is rendered by two renderers and read by lxml.
"""

from __future__ import annotations

import re

import cmarkgfm
import lxml.html
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

ELEMENTS = frozenset("script iframe object embed style form meta base link applet frame frameset svg math".split())
ADDRESSES = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
IGNORED = re.compile("[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


def dangers(html: str) -> list[str]:
    found: list[str] = []
    html = _CONTROLS.sub("", html)  # which lxml does not take
    if not html.strip():
        return found
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iter():
        if not isinstance(element.tag, str):
            continue
        found += [element.tag] if element.tag in ELEMENTS else []
        for name, value in element.attrib.items():
            if name.startswith("on") or (
                name in ADDRESSES and re.match(r"(?:java|vb)script:|data:", IGNORED.sub("", value), re.I)
            ):
                found.append(f"{name}={value}")
    return found


def rendered(markdown: str) -> list[str]:
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    md.validateLink = lambda _: True  # type: ignore[method-assign]  # or it would hide what others make live
    return [md.render(markdown), cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)]
