"""README.md says what is true: the table of rules, the before/after, the Python example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsclean import clean
from newsclean.config.keys import KEYS
from newsclean.config.resolve import Configs
from newsclean.explain import explanations

from .conftest import ROOT

README = ROOT / "README.md"
TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- /rules -->)", re.S)


def rules_table() -> str:
    lines = ["| code | name | what it does | default |", "| --- | --- | --- | --- |"]
    for each in explanations():
        if each.default != "always":
            summary = each.summary.replace("|", "\\|")
            lines.append(f"| {each.code} | `{each.name}` | {summary} | {each.default} |")
    return "\n".join(lines) + "\n"


def test_rules_table__comes_from_the_rules(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--update"):
        README.write_text(TABLE.sub(lambda _: rules_table(), text), encoding="utf-8")
        return
    found = TABLE.search(text)
    assert found is not None
    assert found[0] == rules_table()


def test_configuration__is_one(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert found is not None
    (tmp_path / "pyproject.toml").write_text(found[1], encoding="utf-8")
    config = Configs().for_folder(tmp_path)
    text = found[1] + README.read_text(encoding="utf-8")
    assert [key for key in KEYS if key not in text] == []
    assert config.settings_for("_drafts/a.md").ignore == frozenset({"TEXT60", "bold-headings"})


def test_before_and_after__are_what_happens() -> None:
    text = README.read_text(encoding="utf-8")
    before, after = (re.search(rf"```{language}\n(.*?)```", text, re.S) for language in ("html", "markdown"))
    assert before is not None
    assert after is not None
    result = clean(before[1])
    assert result.is_valid
    assert result.text == after[1]
