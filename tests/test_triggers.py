"""What wakes a text rule: no trigger misses what its rule would say; a new rule needs its line and its cases, no more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsclean import Settings, punctuate
from newsclean.punctuation.rules import TEXT_DOUBTS, TEXT_RULES, TextDoubt, TextRule, text_rule_set
from newsclean.punctuation.run import Run, RunKind
from newsclean.punctuation.triggers import characters_of, pattern_of

from .conftest import ROOT, SHARED

CLAUSES = (ROOT / "newsclean" / "punctuation" / "CLAUSES.md").read_text(encoding="utf-8")
RULES: tuple[TextRule | TextDoubt, ...] = (*TEXT_RULES, *TEXT_DOUBTS)
TRIGGERS = {rule.code: pattern_of([rule.wakes]) for rule in RULES}
KINDS = (RunKind(), RunKind(is_title=True), RunKind(is_document=True))


def texts() -> list[str]:
    """Give every text of the cases, with and without tags."""
    cases = [case for path in (ROOT / "tests").glob("*/*.yaml") for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
    for path in (SHARED / "cases").glob("*.json"):
        cases += json.loads(path.read_text(encoding="utf-8"))
    found = {text for case in cases for text in case.values() if isinstance(text, str)}
    return sorted(found | {re.sub("<[^>]*>", "", text) for text in found} | {line for text in found for line in text.split("\n")})


def missed(text: str) -> list[str]:
    """Name the rules that would say something about a text that does not wake them."""
    runs = [Run(text, kind) for kind in KINDS]
    asleep = [rule for rule in RULES if (trigger := TRIGGERS[rule.code]) is not None and not trigger.search(text)]
    return [rule.code for rule in asleep if any(list(rule.find(run)) for run in runs)]


def test_trigger__misses_nothing_in_the_cases() -> None:
    assert {text: codes for text in texts() if (codes := missed(text))} == {}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("“云\n”好“", "“云\n“好”"), ("云‘it’s‘we’re岚", "云‘it’s’we’re岚"), ("`a“`好”云“星`”b`", "`a“`好“云”星`”b`")],
    ids=["one line alone", "apostrophes", "code"],
)
def test_trigger__is_not_taken_in_by_marks_that_the_rule_does_not_see(text: str, wanted: str) -> None:
    assert punctuate(text, Settings(lang="zh-CN")).text == wanted


words = st.sampled_from(
    ["云岚", "增长", "2031", "12.5%", "1,000", "AI", "It’s", "Yunlan, Inc.", "https://example.com/a,b", "f(x)", "9：30", "３", "`a,b`", "“云”",
     "`a“`", "$云“.US$", "#“云#", "（“云）.pdf", "~/云‘a.txt", "C:\\云’", "《渔业法》", "国发[2031]40号", "奥托•兰伯特", "唐纳德.特朗普", "三、五天",
     "3.15", "1-4月", "19，000.5", "第一、", "（一）、", "》、《", "”、“", "We are here", "return 云;", "\u0663", "……等", "”。", "：“云"]
)  # fmt: skip
marks = st.sampled_from(
    list(
        ",.:;?!()[]{}\"'<>~-—…·•，。、；：？！（）《》“”‘’「」『』［］【】 \u3000\u200b\u00a0\n\t％．／|*#$&_@\\⻋\uf90a\ue000\u2e3a￥﹐－"
    )
)


@given(st.lists(st.one_of(words, marks), min_size=1, max_size=12).map("".join))
def test_trigger__misses_nothing(text: str) -> None:
    assert missed(text) == []


def test_trigger__of_the_default_rules_lets_ordinary_text_be() -> None:
    trigger = text_rule_set(frozenset(rule.name for rule in RULES if rule.default)).trigger
    assert trigger is not None
    ordinary = (
        "3月4日，云岚（300999.SZ）称：“增长12.5%，需求‘平稳’……”《渔业法》——奥托·兰伯特；1,000吨、9:30？10—12元，HFC-134a/吨。"
    )
    assert trigger.search(ordinary) is None
    assert trigger.search(ordinary + ",") is not None


def test_trigger__of_many_wakes_where_one_of_them_does() -> None:
    many = ["甲\\]^[-", "０-９", {"，。": "(?=。)", "５": "(?=云)"}, {"，": "(?<=1.)"}]
    trigger = pattern_of(many)
    assert trigger is not None
    for text in ("甲", "\\", "-", "]", "^", "[", "０", "５", "，。", "。。", "1，", "云，。"):
        assert trigger.search(text), text
    for text in ("", "云", "，", "。", "。，", "2，1"):
        assert not trigger.search(text), text


def test_trigger__of_no_rule_and_of_one_that_is_always_asked() -> None:
    none = pattern_of([])
    assert none is not None
    assert none.search("云,") is None
    assert pattern_of([",", ""]) is None


def test_characters__are_written_out() -> None:
    assert characters_of("ab-d-") == set("abcd-")
    assert characters_of({"，。": "(?=。)", "１-３": ""}) == set("，。１２３")
    assert characters_of("") == frozenset()


# --- A new rule.

FUNCTION = '''

def drop_reference_mark(run: Run) -> Iterator[Edit]:
    """`云岚※称` -> `云岚称`; `※` elsewhere stays."""
    for match in lazy.pattern("(?<=岚)※").finditer(run.masked):
        yield Edit(match.start(), match.end(), "")
'''
CASES = """\
- {why: behind a name, in: 云岚※称增长, out: 云岚称增长}
- {why: behind a name at the end, in: 增长的是云岚※, out: 增长的是云岚}
- {why: behind another, in: 星野※称增长}
- {why: alone, in: ※ 增长}
"""


@pytest.mark.parametrize("wakes", ["", ', "※"', ', {"※": "(?<=岚.)"}'], ids=["always asked", "a character", "beside another"])
def test_new_rule__needs_its_line_and_its_cases(tmp_path: Path, wakes: str) -> None:
    package = tmp_path / "newsclean"
    shutil.copytree(ROOT / "newsclean", package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "cases").mkdir(parents=True)
    for name in ("__init__.py", "conftest.py", "test_rules.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    for path in (ROOT / "tests" / "cases").glob("*.yaml"):
        shutil.copy(path, tmp_path / "tests" / "cases")
    with (package / "punctuation" / "stops.py").open("a", encoding="utf-8") as file:
        file.write(FUNCTION)
    table = package / "punctuation" / "rules.py"
    line = f'    TextRule("TEXT98", "reference-mark", stops.drop_reference_mark{wakes}),\n'
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("TEXT_RULES = (\n", "TEXT_RULES = (\n" + line, 1), encoding="utf-8")
    (tmp_path / "tests" / "cases" / "TEXT98.yaml").write_text(CASES, encoding="utf-8")
    chosen = "TEXT98 or order or codes or belong"
    # The copy comes first in the path of a command that is started in its folder.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, "tests/test_rules.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[-2000:] if done.returncode else "") == (0, "")
    ask = "import newsclean; print(newsclean.__file__); print(newsclean.clean('云岚※称增长。\\n').text.strip())"
    told = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()
    assert told == [str(package / "__init__.py"), "云岚称增长。"]


# --- The clauses.

CITED = re.compile(r"\(((?:[45AB](?:\.\d+)+(?:, )?)+)\)")
ROWS = {row[0]: row[1] for row in re.findall(r"^\| ([45AB](?:\.\d+)+) \|[^|]*\|([^|]*)\|", CLAUSES, re.M)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_clauses__that_a_rule_cites_name_the_rule(rule: TextRule | TextDoubt) -> None:
    kind = "?" if isinstance(rule, TextDoubt) else "" if rule.default else "*"
    cited = {clause for group in CITED.findall(rule.find.__doc__ or "") for clause in group.split(", ")}
    assert {clause for clause, codes in ROWS.items() if f"{rule.code}{kind}" in codes.replace(",", " ").split()} == cited


def test_clauses__name_every_rule_and_no_other_code() -> None:
    assert set(re.findall(r"TEXT\d+", CLAUSES)) == {rule.code for rule in RULES}
