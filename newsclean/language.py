"""Which Chinese a text is: its tag, or the characters that only one script has, -> the rules that fit it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from newsclean import lazy
from newsclean.problem import SettingsError

Language = Literal["simplified", "traditional", "other"]

# Frequent characters whose simplified form is in GB 2312 and not in Big5, and the other way round; in pairs.
_SIMPLIFIED = (
    "国这来会时学说们对长过业经门动进区产军还现两实关从内没将员东头间无见点场数样问级应资务汉总电声设义统处马领队计权话报给变"
    "书华议称决张导结师达题条规县风运组济论强黄选记却职号类传带农边联质阳难专认车举备争连调转该尔让较际亲单红约亚则属积图装许"
    "观鱼办远随势热语铁断爱纪况编满觉双乐标织项飞节龙响轻击请显罗营视护创兴虽费试宝识维宫环乡责严桥仅杀围态杨负层续状银终钱赛"
    "独细习医脸弹楼艺陆协镇检写验紧劳户财养陈卫伤绝阶刘刚亿闻审压监敌兰温园树词岛预继执谁辑剑谈礼乱讲临挥欧简担岁荆贵辖帮块额"
    "错剧欢够孙阵销坚练脚读测吴换顾顺鲜败货矿归险评吗遗笔输渐顶训毕献爷纳脑饭扩齐诉诗础届静盘卖湾减灵杂泽侧庆妈馆补旧轮妇载软"
)
_TRADITIONAL = (
    "國這來會時學說們對長過業經門動進區產軍還現兩實關從內沒將員東頭間無見點場數樣問級應資務漢總電聲設義統處馬領隊計權話報給變"
    "書華議稱決張導結師達題條規縣風運組濟論強黃選記卻職號類傳帶農邊聯質陽難專認車舉備爭連調轉該爾讓較際親單紅約亞則屬積圖裝許"
    "觀魚辦遠隨勢熱語鐵斷愛紀況編滿覺雙樂標織項飛節龍響輕擊請顯羅營視護創興雖費試寶識維宮環鄉責嚴橋僅殺圍態楊負層續狀銀終錢賽"
    "獨細習醫臉彈樓藝陸協鎮檢寫驗緊勞戶財養陳衛傷絕階劉剛億聞審壓監敵蘭溫園樹詞島預繼執誰輯劍談禮亂講臨揮歐簡擔歲荊貴轄幫塊額"
    "錯劇歡夠孫陣銷堅練腳讀測吳換顧順鮮敗貨礦歸險評嗎遺筆輸漸頂訓畢獻爺納腦飯擴齊訴詩礎屆靜盤賣灣減靈雜澤側慶媽館補舊輪婦載軟"
)
_ONLY_SIMPLIFIED = lazy.pattern(f"[{_SIMPLIFIED}]")
_ONLY_TRADITIONAL = lazy.pattern(f"[{_TRADITIONAL}]")
# One such character may stand in a name or a quotation.
_EVIDENCE = 2
# Countries that stand where a language is wanted.
_REGIONS = {"cn": "zh-CN", "sg": "zh-SG", "tw": "zh-TW", "hk": "zh-HK", "mo": "zh-MO", "jp": "ja", "us": "en", "uk": "en"}
_SAYS_NOTHING = frozenset({"", "auto", "und", "mul"})
_TAG = lazy.pattern(r"(?:[A-Za-z]{2,3}|auto)(?:[-_][A-Za-z0-9]{1,8})*\Z")
_CHINESE_TAG = lazy.pattern(r"(?:zh|cmn|yue)(?:-(?P<rest>.+))?\Z", re.I)
_TRADITIONAL_TAG = lazy.pattern(r"(?:hant|tw|hk|mo)\b", re.I)


def language_of_tag(tag: str) -> Language | None:
    """Read a language tag (BCP 47): `zh-CN`, `zh-Hant`, `en`; None for one that says nothing: `` or `auto`."""
    tag = tag.strip().replace("_", "-")
    if tag.lower() in _SAYS_NOTHING or not _TAG.match(tag):
        return None
    found = _CHINESE_TAG.match(tag)
    if not found:
        return "other"
    return "traditional" if _TRADITIONAL_TAG.search(found["rest"] or "") else "simplified"


def check_language(tag: str) -> None:
    """Raise SettingsError unless `tag` is a language tag or empty."""
    if (meant := _REGIONS.get(tag.strip().lower())) is not None:
        raise SettingsError(f"lang: expected a language tag, got {tag!r}; did you mean {meant}?")
    if tag.strip() and not _TAG.match(tag.strip()):
        raise SettingsError(f"lang: expected a language tag such as zh-CN, zh-TW or en, got {tag!r}")


class Evidence:
    """Tells the script that most characters of a text belong to, part by part; simplified where nothing tells."""

    def __init__(self) -> None:
        self._traditional = self._simplified = 0

    @classmethod
    def of(cls, text: str) -> Evidence:
        """Read a text that is all there is: where nothing is traditional, one character tells as much as all."""
        evidence = cls()
        if _ONLY_TRADITIONAL.search(text):
            evidence.read(text)
        else:
            evidence._simplified = int(_ONLY_SIMPLIFIED.search(text) is not None)
        return evidence

    def read(self, text: str) -> None:
        """Count the characters of another part."""
        self._traditional += len(_ONLY_TRADITIONAL.findall(text))
        self._simplified += len(_ONLY_SIMPLIFIED.findall(text))

    @property
    def is_detected(self) -> bool:
        """Tell whether there was any evidence."""
        return self._traditional != self._simplified

    @property
    def language(self) -> Language:
        """The script of all parts so far."""
        return "traditional" if self._traditional > self._simplified else "simplified"


class Languages(NamedTuple):
    """The language of a post: as it is `stated`, or the one that its text `usual`ly has; `is_detected`: its characters say so."""

    stated: Language | None = None
    usual: Language = "simplified"
    is_detected: bool = False

    def of(self, block: str) -> Language:
        """Tell the language of one block: a mixed post is judged block by block, unless its language is stated."""
        if self.stated is not None:
            return self.stated
        traditional = len(_ONLY_TRADITIONAL.findall(block))
        if not traditional and self.usual == "simplified":
            return self.usual
        simplified = len(_ONLY_SIMPLIFIED.findall(block))
        if traditional >= _EVIDENCE and not simplified:
            return "traditional"
        if simplified >= _EVIDENCE and not traditional:
            return "simplified"
        return self.usual


SIMPLIFIED = Languages()
