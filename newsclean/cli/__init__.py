"""The command line: arguments become settings and tasks, results become words and an exit status. No cleaning here.

In come arguments and streams; out go posts or a report on stdout, words on stderr. The only package with a console. Read
`convert.py` first for the commands on files; `options.py` holds the flags, `report.py` and `formats.py` how results are
shown.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

import click

from newsclean import __version__
from newsclean.cli.about import cache, rules, schema
from newsclean.cli.convert import check, convert
from newsclean.cli.deferred import defer
from newsclean.cli.punctuate import punctuate
from newsclean.cli.streams import silence_stdout

_FAILURE = 2
_INTERRUPTED = 130  # as a shell shows a process that Ctrl-C ended


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="newsclean")
def main() -> None:
    """Turn raw news posts into clean Markdown with valid front matter."""


for _command in (convert, check, punctuate, rules, schema, cache):
    main.add_command(_command)


def run() -> None:
    """Run the command; a closed pipe and Ctrl-C end it quietly."""
    defer("soupsieve")  # 40 ms that BeautifulSoup takes for selectors, which few name
    if sys.stdout is None:
        print("newsclean: stdout is closed", file=sys.stderr)
        sys.exit(_FAILURE)
    # A stream that was closed by the caller is one that is empty, or that nobody reads.
    sys.stdin = sys.stdin or os.fdopen(os.open(os.devnull, os.O_RDONLY))
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(prog_name="newsclean", standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(_INTERRUPTED)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        sys.exit(error.exit_code)
    except OSError as error:
        silence_stdout()
        where = error.filename if isinstance(error.filename, str) else "stdout cannot be written"
        _fail(f"{where}: {error.strerror or error}")
    except Exception as error:
        from newsclean.problem import SettingsError

        if not isinstance(error, SettingsError):
            raise
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    from newsclean.cli.report import Reporter

    Reporter().error(message)
    sys.exit(_FAILURE)
