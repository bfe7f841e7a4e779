"""Hand-written posts of Jekyll and Hugo: an author's HTML, kramdown and shortcodes stay; only punctuation is mended."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from newsclean import Settings, clean

POSTS = sorted((Path(__file__).parent / "authored").glob("*.md"))
# What the rules may write for what stood there.
HALF_WIDTH = str.maketrans("，。：；？！（）", ",.:;?!()")
TAG = re.compile(r"<!--.*?-->|<[A-Za-z/!][^<>]*>|\{[{%].*?[%}]\}|\{:.*?\}", re.S)
CODE = re.compile(
    r"<(script|style|svg|code|kbd)\b.*?</\1>|^(```|~~~).*?^\2|`[^`\n]*`|\$\$.*?\$\$|\{% (highlight|raw) .*?%\}.*?\{% end\3 %\}|^    [^<\n].*?$",
    re.S | re.M,
)


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_post__changes_in_its_punctuation_only(path: Path) -> None:
    given = path.read_text(encoding="utf-8")
    result = clean(given, Settings(stable=True), name=path.name)
    assert result.is_valid
    assert result.text != given
    assert result.text.translate(HALF_WIDTH) == given.translate(HALF_WIDTH)
    assert [match[0] for match in TAG.finditer(result.text)] == [match[0] for match in TAG.finditer(given)]
    assert [match[0] for match in CODE.finditer(result.text)] == [match[0] for match in CODE.finditer(given)]
    changed = sum(a != b for a, b in zip(given, result.text, strict=True))
    assert changed == sum(len(entry.before) for entry in result.ledger)


def test_command__in_place(tmp_path: Path) -> None:
    for path in POSTS:
        shutil.copy(path, tmp_path)
    command = [sys.executable, "-m", "newsclean", "convert", "--in-place", "--no-cache", str(tmp_path)]
    first = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert first.returncode == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")}
    assert written == {path.name: clean(path.read_text(encoding="utf-8"), name=path.name).text for path in POSTS}
    assert subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).returncode == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")} == written


def posts_of(generator: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the posts of one generator as they came and as they come out."""
    given = {path.name: path.read_text(encoding="utf-8") for path in POSTS if f"-{generator}-" in path.name}
    return given, {name: clean(text, name=name).text for name, text in given.items()}


def pages_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): unescape(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


@pytest.mark.skipif(shutil.which("jekyll") is None, reason="jekyll is not installed")
def test_jekyll__shows_the_same_but_for_punctuation(tmp_path: Path) -> None:
    pages = []
    for number, posts in enumerate(posts_of("jekyll")):
        site = tmp_path / str(number)
        for name in ("_posts", "_layouts", "_includes"):
            (site / name).mkdir(parents=True)
        (site / "_layouts" / "default.html").write_text("{{ content }}")
        (site / "_includes" / "video.html").write_text("<p>{{ include.id }}</p>")
        config = "future: true\npermalink: /:slug.html\ndefaults: [{scope: {path: ''}, values: {layout: default}}]\n"
        (site / "_config.yml").write_text(config)
        for name, text in posts.items():
            (site / "_posts" / name).write_text(text, encoding="utf-8")
        subprocess.run(["jekyll", "build", "-q", "-s", site, "-d", site / "out"], check=True, capture_output=True, timeout=300)
        pages.append({name: page.translate(HALF_WIDTH) for name, page in pages_in(site / "out").items()})
    assert len(pages[0]) == 10
    assert pages[0] == pages[1]


@pytest.mark.skipif(shutil.which("hugo") is None, reason="hugo is not installed")
def test_hugo__shows_the_same_but_for_punctuation(tmp_path: Path) -> None:
    pages = []
    for number, posts in enumerate(posts_of("hugo")):
        site = tmp_path / str(number)
        (site / "content" / "posts").mkdir(parents=True)
        (site / "layouts" / "_default").mkdir(parents=True)
        (site / "layouts" / "shortcodes").mkdir(parents=True)
        (site / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
        (site / "layouts" / "shortcodes" / "notice.html").write_text("<div>{{ .Inner }}</div>")
        (site / "config.toml").write_text(
            'baseURL = "/"\nbuildFuture = true\ndisableKinds = ["taxonomy", "term", "home", "section", "RSS", "sitemap"]\n'
            "[markup.goldmark.renderer]\nunsafe = true\n"
        )
        for name, text in posts.items():
            (site / "content" / "posts" / name).write_text(text, encoding="utf-8")
        subprocess.run(["hugo", "-s", site, "-d", site / "out"], check=True, capture_output=True, timeout=300)
        pages.append({name: page.translate(HALF_WIDTH) for name, page in pages_in(site / "out").items()})
    assert len(pages[0]) == 10
    assert pages[0] == pages[1]
