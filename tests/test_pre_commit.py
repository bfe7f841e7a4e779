"""A new user's hour: install, convert a folder, break a post, read the message, mend it, add the hooks, commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT
from .test_cli import CLEAN, POST

pytestmark = [
    pytest.mark.skipif(
        shutil.which("pre-commit", path=str(Path(sys.executable).parent)) is None, reason="pre-commit is not installed"
    ),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the project is no git repository"),
]
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"


class Shell:
    """Runs commands in a folder, as a user would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = {**os.environ, "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"), "GIT_CONFIG_GLOBAL": os.devnull}

    def run(self, *args: str | Path, status: int = 0) -> str:
        done = subprocess.run(
            [str(arg) for arg in args], cwd=self._folder, env=self._env, capture_output=True, timeout=300, check=False
        )
        told = (done.stdout + done.stderr).decode()
        assert done.returncode == status, told
        return told

    def git(self, *args: str) -> str:
        return self.run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *args)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name in ("raw/2031-03-04-a.md", "raw/2031-03-05-b.md", "notes/x.md"):
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POST, encoding="utf-8")
    return site


def test_the_first_hour(site: Path, tmp_path: Path) -> None:
    shell = Shell(site)
    # Install it from a checkout, and convert a folder.
    shell.run(sys.executable, "-m", "venv", tmp_path / "venv")
    shell.run(tmp_path / "venv" / "bin" / "pip", "install", "-q", ROOT)
    newsclean = tmp_path / "venv" / "bin" / "newsclean"
    assert "2 files, 2 written" in shell.run(newsclean, "convert", "raw", "-o", "_posts")
    post = site / "_posts" / "2031-03-04-a.md"
    assert post.read_text(encoding="utf-8") == CLEAN
    # Break one post, read the message, mend it.
    post.write_text(CLEAN.replace("title: 甲", "title: 甲 #1"), encoding="utf-8")
    told = shell.run(newsclean, "check", "_posts", status=1)
    assert "_posts/2031-03-04-a.md:2:10: HEAD01 front matter: expected quotes round title or no ` #` in it, got '甲 #1'" in told
    assert "2 posts checked, 1 unchanged, 1 invalid" in told
    post.write_text(CLEAN.replace("title: 甲", 'title: "甲 #1"'), encoding="utf-8")
    assert "2 posts checked, 2 unchanged" in shell.run(newsclean, "check", "_posts")
    # A repository whose hook mends a raw post: it fails once, then passes, and leaves other files alone.
    shell.git("init", "-q")
    (site / ".gitignore").write_text("raw/\n", encoding="utf-8")
    (site / "_posts" / "2031-03-06-c.md").write_text(POST, encoding="utf-8")
    shell.git("add", "-A")
    told = shell.run(PRE_COMMIT, "try-repo", ROOT, "newsclean", "--all-files", status=1)
    assert "files were modified by this hook" in told
    assert (site / "_posts" / "2031-03-06-c.md").read_text(encoding="utf-8") == CLEAN
    assert (site / "notes" / "x.md").read_text(encoding="utf-8") == POST
    shell.git("add", "-A")
    assert "Passed" in shell.run(PRE_COMMIT, "try-repo", ROOT, "newsclean", "--all-files")
    shell.git("commit", "-q", "--no-verify", "-m", "posts")
    assert shell.git("status", "--short") == ""


def test_the_checking_hook__mends_nothing(site: Path) -> None:
    shell = Shell(site)
    (site / "_drafts").mkdir()
    (site / "_drafts" / "a.md").write_text(POST, encoding="utf-8")
    shell.git("init", "-q")
    shell.git("add", "-A")
    told = shell.run(PRE_COMMIT, "try-repo", ROOT, "newsclean-check", "--all-files", status=1)
    assert "_drafts/a.md:5:5: TEXT10 punctuation mended: , -> ，" in told
    assert "1 post checked, 1 would change" in told
    assert (site / "_drafts" / "a.md").read_text(encoding="utf-8") == POST
