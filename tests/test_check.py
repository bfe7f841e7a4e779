"""`newsclean check`: what it says, in which words and formats, and that it is what `convert --in-place` does."""

from __future__ import annotations

import cProfile
import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsclean.batch.diff import diff_of
from newsclean.rules import NAMES

from .conftest import ROOT
from .test_cli import CLEAN, POST, UNTITLED, run, words

WARNING = "---\ntitle: 甲\ndate: 2031-03-04T05:06:07+08:00\n---\n\n增长12%（其中出口\n"


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    for name, text in {"b.md": POST, "a.md": CLEAN, "c/d.md": UNTITLED, "w.md": WARNING}.items():
        path = tmp_path / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "posts"


def test_text__sorted_by_path_and_line_with_excerpts(posts: Path) -> None:
    done = run("check", "posts", cwd=posts.parent)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "posts/b.md:3:7: HEAD02 date: written as RFC 3339: 2031-03-04 05:06:07 +0800 -> 2031-03-04T05:06:07+08:00",
        "posts/b.md:5:5: TEXT10 punctuation mended: , -> ，",
        "posts/c/d.md:2:8: HEAD05 title: expected a non-empty line of text, got ''",
        "posts/c/d.md:3:7: HEAD02 date: written as RFC 3339: 2031-03-04 05:06:07 +0800 -> 2031-03-04T05:06:07+08:00",
        "posts/c/d.md:5:5: TEXT10 punctuation mended: , -> ，",
        "posts/w.md:6:6: TEXT60 （ has no partner: 增长12%（其中出口",
    ]
    assert words(done) == ["4 posts checked, 1 would change, 2 unchanged, 1 invalid"]
    assert (posts / "b.md").read_text(encoding="utf-8") == POST


def test_named_files__are_sorted_too(posts: Path) -> None:
    done = run("check", posts / "b.md", posts / "c", posts / "a.md")
    lines = [line.split(":")[0] for line in done.stdout.decode().splitlines()]
    assert lines == sorted(lines)


def test_status__0_when_clean_1_when_not_2_when_unreadable(posts: Path) -> None:
    assert run("check", posts / "a.md").returncode == 0
    assert run("check", posts / "b.md").returncode == 1
    assert run("check", posts / "c").returncode == 1
    assert run("check", posts / "a.md", posts / "none.md").returncode == 2
    assert run("check", posts / "w.md").returncode == 0
    assert run("check", "--strict", posts / "w.md").returncode == 1
    assert run("check", stdin=CLEAN.encode()).returncode == 0
    assert run("check", stdin=POST.encode()).returncode == 1


def test_unreadable__is_told_and_the_others_are_checked(posts: Path) -> None:
    done = run("check", posts / "none.md", posts / "b.md")
    assert any(line.endswith("none.md: cannot be read: No such file or directory") for line in done.stdout.decode().splitlines())
    assert words(done) == ["2 posts checked, 1 would change, 1 failed"]


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_convert__has_the_options_people_type(option: str, posts: Path) -> None:
    args = ["check", "--diff", posts] if option == "--diff" else ["check", posts]
    mine, theirs = run("convert", option, posts), run(*args)
    assert (mine.returncode, mine.stdout, mine.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)


def test_quiet_and_verbose(posts: Path) -> None:
    assert run("check", "-q", posts / "b.md").stderr == b""
    assert words(run("check", "-v", "a.md", cwd=posts)) == ["a.md: unchanged", "1 post checked, 1 unchanged"]
    assert run("convert", "-q", posts / "w.md").stderr == b""
    assert "HEAD05" in run("convert", "-q", posts / "c" / "d.md").stderr.decode()
    assert "b.md:5:5: TEXT10" in run("convert", "-v", posts / "b.md").stderr.decode()


