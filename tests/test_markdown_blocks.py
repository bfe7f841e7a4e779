"""What came as Markdown stays as it was written; one mended comma changes that comma and nothing else."""

from __future__ import annotations

import random
import re

import pytest

from newsclean import Settings, Severity
from newsclean.markdown import blocks
from tests.strangers import clean

HEADER = "---\ntitle: 周记\ndate: 2031-01-02T03:04:05+08:00\n---\n"

UNTOUCHED = {
    "lists in three styles": "* 星号\n* 第二\n\n+ 加号\n+ 第二\n\n  第二段\n\n- 减号\n   - 嵌套三格\n",
    "numbered lists": "1) 编号\n2) 第二\n\n3. 从三起\n3. 又三\n",
    "indented code": "段落\n\n    缩进,代码\n\n        更深\n",
    "fenced code": "```python\nprint('你好,世界')\n```\n\n~~~\n波浪,线\n~~~\n",
    "table": "| 甲 | 乙 |\n|:---|---:|\n| `a\\|b` | 1,000 |\n",
    "table without outer pipes": "甲 | 乙\n--|--\n1 | 2\n",
    "wrapped paragraph": "第一行\n第二行  \n硬换行后\\\n第四行\n",
    "footnote": "正文[^1]。\n\n[^1]: 说明。\n\n    续段。\n",
    "liquid": "{% include note.html text=\"a, b\" %}\n\n{{ page.title }}\n\n{% raw %}\n<p>{{ x }}</p>\n{% endraw %}\n",
    "liquid block with code": "{% highlight python %}\nx = '你好,世界'\n\n<p>代码</p>\n{% endhighlight %}\n",
    "kramdown attributes": "段落\n{: .note}\n\n# 标题 {#id}\n\n{::comment}\n<p>注</p>\n{:/comment}\n",
    "more": "摘要\n\n<!--more-->\n\n正文\n",
    "reference links": "见[甲][a]与[b]。\n\n[a]: https://example.com/ \"甲, 乙\"\n[b]: <https://example.com/b>\n",
    "headings": "# 一\n二\n\n三\n---\n\n四\n=====\n\n### 五 ###\n",
    "quotes": "> 甲\n>\n> > 乙\n> - 丙\n",
    "emphasis": "*甲* _乙_ __丙__ **丁** ***戊*** ~~己~~ `庚`\n",
    "escapes and entities": "\\*甲\\* &amp; &lt;乙&gt; &#126; 丙\n",
    "rules": "甲\n\n* * *\n\n乙\n\n___\n\n丙\n",
    "tasks": "- [ ] 甲\n- [x] 乙\n",
    "math": "$$\nx = 1, 2\n$$\n\n行内 $x_1, x_2$ 式\n",
    "blank lines": "\n\n甲\n\n\n\n乙\n",
    "autolinks": "<https://example.com/a> 与 <ir@example.com>\n",
    "images": "![图](a.jpg \"标题\")\n",
    "tabs": "-\t甲\n-\t乙\n",
    "definition list": "术语\n: 释义\n",
}  # fmt: skip


