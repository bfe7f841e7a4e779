"""Values that were pasted without escaping: mended to exactly what was pasted, or refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from newsclean import InputError, Settings, Severity, clean
from newsclean.header.frontmatter import split
from newsclean.header.pasted_values import read_repaired


def read(header: str) -> dict[str, Any]:
    return read_repaired(split(f"---\n{header}\n---\n正文\n")).header.as_mapping()


@pytest.mark.parametrize(
    ("header", "title"),
    [
        pytest.param('title: "他说"好""', '他说"好"', id="quotation at the end"),
        pytest.param('title: "他说"好"了"', '他说"好"了', id="quotation inside"),
        pytest.param('title: "云岚"大涨"', '云岚"大涨', id="one mark inside"),
        pytest.param('title: "D:\\云岚"', "D:\\云岚", id="backslash"),
        pytest.param('title: "云岚\\"', "云岚\\", id="backslash at the end"),
        pytest.param('title: "云岚\\"\ntags: "x"', "云岚\\", id="backslash at the end, another key behind"),
        pytest.param('title: "a\t"b""', 'a\t"b"', id="tab"),
        pytest.param('title: "快讯: "好"#1"', '快讯: "好"#1', id="colon and hash between quotes"),
        pytest.param("title: '云岚's 年报'", "云岚's 年报", id="apostrophe"),
        pytest.param("title: 快讯: 大涨", "快讯: 大涨", id="colon"),
        pytest.param("title: *ST云岚大涨", "*ST云岚大涨", id="star"),
        pytest.param("title: [快讯] 大涨", "[快讯] 大涨", id="bracket"),
        pytest.param("title: %5的云岚", "%5的云岚", id="per cent"),
        pytest.param("title: @云岚", "@云岚", id="at"),
        pytest.param("title: `云岚`", "`云岚`", id="backtick"),
        pytest.param('title: "好"消息', '"好"消息', id="quotation at the start"),
        pytest.param("title: - 云岚", "- 云岚", id="dash"),
        pytest.param("title: =", "=", id="equals sign"),
        pytest.param("title: 大涨\u2028url: x", "大涨\u2028url: x", id="line separator"),
    ],
)
def test_mended(header: str, title: str) -> None:
    result = read_repaired(split(f"---\n# 注\n{header}\nlayout: post  # 注\n---\n正文\n"))
    assert result.header.get("title") == title
    assert result.header.get("layout") == "post"
    assert [(p.code, p.severity, p.line) for p in result.problems] == [("HEAD03", Severity.WARNING, 3)]
    assert result.problems[0].before == header.split("\n")[0].removeprefix("title: ")
    assert yaml.safe_load(f"title: {result.problems[0].after}") == {"title": title}


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("title: 快讯 #1 大涨", id="comment or text"),
        pytest.param('title: "a" #b"', id="comment or text behind quotes"),
        pytest.param("title: 快讯: 大 #1", id="colon and comment"),
        pytest.param('title: "他说"好"" # 见"原文"', id="comment that ends in a mark"),
        pytest.param("tags: [a]b, [c]", id="broken list"),
        pytest.param("title: a\n? date\nz: 1", id="explicit key"),
        pytest.param(" title: a", id="indented keys"),
        pytest.param("\ufefftitle: a", id="byte order mark inside"),
        pytest.param("z: " + '["]",' * 900 + "1" + "]" * 900, id="deep behind brackets in quotes"),
        pytest.param('title: "a\\"b"c"', id="partly escaped"),
        pytest.param('title: "a\\nb "c""', id="escape or backslash"),
        pytest.param("title: 'a''b'c'", id="partly doubled"),
        pytest.param("tags: [a, b", id="list without its end"),
        pytest.param('title: "云岚', id="one mark"),
        pytest.param("title: '云岚\ntags: x'", id="key inside a value"),
        pytest.param("a: &x 1\nb: *x", id="anchor"),
        pytest.param("title: !重磅 大涨", id="tag"),
        pytest.param('title: "C:\\temp"', id="path that YAML reads as a tab"),
        pytest.param('title: "C:\\Program Files"', id="path that YAML reads as a paragraph separator"),
        pytest.param('title: "C:\\New"', id="path that YAML reads as a line separator"),
        pytest.param('title: "A" vs "B"', id="quoted words with blanks between"),
        pytest.param("author: 'John' & 'Jane'", id="quoted names"),
        pytest.param('title: "a", "b"', id="quoted list"),
        pytest.param("title: 'It's", id="an apostrophe is no partner"),
        pytest.param('title: "云"岚"大涨', id="an odd mark"),
        pytest.param('title: "C:\\new"', id="path that YAML reads as a new line"),
        pytest.param('description: "C:\\云\\temp"', id="path in a description"),
        pytest.param('tags:\n- "a\ntitle: x"', id="key inside an item"),
        pytest.param('tags:\n- "a\n- b"', id="item inside an item"),
        pytest.param("a: {b: '云岚\nc: x'}", id="key inside a nested value"),
        pytest.param("<<: x", id="merge key"),
        pytest.param('""', id="an empty text"),
    ],
)
def test_refused(header: str) -> None:
    with pytest.raises(InputError) as caught:
        read(header)
    assert caught.value.problem.code == "HEAD01"
    assert caught.value.problem.line >= 2


@pytest.mark.parametrize(
    "header",
    [
        "layout: post  # 注",
        'title: "他说\\"好\\""',
        'note: |\n  a: "b\n  c',
        "title: >\n  云岚\n  大涨",
        "tags:\n- a\n- b",
        "a: {b: [c]}",
    ],
)
def test_yaml__stays_what_it_is(header: str) -> None:
    assert read(header) == yaml.safe_load(header + "\n")


titles = st.text(st.sampled_from(list("云岚好\"'\\\t#: *[]{}%@`&!|>-?,“”《》12ab")), min_size=1, max_size=12)


@given(titles)
@example('"')
@example('a" #b')
def test_pasted_between_quotes__that_title_or_none(title: str) -> None:
    """Valid YAML is what it says; everything else is mended to exactly the title, or refused."""
    line = f'title: "{title}"'
    try:
        expected = yaml.safe_load(line)["title"]
    except yaml.YAMLError:
        expected = title
    assume(isinstance(expected, str))
    try:
        got = read(f"{line}\ntags: x")
    except InputError:
        return
    assert got == {"title": expected, "tags": "x"}
    assert expected == title or "\\" in title


@given(titles)
def test_pasted_without_quotes__that_title_or_none(title: str) -> None:
    assume(title == title.strip() and title[0] not in "\"'|>#")
    try:
        got = read(f"title: {title}\ntags: x").get("title")
    except InputError:
        return
    assert got == title or not isinstance(got, str)


def test_clean__says_what_was_mended_and_writes_it() -> None:
    result = clean('---\ntitle: "他说"好"了"\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n')
    assert result.text == "---\ntitle: 他说“好”了\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"
    assert ("HEAD03", 2, 8) in [(p.code, p.line, p.column) for p in result.problems]


def test_clean__a_folded_title_is_one_line() -> None:
    result = clean("---\ntitle: >\n  云岚\n  大涨\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n")
    assert result.is_valid
    assert result.text.startswith("---\ntitle: 云岚 大涨\ndate:")


# --- Presets, formats, schema.

POST = "---\ntitle: 云岚\ndate: 2031-03-04 05:06:07\ncategories: em 快讯\n---\n正文\n"


@pytest.mark.parametrize(
    "title", ["'他说,大涨' # 注", '"他说,大涨" # 注', "|\n  他说,大涨\nnote: |\n  x", ">-\n  他说,大涨\n# 见a>"]
)
def test_title__that_changes_is_read_again(title: str) -> None:
    once = clean(f"---\ntitle: {title}\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n").text
    assert "他说，大涨" in once
    assert clean(once).text == once


def test_deep_text__is_no_nesting() -> None:
    assert read("note: '" + "[" * 40 + "'\nd: |\n" + "  [ {\n" * 40)["note"] == "[" * 40


def test_quoted_lines_with_a_dash__are_text() -> None:
    assert read("d: 'see\n  - one\n  - two'")["d"] == "see - one - two"


@pytest.mark.parametrize("title", ["|\n  第一行,\n  第二行", ">\n  甲,\n\n  乙", '"好,\n\n  世界"'])
def test_title_of_several_lines__stays_when_it_may(title: str) -> None:
    post = f"---\ntitle: {title}\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"
    for settings in (Settings(preset="plain"), Settings(allow_invalid=True)):
        assert clean(post, settings).text == post
    assert not clean(post).is_valid


@pytest.mark.parametrize(
    ("title", "written"), [("1.10", '"1.10"'), ("yes", '"yes"'), ("2031-06-03", '"2031-06-03"'), ("'1'", "'1'")]
)
def test_title__is_text_to_every_reader(title: str, written: str) -> None:
    once = clean(f"---\ntitle: {title}\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n").text
    assert f"title: {written}\n" in once
    assert clean(once).text == once


@pytest.mark.parametrize("above", ["k: |\n  a\n", "k: |+\n  a\n"])
def test_strip_keys__below_a_block(above: str) -> None:
    post = f"---\ntitle: 好\ndate: 2031-03-04T05:06:07+08:00\n{above}slug: x\n\n  # c\nz: 1\n---\n正文\n"
    result = clean(post, Settings(enable={"strip-keys"}))
    assert result.text == post.replace("slug: x\n\n  # c\n", "# c\n")


def test_takeover_keys__in_any_case() -> None:
    post = "---\ntitle: 好\ndate: 2031-03-04T05:06:07+08:00\nURL: /x\nAliases: [/]\n---\n正文\n"
    assert {p.code for p in clean(post).problems} == {"HEAD07"}
    assert "URL" not in clean(post, Settings(enable={"strip-keys"})).text


def test_hostile_blanks__do_not_go_quadratic() -> None:
    for header in ('date: "' + " " * 60000 + 'x"', 'title: "a"b"\ndate: 2031-03-04\nk: b' + " " * 60000 + "c"):
        clean(f"---\n{header}\n---\n正文\n", Settings(preset="plain"))


def test_date__before_the_year_1000_in_jekylls_form() -> None:
    result = clean("---\ntitle: 云\ndate: 0999-05-05T01:02:03Z\n---\n正文\n", Settings(date_format="jekyll"))
    assert "date: 0999-05-05 01:02:03 +0000\n" in result.text
    assert result.is_valid


def test_refused__names_the_line_that_cannot_be_mended() -> None:
    with pytest.raises(InputError, match="quotes round note or no ` #` in it") as caught:
        read("title: 快讯: 大涨\nnote: 甲: 乙 #1")
    assert (caught.value.problem.line, caught.value.problem.column) == (3, 11)


@pytest.mark.parametrize(
    ("value", "comments"),
    [
        ("| # 一\n  2031-03-04 05:06:07", ["# 一"]),
        (">- # 一\n  2031-03-04\n  05:06:07\n# 二", ["# 一", "# 二"]),
        ("# 一\n  2031-03-04 05:06:07 # 二", ["# 一", "# 二"]),
        ("2031-03-04 05:06:07 # 一", ["# 一"]),
    ],
)
def test_changed_value__keeps_its_comments(value: str, comments: list[str]) -> None:
    text = clean(f"---\ntitle: 云岚\ndate: {value}\nlayout: post\n---\n正文\n").text
    assert "date: 2031-03-04T05:06:07+08:00" in text
    assert [line[line.index("#") :] for line in text.split("\n") if "#" in line] == comments


@pytest.mark.parametrize(
    "value",
    [
        "# 一\n- /a # 二\n# 三\n- /b # 四",
        "[ # 一\n  /a, # 二\n  '/b#', # 三\n  # 四\n]",
        "# 一\n- | # 二\n  /a # b\n- /c # 三\n# 四",
        "{a: '#', # 一\n b: \"#\", # 二\n c: [1, # 三\n 2]} # 四",
    ],
)
def test_strip_keys__keeps_comments_inside_the_value(value: str) -> None:
    post = f"---\ntitle: 云岚\naliases: {value}\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"
    result = clean(post, Settings(enable={"strip-keys"}))
    assert result.text == "---\ntitle: 云岚\n# 一\n# 二\n# 三\n# 四\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"


def test_date__before_there_were_zones_has_whole_minutes() -> None:
    result = clean("---\ntitle: 云\ndate: 1900-01-01\n---\n正文\n")
    assert result.is_valid
    assert "date: 1900-01-01T00:00:00+08:06\n" in result.text


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31T23:59:00-08:00"])
def test_date__at_the_edge_of_time(date: str) -> None:
    clean(f"---\ntitle: 云\ndate: {date}\n---\n正文\n", name="2031-03-04-a.md")


def test_preset__hugo_and_plain() -> None:
    assert "categories: [em, 快讯]\n" in clean(POST, Settings(preset="hugo")).text
    assert clean("---\nlayout: post\n---\n正文\n", Settings(preset="plain")).is_valid
    result = clean("---\ndate: 三月\n---\n正文\n", Settings(preset="plain"))
    assert (result.is_valid, [p.severity for p in result.problems]) == (True, [Severity.WARNING])


def test_date_format__of_jekyll() -> None:
    settings = Settings(date_format="jekyll")
    once = clean(POST, settings).text
    assert "date: 2031-03-04 05:06:07 +0800\n" in once
    assert clean(once, settings).text == once
    assert "date: 2031-03-04 00:00:00 +0800\n" in clean("---\ntitle: 云\n---\n", settings, name="2031-03-04-a.md").text


@pytest.mark.parametrize(("name", "told"), [("2031-03-05-a.md", True), ("2031-03-04-a.md", False), ("a.md", False)])
def test_date__that_contradicts_the_name(name: str, told: bool) -> None:
    warnings = [p.message for p in clean(POST, name=name).problems if p.severity is Severity.WARNING]
    assert warnings == (["date: 2031-03-04 here, 2031-03-05 in the file's name; this one stays"] if told else [])


def test_date__of_another_zone_is_on_the_same_day() -> None:
    post = POST.replace("2031-03-04 05:06:07", "2031-03-03T22:06:07Z")
    assert [p for p in clean(post, name="2031-03-04-a.md").problems if p.severity is Severity.WARNING] == []


def test_allow_invalid__warns_and_gives_the_post() -> None:
    result = clean("---\nlayout: post\n---\n正文\n", Settings(allow_invalid=True))
    assert result.is_valid
    assert [(p.code, p.severity) for p in result.problems] == [("HEAD05", Severity.WARNING)] * 2


def test_strip_keys__comments_stay() -> None:
    post = "---\ntitle: 云岚\naliases:\n- /a\n- /b\n# 注\npermalink: /x  # 又注\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"
    result = clean(post, Settings(enable={"strip-keys"}))
    assert result.text == "---\ntitle: 云岚\n# 注\n# 又注\ndate: 2031-03-04T05:06:07+08:00\n---\n正文\n"
    assert [p for p in result.problems if p.severity is Severity.WARNING] == []
