"""How deep lists and quotations may stand in one another: the parser reads nothing that stands deeper."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

# Deeper than `tree` lets any element stand, so nothing that was written is read otherwise.
MAX_NESTING = 120


def nests_too_deeply(tokens: Iterable[Token]) -> bool:
    """Tell whether there may be something in a block that the parser did not read."""
    return any(token.level >= MAX_NESTING - 1 for token in tokens)
