"""Patterns as in `.gitignore` against paths; nothing is imported for plain names."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from newsclean import lazy
from newsclean.problem import SettingsError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# A name of a file or folder, wherever it stands.
_PLAIN_NAME = lazy.pattern(r"[^\s!#*?\[\]\\/]+/?\Z")


def first_match(patterns: tuple[str, ...], relative: str) -> str:
    """Give the pattern that decides that `relative` matches; empty when none does, or a later one takes it back."""
    if all(map(_PLAIN_NAME.match, patterns)):
        parts = relative.split("/")  # a folder's path ends in one
        folders = frozenset(parts[:-1])
        return next((each for each in patterns if each.rstrip("/") in folders or each == parts[-1]), "")
    ends = [at + 1 for at, char in enumerate(relative) if char == "/"]
    for end in dict.fromkeys((*ends, len(relative))):  # what stands in a folder that is left out cannot be taken back
        found = _spec(patterns).check_file(relative[:end])
        if found.include and found.index is not None:
            return patterns[found.index]
    return ""


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


class Ignores:
    """The lines of one `.gitignore`.

    The library's own reading lets a pattern speak for all that is below a folder, so that `!*/` takes back every file and
    `!folder` what is in it. To git a pattern speaks for the path itself, and the last one decides.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

        self._patterns: list[tuple[bool, re.Pattern[str]]] = []
        for line in lines:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # `[[:alpha:]]` is none of Python's classes
                    pattern = GitIgnoreSpecPattern(line)
            except ValueError:  # git passes over what is no pattern
                continue
            if pattern.include is not None and pattern.regex is not None:
                source = str(pattern.regex.pattern)
                # `folder/**` is what is in the folder, and not the folder.
                end = r"." if source.endswith("/") else r"\Z"
                self._patterns.append((pattern.include, re.compile(f"(?:{source}){end}", re.S)))

    def decide(self, relative: str) -> bool | None:
        """Tell whether a path below the file's folder is ignored (a folder's ends in `/`); None: nothing said."""
        return next((include for include, regex in reversed(self._patterns) if regex.search(relative)), None)
