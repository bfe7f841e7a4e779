"""The command as a real process: pipe, file, folder, exit statuses, what lands where."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

POST = "---\ntitle: 甲\ndate: 2031-03-04 05:06:07 +0800\n---\n<p>乙,丙</p>\n"
CLEAN = "---\ntitle: 甲\ndate: 2031-03-04T05:06:07+08:00\n---\n\n乙，丙\n"
UNTITLED = POST.replace("title: 甲", 'title: ""')


def run(*args: str | Path, stdin: bytes | None = None, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "newsclean", *map(str, args)]
    return subprocess.run(
        command,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )


def words(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    (raw / "2031").mkdir(parents=True)
    (raw / "a.md").write_text(POST, encoding="utf-8")
    (raw / "2031" / "b.html").write_text("<p>乙,丙</p>", encoding="utf-8")
    (raw / "README.md").write_text("# 说明,一\n", encoding="utf-8")
    (raw / "2031" / "notes.md").write_text("# 说明\n\n<script>\n", encoding="utf-8")
    (raw / ".hidden.md").write_text(POST, encoding="utf-8")
    (raw / "notes.txt").write_text("x", encoding="utf-8")
    return raw


@pytest.mark.parametrize("args", [(), ("-",)], ids=["no argument", "dash"])
def test_stdin__goes_to_stdout(args: tuple[str, ...]) -> None:
    done = run("convert", *args, stdin=POST.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


def test_stdout__is_utf8_with_lf_in_any_locale() -> None:
    done = run("convert", stdin=POST.replace("\n", "\r\n").encode("gb18030"), LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())


def test_one_file__goes_to_stdout(folder: Path) -> None:
    done = run("convert", folder / "a.md")
    assert (done.returncode, done.stdout.decode()) == (0, CLEAN)
    assert (folder / "a.md").read_text(encoding="utf-8") == POST


def test_folder__is_mirrored(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("convert", folder, "-o", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} == {"a.md", os.path.join("2031", "b.md")}
    assert (out / "a.md").read_bytes() == CLEAN.encode()
    assert (out / "2031" / "b.md").read_bytes() == "乙，丙\n".encode()
    assert words(done) == ["4 files, 2 written, 2 passed over"]


def test_folder__bare_takes_markdown_without_front_matter(folder: Path, tmp_path: Path) -> None:
    run("convert", folder, "-o", tmp_path / "out", "--bare")
    assert (tmp_path / "out" / "README.md").read_text(encoding="utf-8") == "# 说明，一\n"


def test_folder__output_inside_is_not_read_again(folder: Path) -> None:
    for _ in range(2):
        assert words(run("convert", folder, "-o", folder / "out"))[-1].startswith("4 files, ")


def test_in_place__html_stays(folder: Path) -> None:
    done = run("convert", "--in-place", folder)
    assert done.returncode == 0
    assert (folder / "a.md").read_bytes() == CLEAN.encode()
    assert (folder / "2031" / "b.html").read_text(encoding="utf-8") == "<p>乙,丙</p>"
    assert words(done) == ["4 files, 1 written, 3 passed over"]


def test_in_place__html_named_is_refused(folder: Path) -> None:
    done = run("convert", "--in-place", folder / "2031" / "b.html")
    assert done.returncode == 2
    assert "expected Markdown, got HTML; convert it to stdout or with -o DIR" in words(done)[0]


def test_in_place__unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(CLEAN.encode())
    os.utime(path, (1, 1))
    done = run("convert", "--in-place", path)
    assert (done.returncode, words(done)) == (0, ["1 file, 1 unchanged"])
    assert path.stat().st_mtime == 1


@pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")
def test_in_place__mode_and_link_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.md", tmp_path / "link.md"
    path.write_text(POST, encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    assert run("convert", "--in-place", link).returncode == 0
    assert link.is_symlink()
    assert path.read_bytes() == CLEAN.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a.md", "link.md"]


def test_missing_file__the_others_are_done(folder: Path, tmp_path: Path) -> None:
    (folder / "c.md").write_text(POST, encoding="utf-8")
    out = tmp_path / "out"
    done = run("convert", "a.md", "missing.md", "c.md", "-o", out, cwd=folder)
    assert done.returncode == 2
    assert sorted(os.listdir(out)) == ["a.md", "c.md"]
    assert words(done) == ["missing.md: cannot be read: No such file or directory", "3 files, 2 written, 1 failed"]


def test_invalid_post__is_not_written(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.md").write_text(UNTITLED, encoding="utf-8")
    out = tmp_path / "out"
    done = run("convert", folder, "-o", out)
    assert done.returncode == 1
    assert not (out / "bad.md").exists()
    assert (out / "a.md").exists()
    assert words(done)[0] == f"{folder / 'bad.md'}:2:8: HEAD05 title: expected a non-empty line of text, got ''"
    assert run("convert", folder / "bad.md").stdout == b""


BAD = {
    "undecodable": (b"---\ntitle: a\n---\n\xe4\xb8\xad\xe6\x96\x87\xff\xe4\xb8\xad\xe6\x96\x87", "DEC01 byte 23 (0xff)"),
    "unreadable front matter": ("---\ntags: [a, b\n---\n正文".encode(), ":2:7: HEAD01 front matter: expected a closing ]"),
    "no end of front matter": (b"---\ntitle: a\n", ":1: HEAD01 front matter: expected a closing --- line"),
    "unknown date": ("---\ntitle: 甲\ndate: 昨天\n---\n".encode(), ":3:7: HEAD02 date: expected a date"),
    "hidden to the end": (
        "---\ntitle: 甲\ndate: 2031-03-04\n---\n<p>甲</p><script>\n<p>乙</p>".encode(),
        ":5:9: READ01 <script>",
    ),
}


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD.keys())
def test_bad_input__one_clear_line_and_status_1(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "post.md"
    path.write_bytes(data)
    done = run("convert", "--in-place", path)
    assert done.returncode == 1
    assert len(words(done)) == 2
    assert message in words(done)[0]
    assert words(done)[0].startswith(str(path))
    assert path.read_bytes() == data


USAGE = {
    "a folder without -o": (["{folder}"], "is a folder: it needs -o DIR or --in-place"),
    "several files without -o": (["{folder}/a.md", "{folder}/README.md"], "several files need -o DIR or --in-place"),
    "both ways": (["{folder}", "-o", "x", "--in-place"], "expected -o DIR or --in-place, got both"),
    "stdin and a file": (["-", "{folder}/a.md", "-o", "x"], "- goes to stdout and stands alone"),
    "an unknown option": (["--quick"], "No such option"),
}


@pytest.mark.parametrize(("args", "message"), USAGE.values(), ids=USAGE.keys())
def test_usage__status_2(args: list[str], message: str, folder: Path) -> None:
    done = run("convert", *(arg.format(folder=folder) for arg in args), cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert not (folder / "x").exists()


def test_unknown_rule_zone_and_schema__status_2(folder: Path, tmp_path: Path) -> None:
    done = run("convert", folder / "a.md", "--ignore", "coma-width")
    assert (done.returncode, words(done)) == (2, ["newsclean: unknown rule 'coma-width'; did you mean comma-width?"])
    schema = tmp_path / "schema.json"
    schema.write_text("{", encoding="utf-8")
    assert run("convert", folder / "a.md", "--schema", schema).returncode == 2
    naive = POST.replace(" +0800", "")
    assert run("convert", "--timezone", "Mars/Olympus", stdin=naive.encode()).returncode == 2


def test_options__reach_the_rules() -> None:
    post = POST.replace(" +0800", "")
    done = run("convert", "--timezone", "+05:30", "--ignore", "TEXT", stdin=post.encode())
    assert done.stdout.decode() == CLEAN.replace("+08:00", "+05:30").replace("，", ",")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_target__status_2(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    done = run("convert", folder, "-o", out)
    assert done.returncode == 2
    assert "cannot be written: Permission denied" in words(done)[0]


def test_target_that_is_a_folder__status_2(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "a.md").mkdir(parents=True)
    done = run("convert", folder, "-o", out)
    assert done.returncode == 2
    assert "cannot be written" in words(done)[0] or "cannot be written" in words(done)[1]
    assert (out / "2031" / "b.md").exists()
    assert not list(out.rglob("*.tmp"))


def test_two_inputs_for_one_output__the_second_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>甲</p>", encoding="utf-8")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    done = run("convert", tmp_path, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert (tmp_path / "out" / "a.md").read_text(encoding="utf-8") == "甲\n"
    assert "is written for" in words(done)[0]


def test_output_onto_itself__is_refused(folder: Path) -> None:
    done = run("convert", folder / "a.md", "-o", folder)
    assert done.returncode == 2
    assert "is its own source" in words(done)[0]
    assert (folder / "a.md").read_text(encoding="utf-8") == POST


@pytest.mark.skipif(os.name == "nt", reason="no pipes of POSIX")
def test_closed_pipe__ends_quietly(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text(POST + "<p>乙,丙</p>" * 50_000, encoding="utf-8")
    script = f"{sys.executable} -m newsclean convert < {path} | head -3"
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=120, check=False)
    assert done.stdout.decode() == "".join(line + "\n" for line in CLEAN.split("\n")[:3])
    assert done.stderr == b""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names of bytes")
def test_odd_names__are_safe(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in (b"with blank.md", b"new\nline.md", b"\xff\xfe.md", b"-rf.md"):
        Path(os.fsdecode(os.path.join(os.fsencode(raw), name))).write_text(UNTITLED, encoding="utf-8")
    done = run("convert", raw, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert len(words(done)) == 5
    assert "new\\x0aline.md:2:8: HEAD05" in done.stderr.decode()


def test_version_and_help__load_nothing_heavy() -> None:
    heavy = "bs4 lxml yaml markdownify markdown_it rich jsonschema_rs newsclean.pipeline".split()
    code = f"import sys, newsclean.cli\nassert not set({heavy!r}) & set(sys.modules), sys.modules.keys()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert run("--version").stdout.startswith(b"newsclean, version ")
    help_text = run("convert", "--help").stdout.decode()
    assert max(map(len, help_text.splitlines())) <= 80
    assert "Examples:" in help_text


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_links__none_leads_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(POST, encoding="utf-8")
    (folder / "link.md").symlink_to(outside)
    assert run("convert", "--in-place", folder).returncode == 0
    assert outside.read_text(encoding="utf-8") == POST
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.md").symlink_to(outside)
    done = run("convert", folder / "a.md", "-o", out)
    assert done.returncode == 2
    assert "a link leads out of" in words(done)[0]
    assert outside.read_text(encoding="utf-8") == POST


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_stdout__full_or_closed_is_one_line(folder: Path) -> None:
    for script, message in (("> /dev/full", "No space left"), (">&-", "stdout is closed")):
        command = f"{sys.executable} -m newsclean convert {folder / 'a.md'} {script}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
        assert done.returncode == 2
        assert len(done.stderr.decode().splitlines()) == 1
        assert message in done.stderr.decode()


SETTINGS = {
    "an unknown encoding": (["--encoding", "nope"], "unknown encoding 'nope'"),
    "a check": (["--ignore", "READ04"], "READ04 is a check and no rule"),
    "a file for a folder": (["-o", "out.md"], "-o takes a folder, got out.md"),
    "a dash for a folder": (["-o", "-"], "-o takes a folder, got -"),
}


@pytest.mark.parametrize(("args", "message"), SETTINGS.values(), ids=SETTINGS.keys())
def test_settings__are_checked_first(args: list[str], message: str, folder: Path) -> None:
    done = run("convert", "a.md", *args, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert sorted(os.listdir(folder)) == [".hidden.md", "2031", "README.md", "a.md", "notes.txt"]


def test_damage__is_not_written(folder: Path) -> None:
    """A failed proof ends one file, names it, and leaves it alone."""
    code = (
        "import newsclean.pipeline as p, sys\n"
        "write = p.write_body\n"
        "p.write_body = lambda tree: (w := write(tree))._replace(text=w.text.replace('丙', ''),\n"
        "    parts=tuple(x._replace(text=x.text.replace('丙', '')) for x in w.parts))\n"
        "sys.argv = ['newsclean', 'convert', '--in-place', 'a.md', 'c.md', *sys.argv[1:]]\n"
        "from newsclean.cli import run; run()\n"
    )
    (folder / "c.md").write_text(POST.replace("丙", "丁"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=folder, timeout=60, check=False)
    assert done.returncode == 2
    refused = (
        "a.md:5: not written, newsclean would have damaged it: text differs: expected '乙，丙', got '乙，'; please report this"
    )
    assert words(done)[0].startswith(refused)
    done = subprocess.run([sys.executable, "-c", code, "-v"], capture_output=True, cwd=folder, timeout=60, check=False)
    assert words(done)[1:7] == [
        "stage: text",
        "line 5: '<p>乙,丙</p>'",
        "expected: '乙，丙'",
        "got:      '乙，'",
        "ledger: 1 entry",
        "  5:5 TEXT10 ',' -> '，'",
    ]
    assert (folder / "a.md").read_text(encoding="utf-8") == POST
    assert (folder / "c.md").read_bytes() == CLEAN.replace("丙", "丁").encode()


@pytest.mark.parametrize("args", [("convert", "--in-place", ""), ("check", ""), ("convert", "--stdin-filename", "")])
def test_empty_path__is_not_the_current_folder(args: tuple[str, ...], folder: Path) -> None:
    before = (folder / "a.md").read_bytes()
    assert run(*args, cwd=folder, stdin=b"").returncode == 2
    assert (folder / "a.md").read_bytes() == before


def test_output__never_overwrites_another_input(tmp_path: Path) -> None:
    for name in ("s", "t"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.md").write_text(POST.replace("乙", name), encoding="utf-8")
    before = (tmp_path / "t" / "x.md").read_bytes()
    done = run("convert", "s", "t/x.md", "-o", "t", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "t" / "x.md").read_bytes()) == (2, before)
    assert "t/x.md is itself to be converted" in done.stderr.decode()


def test_walk_in_place__follows_no_links(tmp_path: Path) -> None:
    (tmp_path / "newsclean.toml").write_text('extend-exclude = ["old/"]\n', encoding="utf-8")
    for name in ("old/x.md", ".h/x.md", "_site/x.md", "s.txt", "a.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(POST, encoding="utf-8")
        (tmp_path / f"link-{path.parent.name}-{path.stem}.md").symlink_to(path)
    assert words(run("convert", "--in-place", ".", cwd=tmp_path)) == ["1 file, 1 written"]
    assert (tmp_path / "old" / "x.md").read_text(encoding="utf-8") == POST


def test_name_that_is_no_name__the_others_are_done(folder: Path) -> None:
    done = run("convert", "--in-place", folder / ("a" * 300) / "x.md", folder / "a.md")
    assert (done.returncode, words(done)[-1]) == (2, "2 files, 1 written, 1 failed")
    done = run("check", "--files-from", "-", stdin=b"a.md\0b.md\n", cwd=folder)
    assert (done.returncode, "-0 reads such lists" in done.stderr.decode()) == (2, True)


@pytest.mark.parametrize("args", [("check", "nope.md"), ("check", "--bogus"), ("convert", "nope.md")])
def test_stderr_that_is_full__changes_no_status(args: tuple[str, ...], folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newsclean", *args], cwd=folder, stdout=subprocess.DEVNULL, stderr=full, check=False
        )
    assert done.returncode == 2


def test_current_folder_that_is_gone__does_not_matter(folder: Path) -> None:
    script = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m newsclean check {folder}/a.md"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert (done.returncode, done.stderr) == (1, "1 post checked, 1 would change\n")


def test_soupsieve__is_loaded_when_selectors_are_named(tmp_path: Path) -> None:
    code = "import sys; from newsclean import cli\ntry: cli.run()\nfinally: print('soupsieve.css_parser' in sys.modules, file=sys.stderr)"
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    told = []
    for text in ("", '[site]\ndrop = ["p + p"]\n'):
        (tmp_path / "newsclean.toml").write_text(text, encoding="utf-8")
        args = [sys.executable, "-c", code, "convert", "a.md"]
        done = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ)
        told.append((done.returncode, done.stderr.split()[-1]))
    assert told == [(0, "False"), (0, "True")]
