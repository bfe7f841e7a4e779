"""Many files: workers, the cache, crashes. Whatever the way, the same results in the same order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsclean import Settings
from newsclean.batch.cache import Cache, clear
from newsclean.batch.digests import digest
from newsclean.batch.discovery import Source
from newsclean.batch.file_result import Known, Memory, Outcome, Seen, State
from newsclean.batch.one_file import Task, run_task
from newsclean.batch.schedule import FEW
from newsclean.batch.time_limit import OutOfTimeError, time_limit

from .test_cli import CLEAN, POST, UNTITLED, run, words

COUNT = 3 * FEW
LINES = f"{COUNT} files, {COUNT - 2} written, 1 passed over, 1 invalid"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number:03}.md").write_text(POST.replace("乙", f"第{number}号"), encoding="utf-8")
    (folder / "005.md").write_text(UNTITLED, encoding="utf-8")
    (folder / "006.md").write_text("# 说明,一\n", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_results__whatever_the_jobs_and_the_cache(raw: Path, tmp_path: Path) -> None:
    ways = [("-j1", "--no-cache"), ("-j2", "--no-cache"), ("-j3",), ("-j2",), ("-j1",)]
    told, written = [], []
    for number, way in enumerate(ways):
        out = tmp_path / f"out{number}"
        done = run("convert", raw, "-o", out, *way, NEWSCLEAN_CACHE_DIR=str(tmp_path / "cache"))
        assert done.returncode == 1
        told.append(done.stderr)
        written.append(contents(out))
    assert all(each == told[0] for each in told)
    assert all(each == written[0] for each in written)
    assert len(written[0]) == COUNT - 2
    checks = [run("check", raw, *way, NEWSCLEAN_CACHE_DIR=str(tmp_path / "cache")) for way in ways]
    assert all((each.stdout, each.stderr) == (checks[0].stdout, checks[0].stderr) for each in checks)


def test_second_run__does_nothing_and_tells_the_problems_again(raw: Path, tmp_path: Path) -> None:
    env = {"NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    first = run("convert", raw, "-o", tmp_path / "out", **env)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    second = run("convert", raw, "-o", tmp_path / "out", **env)
    assert words(first)[-1] == LINES
    assert words(second)[-1] == LINES.replace("written", "unchanged")
    assert words(second)[:-1] == words(first)[:-1]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_only_what_changed__is_done_again(raw: Path, tmp_path: Path) -> None:
    env = {"NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    out = tmp_path / "out"
    run("convert", raw, "-o", out, **env)
    (raw / "001.md").write_text(POST.replace("乙", "新的"), encoding="utf-8")
    (out / "002.md").unlink()
    (out / "003.md").write_text("被人改了\n", encoding="utf-8")
    os.utime(raw / "004.md")
    done = run("convert", raw, "-o", out, **env)
    assert words(done)[-1] == f"{COUNT} files, 3 written, {COUNT - 5} unchanged, 1 passed over, 1 invalid"
    assert "新的" in (out / "001.md").read_text(encoding="utf-8")
    assert "第3号" in (out / "003.md").read_text(encoding="utf-8")
    done = run("convert", raw, "-o", out, "--ignore", "comma-width", **env)
    assert words(done)[-1] == LINES


def test_in_place__the_result_is_known_as_clean(raw: Path, tmp_path: Path) -> None:
    env = {"NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    assert words(run("convert", "--in-place", raw, **env))[-1] == LINES
    assert words(run("convert", "--in-place", raw, **env))[-1] == LINES.replace("written", "unchanged")
    done = run("check", raw, **env)
    assert words(done)[-1] == f"{COUNT} posts checked, {COUNT - 2} unchanged, 1 passed over, 1 invalid"


@pytest.mark.parametrize("damage", ["no database", "cut short", "a folder", "other tables", "odd rows"])
def test_cache__that_cannot_be_used_is_a_notice(damage: str, raw: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    env = {"NEWSCLEAN_CACHE_DIR": str(folder)}
    run("convert", raw, "-o", tmp_path / "out", **env)
    database = next(folder.glob("v*.sqlite"))
    if damage == "no database":
        database.write_bytes(b"x" * 10_000)
    elif damage == "cut short":
        database.write_bytes(database.read_bytes()[:5000])
    elif damage == "a folder":
        for path in folder.iterdir():
            path.unlink()
        database.mkdir()
    else:
        import sqlite3

        connection = sqlite3.connect(database)
        if damage == "other tables":
            connection.executescript("DROP TABLE results; CREATE TABLE results (x)")
        else:
            connection.execute("UPDATE results SET problems = '[[1]]', unmended = '[[1]]'")
        connection.commit()
        connection.close()
    done = run("convert", raw, "-o", tmp_path / "out2", **env)
    assert done.returncode == 1
    assert LINES in words(done)
    assert [line for line in words(done) if "is not used" in line] != []
    assert len(contents(tmp_path / "out2")) == COUNT - 2


def test_cache__folder_that_is_a_file(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x", encoding="utf-8")
    done = run("convert", raw, "-o", tmp_path / "out", NEWSCLEAN_CACHE_DIR=str(tmp_path / "cache" / "inside"))
    assert (done.returncode, LINES in words(done), "is not used" in words(done)[-1] + words(done)[-2]) == (1, True, True)


def test_cache__clear_and_dir(raw: Path, tmp_path: Path) -> None:
    env = {"NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    run("convert", raw, "-o", tmp_path / "out", **env)
    assert run("cache", "dir", **env).stdout.decode() == f"{tmp_path / 'cache'}\n"
    assert run("cache", "clear", **env).returncode == 0
    assert list((tmp_path / "cache").glob("v*")) == []
    assert run("cache", "clear", **env).returncode == 0


def test_cache__two_runs_at_once(raw: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "newsclean", "convert", str(raw), "-j1", "-o"]
    env = {**os.environ, "NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    running = [
        subprocess.Popen([*command, str(tmp_path / f"out{n}")], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for n in range(3)
    ]
    told = [process.communicate(timeout=120)[1].decode().splitlines() for process in running]
    assert all(lines[-1] == LINES for lines in told)
    assert contents(tmp_path / "out0") == contents(tmp_path / "out1") == contents(tmp_path / "out2")


def test_cache__what_changed_a_moment_ago_is_read_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    old, new = State(1, 1, 2, 3), State(1, time.time_ns() + 10**9, 2, 3)
    memory = Memory(
        b"k" * 16, Known(Outcome.WRITTEN, digest(b"b"), ()), (Seen("a", old, digest(b"a")), Seen("b", new, digest(b"b")))
    )
    cache.learn(memory)
    cache.close()
    cache = Cache(tmp_path)
    assert cache.content_of("a", old) == digest(b"a")
    assert cache.content_of("a", State(1, 1, 2, 4)) == b""
    assert cache.content_of("a", State(1, 2, 2, 3)) == b""
    assert cache.content_of("b", new) == b""
    assert cache.content_of("c", old) is None
    assert cache.result_of(b"k" * 16) == memory.known
    cache.close()
    assert clear(tmp_path) > 0


def test_cache__a_change_whose_time_was_set_back(tmp_path: Path) -> None:
    path = tmp_path / "posts" / "a.md"
    path.parent.mkdir()
    path.write_text(CLEAN, encoding="utf-8")
    os.utime(path, (1e9, 1e9))
    args = ("check", path.parent, "--cache-dir", tmp_path / "cache", "-j1")
    for _ in range(2):
        assert run(*args).returncode == 0
        time.sleep(0.05)
    with open(path, "r+b") as file:  # in place and of the same length
        file.write(path.read_bytes().replace("，".encode(), b",  "))
    os.utime(path, (1e9, 1e9))
    assert run(*args).returncode == 1


def convert_twice(raw: Path, out: Path, cache: Path) -> tuple[object, ...]:
    for _ in range(2):
        run("convert", raw, "-o", out, "--cache-dir", cache, "-j1")
        time.sleep(0.05)
    return "convert", raw, "-o", out, "--cache-dir", cache, "-j1"


@pytest.fixture
def one(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.md").write_text(POST, encoding="utf-8")
    return tmp_path / "raw"


def test_cache__answers_no_question_of_safety(one: Path, tmp_path: Path) -> None:
    out, cache = tmp_path / "out", tmp_path / "cache"
    args = convert_twice(one, out, cache)
    (tmp_path / "elsewhere").mkdir()
    (out / "a.md").rename(tmp_path / "elsewhere" / "a.md")
    (out / "a.md").symlink_to(tmp_path / "elsewhere" / "a.md")
    done = run(*args)
    assert (done.returncode, "a link leads out of" in done.stderr.decode()) == (2, True)
    run("convert", "--in-place", one, "--cache-dir", cache, "-j1")
    done = run("convert", one, "-o", one, "--cache-dir", cache, "-j1")
    assert (done.returncode, "is its own source" in done.stderr.decode()) == (2, True)


@pytest.mark.parametrize("where", ["raw", "out"])
def test_cache__a_pipe_where_a_file_was(where: str, one: Path, tmp_path: Path) -> None:
    args = convert_twice(one, tmp_path / "out", tmp_path / "cache")
    (tmp_path / where / "a.md").unlink()
    os.mkfifo(tmp_path / where / "a.md")
    done = run(*args)
    assert done.returncode == 0
    assert words(done) == (["0 files, nothing to do"] if where == "raw" else ["1 file, 1 written"])


# --- Workers.

JOBS = """
import os, signal

