"""Real article bodies of many sites: the result shows what a browser shows of them, less what the ledger names.

The judge is lexbor, which is no part of the pipeline: it reads the source as browsers do, and the rendered result.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsclean import CleanResult, Severity, clean
from newsclean.header.frontmatter import split

from .conftest import SHARED

SITES = sorted(path for path in (SHARED / "corpus" / "sites").glob("*.md") if path.name != "NOTES.md")
UNSEEN = frozenset(
    "script style template noscript head title iframe noembed noframes object svg math video audio canvas select datalist".split()
)
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# What removes what no browser shows: it is not in the text that is compared.
OF_HIDDEN = frozenset({"HTML03"})
NOTHING = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f-\x9f]+")


def shown(node: LexborNode, out: list[str]) -> None:
    """Add to `out` the text that a browser shows of an element."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            out.append(child.text_content or "")
            continue
        attributes = child.attributes
        is_hidden = "hidden" in attributes or HIDDEN.search(attributes.get("style") or "")
        if child.tag not in UNSEEN and (not is_hidden or attributes.get("id") == "js_content"):
            shown(child, out)


def characters(html: str) -> Counter[str]:
    """Count the characters that a browser shows of a piece of HTML."""
    out: list[str] = []
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None
    shown(body, out)
    return Counter(NOTHING.sub("", "".join(out)))


def difference(text: str, result: CleanResult) -> Counter[str]:
    """Give which characters of a post are missing in its result (above zero) and which are too many (below)."""
    post = split(text)
    expected = characters(post.body)
    for entry in result.ledger:
        if entry.line >= post.body_line and entry.code not in OF_HIDDEN:
            expected.subtract(NOTHING.sub("", entry.before))
            expected.update(NOTHING.sub("", entry.after))
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(split(result.text).body)
    expected.subtract(characters(rendered))
    return Counter({char: count for char, count in expected.items() if count})


@pytest.mark.skipif(not SITES, reason="the real bodies are not here (../shared)")
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_body__shows_what_a_browser_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    result = clean(text, name=path.name)
    assert [problem for problem in result.problems if problem.severity is Severity.ERROR] == []
    assert split(result.text).body.strip()
    assert difference(text, result) == Counter()
    assert clean(result.text, name=path.name).text == result.text


def test_judge__notices_a_lost_sentence() -> None:
    body = "<p>云岚科技公告。</p><div style='display: none'>藏</div><p>星野重工停牌,公告明日见。</p>"
    whole = clean(body)
    assert difference(body, whole) == Counter()
    assert difference(body + "<p>溪谷港封航。</p>", whole) == Counter("溪谷港封航。")
