"""The real posts beside the project: every one converts, or it is said exactly why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from newsclean import CleanResult, Severity, clean
from newsclean.header.frontmatter import split
from newsclean.header.yaml_reader import read_header

UNTITLED = "-202205262391921712.md"
PAIRS = ("202206032401279448", "202201212257099936", "202205302396671645")
LEFTOVERS = ("<span", "keytip", "infokey", "EM_StockImg", "文章来源", "返回首页", "<>")


def converted(posts: list[Path]) -> dict[str, tuple[str, CleanResult]]:
    raw = {path.name: path.read_text(encoding="utf-8") for path in posts}
    return {name: (text, clean(text, name=name)) for name, text in raw.items()}


@pytest.fixture(scope="module")
def results(real_posts: list[Path]) -> dict[str, tuple[str, CleanResult]]:
    return converted(real_posts)


def test_all_but_the_untitled_are_valid(results: dict[str, tuple[str, CleanResult]]) -> None:
    assert {name for name, (_, result) in results.items() if not result.is_valid} == {UNTITLED}
    loud = [(p.code, p.severity) for p in results[UNTITLED][1].problems if p.severity is not Severity.MENDED]
    assert sorted(loud) == [("HEAD02", Severity.WARNING), ("HEAD05", Severity.ERROR)]


def test_nothing_of_the_site_is_left(results: dict[str, tuple[str, CleanResult]]) -> None:
    for name, (raw, result) in results.items():
        assert not [left for left in LEFTOVERS if left in result.text], name
        assert not re.search(r"(?m)^\u3000|[ \t\u3000]$", result.text), name
        assert ("\nsource_url: http" in result.text) == (re.search(r"(?m)^<http", raw) is not None), name
        assert ("\nsource: " in result.text) == ("文章来源" in raw), name


def test_front_matter__unchanged_keys_are_byte_identical(results: dict[str, tuple[str, CleanResult]]) -> None:
    for name, (raw, result) in results.items():
        before, after = (read_header(split(text)) for text in (raw, result.text))
        for key in before.fields:
            if before.get(key) == after.get(key):
                lines = [next(line for line in h.text.split("\n") if line.startswith(f"{key}:")) for h in (before, after)]
                assert lines[0] == lines[1], name
        if result.is_valid:
            assert yaml.safe_load(after.text)["title"] == after.get("title"), name
        assert set(before.fields) <= set(after.fields), name


def test_stable(results: dict[str, tuple[str, CleanResult]]) -> None:
    for name, (_, result) in results.items():
        assert clean(result.text, name=name).text == result.text, name


@pytest.mark.parametrize("article", PAIRS)
def test_pairs__the_same_article_is_the_same(article: str, results: dict[str, tuple[str, CleanResult]]) -> None:
    annotated = next(result for name, (_, result) in results.items() if name.endswith(f"-{article}.md"))
    plain = next(result for name, (_, result) in results.items() if name.endswith(f"-NW{article}.md"))
    digest, body = split(annotated.text).body.split("\n\n", 1)
    assert digest.startswith("> ")
    assert body == split(plain.text).body.lstrip("\n")
    assert "(" not in body
    assert ")" not in body


def test_punctuation__what_changes_and_what_stays(results: dict[str, tuple[str, CleanResult]]) -> None:
    everything = "".join(result.text for _, result in results.values())
    for kept in ("11,910,000", "1116.9%-1232.73%"):
        assert kept in everything
    for mended in ("（2021-2025年）", "来看，2021年"):
        assert mended in everything
    name = "2022-06-03-202206032401279448.md"
    codes = [problem.code for problem in results[name][1].problems if problem.code.startswith("TEXT")]
    assert sorted(codes) == ["TEXT20"] * 8 + ["TEXT40"]
