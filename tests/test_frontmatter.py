"""Splitting, reading and writing front matter: places, bytes that stay, and what is refused."""

from __future__ import annotations

import pytest
import yaml

from newsclean import InputError, Settings, Severity, clean
from newsclean.header.dates import from_name, to_rfc3339
from newsclean.header.frontmatter import split, write
from newsclean.header.yaml_reader import read_header
from newsclean.header.yaml_writer import Timestamp, dump_value
from newsclean.problem import SettingsError

POST = """---
# the paper's own comment
layout: post   # a layout
title: "“云岚”公布 年报"
date: 2031-03-04 05:06:07 +0800
tags: [年报, '云岚']

note: |
  一行
  二行
empty:
---
正文
"""


def test_split__places() -> None:
    raw = split(POST)
    assert raw.header is not None
    assert (raw.header_line, raw.body_line, raw.body) == (2, 13, "正文\n")


@pytest.mark.parametrize("before", ["\n", "\n\n", "\ufeff", "\ufeff\n"], ids=["newline", "newlines", "bom", "both"])
def test_split__what_may_stand_before(before: str) -> None:
    assert split(before + POST).body == "正文\n"


def test_split__dots_end_a_header() -> None:
    assert split("---\ntitle: a\n...\n正文").body == "正文"


def test_split__bare_document() -> None:
    assert split("正文\n\n---\n\n后文").header is None
    assert split("---\n\n正文\n").header is None
    assert split("---\n# 标题\n\n正文\n").header is None
    assert split("---- 甲\n乙: 丙\n---\n").header is None
    assert split("--- 甲\n乙\n---\n").header is None


def test_split__rule_line_inside_the_body() -> None:
    assert split("---\ntitle: a\n---\n甲\n\n---\n\n乙").body == "甲\n\n---\n\n乙"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("---\ntitle: a\n正文", "closing ---", id="no end"),
        pytest.param("---\n# 注\ntitle: a\n正文", "closing ---", id="no end, a comment first"),
        pytest.param('---\n\n"title": a\n正文', "closing ---", id="no end, a quoted key first"),
        pytest.param("---yaml\ntitle: a\n---\n正文", "alone on its line", id="a word behind the dashes"),
        pytest.param("--- # 注\ntitle: a\n---\n正文", "alone on its line", id="a comment behind the dashes"),
        pytest.param("+++\ntitle = 'a'\n+++\n", "TOML", id="toml"),
        pytest.param(';;;\n{"title": "a"}\n;;;\n', "JSON", id="json"),
        pytest.param('{"title": "a"}\n', "JSON", id="json object"),
    ],
)
def test_split__refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        split(text)


def test_read__values_and_places() -> None:
    header = read_header(split(POST))
    assert header.as_mapping() == {
        "layout": "post",
        "title": "“云岚”公布 年报",
        "date": "2031-03-04 05:06:07 +0800",
        "tags": ["年报", "云岚"],
        "note": "一行\n二行\n",
        "empty": None,
    }
    assert [(item.key, item.line, item.column) for item in header.fields.values()] == [
        ("layout", 3, 9), ("title", 4, 8), ("date", 5, 7), ("tags", 6, 7), ("note", 8, 7), ("empty", 11, 7),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["000001", "600519", "1e5", "on", "no", "12:30", "2031-06-03", "0o7", "1_000", "9" * 5000])
def test_read__text_stays_text(text: str) -> None:
    assert read_header(split(f"---\na: {text}\n---\n")).get("a") == text


