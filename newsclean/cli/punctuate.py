"""`newsclean punctuate`: plain text in, the same with its punctuation put right out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from newsclean.cli.options import rule_options, settings_here
from newsclean.cli.streams import write_stdout

_EXAMPLES = """\b
Examples:
  newsclean punctuate < notes.txt            put Chinese punctuation right
  newsclean punctuate --diff < notes.txt     only show what would change
  newsclean punctuate --enable autospace     with a rule that is opt-in
"""


@click.command(epilog=_EXAMPLES)
@rule_options
@click.option("--jsonl", is_flag=True, help="Read and write one JSON string a line; each is a text of its own.")
@click.option("--diff", is_flag=True, help="Write a unified diff instead of the text.")
@click.pass_context
def punctuate(ctx: click.Context, /, jsonl: bool, diff: bool, **_: object) -> None:
    """Put the punctuation of plain text right, from stdin to stdout.

    The text rules alone, line by line; each line is a paragraph. The text is UTF-8. What a person should look at goes
    to stderr as `-:line:col: CODE message`.

    Exit status: 0 done; 1 the text cannot be read, or, with --diff, something would change; 2 wrong usage.
    """
    from newsclean.cli import report
    from newsclean.problem import InputError
    from newsclean.punctuation import line_filter

    reporter = report.Reporter()
    settings = settings_here(ctx)
    changed = False
    failed: InputError | None = None

    def reported() -> Iterator[line_filter.Step]:
        nonlocal changed, failed
        steps = line_filter.filter_jsonl if jsonl else line_filter.filter_lines
        try:
            for step in steps(sys.stdin.buffer, settings):
                reporter.report("-", step.problems)
                changed = changed or step.before != step.after
                yield step
        except InputError as error:  # what came before it is written all the same
            failed = error

    write_stdout(line_filter.unified_diff(reported(), "-") if diff else (step.after for step in reported()))
    if failed is not None:
        reporter.report("-", (failed.problem,))
    ctx.exit(report.BAD_POST if failed or (diff and changed) else report.DONE)
