"""Bytes in, text out: which encoding a file really has. Nothing is ever replaced by U+FFFD.

The rest of newsclean sees text only, with LF line ends and without a byte order mark.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from newsclean import lazy
from newsclean.problem import Finding, InputError, SettingsError, Severity

# What Python counts as encodings of text, and no file is in.
_NO_FILES = frozenset({"undefined", "unicode-escape", "raw-unicode-escape", "idna", "punycode"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first 2,500 of these 3,755 characters, GB 2312 level 1, are nearly all that Chinese news is written
# with; they have the lead bytes B0..D7. Big5 level 1 has A4..C6.
_GB_COMMON = lazy.pattern(rb"[\xb0-\xd7][\xa1-\xfe]")
_DECLARED = lazy.pattern(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
# Function characters that stand in nearly every Chinese sentence.
_FREQUENT = lazy.pattern("[的一是不了在人有我他这上们来到时大为中国和公司年月日市场元亿的這們來時為國個會業產發後將與於及]")
# Letters with accents, as in `café`, and what stands beside numbers.
_LATIN = frozenset(map(chr, (*range(0xA0, 0x180), 0x3B1, 0x3B2, 0x3BC)))
# Han, and the marks and symbols that stand in Chinese text.
_CHINESE = lazy.pattern("[一-鿿“”‘’…—·×÷°‰→①-⑳■-◯★☆\u3000-\u303f\uff01-\uff5e￥]")
_HIRAGANA = lazy.pattern("[ぁ-ゖ]")
_HANGUL = lazy.pattern("[가-힣]")
# Kanji that are frequent in Japanese news.
_JAPANESE = lazy.pattern(
    "[日本人年大国会中出月時分行生自社事者地業方新場員立開問代明動京目通言理体主題作用度強公持以家世多正安心界教文元重近海知道集別物品計特始運終台有少料工建急止送切転研究銀決定政策金融]"
)
_HIRAGANA_SHARE = 0.08
_HANGUL_SHARE = 0.85
_CHINESE_SHARE = 0.04
_LEAST_SCORE = 0.45
# In fewer characters than this Korean cannot be told from Chinese.
_ENOUGH = 10
_ISO_2022 = lazy.pattern(rb"\x1b\$[@B)(A]")
_HZ = lazy.pattern(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
# How front matter starts that is not UTF-16, whatever follows.
_NARROW_START = (b"---\n", b"---\r")
# A damaged UTF-8 file has few bad bytes; past one in a hundred it is no UTF-8 at all.
_DAMAGED_SHARE = 100


def decode(data: bytes, encoding: str = "") -> tuple[str, list[Finding]]:
    """Read `data` as what it really is; give the text and what a person should know.

    `encoding` overrides. Raises InputError (DEC01) with the byte offset when no encoding fits, SettingsError
    for an encoding that does not exist.
    """
    if encoding:
        return _unix(_strict(data, encoding)), []
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) or data.count(0) * 2 > len(data):
        raise InputError("DEC01", "byte 0 looks like UTF-32, which no site uses; if it is right, name it with --encoding")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _unix(_strict(data[len(bom) :], name, shift=len(bom))), []
    if b"\0" in data and (wide := _utf16_without_bom(data)):
        return _unix(_strict(data, wide)), []
    if escape := _ISO_2022.search(data):
        raise _foreign_error("ISO-2022", f"byte {escape.start()} (0x1b)")
    if data.isascii() and (hz := _HZ.search(data)) and _share(_CHINESE, _try(hz[0], "hz") or "") == 1:
        raise InputError("DEC01", f"byte {hz.start()} looks like HZ, which no site uses; if it is right, name it with --encoding")
    try:
        return _utf8(data, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _legacy(data, error)


def check_encoding(name: str) -> None:
    """Raise SettingsError unless `name` is empty or an encoding that there is."""
    try:
        found = codecs.lookup(name or "utf-8")
    except (LookupError, ValueError):
        raise SettingsError(f"encoding: unknown encoding {name!r}") from None
    if found.name in _NO_FILES or not getattr(found, "_is_text_encoding", True):
        raise SettingsError(f"encoding: expected an encoding of files, got {name!r}")


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _strict(data: bytes, encoding: str, shift: int = 0) -> str:
    check_encoding(encoding)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        place = error.start + shift
        raise InputError("DEC01", f"byte {place} (0x{data[error.start]:02x}) is not {encoding}") from None


def _utf8(data: bytes, text: str) -> tuple[str, list[Finding]]:
    """Take bytes for UTF-8, which they are, unless they are a few pairs that no text has and that are Chinese in GB18030.

    `茅台` and some dozen more words of two characters are valid in both.
    """
    if len(data) == len(text) or len(data) - len(text) >= 3 * _ENOUGH:  # no character takes more than three bytes above one
        return _unix(text), []
    outside = [char for char in text if char > "\x7f"]
    if len(outside) >= _ENOUGH or max(outside) > "\u07ff" or all(char in _LATIN for char in outside):
        return _unix(text), []
    reading = _try(data, "gb18030")
    if reading is None or _share(_CHINESE, reading) < 1:
        return _unix(text), []
    place = f"byte {next(at for at, byte in enumerate(data) if byte > 0x7F)}"
    if any(unicodedata.combining(char) or "\u0530" <= char <= "\u07ff" for char in outside):
        message = f"{place} is read as gb18030, but utf-8 is possible: name it with --encoding"
        return _unix(reading), [Finding(message, severity=Severity.WARNING)]
    message = f"{place} is read as utf-8, but gb18030 is possible: name it with --encoding"
    return _unix(text), [Finding(message, severity=Severity.WARNING)]


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, list[Finding]]:
    """Choose among GB18030, Big5 and UTF-16 for bytes that are not UTF-8."""
    place = f"byte {error.start} (0x{data[error.start]:02x})"
    if _is_damaged_utf8(data):
        raise InputError("DEC01", f"{place} breaks the UTF-8 of this file; expected UTF-8, GB18030, Big5 or UTF-16")
    may_be_wide = len(data) % 2 == 0 and not data.startswith(_NARROW_START)
    names = ("gb18030", "big5hkscs", *(("utf-16-le", "utf-16-be") if may_be_wide else ()))
    readings = [(name, text) for name in names if (text := _try(data, name)) is not None]
    scores = sorted(((_score(text), name, text) for name, text in readings), reverse=True)
    if not scores or scores[0][0] < _LEAST_SCORE:
        raise InputError("DEC01", f"{place} fits no encoding; expected UTF-8, GB18030, Big5 or UTF-16")
    (score, name, text), rest = scores[0], scores[1:]
    if foreign := _foreign(data, text):
        if sum(char > "\x7f" for char in text) >= _ENOUGH:
            raise _foreign_error(foreign, place)
        others = " or ".join([foreign, *(other for _, other, _ in rest)])
        message = f"{place} is not UTF-8; read as {name}, but {others} is possible: name it with --encoding"
        return _unix(text), [Finding(message, severity=Severity.WARNING)]
    if len(outside := [char for char in text if char > "\x7f"]) < _ENOUGH and not _is_common("".join(outside)):
        message = f"{place} is not UTF-8; read as {name}, of which there is little to tell by: name it with --encoding"
        return _unix(text), [Finding(message, severity=Severity.WARNING)]
    if rest and score - rest[0][0] < 0.05:
        declared = _DECLARED.search(data)
        label = declared.group(1).decode().lower() if declared else ""
        wanted = "big5hkscs" if label.startswith("big5") else "gb18030" if label.startswith("gb") else ""
        for _, other, reading in scores:
            if other == wanted:
                return _unix(reading), []
        message = f"{place} is not UTF-8; read as {name}, but {rest[0][1]} is possible: name it with --encoding"
        return _unix(text), [Finding(message, severity=Severity.WARNING)]
    return _unix(text), []


def _is_common(text: str) -> bool:
    """Tell whether a text is all characters and marks of GB 2312's first rows and level."""
    return re.fullmatch(rb"(?:[\xa1-\xa3\xb0-\xd7][\xa1-\xfe])*", text.encode("gb18030")) is not None