@pytest.mark.parametrize("body", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_untouched__byte_for_byte(body: str) -> None:
    result = clean(HEADER + body)
    assert result.text == HEADER + body
    assert result.problems == ()


EDITED = {
    "a list item": ("* 甲,乙\n* 丙 \\* 丁\n\n+ 戊\n", "* 甲，乙\n* 丙 \\* 丁\n\n+ 戊\n"),
    "a nested item": ("1) 甲\n   - 乙,丙\n2) 丁\n", "1) 甲\n   - 乙，丙\n2) 丁\n"),
    "a wrapped paragraph": ("甲  \n乙,丙\n丁\n", "甲  \n乙，丙\n丁\n"),
    "across emphasis": ("__甲__,_乙_\n", "__甲__，_乙_\n"),
    "a line right behind a list": ("- #### 甲\n乙,丙\n- 丁\n", "- #### 甲\n乙，丙\n- 丁\n"),
    "tildes that GitHub pairs": ("约~5元~6元,好\n", "约~5元~6元，好\n"),
    "an address that Chinese follows": ("见 http://a.example/x。后文,改\n", "见 <http://a.example/x>。后文，改\n"),
    "an address beside one without a scheme": (
        "见 http://a.example/x。和 www.b.example/y。后文,改\n",
        "见 <http://a.example/x>。和 www.b.example/y。后文，改\n",
    ),
    "a cell": ("| 甲,乙 | 丙\\|丁,戊 |\n|---|:-:|\n| 1 |2,000|\n", "| 甲，乙 | 丙\\|丁，戊 |\n|---|:-:|\n| 1 |2,000|\n"),
    "a cell that repeats": ("|甲,乙|甲,乙|\n|-|-|\n", "|甲，乙|甲，乙|\n|-|-|\n"),
    "a heading": ("甲,乙\n===\n\n### 丙,丁 ###\n", "甲，乙\n===\n\n### 丙，丁 ###\n"),
    "a quote": ("> 甲,乙\n> 丙\n", "> 甲，乙\n> 丙\n"),
    "a lazy line in a later quote": ("文\n\n> 甲\n乙,丙\n", "文\n\n> 甲\n乙，丙\n"),
    "link text, not its target": ("[甲,乙](https://example.com/甲,乙 \"甲,乙\")\n", "[甲，乙](https://example.com/甲,乙 \"甲,乙\")\n"),
    "reference link": ("[甲,乙][a],丙\n\n[a]: /甲,乙\n", "[甲，乙][a]，丙\n\n[a]: /甲,乙\n"),
    "beside code": ("`甲,乙`,丙\n", "`甲,乙`，丙\n"),
    "beside escapes": ("\\*甲\\*,乙 &amp; 丙,丁\n", "\\*甲\\*，乙 &amp; 丙，丁\n"),
    "a blank": ("甲， 乙\n", "甲，乙\n"),
    "a blank at a line's end": ("甲，\n乙,丙\n", "甲，\n乙，丙\n"),
    "brackets": ("* 甲(乙)丙\n", "* 甲（乙）丙\n"),
    "inside inline HTML": ("甲<sub>2,乙</sub>,丙\n", "甲<sub>2，乙</sub>，丙\n"),
    "all of a last line": ("甲\n\u200b\n\n<p>乙</p>\n", "甲\n\n乙\n"),
    "a list with text behind": ("- 甲\n\n  乙,丙\n\n丁\n", "- 甲\n\n  乙，丙\n\n丁\n"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), EDITED.values(), ids=EDITED.keys())
def test_edited__only_the_mark_changes(body: str, expected: str) -> None:
    result = clean(HEADER + body)
    assert result.text == HEADER + expected
    assert {problem.severity for problem in result.problems} == {Severity.MENDED}
    assert clean(result.text).text == result.text


OUTSIDE = {
    "liquid": ("{{ page.x }},甲,乙\n", "Liquid"),
    "kramdown": ("甲,乙\n{: .note}\n", "a kramdown attribute"),
    "footnote": ("甲[^1],乙\n", "a footnote"),
    "task": ("- [ ] 甲,乙\n", "a task list item"),
    "math": ("$$x$$,甲,乙\n", "math"),
}


@pytest.mark.parametrize(("body", "syntax"), OUTSIDE.values(), ids=OUTSIDE.keys())
def test_outside_the_model__a_warning_instead_of_an_edit(body: str, syntax: str) -> None:
    result = clean(HEADER + body)
    assert result.text == HEADER + body
    assert [problem.code for problem in result.problems] == ["READ04"]
    assert syntax in result.problems[0].message
    assert result.problems[0].line == 5


HTML = {
    "left open across Markdown blocks": ('<div class="x">\n\n**甲**乙\n\n</div>\n', "\\*\\*甲\\*\\*乙\n"),
    "a table with blank lines": ("<table>\n<tr><td>甲</td>\n\n<td>乙</td></tr>\n\n</table>\n", "|  |  |\n| --- | --- |\n| 甲 | 乙 |\n"),
    "indented": ("    <p>甲</p>\n    <p>乙</p>\n", "甲\n\n乙\n"),
    "between paragraphs": ("甲\n\n<p>乙</p>\n\n丙\n", "甲\n\n乙\n\n丙\n"),
    "in a list item": ("* 甲\n\n  <p>乙</p>\n* 丙\n", "* 甲\n\n  乙\n* 丙\n"),
    "a list that starts elsewhere, in an item": (
        "<ul><li>甲<ol start=3><li>乙</li></ol></li></ul>\n",
        '- 甲\n\n  <ol start="3">\n  <li>乙</li>\n  </ol>\n',
    ),
    "a paragraph that ends with what it stands in": ("<div><p>甲</div>乙</p>丙\n", "甲\n\n乙\n\n丙\n"),
    "in a list right before a table": ("- <p>甲</p>\n| 乙 |\n|---|\n", "- 甲\n\n| 乙 |\n|---|\n"),
    "in a list right before a definition": ("- <p>甲</p>\n[a]: /b\n", "- 甲\n\n[a]: /b\n"),
    "in a quote": ("> <p>甲</p>\n> <p>乙</p>\n", "> 甲\n>\n> 乙\n"),
    "a block below a line of an item": ("1. 甲,乙\n   <p>丙</p>\n2. 丁\n", "1. 甲，乙\n\n   丙\n\n2. 丁\n"),
    "a tag left open in a line": ("甲<del>乙\n\n丙\n", "甲<del>乙</del>\n\n丙\n"),
    "a break beside a foreign tag": ("甲<br>\n丙<b>乙</b>\n", "甲<br>\n丙**乙**\n"),
    "an image beside a tag": ("甲<br>![图片](a.png)\n", "甲<br>![图片](a.png)\n"),
    "blanks in a row beside a foreign tag": ("甲1. \t1. <font>乙</font>\n", "甲1. 1。乙\n"),
    "bold beside a character that nobody sees": ("甲\n\n<p>\u2028<b>乙</b></p>\n", "甲\n\n## 乙\n"),
    "bold with a break at its end": ("甲\n\n<b>乙<br/></b>\n", "甲\n\n## 乙\n"),
    "code over lines and breaks": ("甲<code>乙\n丙<br/>丁</code>\n", "甲`乙 丙`<br>\n`丁`\n"),
    "code with a break in a table of HTML": (
        "<table><tr><td colspan=2><code>甲<br>乙</code></td></tr><tr><td>丙</td><td>丁</td></tr></table>\n",
        '<table>\n<tr>\n<td colspan="2"><code>甲</code><br><code>乙</code></td>\n</tr>\n'
        "<tr>\n<td>丙</td>\n<td>丁</td>\n</tr>\n</table>\n",
    ),
    "inline": ("甲<font>乙</font>丙\n", "甲乙丙\n"),
    "bold to kramdown alone": ("**要点：**增长<font>乙</font>\n", "**要点：**增长乙\n"),
    "stars that were escaped": ("\\*\\*要点\\*\\*增长<font>乙</font>\n", "\\*\\*要点\\*\\*增长乙\n"),
    "inline in a list item": ("+ 甲<span class=\"keytip\">乙</span>,丙\n+ 丁\n", "+ 甲乙，丙\n+ 丁\n"),
    "all of a first cell without a bar": ("甲 | 乙\n--|--\n<b></b>| 2\n", "甲 | 乙\n--|--\n|| 2\n"),
    "inline over lines in a quote": ("> 甲<b>乙</b>\n> 丙\n", "> 甲**乙**\n> 丙\n"),
    "an end tag alone": ("甲\n\n</div>\n\n乙\n", "甲\n\n乙\n"),
    "a list behind a Markdown list": ("- 甲\n\n<ul><li>乙</li></ul>\n", "- 甲\n\n<!-- -->\n\n- 乙\n"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), HTML.values(), ids=HTML.keys())
def test_html_among_markdown(body: str, expected: str) -> None:
    result = clean(HEADER + body)
    assert result.text.removeprefix(HEADER).lstrip("\n") == expected
    assert clean(result.text).text == result.text


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p>甲</p>\n<script>\n\n<p>乙</p>", "<script>"),
        ("<p>甲</p><!-- 注\n\n<p>乙</p>", "<!--"),
        ("<div hidden>\n\n<p>乙</p>", "<div>"),
    ],
)
def test_unclosed_and_hiding__is_an_error(html: str, what: str) -> None:
    result = clean(HEADER + html)
    assert not result.is_valid
    assert what in next(problem.message for problem in result.problems if problem.severity is Severity.ERROR)


