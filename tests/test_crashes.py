"""A process that is killed, at every step and at random moments: every file is whole, old or new, and the next run completes."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsclean.batch.discovery import Finder
from newsclean.batch.file_result import Outcome
from newsclean.batch.schedule import Plan, Schedule, convert_tasks
from newsclean.config.resolve import Configs

from .test_cli import CLEAN, POST

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

COUNT = 5
# More of them: NEWSCLEAN_KILLS=70 pytest tests/test_crashes.py
KILLS = int(os.environ.get("NEWSCLEAN_KILLS", "3"))
STEPS = ("disk.py", "cache.py")


def text(number: int, base: str = POST) -> bytes:
    return base.replace("乙", f"第{number}号").encode()


def make(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.md").write_bytes(text(number))


def work(folder: Path, output: Path | None, cache: Path) -> list[Outcome]:
    sources = Finder(Configs(), output=output).sources([folder])
    schedule = Schedule(Plan(jobs=1, cache=cache, is_eager=True))
    results = list(schedule.run(convert_tasks(sources, output, named=[folder])))
    assert schedule.notice == ""
    return [result.outcome for result in results]


def dies_at(step: int, action: Callable[[], object]) -> bool:
    """Run an action in a process that kills itself at the given call of C code in the modules that write; tell whether it did."""
    child = os.fork()
    if not child:
        left = step

        def count(frame: Any, event: str, _: object) -> None:
            nonlocal left
            if event == "c_call" and os.path.basename(frame.f_code.co_filename) in STEPS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.setprofile(count)
            action()
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("in_place", [True, False])
def test_killed_at_every_step(in_place: bool, tmp_path: Path) -> None:
    died, step = True, 0
    work(tmp_path / "none", None, tmp_path / "warm")  # everything is loaded before the steps are counted
    while died:
        step += 1
        top = tmp_path / str(step)
        raw = top / "raw"
        out = None if in_place else top / "out"
        make(raw, COUNT)
        died = dies_at(step, lambda raw=raw, out=out, top=top: work(raw, out, top / "cache"))  # type: ignore[misc]
        target = out or raw
        for path in target.iterdir() if target.exists() else ():
            if path.suffix == ".md":
                number = int(path.stem)
                assert path.read_bytes() in ((text(number), text(number, CLEAN)) if in_place else (text(number, CLEAN),))
        assert all(outcome in (Outcome.WRITTEN, Outcome.UNCHANGED) for outcome in work(raw, out, top / "cache"))
        assert {path.name: path.read_bytes() for path in target.glob("*.md")} == {
            f"{number}.md": text(number, CLEAN) for number in range(COUNT)
        }
        assert sqlite3.connect(next((top / "cache").glob("*.sqlite"))).execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert step > 100


@pytest.mark.parametrize("whom", ["parent", "worker", "all"])
def test_killed_at_random_moments(whom: str, tmp_path: Path) -> None:
    rng = random.Random(whom)
    count = 150
    raw = tmp_path / "raw"
    make(raw, count)
    wanted = {f"{number}.md": text(number, CLEAN) for number in range(count)}
    for turn in range(KILLS):
        out = tmp_path / f"out{turn}"
        command = [
            sys.executable,
            "-m",
            "newsclean",
            "convert",
            str(raw),
            "-o",
            str(out),
            "-j2",
            "-q",
            "--cache-dir",
            str(tmp_path / f"cache{turn}"),
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(rng.uniform(0.3, 1.1))
        if whom == "parent":
            process.kill()
        elif whom == "all":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            found = subprocess.run(
                ["pgrep", "-g", str(process.pid), "-f", "forkserver"], capture_output=True, text=True, check=False
            )
            for worker in found.stdout.split()[1:2]:  # the first is the server itself
                os.kill(int(worker), signal.SIGKILL)
        process.communicate(timeout=60)
        time.sleep(0.2)
        for path in out.glob("*.md") if out.exists() else ():
            assert path.read_bytes() == wanted[path.name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert {path.name: path.read_bytes() for path in out.iterdir()} == wanted
