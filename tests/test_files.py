"""Files: nothing of others is lost or changed, whatever stands where a result is to go, and whatever happens meanwhile."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import Settings, __version__
from newsclean.batch import disk, one_file
from newsclean.batch.cache import clear
from newsclean.batch.discovery import Source
from newsclean.batch.disk import write_atomic
from newsclean.batch.file_result import FileResult, Outcome
from newsclean.batch.one_file import Task, run_task

from .test_cli import CLEAN, POST, run, words


def test_in_place__a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text(POST, encoding="utf-8")
    cleaning = one_file.clean_bytes

    def meanwhile(*args: object, **others: object) -> FileResult:
        path.write_text(POST + "<p>又写</p>", encoding="utf-8")
        return cleaning(*args, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(one_file, "clean_bytes", meanwhile)
    result = run_task(Task(Source(path, Path("a.md"), True, Settings()), path))
    assert (result.outcome, result.failure) == (
        Outcome.FAILED,
        f"{path} cannot be written: changed by someone else in the meantime",
    )
    assert path.read_text(encoding="utf-8") == POST + "<p>又写</p>"
    assert os.listdir(tmp_path) == ["a.md"]


def test_in_place__makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "gone" / "a.md", b"x")
    assert os.listdir(tmp_path) == []


def test_temporary_file__is_as_private_as_its_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x")
    path.chmod(0o640)
    seen: list[int] = []
    chmod = Path.chmod
    monkeypatch.setattr(Path, "chmod", lambda self, mode: (seen.append(stat.S_IMODE(self.stat().st_mode)), chmod(self, mode)))
    write_atomic(path, b"y")
    assert (seen, stat.S_IMODE(path.stat().st_mode)) == ([0o600], 0o640)


def test_links_in_a_circle__fail_alone(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "out").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / "raw" / name).write_text(POST, encoding="utf-8")
    (tmp_path / "out" / "a.md").symlink_to("a.md")
    done = run("convert", "raw", "-o", "out", cwd=tmp_path)
    assert (done.returncode, words(done)) == (
        2,
        ["raw/a.md: out/a.md cannot be written: links lead in a circle", "2 files, 1 written, 1 failed"],
    )


def test_neighbour__is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>甲,乙</p>", encoding="utf-8")
    (tmp_path / "a.md").write_text("笔记\n", encoding="utf-8")
    done = run("convert", "a.html", "-o", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "a.md cannot be written: it exists, beside the source, and holds something else" in words(done)[0]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "笔记\n"
    (tmp_path / "a.md").unlink()
    assert [run("convert", "a.html", "-o", ".", cwd=tmp_path).returncode for _ in range(2)] == [0, 0]


def test_passed_over__claims_no_name(tmp_path: Path) -> None:
    for name in (".h/b.md", "b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POST, encoding="utf-8")
    done = run("convert", "--files-from", "-", "-o", "out", cwd=tmp_path, stdin=b".h/b.md\nb.md\n")
    assert (done.returncode, words(done)) == (0, ["2 files, 1 written, 1 passed over"])
    assert (tmp_path / "out" / "b.md").read_bytes() == CLEAN.encode()


@pytest.mark.parametrize("args", [("convert", "a.md", "-o", ""), ("check", "a.md", "--cache-dir", "")])
def test_empty_path__is_not_the_current_folder(args: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert "expected a path, got an empty text" in "".join(words(done))
    assert os.listdir(tmp_path) == ["a.md"]


def test_cache_clear__takes_only_its_own(tmp_path: Path) -> None:
    for name in ("videos.sqlite", "vault.sqlite3.bak", "v1.sqlite", "v2.sqlite-wal", "v2.sqlite"):
        (tmp_path / name).write_bytes(b"xx")
    assert clear(tmp_path) == 6
    assert sorted(os.listdir(tmp_path)) == ["vault.sqlite3.bak", "videos.sqlite"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no list of processes")
def test_remains_of_a_run_that_is_dead_but_was_not_asked_for__go_too(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, dead.pid, os.WEXITED | os.WNOWAIT)  # ended, and still in the list of processes
    remains = tmp_path / f".newsclean-{disk._host()}-{dead.pid}-0123abcd.tmp"
    remains.touch()
    disk.remove_remains.cache_clear()
    disk.remove_remains(tmp_path)
    assert not remains.exists()
    dead.wait()


def test_remains_of_killed_runs__go_with_the_next_result(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    ended, running = process.pid, os.getpid()
    remains = f".newsclean-{disk._host()}-{ended}-0123abcd.tmp"
    others = {f".newsclean-{disk._host()}-{running}-0123abcd.tmp", f".newsclean-ffffff-{ended}-0123abcd.tmp", ".newsclean-x.tmp"}
    for name in (remains, *others):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    assert run("convert", "--in-place", "a.md", cwd=tmp_path).returncode == 0
    assert set(os.listdir(tmp_path)) == {"a.md", *others}


def test_two_inputs_for_one_output__are_told_also_below_other_folders(tmp_path: Path) -> None:
    for name in ("a/x.md", "a/x.html", "a/b/x.md", "a/z.html", "a/z.md", "x.md"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_text(POST, encoding="utf-8")
    done = run("convert", "raw", "-o", "out", cwd=tmp_path)
    assert words(done) == [
        "raw/a/x.md: out/a/x.md is written for raw/a/x.html already; rename one of the two",
        "raw/a/z.md: out/a/z.md is written for raw/a/z.html already; rename one of the two",
        "6 files, 4 written, 2 failed",
    ]


@pytest.mark.parametrize("args", [("convert", "--in-place", "."), ("check", "."), ("convert", "b.md"), ("check", "-")])
def test_larger_than_allowed__is_refused_unread(args: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(POST + "<p>甲,乙</p>" * 200, encoding="utf-8")
    done = run(*args, "--max-size", "2 KB", cwd=tmp_path, stdin=(tmp_path / "b.md").read_bytes())
    assert done.returncode == 2
    assert "cannot be read: larger than 2 KB; see --max-size" in done.stderr.decode() + done.stdout.decode()
    assert run(*args, "--max-size", "0", cwd=tmp_path, stdin=(tmp_path / "b.md").read_bytes()).returncode in (0, 1)


def test_larger_than_allowed__of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "newsclean.toml").write_text("max-size = 50\n", encoding="utf-8")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    with open(tmp_path / "huge.md", "wb") as file:
        file.truncate(10**11)  # nothing of it is on the disk, and nothing of it is read
    assert words(run("convert", "--in-place", ".", cwd=tmp_path))[:2] == [
        "a.md: cannot be read: larger than 50 bytes; see --max-size",
        "huge.md: cannot be read: larger than 50 bytes; see --max-size",
    ]
    assert run("convert", "huge.md", "--no-config", cwd=tmp_path).returncode == 2


def test_bug_of_ours__names_the_post_and_says_how_to_report_it(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(POST, encoding="utf-8")
    code = (
        "import newsclean.pipeline as p\n"
        "clean = p.clean\n"
        "def broken(text, settings, *, name):\n"
        "    if name == 'a.md': raise IndexError('list index out of range')\n"
        "    return clean(text, settings, name=name)\n"
        "p.clean = broken\n"
        "from newsclean import cli; cli.run()"
    )
    for option in ((), ("-v",)):
        args = [sys.executable, "-c", code, "check", ".", *option]
        done = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"a.md: not written, a bug in newsclean {__version__}: IndexError: list index out of range" in done.stdout
        assert "please report this, with the post and what -v says" in done.stdout
        assert "2 posts checked, 1 would change, 1 failed" in done.stderr
        assert ("Traceback" in done.stderr and "in broken" in done.stderr) is bool(option)


def test_full_disk__leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name, size in (("a.md", 1), ("b.md", 2000)):
        (tmp_path / "raw" / name).write_text(POST + "<p>甲,乙</p>" * size, encoding="utf-8")
    old = tmp_path / "out" / "b.md"
    old.parent.mkdir()
    old.write_text("旧\n", encoding="utf-8")
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); from newsclean import cli; cli.run()"
    args = [sys.executable, "-c", code, "convert", "raw", "-o", "out", "--no-cache"]
    done = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "raw/b.md: out/b.md cannot be written: File too large" in done.stderr
    assert done.stderr.endswith("2 files, 1 written, 1 failed\n")
    assert sorted(os.listdir(old.parent)) == ["a.md", "b.md"]
    assert old.read_text(encoding="utf-8") == "旧\n"


def test_names__as_long_as_they_may_be_and_odd(tmp_path: Path) -> None:
    long = "长" * 84 + ".md"  # 255 bytes
    odd = ["a b.md", "a\nb.md", "-x.md", "~.md", "'\".md", "%s.md", os.fsdecode(b"\xff\xfe.md")]
    for name in (long, *odd):
        (tmp_path / name).write_text(POST, encoding="utf-8")
    done = run("convert", ".", "-o", "out", cwd=tmp_path)
    assert (done.returncode, words(done)[-1]) == (0, "8 files, 8 written")
    assert sorted(os.listdir(tmp_path / "out")) == sorted([long, *odd])
    assert all((tmp_path / "out" / name).read_bytes() == CLEAN.encode() for name in (long, *odd))


def test_target_that_is_a_folder__and_folder_that_is_a_file(tmp_path: Path) -> None:
    for name in ("a.md", "b/c.md"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_text(POST, encoding="utf-8")
    (tmp_path / "out" / "a.md").mkdir(parents=True)
    (tmp_path / "out" / "b").write_text("文件\n", encoding="utf-8")
    done = run("convert", "raw", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    told = words(done)
    assert told[0].startswith("raw/a.md: out/a.md cannot be written: ")
    assert told[1].startswith("raw/b/c.md: out/b/c.md cannot be written: ")
    assert told[-1] == "2 files, 2 failed"
    assert (tmp_path / "out" / "b").read_text(encoding="utf-8") == "文件\n"
    assert os.listdir(tmp_path / "out" / "a.md") == []


def test_folder_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """What vanishes between being found and being read is a failure of its own."""
    for number in range(5):
        (tmp_path / f"{number}.md").write_text(POST, encoding="utf-8")
    code = (
        "import os, newsclean.batch.one_file as b\n"
        "run = b.clean_bytes\n"
        "def vanishing(*args, **others):\n"
        "    if os.path.exists('3.md'): os.unlink('3.md')\n"
        "    return run(*args, **others)\n"
        "b.clean_bytes = vanishing\n"
        "from newsclean import cli; cli.run()"
    )
    args = [sys.executable, "-c", code, "convert", "--in-place", ".", "--no-cache"]
    done = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        ["3.md: cannot be read: No such file or directory", "5 files, 4 written, 1 failed"],
    )