def test_unclosed__is_a_warning_with_its_place() -> None:
    problems = clean(HEADER + "甲\n\n<div>\n\n乙\n").problems
    warnings = [(p.code, p.line, p.column) for p in problems if p.severity is Severity.WARNING]
    assert warnings == [("READ01", 7, 1)]


HIDDEN_STARTS = [
    "\u200b# 甲",
    "\u200b- 甲",
    "\u200b> 甲",
    "\u200b1. 甲",
    "\u200b---",
    "甲\n\u200b# 乙",
    "- \u200b# 甲",
    "> \u200b- 甲",
]


@pytest.mark.parametrize("body", HIDDEN_STARTS)
def test_edited__no_edit_makes_another_block(body: str) -> None:
    once = clean(HEADER + body).text
    assert "\\" in once
    assert "\u200b" not in once
    assert clean(once).text == once


def test_digest__is_the_quoted_lines_only() -> None:
    assert clean(HEADER + "> 摘要\n正文\n").text == HEADER + "> 摘要\n\n正文\n"


STARS = {
    "two names": ("*ST云岚和*ST星野涨停\n", "\\*ST云岚和\\*ST星野涨停\n"),
    "one name": ("今日*ST云岚复牌\n", "今日*ST云岚复牌\n"),
    "emphasis that starts with a name": ("*ST板块大跌*\n", "*ST板块大跌*\n"),
    "emphasis before a name": ("*重点*ST板块\n", "*重点*ST板块\n"),
    "the older prefix": ("S*ST云岚与*ST星野\n", "S\\*ST云岚与\\*ST星野\n"),
    "beside strong": ("**要点**：*ST云岚与*ST星野\n", "**要点**：\\*ST云岚与\\*ST星野\n"),
    "from HTML": ("<p>*ST云岚</p>\n", "\\*ST云岚\n"),
    "emphasis of HTML that is alone": ("<p><em>ST板块</em>大跌</p>\n", "*ST板块*大跌\n"),
    "emphasis of HTML before a name": ("<p><em>ST板块</em>ST星野</p>\n", "<em>ST板块</em>ST星野\n"),
    "emphasis of HTML twice": ("<p><em>ST云岚</em>与<em>星野</em></p>\n", "<em>ST云岚</em>与*星野*\n"),
}


