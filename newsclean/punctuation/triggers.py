"""What wakes a rule, as its line of the table says it, and one pattern that finds what wakes any of many rules.

Most texts need no edit: one search of that pattern tells it, and no rule is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from newsclean import lazy

Wakes = str | Mapping[str, str]
"""Characters and ranges, as inside the square brackets of a regular expression but without escapes: one has to be in the text.

Or, for such characters, what has to stand beside one of them: a regular expression that is tried right behind the
character and looks ahead and back (back, the character itself comes first). Empty: the rule is always asked.
"""

_TOKEN = lazy.pattern("(.)-(.)|(.)", re.S)


def pattern_of(many: Iterable[Wakes]) -> re.Pattern[str] | None:
    """Give the pattern that finds what wakes at least one of many rules; None: one of them is always asked.

    It starts with the set of all their characters, for which `re` scans fast; behind it, characters that share what has
    to stand beside them share a branch.
    """
    alone: list[str] = []
    beside: dict[str, dict[str, None]] = {}
    for wakes in many:
        if not wakes:
            return None
        for characters, condition in _conditions(wakes).items():
            if not condition:
                alone.append(characters)
                continue
            for char in sorted(_members(characters)):
                beside.setdefault(char, {})[condition] = None
    ranges, singles = _parsed(alone)
    branches: dict[tuple[str, ...], str] = {}
    for char, conditions in beside.items():
        if char not in singles and not any(first <= char <= last for first, last in ranges):
            branches[tuple(conditions)] = branches.get(tuple(conditions), "") + char
    in_brackets = re.escape("".join(sorted(singles))) + "".join(f"{re.escape(a)}-{re.escape(b)}" for a, b in sorted(ranges))
    return lazy.pattern(_source(in_brackets, branches))


def characters_of(wakes: Wakes) -> frozenset[str]:
    """Give the characters without which a rule is not woken, ranges written out."""
    return frozenset().union(*map(_members, _conditions(wakes)))


def _conditions(wakes: Wakes) -> Mapping[str, str]:
    return {wakes: ""} if isinstance(wakes, str) else wakes


def _parsed(bodies: Iterable[str]) -> tuple[set[tuple[str, str]], set[str]]:
    """Give the ranges and the single characters of what stands inside square brackets."""
    tokens = [token for body in bodies for token in _TOKEN.findall(body)]
    return {(first, last) for first, last, _ in tokens if first}, {single for _, _, single in tokens if single}


def _members(characters: str) -> set[str]:
    ranges, singles = _parsed([characters])
    return singles.union(chr(code) for first, last in ranges for code in range(ord(first), ord(last) + 1))


def _source(alone: str, branches: Mapping[tuple[str, ...], str]) -> str:
    """Write the pattern: `alone` are the characters that wake a rule wherever they stand."""
    conditional = re.escape("".join(branches.values()))
    if not conditional:
        return f"[{alone}]" if alone else "(?!)"
    # Those with most conditions first: they are the marks of ordinary text.
    parts = [
        f"(?<=[{re.escape(branches[conditions])}])(?:{'|'.join(conditions)})"
        for conditions in sorted(branches, key=len, reverse=True)
    ]
    return f"[{alone}{conditional}](?:{'|'.join(parts)}|(?<![{conditional}]))"
