"""Line ends in HTML: nothing between two wide characters, else a blank (CSS Text 3, 4.1.3)."""

from __future__ import annotations

import pytest

from newsclean import Settings, clean

CASES = {
    "between Han": ("<p>云岚\n科技</p>", "云岚科技"),
    "with the indents of the source": ("<p>云岚\n      科技 \n\t公告</p>", "云岚科技公告"),
    "across an inline tag": ("<p>云岚\n<b>科\n技</b>\n公告</p>", "云岚**科技**公告"),
    "across a link": ('<p>见\n<a href="https://a.example/">公\n告</a>\n全文</p>', "见[公告](https://a.example/)全文"),
    "round a comment and a script": ("<p>云岚\n<!-- a -->科技\n<script>\nx\n</script>公告</p>", "云岚科技公告"),
    "beside full-width marks": ("<p>云岚，\n科技\n。</p>", "云岚，科技。"),
    "beside quotation marks of Chinese": ("<p>他说\n“好”\n，走了</p>", "他说“好”，走了"),
    "kana": ("<p>カメラ\nである</p>", "カメラである"),
    "Hangul, which has blanks": ("<p>서울\n시</p>", "서울 시"),
    "between Latin words": ("<p>Wan\n  Lan</p>", "Wan Lan"),
    "beside a Latin word": ("<p>云岚\nWanLan\n公告</p>", "云岚 WanLan 公告"),
    "quotation marks beside Latin": ("<p>said\n“yes”\nand</p>", "said “yes” and"),
    "beside a picture": ('<p>云岚\n<img src="a.png">\n科技</p>', "云岚 ![](a.png) 科技"),
    "a break is a line": ("<p>云岚\n<br>\n科技</p>", "云岚<br>\n科技"),
    "items": ("<ul>\n<li>\n云岚\n科技\n</li>\n</ul>", "- 云岚科技"),
    "a blank that was written": ("<p>何一舟 林小满</p>", "何一舟 林小满"),
    "code in lines": ("<pre>甲\n乙</pre>", "~~~\n甲\n乙\n~~~"),
    "a mark behind it that is mended": ("<p>云岚\n科技,涨停</p>", "云岚科技，涨停"),
}


@pytest.mark.parametrize(("html", "out"), CASES.values(), ids=CASES)
def test_line_end__of_html(html: str, out: str) -> None:
    assert clean(html, Settings(stable=True)).text == out + "\n"


def test_line_end__of_markdown_stays() -> None:
    assert clean("云岚\n科技,涨停\n").text == "云岚\n科技，涨停\n"
