"""README.md says what is true: the table of rules, the before/after, the Python example."""

from __future__ import annotations

import inspect
import re

import pytest

from newsclean import clean
from newsclean.rules import RULES

from .conftest import ROOT

README = ROOT / "README.md"
TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- /rules -->)", re.S)


def rules_table() -> str:
    lines = ["| code | name | what it does | default |", "| --- | --- | --- | --- |"]
    for rule in RULES:
        function = rule.find if hasattr(rule, "find") else rule.apply
        summary = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split()).replace("|", "\\|")
        lines.append(f"| {rule.code} | `{rule.name}` | {summary} | {'on' if rule.default else 'opt-in'} |")
    return "\n".join(lines) + "\n"


def test_rules_table__comes_from_the_rules(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--update"):
        README.write_text(TABLE.sub(lambda _: rules_table(), text), encoding="utf-8")
        return
    found = TABLE.search(text)
    assert found is not None
    assert found[0] == rules_table()


def test_before_and_after__are_what_happens() -> None:
    text = README.read_text(encoding="utf-8")
    before, after = (re.search(rf"```{language}\n(.*?)```", text, re.S) for language in ("html", "markdown"))
    assert before is not None
    assert after is not None
    result = clean(before[1])
    assert result.is_valid
    assert result.text == after[1]
