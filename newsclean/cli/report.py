"""Results -> words on stderr and an exit status."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, TextIO, get_args

from newsclean import lazy
from newsclean.batch.file_result import FileResult, Outcome
from newsclean.problem import Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

FormatName = Literal["text", "json", "jsonl", "github", "sarif"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)

DONE = 0
BAD_POST = 1  # the post's fault, or, where nothing is written, something would change
FAILURE = 2  # wrong usage, or a file that could not be read or written

_CONTROL = lazy.pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAX_EXCERPT = 40  # characters
_PATIENCE = 1.0  # seconds without a word
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.MENDED: "green"}


def exit_status(outcomes: Iterable[Outcome]) -> int:
    """Give the exit status of a run: the worst that happened to any file."""
    status = DONE
    for outcome in outcomes:
        if outcome is Outcome.FAILED:
            return FAILURE
        if outcome in (Outcome.INVALID, Outcome.WOULD_CHANGE):
            status = BAD_POST
    return status


def describe(name: str, problem: Problem, *, excerpt: bool = False) -> str:
    """Write one problem on one line: `path:line:col: CODE message`, with `excerpt` and what became of which text."""
    place = f":{problem.line}" if problem.line else ""
    place += f":{problem.column}" if problem.line and problem.column else ""
    change = change_of(problem) if excerpt else ""
    return visible(f"{name}{place}: {problem.code} {problem.message}{change}")


def failure_of(result: FileResult) -> str:
    """Write on one line why nothing came of a file: `path:line: reason`."""
    line = f":{result.line}" if result.line else ""
    return visible(f"{result.name}{line}: {result.failure}")


def change_of(problem: Problem) -> str:
    """Write the beginning of what was there and of what is there now."""
    if not problem.before:
        return f": {_shortened(problem.after)}" if problem.after else ""
    if problem.before == problem.after:  # its markup went
        return f": {_shortened(problem.before)}"
    if problem.before.strip() == problem.after.strip():  # only blanks at an edge came or went
        return f": {problem.before[:_MAX_EXCERPT]!r} -> {problem.after[:_MAX_EXCERPT]!r}"
    return f": {_shortened(problem.before)} -> {_shortened(problem.after) or 'nothing'}"


def _shortened(text: str) -> str:
    if text and not text.strip():
        return repr(text)
    text = text.strip()
    return text if len(text) <= _MAX_EXCERPT else text[: _MAX_EXCERPT - 1] + "…"


def visible(text: str, *, but: str = "") -> str:
    """Show control characters, those in `but` aside, instead of sending them to a terminal."""
    return _CONTROL.sub(lambda match: match[0] if match[0] in but else f"\\x{ord(match[0]):02x}", text)


def is_live(stream: TextIO) -> bool:
    """Tell whether colour and a moving display are wanted: on a terminal that can, whose user did not say no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Reporter:
    """Prints what a person has to know to stderr, in colour on a terminal, and counts.

    `quiet`: errors only. `verbose`: what became of every file, and what was mended. `total`: how many files there are,
    once somebody has counted them.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.total: int | None = None
        self._quiet = quiet
        self._verbose = verbose
        self._console: Console | None = None
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._started = time.monotonic()
        if is_live(sys.stderr):
            from rich.console import Console  # 40 ms that a pipeline does not need

            self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

    def add(self, result: FileResult, *, says_problems: bool = True) -> None:
        """Count one file and report it: its warnings and errors, or why nothing came of it."""
        self.outcomes[result.outcome] += 1
        if says_problems:
            self.report(result.name, result.problems)
            if result.failure:
                self._say(failure_of(result), "red")
        if self._verbose and result.trace:
            self._say(visible(result.trace.rstrip("\n"), but="\n"), "dim")
        if self._verbose:
            self._say(visible(f"{result.name}: {result.outcome.value}"), "dim")
        self._advance()

    def report(self, name: str, problems: Iterable[Problem]) -> None:
        """Print what is not mended; all of it when verbose, errors only when quiet."""
        for problem in problems:
            is_wanted = not self._quiet if problem.severity is Severity.WARNING else self._verbose
            if problem.severity is Severity.ERROR or is_wanted:
                mended = problem.severity is Severity.MENDED
                self._say(describe(name, problem, excerpt=mended), _COLOURS[problem.severity])

    def summary(self, *, noun: str = "file", verb: str = "") -> None:
        """Print how many files came to what."""
        self.stop()
        if self._quiet:
            return
        total = sum(self.outcomes.values())
        head = f"{total} {noun}{'s' if total != 1 else ''}{verb}"
        parts = [f"{count} {outcome.value}" for outcome in Outcome if (count := self.outcomes[outcome])]
        self._say(", ".join([head, *(parts or ["nothing to do"])]), "bold")

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines, the first as a heading."""
        for number, line in enumerate(lines):
            self._say(line, "" if number else "bold")

    def note(self, message: str) -> None:
        """Print what is good to know and no reason for another exit status."""
        if not self._quiet:
            self._say(visible(f"newsclean: {message}"), "yellow")

    def error(self, message: str) -> None:
        """Print what is wrong with the call itself."""
        self._say(visible(f"newsclean: {message}"), "red")

    def stop(self) -> None:
        """Take the progress display away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    @property
    def shows_progress(self) -> bool:
        """Tell whether somebody may look at how far it is."""
        return self._console is not None and not self._quiet

    def _advance(self) -> None:
        """Show how many files are done, once it has taken longer than a second."""
        if not self.shows_progress:
            return
        if self._progress is None and time.monotonic() - self._started > _PATIENCE:
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            columns = BarColumn(12), TextColumn("{task.description}"), TimeElapsedColumn(), TimeRemainingColumn(compact=True)
            self._progress = Progress(*columns, console=self._console, transient=True)
            self._task = self._progress.add_task("", total=None)
            self._progress.start()
        if self._progress is not None and self._task is not None:
            done = sum(self.outcomes.values())
            rate = done / (time.monotonic() - self._started)
            changed = self.outcomes[Outcome.WRITTEN] + self.outcomes[Outcome.WOULD_CHANGE]
            bad = self.outcomes[Outcome.INVALID] + self.outcomes[Outcome.FAILED]
            of_all = f" of {self.total:,}" if self.total else ""
            words = f"{done:,}{of_all}, {changed:,} changed, {bad:,} bad, {rate:,.0f}/s"
            self._progress.update(self._task, description=words, completed=done, total=self.total)

    def _say(self, line: str, style: str) -> None:
        with contextlib.suppress(OSError):  # whoever closed stderr, or filled its disk, cannot be reached
            if self._console is not None:
                self._console.print(line, style=style)
            else:
                print(line, file=sys.stderr)
