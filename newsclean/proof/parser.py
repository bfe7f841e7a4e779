"""The proof's own parser of Markdown, which no reader of the pipeline uses."""

from __future__ import annotations

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML

from newsclean import lazy

Env = dict[str, Any]

# Without these a line of Markdown is what it shows.
SYNTAX = lazy.pattern(r"[\\`*_\[\]<>&!~\n]")


@cache
def parser() -> MarkdownIt:
    """Give the parser: CommonMark with HTML, tables and strikethrough; every address makes a link."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 120}).enable(["table", "strikethrough"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


@cache
def renderer() -> RendererHTML:
    """Give what renders its tokens."""
    return RendererHTML()
