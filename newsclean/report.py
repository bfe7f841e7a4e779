"""Results -> words on stderr and an exit status."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable

from newsclean.problem import Problem, Severity
from newsclean.result import FileResult, Outcome

DONE = 0
BAD_POST = 1  # the post's fault
FAILURE = 2  # wrong usage, or a file that could not be read or written

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.MENDED: "green"}


def exit_status(results: Iterable[Outcome]) -> int:
    """Give the exit status of a run: the worst that happened to any file."""
    status = DONE
    for outcome in results:
        if outcome is Outcome.FAILED:
            return FAILURE
        if outcome is Outcome.INVALID:
            status = BAD_POST
    return status


def describe(name: str, problem: Problem) -> str:
    """Write one problem on one line: `path:line:col: CODE message`."""
    place = f":{problem.line}" if problem.line else ""
    place += f":{problem.column}" if problem.line and problem.column else ""
    return visible(f"{name}{place}: {problem.code} {problem.message}")


def visible(text: str) -> str:
    """Show control characters instead of sending them to a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


class Reporter:
    """Prints what a person has to know to stderr, in colour on a terminal, and counts."""

    def __init__(self) -> None:
        self._outcomes: Counter[Outcome] = Counter()
        self._console = None
        if sys.stderr.isatty():
            from rich.console import Console  # 40 ms that a pipeline does not need

            self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

    def add(self, result: FileResult, *, name: str = "") -> None:
        """Report one file: its warnings and errors, or why nothing came of it."""
        self._outcomes[result.outcome] += 1
        name = name or result.name
        self.tell(name, result.problems)
        if result.failure:
            self._say(visible(f"{name}: {result.failure}"), "red")

    def tell(self, name: str, problems: Iterable[Problem]) -> None:
        """Print what is not mended."""
        for problem in problems:
            if problem.severity is not Severity.MENDED:
                self._say(describe(name, problem), _COLOURS[problem.severity])

    def summary(self) -> None:
        """Print how many files came to what."""
        total = sum(self._outcomes.values())
        parts = [f"{count} {outcome.value}" for outcome in Outcome if (count := self._outcomes[outcome])]
        self._say(f"{total} file{'s' if total != 1 else ''}: {', '.join(parts) or 'nothing to do'}", "bold")

    def error(self, message: str) -> None:
        """Print what is wrong with the call itself."""
        self._say(visible(f"newsclean: {message}"), "red")

    def status(self) -> int:
        """Give the exit status so far."""
        return exit_status(self._outcomes)

    def _say(self, line: str, style: str) -> None:
        if self._console is not None:
            self._console.print(line, style=style)
        else:
            print(line, file=sys.stderr)
