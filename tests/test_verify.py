"""The proof itself: planted damages are caught, harmless rewrites pass, and a parser's own loss proves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsclean import Settings, Severity, VerifyError, pipeline
from newsclean.writer.body import Part, Written

from .strangers import clean

POST = """---
title: 年报
date: 2031-03-04T05:06:07+08:00
---
<p>云岚科技(300999)今日<strong>公布年报</strong>，<em>净利</em>增长<b>12.5%</b>至 3 亿元。</p>
<p>参见<a href="https://example.com/a.html">公告全文</a>与 Level Two 报告，<del>旧价</del>新价。</p>
<p>第一行<br>第二行，H<sub>2</sub>O 与 m<sup>2</sup>，符号 &lt;b&gt; 在此。</p>
<h2>经营情况</h2>
<ul><li>甲项<ul><li>甲一</li><li>甲二</li></ul></li><li>乙项</li></ul>
<ol><li>首先</li><li>其次</li></ol>
<table><tr><th>项目</th><th>数值</th></tr><tr><td>营收</td><td>5</td></tr><tr><td>净利</td><td>1</td></tr></table>
<blockquote><p>引文一</p><p>引文二</p></blockquote>
<p><img src="https://img.example.com/a.png" alt="走势"></p>
<p>执行<code>run</code>命令：</p>
<pre><code>a = 1
b = 2</code></pre>
<hr>
<p>*ST星野与*ST云岚复牌。</p>
<p>结尾一段。</p>
"""

WRITTEN = clean(POST).text


def rewritten(written: Written, old: str, new: str) -> Written:
    """Give what was written with `old` replaced by `new`, in the block that holds it."""
    assert written.text.count(old) == 1, old
    parts = tuple(part._replace(text=part.text.replace(old, new)) for part in written.parts)
    return written._replace(text=written.text.replace(old, new), parts=parts)


def plant(monkeypatch: pytest.MonkeyPatch, change: Callable[[Written], Written]) -> None:
    original = pipeline.write_body
    monkeypatch.setattr(pipeline, "write_body", lambda tree: change(original(tree)))


DAMAGES = {
    "a lost character": ("今日", "今"),
    "a doubled character": ("今日", "今今日"),
    "another character": ("亿元", "万元"),
    "two characters swapped": ("今日", "日今"),
    "a lost number": ("12.5%", "1.5%"),
    "a mark of another width": ("，*净利*", ",*净利*"),
    "a mark lost": ("3 亿元。", "3 亿元"),
    "an edit undone": ("（300999）", "(300999)"),
    "a blank between words lost": ("Level Two", "LevelTwo"),
    "a blank added": ("新价", "新 价"),
    "a blank moved": ("至 3 亿元", "至3  亿元"),
    "a paragraph lost": ("结尾一段。", ""),
    "a paragraph twice": ("结尾一段。", "结尾一段。\n\n结尾一段。"),
    "a paragraph split": ("复牌。", "\n\n复牌。"),
    "two paragraphs joined": ("引文一\n>\n> 引文二", "引文一引文二"),
    "strong lost": ("**公布年报**", "公布年报"),
    "strong moved": ("**公布年报**", "公**布年报**"),
    "strong made em": ("**公布年报**", "*公布年报*"),
    "strong that no renderer reads": ("**公布年报**", "** 公布年报 **"),
    "em lost": ("*净利*", "净利"),
    "del lost": ("<del>旧价</del>", "旧价"),
    "sub lost": ("H<sub>2</sub>O", "H2O"),
    "sup made sub": ("m<sup>2</sup>", "m<sub>2</sub>"),
    "a link dropped": ("[公告全文](https://example.com/a.html)", "公告全文"),
    "a link that leads elsewhere": ("/a.html", "/b.html"),
    "a link over other words": ("参见[公告全文]", "[参见公告全文]"),
    "a broken link": ("全文](https://example.com/a.html)", "全文] (https://example.com/a.html)"),
    "an image lost": ("![走势](https://img.example.com/a.png)", ""),
    "an image that is another": ("img.example.com/a.png", "img.example.com/b.png"),
    "an image's description lost": ("![走势]", "![]"),
    "a break lost": ("第一行<br>\n第二行", "第一行第二行"),
    "a tag come alive": ("\\<b>", "<b>"),
    "a heading made text": ("## 经营情况", "经营情况"),
    "a heading of another level": ("## 经营情况", "### 经营情况"),
    "an item lost": ("\n- 乙项", ""),
    "two items joined": ("\n- 乙项", "乙项"),
    "a nested list made flat": ("  - 甲一\n  - 甲二", "- 甲一\n- 甲二"),
    "a numbered list made plain": ("1. 首先\n2. 其次", "- 首先\n- 其次"),
    "a list that starts elsewhere": ("1. 首先\n2. 其次", "3. 首先\n4. 其次"),
    "a cell lost": ("| 营收 | 5 |", "| 营收 |  |"),
    "two cells swapped": ("| 营收 | 5 |", "| 5 | 营收 |"),
    "two cells joined": ("| 营收 | 5 |", "| 营收5 |  |"),
    "a row lost": ("| 净利 | 1 |", ""),
    "a table made text": ("| --- | --- |\n", ""),
    "a quotation made text": ("> 引文一\n>\n> 引文二", "引文一\n\n引文二"),
    "a quotation in a quotation": ("> 引文二", "> > 引文二"),
    "code made text": ("`run`", "run"),
    "a line of code lost": ("a = 1\nb = 2", "a = 1"),
    "lines of code joined": ("a = 1\nb = 2", "a = 1 b = 2"),
    "code that is another": ("a = 1", "a = 2"),
    "a rule lost": ("***", ""),
    "a star that makes emphasis": ("\\*ST星野与\\*ST云岚", "*ST星野与*ST云岚"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage__is_caught(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, lambda written: rewritten(written, old, new))
    with pytest.raises(VerifyError):
        clean(POST)
    assert clean(POST, Settings(verify=False)).text == WRITTEN.replace(old, new)


def swapped(written: Written) -> Written:
    """Swap the last two paragraphs."""
    *others, first, second = written.parts
    return written._replace(text=written.text.replace(f"{first.text}\n\n{second.text}", f"{second.text}\n\n{first.text}"),
                   parts=(*others, Part(second.text, "p", element=first.element), Part(first.text, "p", element=second.element)))  # fmt: skip


def test_damage__paragraphs_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, swapped)
    with pytest.raises(VerifyError):
        clean(POST)


HARMLESS = {
    "strong as a tag": ("**公布年报**", "<strong>公布年报</strong>"),
    "strong with underscores": ("今日**公布年报**，", "今日<strong>公布年报</strong>，"),
    "em as a tag": ("*净利*", "<em>净利</em>"),
    "del with tildes": ("<del>旧价</del>", "~~旧价~~"),
    "a hard break of blanks": ("<br>\n", "  \n"),
    "a hard break of a backslash": ("<br>\n", "\\\n"),
    "a break without a newline": ("<br>\n", "<br>"),
    "a wrapped line": ("至 3 亿元", "至\n3 亿元"),
    "more blanks": ("至 3 亿元", "至  3 亿元"),
    "a mark as a reference": ("复牌。", "复牌&#12290;"),
    "a letter as a reference": ("今日", "&#20170;日"),
    "a target in brackets": ("(https://example.com/a.html)", "(<https://example.com/a.html>)"),
    "a link with a title": ("/a.html)", '/a.html "全文")'),
    "a closed heading": ("## 经营情况", "## 经营情况 ##"),
    "an underlined heading": ("## 经营情况", "经营情况\n---"),
    "other bullets": ("- 甲项\n  - 甲一\n  - 甲二\n- 乙项", "* 甲项\n  + 甲一\n  + 甲二\n* 乙项"),
    "wider indents": ("  - 甲一\n  - 甲二", "    - 甲一\n    - 甲二"),
    "a loose list": ("1. 首先\n2. 其次", "1. 首先\n\n2. 其次"),
    "numbers that repeat": ("2. 其次", "1. 其次"),
    "numbers with brackets": ("1. 首先\n2. 其次", "1) 首先\n2) 其次"),
    "a table without outer pipes": ("| 营收 | 5 |", "营收 | 5"),
    "a padded table": ("| 净利 | 1 |", "|  净利   |   1   |"),
    "a quotation without blanks": ("> 引文一\n>\n> 引文二", ">引文一\n>\n>引文二"),
    "backtick fences": ("~~~\na = 1\nb = 2\n~~~", "```\na = 1\nb = 2\n```"),
    "indented code": ("~~~\na = 1\nb = 2\n~~~", "    a = 1\n    b = 2"),
    "another rule": ("***", "- - -"),
    "a character that nobody sees": ("结尾", "结\u200b尾"),
    "more blank lines": ("\n\n结尾", "\n\n\n\n结尾"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS.keys())
def test_harmless_rewrite__passes(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, lambda written: rewritten(written, old, new))
    assert clean(POST).text == WRITTEN.replace(old, new)


def test_counts__enough_of_both() -> None:
    assert len(DAMAGES) >= 30
    assert len(HARMLESS) >= 20


KEPT_MARKDOWN = """---
title: 年报
date: 2031-03-04T05:06:07+08:00
---
前言**粗体**与[链接](https://example.com/a)，`码`。

* 甲
* 乙

> 引文

```python
a = 1
  b = 2
```

| 甲 | 乙 |
|---|---|
| 1 | 2 |

## 标题

甲\x20\x20
乙
"""

KEPT_DAMAGES = {
    "strong lost": ("**粗体**", "粗体"),
    "a link that leads elsewhere": ("/a)", "/b)"),
    "code made text": ("`码`", "码"),
    "items nested": ("* 乙", "  * 乙"),
    "a list made numbered": ("* 甲\n* 乙", "1. 甲\n2. 乙"),
    "a quotation lost": ("> 引文", "引文"),
    "a fence lost": ("```python\na = 1\n  b = 2\n```", "a = 1\n  b = 2"),
    "an indent lost": ("  b = 2", "b = 2"),
    "cells swapped": ("| 1 | 2 |", "| 2 | 1 |"),
    "a heading of another level": ("## 标题", "### 标题"),
    "a break made a paragraph": ("甲  \n乙", "甲\n\n乙"),
}


@pytest.mark.parametrize(("old", "new"), KEPT_DAMAGES.values(), ids=KEPT_DAMAGES.keys())
def test_damage_of_kept_markdown__is_caught(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clean(KEPT_MARKDOWN).text == KEPT_MARKDOWN
    plant(monkeypatch, lambda written: rewritten(written, old, new))
    with pytest.raises(VerifyError):
        clean(KEPT_MARKDOWN)


HEADER = "---\ntitle: 年报\ndate: 2031-03-04T05:06:07+08:00\n---\n"

SWALLOWED = {
    "an open script": ("<p>甲</p><script>\n<p>乙</p>", "READ01"),
    "an open style": ("<p>甲</p><style>\n<p>乙</p>", "READ01"),
    "an open comment": ("<p>甲</p><!-- 乙 <p>丙</p>", "READ01"),
    "an open title": ("<p>甲</p><title>乙<p>丙</p>", "READ01"),
    "an open textarea": ("<p>甲</p><textarea>乙<p>丙</p>", "READ01"),
    "an open hidden element": ('<p>甲</p><div style="display:none"><p>乙</p>', "READ01"),
    "a long hidden text": (f"<p>甲</p><div hidden>{'乙' * 300}</div>", "HTML03"),
}


@pytest.mark.parametrize(("body", "code"), SWALLOWED.values(), ids=SWALLOWED.keys())
def test_swallowed_article__is_an_error(body: str, code: str) -> None:
    result = clean(HEADER + body)
    assert not result.is_valid
    assert [problem.code for problem in result.problems if problem.severity is Severity.ERROR] == [code]


KEPT = {
    "an open element that only clips": ('<div style="overflow: hidden"><p>甲</p>', "甲"),
    "cdata": ("<p>甲<![CDATA[乙]]>丙</p>", "甲乙丙"),
    "comparisons": ("<p>1<x<2 股价</p><p>PE<15</p>", "1<x<2 股价\n\nPE<15"),
    "a NUL": ("<p>甲\x00乙</p>", "甲乙"),
    "text in a table": ("<table>甲<tr><td>乙</td></tr>丙</table>", "甲\n\n|  |\n| --- |\n| 乙 |\n| 丙 |"),
    "cells without a row": ("<table><td>甲</td><td>乙</td></table>", "|  |  |\n| --- | --- |\n| 甲 | 乙 |"),
    "items without a list": ("<li>甲</li><li>乙</li>", "- 甲\n- 乙"),
    "lists in lists": ("<ul><li>甲</li><ul><li>乙</li></ul></ul>", "- 甲\n  - 乙"),
    "ruby": ("<ruby>岚<rt>lán</rt></ruby>", "岚（lán）"),
    "a template of no script": ("<noscript><p>甲</p></noscript>乙", "甲\n\n乙"),
    "empty elements that lxml does not know": (
        "<p><picture><source src=a><img src=b></picture>甲<embed src=c>乙</p>",
        "![](b)甲乙",
    ),
    "an unknown element": ("<p>泛型List<String>与vector<int></p>", "泛型List\\<String>与vector\\<int>"),
}


@pytest.mark.parametrize(("body", "expected"), KEPT.values(), ids=KEPT.keys())
def test_what_parsers_lose__is_kept(body: str, expected: str) -> None:
    assert clean(HEADER + body).text.removeprefix(HEADER).strip("\n") == expected


def test_ledger__every_removal_and_edit_with_its_place() -> None:
    body = '<p>甲,乙</p>\n<p style="display:none">丙</p>\n<p class="em_media">（文章来源：云岚）</p>\n'
    result = clean(HEADER + body)
    assert [(entry.code, entry.line, entry.column, entry.before, entry.after) for entry in result.ledger] == [
        ("HTML03", 6, 25, "丙", ""),
        ("HTML13", 7, 21, "（文章来源：云岚）", ""),
        ("TEXT10", 5, 5, ",", "，"),
    ]


def test_ledger__a_rule_that_hides_a_removal_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsclean.ledger.Ledger.remove", lambda *_: None)
    with pytest.raises(VerifyError, match="text differs"):
        clean(HEADER + '<p>甲</p><p style="display:none">乙</p>')
