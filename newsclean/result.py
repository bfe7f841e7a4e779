"""What cleaning gives: the text that should be written, what there is to say about it, and what became of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from newsclean.problem import LedgerEntry, Problem, Severity


@dataclass(frozen=True, slots=True)
class CleanResult:
    """A clean post or text and what there is to say about it, sorted by place.

    `text` is what should be written; when a problem is an error the post is invalid and must not be. `ledger`
    holds every piece of text that a rule removed or edited, in the order of the rules. `exempt`: the post says
    `newsclean: false`, and `text` is what came.
    """

    text: str
    problems: tuple[Problem, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    exempt: bool = False

    @property
    def is_valid(self) -> bool:
        """Tell whether the post may be written."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


class Outcome(str, Enum):
    """What became of one file."""

    WRITTEN = "written"
    WOULD_CHANGE = "would change"
    UNCHANGED = "unchanged"
    PASSED_OVER = "passed over"  # no post (Markdown without front matter, HTML with --in-place), or excluded
    INVALID = "invalid"  # the post's fault: nothing written
    FAILED = "failed"  # it could not be read or written, or newsclean failed


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file, and what there is to say about it.

    `data` is what the file should hold, set when the caller has to write it; `diff` is how it would change.
    """

    name: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    data: bytes | None = None
    diff: bytes = b""
