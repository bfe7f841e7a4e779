"""`python -m newsclean`."""

from newsclean.cli import run

if __name__ == "__main__":
    run()
