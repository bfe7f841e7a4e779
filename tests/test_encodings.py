"""Three hundred samples in every encoding that Chinese news comes in, read by newsclean and by two detectors of encodings."""

from __future__ import annotations

import random
from collections.abc import Callable

import chardet
import charset_normalizer
import pytest

from newsclean import InputError
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
    with pytest.raises(InputError, match=r"byte \d+ \(0x"):
        decode(data)
    assert decode(data, encoding)[0] == text[:size]


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
