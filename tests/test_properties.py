"""What has to hold for every post there could be."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclean import Settings, punctuate, to_markdown
from newsclean.header.frontmatter import split, write
from newsclean.header.yaml_reader import read_header
from tests.fuzz import HEADER, PIECES, fault_of
from tests.tally import Tally

from .strangers import clean

# The same examples in every run: a find of chance belongs in a case, not in somebody's CI.
settings.register_profile("newsclean", derandomize=True, deadline=None)
settings.load_profile("newsclean")
SLOW = settings(suppress_health_check=[HealthCheck.too_slow])

words = st.sampled_from(
    ["云岚", "增长", "2031", "12.5%", "1,000", "AI", "U.S.", "*ST星野", "300999.SZ", "https://example.com/a,b", "f(x)", "“", "”", "《", "》"]
)  # fmt: skip
marks = st.sampled_from(
    [",", ".", ":", ";", "?", "!", "(", ")", "，", "。", " ", "\u3000", "\u200b", "、", "……", "-", "*", "_", "`", "<", "&"]
)
chinese = st.lists(st.one_of(words, marks), min_size=1, max_size=12).map("".join)
tags = st.sampled_from(
    ["p", "strong", "em", "span", "div", "a", "li", "ul", "table", "td", "tr", "blockquote", "h2", "del", "sub", "br", "font"]
)
markdown_starts = st.sampled_from(["", "# ", "> ", "- ", "1. ", "    ", "| ", "```\n", "***\n", "[a]: /b\n"])


@st.composite
def html(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 8))):
        tag, text = draw(tags), draw(chinese)
        opened = draw(st.booleans())
        parts.append(f"<{tag}>{text}" + (f"</{tag}>" if opened else ""))
    return draw(st.sampled_from(["", "\n", "\n\n"])).join(parts)


bodies = st.lists(st.one_of(html(), st.tuples(markdown_starts, chinese).map("".join), chinese), max_size=5).map("\n\n".join)


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text))


@SLOW
@given(bodies)
def test_clean__never_crashes_and_is_stable(body: str) -> None:
    once = clean(HEADER + body)
    assert once.is_valid
    assert clean(once.text).text == once.text


# Tags that start and end without any order, as scraped pages hold them: `<b><div>甲</b>乙</div>`.
crosswise = st.lists(
    st.one_of(st.sampled_from("甲乙丙丁戊己庚辛"), st.tuples(st.sampled_from(["<", "</"]), tags, st.just(">")).map("".join)),
    max_size=14,
).map("".join)


@SLOW
@given(crosswise)
def test_clean__takes_tags_in_any_order(body: str) -> None:
    once = clean(HEADER + body)
    assert clean(once.text).text == once.text
    assert letters(without_tags(once.text)) == letters(without_tags(HEADER + body))


def test_clean__pieces_of_every_kind() -> None:
    tally = Tally()

    @settings(parent=SLOW, max_examples=400)
    @given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
    def take(body: str) -> None:
        assert fault_of(body) == ""
        tally.clean(HEADER + body)

    take()
    tally.check(invalid=0.2)


def test_clean__any_text_at_all() -> None:
    tally = Tally()

    @SLOW
    @given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=200))
    def take(text: str) -> None:
        if (once := tally.clean(text)) is not None:
            assert clean(once.text).text == once.text

    take()
    tally.check(invalid=0.02, refused=0.02)


@SLOW
@given(html())
def test_to_markdown__never_crashes(fragment: str) -> None:
    to_markdown(fragment)


# A key once, and a value that needs no quoting.
keys = st.from_regex(r"\A[a-z][a-z_]{0,8}\Z")
values = st.from_regex(r"\A[a-z云岚增长][a-z0-9云岚增长 ]{0,12}\Z").map(str.strip)


@given(st.dictionaries(keys, values, max_size=4), st.text())
def test_split_and_write__give_back_every_character(fields: dict[str, str], body: str) -> None:
    header = "".join(f"{key}: {value}\n" for key, value in fields.items())
    raw = split(f"---\n{header}---\n{body}")
    assert (raw.header, raw.body) == (header, body)
    assert write(read_header(raw), body) == f"---\n{header}---\n{body}"


def without_tags(text: str) -> str:
    return re.sub(r"</?[a-z0-9]+[^<>]*>", "", text)


def edited(text: str) -> str:
    return punctuate(text).text


@given(chinese)
def test_text_rules__stable_and_no_letter_changes(text: str) -> None:
    once = edited(text)
    assert edited(once) == once
    assert letters(once) == letters(text)


@given(chinese, st.data())
def test_text_rules__inline_tags_make_no_difference(text: str, data: st.DataObject) -> None:
    text = re.sub(r"[<&]|https://example.com", "", text).strip(" \u3000\u200b") or "云"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    tagged = "".join(f"<sub>{piece}</sub>" if index % 2 else piece for index, piece in enumerate(pieces))
    plain = clean(HEADER + f"<p>{text}</p>").text
    result = clean(HEADER + f"<p>{tagged}</p>").text
    assert re.sub(r"</?sub>|\\|\s", "", result) == re.sub(r"\\|\s", "", plain)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("用<video>播放，正文很重要。", "用\\<video>播放，正文很重要。\n"),
        ("用<template>做模板，正文很重要。", "用\\<template>做模板，正文很重要。\n"),
        ("标签<html>与<head>很重要", "标签与很重要\n"),
        ("正文 <body> 文", "正文 文\n"),
        ("<pre><p>a\nb</p></pre>", "\n~~~\na\nb\n~~~\n"),
        ("<pre><code><div>a</div><div>b</div></code></pre>", "\n~~~\na\nb\n~~~\n"),
        (
            "<table><form><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></form></table>",
            "\n|  |  |\n| --- | --- |\n| 甲 | 乙 |\n| 1 | 2 |\n",
        ),
        ("市盈率\n: 12倍\n\n: 二,好", "市盈率\n: 12倍\n\n: 二,好\n"),
    ],
)
def test_words__stay_whatever_tag_they_name(body: str, expected: str) -> None:
    result = clean(HEADER + body)
    assert split(result.text).body == expected
    assert clean(result.text).text == result.text


def test_element_that_hides_what_follows__is_an_error_when_nothing_ends_it() -> None:
    for name in ("video", "audio", "canvas", "object", "template", "select"):
        assert not clean(f"{HEADER}<p>开头。</p><{name}><p>正文很重要。</p>").is_valid
        assert clean(f"{HEADER}<p>开头。</p><{name}></{name}><p>正文很重要。</p>").is_valid


def test_post_that_needs_a_second_pass__is_cleaned_until_nothing_changes_and_all_of_it_is_reported() -> None:
    result = clean(HEADER + "<blockquote>云\n...\n\x85")
    assert result.text.endswith("> 云……\n")
    assert [(each.code, each.line) for each in result.ledger] == [("TEXT01", 7), ("TEXT24", 0), ("TEXT40", 0)]
    assert [(each.code, each.line) for each in result.problems] == [("TEXT24", 0), ("TEXT40", 0), ("READ01", 5), ("TEXT01", 7)]


@pytest.mark.parametrize(
    "body",
    [
        "a {{ content | split: '</div>' | first }} b\n",
        "{% include card-start.html %}text</div>\n",
        "{{ x | prepend: '<b>' }} y\n",
        "a <b>b\n{: .x}\n",
        "$$\na <b> c\n$$\n",
        "term <b>x\n: def\n",
        "甲 *ST\\_x   乙 {{ y }}\n",
    ],
)
def test_kept_line__comes_back_byte_for_byte(body: str) -> None:
    assert clean(HEADER + body).text == HEADER + body


def test_footnote_beside_liquid__is_no_error_where_liquid_is_escaped() -> None:
    assert clean(HEADER + "甲[^1]{{ x }}\n\n[^1]: 乙\n", Settings(liquid="escape")).is_valid


@pytest.mark.parametrize(
    "gone",
    [
        "<!-- EM_StockImg_Start -->x<!-- EM_StockImg_End -->",
        '<!-- EM_StockImg_Start --><img src="x"><!-- EM_StockImg_End -->',
        '<span class="em_ad">x</span>',
        '<span hidden><img src="a.png"></span>',
        '<img src="">',
        '<img src="x" width="1" height="1">',
        '<img src="javascript:x">',
        "<b> </b>",
    ],
)
@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("<p>甲 {} ，乙</p>", "\n甲，乙\n"),
        ("<p>甲 {} : 乙</p>", "\n甲：乙\n"),
        ("甲 {} ,乙\n", "甲，乙\n"),
        ("甲\t{}\t,乙\n", "甲，乙\n"),
        ("- 甲 {} :\n", "- 甲：\n"),
    ],
)
def test_blanks_round_what_goes__are_one_blank(gone: str, frame: str, expected: str) -> None:
    once = clean(HEADER + frame.replace("{}", gone))
    assert split(once.text).body == expected
    assert clean(once.text).text == once.text
