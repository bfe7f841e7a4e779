"""Which files are found: git's ignores, excludes, hidden things, links, lists of names."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from newsclean.batch.discovery import Finder
from newsclean.config.resolve import Configs

from .test_cli import POST, run, words


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POST, encoding="utf-8")


def found(*paths: Path, root: Path, **flags: object) -> list[str]:
    finder = Finder(Configs(flags, isolated=False))
    return [os.path.relpath(source.path, root) for source in finder.sources(paths) if not source.excluded]


def ignore(folder: Path, text: str, name: str = ".gitignore") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_left_out__hidden_and_made_by_tools(tmp_path: Path) -> None:
    make(
        tmp_path,
        "a.md",
        ".b.md",
        ".git/c.md",
        "_site/d.md",
        "x/node_modules/e.md",
        ".venv/f.md",
        "x/g.markdown",
        "x/h.txt",
        "x/i.html",
    )
    assert found(tmp_path, root=tmp_path) == ["a.md", "x/g.markdown", "x/i.html"]


def test_gitignore__nested_negated_and_of_folders_above(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "old/b.md", "x/c.md", "x/d.md", "x/tmp/e.md", "x/y/keep.md", "x/y/d.md", "x/secret.md")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    ignore(tmp_path, "# 注\nold/\nd.md\n/x/tmp\n")
    ignore(tmp_path / "x" / "y", "!d.md\n")
    ignore(tmp_path, "secret.md\n", ".git/info/exclude")
    assert found(tmp_path, root=tmp_path) == ["a.md", "x/c.md", "x/y/d.md", "x/y/keep.md"]
    assert found(tmp_path / "x", root=tmp_path) == ["x/c.md", "x/y/d.md", "x/y/keep.md"]
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "*.md"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert sorted(listed.stdout.split()) == found(tmp_path, root=tmp_path)


PATTERNS = "a b/ /old *.md !a.md old/* **/tmp drafts/** !drafts/a.md a?.md [ab].md b/*.md /*/a.md !b tmp/ * !*/ !*.md".split()


def test_gitignore__random_trees_as_git_reads_them(tmp_path: Path) -> None:
    rng = random.Random(7)
    for number in range(40):
        root = tmp_path / str(number)
        root.mkdir()
        subprocess.run(["git", "init", "-q", root], check=True)
        for _ in range(10):
            folder = root.joinpath(*(rng.choice(["a", "b", "old", "tmp", "drafts"]) for _ in range(rng.randint(0, 3))))
            make(folder, rng.choice(["a.md", "b.md", "ab.md", "c.md"]))
        for folder in [root, *(path for path in root.rglob("*") if path.is_dir() and ".git" not in path.parts)]:
            if rng.random() < 0.4:
                ignore(folder, "\n".join(rng.choices(PATTERNS, k=3)) + "\n")
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        assert sorted(found(root, root=root)) == sorted(name for name in listed if name.endswith(".md"))


def test_gitignore__what_is_named_is_taken(tmp_path: Path) -> None:
    make(tmp_path, "old/b.md", "d.md")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    ignore(tmp_path, "old/\nd.md\n")
    assert found(tmp_path / "old", tmp_path / "d.md", tmp_path / "old" / "b.md", root=tmp_path) == ["d.md", "old/b.md"]


def test_gitignore__broken_lines_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    ignore(tmp_path, "!\n\\\nb.md\n")
    assert found(tmp_path, root=tmp_path) == ["a.md"]


def test_exclude__from_the_configuration_relative_to_it(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "x/a.md", "x/b.md", "x/y/c.md", "_site/d.md")
    (tmp_path / "newsclean.toml").write_text('exclude = ["/a.md", "y/", "x/*b*"]\n', encoding="utf-8")
    assert found(tmp_path, root=tmp_path) == ["_site/d.md", "x/a.md"]
    assert found(tmp_path / "x", root=tmp_path) == ["x/a.md"]


def test_extend_exclude__adds(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "x/b.md", "_site/c.md")
    (tmp_path / "newsclean.toml").write_text('extend-exclude = ["x"]\n', encoding="utf-8")
    assert found(tmp_path, root=tmp_path) == ["a.md"]


def test_exclude__checkout_below_a_folder_of_that_name(tmp_path: Path) -> None:
    root = tmp_path / "node_modules" / "site"
    make(root, "a.md", "node_modules/b.md")
    (root / "newsclean.toml").touch()
    assert found(root, root=root) == ["a.md"]
    assert found(root / "a.md", root=root) == ["a.md"]


def test_exclude__holds_for_named_files_and_stdin(tmp_path: Path) -> None:
    make(tmp_path, "x/a.md")
    before = (tmp_path / "x" / "a.md").read_bytes()
    (tmp_path / "newsclean.toml").write_text('extend-exclude = ["x/"]\n', encoding="utf-8")
    done = run("convert", "--in-place", "x/a.md", cwd=tmp_path)
    assert (done.returncode, words(done)) == (0, ["1 file, 1 passed over"])
    assert (tmp_path / "x" / "a.md").read_bytes() == before
    assert run("check", "x/a.md", cwd=tmp_path).returncode == 0
    for args in (
        ("convert", "--stdin-filename", "x/a.md"),
        ("convert", "-", "--stdin-filename", "x/a.md"),
    ):
        assert run(*args, stdin=before, cwd=tmp_path).stdout == before
    done = run("convert", "x/a.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "x/a.md is excluded, and nothing written" in words(done)[0]
    assert run("check", "--stdin-filename", "x/a.md", stdin=before, cwd=tmp_path).returncode == 0
    assert run("convert", "--no-force-exclude", "x/a.md", cwd=tmp_path).stdout != before
    assert run("check", "--no-force-exclude", "x/a.md", cwd=tmp_path).returncode == 1


def test_exclude__on_the_command_line(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md", "_site/c.md")
    assert words(run("check", "--extend-exclude", "a.md,z*", tmp_path))[-1] == "1 post checked, 1 would change"
    assert words(run("check", "--exclude", "a.md", tmp_path))[-1] == "2 posts checked, 2 would change"
    assert b"as in .gitignore" in run("check", "--exclude", "!", tmp_path).stderr


def test_links__loops_are_safe(tmp_path: Path) -> None:
    make(tmp_path, "x/a.md")
    (tmp_path / "x" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "x" / "self.md").symlink_to("self.md")
    assert found(tmp_path, root=tmp_path) == ["x/a.md"]
    assert found(tmp_path / "x" / "loop", root=tmp_path) == ["x/loop/x/a.md"]


ODD = [b"a b.md", b"a\nb.md", b"-x.md", b"\xff\xfe.md", "云岚.md".encode(), b'q"\\.md']


@pytest.mark.parametrize("nul", [True, False])
def test_files_from__odd_names(nul: bool, tmp_path: Path) -> None:
    names = [name for name in ODD if nul or b"\n" not in name]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(POST, encoding="utf-8")
    listing = (b"\0" if nul else b"\n").join(names) + (b"\0" if nul else b"\n")
    done = run("convert", "--in-place", "--files-from", "-", *(["-0"] if nul else []), stdin=listing, cwd=tmp_path)
    assert (done.returncode, words(done)[-1]) == (0, f"{len(names)} files, {len(names)} written")
    (tmp_path / "list").write_bytes(listing)
    done = run("check", "--files-from", tmp_path / "list", *(["-0"] if nul else []), cwd=tmp_path)
    assert (done.returncode, words(done)[-1]) == (0, f"{len(names)} posts checked, {len(names)} unchanged")


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github", "sarif"])
def test_odd_names__in_every_format(form: str, tmp_path: Path) -> None:
    for name in ODD:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(POST, encoding="utf-8")
    done = run("check", "--format", form, tmp_path, LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 1
    done.stdout.decode()
    if form in ("text", "github"):
        assert all(
            line.count("HEAD02") + line.count("TEXT10") + line.count("HTML") >= 1 for line in done.stdout.decode().splitlines()
        )


def test_files_from__passes_over_what_is_no_post(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "README.md").write_text("# 说明,一\n", encoding="utf-8")
    done = run("convert", "--in-place", "--files-from", "-", stdin=b"a.md\nREADME.md\n", cwd=tmp_path)
    assert words(done) == ["2 files, 1 written, 1 passed over"]


def test_files_from__takes_what_a_walk_would(tmp_path: Path) -> None:
    names = ["a.md", "x.txt", "y.yaml", ".hid.md", ".h/b.md", "old/c.md", "p.html"]
    make(tmp_path, *names)
    (tmp_path / "dir.md").mkdir()
    (tmp_path / "link.md").symlink_to("elsewhere.md")
    (tmp_path / "newsclean.toml").write_text('extend-exclude = ["old/"]\n', encoding="utf-8")
    listing = "\n".join([*names, "dir.md", "link.md", "none.md"]).encode()
    done = run("convert", "--in-place", "--files-from", "-", stdin=listing, cwd=tmp_path)
    assert (done.returncode, words(done)[-1]) == (2, "10 files, 1 written, 8 passed over, 1 failed")
    assert [name for name in names if (tmp_path / name).read_text(encoding="utf-8") != POST] == ["a.md"]


def test_each_file__is_done_once(tmp_path: Path) -> None:
    make(tmp_path, "d/a.md", "d/s/b.md", "d/.h/c.md")
    paths = [tmp_path / "d", tmp_path / "d" / "s", tmp_path / "d" / "." / "s", tmp_path / "d" / ".h", tmp_path / "d" / "a.md"]
    assert sorted(found(*paths, root=tmp_path)) == ["d/.h/c.md", "d/a.md", "d/s/b.md"]
    for args, count in ((("d",), 2), (("d/a.md",), 2), (("d", "d/s", "./d"), 2), ((), 2)):
        done = run("check", *args, "--files-from", "-", stdin=b"d/a.md\nd/s/b.md\n./d/a.md\n", cwd=tmp_path)
        assert words(done) == [f"{count} posts checked, {count} would change"], args


def test_files_from__missing_list(tmp_path: Path) -> None:
    done = run("check", "--files-from", tmp_path / "none")
    assert (done.returncode, "cannot be read" in done.stderr.decode()) == (2, True)


def test_the_same_file_twice__is_done_once(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    done = run("convert", "a.md", "a.md", "-o", "out", cwd=tmp_path)
    assert (done.returncode, words(done)) == (0, ["1 file, 1 written"])


def test_deep_folder__is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "z.md")
    monkeypatch.chdir(tmp_path)  # and back again at the end
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    Path("a.md").write_text(POST, encoding="utf-8")
    os.chdir(tmp_path)
    sources = list(Finder(Configs()).sources([Path()]))
    subprocess.run(["rm", "-rf", "d"], check=True)  # Python's own way is recursive
    assert [(str(source.path)[-4:], str(source.path).count("d/")) for source in sources] == [("a.md", 1200), ("z.md", 0)]


def test_gitignore__that_is_no_file_or_a_link_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a/x.md", "b/y.md")
    os.mkfifo(tmp_path / "a" / ".gitignore")
    (tmp_path / "rules").write_text("y.md\n", encoding="utf-8")
    (tmp_path / "b" / ".gitignore").symlink_to("../rules")
    (tmp_path / ".git").mkdir()
    assert found(tmp_path, root=tmp_path) == ["a/x.md", "b/y.md"]


def test_list__mirrors_the_tree_and_takes_what_a_walk_would(tmp_path: Path) -> None:
    make(tmp_path, "x/a.md", "y/a.md", "else/b.md", "bad/c.md")
    (tmp_path / "x" / "ln").symlink_to("../else")
    (tmp_path / "x" / "gone.md").symlink_to("nowhere")
    (tmp_path / "bad" / "newsclean.toml").write_text("bad = 1\n", encoding="utf-8")
    names = b"x/a.md\ny/a.md\nx/ln/b.md\nx/gone.md\nbad/c.md\n"
    done = run("convert", "--files-from", "-", "-o", "out", cwd=tmp_path, stdin=names)
    assert done.returncode == 2
    assert "unknown key 'bad'" in words(done)[0]
    assert words(done)[-1] == "5 files, 2 written, 2 passed over, 1 failed"
    assert sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.md")) == ["x/a.md", "y/a.md"]


def test_default_excludes__hold_for_named_files_without_a_repository(tmp_path: Path) -> None:
    make(tmp_path, "_site/c.md", "a/node_modules/m.md")
    for name in ("_site/c.md", "a/node_modules/m.md", str(tmp_path / "_site" / "c.md")):
        done = run("convert", "--in-place", name, cwd=tmp_path)
        assert (done.returncode, words(done)) == (0, ["1 file, 1 passed over"])


def test_drafts__whatever_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "_drafts").mkdir()
    (tmp_path / "_drafts" / "a.md").write_text("---\ntitle: 云岚\n---\n甲，乙\n", encoding="utf-8")
    assert run("check", "_drafts/a.md", cwd=tmp_path).returncode == 0
    assert run("check", "a.md", cwd=tmp_path / "_drafts").returncode == 0


def test_exclude__takes_nothing_back_from_a_folder_however_named(tmp_path: Path) -> None:
    make(tmp_path, "drafts/a.md", "old/b.md", "old/keep.md")
    (tmp_path / "newsclean.toml").write_text('exclude = ["drafts/", "!drafts/a.md", "old/*", "!old/keep.md"]\n', encoding="utf-8")
    assert found(tmp_path, root=tmp_path) == ["old/keep.md"]
    named = [tmp_path / name for name in ("drafts/a.md", "old/b.md", "old/keep.md")]
    assert found(*named, root=tmp_path) == ["old/keep.md"]
