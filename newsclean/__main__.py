"""`newsclean`, and `python -m newsclean`."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run the command line; Ctrl-C ends it quietly from the first moment."""
    gc.set_threshold(20_000)  # most of what is made at the start stays: looking for garbage in it takes a twentieth of the time
    try:
        from newsclean import cli

        cli.run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
