"""`newsclean punctuate` as a real process: lines in, lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def run(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "newsclean", "punctuate", *options], input=data, capture_output=True, timeout=60)


def test_lines__keep_their_ends() -> None:
    done = run("云岚,好.\r\n\n1,000\n他说\t,好".encode(), "--lang", "zh-CN")
    assert done.stdout.decode() == "云岚，好。\r\n\n1,000\n他说\t，好"
    assert (done.returncode, done.stderr) == (0, b"")


def test_doubts__go_to_stderr_with_their_line() -> None:
    done = run("云岚\n推动“绿能目标\n他说：“第一段。\n“第二段。\n".encode())
    assert done.stdout.decode() == "云岚\n推动“绿能目标\n他说：“第一段。\n“第二段。\n"
    assert done.stderr.decode().splitlines() == [
        "-:2:3: TEXT60 “ has no partner: 推动“绿能目标",
        "-:3:4: TEXT60 “ has no partner: 他说：“第一段。",
    ]
    assert done.returncode == 0


def test_jsonl__each_string_is_a_text() -> None:
    texts = ["云岚,好", "a\n云,b", "", "1,000", "\ud800云,岚"]
    data = "".join(json.dumps(text) + "\n" for text in texts).encode()
    done = run(data, "--jsonl", "--lang", "zh-CN")
    assert [json.loads(line) for line in done.stdout.splitlines()] == ["云岚，好", "a\n云，b", "", "1,000", "\ud800云，岚"]
    assert done.stdout.splitlines()[3] == b'"1,000"'


@pytest.mark.parametrize("data", [b"{}\n", b"\xe4\xba\x91\n", b'"\xff"\n'])
def test_jsonl__what_is_no_string(data: bytes) -> None:
    done = run(b'"a"\n' + data, "--jsonl")
    assert done.stdout == b'"a"\n'
    assert done.returncode == 1
    assert done.stderr.startswith(b"-:2: DEC0")


def test_lines__not_utf_8() -> None:
    done = run("云,好\n".encode() + b"\xd4\xc6\n")
    assert done.stdout.decode() == "云，好\n"
    assert done.stderr.decode().strip() == "-:2: DEC01 expected UTF-8, got byte 0xd4 at byte 1 of the line"
    assert done.returncode == 1


def test_lines__of_a_code_block_stay() -> None:
    text = "云,好\n~~~\n云,好\n~~~\n云,好（\n"
    done = run(text.encode())
    assert done.stdout.decode() == "云，好\n~~~\n云,好\n~~~\n云，好（\n"
    assert done.stderr.decode() == "-:5:4: TEXT60 （ has no partner: 云，好（\n"


def test_options__choose_rules_and_language() -> None:
    assert run("云,好.".encode(), "--select", "comma-width").stdout.decode() == "云，好."
    assert run("云,好.".encode(), "--ignore", "TEXT10").stdout.decode() == "云,好。"
    assert run("云AI好".encode(), "--enable", "autospace").stdout.decode() == "云 AI 好"
    assert run("云,「好」".encode(), "--lang", "zh-TW").stdout.decode() == "云，「好」"
    for wrong in (("--enable", "nonsense"), ("--lang", "chinese!"), ("--enable", "autospace,no-autospace")):
        done = run("云,".encode(), *wrong)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"newsclean: ")


def test_join_lines__sees_the_line_before() -> None:
    assert run("公司\n，将\n、好\n云\n".encode(), "--enable", "join-lines").stdout.decode() == "公司，将、好\n云\n"


@pytest.mark.parametrize(
    ("numbers", "last"),
    [((), "\n"), ((1,), "\n"), ((20,), "\n"), ((1, 2, 9, 16, 20), "\n"), ((3, 10, 17), "\n"), ((20,), ""), ((12,), "")],
)
def test_diff__is_one_that_patch_takes(tmp_path: Path, numbers: tuple[int, ...], last: str) -> None:
    lines = [f"第{number}行,好" if number in numbers else f"第{number}行" for number in range(1, 21)]
    text = "\n".join(lines) + last
    done = run(text.encode(), "--diff")
    assert done.returncode == (1 if numbers else 0)
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode())
    if numbers:
        patch = done.stdout.replace(b"--- -\n+++ -\n", b"--- a/a.txt\n+++ b/a.txt\n")
        subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    else:
        assert done.stdout == b""
    assert file.read_bytes() == run(text.encode()).stdout


def test_diff__what_comes_before_an_error_is_reported() -> None:
    done = run("收盘,云\n".encode() + b"\xff,\n", "--diff")
    assert done.stdout.decode() == "--- -\n+++ -\n@@ -1,1 +1,1 @@\n-收盘,云\n+收盘，云\n"
    assert (done.returncode, done.stderr[:12]) == (1, b"-:2: DEC01 e")


def test_diff__a_lone_carriage_return_is_no_line_end() -> None:
    assert run("云,a\rb\n好\n".encode(), "--diff").stdout.decode().endswith("@@ -1,2 +1,2 @@\n-云,a\rb\n+云，a\rb\n 好\n")


def test_settings__are_checked_before_anything_is_read() -> None:
    assert run(b"", "--jsonl", "--enable", "nonsense").returncode == 2


def test_jsonl__line_ends_stay() -> None:
    assert run('"云,好"\r\n"云,好"'.encode(), "--jsonl").stdout.decode() == '"云，好"\r\n"云，好"'


def test_diff__of_joined_lines(tmp_path: Path) -> None:
    text = "".join(f"{number}行\n" for number in range(5)) + "公司\n，将\n" + "".join(f"{number}行\n" for number in range(5))
    done = run(text.encode(), "--diff", "--enable", "join-lines")
    assert "@@ -3,8 +3,7 @@" in done.stdout.decode()


def test_closed_pipe__ends_quietly() -> None:
    command = f"{sys.executable} -m newsclean punctuate | head -1"
    done = subprocess.run(["sh", "-c", command], input="云,好\n".encode() * 200_000, capture_output=True, timeout=60)
    assert (done.stdout.decode(), done.stderr) == ("云，好\n", b"")
    command = f"{sys.executable} -m newsclean punctuate | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    codes = subprocess.run(["bash", "-c", command], input="云,好\n".encode() * 200_000, capture_output=True, timeout=60)
    assert codes.stdout == b"141\n"


def test_closed_stdin__is_an_empty_text() -> None:
    done = subprocess.run(["sh", "-c", f"{sys.executable} -m newsclean punctuate <&-"], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_memory__does_not_grow_with_the_text() -> None:
    code = (
        "import resource, sys\n"
        "from newsclean.cli import main\n"
        "main(['punctuate', '--lang', 'zh-CN'], standalone_mode=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )

    def peak(lines: int, line: str) -> int:
        done = subprocess.run([sys.executable, "-c", code], input=line.encode() * lines, capture_output=True, timeout=120)
        return int(done.stderr.split()[-1])

    for line in ("云岚,增长“好”（1）。\n", "增长（其中\n"):
        assert peak(30_000, line) < 1.2 * peak(2_000, line)


def test_start__imports_neither_the_parsers_nor_rich() -> None:
    code = "import sys; from newsclean.punctuation import line_filter; from newsclean.cli import report; print(*{'bs4', 'lxml', 'markdownify', 'yaml', 'rich', 'markdown_it'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == ""
