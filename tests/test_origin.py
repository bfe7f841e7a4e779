"""Whose HTML a post holds: what shows it, and what settings say."""

from __future__ import annotations

import pytest

from newsclean import Settings, Severity, clean

HEADER = "---\ntitle: 周记\ndate: 2031-03-04T05:06:07+08:00\n---\n"
SCRAPED = {
    "paragraphs of HTML": "<p class='a'>甲</p>\n",
    "a digest above": "> 摘要\n\n<p class='a'>甲</p>\n",
    "an address and navigation below": "<p class='a'>甲</p>\n\n<https://a.example/b>\n\n[返回首页](../)\n",
    "a picture that is no block": "<img src='a.jpg' class='a'>\n\n<p>甲</p>\n",
    "words in a line of paragraphs": "甲<p class='a'>乙</p>\n",
    "blank lines and indents inside": "<div class='a'>\n\n    甲\n\n</div>\n",
    "a mark of the site in Markdown": "甲<a class='keytip' href='http://q.example/'>乙</a>\n\n<em class='a'>丙</em>\n",
    "an inline element above a block": "<b class='a'>甲</b>\n<p>乙</p>\n",
    "a source line of Markdown, which goes": "<p class='a'>甲</p>\n\n（文章来源：云岚财经）\n",
}
AUTHORS = {
    "Markdown round it": "导语\n\n<p class='a'>甲</p>\n",
    "a heading": "# 标题\n\n<p class='a'>甲</p>\n",
    "a list": "<p class='a'>甲</p>\n\n- 乙\n",
    "an embed alone": "<iframe class='a' src='https://v.example/1'></iframe>\n",
    "inline elements alone": "<span class='a'>甲</span>\n",
    "code of Markdown": "<p class='a'>甲</p>\n\n    code\n",
    "a reference definition": "<p class='a'>甲</p>\n\n[b]: /c\n",
    "the site's marks in code only": "`<a class='keytip'>`\n\n<i class='a'>甲</i>\n",
}


def keeps_html(body: str, settings: Settings, name: str = "post.md") -> bool:
    return "class='a'" in clean(HEADER + body, settings, name=name).text


@pytest.mark.parametrize("body", SCRAPED.values(), ids=SCRAPED)
def test_scraped__shows(body: str) -> None:
    assert not keeps_html(body, Settings(stable=True))
    assert keeps_html(body, Settings(origin="author"))


@pytest.mark.parametrize("body", AUTHORS.values(), ids=AUTHORS)
def test_author__is_everyone_else(body: str) -> None:
    assert keeps_html(body, Settings(stable=True))
    assert not keeps_html(body, Settings(origin="scraped"))


@pytest.mark.parametrize("body", [*SCRAPED.values(), *AUTHORS.values()])
def test_untrusted__wins_over_everything(body: str) -> None:
    assert not keeps_html(body, Settings(untrusted=True))
    assert not keeps_html(body, Settings(untrusted=True, origin="author"))


def test_html_file__is_scraped_and_its_result_no_longer() -> None:
    body = "甲\n\n<em class='a'>乙</em>\n"
    assert keeps_html(body, Settings())
    assert not keeps_html(body, Settings(stable=True), name="post.html")


def test_script__of_an_author_stays_and_of_a_stranger_does_not() -> None:
    body = "甲\n\n<script>alert(1)</script>\n\n<p onclick='x'>乙</p>\n"
    assert clean(HEADER + body).text == HEADER + body
    for settings in (Settings(origin="scraped"), Settings(untrusted=True)):
        assert clean(HEADER + body, settings).text == HEADER + "甲\n\n乙\n"


def test_liquid__of_a_scraped_post_does_not_run() -> None:
    assert clean(HEADER + "<p>{{ x }}</p>\n").text == HEADER + "\n&#123;{ x }}\n"
    assert clean(HEADER + "甲 {{ x }}\n").text == HEADER + "甲 {{ x }}\n"


@pytest.mark.parametrize(
    ("body", "settings", "severity"),
    [
        ("<div style='display: none'><p>全文只有这两句。</p></div>", Settings(), Severity.ERROR),
        ("<div class='promo'><p>全文。</p></div>", Settings(), None),
    ],
)
def test_body__of_which_nothing_is_left_says_so(body: str, settings: Settings, severity: Severity | None) -> None:
    found = [problem.severity for problem in clean(HEADER + body, settings).problems if problem.code == "BODY01"]
    assert found == ([severity] if severity else [])


def test_hidden_text__is_an_error_when_it_is_most_of_the_post() -> None:
    hidden = f"<div hidden>{'藏' * 201}</div>"
    for shown, severity in (("显" * 300, Severity.WARNING), ("显" * 100, Severity.ERROR)):
        problems = clean(HEADER + hidden + f"<p>{shown}</p>").problems
        assert [each.severity for each in problems if each.code == "HTML03"] == [severity]
