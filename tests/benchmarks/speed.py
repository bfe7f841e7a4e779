"""How fast newsclean is: start-up, one post, a folder, growth, memory; each beside its reference, in one run.

python tests/benchmarks/speed.py [--posts N]        needs: pip install -e '.[bench]'
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from newsclean import clean
from newsclean.header.frontmatter import split
from tests.benchmarks.posts import post, write_folder

ROUNDS = 7
# The best script that a user would write: two engines in Rust, one process, no proof.
SCRIPT = """
import sys
from pathlib import Path
import autocorrect_py, frontmatter
from html_to_markdown import convert
source, target = map(Path, sys.argv[1:])
for path in sorted(source.rglob("*.md")):
    post = frontmatter.load(path)
    result = convert(post.content)
    text = result if isinstance(result, str) else result.content
    post.content = autocorrect_py.format(text)
    out = target / path.relative_to(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(frontmatter.dumps(post))
"""


def fastest(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """Give the least time of each, in seconds; measured by turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for index, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def run(*args: object, **env: str) -> None:
    """Run a command, whatever it says; one post of many may be invalid."""
    # As installed: with the compiled modules that pip writes, and Python in the first run of a checkout.
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([str(arg) for arg in args], env={**known, **env}, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())


def newsclean(*args: object, **env: str) -> None:
    run(sys.executable, "-m", "newsclean", *args, **env)


def say(what: str, ours: float, reference: float, budget: str) -> None:
    print(f"{what}: {ours * 1000:,.1f} ms, {ours / reference:.2f} x the reference's {reference * 1000:,.1f} ms (budget {budget})")


def start_up(folder: Path) -> None:
    path = folder / "2031-01-01-post.md"
    path.write_text(post(1, 3000), encoding="utf-8")
    click, version, usage, parsers, one = fastest(
        [
            lambda: run(sys.executable, "-c", "import click"),
            lambda: newsclean("--version"),
            lambda: newsclean("--help"),
            lambda: run(sys.executable, "-c", "import markdownify, yaml"),
            lambda: newsclean("convert", path),
        ]
    )
    say("--version", version, click, "2.0")
    say("--help", usage, click, "2.0")
    say("one post from the shell", one, parsers, "1.6")


def one_post() -> None:
    text = post(5, 6000)
    body = split(text).body
    ours, reference = fastest(
        [lambda: clean(text, name="2031-01-01-a.md"), lambda: MarkdownConverter().convert_soup(BeautifulSoup(body, "lxml"))], 40
    )
    annotations = len(re.findall("keytip|infokey", body))
    say(f"one post of {len(text.encode()) / 1000:.1f} KB, {annotations} annotations", ours, reference, "2.0")


def a_folder(folder: Path, count: int) -> None:
    raw = folder / "raw"
    write_folder(raw, count)
    env = {"NEWSCLEAN_CACHE_DIR": str(folder / "cache")}

    def cold() -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)
        shutil.rmtree(folder / "cache", ignore_errors=True)
        newsclean("convert", raw, "-o", folder / "out", **env)

    ours, reference = fastest([cold, lambda: run(sys.executable, "-c", SCRIPT, raw, folder / "ref")], 2)
    say(f"{count} posts, cold", ours, reference, "1.5")
    newsclean("convert", raw, "-o", folder / "out", **env)  # what was just written is read once more
    (again,) = fastest([lambda: newsclean("convert", raw, "-o", folder / "out", **env)], 3)
    print(f"the same again: {again * 1000:,.0f} ms, {again / ours:.1%} of the cold run (budget 5 %)")
    write_folder(raw, count // 100, first=0)
    for path in sorted(raw.rglob("*.md"))[::100]:
        path.write_text(path.read_text(encoding="utf-8").replace("。", "！", 1), encoding="utf-8")
    (changed,) = fastest([lambda: newsclean("convert", raw, "-o", folder / "out", **env)], 1)
    print(f"1 % changed: {changed * 1000:,.0f} ms, {changed / ours:.1%} of the cold run")


def growth() -> None:
    for size in (1_000, 10_000, 100_000, 1_000_000, 6_600_000):
        text = post(7, size)
        (taken,) = fastest([lambda text=text: clean(text)], 3 if size < 1_000_000 else 1)  # type: ignore[misc]
        print(
            f"a post of {len(text.encode()) / 1000:,.0f} KB: {taken * 1000:,.1f} ms, {taken / len(text) * 1e6:.2f} µs a character"
        )


# The peak that the system keeps for the program itself; what getrusage says may be that of the process it was started by.
PEAK = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1], file=sys.stderr)"


def peak_of(code: str, *args: object) -> float:
    """Run Python code; give the most memory it had, in MB."""
    command = [sys.executable, "-c", f"import sys\n{code}\n{PEAK}", *map(str, args)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()[-1]) / 1024


def memory(folder: Path, count: int) -> None:
    for number in (count // 10, count):
        raw = folder / f"memory{number}"
        write_folder(raw, number)
        code = "from newsclean import cli\ntry: cli.run()\nexcept SystemExit: pass"
        peak = peak_of(code, "convert", raw, "-o", folder / "memory", "--no-cache", "-q")
        print(f"{number} posts: the parent's peak is {peak:.0f} MB")
    for size in (6_600, 660_000, 6_600_000):
        path = folder / "large.md"
        path.write_text(post(5, size), encoding="utf-8")
        megabytes = path.stat().st_size / 1e6
        peak = peak_of("from newsclean import clean; clean(open(sys.argv[1], encoding='utf-8').read())", path)
        print(f"a process that cleaned a post of {megabytes:.2f} MB: {peak:.0f} MB (budget {80 + 40 * megabytes:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=5000)
    count = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start_up(folder)
        one_post()
        growth()
        a_folder(folder, count)
        memory(folder, count)


if __name__ == "__main__":
    main()
