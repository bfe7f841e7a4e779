"""What has to hold for every post there could be."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclean import InputError, Settings, clean, punctuate, to_markdown
from newsclean.header.frontmatter import split, write
from newsclean.header.yaml_reader import read_header
from tests.fuzz import HEADER, PIECES, fault_of

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
    if once.is_valid:
        twice = clean(once.text)
        assert twice.text == once.text


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


@settings(parent=SLOW, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_clean__pieces_of_every_kind(body: str) -> None:
    assert fault_of(body) == ""


@SLOW
@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=200))
def test_clean__any_text_at_all(text: str) -> None:
    try:
        once = clean(text)
    except InputError:
        return
    assert clean(once.text).text == once.text


@SLOW
@given(html())
def test_to_markdown__never_crashes(fragment: str) -> None:
    to_markdown(fragment)


@given(st.text())
def test_split_and_write__give_back_every_character(text: str) -> None:
    try:
        raw = split(text)
        header = read_header(raw)
    except InputError:
        return
    if raw.header is not None:
        body = text.lstrip("\ufeff")
        assert write(header, raw.body).endswith(raw.header + "---\n" + raw.body)
        assert letters(body) == letters(write(header, raw.body))


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


# What a coverage-guided fuzzer found: results that a second run changed, posts that the proof refused.
FOUND = [
    "</em>[x](javascript:x)",
    "[x](javascript:x)[a]: /b<strong>云岚",
    "> - <li>",
    "- <ul><li>",
    "<pre> <blockquote>云岚</blockquote></pre>",
    "<pre>甲<p>乙</p>丙</pre>",
    "<pre>甲<br>乙\n  丙</pre>",
    "甲<pre>x = 1<br/>y = 2</pre>乙",
    "1. <img src=x onerror=alert(1)>\n云岚",
    "- <img src=x>\n云岚",
    "<<table><tr><td></td></tr></table>云岚",
    "<p>甲<table><tr><td></td></tr></table>乙</p>",
    "<table><tr><td>\x85<table><tr><td>云岚",
    "<table><tr><td>\x85</p>甲</td></tr></table>",
    '<h2><p style="display:none">*{{ x }}云岚',
    "<http://finance.example.com/news/1,203101022345678901.html>\n（文章来源：云岚财经）\n",
    "<http://finance.example.com/news/1,203101022345678901.html>。\t云岚增长",
    "<code><http://finance.example.com/news/1,203101022345678901.html>云岚",
    "&nbsp;&nbsp;。&nbsp;&nbsp;&nbsp;&nbsp;云岚",
    "。<sub>。</sub>云岚",
    "[返回首页](../)\x85",
    "（文章来源：云岚财经）\u200b",
    "（文章来源：云岚财经）\x7f",
    "（文章来源：云岚财经）<code><br/>",
    "<table><tr><td>云岚<center>\u200b<br/>……</td></tr></table>",
    "<table><tr><td><table><tr><td>\u200b<br/>云岚</td></tr></table></td></tr></table>",
    "| a | b |\n|---|---|\n<br>| a |\n| <del><h2>云</h2> | b |\n",
    "<!-- 甲 -->\n<p>云<!-- 甲 -->岚</p>\n",
    "<!-- 甲 -->\n<!-- 甲 -->云<!-- 甲 -->岚",
    "<http://finance.example.com/news/1,203101022345678901.html><br>（文章来源：云岚财经）",
    "<br/><http://finance.example.com/news/1,203101022345678901.html>",
    "<> <br/>",
    "官网 [云岚网](http://www.云岚网.中国/) ![](http://a.example/100%.png)",
    '<a href="http://www.云岚网.中国/">云岚网</a><a href="http://a.example/s?q=100%">x</a><a href="mailto:甲@例.example">y</a>',
    "![涨幅&lt;5%](a.png)",
    '<p><img src="a.jpg" alt="图：<b>走势</b>"></p>',
    "<p>运行<code><b>npm</b> install</code>，见<code><a href='http://x.example/'>npm</a></code>。</p>",
    "<p>甲<br\u3000/>乙</p>",
    '<div\xa0class="x">甲</div>乙',
    "<p>甲&#0",
    "[下](\x85.)",
    "| a | b |\n|---|---|\n\u200b| a | b |\n|---|---|\n",
    "| a | b |\n|---|---|\n\x85| a | b |\n|---|---|\n",
    "| a | b |\n|---|---|\n</em>| a | b |\n|---|---|\n",
    "**ST星野<ul><li>*ST星野*ST星野*ST星野",
    "**ST星野*ST星野*ST星野<ul><li>",
    "**ST星野<!-- newsclean: on -->*ST星野*ST星野*ST星野",
    "**ST星野<script>*ST星野*ST星野*ST星野",
    "**ST星野*ST星野*ST星野<del>",
    "**ST星野*ST星野*ST星野[x](javascript:x)云岚",
    "**ST星野*ST星野*ST星野</td></tr></table>",
    "**ST星野<br/>**\n\n| a | b |\n|---|---|\n",
    "| a | b |\n|---|---|\n\n\n<strong><br/><",
    '"<script>“1.  1. 云岚',
    "<li>“1.  1. 云岚",
    "增长,# &nbsp;1. <strong>云岚",
    "增长,<svg>\t\t云岚",
    "</td></tr></table>“1.  1. 云岚",
    "--| a | b |\n|---|---|\n\u200b\n\n| a | b |\n|---|---|\n<<pre>云岚",
    ";| a | b |\n|---|---|\n\u200b\n\n| a | b |\n|---|---|\n<<pre>云岚",
    "<td>{: .c}<td>\x85<strong>云岚",
    "<code><br/>\u200b",
    "<code>| a | b |\n|---|---|\n<br/>",
    "- <!-- newsclean: on -->```\n| a | b |\n|---|---|\n",
    "<code>[a](b)<ul><li>",
    "<code></p><img src=x onerror=alert(1)>云岚",
    "<code><http://l>",
    "'~~~<p style=\"display:none\">~~~'",
    '--><a href="javascript:alert(1)"><p style="display:none"><a href="javascript:alert(1)">云岚',
    "甲<!-- EM_StockImg_Start --><div>图</div><!-- EM_StockImg_End -->乙",
    "<pre><ul><li>甲\n乙",
    "<pre>甲<table><tr><td>1\n2</td></tr></table>乙\n丙</pre>",
    "<pre>b&#13;c",
    "&#13;长,好",
    "</textarea><textarea><textarea></textarea>",
    "g<textarea>></textarea>",
    "<p>甲<xmp><b>x</b></xmp>乙</p>",
    "文<![CDATA[云岚]]>字",
    "> 文<![CDATA[a\n> b,好]]>字",
    "文<?x a>b ?>字,好",
    "文<? x ?>字",
    '"<script>"</script>"㠀\x07',
    '</script>"<script>"</script>"㠀,好',
    "a<style>b</style>c,好<script>d",
    "文<\u200be>",
    "**文<\x07e>**,好",
    '- - - <p style="display:none">',
    "- <p hidden>x</p>\n\n  甲",
    "a\n- <p hidden>x</p>",
    "- <pre>a\n\n  b</pre>",
    "> - <pre>a\n>\n>   b</pre>\n> - c",
    '<pre>{% raw %}\n\n<span id="Info.1"><a class="keytip" data-code="0,300999" href="http://q/">',
    "<a><p>/<a><",
    "<a href=x><p>甲<a href=y>乙</a>丙",
    "{% raw %}\n\n（文章来源：云岚财经）<center><http://finance.example.com/news/1,203101022345678901.html>",
    "<br/><strong><!--\n\n云岚",
    "<br/>```长,",
    "<code>\x07<br>",
    "<code><br>\u200b",
    "|\n \u200b",
    "文<?x <b>{{ a }} ?>",
    "文<![CDATA[{{ a }}]]> x",
    "<table><tr><td><table><tr><td>\u200b<br/>云岚",
    "<li>\\| a | b |\n|---|---|\n<br>",
    "<table><tr><td><table><tr><td>\x85<br>| a | b |\n|---|---|\n",
    "| a | b |\n|---|---|\n<<ul><li><\r\n<br/>",
    "<table><tr><td>云岚<center>\u200b<br/>……",
    "<li>\\| a | b |\n|---|---|\n<br/>",
    "| a | b |\n|---|---|\n<br>| a | b |\n|---|---|\n<del><h2>`",
    "| a | b |\n|---|---|\n<br>| a | b |\n|---|---|\n<del><ul><li>云岚",
    "| a | b |\n|---|---|\n(<ul><li>(| a | b |\n|---|---|\n<br/>",
    "| a | b |\n|---|---|\n(<ul><li>云岚| a | b |\n|---|---|\n<br/>",
    "S*ST野云岚**",
    '<a href="/x">[x](javascript:x)</a>',
    "<code>a<em>b<p>c",
    "\x85\n\n云岚",
    "<div><p>甲</div>乙</p>丙",
    '<ul><li>[^1]<ul><li><span id="Info.1"><a class="keytip" data-code="0,300999" href="http://q/"><pre>{% endraw %}',
    "<p>\\{% raw %}</p>",
    "<ul><li>\\{% endraw %}",
    "<table><tr><td><p>甲</td><td>乙</p>丙</td></tr></table>",
    "<ul><li>中文<ol start=3><li>x</li></ol></li></ul>",
    "甲\n\n\x85\n\n云岚",
    "<pre><table><tr><td><pre>...\n<table><tr><td>",
    "<pre><table><tr><td>增长,</pre>云岚",
    '<a href="javascript:alert(1)"><td>\'<a href=x>云岚',
    "<a href=x><table><tr><td>1. [返回首页](../)",
    "*<table><tr><td>è*ST星野",
    "“~~~<table><tr><td>云岚~~~",
    "*<tr>云***",
    "<span><div>甲</span>乙</div>丙",
    "<b><p>甲</b>乙</p>丙",
    "<div><b><div>甲</b>乙</div>丙</div>丁",
    "<u><p>甲</u>乙</p>丙",
    "<h2>甲<li>乙</h2>丙",
    "<ol><form>甲</ol>乙",
    "<dl>甲<li></li>乙</dl></li>丙",
    "<li></a><li>甲乙</li>丙</li></li><a>丁",
    "<p><sub><pre>甲乙</sub></sub>丙",
    "<strong><ol><em>甲<code><b></strong>乙丙",
    "<table>甲<li>乙<tr>丙",
    "<h2><th>甲</h2>乙",
    "<font><center>甲</font>乙</font><strong>丙",
    '<a href=x><tr><http://finance.example.com/news/1,203101022345678901.html>"',
    "<table><tr><td>甲<div>乙</table>丙</div>丁",
    "<div>甲<table><tr><td>乙</div>丙</td></tr></table>丁",
    '<sub>\u200b\n"',
    "<sub>\x07\n<",
    "<sub>\u200b\n| a | b |",
    "><pre>&#13;|",
    "><pre> |",
    "><li><ol start=3><li>[^1]",
    ">- <ol start=3><li>甲</ol>\n>  乙",
    "<><sub>（文章来源：云岚财经）",
    "<http://finance.example.com/news/1,203101022345678901.html><b>（文章来源：云岚财经）",
    "<ol start=3><li>- \x7f",
    "<ol start=3><li>\x85\t(",
    "<ol start=3><li>{{ x }}\t\x85",
    "<tr>$$x$$[x](javascript:x)",
    "`<ol start=3><li>![图](a.png)",
    "| a | b |\n|---|---|\n| ![图](a.png) | <ul><li>x |",
    "&#13;<table><tr><td><script><pre>![图](a.png)",
    "https://example.com/a,b</script>\x85",
    "https://example.com/a https://example.com/a<p>",
    "&lt;script&gt;<sub>[返回首页](../)<hr>[返回首页](../)",
    "<code><table><tr><td><li><br/>云岚",
    "<code><table><tr><td><ul><li>!<br>",
    "<code><table><tr><td><table><tr><td>:<td>",
    "</textarea><textarea><b>增长,</textarea>",
    "1. {{ x }}| a | b |\n|---|---|\n| a | b |\n|---|---|\n1. </li></ul>",
    "<!-- newsclean: on --><ul><li>\n> | a | b |\n|---|---|\n",
    "[a]: /b\n\n<ul><li>\n\n<!-- newsclean: off -->",
    "<table><tr><td><table><tr><td>甲</td><td></td></tr></table></td></tr></table>",
    "<ul><li>云<li><hr>",
    "- 云<ul><li><hr>",
    "***\x7f*ST星野",
    "===***\x7f******",
    "\t”\n<p>\n\n\t”",
    '\x85[a]: /b\n"',
    '<b>\x85<br>"<ul><li>云',
    "<ul><li>$$x$$<ul><li><hr>",
    "<ul><li><b>{% raw %}<ul><li><hr>",
    "<ul><li>$$x$$<ul><li><table><tr><td colspan=2>#",
    "<table><tr><td><pre>```\u3000",
    "<table><tr><td><pre>&#13;云",
    "<table><tr><td><tr><del><tr>[a]: /b",
    "<b><code>[返回首页](../)<tr>[a](b)<br>",
    '{: .c}\\{{ x }}<span class="infokey">',
    "[返回首页](../)<textarea>\x07[返回首页](../)</textarea>\x07",
    "<ol start=3><li><img src=x><br>\x7f\t!",
    "<strong><hr>(\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b((((((",
    "<img src=x><pre>\n\x07&#13;<img src=x>",
    "***<pre>******\n<http://a.example/b>",
    '<a href="http://x.example/a"><em><table><tr><td><http://a.example/b>”',
    "<table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td>a<td>b",
    '<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>甲<img src="a.png">乙<br>丙<hr>丁',
    "云\n\u3000\x7f",
    "》\t云\t&nbsp;",
    "1. <pre>\n\t云",
    '<code>\x85<br>"',
    "<code>“<br/>\x85",
    "***<p><tr>[返回首页](../)******",
    '<code><a href=x><img src="a.png">"',
    "<<pre>\n增长,<table><tr><td colspan=2>&#13;云",
    "<img src=x><pre>\n云\x07&#13;<table><tr><td><script>",
    "云[a]: /b2031年;https://example.com/a,b</script>",
    "<table><tr><td><a href=x><tr>云<a href=x>[a]: /b",
    "{% endraw %}\n\n***<ol start=3><li>***[返回首页](../)云",
    "<ol start=3><li><img src=x><br>\x7f<br>!",
    "<code><table><tr><td colspan=2>云<br><br>云<ul><li>[a](b)",
    ")\t\t增长,（文章来源：云岚财经）",
    "云 ![图](a.png) （甲）",
    "<p>云 <img src=a.png> （甲）</p>",
    ": </li></ul></li></ul>",
    "云<h2>***<p>云******<h2>",
    "<b><li><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td><table><tr><td>云",
    "<table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><tr><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2>云",
    "<ul><li><ul><li><ul><li><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2><table><tr><td colspan=2>云",
    "<code><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li>云",
    "<li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li><li>云",
    "# #\x07",
    "<li>《\n\x0c云",
    "{% endraw %}\\\n\x85",
    "\\: </script>云<br>",
    "2031年;&nbsp;\n云<hr>",
    "云<!-- EM_StockImg_Start -->: <!-- EM_StockImg_End -->云",
    "[返回首页](../)\x85...***\x85***<br/>[返回首页](../)",
    "<table><tr><td><table><tr><td>> \x85&#13;&#13;云",
    "<><br/>[返回首页](../)<tr>https://example.com/a,b",
    "<<table><tr><td colspan=2>云&#13;&#13;\u200b&#13;<style>",
    "<table><tr><td>!&#13;&#13;\u3000&#13;---<table><tr><td>!",
    ": <pre>\n***",
    "[^1]<pre>&#13;云",
    "<td>云: &#13;'",
    "<tr>A<em>{{ x }}",
    "”</p></span>[^1]",
    "\u200b</div>[返回首页](../)",
    "*ST星野</li></ul>*ST星野***{% raw %}",
    "增长,&#13;&#13;<em>云",
    "[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)<script>",
    "[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)[x](javascript:x)</b>",
    "1. <pre>'\n\t\n1. ",
    "<<pre></p>$$x$$",
    "</pre>$$x$$<video>",
    "{: .c}<?x[返回首页](../)</a>?>",
    "1. <ul><li>***<ul><li><hr>",
    "- <li>云<li><ol start=3><li>- ",
    "[返回首页](../)\x85...***\x85***<b><br/><>",
    "<br/></script>\n1. <b></div>[^1]\n1. <em>",
    "</div>|---|---|\n<!-- newsclean: on -->\n[a](b)",
    "<pre><table><tr><td colspan=2><code>[返回首页](../)\n\x7f",
    '"2031年;<table><tr><td><tr>[a]: /b<td><td><td><td><td><td><td>"云”',
    "-<!-- EM_StockImg_Start --><br><!-- EM_StockImg_End -->云",
    "<!--more-->云<!-- EM_StockImg_Start -->|---|---|\n<!-- EM_StockImg_End -->云",
    "<!-- EM_StockImg_Start -->云\n<!-- EM_StockImg_Start -->\n<!-- EM_StockImg_Start -->云",
    "</pre><ul><li>$$x$$",
    "<b>#<tr>[返回首页](../)\x85***《《《《《《《《《《《《《《《《《《《《《《《《o\x0c\x0c\x0c《《《《《",
    "[x](javascript:x)云1. \t1. ",
    "<a href=x><code><table><tr><td colspan=2><th>|---|---|",
    "1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. <http://a.example/b><tr><http://a.example/c><hr><http://a.example/d>",
    "<table><tr><td><code><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li><ol start=3><li>云",
    "*ST星野\x85***\x85******",
    "\x07<pre>\n&#13;增长,<img src=x>- \u200b",
    "<a href=x><code>\x07<br>云</code></a>",
    ") \x0c云",
    "{{ x }}<!--</td></tr></table>",
    '（文章来源：云岚财经）<img src="a.png">\n（文章来源：云岚财经）<hr>',
    "[x](javascript:x)<ol start=3><li>云\n<!--more-->\n云",
    "- <img src=x>\n\t<img src=x>\n\n- ",
    '[返回首页](../)~~~~~~"[返回首页](../)    ~~~~~~~~~~~~&nbsp;~~~~~~~~~~~~~~~~~~"',
    "2031年;~~~&nbsp;~~~2031年;~~~~~~&nbsp;&nbsp;~~~",
    "<sub>”\n[返回首页](../)\n-",
    '2031年;\n云<a href="javascript:alert(1)">\n- ',
    "<!-- newsclean: off --><!-- newsclean: on -->\n&nbsp;\n<!-- newsclean: off -->",
    "1. <ul><li>云\n1. \x071. ",
    "1. <![CDATA[云\n1. \x7f<![CDATA[",
    "<p>甲<hr>乙</p>丙",
    "<b><hr>2031年;云: : : : : : : : : : : : : : : : 云岚云岚云岚云岚云岚",
    "<b><hr>2031年;---云岚云岚云岚云岚云岚云岚云云云云云云云云云云云云云云云云云云云岚",
    '<code><table><tr><td colspan=2>“<br>\x85<br>"<ul><li>云',
    "*ST星野<!-- EM_StockImg_Start -->\x85<!-- EM_StockImg_End -->*ST星野",
    ">云\n\x85\n<http://a.example/b>",
    '1. {% endraw %}<a href="http://x.example/a">\n1. [返回首页](../)<textarea>',
    "<sub><table><tr><td><table><tr><td><svg>\n<!-- EM_StockImg_End -->\u3000\n<sub><sub>",
    "{% endraw %}<ol start=3><li>\\",
    "<code>[^1]<table><tr><td>",
    "<\x7f>",
    "><ul><li>云<ul><li><hr>",
    "1. 云<ul><li>{{ x }}</span>云",
    "<table><tr><td><pre><b><http://a.example/b>\n云",
    '<blockquote><img src="a.png"><pre>\u200b',
    "<blockquote>云\n...\n\x85",
    "<ul><li>》<ul><li><b><hr>https://example.com/a,b***",
    "<!-- EM_StockImg_Start -->\n\x07\n<!-- EM_StockImg_Start -->",
    "*ST星野7~7<!-- EM_StockImg_Start -->https://example.com/a,b",
    "<sub><!-- newsclean: on -->\n>&nbsp;\n-<!-- newsclean: off -->",
    "><ul><li>云<ul><li><hr>云",
    "<hr>云<http://a.example/1.html>https://example.com/a,b1. ",
    '[返回首页](../).[返回首页](../).<a href="javascript:alert(1)">https://example.com/a,b<iframe>',
    '<![CDATA[云<a href="http://x.example/a"><a href="http://x.example/a"><a href="http://x.example/a">1. ',
    "- ”\n\n\t</p>`",
    "<hr><code>{% endraw %}[x](javascript:x)",
    "a {{ content | split: '</div>' | first }} b",
    "{% include card-start.html %}text</div>",
    "a <b>b\n{: .x}",
    "$$\na <b> c\n$$",
    "foo</textarea> bar",
    "<p><pre>甲</p>乙\n己</pre>",
    "甲 *ST癸股   乙*ST丁股",
    '<p><a href="file:///etc/a">己</a></p>',
    '<p>甲<a class="keytip">乙</a></p>\n\n<p>{::nomarkdown}</p><p>&lt;script&gt;x&lt;/script&gt;</p><p>{:/}</p>',
    "1. <b>$$x$$\n1. V",
    "1. {% endraw %}<em>\n1. [返回首页](../)",
    "<!-- EM_StockImg_Start -->\n\t{{ x }}",
    "甲\n\n\n<!-- EM_StockImg_Start -->\n\n    {{ x }}\n",
    "<p>甲<body>乙</p>",
    "<b>甲<body>乙</b>丙</body>丁",
    "<ul><li>甲<html>乙</ul></body>丙",
    "> \r><!-- EM_StockImg_End -->~~~---- \r>- \r>",
    "> \r><!-- EM_StockImg_End -->~~~---- \r>&lt;script&gt;- \r>",
    "> <!-- EM_StockImg_End -->甲\n> 2. 乙\n",
    "\u200bhttps://example.com/a,b<iframe>增长,\r- ",
    "http://a.b/<textarea></textarea>",
    "\n[a]: <http://a.b\n: \n> ``",
    "```\n\n\n$$]]>[云](JaVaScRiPt:alert(1))\n```\n",
    "> <pre>[x]: javascript:alert(1)\n|\n```\n_",
    "- <pre><code>- &lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
    "<ul><li><pre>- 甲</pre></li></ul>",
    "<strong>甲<em>乙</strong>丙</em> 丁",
    "详见 http://b.example.com/1,2.html (见附件)。",
    "- 详见 www.b.example.com/1.html , 和",
    "<p>正文<video src=x><p>不支持</p></video>后文</p>",
    "- \x85</li>{%",
    "1. {{ x }}</li></ul>云",
    "{%http://<style><http://><!",
    "******云***</p><h2>{{ x }}******",
    "- 甲[^1]<ul><li>\n- 乙",
    ">!<ul>l\r><ul>l",
    ">l<li>-\r><ul>i",
    '<p style="display:none"><!-- EM_StockImg_Start -->h<!-- EM_StockImg_End -->\x07</p>',
    "云\t<!-- EM_StockImg_Start -->x<!-- EM_StockImg_End -->\t: ",
]


PICTURES = [
    '<pre>第一段。\n<img src="a.png">\n第二段。</pre>',
    '<pre><p>文</p><img src="a.png"></pre>',
    '<p><code><img src="a.png"></code></p>',
    '<p>正文<code>x<img src="a.png"></code></p>',
    '<p><img srcset="a.png 1x, b.png 2x"></p>',
    '<p><img src="" data-srcset="a.png 1x"></p>',
    "正文。\n\n![图](a.png) [返回首页](../)",
    "正文。\n\n[![图](a.png)返回首页](../)",
    "正文。\n\n![图](a.png)<http://finance.eastmoney.com/news/1354,203101022345678901.html>",
    '<p>甲<img class="infokey" src="a.png">乙</p>',
    "正文。\n\n[http://finance.eastmoney.com/news/1354,203101022345678901.html](http://a.png)",
]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("用<video>播放，正文很重要。", "正文很重要"),
        ("用<template>做模板，正文很重要。", "正文很重要"),
        ("标签<html>与<head>很重要", "很重要"),
        ("正文 <body> 文", "文"),
        ("<pre><p>a\nb</p></pre>", "~~~\na\nb\n~~~"),
        ("<pre><code><div>a</div><div>b</div></code></pre>", "~~~\na\n"),
        ("<table><form><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></form></table>", "| 甲 | 乙 |\n| 1 | 2 |"),
        ("市盈率\n: 12倍\n\n: 二,好", ": 二,好"),
    ],
)
def test_words__stay_whatever_tag_they_name(body: str, words: str) -> None:
    result = clean(HEADER + body)
    assert words in result.text
    assert clean(result.text).text == result.text


def test_element_that_hides_what_follows__is_an_error_when_nothing_ends_it() -> None:
    for name in ("video", "audio", "canvas", "object", "template", "select"):
        assert not clean(f"{HEADER}<p>开头。</p><{name}><p>正文很重要。</p>").is_valid
        assert clean(f"{HEADER}<p>开头。</p><{name}></{name}><p>正文很重要。</p>").is_valid


@pytest.mark.parametrize("body", PICTURES)
def test_pictures_and_targets__stay_whatever_stands_beside_them(body: str) -> None:
    assert "a.png" in clean(HEADER + body).text


@pytest.mark.parametrize("body", FOUND)
def test_found__stays_so(body: str) -> None:
    once = clean(HEADER + body)
    assert clean(once.text).text == once.text


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
@pytest.mark.parametrize("frame", ["<p>甲 {} ，乙</p>", "<p>甲 {} : 乙</p>", "甲 {} ,乙\n", "甲\t{}\t,乙\n", "- 甲 {} :\n"])
def test_blanks_round_what_goes__are_one_blank(gone: str, frame: str) -> None:
    once = clean(HEADER + frame.replace("{}", gone))
    assert clean(once.text).text == once.text
    assert not re.search("甲 |甲\t", once.text)
