"""Every rule against its case file, alone and twice; the order and the names pinned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import newsclean.rules
from newsclean import CleanResult, Settings, SettingsError, Severity, VerifyError, clean
from newsclean.header.frontmatter import split
from newsclean.header.yaml_reader import read_header
from newsclean.header.yaml_writer import dump_value
from newsclean.punctuation.rules import TEXT_DOUBTS, TEXT_RULES, UNBALANCED
from newsclean.rules import HEADER_RULES, NOTICES, RULES, TREE_RULES, RuleSet, rules_in_force
from newsclean.site import EASTMONEY

CASES = Path(__file__).parent / "cases"
BY_CODE = {rule.code: rule for rule in RULES}


def load(code: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CASES / f"{code}.yaml").read_text(encoding="utf-8"))


def post(case: dict[str, Any]) -> str:
    fields = {"title": "标题", "date": "2031-01-02T03:04:05+08:00", **case.get("given", {})}
    lines = "".join(f"{key}: {value if key == 'date' else dump_value(value)}\n" for key, value in fields.items())
    return f"---\n{case.get('raw_header', lines)}---\n{case['in']}"


def only(*codes: str, **others: Any) -> Settings:
    if "site" in others:
        others["site"] = replace(EASTMONEY, **{name: tuple(selectors) for name, selectors in others["site"].items()})
    if not codes:
        return Settings(ignore=frozenset({"HEAD", "HTML", "TEXT"}), **others)
    return Settings(select=frozenset(codes), enable=frozenset(codes), **others)


def cleaned(case: dict[str, Any], *codes: str) -> CleanResult:
    """Clean the post of a case with these rules alone, and those that the case wants beside them."""
    return clean(post(case), only(*codes, *case.get("with", ()), **case.get("settings", {})), name=case.get("name", "post.md"))


def body_of(result: CleanResult) -> str:
    return split(result.text).body.strip("\n")


def tells(code: str, case: dict[str, Any]) -> bool:
    """Tell whether a case says what its rule does; the others say what it leaves alone."""
    return not {"out", "header", "gone", "finds"}.isdisjoint(case) or code in case.get("codes", ())


def check(code: str, case: dict[str, Any]) -> None:
    """Hold what a rule does with the post of a case to what the case says.

    `out`: the body is this one. Without it, it is that of the writer alone, and with `stays` this is what that is. `header`,
    `gone`: the fields that are set or taken out; `finds`: the messages of what the rule mended; `codes`: what warns or is an
    error. A case with none of these wants no trace of the rule at all. `with`: other rules that are on, too.
    """
    result = cleaned(case, code)
    body = body_of(result)
    assert body == (case["out"] if "out" in case else body_of(cleaned(case)))
    assert body == case.get("stays", body)
    fields = read_header(split(result.text)).as_mapping()
    before = {key: value for key, value in read_header(split(post(case))).as_mapping().items() if key not in case.get("gone", ())}
    assert fields == {**before, **case.get("header", {})}
    assert {problem.code for problem in result.problems if problem.severity is not Severity.MENDED} == set(case.get("codes", ()))
    mended = [each.message for each in result.problems if each.code == code and each.severity is Severity.MENDED]
    assert mended == case.get("finds", mended)
    if {"out", "header", "gone", "finds"}.isdisjoint(case):
        assert split(result.text).header == split(cleaned(case).text).header
        assert mended == []
        assert [entry for entry in result.ledger if entry.code == code] == []


def nothing(*_: Any) -> Iterator[Any]:
    yield from ()


def muted(rules: RuleSet, code: str) -> RuleSet:
    """Give the rules with one of them made one that does nothing."""

    def mute(table: Any) -> Any:
        return tuple(silenced(rule) if rule.code == code else rule for rule in table)

    def silenced(rule: Any) -> Any:
        what = {"find" if hasattr(rule, "find") else "apply": nothing}
        return replace(rule, **what) if is_dataclass(rule) else rule._replace(**what)

    text = rules.text._replace(first=mute(rules.text.first), rules=mute(rules.text.rules), doubts=mute(rules.text.doubts))
    # The one doubt that looks at the whole post is no function on a run.
    text = text._replace(watches_balance=text.watches_balance and code != UNBALANCED)
    return RuleSet(mute(rules.header), mute(rules.tree), text)


ALL = [pytest.param(code, case, id=f"{code}-{case['why']}") for code in sorted(BY_CODE) for case in load(code)]
TELLING = [case for case in ALL if tells(*case.values)]


@pytest.mark.parametrize(("code", "case"), ALL)
def test_case(code: str, case: dict[str, Any]) -> None:
    check(code, case)


@pytest.mark.parametrize(("code", "case"), TELLING)
def test_case__fails_when_its_rule_does_nothing(code: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    in_force = newsclean.rules._rules_in_force
    monkeypatch.setattr(newsclean.rules, "_rules_in_force", lambda choice: muted(in_force(choice), code))
    with pytest.raises((AssertionError, VerifyError)):
        check(code, case)


@pytest.mark.parametrize(("code", "case"), ALL)
def test_case__second_run_changes_nothing(code: str, case: dict[str, Any]) -> None:
    settings = only(code, *case.get("with", ()), **case.get("settings", {}))
    once = clean(post(case), settings, name="post.md")
    assert clean(once.text, settings, name="post.md").text == once.text


@pytest.mark.parametrize(("code", "case"), ALL)
def test_case__all_rules_are_stable(code: str, case: dict[str, Any]) -> None:
    once = clean(post(case), name="post.md")
    assert clean(once.text, name="post.md").text == once.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule__has_cases_and_shows_before_and_after(rule: Any) -> None:
    cases = load(rule.code)
    assert sum(tells(rule.code, case) for case in cases) >= 2
    assert sum(not tells(rule.code, case) for case in cases) >= 2
    function = rule.find if hasattr(rule, "find") else rule.apply
    assert "->" in (function.__doc__ or "")


def test_case_files__belong_to_rules() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(BY_CODE)


def test_codes_and_names__are_unique() -> None:
    codes = [rule.code for rule in RULES] + [notice.code for notice in NOTICES]
    assert len(codes) == len(set(codes))
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_order__is_pinned() -> None:
    of_the_tree = [
        "HTML16", "HTML20", "HTML01", "HTML02", "HTML03", "HTML04", "HTML05", "HTML06", "HTML07", "HTML08", "HTML09", "HTML13", "HTML10",
        "HTML11", "HTML12", "HTML14", "HTML15", "HTML21",
    ]  # fmt: skip
    assert [rule.code for rule in TREE_RULES if rule.code in of_the_tree] == of_the_tree  # a new rule may stand anywhere
    pinned = [
        "TEXT01", "TEXT02", "TEXT03", "TEXT04", "TEXT05", "TEXT06", "TEXT07", "TEXT08", "TEXT09", "TEXT42", "TEXT43", "TEXT44",
        "TEXT24", "TEXT25", "TEXT16", "TEXT17", "TEXT10", "TEXT11", "TEXT12", "TEXT13", "TEXT14", "TEXT15", "TEXT20", "TEXT21",
        "TEXT22", "TEXT23", "TEXT26", "TEXT30", "TEXT31", "TEXT32", "TEXT33", "TEXT34", "TEXT35", "TEXT36", "TEXT37", "TEXT38",
        "TEXT50", "TEXT51", "TEXT52", "TEXT53", "TEXT54", "TEXT55", "TEXT56", "TEXT57", "TEXT58", "TEXT40", "TEXT45", "TEXT46",
        "TEXT47",
    ]  # fmt: skip
    assert [rule.code for rule in TEXT_RULES if rule.code in pinned] == pinned
    assert [doubt.code for doubt in TEXT_DOUBTS][:8] == [f"TEXT{number}" for number in range(60, 68)]


def test_order__of_header_rules() -> None:
    assert [rule.code for rule in HEADER_RULES] == ["HEAD02", "HEAD04", "HEAD06", "HEAD08", "HEAD07", "HEAD09"]


def test_selection__by_code_name_and_prefix() -> None:
    def codes(**wanted: frozenset[str]) -> set[str]:
        rules = rules_in_force(Settings(**wanted))
        return {rule.code for rule in (*rules.header, *rules.tree, *rules.text.first, *rules.text.rules, *rules.text.doubts)}

    everything = codes()
    assert "HTML20" not in everything
    assert codes(enable=frozenset({"securities"})) == everything | {"HTML20"}
    assert codes(ignore=frozenset({"TEXT"})) == {code for code in everything if not code.startswith("TEXT")}
    assert codes(select=frozenset({"comma-width", "html01"})) == {"TEXT10", "HTML01"}


def test_selection__unknown_rule_names_the_nearest() -> None:
    with pytest.raises(SettingsError, match="did you mean comma-width"):
        rules_in_force(Settings(select=frozenset({"coma-width"})))