def _foreign_error(name: str, place: str) -> InputError:
    return InputError(
        "DEC01", f"{place} looks like {name}, which is no encoding of Chinese; if it is right, name it with --encoding"
    )


def _foreign(data: bytes, text: str) -> str:
    """Give the encoding of Japanese or Korean that bytes are rather in, which can be read as Chinese as well; empty: none.

    A good part of Japanese is hiragana, all of Korean is hangul, and Chinese holds neither.
    """
    shift_jis, euc_jp, euc_kr = (_try(data, name) for name in ("shift_jis", "euc_jp", "euc_kr"))
    if shift_jis and _share(_HIRAGANA, shift_jis) > _HIRAGANA_SHARE:
        return "Shift_JIS"
    if euc_jp and _share(_HIRAGANA, euc_jp) > _HIRAGANA_SHARE and _share(_JAPANESE, euc_jp) > _share(_JAPANESE, text):
        return "EUC-JP"
    if euc_kr and _share(_HANGUL, euc_kr) > _HANGUL_SHARE and _share(_FREQUENT, text) < _CHINESE_SHARE:
        return "EUC-KR"
    return ""


def _share(pattern: re.Pattern[str], text: str) -> float:
    """Tell how much of a text, ASCII aside, a pattern finds."""
    outside = sum(char > "\x7f" for char in text)
    return len(pattern.findall(text)) / outside if outside else 0.0


def _try(data: bytes, encoding: str) -> str | None:
    """Decode, unless that fails or gives characters that no Chinese text holds."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if re.search("[\ue000-\uf8ff\x80-\x9f]", text) else text


def _is_damaged_utf8(data: bytes) -> bool:
    bad = data.decode("utf-8", "replace").count("\ufffd")
    multibyte = len(re.findall(rb"[\xe4-\xe9][\x80-\xbf][\x80-\xbf]", data))
    return bad <= max(1, len(data) // _DAMAGED_SHARE) and multibyte > bad


def _utf16_without_bom(data: bytes) -> str:
    """Front matter and markup are ASCII: in UTF-16 every second byte of it is NUL."""
    if len(data) % 2 or data.count(0) < max(1, len(data) // 10) or data.startswith(_NARROW_START):
        return ""
    low, high = data[1::2].count(0), data[::2].count(0)
    if min(low, high) * 10 > max(low, high):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _score(text: str) -> float:
    """Tell how much `text` looks like Chinese news, 0 to about 2."""
    outside = [char for char in text if char > "\x7f"]
    if not outside:
        return 0.0
    common = len(_FREQUENT.findall(text))
    chinese = len(_CHINESE.findall(text))
    if chinese < len(outside) / 2:
        return 0.0
    first_level = len(_GB_COMMON.findall("".join(outside).encode("gb18030"))) / len(outside)
    return chinese / len(outside) * 0.5 + first_level + common / len(outside)
