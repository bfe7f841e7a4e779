"""`newsclean`, and `python -m newsclean`."""

import sys

if __name__ == "__main__" and not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
    # `-m` puts the current folder first, and what lies there must not stand in for any module.
    del sys.path[0]

import gc


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
