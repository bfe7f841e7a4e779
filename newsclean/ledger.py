"""What the rules did to a post's text, entry by entry; the proof holds them to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from newsclean import chars
from newsclean.problem import Finding, LedgerEntry, Problem, Severity

_EXCERPT = 60  # characters of what was taken out that a problem shows
# The rule of the user's own selectors: who names an element to go means it.
_BY_USER = "HTML16"


class BodyChange(NamedTuple):
    """At `offset` in the body `before` stood, and `after` stands there now."""

    offset: int | None
    before: str
    after: str = ""


@dataclass(slots=True)
class Ledger:
    """All entries, rule by rule, and their sum as changes of the body's text.

    `body_position` gives line (from 0) and column (from 1) of an offset in the body, which starts on line `body_line` of the
    file.
    """

    body_position: Callable[[int], tuple[int, int]]
    body_line: int
    entries: list[LedgerEntry] = field(default_factory=list)
    changes: list[BodyChange] = field(default_factory=list)

    def remove(self, code: str, offset: int | None, text: str) -> None:
        """Enter that a rule took `text` out."""
        text = text.replace(chars.LIQUID_BRACE, "{")
        if text.strip(chars.UNSEEN):
            self.changes.append(BodyChange(offset, text))
        words = text.replace(chars.PICTURE, "")
        if words.strip():
            self.enter(code, offset, words, "")

    def enter(self, code: str, offset: int | None, before: str, after: str) -> None:
        """Enter one step of a rule; the sum of an edited run is entered as changes by whoever knows it."""
        self.entries.append(LedgerEntry(code, *self.position(offset), before, after))

    def position(self, offset: int | None) -> tuple[int, int]:
        """Give line and column in the file of an offset in the body; zeros when it is not known."""
        if offset is None:
            return 0, 0
        line, column = self.body_position(offset)
        return line + self.body_line, column

    def problem(self, code: str, finding: Finding) -> Problem:
        """Give a finding in the body as a problem of the file."""
        return Problem(code, finding.severity, finding.message, *self.position(finding.offset), finding.before, finding.after)

    def report_emptied(self, text: str) -> Iterator[Problem]:
        """Report a body of which nothing is left in `text`: an error, unless the user's own selectors took most of it out.

        An empty post looks like one that went well.
        """
        taken = [] if text.strip(chars.UNSEEN) else [each for each in self.entries if each.line and not each.after]
        if taken:
            codes = {each.code for each in taken}
            by_user = sum(len(each.before) for each in taken if each.code == _BY_USER)
            severity = Severity.WARNING if 2 * by_user > sum(len(each.before) for each in taken) else Severity.ERROR
            message = f"nothing is left of the body, whose whole text was taken out ({', '.join(sorted(codes))})"
            yield Problem("BODY01", severity, message, taken[0].line, taken[0].column, taken[0].before.strip()[:_EXCERPT])
