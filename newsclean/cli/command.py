"""One call of a command that works on files: what was named, what is done with it, what is reported, how it ends."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from newsclean.cli.inputs import Inputs
from newsclean.cli.options import cache_folder, configs_of
from newsclean.cli.streams import write_stdout

if TYPE_CHECKING:
    from newsclean.batch.file_result import FileResult
    from newsclean.batch.one_file import Task
    from newsclean.cli.report import Reporter
    from newsclean.cli.stats import RuleCounts


class FileCommand:
    """One call of a command that works on files; whatever ends it, the terminal is as it was."""

    def __init__(self, ctx: click.Context, sources: tuple[Path, ...]) -> None:
        from newsclean.cli.report import Reporter
        from newsclean.config.keys import KEYS

        self._ctx = ctx
        self._options = ctx.params
        self._reporter: Reporter = Reporter(quiet=self._options["quiet"], verbose=self._options["verbose"])
        self._warned = False
        self._goes_to_stdout = False
        self._counts: RuleCounts | None = None
        if self._options["stats"] or self._options["stats_file"] is not None:
            from newsclean.cli.stats import RuleCounts

            self._counts = RuleCounts()
        self._configs = configs_of(ctx, frozenset(KEYS))
        self._inputs = Inputs(ctx, sources, self._configs)

    def __enter__(self) -> FileCommand:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._reporter.stop()
        if kind is KeyboardInterrupt:
            files = "" if self._goes_to_stdout else "; every file is whole, and the next run does the rest"
            self._reporter.note(f"interrupted{files}")

    def convert(self, output: Path | None, *, in_place: bool) -> NoReturn:
        """Convert what was named, and end with the status of what came of it."""
        from newsclean.batch import schedule
        from newsclean.batch.file_result import Outcome
        from newsclean.cli.formats import write_report

        one = self._inputs.for_stdout(output, in_place=in_place)
        form = self._options["form"]
        if one is not None:
            self._goes_to_stdout = True
            result = next(self._counted(iter([self._inputs.convert(one)]), says_problems=form == "text"))
            if form != "text":
                sys.stderr.write("".join(write_report([result], form)))
            if result.data is not None:
                write_stdout([result.data])
            elif result.outcome is Outcome.PASSED_OVER:
                self._reporter.note(f"{result.name} is excluded, and nothing written; see --no-force-exclude")
            self._stats()
            self._end()
        sources, named = self._inputs.sources(output), self._inputs.named
        has_list = self._options["files_from"] is not None
        results = self._done(schedule.convert_tasks(sources, output, named=named, has_list=has_list))
        results = self._counted(results, says_problems=form == "text")
        if form == "text":
            for _ in results:
                pass
        else:
            write_stdout(piece.encode("utf-8", "backslashreplace") for piece in write_report(results, form))
        self._finish()

    def check(self) -> NoReturn:
        """Say what would change, and end with the status."""
        from newsclean.batch import schedule
        from newsclean.cli.formats import write_report

        if self._options.get("show_settings"):
            self._show_settings()
        if self._options["diff"] and self._options["form"] != "text":
            raise click.UsageError("expected --diff or --format, got both", self._ctx)
        if self._options.get("output") is not None:
            raise click.UsageError("expected -o DIR or a check, got both", self._ctx)
        if self._inputs.is_stdin():
            results: Iterator[FileResult] = iter([self._inputs.check_stdin()])
        else:
            results = self._done(schedule.check_tasks(self._inputs.sources(None), diff=self._options["diff"]))
        # Findings are the report; beside a diff they go to stderr, or nobody would see them.
        results = self._counted(results, says_problems=self._options["diff"])
        if self._options["diff"]:
            write_stdout(result.diff for result in results)
        else:
            write_stdout(piece.encode("utf-8", "backslashreplace") for piece in write_report(results, self._options["form"]))
        self._finish(noun="post", verb=" checked")

    def _done(self, tasks: Iterable[Task]) -> Iterator[FileResult]:
        from newsclean.batch.schedule import Plan, Schedule

        options = self._options
        given = ("jobs", "cache_dir")
        eager = any(self._ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given)
        folder = None if options["no_cache"] else cache_folder(options["cache_dir"])
        reports_mended = options["verbose"] or options["form"] != "text" or self._counts is not None
        plan = Plan(options["jobs"], folder, is_eager=eager, limit=options["timeout"], reports_mended=reports_mended)
        schedule = Schedule(plan)
        if self._reporter.shows_progress and options["files_from"] is None:
            threading.Thread(target=self._count, daemon=True).start()
        yield from schedule.run(tasks)
        if schedule.notice:
            self._reporter.note(schedule.notice)

    def _count(self) -> None:
        """Count the files, beside the work, for whoever looks at the progress."""
        with contextlib.suppress(Exception):  # whoever works on the files reports what is wrong
            self._reporter.total = sum(1 for _ in self._inputs.sources(self._options.get("output")))

    def _counted(self, results: Iterator[FileResult], *, says_problems: bool) -> Iterator[FileResult]:
        from newsclean.problem import Severity

        for result in results:
            if self._counts is not None:
                self._counts.add(result)
            self._warned = self._warned or any(each.severity is Severity.WARNING for each in result.problems)
            self._reporter.add(result, says_problems=says_problems)
            yield result

    def _finish(self, *, noun: str = "file", verb: str = "") -> NoReturn:
        self._reporter.summary(noun=noun, verb=verb)
        self._stats()
        self._end()

    def _stats(self) -> None:
        if self._counts is None:
            return
        if self._options["stats"]:
            self._reporter.lines(self._counts.table())
        path = self._options["stats_file"]
        if path is not None:
            from newsclean.batch.disk import reason_of, write_atomic

            try:
                write_atomic(path, self._counts.as_json(self._reporter.outcomes).encode())
            except OSError as error:
                raise click.UsageError(f"{path} cannot be written: {reason_of(error)}", self._ctx) from None

    def _end(self) -> NoReturn:
        from newsclean.cli.report import BAD_POST, exit_status

        status = exit_status(self._reporter.outcomes)
        if self._options["strict"] and self._warned and not status:
            status = BAD_POST
        self._ctx.exit(status)

    def _show_settings(self) -> NoReturn:
        if self._ctx.get_parameter_source("form") is ParameterSource.COMMANDLINE:
            raise click.UsageError("expected --show-settings or --format, got both", self._ctx)
        config = self._configs.for_folder(self._inputs.first_folder())
        lines = [(f"{key} = {value}", origin) for key, value, origin in config.shown()]
        width = min(max(len(line) for line, _ in lines), 48)
        write_stdout([f"{line:<{width}}  # {origin}\n".encode("utf-8", "backslashreplace") for line, origin in lines])
        self._ctx.exit(0)