BAD = {37, 38, 151}

def work(items):
    for item in items:
        if item in BAD:
            os.kill(os.getpid(), signal.SIGKILL)
    return [item * 2 for item in items]

def died(item):
    return -item
"""
POOL = """
import sys
from jobs import died, work
from newsclean.batch.pool import Pool

ready = (lambda item: 1000) if "ready" in sys.argv else (lambda item: 1000 if item % 3 == 0 else None)
print(*Pool(work, died, jobs=2).map(range(400), ready))
"""


def test_pool__survives_the_items_that_kill_workers(tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(JOBS, encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(POOL, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    expected = [1000 if n % 3 == 0 else -n if n in (37, 38, 151) else n * 2 for n in range(400)]
    assert list(map(int, done.stdout.split())) == expected
    done = subprocess.run([sys.executable, script, "ready"], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["1000"] * 400


def test_killed_run__leaves_whole_files_and_the_next_completes(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    for number in range(3000):
        (raw / f"{number:04}.md").write_text(POST.replace("乙", f"第{number}号"), encoding="utf-8")
    env = {**os.environ, "NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "newsclean", "convert", str(raw), "-o", str(out), "-j2"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (out / "0200.md").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    time.sleep(1)  # the workers see that their parent is gone
    left = {
        path.name: (path.read_text(encoding="utf-8"), path.stat().st_mtime_ns) for path in out.iterdir() if path.suffix == ".md"
    }
    assert 100 <= len(left) < 3000
    assert all(text == CLEAN.replace("乙", f"第{int(name[:4])}号") for name, (text, _) in left.items())
    time.sleep(0.5)
    assert len([path for path in out.iterdir() if path.suffix == ".md"]) == len(left)
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert done.stderr == f"3000 files, {3000 - len(left)} written, {len(left)} unchanged\n"
    assert all((out / name).stat().st_mtime_ns == mtime for name, (_, mtime) in left.items())


def _spin() -> None:
    while True:
        pass


def test_time_limit() -> None:
    with pytest.raises(OutOfTimeError), time_limit(0.05):
        _spin()
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    with time_limit(0):
        pass


def test_post_that_takes_too_long__is_a_failure_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(POST + "<p>乙,丙</p>" * 20_000, encoding="utf-8")
    before = path.read_bytes()
    result = run_task(Task(Source(path, Path("a.md"), True, Settings()), path), limit=0.05)
    assert (result.outcome, result.failure) == (Outcome.FAILED, "not written: took longer than 0.05 s; see --timeout")
    assert path.read_bytes() == before


def test_stats__table_and_file(raw: Path, tmp_path: Path) -> None:
    done = run("convert", raw, "-o", tmp_path / "out", "--stats", "--stats-file", tmp_path / "stats.json", "--no-cache")
    assert words(done)[-4].split() == ["code", "name", "findings", "files"]
    assert words(done)[-1].split() == ["TEXT10", "comma-width", str(COUNT - 1), str(COUNT - 1)]
    stats = json.loads((tmp_path / "stats.json").read_text(encoding="utf-8"))
    assert stats["rules"]["HEAD05"] == {"name": "schema", "findings": 1, "files": 1}
    assert (stats["version"], stats["files"]["written"], stats["files"]["invalid"]) == (1, COUNT - 2, 1)
    assert run("convert", raw, "-o", tmp_path / "out", "--stats-file", tmp_path).returncode == 2


def test_time_after_2262__goes_into_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(POST, encoding="utf-8")
    os.utime(path, (1e10, 1e10))
    for _ in range(2):
        done = run("check", "a.md", "-j1", "--cache-dir", "cache", cwd=tmp_path)
        assert (done.returncode, words(done)) == (1, ["1 post checked, 1 would change"])


def test_one_post_to_stdout__has_a_limit_and_counts(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST + "<p>甲,乙</p>" * 30_000, encoding="utf-8")
    for args in (("convert", "a.md"), ("check", "-")):
        done = run(*args, "--timeout", "0.05", cwd=tmp_path, stdin=(tmp_path / "a.md").read_bytes())
        assert (done.returncode, done.stdout) == (2, b"") or (b"" in done.stdout and done.returncode == 2)
        assert "took longer than 0.05 s; see --timeout" in done.stderr.decode() + done.stdout.decode()
    (tmp_path / "b.md").write_text(POST, encoding="utf-8")
    for args in (("convert", "b.md"), ("check", "b.md"), ("check", "-")):
        run(*args, "--stats-file", "s.json", cwd=tmp_path, stdin=POST.encode())
        assert json.loads((tmp_path / "s.json").read_bytes())["rules"]["TEXT10"]["files"] == 1
        (tmp_path / "s.json").unlink()


def test_empty_folder__makes_no_cache(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    run("check", "raw", cwd=tmp_path, NEWSCLEAN_CACHE_DIR=str(tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("option", ["-v", "--format=jsonl"])
def test_known_posts__say_what_was_mended_when_asked(option: str, raw: Path, tmp_path: Path) -> None:
    env = {"NEWSCLEAN_CACHE_DIR": str(tmp_path / "cache")}
    told = []
    for _ in range(3):
        done = run("convert", raw, "-o", tmp_path / "out", option, "--stats", **env)
        lines = (done.stdout + done.stderr).decode().splitlines()
        told.append([line for line in lines if "TEXT10" in line])
    assert len(told[0]) >= COUNT - 2
    assert told[0] == told[1] == told[2]