def test_rewritten_without_a_rule__is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(CLEAN.replace("\n", "\r\n").encode())
    done = run("check", "a.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"a.md:1:1: MARK03 written anew: line ends, encoding or blank lines\n")


def test_rewritten_without_a_rule__says_whether_it_is_more_than_white_space(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(CLEAN + "\n<p>云岚停牌</p>\n", encoding="utf-8")
    done = run("check", "--origin", "scraped", "a.md", cwd=tmp_path)
    what = b"a.md:1:1: MARK03 written anew: HTML as Markdown, or Markdown with other marks\n"
    assert (done.returncode, done.stdout) == (1, what)


def test_elements_and_attributes_that_go__are_told_by_kind(tmp_path: Path) -> None:
    body = '\n<p class="a">云岚<span>停</span><span>牌</span></p><p class="b">星野<font>复牌</font></p>\n'
    (tmp_path / "a.md").write_text(CLEAN + body, encoding="utf-8")
    check = run("check", "--origin", "scraped", "a.md", cwd=tmp_path)
    found = [line.split(" ", 1)[1] for line in check.stdout.decode().splitlines()]
    assert found == ["HTML06 2 class attributes dropped", "HTML06 2 <span> unwrapped", "HTML06 1 <font> unwrapped"]


def test_no_source__and_nothing_on_stdin_is_a_mistake() -> None:
    assert run("check", stdin=b"").returncode == 2
    assert run("check", "-", stdin=b"").returncode == 0


def test_diff_and_a_format__are_a_mistake(posts: Path) -> None:
    assert run("check", "--diff", "--format", "json", posts).returncode == 2


def test_drafts__need_no_date(tmp_path: Path) -> None:
    (tmp_path / "_drafts").mkdir()
    (tmp_path / "_drafts" / "a.md").write_text("---\ntitle: 甲\n---\n\n乙，丙\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("---\ntitle: 甲\n---\n\n乙，丙\n", encoding="utf-8")
    assert run("check", tmp_path / "_drafts").returncode == 0
    assert run("check", tmp_path / "a.md").returncode == 1


def test_base_url__navigation_goes_all_the_same(tmp_path: Path) -> None:
    post = CLEAN + "\n[返回频道列表](/)\n"
    done = run("convert", "--stable", "--base-url", "https://www.example.com", stdin=post.encode())
    assert (done.returncode, done.stdout.decode()) == (0, CLEAN)


def test_stable__insists(posts: Path) -> None:
    assert run("check", "--stable", posts / "b.md").returncode == 1


# --- Diffs.


def git(folder: Path, *args: str, **kwargs: Any) -> bytes:
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, **kwargs).stdout


def repository(folder: Path, posts: dict[str, bytes]) -> None:
    for name, data in posts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a")


def assert_diff_is_in_place(folder: Path) -> None:
    diff = run("check", "--diff", ".", cwd=folder)
    git(folder, "apply", "-", input=diff.stdout)
    applied = git(folder, "diff", "--binary")
    git(folder, "checkout", "-q", ".")
    run("convert", "--in-place", ".", cwd=folder)
    assert git(folder, "diff", "--binary") == applied
    assert applied


def test_diff__git_apply_gives_what_in_place_gives(tmp_path: Path) -> None:
    long = POST + "".join(f"\n<p>第{number}段,放量</p>\n" if number % 9 == 0 else f"\n第{number}段\n" for number in range(60))
    repository(
        tmp_path,
        {
            "a.md": POST.encode(),
            "no newline.md": POST.rstrip("\n").encode(),
            "x/crlf.md": POST.replace("\n", "\r\n").encode(),
            "x/bom.md": b"\xef\xbb\xbf" + POST.encode(),
            "x/gbk.md": (POST + "\n公司公布了去年的年报和今年的计划\n").encode("gb18030"),
            "x/long.md": long.encode(),
            "x/云岚.md": POST.encode(),
            'x/q"\\ t\tn\n.md': POST.encode(),
            "x/clean.md": CLEAN.encode(),
            "x/empty.md": b"",
        },
    )
    assert_diff_is_in_place(tmp_path)


def test_diff__links_and_two_spellings_of_one_file(tmp_path: Path) -> None:
    repository(tmp_path, {"posts/a.md": POST.encode()})
    (tmp_path / "posts" / "link.md").symlink_to("a.md")
    diff = run("check", "--diff", "posts/link.md", "posts/a.md", "./posts/a.md", "posts", cwd=tmp_path).stdout
    assert diff.count(b"+++ b/posts/a.md") == 1
    git(tmp_path, "apply", "-", input=diff)


def test_diff__examples(tmp_path: Path) -> None:
    repository(tmp_path, {path.name: path.read_bytes() for path in (ROOT / "examples" / "raw").rglob("*.md")})
    assert_diff_is_in_place(tmp_path)


def test_diff__real_posts(tmp_path: Path, real_posts: list[Path]) -> None:
    repository(tmp_path, {path.name: path.read_bytes() for path in real_posts})
    assert_diff_is_in_place(tmp_path)


def test_diff__many_lines_that_are_alike(tmp_path: Path) -> None:
    """A diff grows with the file: twice the lines, about twice the calls."""
    rng = random.Random(1)
    calls = []
    for count in (4000, 8000):
        before = b"".join(b"line %d\n" % rng.randrange(240) for _ in range(count))
        after = before.replace(b"line 7\n", b"line seven\n")
        calls.append(calls_of(lambda before=before, after=after: diff_of(Path("a.md"), before, after)))  # type: ignore[misc]
    assert calls[1] < 3 * calls[0]


@pytest.mark.parametrize("seed", range(3))
def test_diff__git_apply_takes_any(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    rng = random.Random(seed)
    for _ in range(12):
        lines = [b"%d" % rng.randrange(rng.choice([2, 60, 1000])) for _ in range(rng.choice([1, 3, 40, 700]))]
        new = list(lines)
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(new) + 1)
            new[at : at + rng.randrange(3)] = [b"%d" % rng.randrange(1000) for _ in range(rng.randrange(5))]
        before, after = b"\n".join(lines) + rng.choice([b"", b"\n"]), b"\n".join(new) + rng.choice([b"", b"\n"])
        if before == after or not after:
            continue
        Path("a.md").write_bytes(before)
        subprocess.run(["git", "apply"], input=diff_of(Path("a.md"), before, after), check=True)
        assert Path("a.md").read_bytes() == after


def calls_of(work: Callable[[], object]) -> int:
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def test_diff__findings_go_to_stderr(posts: Path) -> None:
    done = run("check", "--diff", "c/d.md", "b.md", cwd=posts)
    assert done.stdout.startswith(b"--- a/b.md\n+++ b/b.md\n@@ ")
    assert "c/d.md:2:8: HEAD05" in words(done)[0]


# --- Formats.

FIELDS = {"path", "line", "column", "code", "name", "severity", "message", "before", "after", "fixable"}


def test_json__fields(posts: Path) -> None:
    report = json.loads(run("check", "--format", "json", "posts", cwd=posts.parent).stdout)
    assert (report["version"], set(report)) == (1, {"version", "newsclean", "findings", "summary"})
    assert all(set(finding) == FIELDS for finding in report["findings"])
    assert report["findings"][1] == {
        "path": "posts/b.md", "line": 5, "column": 5, "code": "TEXT10", "name": "comma-width", "severity": "mended",
        "message": "punctuation mended", "before": ",", "after": "，", "fixable": True,
    }  # fmt: skip
    assert {name: count for name, count in report["summary"].items() if count} == {
        "would change": 1,
        "unchanged": 2,
        "invalid": 1,
    }


def test_json__nothing_found(posts: Path) -> None:
    assert json.loads(run("check", "--format", "json", posts / "a.md").stdout)["findings"] == []


def test_jsonl__one_object_a_line(posts: Path) -> None:
    lines = [json.loads(line) for line in run("check", "--format", "jsonl", "posts", cwd=posts.parent).stdout.splitlines()]
    assert all(line["version"] == 1 for line in lines)
    assert [(line["path"], line["outcome"]) for line in lines if line["type"] == "file"] == [
        ("posts/a.md", "unchanged"), ("posts/b.md", "would change"), ("posts/c/d.md", "invalid"), ("posts/w.md", "unchanged"),
    ]  # fmt: skip
    assert all(set(line) == FIELDS | {"version", "type"} for line in lines if line["type"] == "finding")


def test_failure__is_a_finding_without_a_code(posts: Path) -> None:
    report = json.loads(run("check", "--format", "json", posts / "none.md").stdout)
    assert [(f["code"], f["severity"], f["message"]) for f in report["findings"]] == [
        ("", "error", "cannot be read: No such file or directory")
    ]


def test_github__annotations(tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text(UNTITLED, encoding="utf-8")
    done = run("check", "--format", "github", ".", cwd=tmp_path)
    assert done.stdout.decode().splitlines() == [
        "::error file=a%2Cb%3Ac%25.md,line=2,col=8,title=newsclean HEAD05::title: expected a non-empty line of text, got ''",
        "::notice file=a%2Cb%3Ac%25.md,line=3,col=7,title=newsclean HEAD02::date: written as RFC 3339: "
        "2031-03-04 05:06:07 +0800 -> 2031-03-04T05:06:07+08:00",
        "::notice file=a%2Cb%3Ac%25.md,line=5,col=5,title=newsclean TEXT10::punctuation mended: , -> ，",
    ]


def test_sarif__fields_that_2_1_0_demands(posts: Path) -> None:
    done = run("check", "--format", "sarif", "posts", "posts/none.md", cwd=posts.parent)
    report = json.loads(done.stdout)
    assert (report["version"], len(report["runs"])) == ("2.1.0", 1)
    only = report["runs"][0]
    rules = only["tool"]["driver"]["rules"]
    assert only["tool"]["driver"]["name"] == "newsclean"
    assert [rule["id"] for rule in rules] == list(NAMES)
    assert all(rule["shortDescription"]["text"] for rule in rules)
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("posts/")
        assert min(place["region"]["startLine"], place["region"]["startColumn"]) >= 1
    invocation = only["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("cannot be read")


def test_convert__reports_in_a_format(posts: Path, tmp_path: Path) -> None:
    done = run("convert", "--format", "json", posts, "-o", tmp_path / "out")
    assert json.loads(done.stdout)["summary"]["written"] == 3
    done = run("convert", "--format", "json", posts / "b.md")
    assert done.stdout.decode() == CLEAN
    assert json.loads(done.stderr)["findings"][0]["code"] == "HEAD02"


# --- The process.


def test_closed_pipe__ends_quietly(posts: Path) -> None:
    for number in range(300):
        shutil.copy(posts / "b.md", posts / f"n{number}.md")
    command = f"{__import__('sys').executable} -m newsclean check {posts} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.count(b"\n")) == (141, 1)
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr
