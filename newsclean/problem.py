"""What can be wrong with a post: findings as data, and the exceptions that leave no result."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Severity(str, Enum):
    """How much a finding matters to the person who runs newsclean."""

    MENDED = "mended"  # done by a rule; nothing to look at
    WARNING = "warning"  # done or left alone, and a person should look
    ERROR = "error"  # the post is invalid and must not be written


class Problem(NamedTuple):
    """One finding about one post.

    `line` and `column` count from 1 in the file as its user sees it (the front
    matter included, columns in characters); 0 means "the whole file".
    """

    code: str
    severity: Severity
    message: str
    line: int = 0
    column: int = 0
    before: str = ""
    after: str = ""


class Finding(NamedTuple):
    """What a rule saw or did, before the runner adds its code and its line.

    `offset` counts characters from the start of the body; None: unknown. `removed` is the text that a reader saw there and
    sees no longer: the proof takes it out of the source, and refuses the post when a rule removed more or added any.
    `before` and `after` are excerpts for people to look at, and nothing else.
    """

    message: str
    offset: int | None = None
    before: str = ""
    after: str = ""
    severity: Severity = Severity.MENDED
    removed: str = ""


class LedgerEntry(NamedTuple):
    """One piece of a post's text that a rule changed: `before` is `after` now, empty when it was removed.

    `line` and `column` count from 1 in the file.
    """

    code: str
    line: int
    column: int
    before: str
    after: str


def by_position(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by line, column and code."""
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.code)))


class NewscleanError(Exception):
    """Nothing can be produced for this file."""


class InputError(NewscleanError):
    """Undecodable bytes, unreadable front matter: the user can mend it."""

    def __init__(self, code: str, message: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.problem = Problem(code, Severity.ERROR, message, line, column)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword-only arguments do not survive pickling by themselves.
        return _input_error, (self.problem,)


def _input_error(problem: Problem) -> InputError:
    return InputError(problem.code, problem.message, line=problem.line, column=problem.column)


class VerifyError(NewscleanError):
    """What was written does not say what the post said: a bug of newsclean, nothing is written.

    `stage` is the promise that was broken: `ledger`, `text`, `structure`, `front matter` or `stable`. `line` counts from 1 in
    the user's file (0: unknown), `offset` from 0 in its body (None: unknown). `source` is an excerpt of what was to be
    shown, `result` of what would be. `ledger` is what the rules changed.
    """

    def __init__(
        self, stage: str, message: str, *, line: int = 0, offset: int | None = None, source: str = "", result: str = ""
    ) -> None:
        super().__init__(f"{message}: expected {source!r}, got {result!r}" if source or result else message)
        self.stage = stage
        self.message = message
        self.line = line
        self.offset = offset
        self.source = source
        self.result = result
        self.ledger: tuple[LedgerEntry, ...] = ()


class SettingsError(NewscleanError):
    """An unknown key, rule or value in the settings."""
