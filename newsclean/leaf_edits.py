"""Edits of a leaf's source that keep what it holds from being read as what it is not, and how edits are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it.token import Token

from newsclean import lazy
from newsclean.html_names import BLOCKS
from newsclean.outside import LIQUID
from newsclean.placed_inline import SourceEdit, is_escaped, is_opened
from newsclean.urls import is_active_url

TAG = lazy.pattern(r"</?([A-Za-z][A-Za-z0-9]*)")


def active_link_escapes(source: str, spans: Sequence[tuple[int, int, int, bool]]) -> list[SourceEdit]:
    """CommonMark's parser makes no link of `[x](javascript:…)` or `<javascript:…>`, but others do: break it. Code stays."""
    places = [
        *(
            match.start(1)
            for match in re.finditer(r"\](\()[ \t]*<?([^)\n]{0,40})", source)
            if is_active_url(unescape(match[2])) and is_opened(source, match.start()) and not is_escaped(source, match.start())
        ),
        *(
            match.start()
            for match in re.finditer(r"^\[[^\]\n]*\]:[ \t]*<?([^\n]{0,40})", source, re.M)
            if is_active_url(unescape(match[1]))
        ),
        *(
            match.start()
            for match in re.finditer(r"<([^\s<>]{1,40})", source)
            if is_active_url(unescape(match[1])) and not is_escaped(source, match.start())
        ),
    ]
    as_text = [(start, start + length) for _, start, length, exact in spans if exact]
    return [
        SourceEdit(place, place, "\\")
        for place in places
        if (index := bisect_right(as_text, (place, 1 << 60)) - 1) >= 0 and place < as_text[index][1]
    ]


def stray_ends(source: str, tokens: Sequence[Token]) -> Iterator[SourceEdit]:
    """Take out end tags that end nothing in their line: where it stays as it is, they would end what stands round it."""
    opened: Counter[str] = Counter()
    for token in tokens:
        match = TAG.match(token.content) if token.type == "html_inline" else None
        name = match[1].lower() if match else ""
        if not token.content.startswith("</"):
            opened[name] += 1
        elif opened[name]:
            opened[name] -= 1
        elif name in BLOCKS and name not in ("p", "pre"):  # the one ends nothing that stands round, the other makes a paragraph
            # A comment, so that the marks beside it are read as they were; behind an open one it would end that.
            comment = "" if "<!--" in source else "<!-- -->"
            yield SourceEdit(token.meta["at"], token.meta["at"] + len(token.content), comment)


def missing_ends(source: str, unclosed: Sequence[tuple[int, str, bool]]) -> Iterator[SourceEdit]:
    """End the marks that stand open at the end of a line that stays as it is, or they would go on in the lines behind."""
    names = [what[1:-1] for _, what, _ in unclosed if TAG.match(what)]
    names = [name for name in names if name not in BLOCKS or name == "pre"]
    end = len(source.rstrip("\n"))
    if names and not is_escaped(source, end):
        yield SourceEdit(end, end, "".join(f"</{name}>" for name in reversed(names)))


def liquid_escapes(source: str) -> list[SourceEdit]:
    """Give the edits that keep Jekyll from running what a scraped leaf holds."""
    places = (match.start() for match in LIQUID.finditer(source))
    return [SourceEdit(at - is_escaped(source, at), at + 1, "&#123;") for at in places]


def apply_edits(source: str, edits: Sequence[SourceEdit]) -> str | None:
    """Apply `edits` to `source`; None when two of them overlap."""
    parts, end = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < end:
            return None
        parts += [source[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, source[end:]])
