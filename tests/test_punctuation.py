"""The text rules on plain text: whole sentences with all default rules, languages, the guard, the quick look, the ledger."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from newsclean import Settings, SettingsError, Severity, clean, punctuate
from newsclean.punctuation import stops
from newsclean.punctuation.mask import STAND_INS, mask
from newsclean.punctuation.mender import Mender, Punctuator
from newsclean.punctuation.rules import TEXT_DOUBTS, TEXT_RULES, TextRule, TextRuleSet, text_rule_set
from newsclean.punctuation.run import Edit, Run, RunKind
from newsclean.selection import Choice, choose

FILES = sorted((Path(__file__).parent / "punctuation").glob("*.yaml"))
SENTENCES = [
    pytest.param(case, id=f"{path.stem}-{case['in'][:30]}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def mended(text: str, lang: str = "zh-CN", **choice: set[str]) -> str:
    return punctuate(text, Settings(lang=lang, **choice)).text


@pytest.mark.parametrize("case", SENTENCES)
def test_sentence(case: dict[str, Any]) -> None:
    lang = case.get("lang", "zh-CN")
    wanted = case.get("out", case["in"])
    assert mended(case["in"], lang) == wanted
    assert mended(wanted, lang) == wanted


@pytest.mark.parametrize("case", SENTENCES)
def test_sentence__mask_keeps_the_length(case: dict[str, Any]) -> None:
    assert len(mask(case["in"])) == len(case["in"])


# --- Languages.


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("zh-CN", "他说，“好”"),
        ("zh-Hans", "他说，“好”"),
        ("zh-TW", "他说，「好」"),
        ("zh-Hant-HK", "他说，「好」"),
        ("ja", "他说,「好」"),
        ("en", "他说,「好」"),
    ],
)
def test_language__stated(lang: str, wanted: str) -> None:
    assert mended("他说,「好」", lang) == wanted


def test_language__detected_and_judged_by_block() -> None:
    assert mended("這個國家說,「好」", "") == "這個國家說，「好」"
    assert mended("这个国家说,「好」", "") == "这个国家说，“好”"
    post = "这个国家的时间,很长。\n\n這個國家說,「好」\n\n他说,「好」"
    assert clean(post).text == "这个国家的时间，很长。\n\n這個國家說，「好」\n\n他说，“好”\n"


def test_language__of_the_front_matter_comes_first() -> None:
    post = "---\ntitle: 标题\ndate: 2031-01-02T03:04:05+08:00\nlang: zh-TW\n---\n他说,「好」\n"
    assert clean(post, Settings(lang="zh-CN")).text.endswith("他说，「好」\n")
    assert clean(post.replace("zh-TW", "en")).text.endswith("他说,「好」\n")
    assert clean(post.replace("lang: zh-TW\n", ""), Settings(lang="zh-TW")).text.endswith("他说，「好」\n")


def test_language__what_is_no_tag() -> None:
    with pytest.raises(SettingsError, match="expected a language tag such as zh-CN"):
        punctuate("云", Settings(lang="chinese!"))
    with pytest.raises(SettingsError, match="did you mean zh-TW"):
        punctuate("云", Settings(lang="tw"))
    with pytest.raises(SettingsError, match="did you mean zh-TW"):
        clean("云", Settings(lang="tw"))


def test_lines__of_other_languages_stay() -> None:
    text = "兰伯说,好.\nWe agree, too.\nこれは,テスト.\n云\u200b岚"
    assert mended(text) == "兰伯说，好。\nWe agree, too.\nこれは,テスト.\n云岚"


# --- Quotations and brackets across blocks.


def doubts(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in clean(text).problems if problem.severity is Severity.WARNING]


def test_quotation__of_several_paragraphs_is_balanced() -> None:
    assert doubts("他说：“第一段。\n\n“第二段。\n\n“第三段。”\n") == []
    assert doubts("- （第一项\n- 第二项）\n") == []


def test_quotation__without_its_end_is_reported_with_its_line() -> None:
    assert doubts("云岚\n\n推动“绿能目标\n\n“完了”\n") == [("TEXT60", 3)]
    assert doubts("云岚\n\n他说：“第一段。\n\n第二段。\n") == [("TEXT60", 3)]
    assert doubts("云岚\n\n绿能”目标\n\n增长（其中\n") == [("TEXT60", 3), ("TEXT60", 5)]


def test_doubts__of_one_kind_are_one_problem_a_block() -> None:
    problems = punctuate("云" + "（" * 1000, Settings(lang="zh-CN")).problems
    assert [problem.message.split(":")[0] for problem in problems] == ["1000 （ have no partner"]


@pytest.mark.parametrize(
    "text",
    [
        "他表示：「首先，扩产。\n\n「其次，降本。」",
        '他表示："首先。\n\n"其次。\n\n"最后，要分红。"',
        "> 他表示：「首先。\n>\n> 「其次。」",
    ],
    ids=["corner", "straight", "in a quotation"],
)
def test_quotation__of_several_paragraphs_is_changed_as_a_whole_or_not_at_all(text: str) -> None:
    assert clean(text).text == text + "\n"


def test_quotation__that_never_ends_does_not_stop_the_rules() -> None:
    text = "\n\n".join(['他说："正常。', '推动"绿能"目标', *["云岚"] * 25, '"绿能"目标'])
    assert clean(text).text.endswith("“绿能”目标\n")
    assert "推动“绿能”目标" in clean(text).text


def test_indent_alone_on_a_line__places_are_right() -> None:
    for text in ("\u3000\u3000\n云,岚\n", "第一行\n\u3000\u3000\n云,岚\n", "\u00a0\n云,岚\n"):
        assert clean(text).text == text.replace(",", "，")


def test_title__is_doubted_and_mended() -> None:
    result = clean("---\ntitle: 云岚:“好.\ndate: 2031-01-02T03:04:05+08:00\n---\n云\n")
    assert "title: 云岚：“好。\n" in result.text
    told = [(p.code, p.line, p.message.split(":")[0]) for p in result.problems if p.severity is Severity.WARNING]
    assert told == [("TEXT60", 2, "title"), ("TEXT66", 2, "title")]


# --- What is edited, and how it is reported.


def test_ledger__has_every_edit_with_line_and_column() -> None:
    result = punctuate("云岚\n他说,好.", Settings(lang="zh-CN"))
    assert [(e.code, e.line, e.column, e.before, e.after) for e in result.ledger] == [
        ("TEXT10", 2, 3, ",", "，"),
        ("TEXT11", 2, 5, ".", "。"),
    ]
    assert [(p.line, p.column) for p in result.problems] == [(2, 3), (2, 5)]


def test_where__titles_captions_cells_and_links() -> None:
    html = (
        "<h2>云岚,增长</h2><p><a href='https://example.com/a,b'>云岚,增长</a></p>"
        "<table><caption>云岚,增长</caption><tr><td>云岚,增长</td></tr></table><p><code>云岚,增长</code></p>"
    )
    text = clean(html).text
    assert text.count("云岚，增长") == 4
    assert text.count("云岚,增长") == 1
    assert "https://example.com/a,b" in text


def test_digest__is_mended() -> None:
    assert clean("> 云岚,增长\n").text == "> 云岚，增长\n"


def change_a_letter(run: Run) -> list[Edit]:
    return [Edit(0, 1, "星")] if run.text.startswith("云") else []


def test_guard__a_rule_that_changes_letters_is_undone() -> None:
    bad = TextRule("TEXT00", "bad", change_a_letter, default=False)
    comma = TextRule("TEXT10", "comma-width", stops.widen_comma)
    rules = TextRuleSet(first=(), rules=(comma, bad), doubts=(), watches_balance=False, trigger=None)
    run = Run("云岚,好")
    done = Mender(rules).mend(run, lambda start: (7, start))
    assert run.text == "云岚,好"
    assert done.changes == []
    assert [(p.code, p.severity, p.line) for p in done.problems] == [("TEXT99", Severity.WARNING, 7)]


def test_guard__marks_without_end_stay_as_they_are() -> None:
    text = "云" + "%," * 150
    result = punctuate(text, Settings(lang="zh-CN"))
    assert result.text == text
    assert [problem.code for problem in result.problems] == ["TEXT99"]


def test_line_ends__of_windows() -> None:
    assert mended("公司\r\n，将\r\n", enable={"join-lines"}) == "公司，将\r\n"
    assert mended("标题\n\n，将", enable={"join-lines"}) == "标题\n\n，将"


def test_selection__contradictions() -> None:
    assert mended("推动「绿能」“目标”", enable={"corner-quotes"}) == "推动「绿能」「目标」"
    assert mended("在AI“云”", enable={"TEXT"}) == "在 AI“云”"  # the start of a code turns on none that undoes another
    with pytest.raises(SettingsError, match="would undo each other"):
        mended("云", enable={"autospace", "no-autospace"})
    with pytest.raises(SettingsError, match="unknown rule 'HTML01'"):
        mended("云", ignore={"HTML01"})


def test_punctuator__lines_are_counted_through() -> None:
    punctuator = Punctuator(Settings(lang="zh-CN"))
    assert punctuator.mend("他说：“第一段。").text == "他说：“第一段。"
    found = punctuator.mend("好,")
    assert [(p.line, p.column) for p in found.problems] == [(2, 2)]
    assert [(p.code, p.line, p.column) for p in punctuator.finish()] == [("TEXT60", 1, 4)]


# --- Properties.

words = st.sampled_from(
    ["云岚", "增长", "2031", "12.5%", "1,000", "AI", "U.S.", "Yunlan, Inc.", "300999.SZ", "https://example.com/a,b", "f(x)", "9：30", "３",
     "`a,b`", "a@example.com", "《渔业法》", "（云）", "奥托•兰伯", "一", "三、五天", "We are here", "這個", "……等", "”。"]
)  # fmt: skip
marks = st.sampled_from(list(",.:;?!()\"'<>~-—…·•，。、：；？！（）《》“”‘’「」 \u3000\u200b\u00a0\n％．／|*#"))
sentences = st.lists(st.one_of(words, marks), min_size=1, max_size=14).map("".join)
DEFAULT = Choice(frozenset(), frozenset(), frozenset())
NAMES = choose((*TEXT_RULES, *TEXT_DOUBTS), DEFAULT)
OPT_IN = [rule.name for rule in TEXT_RULES if not rule.default]


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@given(sentences, st.sampled_from(["zh-CN", "zh-TW", ""]))
def test_stable__and_letters_stay(text: str, lang: str) -> None:
    once = mended(text, lang)
    assert mended(once, lang) == once
    assert letters(once.replace("３", "3")) == letters(text.replace("３", "3"))


@given(sentences, st.sampled_from(OPT_IN))
def test_stable__with_what_is_opt_in(text: str, name: str) -> None:
    once = mended(text, enable={name})
    assert mended(once, enable={name}) == once


@given(sentences)
def test_quick_look__misses_nothing(text: str) -> None:
    rules = text_rule_set(NAMES)
    slow = rules._replace(trigger=None)
    quick, whole = Run(text), Run(text)
    found, wanted = (Mender(each).mend(run, lambda start: (0, start)) for each, run in ((rules, quick), (slow, whole)))
    assert quick.text == whole.text
    assert found == wanted


@given(sentences)
def test_protected__stays_byte_for_byte(text: str) -> None:
    """What the mask covers when the marks are judged is in the result, in order."""
    run = Run(text, RunKind())
    settled = mended(text, select={rule.code for rule in TEXT_RULES if rule.default and rule.settles})
    covered = mask(settled)
    Mender(text_rule_set(NAMES)).mend(run, lambda start: (0, start))
    position = 0
    for match in re.finditer(f"[{''.join(STAND_INS)}]+", covered):
        piece = settled[match.start() : match.end()]
        assert (position := run.text.find(piece, position) + len(piece)) >= len(piece), piece


@given(sentences, st.data())
def test_tags__make_no_difference(text: str, data: st.DataObject) -> None:
    """Edits of a text cut by inline tags are those of the plain text."""
    text = re.sub(r"[<&`*#|~\n\u3000\u200b\u00a0]|https://example.com|a@example.com|-", "", text).strip() or "云"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assume(all(piece.strip() for piece in pieces if piece))  # an element of blanks is none
    tagged = "".join(f"<sub>{piece}</sub>" if index % 2 else piece for index, piece in enumerate(pieces))

    def edits(html: str) -> list[tuple[str, str, str]]:
        return [(entry.code, entry.before, entry.after) for entry in clean(html).ledger if entry.code.startswith("TEXT")]

    assert edits(f"<p>{tagged}</p>") == edits(f"<p>{text}</p>")


# --- Work grows with the size.


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        '"',
        ".",
        "《",
        "云(",
        '云"',
        "云.",
        "云《",
        "云,",
        "云“",
        "云'",
        "<<云",
        "云 ",
        "云/a",
        "a云@",
        "1：",
        "云…",
        "$a",
        "云`",
        "A",
        "a'",
        " ",
        "\u00a0",
        ", ",
        "http://",
        "&lt;",
        "a-",
        "云A ",
        '{"a":',
        'f("',
        "if ;",
    ],
)
def test_work__grows_with_the_size(piece: str) -> None:
    """A pattern that goes quadratic needs 256 times as long for 16 times as much; linear work stays far below 60."""
    small, large = (cost("云" + piece * (size // len(piece))) for size in (20_000, 320_000))
    assert large < 60 * max(small, 0.001)


def cost(text: str) -> float:
    import time

    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        punctuate(text, Settings(lang="zh-CN"))
        best = min(best, time.process_time() - start)
    return best


# --- The worked cases beside the project.


def test_worked_cases(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "punctuation.json").read_text(encoding="utf-8"))
    wrong = []
    for case in cases:
        opt_in = {case["option"]} if case["profile"] == "optin" else set()
        got = mended(case["input"], "zh-CN" if opt_in else case["lang"], enable=opt_in)
        if got != case["expected"] and got not in case.get("accept", ()):
            wrong.append(case["id"])
    assert wrong == []