@pytest.mark.parametrize(
    ("header", "message", "line"),
    [
        pytest.param("a: 1\na: 2", "each key once", 3, id="duplicate"),
        pytest.param("- 1\n- 2", "key: value", 2, id="list"),
        pytest.param("甲：乙", "key: value", 2, id="full-width colon"),
        pytest.param("a: !!python/object x", "tag", 2, id="tag"),
        pytest.param("a: &x 1\nb: *x", "anchor", 2, id="anchor"),
        pytest.param("a: 1\nb: *x", "anchor", 3, id="alias"),
        pytest.param("title: 快讯: 大涨", "quotes round a value that holds `: `, got 'title: 快讯: 大涨'", 2, id="colon"),
        pytest.param('title: "他说"好"了"', "nothing behind a closing quotation mark", 2, id="quotes"),
        pytest.param("a: 1\n\tb: 2", "blanks and no tab", 3, id="tab"),
        pytest.param("a: @b", "quotes round a value that starts with @", 2, id="at"),
        pytest.param("a: [b", "a closing \\]", 2, id="open list"),
        pytest.param('a: "b', "a closing quotation mark, got 'a: \"b'", 2, id="open quotes"),
        pytest.param("a: 1\nb: '好\nc: 2", 'a closing quotation mark, got "b: \'好"', 3, id="open quotes above other keys"),
        pytest.param("t：好", "a plain colon and a blank", 2, id="full-width colon"),
        pytest.param("a: !好", "quotes round a value that starts with !", 2, id="exclamation mark"),
        pytest.param("a: &好", "quotes round a value that starts with &", 2, id="ampersand"),
        pytest.param('a: "C:\\Users"', "backslash between double quotes written twice", 2, id="path with a capital U"),
        pytest.param("a: {{ site.x }}", "quotes round a value that starts with {", 2, id="liquid"),
        pytest.param("a: 1\n b: 2", "all keys in one column", 3, id="indent"),
        pytest.param("a: [<<]", "quotes round `<<`", 2, id="merge mark"),
        pytest.param('a: "\\新"', "a backslash between double quotes written twice", 2, id="escape"),
        pytest.param("? [a]\n: b", "key of text", 2, id="complex key"),
        pytest.param("a: b\x01c", "control character U\\+0001", 2, id="control"),
        pytest.param("a: " + "[" * 40000, "levels", 2, id="deep flow"),
        pytest.param("a:\n" + "- " * 30000 + "x", "levels", 3, id="deep block"),
        pytest.param("? " * 30000 + "x", "levels", 2, id="deep keys"),
        pytest.param("a: " + "x" * 70000, "at most 65536", 2, id="long"),
    ],
)
def test_read__refused(header: str, message: str, line: int) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_header(split(f"---\n{header}\n---\n"))
    assert caught.value.problem.line == line


def test_write__unchanged_comes_back_byte_for_byte() -> None:
    raw = split(POST)
    assert write(read_header(raw), raw.body) == POST


def test_write__only_the_changed_value_changes() -> None:
    raw = split(POST)
    header = read_header(raw)
    header.set("date", Timestamp("2031-03-04T05:06:07+08:00"))
    header.set("empty", "新: 值")
    header.set("source_url", "https://example.com/")
    header.set("source", "云岚财经")
    expected = POST.replace("date: 2031-03-04 05:06:07 +0800", "date: 2031-03-04T05:06:07+08:00")
    expected = expected.replace("empty:\n", 'empty: "新: 值"\nsource: 云岚财经\nsource_url: https://example.com/\n')
    assert write(header, raw.body) == expected


@pytest.mark.parametrize(
    "value",
    [
        "云岚", "“股王”公布 年报", "a: b", "a #b", "# a", "*ST云岚", "@x", "%5", "`x`", "[快讯] x", "{a", "- a", "? a", "!a", "&a",
        "'a'", '"a"', 'a"b\'c\\d', "a\\", "tab\there", "line\nbreak", " a ", "", "000001", "1e5", "on", "No", "~", "null", "true",
        "12:30", "2031-06-03", "2031-06-03 05:16:54", "0o7", "0x1F", ".inf", "=", "<<", "1,000", "-", ":", "a:", "😀", "\u2028x", "\x85",
    ],
)  # fmt: skip
def test_dump__reads_back_as_the_same_text(value: str) -> None:
    text = f"k: {dump_value(value)}\n"
    assert yaml.safe_load(text) == {"k": value}
    assert yaml.safe_load(f"k: {dump_value([value])}\n") == {"k": [value]}
    assert yaml.safe_load(f"k: {dump_value({value: value})}\n") == {"k": {value: value}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031-03-04 05:06:07 +0800", "2031-03-04T05:06:07+08:00"),
        ("2031-03-04T05:06:07Z", "2031-03-04T05:06:07Z"),
        ("2031-03-04 05:06", "2031-03-04T05:06:00+08:00"),
        ("2031-03-04 05:06:07 +08", "2031-03-04T05:06:07+08:00"),
        ("2031-03-04 05:06:07 -5", "2031-03-04T05:06:07-05:00"),
        ("2031-03-04 05:06:07 +8:30", "2031-03-04T05:06:07+08:30"),
        ("2031-03-04 05:06:07 UTC", "2031-03-04T05:06:07+00:00"),
        ("2031-03-04 05:06:07 +0800 CST", "2031-03-04T05:06:07+08:00"),
        ("2031年3月4日 05时06分", "2031-03-04T05:06:00+08:00"),
        ("2031年3月4日 05时06分07秒", "2031-03-04T05:06:07+08:00"),
        ("2031-03-04 05：06", "2031-03-04T05:06:00+08:00"),
        ("Tue, 04 Mar 2031 05:06:07 +0800", "2031-03-04T05:06:07+08:00"),
        ("1930000000", "2031-02-28T07:06:40+08:00"),
        ("5:06", None),
        ("", None),
    ],
)
def test_date__forms(text: str, expected: str | None) -> None:
    assert to_rfc3339(text, "Asia/Shanghai") == expected


