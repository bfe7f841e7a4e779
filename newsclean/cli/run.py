"""One call of a command that works on files: what was named, what is done with it, what is told, how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from newsclean.cli.options import cache_folder, configs_of
from newsclean.cli.streams import read_stdin, write_stdout

if TYPE_CHECKING:
    from newsclean.batch import Task
    from newsclean.discovery import Finder, Source
    from newsclean.report import Reporter
    from newsclean.result import FileResult
    from newsclean.stats import RuleCounts

_STDIN = Path("-")


class Run:
    """One call of a command that works on files; whatever ends it, the terminal is as it was."""

    def __init__(self, ctx: click.Context, sources: tuple[Path, ...]) -> None:
        from newsclean.config_keys import KEYS
        from newsclean.report import Reporter

        self._ctx = ctx
        self._options = ctx.params
        self._named = list(dict.fromkeys(sources))
        self._reporter: Reporter = Reporter(quiet=self._options["quiet"], verbose=self._options["verbose"])
        self._warned = False
        self._counts: RuleCounts | None = None
        if self._options["stats"] or self._options["stats_file"] is not None:
            from newsclean.stats import RuleCounts

            self._counts = RuleCounts()
        self._configs = configs_of(ctx, frozenset(KEYS))

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._reporter.stop()
        if kind is KeyboardInterrupt:
            self._reporter.note("interrupted; what is written is whole")
            self._reporter.summary()

    def convert(self, output: Path | None, *, in_place: bool) -> NoReturn:
        """Convert what was named, and end with the status of what came of it."""
        from newsclean import schedule
        from newsclean.formats import write_report

        one = self._one_source(output, in_place=in_place)
        form = self._options["form"]
        if one is not None:
            result = next(self._counted(iter([self._convert_one(one)]), says_problems=form == "text"))
            if form != "text":
                sys.stderr.write("".join(write_report([result], form)))
            if result.data is not None:
                write_stdout([result.data])
            self._end()
        results = self._done(schedule.convert_tasks(self._found(output), output, named=self._named))
        results = self._counted(results, says_problems=form == "text")
        if form == "text":
            for _ in results:
                pass
        else:
            write_stdout(piece.encode("utf-8", "backslashreplace") for piece in write_report(results, form))
        self._finish()

    def check(self) -> NoReturn:
        """Say what would change, and end with the status."""
        from newsclean import schedule
        from newsclean.formats import write_report

        if self._options.get("show_settings"):
            self._show_settings()
        if self._options["diff"] and self._options["form"] != "text":
            raise click.UsageError("expected --diff or --format, got both", self._ctx)
        if self._options.get("output") is not None:
            raise click.UsageError("expected -o DIR or a check, got both", self._ctx)
        self._default_to_stdin()
        if self._reads_stdin():
            results: Iterator[FileResult] = iter([self._check_stdin()])
        else:
            results = self._done(schedule.check_tasks(self._found(None), diff=self._options["diff"]))
        results = self._counted(results, says_problems=False)
        if self._options["diff"]:
            # What keeps a file from a diff is not on stdout, so it is told.
            write_stdout(self._told(result).diff for result in results)
        else:
            write_stdout(piece.encode("utf-8", "backslashreplace") for piece in write_report(results, self._options["form"]))
        self._finish(noun="post", verb=" checked")

    def _done(self, tasks: Iterable[Task]) -> Iterator[FileResult]:
        from newsclean.schedule import Plan, Schedule

        options = self._options
        given = ("jobs", "cache_dir")
        eager = any(self._ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given)
        folder = None if options["no_cache"] else cache_folder(options["cache_dir"])
        plan = Plan(options["jobs"], folder, is_eager=eager, limit=options["timeout"])
        schedule = Schedule(plan)
        for result in schedule.run(tasks):
            if self._counts is not None:
                self._counts.add(result)
            yield result
        if schedule.notice:
            self._reporter.note(schedule.notice)

    def _told(self, result: FileResult) -> FileResult:
        from newsclean.problem import Severity

        self._reporter.tell(result.name, [each for each in result.problems if each.severity is not Severity.MENDED])
        if result.failure:
            self._reporter.error(f"{result.name}: {result.failure}")
        return result

    def _counted(self, results: Iterator[FileResult], *, says_problems: bool) -> Iterator[FileResult]:
        from newsclean.problem import Severity

        for result in results:
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
            from newsclean.files import explain

            try:
                path.write_text(self._counts.as_json(self._reporter.outcomes), encoding="utf-8")
            except OSError as error:
                raise click.UsageError(f"{path} cannot be written: {explain(error)}", self._ctx) from None

    def _end(self) -> NoReturn:
        from newsclean.report import BAD_POST, exit_status

        status = exit_status(self._reporter.outcomes)
        if self._options["strict"] and self._warned and not status:
            status = BAD_POST
        self._ctx.exit(status)

    def _found(self, output: Path | None) -> Iterator[Source]:
        # Findings are sorted by path, so what was named is, too.
        yield from self._finder(output).sources(sorted(self._named))
        yield from self._finder(output).listed(self._listed())

    def _finder(self, output: Path | None = None) -> Finder:
        from newsclean.discovery import Finder

        return Finder(self._configs, output=output, force_exclude=self._options["force_exclude"])

    def _listed(self) -> Iterator[Path]:
        listed = self._options["files_from"]
        if listed is None:
            return
        try:
            with open(sys.stdin.fileno() if listed == "-" else listed, "rb", closefd=listed != "-") as file:
                yield from map(Path, map(os.fsdecode, _names_in(file.read(), nul=self._options["nul"])))
        except OSError as error:
            raise click.UsageError(f"{listed} cannot be read: {error.strerror}", self._ctx) from None
        except ValueError as error:
            raise click.UsageError(f"{listed}: {error}", self._ctx) from None

    def _reads_stdin(self) -> bool:
        if _STDIN in self._named and (len(self._named) > 1 or self._options["files_from"] is not None):
            raise click.UsageError("- goes to stdout and stands alone", self._ctx)
        if self._options["nul"] and self._options["files_from"] is None:
            raise click.UsageError("-0 goes with --files-from", self._ctx)
        if self._options["stdin_filename"] is not None and _STDIN not in self._named:
            raise click.UsageError("--stdin-filename names what comes from stdin, and SRC is a file", self._ctx)
        return _STDIN in self._named

    def _default_to_stdin(self) -> None:
        if not self._named and self._options["files_from"] is None:
            if sys.stdin.isatty():
                raise click.UsageError("expected a file, a folder or - as SRC", self._ctx)
            self._named = [_STDIN]

    def _one_source(self, output: Path | None, *, in_place: bool) -> Path | None:
        """Give the one post that goes to stdout; None when files are written."""
        from newsclean.discovery import SUFFIXES

        if output is None and not in_place:
            self._default_to_stdin()
        elif not self._named and self._options["files_from"] is None:
            raise click.UsageError("expected a file or a folder as SRC", self._ctx)
        if output is not None and (str(output) == "-" or (output.suffix.lower() in SUFFIXES and not output.is_dir())):
            raise click.UsageError(f"-o takes a folder, got {output}; without -o one post goes to stdout", self._ctx)
        if output is not None and in_place:
            raise click.UsageError("expected -o DIR or --in-place, got both", self._ctx)
        if self._reads_stdin():
            if output is not None or in_place:
                raise click.UsageError("- goes to stdout and stands alone", self._ctx)
            return _STDIN
        if output is not None or in_place:
            return None
        if len(self._named) > 1 or self._options["files_from"] is not None:
            raise click.UsageError("several files need -o DIR or --in-place", self._ctx)
        if self._named[0].is_dir():
            raise click.UsageError(f"{self._named[0]} is a folder: it needs -o DIR or --in-place", self._ctx)
        return self._named[0]

    def _stdin_source(self) -> Source:
        from newsclean.discovery import Source

        name = self._options["stdin_filename"]
        if name is not None:
            return self._finder().named(name)
        return Source(_STDIN, _STDIN, True, self._configs.for_folder(Path.cwd()).settings)

    def _convert_one(self, path: Path) -> FileResult:
        from dataclasses import replace

        from newsclean import batch
        from newsclean.files import explain, read_bytes
        from newsclean.result import FileResult, Outcome

        source = self._stdin_source() if path == _STDIN else self._finder().named(path)
        try:
            data = read_stdin() if path == _STDIN else read_bytes(path)[0]
        except (OSError, ValueError) as error:
            return FileResult(str(path), Outcome.FAILED, failure=f"cannot be read: {explain(error)}")
        if source.excluded:  # an editor that filters its buffer gets it back
            return FileResult(str(path), Outcome.PASSED_OVER, data=data)
        name = "" if source.path == _STDIN else batch.post_name(source.path)
        return replace(batch.clean_bytes(data, name, source.settings), name=str(source.path))

    def _check_stdin(self) -> FileResult:
        from newsclean import batch
        from newsclean.result import FileResult, Outcome

        source = self._stdin_source()
        data = read_stdin()
        if not data and not self._options["sources"] and self._options["stdin_filename"] is None:
            raise click.UsageError("expected a file, a folder or - as SRC, got nothing, and nothing from stdin", self._ctx)
        if source.excluded:
            return FileResult(str(source.path), Outcome.PASSED_OVER)
        if source.is_html:
            return FileResult(str(source.path), Outcome.FAILED, failure=batch.NOT_MARKDOWN)
        return batch.check_bytes(data, source.path, source.settings)

    def _show_settings(self) -> NoReturn:
        named = self._named[0] if self._named and self._named[0] != _STDIN else self._options["stdin_filename"] or Path("-")
        folder = named if named.is_dir() else named.parent
        config = self._configs.for_folder(folder)
        lines = [(f"{key} = {value}", origin) for key, value, origin in config.shown()]
        width = min(max(len(line) for line, _ in lines), 48)
        write_stdout([f"{line:<{width}}  # {origin}\n".encode("utf-8", "backslashreplace") for line, origin in lines])
        self._ctx.exit(0)


def _names_in(data: bytes, *, nul: bool) -> list[bytes]:
    if not nul and b"\0" in data:
        raise ValueError("expected a name on each line, got NUL; -0 reads such lists")
    names = data.split(b"\0") if nul else data.replace(b"\r\n", b"\n").split(b"\n")
    return [name for name in names if name]
