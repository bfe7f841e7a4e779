"""What its author asked to leave alone: whole posts, and regions byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import InputError, Settings, Severity

from .strangers import clean
from .test_cli import run, words

HEAD = "---\ntitle: 云岚\ndate: 2031-03-04T05:06:07+08:00\n---\n"
OFF, ON = "<!-- newsclean: off -->", "<!-- newsclean: on -->"


def body(text: str, settings: Settings | None = None) -> str:
    result = clean(HEAD + text, settings or Settings())
    assert result.is_valid
    return result.text.removeprefix(HEAD)


@pytest.mark.parametrize(
    "post", ["---\nnewsclean: false\ntitle: a,b\n---\n<p>成交,放量</p>", "---\r\nnewsclean: false\r\n---\r\n乙,丙\r\n"]
)
def test_post__that_says_so_is_left_alone(post: str) -> None:
    result = clean(post)
    assert (result.text, result.problems, result.exempt) == (post, (), True)


@pytest.mark.parametrize(("value", "exempt"), [("true", False), ("off", True), ("No", True), ("'false'", True)])
def test_post__that_says_it_in_other_words(value: str, exempt: bool) -> None:
    assert clean(f"---\ntitle: 云岚\nnewsclean: {value}\ndate: 2031-03-04T05:06:07+08:00\n---\n乙,丙\n").exempt is exempt


@pytest.mark.parametrize("value", ["", "0", "skip", "[off]"])
def test_post__that_says_something_else_is_an_error(value: str) -> None:
    with pytest.raises(InputError, match="newsclean: expected false or true"):
        clean(f"---\ntitle: 云岚\nnewsclean: {value}\n---\n乙,丙\n")


@pytest.mark.parametrize(
    "comment", ["<!-- newsclean: of -->", "<!-- newsclean: off TEXT10 -->", "<!-- newsclean-off -->", "<!--Newsclean:OFF-->"]
)
def test_region__misspelt_is_reported(comment: str) -> None:
    result = clean(f"{HEAD}甲,乙\n\n{comment}\n\n丙,丁\n")
    assert [(p.code, p.line) for p in result.problems if p.severity is Severity.WARNING] == [("READ06", 7)]


def test_post__its_bytes_stay_in_any_encoding(tmp_path: Path) -> None:
    data = "---\nnewsclean: false\n---\n公司公布了去年的年报,和今年的计划\r\n".encode("gb18030")
    path = tmp_path / "a.md"
    path.write_bytes(data)
    assert words(run("convert", "--in-place", path)) == ["1 file, 1 unchanged"]
    assert path.read_bytes() == data
    assert run("convert", path).stdout == data
    assert run("check", path).returncode == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"甲,乙\n\n{OFF}\n成交,放量  \n<b>x</b>\n\n\n* a\n{ON}\n\n丙,丁\n", f"甲，乙\n\n{OFF}\n成交,放量  \n<b>x</b>\n\n\n* a\n{ON}\n\n丙，丁\n", id="lines"),
        pytest.param(f"甲,乙\n\n{OFF}\n\n成交,放量\n", f"甲，乙\n\n{OFF}\n\n成交,放量\n", id="never on again"),
        pytest.param(f"{OFF}\n甲,乙\n{ON}\n\n丙,丁\n\n{OFF}\n\n戊,己\n\n{ON}\n", f"{OFF}\n甲,乙\n{ON}\n\n丙，丁\n\n{OFF}\n\n戊,己\n\n{ON}\n", id="two regions"),
        pytest.param(f"```\n{OFF}\n```\n\n甲,乙\n", f"```\n{OFF}\n```\n\n甲，乙\n", id="shown in a block of code"),
        pytest.param(f"写 `{OFF}` 即可,甲乙\n", f"写 `{OFF}` 即可，甲乙\n", id="shown in code"),
        pytest.param(f"甲,乙\n\n{ON}\n\n丙,丁\n", f"甲，乙\n\n{ON}\n\n丙，丁\n", id="on without off"),
        pytest.param(f"甲,乙\n\n{OFF}\n```\n<pre>\n丙,丁\n{ON}\n\n戊,己\n", f"甲，乙\n\n{OFF}\n```\n<pre>\n丙,丁\n{ON}\n\n戊，己\n", id="left open inside"),
        pytest.param("甲,乙\n\n<!--newsclean:off-->\n\n丙,丁\n", "甲，乙\n\n<!--newsclean:off-->\n\n丙,丁\n", id="without blanks"),
    ],
)  # fmt: skip
def test_region__stays_byte_for_byte(before: str, after: str) -> None:
    assert body(before) == after
    assert body(after) == after


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param(f"前,上\n\n左 \\{OFF}下,中\n\n后,上\n", f"前，上\n\n左 \\{OFF}下，中\n\n后，上\n", [], id="behind a backslash"),
        pytest.param(f"写 ` {OFF} ` 即可,甲\n", f"写 ` {OFF} ` 即可，甲\n", [], id="in code with blanks"),
        pytest.param(f"{OFF}\n甲,乙\n{OFF}\n丙,丁\n{ON}\n\n中,上\n\n{ON}\n\n后,上\n", f"{OFF}\n甲,乙\n{OFF}\n丙,丁\n{ON}\n\n中，上\n\n{ON}\n\n后，上\n", [7, 13], id="nested"),
        pytest.param(f"甲,乙\n\n{OFF}\n\n丙,丁\n", f"甲，乙\n\n{OFF}\n\n丙,丁\n", [7], id="never on again"),
        pytest.param("```\n<!-- newsclean-off -->\n```\n\n甲,乙\n", "```\n<!-- newsclean-off -->\n```\n\n甲，乙\n", [], id="misspelt in code"),
    ],
)  # fmt: skip
def test_region__what_is_not_clear_is_reported(before: str, after: str, lines: list[int]) -> None:
    result = clean(HEAD + before)
    assert result.text == HEAD + after
    assert [p.line for p in result.problems if p.code == "READ06"] == lines


def test_region__inside_a_line_takes_its_block_with_it_and_says_so() -> None:
    line = f"<p>甲,乙</p>{OFF}<p>丙,丁</p>{ON}<p>戊,己</p>"
    result = clean(f"{HEAD}{line}\n\n庚,辛\n")
    assert result.text == f"{HEAD}{line}\n\n庚，辛\n"
    assert [(p.code, p.line, p.severity) for p in result.problems if p.severity is not Severity.MENDED] == [
        ("READ04", 5, Severity.WARNING)
    ]


@pytest.mark.parametrize("hostile", ["<script>x()</script>", '<a href="#" onclick="x()">甲</a>', "[甲](javascript:x)"])
def test_region__is_no_way_out_for_what_must_not_be_published(hostile: str) -> None:
    result = clean(f"{HEAD}甲\n\n{OFF}\n{hostile}\n{ON}\n")
    assert [p.code for p in result.problems if p.severity is Severity.ERROR] == ["READ05"]


def test_region__liquid_of_a_stranger_is_refused() -> None:
    scraped = f'<p><span id="a"><a class="infokey">云岚</a></span>大涨</p>\n\n{OFF}\n{{{{ site.x }}}}\n{ON}\n'
    assert not clean(HEAD + scraped).is_valid
    assert f"{OFF}\n{{{{ site.x }}}}\n{ON}" in clean(HEAD + scraped, Settings(liquid="keep")).text
    assert f"{OFF}\n{{{{ site.x }}}}\n{ON}" in body(f"甲\n\n{OFF}\n{{{{ site.x }}}}\n{ON}\n")


pieces = st.sampled_from(
    ["成交,放量", "<p>甲,乙</p>", "* 一", "> 丙,丁", "  ", "", "# 题,目", "|a|b|", "**x**,", "1) 云", "<b>岚", "```"]
)


@given(st.lists(pieces, max_size=6))
def test_region__whatever_stands_in_it(lines: list[str]) -> None:
    region = "\n".join([OFF, *lines, ON])
    assert region in clean(f"{HEAD}甲,乙\n\n{region}\n\n戊,己\n", Settings(verify=False)).text


def test_keep__what_is_lifted_stays_too() -> None:
    post = "<p>云岚大涨。</p><p>（文章来源：云岚报）</p>\n\n<http://finance.eastmoney.com/a/203103041234567890.html>\n"
    result = clean(HEAD + post, Settings(keep={"source", "source_url"}))
    assert "source: 云岚报\nsource_url: http://finance.eastmoney.com/a/203103041234567890.html\n" in result.text
    assert result.text.endswith("（文章来源：云岚报）\n\n<http://finance.eastmoney.com/a/203103041234567890.html>\n")
    again = clean(result.text, Settings(keep={"source", "source_url"}))
    assert (again.text, again.problems) == (result.text, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"<p>甲,一.</p>\n{OFF}\n<p>乙,二.</p>\n{ON}\n<p>丙,三.</p>\n{OFF}\n<p>丁,四.</p>\n{ON}\n<p>戊,五.</p>\n",
            f"\n甲，一。\n\n{OFF}\n<p>乙,二.</p>\n{ON}\n\n丙，三。\n\n{OFF}\n<p>丁,四.</p>\n{ON}\n\n戊，五。\n",
            id="between elements",
        ),
        pytest.param(f"<div>\n<p>甲,一.</p>\n{OFF}\n<p>乙,二.</p>\n{ON}\n<p>丙,三.</p></div>\n", "", id="inside an open element"),
        pytest.param(f"<p>甲,一.</p>\n{OFF}\n乙,*二*.\n{ON}\n<p>丙,三.</p>\n", "", id="text would become Markdown"),
        pytest.param(f"<p>甲,一.</p>\n{OFF}\n<p>乙,二.</p>\n{ON}\n丙,*三*.\n", "", id="text behind it would become Markdown"),
    ],
)
def test_region__inside_html(before: str, after: str) -> None:
    result = clean(HEAD + before)
    assert result.text == HEAD + (after or before)
    assert [p.code for p in result.problems if p.severity is Severity.WARNING] == ([] if after else ["READ04"])
    assert clean(result.text).text == result.text


@pytest.mark.parametrize(
    ("text", "lives"),
    [
        (f"用 `` {OFF} `` 关闭,好", False),
        (f"用 ``` `` {OFF} ``` 关闭,好", False),
        (f"用 \\` {OFF} 好{ON}` 关闭,好", True),
        (f"价`{OFF}你好,世界{ON}", True),
        (f"价``{OFF}你好,世界{ON}`", True),
        (f"<p>价`{OFF}你好,世界{ON}`</p>", True),
        (f"用 `甲 {OFF}\n乙` 关闭,好", False),
        (f"左 \\\\{OFF}下,中{ON}", True),
    ],
)
def test_region__code_only_shows_the_comment(text: str, lives: bool) -> None:
    result = clean(f"{HEAD}{text}\n\n甲,乙\n")
    assert result.text.endswith("\n\n甲，乙\n")
    assert (text in result.text) is lives
    assert [p.code for p in result.problems if p.severity is Severity.WARNING] == (["READ04"] if lives else [])


DANGEROUS = [
    '<a href="javascript:alert(1)">x</a>',
    "<a href=&#106;avascript:alert(1)>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<a href=data:text/html,x>x</a>",
    "<div>`<script>alert(1)</script>`</div>",
    "\\`<script>alert(1)</script>\\`",
    '<div><img src="x"onerror=alert(1)></div>',
    "<div><img/src='x'/onerror=alert(1)></div>",
    '<div><img title=">" src=x onerror=alert(1)></div>',
    "<div onclick=alert(1)",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "[x](java&#115;cript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "[x]:\njavascript:alert(1)",
    "![x](data:text/html;base64,PHN2Zz4=)",
    "*x*{:onclick='alert(1)'}",
    "[x](#){: href='javascript:alert(1)'}",
    '[a](b){:\nonclick="alert(1)"}',
    "<!-- a --!> <img src=x onerror=alert(1)> -->",
    "<!--> <script>alert(1)</script> -->",
    "<![CDATA[ > <img src=x onerror=alert(1)> ]]>",
    '<textarea><a title="</textarea><img src=x onerror=alert(1)>"></a></textarea>',
    "{% comment %}\n<script>alert(1)</script>\n{% endcomment %}{% raw %}{% endraw %}",
    "`{::comment}`\n\n<script>alert(1)</script>\n\n`{:/comment}`",
    "{::nomarkdown}\n~~~\n<script>alert(1)</script>\n~~~\n{:/}",
    '[^2]: <img src="x" onerror="alert(1)">',
    '{{ "{% highlight" }}<script>alert(1)</script> %}{% comment %}{% endhighlight %}{% endcomment %}',
    "{% highlight html %}a{% endhighlight y %}<script>alert(1)</script>{% highlight html %}b{% endhighlight %}",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous__never_leaves_in_what_is_left_alone(text: str) -> None:
    for post in (f"{OFF}\n\n{text}\n\n{ON}\n\n后文\n", f"{{% raw %}}\n{text}\n{{% endraw %}}\n", f"{text} 见[^1]\n"):
        result = clean(HEAD + post)
        assert not result.is_valid or text not in result.text.replace(f"\\{text}", "")


@pytest.mark.parametrize(
    "text",
    [
        "`<script>alert(1)</script>`",
        "```html\n<a onclick=x href=javascript:x>\n```",
        "    <script>",
        "{% highlight html %}\n<script>x</script>\n{% endhighlight %}",
        '<a href="https://a.example/?on=1" title="javascript: 入门">链接</a>',
        "[说明](https://a.example/data:1) <b>粗</b>",
        "&lt;script&gt; 是标签",
        "<![^1]",
        "<textarea>x</textarea>",
    ],
)
def test_harmless__may_leave(text: str) -> None:
    assert body(f"{OFF}\n\n{text}\n\n{ON}\n\n后文\n") == f"{OFF}\n\n{text}\n\n{ON}\n\n后文\n"


@pytest.mark.parametrize("word", ["highlight html", "comment"])
def test_liquid__hides_nothing_where_nothing_runs_it(word: str) -> None:
    text = f"{{% {word} %}}\n<script>x</script>\n{{% end{word.split()[0]} %}}\n"
    assert clean(HEAD + text).is_valid
    assert not clean(HEAD + text, Settings(preset="hugo")).is_valid
    assert not clean(HEAD + text, Settings(preset="plain")).is_valid