def test_date__impossible_and_unknown_zone() -> None:
    with pytest.raises(ValueError, match="month"):
        to_rfc3339("2031-13-01", "Asia/Shanghai")
    with pytest.raises(SettingsError, match="timezone"):
        to_rfc3339("2031-03-01", "Asia/Nowhere")
    assert to_rfc3339("2031-03-01", "-03:30") == "2031-03-01T00:00:00-03:30"


def test_date__from_name() -> None:
    zone = "Asia/Shanghai"
    assert from_name("2031-03-04-203103041234567890.md", zone) == "2031-03-04T00:00:00+08:00"
    assert from_name("-203103041234567890.md", zone) == "2031-03-04T00:00:00+08:00"
    assert from_name("NW203103041234567890.md", zone) == "2031-03-04T00:00:00+08:00"
    assert from_name("notes.md", zone) is None
    assert from_name("-203113041234567890.md", zone) is None


def test_missing_date__is_inferred_and_reported() -> None:
    result = clean('---\ntitle: "甲"\ndate:  +0800\n---\n正文\n', name="posts/-203103041234567890.md")
    assert result.text == '---\ntitle: "甲"\ndate: 2031-03-04T00:00:00+08:00\n---\n正文\n'
    assert [(problem.code, problem.severity, problem.line) for problem in result.problems] == [("HEAD02", Severity.WARNING, 3)]


def test_empty_title__is_an_error_with_its_line() -> None:
    result = clean('---\ntitle: ""\ndate: 2031-03-04\n---\n正文\n')
    assert not result.is_valid
    assert [(p.code, p.line, p.message) for p in result.problems if p.severity is Severity.ERROR] == [
        ("HEAD05", 2, "title: expected a non-empty line of text, got ''")
    ]


def test_missing_keys__are_errors() -> None:
    result = clean("---\nlayout: post\n---\n正文\n")
    assert {problem.message for problem in result.problems} == {
        "title: expected a non-empty line of text, got no such key",
        "date: expected a date and time with offset, like 2022-06-03T05:16:54+08:00, got no such key",
    }


def test_schema__a_users_own() -> None:
    schema = '{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}'
    settings = Settings(schema=schema)
    assert clean("---\nn: 12\n---\n", settings).is_valid
    assert not clean("---\nn: '12'\n---\n", settings).is_valid
    assert not clean("---\nm: 12\n---\n", settings).is_valid
    with pytest.raises(SettingsError, match="JSON Schema"):
        clean("---\nn: 12\n---\n", Settings(schema="{"))


@pytest.mark.parametrize(
    ("rule", "header", "told"),
    [
        ('{"properties": {"n": {"type": "integer"}}}', "n: abc", ("n: expected a whole number, got abc", 2, 4)),
        ('{"properties": {"n": {"enum": ["甲", 2]}}}', "n: 3", ("n: expected one of \"甲\", 2, got 3", 2, 4)),
        ('{"properties": {"n": {"type": "integer", "description": "a price"}}}', "n: x", ("n: expected a price, got x", 2, 4)),
        ('{"additionalProperties": false}', "a: 1", ("a: expected no such key, got 1", 2, 4)),
        ('{"required": ["价"]}', "a: 1", ("价: expected a value, got no such key", 1, 1)),
        ('{"properties": {"n": {"items": {"type": "integer"}}}}', "n: [1, x]", ("n: expected a whole number at n[1], got [1, x]", 2, 4)),
        ('{"properties": {"n": {"minimum": 3}}}', "n: 2", None),
        ('{"properties": {"n": {"type": "integer", "minimum": 3}}}', "n: 2", ("n: expected at least 3, got 2", 2, 4)),
        ('{"properties": {"n": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}}', "n: x", ("n: expected a whole number or nothing, got x", 2, 4)),
        ('{"properties": {"n": false}}', "n: x", ("n: expected no such key, got x", 2, 4)),
        ('{"properties": {"a": {}}, "additionalProperties": false}', "n: x", ("n: expected no such key, got x", 2, 4)),
        ('{"minProperties": 2}', "n: x", ("front matter: expected at least 2 keys", 1, 1)),
    ],
)  # fmt: skip
def test_schema__says_it_in_plain_words(rule: str, header: str, told: tuple[str, int, int] | None) -> None:
    problems = clean(f"---\n{header}\n---\n", Settings(schema=rule, preset="plain")).problems
    assert [(p.message, p.line, p.column) for p in problems] == ([told] if told else [])


