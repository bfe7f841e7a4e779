"""Simple posts stay pretty: no tag where stars would do everywhere, no escape that no renderer needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from newsclean import clean
from newsclean.header.frontmatter import split

from .conftest import ROOT, SHARED
from .rendered import ShownBlock, read_structure

Renderer = Callable[[list[str]], list[tuple[str | None, str | None]]]
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
TAG = re.compile(r"<(strong|em)>((?:(?!</?\1>).)*)</\1>", re.S)


@pytest.fixture(scope="module")
def renderers() -> list[Renderer]:
    """GitHub's, CommonMark's, kramdown's and Jekyll's, which lie beside the scorer."""
    folder = SHARED / "tools" / "fidelity"
    has_ruby = shutil.which("ruby") is not None
    if not folder.is_dir() or not has_ruby or subprocess.run(["ruby", "-e", "require 'jekyll'"], check=False).returncode:
        pytest.skip("the four renderers are not here (../shared/tools/fidelity, ruby, Jekyll)")
    sys.path.insert(0, str(folder))
    try:
        from renderers import RENDERERS  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(folder))
    return [RENDERERS[name] for name in ("gfm", "cm", "kramdown", "jekyll")]


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    """The blocks of all clean posts, the examples' and the real ones'."""
    posts = [*(ROOT / "examples" / "raw").glob("*.md"), *(SHARED / "corpus" / "posts").glob("*.md")]
    bodies = [split(clean(path.read_text(encoding="utf-8"), name=path.name).text).body for path in posts]
    return sorted({block for body in bodies for block in body.split("\n\n") if block.strip()})


def readings(renderer: Renderer, texts: list[str]) -> list[list[ShownBlock] | None]:
    return [read_structure(html) if html is not None else None for html, _ in renderer(texts)]


def changes_something(renderers: list[Renderer], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the pairs of which no renderer reads the two texts differently."""
    same = set(range(len(pairs)))
    for renderer in renderers:
        before = readings(renderer, [old for old, _ in pairs])
        after = readings(renderer, [new for _, new in pairs])
        same -= {index for index in same if before[index] != after[index]}
    return [pairs[index] for index in sorted(same)]


def test_escapes__each_is_needed_somewhere(renderers: list[Renderer], blocks: list[str]) -> None:
    pairs = []
    for block in blocks:
        if block.startswith(("~~~", "```", "    ")):
            continue
        for char in sorted(set(ESCAPE.findall(block))):
            bare = re.sub(r"\\" + re.escape(char) + (r"(?!S?\*?ST)" if char == "*" else ""), lambda _, c=char: c, block)
            if bare != block:
                pairs.append((block, bare))
    assert changes_something(renderers, pairs) == []


def test_tags__stars_would_not_do(renderers: list[Renderer], blocks: list[str]) -> None:
    pairs = []
    for block in blocks:
        if block.startswith("<table"):
            continue
        for match in TAG.finditer(block):
            mark = "**" if match[1] == "strong" else "*"
            pairs.append((block, block[: match.start()] + mark + match[2] + mark + block[match.end() :]))
    assert changes_something(renderers, pairs) == []


def test_needless_escape_and_tag__would_be_found(renderers: list[Renderer]) -> None:
    pairs = [("甲\\.乙", "甲.乙"), ("甲<strong>乙</strong>丙", "甲**乙**丙"), ("\\# 甲", "# 甲")]
    assert changes_something(renderers, pairs) == pairs[:2]


def test_examples__hold_both(blocks: list[str]) -> None:
    everything = "\n\n".join(blocks)
    assert ESCAPE.search(everything)
    assert "**" in everything
