"""`newsclean`, and `python -m newsclean`."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line; Ctrl-C ends it quietly from the first moment."""
    try:
        from newsclean import cli

        cli.run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
