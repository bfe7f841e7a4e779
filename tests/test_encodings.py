"""Three hundred samples in every encoding that Chinese news comes in, read by newsclean and by two detectors of encodings."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import chardet
import charset_normalizer
import pytest

from newsclean import InputError, Severity
from newsclean.decode import decode

SIMPLIFIED = (
    "云岚科技3月4日晚间公布年报，公司去年实现营业收入12.5亿元，同比增长8%。",
    "星野股份（300999）公告，拟以自有资金回购公司股份，回购价格不超过人民币15.8元/股。",
    "受访者表示：“这是三年来最好的一年。”分析师认为，市场已经触底。",
    "央行今日开展1000亿元逆回购操作，中标利率2.00%，与此前持平。",
    "海岱能源董事会审议通过了关于公司对外投资的议案，项目总投资约23亿元。",
    "瑞屿信贷的负责人在接受采访时说，风险总体可控，不良贷款率下降了0.3个百分点。",
)
TRADITIONAL = (
    "雲嵐科技今日公佈年報，公司去年營業收入成長8%，獲利創新高，這是三年來最好的一年。",
    "星野股份（2999）公告，將以自有資金買回公司股份，價格不超過新台幣158元。",
    "受訪者表示：「這是三年來最好的一年。」分析師認為，市場已經觸底。",
    "央行今日發行定存單1000億元，得標利率1.2%，與此前持平。",
    "海岱能源董事會通過對外投資案，總投資額約23億元，預計明年第三季完工。",
)
ENCODINGS = {
    SIMPLIFIED: ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"),
    TRADITIONAL: ("utf-8", "big5", "big5hkscs"),
}
SIZES = (8, 12, 20, 40, 80, 150, 300, 600, 1000, 1500)  # characters


def samples() -> list[tuple[str, str]]:
    rng = random.Random(7)
    found = []
    for size in SIZES:
        for as_post in (False, True, False):
            for sentences, encodings in ENCODINGS.items():
                for encoding in encodings:
                    text = ""
                    while len(text) < size:
                        text += rng.choice(sentences)
                    text = text[:size]
                    found.append((f"---\ntitle: {text[:20]}\n---\n<p>{text}</p>\n" if as_post else text, encoding))
    return found


def by_chardet(data: bytes) -> str:
    return data.decode(chardet.detect(data)["encoding"] or "ascii")


def by_charset_normalizer(data: bytes) -> str:
    return str(charset_normalizer.from_bytes(data).best())


def right(read: Callable[[bytes], str]) -> int:
    count = 0
    for text, encoding in samples():
        try:
            count += read(text.encode(encoding)) == text
        except (InputError, UnicodeError, LookupError):
            continue
    return count


def test_samples__the_exact_text_more_often_than_detectors() -> None:
    total = len(samples())
    assert total == 300
    ours = right(lambda data: decode(data)[0])
    assert ours == total
    assert max(right(by_chardet), right(by_charset_normalizer)) < ours


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("日本銀行は四日、金融政策決定会合を開き、大規模な金融緩和策の維持を決めた。", "shift-jis"),
        ("日本銀行は四日、金融政策決定会合を開き、大規模な金融緩和策の維持を決めた。", "euc-jp"),
        ("日本銀行は四日、金融政策決定会合を開き、大規模な金融緩和策の維持を決めた。", "iso-2022-jp"),
        ("한국은행은 4일 기준금리를 동결했다고 밝혔다.", "euc-kr"),
        ("Привет, мир, это новости", "cp1251"),
        ("Où êtes-vous, élève naïf", "latin-1"),
    ],
)
@pytest.mark.parametrize("size", [8, 20, 100])
def test_other_languages__are_never_read_as_chinese(text: str, encoding: str, size: int) -> None:
    if encoding in ("cp1251", "latin-1"):
        size = max(size, 12)  # three pairs of bytes can be three Chinese characters
    data = text[:size].encode(encoding)
    try:
        said = [(finding.severity, finding.message) for finding in decode(data)[1]]
    except InputError as error:
        said = [(Severity.ERROR, str(error))]
    # A few characters can be either: then somebody is asked.
    assert said[0][0] in ((Severity.ERROR, Severity.WARNING) if size < 20 else (Severity.ERROR,))
    assert re.search(r"byte \d+ \(0x", said[0][1])
    assert decode(data, encoding)[0] == text[:size]


@pytest.mark.parametrize(
    "word",
    [
        "茅台",
        "债券",
        "铜",
        "煤炭",
        "你好",
        "京东",
        "股票",
        "长江电力",
        "东方财富",
        "锂",
        "评级：★★★★☆",
        "ＡＢＣ公司",
        "12.5％",
        "宁德时代",
    ],
)
def test_a_word_of_chinese__in_gbk(word: str) -> None:
    text = f"---\ntitle: ETF\n---\nETF 510050 +1.2% {word} fox\n"
    assert decode(text.encode("gbk"))[0] == text
    assert decode(text.encode()) == (text, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ['---\ntitle: "Apple"\n---\nprint("你好")\n', "Apple grew, “a record”, he said.\n", "ab ★★★★☆ …… 《》\n"]
)
def test_utf_16_without_a_mark__whatever_its_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", ["café, naïve, Zürich\n", "β = 0.8, 5 µm\n", "Привет, мир\n", "señor 你好\n"])
def test_utf_8_of_other_languages__stays(text: str) -> None:
    assert decode(text.encode())[0] == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
def test_mixed_bytes__are_an_error_or_the_text_never_a_replacement(encoding: str) -> None:
    rng = random.Random(3)
    sentences = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    for _ in range(200):
        data = bytearray("".join(sentences).encode(encoding))
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] = rng.choice([0x80, 0xFF, 0x9F, 0xC0])
        try:
            text, _ = decode(bytes(data))
        except InputError:
            continue
        assert "\ufffd" not in text


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32__is_refused_or_named(encoding: str) -> None:
    text = "---\ntitle: 云岚\n---\n<p>增长，云岚能源</p>\n"
    with pytest.raises(InputError, match="UTF-32"):
        decode(text.encode(encoding))
    assert decode(text.encode(encoding), encoding)[0].removeprefix("\ufeff") == text