@pytest.mark.parametrize(
    ("header", "valid"),
    [("n: [1, 2]", True), ('n: ["1"]', False), ("n:\n- 1\n- a", False), ("m: {s: 1, i: 2}", True), ('m: {s: 1, i: "2"}', False)],
)
def test_schema__plain_scalars_inside_lists_and_mappings_may_be_numbers(header: str, valid: bool) -> None:
    schema = """{"properties": {
        "n": {"type": "array", "items": {"type": "integer"}},
        "m": {"type": "object", "properties": {"s": {"type": "string"}, "i": {"type": "integer"}}}
    }}"""
    assert clean(f"---\n{header}\n---\n", Settings(schema=schema, preset="plain")).is_valid is valid


@pytest.mark.parametrize("key", ["layout", "categories", "tags", "source", "source_url", "description", "lang", "securities"])
def test_schema__an_optional_key_may_be_empty(key: str) -> None:
    assert clean(f"---\ntitle: 云岚\ndate: 2031-03-04T05:06:07+08:00\n{key}:\n---\n正文\n").is_valid


def test_schema__counts_what_newsclean_writes() -> None:
    schema = '{"additionalProperties": false, "properties": {"title": {}, "date": {"pattern": "^....-..-..$"}}}'
    result = clean("---\ntitle: 云\ndate: 2031-03-04\n---\n<p>甲</p><p>（文章来源：云报）</p>\n", Settings(schema=schema))
    assert [p.message for p in result.problems if p.code == "HEAD05"] == [
        "source: expected no such key, got '云报', as newsclean writes it",
        "date: expected text that matches ^....-..-..$, got 2031-03-04T00:00:00+08:00, as newsclean writes it",
    ]


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        ('{"const": 5}', '"5"', "n: expected 5, got '5'"),
        ('{"type": "integer"}', '"5"', "n: expected a whole number, got '5'"),
        ('{"type": "boolean"}', '"true"', "n: expected true or false, got 'true'"),
        ('{"type": "string", "pattern": "^.{6}$"}', "60051", "n: expected text that matches ^.{6}$, got 60051"),
        ('{"format": "date"}', "2031-02-30", "n: expected text in the format date, got 2031-02-30"),
    ],
)
def test_schema__numbers_can_be_told_from_text(rule: str, value: str, message: str) -> None:
    problems = clean(f"---\nn: {value}\n---\n", Settings(schema=f'{{"properties": {{"n": {rule}}}}}', preset="plain")).problems
    assert [p.message for p in problems] == [message]


def test_schema__choices_at_the_root_see_numbers() -> None:
    schema = '{"anyOf": [{"properties": {"k": {"type": "integer"}}, "required": ["k"]}, {"required": ["j"]}]}'
    assert clean("---\nk: 5\n---\n", Settings(schema=schema, preset="plain")).is_valid
    assert not clean("---\nk: x\n---\n", Settings(schema=schema, preset="plain")).is_valid


def test_schema__too_deep_to_read() -> None:
    with pytest.raises(SettingsError, match="JSON Schema"):
        clean("---\nn: 1\n---\n", Settings(schema="[" * 100_000))


def test_required_front_matter() -> None:
    with pytest.raises(InputError, match="--- line at the top"):
        clean("正文", Settings(require_front_matter=True))


def test_title__gets_the_text_rules_and_keeps_its_blanks() -> None:
    result = clean('---\ntitle: "“扫货” 大行情,要来? 云岚(0999)跟进"\ndate: 2031-03-04T00:00:00+08:00\n---\n')
    assert 'title: "“扫货” 大行情，要来？ 云岚（0999）跟进"\n' in result.text


@pytest.mark.parametrize(
    "body", ["---\n\n文\n\n---", "---\na: b\n---\n文", "+++\n文", '{"a": 1}'], ids=["rules", "header", "toml", "json"]
)
def test_bare_document__does_not_begin_with_what_is_read_as_a_header(body: str) -> None:
    once = clean(f"<p hidden></p>\n\n{body}", Settings(origin="scraped")).text
    assert once == f"<!-- -->\n\n{body}\n"
    assert clean(once).text == once


@pytest.mark.parametrize(
    ("given", "out"),
    [("! '甲 乙'", "! '甲 乙'"), ("! '甲,乙'", "'甲，乙'"), ('! "甲"', '! "甲"')],
)
def test_non_specific_tag__before_a_quoted_scalar_says_nothing(given: str, out: str) -> None:
    """YAML 1.2, 6.8.2; Jekyll's importers write it."""
    result = clean(f"---\ntitle: {given}\ndate: 2031-03-04T00:00:00+08:00\n---\n")
    assert f"title: {out}\n" in result.text
    assert clean(result.text).text == result.text


@pytest.mark.parametrize("given", ["! 甲", "!str '甲'", "!!str '甲'", "!!python/object:os.system x"])
def test_tag__of_any_other_kind_is_an_error(given: str) -> None:
    with pytest.raises(InputError, match="got the tag"):
        clean(f"---\ntitle: {given}\n---\n")
