"""What a browser shows and no one wrote: marks of `q`, brackets for `ruby`, rows of code."""

from __future__ import annotations

import pytest

from newsclean import Settings, clean

CASES = {
    "a quotation": ("<p>他说<q>好,走</q>，便走了。</p>", "他说“好，走”，便走了。"),
    "one inside the other": ("<p><q>甲<q>乙</q>丙</q></p>", "“甲‘乙’丙”"),
    "an end tag alone": ("<p>甲</q>乙</p>", "甲乙"),
    "ruby with brackets of its own": ("<p><ruby>岚<rp>(</rp><rt>lán</rt><rp>)</rp></ruby>山,云</p>", "岚(lán)山，云"),
    "ruby without": ("<p><ruby>云<rt>yún</rt>岚<rt>lán</rt></ruby>山</p>", "云（yún）岚（lán）山"),
    "ruby whose text nothing ends": ("<p><ruby>云<rt>yún</ruby>山</p>", "云（yún）山"),
    "an empty rt": ("<p><ruby>云<rt></rt></ruby>山</p>", "云山"),
    "rows of lines": ('<pre><code><span class="line">a</span><span class="line"></span><span class="line">b</span></code></pre>', "~~~\na\n\nb\n~~~"),
    "rows that line ends part": ('<pre><span class="line">a</span>\n<span class="line">b</span></pre>', "~~~\na\nb\n~~~"),
    "rows of code": ("<pre><code>a</code><code><br></code><code>b</code></pre>", "~~~\na\n\nb\n~~~"),
    "code in words": ("<pre>a <code>b</code> c <code>d</code></pre>", "~~~\na b c d\n~~~"),
    "a class that only begins so": ('<pre><span class="line-through">a</span><span class="line-through">b</span></pre>', "~~~\nab\n~~~"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "out"), CASES.values(), ids=CASES)
def test_shown__by_a_browser(html: str, out: str) -> None:
    assert clean(html, Settings(stable=True, ignore={"TEXT20"})).text == out + "\n"


def test_line_of_markdown__in_a_scraped_post() -> None:
    assert clean("甲<q>乙,丙</q>丁", Settings(stable=True, origin="scraped")).text == "甲“乙，丙”丁\n"
