"""A seeded generator of raw posts as the site's programs write them: 1 to 30 KB, in every generation of the markup."""

from __future__ import annotations

import random
from pathlib import Path

from tests.benchmarks.news import paragraph, sentence, spoiled

_NAMES = ("云岚科技", "星野股份", "海岱能源", "青屿港务", "溪谷碳素", "瑞屿信贷")


def _annotated(text: str, rng: random.Random, share: float) -> str:
    """Put an annotation round some words, as the site does."""
    for name in _NAMES:
        if name in text and rng.random() < share:
            code = f"{rng.randint(0, 1)}.{rng.randint(300000, 699999)}"
            before = f'<span id="stock_{code}"><a href="http://quote.example.com/{code}" class="keytip" data-code="{code}">'
            text = text.replace(name, f'{before}{name}</a></span><span id="quote_{code}"></span>', 1)
    if "公司" in text and rng.random() < share:
        number = rng.randint(1, 9999)
        link = f'<span id="Info.{number}"><a href="http://data.example.com/{number}" class="infokey">公司</a></span>'
        text = text.replace("公司", link, 1)
    return text


def _body_of_spans(rng: random.Random, size: int) -> str:
    """One line of HTML with annotations, the newest generation."""
    parts = ['<p style="display:none"><br /></p>']
    while sum(map(len, parts)) < size:
        if rng.random() < 0.12:
            parts.append(f"<p><strong>{sentence(rng)[:12]}</strong></p>")
        elif rng.random() < 0.05:
            parts.append('<center><img src="http://img.example.com/a.png" width="580" style="border:1px" alt="图片"></center>')
        else:
            text = _annotated(spoiled(paragraph(rng), rng) if rng.random() < 0.3 else paragraph(rng), rng, 0.8)
            parts.append(f"<p>　　{text}<br /></p>")
    parts.append('<p class="em_media">（文章来源：云岚财经）</p>')
    return "".join(parts)


def _body_of_paragraphs(rng: random.Random, size: int) -> str:
    """Plain paragraphs of HTML, with a table."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        parts.append(f"<p>　　{paragraph(rng)}</p>")
    rows = "".join(f'<tr><td width="90">{name}</td><td>{rng.uniform(1, 99):.2f}</td></tr>' for name in _NAMES)
    parts.insert(len(parts) // 2, f"<table><tbody>{rows}</tbody></table>")
    return "".join(parts) + "<p>(文章来源：星野报)</p>"


def _body_of_text(rng: random.Random, size: int) -> str:
    """Markdown, as the first generation had it."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        parts.append(spoiled(paragraph(rng), rng) if rng.random() < 0.3 else paragraph(rng))
    return "\n\n".join(parts)


_BODIES = (_body_of_spans, _body_of_spans, _body_of_paragraphs, _body_of_text)


def post(seed: int, size: int | None = None) -> str:
    """Give the raw post number `seed`; `size` is about its length in characters, else one of 400 to 10,000 (1 to 30 KB)."""
    rng = random.Random(seed)
    size = size or int(400 * 25 ** (rng.random() ** 2))
    date = f"2031-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    number = f"{date.replace('-', '')}{rng.randint(10**9, 10**10 - 1)}"
    title = sentence(rng)[:-1]
    digest = sentence(rng)
    body = rng.choice(_BODIES)(rng, size)
    return (
        f'---\nlayout: post\ntitle: "{title}"\ndate: {date} {rng.randint(0, 23):02}:05:40 +0800\ncategories: em 快讯\ntags: 滚动新闻\n---\n'
        f"> {digest}（云岚财经）\n\n{body}\n\n<http://finance.example.com/news/1354,{number}.html>\n\n"
        "[返回滚动新闻](//news.example.com/)｜[返回首页](//news.example.com/)\n"
    )


def write_folder(folder: Path, count: int, *, first: int = 0) -> None:
    """Write `count` posts into folders of a thousand."""
    for seed in range(first, first + count):
        path = folder / f"{seed // 1000:03}" / f"2031-01-01-{seed:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(post(seed), encoding="utf-8")
