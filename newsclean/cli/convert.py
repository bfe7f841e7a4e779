"""`newsclean convert` and `newsclean check`: posts in, clean posts or a report out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsclean.cli.command import FileCommand
from newsclean.cli.options import FOLDER, SOURCE, post_options, report_options, source_options, work_options

_CONVERT_EXAMPLES = """\b
Examples:
  newsclean convert post.md                  one post, to stdout
  cat post.md | newsclean convert            the same in a pipeline
  newsclean convert raw/ -o clean/           a folder, its tree mirrored
  newsclean convert --in-place _posts/       a folder, in place
  newsclean convert --diff _posts/           only show what would change
"""

_CHECK_EXAMPLES = """\b
Examples:
  newsclean check _posts/                    what is wrong or would change
  newsclean check --diff _posts/             as a diff that git apply takes
  newsclean check --format github _posts/    annotations for a workflow
  newsclean check --show-settings _posts/    what is in force, and why
"""

_sources = click.argument("sources", metavar="[SRC]...", nargs=-1, type=SOURCE)


@click.command(epilog=_CONVERT_EXAMPLES)
@_sources
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=FOLDER,
    help="Write below DIR, the tree mirrored.",
)
@click.option("--in-place", is_flag=True, help="Replace the files themselves.")
@click.option("--check", "checks", is_flag=True, help="Write nothing; as `newsclean check`.")
@click.option("--diff", is_flag=True, help="Write nothing; as `newsclean check --diff`.")
@source_options
@report_options
@work_options
@post_options
@click.pass_context
def convert(ctx: click.Context, /, sources: tuple[Path, ...], output: Path | None, in_place: bool, **options: Any) -> None:
    """Turn raw posts into clean posts.

    SRC is a file, a folder or `-`. One file or `-` goes to stdout; several files or a folder need
    `-o DIR` or `--in-place`. Warnings and errors go to stderr as `path:line:col: CODE message`.

    Exit status: 0 done; 1 a post is invalid; 2 wrong usage, or a file could not be read or written.
    """
    with FileCommand(ctx, sources) as run:
        if options["checks"] or options["diff"]:
            run.check()
        run.convert(output, in_place=in_place)


@click.command(epilog=_CHECK_EXAMPLES, short_help="Say what would change and what is invalid.")
@_sources
@click.option("--diff", is_flag=True, help="Write unified diffs that `git apply` takes; warnings and errors go to stderr.")
@click.option("--show-settings", is_flag=True, help="Say which settings hold for SRC and where each comes from.")
@source_options
@report_options
@work_options
@post_options
@click.pass_context
def check(ctx: click.Context, /, sources: tuple[Path, ...], **_: Any) -> None:
    """Say what `convert --in-place` would change and what is invalid, and write nothing.

    Findings go to stdout as `path:line:col: CODE message`, the summary to stderr.

    Exit status: 0 nothing to do; 1 something would change or is invalid; 2 wrong usage, or a file could not be read.
    """
    with FileCommand(ctx, sources) as run:
        run.check()
