"""Bytes to stdout, and the quiet end when nobody reads them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

CLOSED_PIPE = 141  # as a shell shows a process that a closed pipe ended


def read_stdin(most: int = 0) -> bytes:
    """Read all of stdin, or fail at more than so many bytes. Raises click.UsageError when that cannot be done."""
    from newsclean.batch.disk import read_some

    try:
        return read_some(sys.stdin.buffer, most)
    except OSError as error:
        raise click.UsageError(f"stdin cannot be read: {error.strerror or error}") from None


def write_stdout(pieces: Iterable[bytes]) -> None:
    """Write bytes, so that neither the locale nor the platform's line ends get at them."""
    try:
        for piece in pieces:
            _write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read stdout has enough; Python would complain once more when it flushes at exit.
        silence_stdout()
        sys.exit(CLOSED_PIPE)


def _write(piece: bytes) -> None:
    sys.stdout.buffer.write(piece)
    if sys.stdout.isatty():
        sys.stdout.buffer.flush()


def silence_stdout() -> None:
    """Send to nowhere what is still to be flushed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
