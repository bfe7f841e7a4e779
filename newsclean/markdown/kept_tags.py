"""The inline HTML of an author: each tag stays byte for byte, and no rule sees more of it than that something stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import FALLBACK, RAW, STAND_IN

KEEPS_HTML = "keeps_html"  # in the environment of a body: its HTML is its author's
_TAG = lazy.pattern(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
# In these nothing is prose: they stand for one thing, with all that they hold.
_WHOLE = RAW | FALLBACK | frozenset("code kbd samp tt pre ruby button".split())


def keep_tags(source: str, tokens: Sequence[Token]) -> list[Token]:
    """Put stand-ins in the place of the tags of a line."""
    ends: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        tag = _TAG.match(token.content) if token.type == "html_inline" else None
        if tag and tag[1]:
            ends.setdefault(tag[2].lower(), []).append(index)
    kept: list[Token] = []
    last = -1  # the index of the last token that stands for itself no more
    for index, token in enumerate(tokens):
        if index <= last:
            continue
        if token.type != "html_inline":
            kept.append(token)
            continue
        tag = _TAG.match(token.content)
        last = index
        if tag and not tag[1] and tag[2].lower() in _WHOLE:
            own = ends.get(tag[2].lower(), [])
            place = bisect_right(own, index)
            last = own[place] if place < len(own) else index
        at = token.meta["at"]
        written = source[at : tokens[last].meta["at"] + len(tokens[last].content)]
        content = f'<{STAND_IN} source="{escapeHtml(written)}">'
        kept.append(Token("html_inline", "", 0, content=content, meta={"at": at}))
    return kept


def ends_line(written: str) -> bool:
    """Tell whether a tag is a line break."""
    return re.match(r"<br(?=[\s/>])", written, re.I) is not None


def is_object(written: str) -> bool:
    """Tell whether a tag stands for something that a reader sees: a picture, a key, an embed."""
    tag = _TAG.match(written)
    return tag is not None and not tag[1] and (tag[2].lower() in _WHOLE or tag[2].lower() == "img")
