"""What a line in bold says that names no section: who wrote it, when, what a picture shows, a figure, a notice, a promotion.

Each pattern reads a line as it came and as the text rules leave it, or a second run would judge it otherwise.
"""

from __future__ import annotations

from newsclean import lazy
from newsclean.html_rules.captions import looks_like_caption

_MAX_LENGTH = 120
_OPENING, _CLOSING = r"[\s□■◎●○▲△▼◆◇★☆*—-]*[（(【\[〔]?\s*", r"\s*[）)】\]〕]?"
_PERSON = (
    r"(?:责任编辑|责编|[\u4e00-\u9fff]{0,6}编辑|主编|校对|审核|审校|[一二三初复终]审|监制|统筹|原?作者|撰文|采写|执笔|摄影|"
    r"[\u4e00-\u9fffA-Za-z]{0,10}(?:记者|通讯员|评论员|撰稿人))"
)
_ROLE = (
    rf"(?:{_PERSON}|策划|制图|设计|排版|出品人?|撰稿|供稿|编译|翻译|整理|摄像|[文图](?:[/／][文图])?|图片|文字|图源|供图|"
    r"(?:文章|本文|稿件|图片|消息|数据|资料)?来源|转载?自|来自)"
)
_NAME = r"(?:[\u4e00-\u9fff·]{2,4}|[A-Z][\w.'-]*)"
_CREDIT = lazy.pattern(
    # 责编：林小满; 文/何一舟; 编辑 | 周柏
    rf"{_OPENING}{_ROLE}\s*[：:/／|｜丨]\s*[^。！？!?]{{1,48}}{_CLOSING}"
    # 记者 何一舟 编辑 周柏; 北滩日报记者 何一舟 摄; 来源 岚桥日报
    rf"|{_OPENING}{_PERSON}(?:\s+(?:{_PERSON}|{_NAME})){{1,8}}(?:\s*(?:报道|摄|文))?{_CLOSING}"
    rf"|{_OPENING}(?:来源|转自)\s+\S{{3,16}}{_CLOSING}"
    # 何一舟/文; 何一舟 摄
    rf"|{_OPENING}{_NAME}(?:[、 ]{_NAME}){{0,3}}\s*[/／|｜\s]\s*[文图摄]{_CLOSING}"
    r"|(?i:by\s+[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3}"
    r"|(?:source|editor|photo|image|credit|author|reporter)s?\s*[:|：/]\s*\S.{0,60})"
)

_DIGIT = r"[0-9０-９〇零一二三四五六七八九十]"
_DAY = (
    rf"(?:(?:{_DIGIT}{{4}}\s?年\s?)?{_DIGIT}{{1,3}}\s?月(?:\s?{_DIGIT}{{1,3}}\s?[日号])?"
    rf"|{_DIGIT}{{4}}\s?年|[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}})"
)
_CLOCK = r"(?:[上下中]午|凌晨|早上|晚上|晚间)?\s?[0-9]{1,2}(?:[:：][0-9]{2}){1,2}"
_TO = r"\s?(?:至|到|[-—–~～]{1,2})\s?"
_WHEN = rf"(?:{_DAY}(?:{_TO}{_DAY})?)?[\s,T]*(?:[（(]?(?:星期|周)[一二三四五六日天][）)]?)?\s*(?:{_CLOCK}(?:{_TO}{_CLOCK})?)?"
_DATE = lazy.pattern(rf"{_OPENING}(?:(?:发布|更新|发表)?(?:时间|日期)[：:]\s*)?(?=\S){_WHEN}{_CLOSING}")

# A figure does not begin in the middle of another, or there would be too many ways to read a row of digits.
_FIGURE = (
    r"[近约超逾达共]?\s?[¥￥$€£]?[+＋\-−↑↓]?(?<![\d.,])\d[\d.,，]*\s?"
    r"(?:%|％|‰|个?百分点|[十百千万亿]{0,3}(?:元|美元|港元|欧元|人次?|户|家|股|吨|倍|点|次|米|亩|台|辆|套|千瓦时?)?)"
)
_FIGURES = lazy.pattern(rf"[（(]?{_FIGURE}(?:\s?[~～\-—–至到/、\s]\s?{_FIGURE}){{0,3}}[）)]?")
_NUMBER_OF_SECTION = lazy.pattern(r"\d{1,2}")

_NAMED_CAPTION = lazy.pattern(
    r"[▲△（(]?\s*(?:资料图|图片说明|图说|图注|配图)(?:片|：|:|\s|$).*|.*[（(](?:资料图片?|资料照片|.{0,16}摄|.{0,16}供图)[）)]"
)
_END_OF_ARTICLE = lazy.pattern(r"[（(【\[]?(?:全文)?完[）)】\]]?|[-—*·]*\s*(?:END|End|全文完)\s*[-—*·]*")
_NOTICE = lazy.pattern(
    rf"{_OPENING}(?:(?:风险|免责|版权|法律|投资|特别|重要|郑重)(?:声明|提示|提醒|警示)|声明|编者按|备?注)(?:{_CLOSING}|{_CLOSING}\s*[：:].*)"
    r"|.*(?:有风险|不构成.{0,6}(?:投资|买卖)|不作为投资|仅供.{0,4}参考|风险自担|版权所有|侵权必究|未经.{0,6}(?:授权|许可)|请勿转载|需谨慎).*"
)
_PROMOTION = lazy.pattern(
    r".*(?:>>|＞＞|》》|→|👇)\s*|.*(?:扫码|扫描|扫一扫|长按|识别).{0,12}(?:二维码|关注|下载|开户|进群|海报|图片|领取).*"
    r"|.{0,4}点击.{0,8}(?:查看|阅读|进入|下载|关注|领取|链接|原文|蓝字|这里|此处|预约|报名|下方|上方).*"
    r"|.{0,6}(?:关注|下载|打开|安装).{0,20}(?:公众号|公号|微信号|微信|客户端|小程序|APP|App|我们).*|更多.{0,24}(?:请点击|请关注|请看|尽在).*|阅读原文"
)


def names_no_section(text: str, *, is_behind_picture: bool = False) -> bool:
    """Tell whether a line in bold is a byline, a date, a caption, a figure, a notice or a promotion."""
    if len(text) > _MAX_LENGTH or text.endswith(("？", "?")):
        return False  # a question is what a section answers
    if _FIGURES.fullmatch(text):
        return _NUMBER_OF_SECTION.fullmatch(text) is None
    if is_behind_picture and looks_like_caption(text):
        return True
    patterns = (_CREDIT, _DATE, _NAMED_CAPTION, _END_OF_ARTICLE, _NOTICE, _PROMOTION)
    return any(pattern.fullmatch(text) for pattern in patterns)
