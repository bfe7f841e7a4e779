"""What the writer writes, exactly: each row of SPELLINGS.md has cases, and each case shows its reader what was given."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from newsclean import Settings, chars, to_markdown
from newsclean.header.frontmatter import split
from newsclean.markdown.dialect import reader

from .conftest import ROOT
from .strangers import clean

HEADER = "---\ntitle: 标题\ndate: 2031-01-02T03:04:05+08:00\n---\n"
TABLE = ROOT / "newsclean" / "writer" / "SPELLINGS.md"
ROWS = {
    cells[0].strip("`"): cells
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `") and (cells := [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
}
FILES = sorted((ROOT / "tests" / "writer").glob("*.yaml"))
CASES: list[dict[str, Any]] = [case for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
# What a case may say: `post`: a whole post and the settings it is cleaned with; `shows`: what its reader sees, where that
# is not what was given.
KEYS = {"row", "why", "in", "out", "post", "shows"}

each_case = pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['row']}: {case['why']}") for case in CASES])


def written(case: dict[str, Any]) -> str:
    """Write what a case gives, as a piece of HTML or as the body of a post; no rule but that of the title unless it names one."""
    if "post" not in case:
        return to_markdown(case["in"])
    settings = {"select": ["HEAD07"], **case["post"]}
    return split(clean(HEADER + case["in"], Settings(**settings)).text).body.removeprefix("\n")


def seen(html: str) -> str:
    """Give what a reader of HTML sees, a picture as its alternative text, without any blanks."""
    soup = BeautifulSoup(html, "lxml")
    for picture in soup("img"):
        picture.replace_with(picture.get("alt") or "")
    return re.sub(f"[{chars.UNSEEN}]", "", soup.get_text())


@each_case
def test_case__is_written_exactly_so(case: dict[str, Any]) -> None:
    assert written(case) == (case["out"] + "\n" if case["out"] else "")


@each_case
def test_case__shows_what_was_given(case: dict[str, Any]) -> None:
    given = reader().render(case["in"]) if "post" in case else case["in"]
    assert seen(reader().render(written(case))) == case.get("shows", seen(given))


def test_rows__each_has_cases_and_each_case_a_row() -> None:
    assert {case["row"] for case in CASES} == set(ROWS)


def test_rows__say_all_there_is_to_say() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(lines) == len(ROWS)  # no name twice
    assert {name: len(cells) for name, cells in ROWS.items() if len(cells) != 5 or not all(cells)} == {}


@pytest.mark.parametrize("row", ROWS)
def test_row__names_functions_that_there_are(row: str) -> None:
    for name in re.findall(r"`([a-z_.A-Z]+)`", ROWS[row][-1]):
        module, *path = name.split(".")
        found: Any = import_module(f"newsclean.{module}" if module == "urls" else f"newsclean.writer.{module}")
        for attribute in path:
            found = getattr(found, attribute)
        assert callable(found)


def test_cases__say_what_is_known_and_nothing_twice() -> None:
    assert {key for case in CASES for key in case} == KEYS
    titles = [(case["row"], case["why"]) for case in CASES]
    assert sorted(title for title in set(titles) if titles.count(title) > 1) == []


def test_comments__name_rows() -> None:
    named = {
        name
        for path in TABLE.parent.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "SPELLINGS" in line
        for name in re.findall(r"`([a-z-]+)`", line)
    }
    assert named
    assert named <= set(ROWS)
