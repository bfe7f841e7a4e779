"""The marks of strong and em: stars where every renderer reads them as meant, tags where not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from newsclean import chars
from newsclean.markdown.inline_tokens import STOCK_STAR
from newsclean.writer.escape import ASCII_PUNCTUATION
from newsclean.writer.line import Piece

# What stands between the marks of a span, written down by the Markdown writer.
STRONG, EM, DEL, SUB, SUP, LINK = "strong", "em", "del", "sub", "sup", "link"
# What Markdown has no marks for, or none that all read.
_TAGGED = frozenset({DEL, SUB, SUP})
_PUNCTUATION = ASCII_PUNCTUATION | {chars.LIQUID_BRACE}
_SYMBOLS = {STRONG: "**", EM: "*"}


def choose_tags(pieces: Sequence[Piece], kinds: Sequence[str]) -> None:
    """Spell every span with stars first, and with tags where stars would not be read as meant."""
    tagged = {pair for pair, kind in enumerate(kinds) if kind in _TAGGED}
    while True:
        for piece in pieces:
            if piece.pair >= 0 and kinds[piece.pair] != LINK:
                kind = kinds[piece.pair]
                tag = f"<{kind}>" if piece.opens else f"</{kind}>"
                piece.text = tag if piece.pair in tagged else _SYMBOLS[kind]
        before = _last_chars(pieces)
        after = _last_chars(pieces, backwards=True)
        unsafe = {
            piece.pair
            for index, piece in enumerate(pieces)
            if piece.pair >= 0
            and kinds[piece.pair] != LINK
            and piece.pair not in tagged
            and not (_is_safe(before[index], after[index]) if piece.opens else _is_safe(after[index], before[index]))
        }
        unsafe |= _stock_marks(pieces) if EM in kinds else set()
        if not unsafe:
            return
        tagged |= unsafe


def _stock_marks(pieces: Sequence[Piece]) -> set[int]:
    """Give the spans of which a star would be read as that of a stock's name (`*ST`): it has to be alone with its partner."""
    line = "".join(piece.text for piece in pieces)
    at = total = 0
    found: list[int] = []
    for piece in pieces if "ST" in line else ():
        if piece.pair >= 0 and piece.text == "*":
            total += 1
            found += [piece.pair] if STOCK_STAR.match(line, at) else []
        at += len(piece.text)
    return set(found) if total > 2 or len(found) > 1 else set()


def _last_chars(pieces: Sequence[Piece], *, backwards: bool = False) -> list[str]:
    """Give for each piece the character that stands before it (behind it, if `backwards`)."""
    found = []
    last = "\n"
    for piece in reversed(pieces) if backwards else pieces:
        found.append(last)
        if piece.text:
            last = piece.text[0 if backwards else -1]
    return found[::-1] if backwards else found


def _is_safe(outer: str, inner: str) -> bool:
    """Tell whether a star mark opens (or closes) in CommonMark, old and new, and in kramdown.

    `outer` and `inner` are the characters outside and inside of the span beside the mark. The rule: no blank
    inside, and no punctuation inside unless a blank or punctuation stands outside. Renderers differ in
    whether symbols are punctuation, so both readings have to hold. Another star would join the mark.
    """
    if "*" in (outer, inner) or inner.isspace():
        return False
    if outer.isspace():
        return True
    return all(not is_mark(inner) or is_mark(outer) for is_mark in (_is_punctuation, _is_punctuation_or_symbol))


def _is_punctuation(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.category(char)[0] == "P"


def _is_punctuation_or_symbol(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.category(char)[0] in "PS"
