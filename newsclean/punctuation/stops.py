"""Stops: half-width ones in Chinese text -> full-width ones, and stops set twice. Judged by both sides.

The functions read a run and yield edits. Clauses are those of GB/T 15834-2011, see CLAUSES.md. They see the masked text, so
numbers, codes, addresses, Latin runs and lines in other languages are out of their reach.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.punctuation.mask import DIGIT, LATIN, STAND_INS
from newsclean.punctuation.neighbours import (
    BLANKS,
    CLOSING,
    UNITS,
    beside,
    ends_english_quotation,
    follows_chinese,
    is_chinese,
    is_han,
    offsets_of,
    right_of,
)
from newsclean.punctuation.run import Edit, Run

# What wakes the rules: a stop before another, a half-width one that is not inside a number, a word or an address.
BEFORE_STOP = f"(?=[{chars.FULL_STOPS},;:])"
STOPS_IN_A_ROW = {chars.FULL_STOPS + ",;:": BEFORE_STOP}
NOT_IN_NUMBER = "(?![0-9])|(?<![0-9].)"
NOT_IN_WORD = "(?![0-9A-Za-z])|(?<![0-9A-Za-z].)"
NOT_IN_ADDRESS = "(?![0-9A-Za-z/])|(?<![0-9A-Za-z].)"
# Characters that transcribe foreign names. One before a dot and two behind it, and the dot parts a name.
_TRANSCRIPTION = frozenset(
    "阿埃艾爱安昂奥巴邦鲍贝本比彼宾波伯布查达戴德登迪蒂丁顿多尔法菲费芬夫弗福盖冈戈格哈海汉赫亨华霍基吉加贾杰金卡凯坎康"
    "考科克肯库夸奎拉莱赖兰朗劳勒雷里理利莉林琳龙卢鲁伦罗洛马玛迈麦曼梅门蒙米密明莫姆穆纳娜奈内尼妮宁诺努欧帕潘佩彭皮普"
    "奇乔切琼萨塞赛桑瑟沙莎山舍史什士斯丝斯松苏索塔泰坦汤唐特滕提托瓦万旺威维温文翁沃乌西希夏肖谢辛休许雅亚延扬耶伊因尤"
    "约泽扎詹珍治朱兹佐"
    "买江古丽木孜依麦合甫苏吐尔逊热"
    "默茨翰南朔丽黛茜雯厄肯娃博孔圭吕邓隆布祖仲纪希冯凡赫贡耿久卓伍屈陶韩迭哥乌玻铎苔蓝洪敦莓榭圣坎帖拜隆盖京杰芒昆琪蕾薇葛露蓓萝妲珀桃瑞礼森逊顿斐芙纽匹齐撒楚恩鲍杜怀惠墨培娅芮仙姬茵阔霖涅叶列捷"
)
_NAME_REACH = 2
# A clause has at least so many characters; less before or behind a dot may be a name, a file or a title.
_CLAUSE = 4
# Half-width marks in a row, with or without blanks, have the same neighbours.
_HALF_STOPS = lazy.pattern("[,;:](?:[ \u00a0]*[,;:])*")
_ENDS = lazy.pattern("[?!？！]+")
_CLAUSE_CHAR = "[^\\s,.;:?!()，。、；：？！…—]"
# `此外，` starts one, too.
_CLAUSE_START = lazy.pattern(f"{_CLAUSE_CHAR}(?:{_CLAUSE_CHAR}{{{_CLAUSE - 1}}}|{_CLAUSE_CHAR}{{0,{_CLAUSE - 2}}}，)")
# The last item of an enumeration may be short.
_CLAUSE_END = lazy.pattern(rf"(?:{_CLAUSE_CHAR}{{{_CLAUSE}}}|、{_CLAUSE_CHAR}{{2,{_CLAUSE - 1}}})\Z")
_FILE_NAME = lazy.pattern(rf"[^\s，。；：、]{{1,40}}\.{LATIN}{{1,5}}(?!{LATIN})")
_NUMBER_START = lazy.pattern(f"{DIGIT}{{1,6}}[^\\x00-\\x7f]")
# `制冷剂.HFO-1234yf是…` goes on with a name, `行情.CSV` and `云岚.SZ` do not.
_NAME_START = lazy.pattern(r"[A-Z][A-Za-z0-9-]{1,20}(?=[^\x00-\x7f])")
_NO_NAME = frozenset("CSV PDF DOC DOCX XLS XLSX PPT PPTX TXT ZIP JPG PNG MD HTML COM CN NET ORG SZ SH HK US OF BJ SS".split())
_STOPS_IN_A_ROW = lazy.pattern("[，,、；;：:。？！]{2,}")
# Three full stops are an ellipsis.
_REPEATED = lazy.pattern("[，,]{2,}|(?<!。)。。(?!。)|、{2,}|[；;]{2,}|[：:]{2,}|[？！]{4,}")
_STRENGTH = "、，：；。？！"
_TWO_STOPS = lazy.pattern(f"[{_STRENGTH}]{{2,}}")


def widen_comma(run: Run) -> Iterator[Edit]:
    """`收盘,上证` -> `收盘，上证`; `19,074.9`, `A,B,C` and `Tesla, Inc.` stay (4.4.2)."""
    yield from _widen(run, ",", "，")


def widen_full_stop(run: Run) -> Iterator[Edit]:
    """`增长21.9%.` -> `增长21.9%。`; decimals, `Inc.`, `U.S.`, `1.营业收入` and `唐纳德.特朗普` stay (4.1.2)."""
    masked = run.masked
    for mark in ".．":
        for at in offsets_of(masked, mark):
            before, after = masked[at - 1 : at].strip("\n"), masked[at + 1 : at + 2].strip("\n")
            is_dots = "." in (after, right_of(masked, at + 1)) or "．" in (before, after)
            if not before or before in BLANKS + "." or is_dots:
                continue
            if _ends_sentence(masked, at, before, after) or _starts_with_name(run, at):
                yield Edit(at, at + 1, "。")


def widen_semicolon(run: Run) -> Iterator[Edit]:
    """`增长12%;净利润` -> `增长12%；净利润`; `&nbsp;` and code stay (4.6.2)."""
    yield from _widen(run, ";", "；")


def widen_colon(run: Run) -> Iterator[Edit]:
    """`来源:证券报` -> `来源：证券报`; `9:30`, `SZ:300750` and `https:` stay (4.7.2)."""
    yield from _widen(run, ":", "：")


def widen_question_mark(run: Run) -> Iterator[Edit]:
    """`见底了吗?` -> `见底了吗？`, `谁在加仓AI?` too; `url?a=1` stays (4.2.2)."""
    yield from _widen_ends(run, "?", "？")


def widen_exclamation_mark(run: Run) -> Iterator[Edit]:
    """`大涨!!!` -> `大涨！！！`; `Yahoo!` stays (4.3.2)."""
    yield from _widen_ends(run, "!", "！")


def drop_repeated_stops(run: Run) -> Iterator[Edit]:
    """`大增，，` -> `大增，`, `！！！！！` -> `！！！`; `！！！`, `？！` and `……` stay (4.2.3, 4.3.3, 5.1.2)."""
    masked = run.masked
    for match in _REPEATED.finditer(masked) if _STOPS_IN_A_ROW.search(masked) else ():
        start, end = match.span()
        if match[0][0] in "？！":
            yield Edit(start + 3, end, "")
        elif not match[0].isascii() or is_chinese(masked[start - 1 : start]):
            yield Edit(start, end, next((char for char in match[0] if not char.isascii()), match[0][0]))


def keep_stronger_stop(run: Run) -> Iterator[Edit]:
    """`大增，。` -> `大增。`: of different stops in a row the strongest stays; `？！` is one."""
    for match in _TWO_STOPS.finditer(run.masked):
        if len(set(match[0])) > 1 and not set(match[0]) <= set("？！"):
            ends = "".join(char for char in match[0] if char in "？！")
            yield Edit(match.start(), match.end(), ends or max(match[0], key=_STRENGTH.index))


def _widen(run: Run, half: str, full: str) -> Iterator[Edit]:
    masked = run.masked
    for match in _HALF_STOPS.finditer(masked):
        start, end = match.span()
        if half in match[0] and match[0] != "::" and _is_in_chinese(masked, start, end):
            yield from (Edit(at, at + 1, full) for at in range(start, end) if masked[at] == half)


def _is_in_chinese(masked: str, start: int, end: int) -> bool:
    """Tell whether the marks of `masked[start:end]` belong to Chinese text, by what stands on both sides."""
    left, right = beside(masked, start, end)
    if left and left in UNITS and right == DIGIT and _is_quantity(masked, end):
        return False  # `12.5%,13.6%`
    return is_chinese(left) or is_chinese(right) or (left != "" and left in UNITS + CLOSING and follows_chinese(masked, start))


def _is_quantity(masked: str, at: int) -> bool:
    """Tell whether the number behind `at` is a percentage, as the one before the mark."""
    number = masked[at : at + 40].lstrip(BLANKS + "+-")
    unit = number.lstrip(DIGIT)[:1]
    return unit != "" and unit in UNITS


def _ends_sentence(masked: str, at: int, before: str, after: str) -> bool:
    at_end = not after or after in CLOSING or after in BLANKS
    if before in STAND_INS:
        if not at_end or ends_english_quotation(masked, at):
            return False
        if after and after in BLANKS and right_of(masked, at + 1):
            # `1. 营业收入` and `B. 盖茨` go on behind the blank, `3000. 公司` does not.
            if len(masked[max(0, at - 4) : at]) - len(masked[max(0, at - 4) : at].rstrip(before)) < 3:
                return False
            return is_han(right_of(masked, at + 1)) and follows_chinese(masked, at)
        return follows_chinese(masked, at)
    if is_han(before):
        if parts_name(masked, at):
            return False
        if at_end or (is_chinese(after) and not is_han(after)):
            return True
        return _parts_clauses(masked, at)
    if at_end:
        return is_chinese(before) or follows_chinese(masked, at)
    if before in UNITS and is_han(after):
        return True
    goes_on = is_chinese(after) or after in STAND_INS
    return (before in UNITS or before in CLOSING) and goes_on and follows_chinese(masked, at)


def _starts_with_name(run: Run, at: int) -> bool:
    """`制冷剂.HFO-1234yf是新一代`: a clause before the stop, and a name of capital letters that the next one starts with."""
    name = _NAME_START.match(run.text, at + 1)
    if name is None or name[0].upper() in _NO_NAME or not is_han(run.masked[at - 1 : at]):
        return False
    return _CLAUSE_END.search(run.masked, max(0, at - _CLAUSE), at) is not None


def _parts_clauses(masked: str, at: int) -> bool:
    """`业绩稳健.公司表示`, `收报3.14元.次日跌停`: a clause on both sides, not `行情.csv`."""
    left = _CLAUSE_END.search(masked, max(0, at - _CLAUSE), at)
    if left is None or _FILE_NAME.match(masked, at + 1):
        return False
    if _NUMBER_START.match(masked, at + 1):
        return True
    after = masked[at + 1 : at + 2]
    return is_han(after) and _CLAUSE_START.match(masked, at + 1) is not None


def parts_name(masked: str, at: int) -> bool:
    """`唐纳德.特朗普`: transcribed syllables on both sides."""
    left, right = masked[at - 1 : at], masked[at + 1 : at + 1 + _NAME_REACH]
    return left in _TRANSCRIPTION and len(right) == _NAME_REACH and set(right) <= _TRANSCRIPTION


def _widen_ends(run: Run, half: str, full: str) -> Iterator[Edit]:
    masked = run.masked
    for match in _ENDS.finditer(masked) if half in masked else ():
        start, end = match.span()
        if half in match[0] and _ends_chinese(masked, start, end):
            yield from (Edit(at, at + 1, full) for at in range(start, end) if masked[at] == half)


def _ends_chinese(masked: str, start: int, end: int) -> bool:
    if masked[start] in "？！":
        return True
    before = masked[start - 1 : start].strip("\n")
    if before in STAND_INS:
        after = masked[end : end + 1].strip("\n")
        at_end = not after or after in CLOSING
        goes_on = before == DIGIT and (is_chinese(after) or (after in BLANKS and is_han(right_of(masked, end))))
        return (at_end or goes_on) and follows_chinese(masked, start) and not ends_english_quotation(masked, end - 1)
    if before and before in BLANKS:
        before = beside(masked, start)[0]
        return is_han(before)
    if before and before in UNITS and is_han(masked[end : end + 1]):
        return True
    return is_chinese(before) or (before != "" and before in UNITS + CLOSING and follows_chinese(masked, start))