@pytest.mark.parametrize(("body", "expected"), STARS.values(), ids=STARS.keys())
def test_stock_star__is_text(body: str, expected: str) -> None:
    result = clean(HEADER + body)
    assert result.text.removeprefix(HEADER).lstrip("\n") == expected
    assert clean(result.text).text == result.text


def test_liquid__escaped_in_a_scraped_post_kept_in_others() -> None:
    scraped = '<p><a class="keytip">甲</a>{{ x }}</p>\n\n乙{{ y }}\n\n```\n{% z %}\n```\n'
    text = clean(HEADER + scraped).text
    assert text.removeprefix(HEADER) == ("\n甲&#123;{ x }}\n\n乙&#123;{ y }}\n\n<pre><code>&#123;% z %}</code></pre>\n")
    assert clean(text).text == text
    assert clean(HEADER + "<p>{{ x }}</p>\n").text == HEADER + "\n{{ x }}\n"
    assert clean(HEADER + "<p>{{ x }}</p>\n", Settings(liquid="escape")).text == HEADER + "\n&#123;{ x }}\n"


def test_liquid__a_reference_is_text_in_every_post() -> None:
    text = clean(HEADER + '<p>&#123;{ x }}&#xFDD1;{ y }}</p><p><a href="{{ u }}/a">甲</a></p>\n').text
    assert text == HEADER + "\n&#123;{ x }}{ y }}\n\n[甲](<{{ u }}/a>)\n"


