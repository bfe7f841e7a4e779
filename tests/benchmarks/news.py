"""Seeded news text for the benchmarks: sentences of invented companies, as clean or as raw as wanted."""

from __future__ import annotations

import random

_SUBJECTS = (
    "云岚科技",
    "星野股份",
    "瑞屿信贷（09999.HK）",
    "海岱能源（300999.SZ）",
    "青屿港务集团",
    "溪谷碳交易所",
    "兰伯特资本",
)
_TIMES = ("周三晚间", "3月4日", "截至收盘", "今年一季度", "2031年上半年", "1-4月", "报告期内")
_DEEDS = (
    "公告称，公司营业收入为{a:,.1f}亿元，同比增长{b:.1f}%",
    "发布“远航”计划，预计投资{a:,.0f}万元建设新厂",
    "表示，产能利用率升至{b:.1f}%，订单排到第三季度",
    "收报{b:.2f}元，涨幅为{c:.2f}%；成交额达{a:,.2f}亿元",
    "董事会审议通过了《关于设立子公司的议案》（公告编号：2031-{d:03d}）",
    "称：“下半年的需求仍将平稳。”分析师则认为，价格在{b:.0f}—{e:.0f}元之间",
    "与奥托·兰伯特的团队合作开发HFC-{d}系列产品，单价约{b:.2f}元/吨",
)


def sentence(rng: random.Random) -> str:
    """Give one sentence as a careful newsroom prints it."""
    b = rng.uniform(3, 90)
    deed = rng.choice(_DEEDS).format(a=rng.uniform(100, 99_999), b=b, c=rng.uniform(0.1, 9.9), d=rng.randint(1, 999), e=b + 8)
    return f"{rng.choice(_TIMES)}，{rng.choice(_SUBJECTS)}{deed}。"


def paragraph(rng: random.Random) -> str:
    """Give three to six sentences."""
    return "".join(sentence(rng) for _ in range(rng.randint(3, 6)))


def spoiled(text: str, rng: random.Random) -> str:
    """Give a paragraph in which every sentence has one mark that needs an edit."""
    parts = text.split("。")
    return "。".join(part.replace("，", ",", 1) if rng.random() < 0.7 else part.replace("，", "， ", 1) for part in parts)
