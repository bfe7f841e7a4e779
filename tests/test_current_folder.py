"""Whatever lies in the folder where a command is run, none of it is imported: not by the command and not by its workers."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from newsclean.batch.schedule import FEW

from .test_cli import POST

SCRIPT = Path(sysconfig.get_path("scripts")) / ("newsclean.exe" if os.name == "nt" else "newsclean")
# Says that it was imported, and breaks whoever did it.
STUB = """
import os
with open(os.environ["NEWSCLEAN_IMPORTED"], "a") as file:
    file.write(__name__ + "\\n")
raise ImportError(__name__ + " of the current folder")
"""
# What the commands import, and names that libraries look for and mostly do not find.
EVERYTHING = """
import sys
before = {name.partition(".")[0] for name in sys.modules}
import runpy  # which `-m` needs before anything of newsclean runs
needed = {name.partition(".")[0] for name in sys.modules} - before
sys.argv = ["newsclean", "check", "--diff", "-j1", "raw"]
from newsclean import cli
try:
    cli.run()
except SystemExit:
    pass
loaded = {name.partition(".")[0] for name in sys.modules} - before - needed - {"newsclean"}
print(*sorted(filter(str.isidentifier, loaded)), "cchardet", "html5lib")
"""
MANY = "raw"
COMMANDS = {
    "version": ("--version",),
    "help": ("convert", "--help"),
    "one file": ("convert", "raw/000.md"),
    "pipe": ("convert", "-"),
    "folder": ("convert", MANY, "-o", "out", "-j1"),
    "workers": ("convert", MANY, "-o", "out", "-j2", "--no-cache"),
    "in place": ("convert", "--in-place", MANY, "-j2"),
    "check": ("check", MANY, "-j2", "--stats", "--no-cache"),
    "diff": ("check", MANY, "--diff", "-j1"),
    "report": ("check", MANY, "-j1", "--format", "sarif"),
    "text": ("punctuate",),
    "rules": ("rules", "TEXT10"),
    "schema": ("schema",),
    "cache": ("cache", "dir"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    for number in range(2 * FEW):
        (tmp_path / "raw" / f"{number:03}.md").write_text(POST.replace("乙", f"第{number}号"), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The modules that are loaded in the course of a run."""
    folder = tmp_path_factory.mktemp("names")
    (folder / "raw").mkdir()
    for number in range(FEW + 1):
        (folder / "raw" / f"{number}.md").write_text(POST, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", EVERYTHING], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    found = done.stdout.splitlines()[-1].split()
    assert {"bs4", "click", "lxml", "markdown_it", "markdownify", "yaml", "difflib", "sqlite3"} <= set(found)
    return found


def run(command: list[str], folder: Path) -> tuple[subprocess.CompletedProcess[bytes], list[str]]:
    imported = folder / "imported.txt"
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "NEWSCLEAN_IMPORTED": str(imported),
        "NEWSCLEAN_CACHE_DIR": str(folder / "cache"),
    }
    done = subprocess.run(command, cwd=folder, env=env, input=POST.encode(), capture_output=True, timeout=60, check=False)
    return done, imported.read_text().split() if imported.exists() else []


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("how", ["console script", "python -m"])
def test_hostile_modules__are_not_imported(how: str, command: tuple[str, ...], folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / f"{name}.py").write_text(STUB, encoding="utf-8")
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(STUB, encoding="utf-8")
    if how == "console script":  # a checkout of newsclean: `-m` is told to run that one
        (folder / "newsclean").mkdir()
        (folder / "newsclean" / "__init__.py").write_text(STUB, encoding="utf-8")
    start = [str(SCRIPT)] if how == "console script" else [sys.executable, "-m", "newsclean"]
    done, imported = run([*start, *command], folder)
    assert imported == []
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
    if "out" in command:
        assert len(list((folder / "out").iterdir())) == 2 * FEW


def test_stub__is_what_it_should_be(folder: Path) -> None:
    (folder / "bs4.py").write_text(STUB, encoding="utf-8")
    done, imported = run([sys.executable, "-c", "import bs4"], folder)
    assert (done.returncode, imported) == (1, ["bs4"])


def test_workers__run_the_code_of_their_parent(folder: Path) -> None:
    """A checkout in the current folder is no part of it, though `-m` of another program puts it first."""
    (folder / "newsclean").mkdir()
    (folder / "newsclean" / "__init__.py").write_text(STUB, encoding="utf-8")
    code = f"import sys; sys.path.append(sys.path.pop(0)); sys.argv = ['newsclean', 'check', {MANY!r}, '-j2']; "
    done, imported = run([sys.executable, "-c", code + "from newsclean import cli; cli.run()"], folder)
    assert (done.returncode, imported) == (1, [])
    assert done.stderr.decode().splitlines()[-1] == f"{2 * FEW} posts checked, {2 * FEW} would change"
