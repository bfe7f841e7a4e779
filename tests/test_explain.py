"""`newsclean rules`: every rule and check, in the rule's own words."""

from __future__ import annotations

import json

import pytest

from newsclean.explain import explain, explanations
from newsclean.problem import SettingsError
from newsclean.rules import NOTICES, RULES

from .test_cli import run, words


def test_all__are_explained_in_one_line_each() -> None:
    found = explanations()
    assert [each.code for each in found] == [each.code for each in (*RULES, *NOTICES)]
    assert all(each.summary and "\n" not in each.summary for each in found)
    assert len({each.name for each in found}) == len({each.code for each in found}) == len(found)


@pytest.mark.parametrize("wanted", ["TEXT10", "text10", "comma-width", "Comma-Width"])
def test_explain__by_code_or_name(wanted: str) -> None:
    assert explain(wanted).name == "comma-width"


def test_explain__names_the_nearest() -> None:
    with pytest.raises(SettingsError, match="did you mean comma-width"):
        explain("coma-width")


def test_command__table_one_and_json() -> None:
    table = run("rules").stdout.decode().splitlines()
    assert len(table) == len(RULES) + len(NOTICES)
    assert any(line.startswith("TEXT10  comma-width ") and "`收盘,上证` -> `收盘，上证`" in line for line in table)
    one = run("rules", "TEXT10").stdout.decode()
    assert one.startswith("TEXT10 comma-width (on)\n\n`收盘,上证` -> `收盘，上证`; ")
    assert {"code", "name", "summary", "details", "default"} == set(json.loads(run("rules", "--format", "json").stdout)[0])
    assert all(line.startswith("HTML") for line in run("rules", "html").stdout.decode().splitlines())
    done = run("rules", "TEXT100")
    assert (done.returncode, words(done)) == (2, ["newsclean: unknown rule 'TEXT100'; did you mean TEXT10?"])
