"""What one news site writes that no reader is meant to see: its names, in one place.

The rules know kinds of things (an annotation, a widget, a navigation line); a `SiteProfile`
says by which names one site writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsclean import lazy


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """The names by which one site is recognised; patterns are regular expressions.

    `annotation_classes`: classes of links and spans that only annotate their text.
    `companion_ids`: pattern for the id of the empty spans that follow an annotation.
    `widget_comments`: (start, end) texts of the comments round a chart.
    `widget_classes`: classes of elements that are widgets: share bars, QR codes, advertising.
    `source_classes`, `source_line`: the line that names the medium; group 1 is its name.
    `closing_source`, `editor`, `original_title`: what is said of the article behind it, or at its head; group 1 is the name.
    `promotion_classes`, `promotion_addresses`, `promotion_lines`: elements, links and whole lines that advertise the site.
    `promotion_words`: one of them stands in every post that holds any.
    `article_hosts`: pattern for the hosts of the original articles.
    `article_id`: pattern for the number of an article inside its URL.
    `navigation`: pattern for the text of a link that only leads back.
    `marks`: pattern for what only a scraped post holds.
    `drop`, `unwrap`, `protect`: CSS selectors of elements that go, that only lose their tags, and that no rule takes out.
    """

    name: str
    annotation_classes: frozenset[str]
    companion_ids: str
    widget_comments: tuple[tuple[str, str], ...]
    widget_classes: frozenset[str]
    source_classes: frozenset[str]
    source_line: str
    article_hosts: str
    article_id: str
    navigation: str
    marks: str
    closing_source: str
    editor: str
    original_title: str
    promotion_classes: frozenset[str]
    promotion_addresses: str
    promotion_lines: str
    promotion_words: tuple[str, ...]
    drop: tuple[str, ...] = ()
    unwrap: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()

    def recognises(self, body: str) -> bool:
        """Tell whether `body` was scraped from this site rather than written by hand."""
        # What a hand-written post only shows in code was not scraped.
        return re.search(self.marks, body) is not None and re.search(self.marks, _CODE.sub("", body)) is not None

    def is_article_url(self, url: str) -> bool:
        """Tell whether `url` leads to an original article of this site."""
        return re.match(self.article_hosts, url) is not None or re.search(self.article_id, url) is not None


_CODE = lazy.pattern(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.M | re.S)
_NAVIGATION = r"返回(?:首页|主页|上一页|列表|[^\]\n]{1,20}(?:新闻|频道|栏目|首页|列表))"

# Who is named at the end of an article: no sentence.
_NAME = r"[^（()）【】；;。：:，,！？!?\n]{1,40}?"

EASTMONEY = SiteProfile(
    name="eastmoney",
    annotation_classes=frozenset({"infokey", "keytip", "em_stock_key_common"}),
    companion_ids=r"(?:bk)?quote_",
    widget_comments=(("EM_StockImg_Start", "EM_StockImg_End"),),
    widget_classes=frozenset(
        {"EmImageRemark", "qrcode", "share-bar", "sharebar", "bdsharebuttonbox", "social-share", "em_ad", "ad-link"}
        # The card of an account on WeChat.
        | {"mp_profile_iframe_wrp", "mp_profile_iframe", "mp_common_profile"}
    ),
    source_classes=frozenset({"em_media"}),
    source_line=r"[（(]\s?文章来源\s?[：:]\s?([^（()）；;。：:\n]{1,60})[）)]",
    article_hosts=r"(?i)https?://(?:[a-z0-9-]+\.)*(?:eastmoney\.com|zning\.xyz)/",
    # Eight digits of a date, then ten of a serial number.
    article_id=r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{8,12}(?!\d)",
    navigation=_NAVIGATION,
    # Markup that only the site's own programs write, a lone address of an article, a line that leads back.
    # Each begins with a character, by which the text is scanned fastest.
    marks=(
        r"class=[\"']?(?:keytip|infokey|em_stock_key_common|em_media|em_handle_adv_close)\b|EM_StockImg_Start"
        r"|id=[\"']?(?:bk|stock|quote|bkquote)_[0-9A-Za-z]+\."
        r"|<(?<![^\n]<)https?://(?:[a-z0-9-]+\.)*(?:eastmoney\.com|zning\.xyz)/[^\s<>]*>[ \t]*(?![^\n])"
        r"|\[(?<![^\n]\[)" + _NAVIGATION + r"\]\([^)\s]*\)"
    ),
    closing_source=rf"[（(【]?\s*(?:本文|文章|稿件)?来源\s*[：:]\s*({_NAME})\s*[）)】]?",
    editor=rf"(?:【纠错】\s*)?[（(【]?\s*(?:责任编辑|责编|编辑)\s*[：:]\s*({_NAME}|)\s*[）)】]?\Z",
    original_title=r"[（(【]?\s*原标题\s*[：:]\s*([^\n。；;]{1,80}?)\s*[）)】]?",
    promotion_classes=frozenset({"em_handle_adv_close", "toplink", "ad_context3", "abstract"}),
    promotion_addresses=r"(?i)\bacttg\.eastmoney\.com\b",
    promotion_lines=(
        r"(?:在东方财富看资讯行情[，,]选东方财富证券一站式开户交易|炒股第一步[，,]先开个股票账户|四大权益礼包[，,]开户即送|点击查看)\s*[>＞》]*"
        r"|打开微信[，,]|点击底部的.发现.[，,]?|使用.扫一扫.[，,]?即可将网页分享至朋友圈[。.]?"
    ),
    promotion_words=(
        *("em_handle_adv_close", "toplink", "ad_context3", "abstract", "acttg.", "看资讯行情", "炒股第一步", "四大权益礼包"),
        *("点击查看", "打开微信", "点击底部的", "分享至朋友圈"),
    ),
)
