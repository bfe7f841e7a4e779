"""Which encoding a file really has: the right text, or an error with the byte offset."""

from __future__ import annotations

import pytest

from newsclean import InputError, SettingsError
from newsclean.decode import decode

NEWS = (
    "---\ntitle: 云岚科技公布年报\n---\n<p>云岚科技（300999）3月4日晚间公布年报，公司去年实现营业收入12.5亿元，同比增长8%。</p>\n"
)
TAIWAN = (
    "---\ntitle: 雲嵐科技公佈年報\n---\n<p>雲嵐科技今日公佈年報，公司去年營業收入成長8%，獲利創新高，這是三年來最好的一年。</p>\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEWS, "utf-8"), (NEWS, "utf-8-sig"), (NEWS, "gb18030"), (NEWS, "gbk"), (NEWS, "utf-16"), (NEWS, "utf-16-le"),
        (NEWS, "utf-16-be"), (TAIWAN, "big5"), (TAIWAN, "utf-8"), (NEWS.replace("\n", "\r\n"), "gbk"),
    ],
)  # fmt: skip
def test_decode__what_it_really_is(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text.replace("\r\n", "\n"), [])


def test_decode__a_lying_label_does_not_decide() -> None:
    text = NEWS.replace("<p>", '<meta charset="utf-8"><p>')
    assert decode(text.encode("gb18030"))[0] == text


def test_decode__line_ends_become_lf() -> None:
    assert decode(b"a\r\nb\rc\n") == ("a\nb\nc\n", [])


def test_decode__damaged_utf8_is_an_error_with_the_byte() -> None:
    data = NEWS.encode()
    with pytest.raises(InputError, match=r"byte 10 \(0xff\)"):
        decode(data[:10] + b"\xff" + data[10:])


def test_decode__a_named_encoding_overrides() -> None:
    assert decode("日経".encode("shift-jis"), "shift-jis")[0] == "日経"
    with pytest.raises(InputError, match="is not ascii"):
        decode("日経".encode(), "ascii")
    with pytest.raises(SettingsError, match="unknown encoding"):
        decode(b"x", "no-such")


def test_decode__no_replacement_character_ever() -> None:
    for data in (b"\xff\xfe\x00\xd8", b"\x81", b"\xa1\xa1\xff"):
        try:
            text, _ = decode(data)
        except InputError:
            continue
        assert "\ufffd" not in text
