"""Hostile input: a correct result or a clear refusal, with work that grows with the size and no faster.

Work is counted in calls of Python functions, which no busy machine changes; what C code does is seen as far as it calls back.
For the rest, eight times as much has to be nearer to eight times the work than to its square, by a factor of three.
"""

from __future__ import annotations

import cProfile
import time

import pytest

from newsclean import InputError, clean, punctuate, to_markdown

HEADER = "---\ntitle: 标题\ndate: 2031-01-02T03:04:05+08:00\n---\n"
OFF, ON = "<!-- newsclean: off -->", "<!-- newsclean: on -->"
ANNOTATION = '<span id="Info.1"><a class="keytip" data-code="0,300999" href="http://q.example/">云岚</a></span>'

# What is repeated: as often as the number says, then twice as often.
KINDS = {
    "div": ("<div>", 3000),
    "nested inline": ("<strong>", 3000),
    "nested lists": ("<ul><li>", 3000),
    "nested tables": ("<table><tr><td>", 1500),
    "nested quotes": ("<blockquote>", 3000),
    "open paragraphs": ("<p>云岚", 1500),
    "crossed tags": ("<b><i>云</b></i>", 800),
    "ends in a cell": ("<b><td></b>云", 800),
    "ends that end nothing": ("<div></p>云", 800),
    "ends over blocks": ("<b><div>云</b>", 800),
    "ends without starts": ("</div></b>", 3000),
    "annotations": (ANNOTATION, 400),
    "entities": ("&amp;&#65;&copy;", 1500),
    "open comments": ("<!-- ", 3000),
    "open cdata": ("<![CDATA[", 500),
    "open quotes in tags": ('<a href="', 3000),
    "less than": ("1<2 ", 2000),
    "breaks": ("云<br>", 1500),
    "items without a list": ("<li>云", 800),
    "cells without a table": ("<td>云", 800),
    "blanks": (" \u3000", 20_000),
    "newlines": ("\n", 20_000),
    "quote marks": ("> ", 60),
    "stars": ("*", 3000),
    "stars and words": ("*云", 1000),
    "underscores": ("_a", 1500),
    "brackets": ("[", 2000),
    "links": ("[云](/a)", 500),
    "images": ("![云](a.png)", 500),
    "backticks": ("` ", 2000),
    "tildes": ("~~云", 800),
    "backslashes": ("\\", 5000),
    "liquid": ("{{ x }}{% y %}", 800),
    "open liquid": ("{% raw %}", 1500),
    "rows": ("| a | b |\n|---|---|\n", 300),
    "references": ("[a]: /b\n", 800),
    "footnotes": ("[^1]", 1000),
    "exemptions": (f"{OFF}\n\n云\n\n{ON}\n\n", 200),
    "exemptions in html": (f"<p>云</p>\n{OFF}\n<p>岚</p>\n{ON}\n", 200),
    "exemptions in an open element": (f"{OFF}\n<p>云\n{ON}\n", 400),
    "open exemptions": (f"{OFF}\n\n云\n\n", 300),
    "source lines": ("（文章来源：云岚财经）\n\n", 300),
    "navigation": ("[返回首页](../)\n\n", 300),
    "empty tables": ("<table><tr><td></td></tr></table>云", 300),
    "pre": ("<pre>云<p>岚", 500),
    **{f"mark {mark}": (mark, 3000) for mark in ",.:;?!()\"'“”‘’《》（）、。…—-~·"},
}


def calls_of(body: str) -> int:
    profile = cProfile.Profile()
    profile.runcall(clean, HEADER + body)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    ("piece", "count"), [value for value in KINDS.values() if value[0]], ids=[k for k, v in KINDS.items() if v[0]]
)
def test_growth__twice_the_input_is_twice_the_work(piece: str, count: int) -> None:
    once, twice = calls_of(piece * count), calls_of(piece * 2 * count)
    assert twice < 2.6 * once + 20_000


