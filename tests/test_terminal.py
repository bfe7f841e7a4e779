"""Manners: help, completion, Ctrl-C, colour only where it is wanted."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .test_cli import POST, UNTITLED, run

COMMANDS = ["convert", "check", "punctuate", "rules", "schema"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help__fits_80_columns_and_shows_examples(command: str) -> None:
    text = run(*command.split(), "--help", COLUMNS="80").stdout.decode()
    assert max(map(len, text.splitlines())) <= 80
    assert command in ("", "schema") or "Examples:" in text


@pytest.mark.parametrize(
    ("words", "number", "wanted"),
    [("newsclean con", 1, "convert"), ("newsclean check --for", 2, "--format")],
    ids=["command", "option"],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion__of_every_shell(shell: str, words: str, number: int, wanted: str) -> None:
    last = words.split()[number]
    env = {"COMP_WORDS": words, "COMP_CWORD": last if shell == "fish" else str(number)}
    done = subprocess.run(
        [sys.executable, "-c", "from newsclean.cli import run; run()"],
        env={**os.environ, **env, "_NEWSCLEAN_COMPLETE": f"{shell}_complete"},
        capture_output=True,
        check=False,
    )
    assert wanted in done.stdout.decode()


def test_completion__the_script_bash_is_told_to_read() -> None:
    script = "import sys; sys.argv[0] = 'newsclean'; from newsclean.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "_NEWSCLEAN_COMPLETE": "bash_source"}, capture_output=True, check=False
    )
    assert b"complete -o nosort -F _newsclean_completion newsclean" in done.stdout


def test_ctrl_c__status_130_no_traceback_no_half_file(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number:04}.md").write_text(POST, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "newsclean", "convert", "--in-place", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.default_int_handler
        ),  # which a shell's job in the background ignores
    )
    # A sign that it is at work, then a little more.
    while (tmp_path / "0000.md").read_text(encoding="utf-8") == POST and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert b"interrupted" in err
    texts = {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert len(texts) == 2
    assert {path.suffix for path in tmp_path.iterdir()} == {".md"}


def on_a_terminal(*args: str, **env: str) -> str:
    """Run newsclean with stderr and stdout on a terminal; give what is shown."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "newsclean", *args],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        env={**{key: value for key, value in os.environ.items() if key != "NO_COLOR"}, "TERM": "xterm-256color", **env},
    )
    os.close(follower)
    shown = b""
    while True:
        ready, _, _ = select.select([leader], [], [], 30)
        try:
            data = os.read(leader, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        if not data:
            break
        shown += data
    process.wait(timeout=30)
    os.close(leader)
    return shown.decode()


ESCAPE = re.compile(r"\x1b\[")


def test_colour__on_a_terminal_unless_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(UNTITLED, encoding="utf-8")
    args = ("convert", "--in-place", str(tmp_path))
    assert ESCAPE.search(on_a_terminal(*args))
    assert not ESCAPE.search(on_a_terminal(*args, NO_COLOR="1"))
    assert not ESCAPE.search(on_a_terminal(*args, TERM="dumb"))
    assert not ESCAPE.search(run(*args).stderr.decode())


def test_names__cannot_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]0;x\x07.md").write_text(UNTITLED, encoding="utf-8")
    assert "\x07" not in on_a_terminal("check", str(tmp_path))
