"""What cleaning gives: the text that should be written, and what there is to say about it."""

from __future__ import annotations

from dataclasses import dataclass

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