@pytest.mark.parametrize("html", ["{{&lt; x >}}", "{{&#60; x >}}", "{{&#x3C;x>}}", "{{<b></b>&lt; x >}}", "{{&ltx >}}"])
def test_shortcode__that_only_a_reference_makes_is_text_in_every_post(html: str) -> None:
    for body in (f"<p>{html}</p>", f"<ul><li>{html}</li></ul>", f"<pre>{html}</pre>", f'<p>甲<img src="a.png" alt="{html}"></p>'):
        assert not re.search(r"\{\{[<%]", clean(HEADER + body).text)


def test_liquid__keeps_its_filters() -> None:
    body = "<p>甲 {{ a | split: \",\" | join: '|' }} 乙|丙 {% assign b = a | size %}</p>\n"
    assert clean(HEADER + body).text == HEADER + "\n甲 {{ a | split: \",\" | join: '|' }} 乙\\|丙 {% assign b = a | size %}\n"


@pytest.mark.parametrize(
    "body",
    [
        "* 甲 [a][r]\n\n  ~~~c\n  for (i=0;i<n;i++) x;\n  ~~~\n\n  [r]: https://a.example\n",
        "- 甲\n\n  | a | b |\n  |---|---|\n  | 1 | 2 | 五 |\n\n  ~~~c\n  i<n\n  ~~~\n",
        '- 图 ![K线图](k.png "日K")\n\n  ```html\n  <script>x</script>\n  ```\n',
        "> 甲\n>\n> ```html\n> <script>x</script>\n> ```\n",
        "[直播](https://a.example/?online=1)与脚注[^1]\n\n[^1]: 注\n",
        "[doc]: <https://a.example/?online=1>\n\n见[doc]\n",
        "[直播](https://a.example/?a=1&onsale=2)\n{: .btn}\n",
        "用 `<script>` 和 <kbd>Ctrl</kbd>，见[^1]\n\n[^1]: 注\n",
        "{% raw %}\n```html\n<script>{{ x }}</script>\n```\n{% endraw %}\n",
        '[doc]: https://a.example/ "List<String 说明"\n\n见[doc]\n',
        "[doc]: https://a.example/?q=a<b\n\n见[doc]\n",
        '甲\n\n```c title="a.c" {3}\ni<n\n```\n',
        "正文[^1]\n\n[^1]: 注\n\n    ```html\n    <script>a()</script>\n    ```\n",
        "用`{: x`[^1]\n\n{a}\n",
        "<!-- newsclean: off -->\n```html\n<script>x</script>\n```\n<!-- newsclean: on -->\n",
        "用 `<div>`\n换行[^1]\n\n```html\n<script>x</script>\n```\n",
    ],
)
def test_ordinary_code_and_addresses__are_no_danger(body: str) -> None:
    result = clean(HEADER + body)
    assert result.is_valid
    assert result.text == HEADER + body


def test_definition__of_an_active_address_takes_no_other_with_it() -> None:
    result = clean(HEADER + "见[甲]与![乙][b]。\n\n[b]: data:image/png;base64,AAAA\n[甲]: https://a.example\n")
    assert result.text == HEADER + "见[甲](https://a.example)与。\n\n[b]: <>\n[甲]: https://a.example\n"
    assert "HTML05" in [problem.code for problem in result.problems if problem.severity is Severity.WARNING]


_PIECES = (
    "甲乙", "a", "- x", "1. y", "> q", "```", "~~~", "<div>", "<p>", "</div>", "    code", "# h", "***", "---", "===", "| a | b |",
    "|---|---|", "[a]: /x", "\ttab", "  two", "<!-- c -->", "<pre>", "</pre>", "2031年", "1) z", "“引", "*ST甲", "`x`", "+ p", "_x_",
    "\u3000全角", "\\# x", "&amp;", ":---", "|", "1.5亿",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_lines_of_words__are_read_as_the_parser_reads_them(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(500):
        lines: list[str] = []
        for _ in range(rng.randrange(1, 9)):
            lines.append(rng.choice(_PIECES) + rng.choice(["", " 中"]))
            lines += [rng.choice(["", "", " ", "\t"])] if rng.random() < 0.6 else []
        body = blocks.Body("\n".join(lines), lines, [], [], {})
        got, expected = (
            [(token.type, token.tag, token.level, token.content, token.hidden) for token in read(body, 0, len(lines))]
            for read in (blocks._read, blocks._parsed)
        )
        assert got == expected
