"""What a call works on: the files and folders that were named, a list of names, or stdin."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclean.cli.streams import read_stdin

if TYPE_CHECKING:
    from newsclean.batch.discovery import Finder, Source
    from newsclean.batch.file_result import FileResult
    from newsclean.config.resolve import Configs

_STDIN = Path("-")


class Inputs:
    """What was named on the command line. Raises click.UsageError for what does not go together."""

    def __init__(self, ctx: click.Context, sources: tuple[Path, ...], configs: Configs) -> None:
        self._ctx = ctx
        self._options = ctx.params
        self._configs = configs
        self.named = list(dict.fromkeys(sources))

    def first_folder(self) -> Path:
        """Give the folder of what was named first; the current one for stdin."""
        first = self.named[0] if self.named and self.named[0] != _STDIN else self._options["stdin_filename"] or _STDIN
        if first in self.named and first != _STDIN and not first.exists():
            raise click.UsageError(f"{first} does not exist", self._ctx)
        return first if first.is_dir() else first.parent

    def sources(self, output: Path | None) -> Iterator[Source]:
        """Find all files to work on; `output` is where the results go."""
        # Findings are sorted by path, so what was named is, too.
        listed = self._listed() if self._options["files_from"] is not None else None
        return self._finder(output).sources(sorted(self.named), listed)

    def _finder(self, output: Path | None = None) -> Finder:
        from newsclean.batch.discovery import Finder

        return Finder(self._configs, output=output, force_exclude=self._options["force_exclude"])

    def _listed(self) -> Iterator[Path]:
        listed = self._options["files_from"]
        try:
            with open(sys.stdin.fileno() if listed == "-" else listed, "rb", closefd=listed != "-") as file:
                yield from map(Path, map(os.fsdecode, _names_in(file.read(), nul=self._options["nul"])))
        except OSError as error:
            raise click.UsageError(f"{listed} cannot be read: {error.strerror}", self._ctx) from None
        except ValueError as error:
            raise click.UsageError(f"{listed}: {error}", self._ctx) from None

    def is_stdin(self) -> bool:
        """Tell whether the post comes from stdin: `-`, or nothing named and something piped in."""
        self._default_to_stdin()
        return self._reads_stdin()

    def _reads_stdin(self) -> bool:
        if _STDIN in self.named and (len(self.named) > 1 or self._options["files_from"] is not None):
            raise click.UsageError("- goes to stdout and stands alone", self._ctx)
        if self._options["nul"] and self._options["files_from"] is None:
            raise click.UsageError("-0 goes with --files-from", self._ctx)
        if self._options["stdin_filename"] is not None and _STDIN not in self.named:
            raise click.UsageError("--stdin-filename names what comes from stdin, and SRC is a file", self._ctx)
        return _STDIN in self.named

    def _default_to_stdin(self) -> None:
        if not self.named and self._options["files_from"] is None:
            if sys.stdin.isatty():
                raise click.UsageError("expected a file, a folder or - as SRC", self._ctx)
            self.named = [_STDIN]

    def for_stdout(self, output: Path | None, *, in_place: bool) -> Path | None:
        """Give the one post that goes to stdout; None when files are written."""
        from newsclean.batch.discovery import SUFFIXES

        if output is None and not in_place:
            self._default_to_stdin()
        elif not self.named and self._options["files_from"] is None:
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
        if len(self.named) > 1 or self._options["files_from"] is not None:
            raise click.UsageError("several files need -o DIR or --in-place", self._ctx)
        if self.named[0].is_dir():
            raise click.UsageError(f"{self.named[0]} is a folder: it needs -o DIR or --in-place", self._ctx)
        return self.named[0]

    def _stdin_source(self) -> Source:
        from newsclean.batch.discovery import Source

        name = self._options["stdin_filename"]
        if name is not None:
            return self._finder().named(name)
        return Source(_STDIN, _STDIN, True, self._configs.for_folder(Path.cwd()).settings)

    def convert(self, path: Path) -> FileResult:
        """Convert one file, or `-`; the result holds the post."""
        from newsclean.batch import one_file
        from newsclean.batch.disk import read_bytes, reason_of
        from newsclean.batch.file_result import FileResult, Outcome

        source = self._stdin_source() if path == _STDIN else self._finder().named(path)
        try:
            most = source.settings.max_size
            data = read_stdin(most) if path == _STDIN else read_bytes(path, most=most)[0]
        except (OSError, ValueError) as error:
            return FileResult(str(path), Outcome.FAILED, failure=f"cannot be read: {reason_of(error)}")
        if source.excluded:  # an editor that filters its buffer gets it back
            return FileResult(str(path), Outcome.PASSED_OVER, data=data if path == _STDIN else None)
        name = "" if source.path == _STDIN else one_file.post_name(source.path)
        result = one_file.clean_bytes(data, name, source.settings, limit=self._options["timeout"])
        return result._replace(name=str(source.path))

    def check_stdin(self) -> FileResult:
        """Say what would change in the post that stdin gives."""
        from newsclean.batch import one_file
        from newsclean.batch.file_result import FileResult, Outcome

        source = self._stdin_source()
        data = read_stdin(source.settings.max_size)
        if not data and not self._options["sources"] and self._options["stdin_filename"] is None:
            raise click.UsageError("expected a file, a folder or - as SRC, got nothing, and nothing from stdin", self._ctx)
        if source.excluded:
            return FileResult(str(source.path), Outcome.PASSED_OVER)
        if source.is_html:
            return FileResult(str(source.path), Outcome.FAILED, failure=one_file.NOT_MARKDOWN)
        return one_file.check_bytes(data, source.path, source.settings, limit=self._options["timeout"])


def _names_in(data: bytes, *, nul: bool) -> list[bytes]:
    if not nul and b"\0" in data:
        raise ValueError("expected a name on each line, got NUL; -0 reads such lists")
    names = data.split(b"\0") if nul else data.replace(b"\r\n", b"\n").split(b"\n")
    return [name for name in names if name]