def seconds_of(body: str) -> float:
    start = time.process_time()
    clean(HEADER + body)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("before", "piece", "count"),
    [
        ("甲，", "{{ x", 2500),
        ("甲，", "{: x", 1000),
        ("", "{%raw ", 2000),
        ("{% raw %}\n\n", "{%endraw ", 3000),
        ("", "<!-- c -->\n\n甲\n\n<p>乙</p>\n\n", 150),
        ("甲[^1]", "<tr>”&", 150),
        ("<div>\n", "<!-- a\n", 3000),
        ("", "www.a\\", 2000),
        ("~~~ a b\n", "<x", 8000),
        ("", "- 甲 <b\n", 60),
        ("", "{: a\n\n", 300),
        ("甲\n\n", '<div markdown="1">\n甲\n', 150),
        ("甲", "<code>a</code>,", 400),
        ("甲\n\n", "<p>甲,\n乙</p>\n\n", 150),
        ("", "<div>甲\n<b>乙</b>\n\n", 150),
    ],
)
def test_growth__of_what_c_code_does(before: str, piece: str, count: int) -> None:
    once = min(seconds_of(before + piece * count) for _ in range(3))
    assert seconds_of(before + piece * 8 * count) < 24 * once + 0.3


def test_header__over_the_limit_is_refused_before_anything_is_mended() -> None:
    text = "---\ntitle: 标题\n" + "".join(f"k{number}: v\n" for number in range(100_000)) + "---\n云\n"

    def refuse() -> None:
        with pytest.raises(InputError, match="at most"):
            clean(text)

    profile = cProfile.Profile()
    profile.runcall(refuse)
    calls = sum(entry.callcount for entry in profile.getstats())
    assert calls < 300_000, calls  # two a line, to find where the header ends


def test_growth__many_attributes() -> None:
    def tag(count: int) -> str:
        return "<p " + " ".join(f"a{number}=1" for number in range(count)) + ">云</p>"

    assert calls_of(tag(20_000)) < 2.6 * calls_of(tag(10_000)) + 20_000


@pytest.mark.parametrize(
    ("name", "levels"),
    [("strong", 100_000), ("span", 100_000), ("p", 100_000)]
    + [(name, 10_000) for name in ("div", "ul><li", "blockquote", "table><tr><td", "a", "h2", "font", "pre", "sub", "section")],
)
def test_depth__is_no_matter(name: str, levels: int) -> None:
    text = f"<{name}>" * levels + "云岚"
    result = clean(HEADER + text)
    assert result.is_valid
    assert result.text.count("云岚") == 1
    assert "云岚" in to_markdown(text)


@pytest.mark.parametrize(
    "header",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "a: " + "[" * 5000 + "\n",
        "a: " + "{a: " * 5000 + "\n",
        "? " * 5000 + "\n",
        "a: !!python/object/apply:os.system [id]\n",
        "a: !!binary x\n",
    ],
)
def test_header__bombs_and_tags_are_refused(header: str) -> None:
    with pytest.raises(InputError):
        clean(f"---\ntitle: 标题\n{header}---\n云\n")


def test_header__of_many_keys_grows_with_them() -> None:
    def calls(count: int) -> int:
        profile = cProfile.Profile()
        keys = "".join(f"key{number}: 云 {number}\n" for number in range(count))
        profile.runcall(clean, f"---\ntitle: 标题\ndate: 2031-01-02\n{keys}---\n云\n")
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(2000) < 2.6 * calls(1000) + 20_000


def test_one_line_of_a_megabyte__comes_through() -> None:
    text = ("云岚科技3月4日晚间公布年报,公司去年实现营业收入12.5亿元。" * 30_000)[:1_000_000]
    assert clean(HEADER + f"<p>{text}</p>").text.count("云岚科技") == text.count("云岚科技")
    assert punctuate(text).text.count("，") == text.count(",")
