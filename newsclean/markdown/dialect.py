"""The Markdown that is read and that the result is proved in: CommonMark with HTML, tables and strikethrough."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Deeper than `tree` lets any element stand, so nothing that was written is read otherwise.
MAX_NESTING = 120


@cache
def reader() -> MarkdownIt:
    """Give the parser. Every address makes a link, or a rule could not take it out; none is spelled anew."""
    return new_reader()


def new_reader() -> MarkdownIt:
    """Make such a parser, for rules of its own."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


def nests_too_deeply(tokens: Iterable[Token]) -> bool:
    """Tell whether there may be something in a block that the parser did not read."""
    return any(token.level >= MAX_NESTING - 1 for token in tokens)
