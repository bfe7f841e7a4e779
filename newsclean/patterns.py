"""Patterns as in `.gitignore` against paths; nothing is imported for plain names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from newsclean.problem import SettingsError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# A name of a file or folder, wherever it stands.
_PLAIN_NAME = re.compile(r"[^\s!#*?\[\]\\/]+/?\Z")


def first_match(patterns: tuple[str, ...], relative: str) -> str:
    """Give the pattern that decides that `relative` matches; empty when none does, or a later one takes it back."""
    if all(map(_PLAIN_NAME.match, patterns)):
        parts = relative.split("/")  # a folder's path ends in one
        folders = frozenset(parts[:-1])
        return next((each for each in patterns if each.rstrip("/") in folders or each == parts[-1]), "")
    found = _spec(patterns).check_file(relative)
    return patterns[found.index] if found.include and found.index is not None else ""


def check_pattern(pattern: str) -> None:
    """Raise SettingsError for what is no pattern."""
    if not _PLAIN_NAME.match(pattern):
        try:
            _spec((pattern,))
        except ValueError as error:
            raise SettingsError(f"expected a pattern as in .gitignore, got {pattern!r}: {error}") from None


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # 40 ms that plain names do not need

    return GitIgnoreSpec.from_lines(patterns)


def spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """Compile the lines of a `.gitignore`; like git, pass over what is no pattern."""
    from pathspec import GitIgnoreSpec

    good = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        good.append(line)
    return GitIgnoreSpec.from_lines(good)
