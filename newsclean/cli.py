"""The command line: arguments -> settings -> batch -> report -> exit status. No cleaning here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from newsclean import __version__

_EXAMPLES = """\b
Examples:
  newsclean convert post.md                  one post, to stdout
  cat post.md | newsclean convert            the same in a pipeline
  newsclean convert raw/ -o clean/           a folder, its tree mirrored
  newsclean convert --in-place _posts/       a folder, in place
"""


_PUNCTUATE_EXAMPLES = """\b
Examples:
  newsclean punctuate < notes.txt            put Chinese punctuation right
  newsclean punctuate --diff < notes.txt     only show what would change
  newsclean punctuate --enable autospace     with a rule that is opt-in
"""


def _rule_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose the rules and the language of the text."""
    for option in (
        click.option("--lang", metavar="TAG", default="", help="zh-CN, zh-TW, zh-HK, en, …; without it, it is detected."),
        click.option("--enable", metavar="RULES", multiple=True, help="Use these opt-in rules too."),
        click.option("--ignore", metavar="RULES", multiple=True, help="Leave these rules out."),
        click.option("--select", metavar="RULES", multiple=True, help="Use only these rules (codes or names, comma-separated)."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="newsclean")
def main() -> None:
    """Turn raw news posts into clean Markdown with valid front matter."""


@main.command(epilog=_EXAMPLES)
@click.argument("sources", metavar="[SRC]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write below DIR, the tree mirrored.",
)
@click.option("--in-place", is_flag=True, help="Replace the files themselves.")
@_rule_options
@click.option("--bare", is_flag=True, help="In folders, take Markdown without front matter too.")
@click.option("--require-front-matter", is_flag=True, help="A file without front matter is an error.")
@click.option("--encoding", metavar="NAME", default="", help="Read files as NAME instead of finding out.")
@click.option("--timezone", metavar="ZONE", default="Asia/Shanghai", show_default=True, help="For dates that name none.")
@click.option(
    "--liquid",
    type=click.Choice(["auto", "escape", "keep"]),
    default="auto",
    show_default=True,
    help="What becomes of {{ and {% in text.",
)
@click.option(
    "--preset",
    type=click.Choice(["jekyll", "hugo", "plain"]),
    default="jekyll",
    show_default=True,
    help="Where the posts go; plain demands nothing of the front matter.",
)
@click.option(
    "--date-format",
    type=click.Choice(["rfc3339", "jekyll"]),
    default="rfc3339",
    show_default=True,
    help="2031-03-04T05:06:07+08:00 or 2031-03-04 05:06:07 +0800.",
)
@click.option("--allow-invalid", is_flag=True, help="Write posts against the schema, too; what is wrong is a warning.")
@click.option("--verify/--no-verify", default=True, help="Prove every result before it is written.  [default: verify]")
@click.option("--base-url", metavar="URL", default="", help="Make relative links absolute.")
@click.option(
    "--schema",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Use this JSON Schema for the front matter.",
)
@click.pass_context
def convert(ctx: click.Context, /, sources: tuple[Path, ...], output: Path | None, in_place: bool, **options: Any) -> None:
    """Turn raw posts into clean posts.

    SRC is a file, a folder or `-`. One file or `-` goes to stdout; several files or a folder need
    `-o DIR` or `--in-place`. Warnings and errors go to stderr as `path:line:col: CODE message`.

    Exit status: 0 done; 1 a post is invalid; 2 wrong usage, or a file could not be read or written.
    """
    from newsclean import batch, report
    from newsclean.dates import read_zone
    from newsclean.decode import check_encoding
    from newsclean.files import find_sources
    from newsclean.language import check_language
    from newsclean.problem import SettingsError
    from newsclean.rules import rules_in_force
    from newsclean.schema import check_schema

    settings = _settings(options)
    reporter = report.Reporter()
    try:
        rules_in_force(settings)
        check_schema(settings.schema)
        check_language(settings.lang)
        read_zone(settings.timezone)
        check_encoding(settings.encoding)
        if not sources and output is None and not in_place and not sys.stdin.isatty():
            sources = (Path("-"),)
        to_stdout = _goes_to_stdout(ctx, sources, output, in_place)
        if to_stdout:
            result = _convert_one(sources[0], settings)
            reporter.add(result, name=str(sources[0]))
            if result.text is not None:
                _write_stdout(result.text)
        else:
            found = find_sources(sources, leave_out=output)
            for result in batch.convert_files(found, settings, output):
                reporter.add(result)
            reporter.summary()
    except SettingsError as error:
        reporter.error(str(error))
        ctx.exit(report.FAILURE)
    ctx.exit(reporter.status())


@main.command(epilog=_PUNCTUATE_EXAMPLES)
@_rule_options
@click.option("--jsonl", is_flag=True, help="Read and write one JSON string a line; each is a text of its own.")
@click.option("--diff", is_flag=True, help="Write a unified diff instead of the text.")
@click.pass_context
def punctuate(ctx: click.Context, /, jsonl: bool, diff: bool, **options: Any) -> None:
    """Put the punctuation of plain text right, from stdin to stdout.

    The text rules alone, line by line; each line is a paragraph. The text is UTF-8. What a person should look at goes
    to stderr as `-:line:col: CODE message`.

    Exit status: 0 done; 1 the text cannot be read, or, with --diff, something would change; 2 wrong usage.
    """
    from newsclean import report, text_filter
    from newsclean.problem import InputError, SettingsError
    from newsclean.settings import Settings

    reporter = report.Reporter()
    changed = False
    failed: InputError | None = None

    def told() -> Iterator[text_filter.Step]:
        nonlocal changed, failed
        steps = text_filter.filter_jsonl if jsonl else text_filter.filter_lines
        try:
            for step in steps(sys.stdin.buffer, Settings(**_chosen(options))):
                reporter.tell("-", step.problems)
                changed = changed or step.before != step.after
                yield step
        except InputError as error:  # what came before it is written all the same
            failed = error

    try:
        out = text_filter.unified_diff(told(), "-") if diff else (step.after for step in told())
        for data in out:
            sys.stdout.buffer.write(data)
            if sys.stdout.isatty():
                sys.stdout.buffer.flush()
        sys.stdout.buffer.flush()
    except SettingsError as error:
        reporter.error(str(error))
        ctx.exit(report.FAILURE)
    except BrokenPipeError:
        _end_quietly()
    if failed is not None:
        reporter.tell("-", (failed.problem,))
    ctx.exit(report.BAD_POST if failed or (diff and changed) else report.DONE)


@main.command()
@click.option(
    "--schema",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Print this one, if it is a JSON Schema, instead of the built-in one.",
)
@click.pass_context
def schema(ctx: click.Context, /, schema: Path | None) -> None:
    """Print the JSON Schema that front matter has to satisfy."""
    from newsclean import report
    from newsclean.problem import SettingsError
    from newsclean.schema import check_schema, read_schema

    text = _read_schema(schema)
    try:
        check_schema(text)
    except SettingsError as error:
        report.Reporter().error(str(error))
        ctx.exit(report.FAILURE)
    _write_stdout(read_schema(text))


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Give the settings that choose rules and language."""

    def names(key: str) -> frozenset[str]:
        return frozenset(name.strip() for value in options[key] for name in value.split(",") if name.strip())

    return {"select": names("select"), "ignore": names("ignore"), "enable": names("enable"), "lang": options["lang"]}


def _settings(options: dict[str, Any]) -> Any:
    from newsclean.settings import Settings

    return Settings(
        **_chosen(options),
        bare=options["bare"],
        require_front_matter=options["require_front_matter"],
        encoding=options["encoding"],
        timezone=options["timezone"],
        date_format=options["date_format"],
        preset=options["preset"],
        allow_invalid=options["allow_invalid"],
        liquid=options["liquid"],
        base_url=options["base_url"],
        verify=options["verify"],
        schema=_read_schema(options["schema"]),
    )


def _read_schema(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} cannot be read as a schema: {error}") from None


def _goes_to_stdout(ctx: click.Context, sources: tuple[Path, ...], output: Path | None, in_place: bool) -> bool:
    if not sources:
        raise click.UsageError("expected a file, a folder or - as SRC", ctx)
    from newsclean.files import SUFFIXES

    if output is not None and (str(output) == "-" or (output.suffix.lower() in SUFFIXES and not output.is_dir())):
        raise click.UsageError(f"-o takes a folder, got {output}; without -o one post goes to stdout", ctx)
    if output is not None and in_place:
        raise click.UsageError("expected -o DIR or --in-place, got both", ctx)
    if Path("-") in sources and (len(sources) > 1 or output is not None or in_place):
        raise click.UsageError("- goes to stdout and stands alone", ctx)
    if output is not None or in_place:
        return False
    if len(sources) > 1:
        raise click.UsageError("several files need -o DIR or --in-place", ctx)
    if str(sources[0]) != "-" and sources[0].is_dir():
        raise click.UsageError(f"{sources[0]} is a folder: it needs -o DIR or --in-place", ctx)
    return True


def _convert_one(source: Path, settings: Any) -> Any:
    from newsclean import batch
    from newsclean.files import read_bytes
    from newsclean.result import FileResult, Outcome

    if source == Path("-"):
        return batch.convert_text(sys.stdin.buffer.read(), "", settings)
    try:
        data = read_bytes(source)
    except OSError as error:
        failure = f"cannot be read: {batch.explain(error)}"
        return FileResult(str(source), Outcome.FAILED, failure=failure)
    return batch.convert_text(data, source.name, settings)


def _write_stdout(text: str) -> None:
    """Write bytes, so that neither the locale nor the platform's line ends get at them."""
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _end_quietly()


def _end_quietly() -> None:
    """Whoever read stdout has enough; Python would complain once more when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(141)  # as a shell shows a process that a closed pipe ended


def run() -> None:
    """Run the command; a closed pipe and Ctrl-C end it quietly."""
    if sys.stdout is None:
        print("newsclean: stdout is closed", file=sys.stderr)
        sys.exit(2)
    # A stream that was closed by the caller is one that is empty, or that nobody reads.
    sys.stdin = sys.stdin or os.fdopen(os.open(os.devnull, os.O_RDONLY))
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        main(prog_name="newsclean")
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            print(f"newsclean: stdout cannot be written: {error.strerror or error}", file=sys.stderr)
        # Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141 if isinstance(error, BrokenPipeError) else 2)
