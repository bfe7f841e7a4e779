"""The proof reads for itself: whatever reader of the pipeline loses text, the loss does not prove itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from bs4.element import NavigableString

from newsclean import Settings, VerifyError
from newsclean.html import safe_html
from newsclean.html_rules import structure
from newsclean.markdown import blocks, inline_tokens, leaves
from newsclean.tree import block_order, builder, from_body, nodes, whitespace

from .strangers import clean

HEADER = "---\ntitle: 年报\ndate: 2031-03-04T05:06:07+08:00\n---\n"


class Sabotage(NamedTuple):
    """`owner.name` is replaced by what `damage` makes of it; `lost` is in the body and no longer in the result."""

    owner: Any
    name: str
    damage: Callable[[Any], Any]
    body: str
    lost: str


def without_last_token(original: Any) -> Any:
    """Lose the end of a line that holds a tag."""

    def damaged(source: str, env: Any) -> Any:
        tokens, escapes = original(source, env)
        return (tokens[:-1] if "<" in source else tokens), escapes

    return damaged


def without_last_block(original: Any) -> Any:
    return lambda *args: list(original(*args))[:-1]


def without_html(original: Any) -> Any:
    return lambda *args: (block for block in original(*args) if block.kind != "html")


def short_lines(original: Any) -> Any:
    """Lose the last line of what stays as it is."""
    return lambda body, block: original(body, block).rpartition("\n")[0] if block.kind == "verbatim" else original(body, block)


def without_last_text(original: Any) -> Any:
    """Lose the text of the tree that ends in 尾."""
    return lambda soup, text: None if str(text).endswith("尾") else original(soup, text)


def without_data(original: Any) -> Any:
    """Lose what the parser hands over behind a line end."""

    def damaged(soup: Any, container: type[NavigableString] | None = None) -> None:
        soup.current_data = [data.partition("丙")[0] for data in soup.current_data]
        original(soup, container)

    return damaged


def without_last_item(original: Any) -> Any:
    def damaged(shaper: Any, element: nodes.Element) -> Any:
        found = original(shaper, element)
        for each in found:
            each.contents = each.contents[:-1]
        return found

    return damaged


def without_last_cell(original: Any) -> Any:
    def damaged(shaper: Any, element: Any, cell: Any, seen: Any, kept: Any) -> None:
        if nodes.text_of(cell) != "丙":
            original(shaper, element, cell, seen, kept)

    return damaged


def without_references(original: Any) -> Any:
    """Lose what character references stand for."""
    return lambda text: "" if text.startswith("&") else original(text)


def nothing_of_code(original: Any) -> Any:
    def damaged(reader: Any, token: Any) -> None:
        token.content = token.content.partition("\n")[0] + "\n"
        original(reader, token)

    return damaged


def greedy_comment(original: Any) -> Any:
    """Let a comment take the rest of its line."""

    def damaged(scanner: Any, start: int) -> int:
        end = original(scanner, start)
        line_end = scanner._source.find("\n", end)
        return line_end if line_end >= 0 else len(scanner._source)

    return damaged


def greedy_raw(original: Any) -> Any:
    """Let a script take the paragraph behind it."""
    return lambda scanner, start, end, name: original(scanner, start, end, name) + len("<p>乙尾")


def trimmed_words(original: Any) -> Any:
    def damaged(block: nodes.Element) -> None:
        original(block)
        last = block.contents[-1] if block.contents else None
        if isinstance(last, nodes.Text):
            block.contents[-1] = last.with_text(last[:-1])

    return damaged


def without_cdata(original: Any) -> Any:
    return lambda tokens: [token for token in tokens if not inline_tokens.is_cdata(token)]


def without_word(original: Any) -> Any:
    """Read a piece of source as if 丙 were not in it."""
    return lambda *args, **others: original(
        *(each.replace("丙", "") if isinstance(each, str) else each for each in args), **others
    )


# Who imports a name from where it is defined.
MODULES = (leaves, blocks, structure)
SABOTAGES = {
    "inline reader: the end of a line with a tag": Sabotage(
        leaves, "_tokens", without_last_token, "第三段<span>甲</span>乙与**丙**末尾。", "末尾"
    ),
    "inline reader: HTML in a line": Sabotage(leaves, "read_html", without_word, "<u>甲</u>乙与*丙*和丁", "丙"),
    "inline reader: references": Sabotage(from_body, "without_marks", without_word, "<u>甲</u>乙&#19993;丙", "丙"),
    "inline reader: CDATA": Sabotage(leaves, "show_cdata", without_cdata, "甲<![CDATA[丙]]>乙", "丙"),
    "block reader: the last block": Sabotage(blocks, "_with_gaps", without_last_block, "甲,乙\n\n- 丙\n", "丙"),
    "block reader: regions of HTML": Sabotage(blocks, "_joined", without_html, "甲\n\n<p>丙</p>\n\n乙", "丙"),
    "block reader: code": Sabotage(
        from_body._MarkdownReader,
        "_code",
        nothing_of_code,
        '```\n{{ 甲 }}\n丙\n```\n\n<p class="em_media">（文章来源：云岚）</p>',
        "丙",
    ),
    "block reader: HTML in a list": Sabotage(from_body, "_parse", without_word, "- <div>甲丙</div>", "丙"),
    "table cells of Markdown": Sabotage(
        from_body, "read_leaf", without_word, "| 甲 | 乙 |\n|---|---|\n| <font>一丙</font> | 丁 |", "丙"
    ),
    "HTML tree: a text": Sabotage(builder.Soup, "add_text", without_last_text, "<p>甲<b>乙</b>末尾</p>", "末尾"),
    "HTML tree: data of the parser": Sabotage(builder.Soup, "endData", without_data, "<p>甲乙丙丁</p>", "丁"),
    "HTML tree: the edges of a paragraph": Sabotage(whitespace, "trim_edges", trimmed_words, "<p>甲乙丙</p>", "丙"),
    "list items": Sabotage(block_order._Shaper, "_list", without_last_item, "<ul><li>甲</li><li>丙</li></ul><p>乙</p>", "丙"),
    "table cells": Sabotage(
        block_order._Shaper, "_seat_cell", without_last_cell, "<table><tr><td>甲</td><td>丙</td></tr></table>", "丙"
    ),
    "entity decoding": Sabotage(safe_html, "unescape", without_references, "<p>甲&#20057;丙&amp;丁</p>", "&"),
    "comments": Sabotage(safe_html._Scanner, "_comment", greedy_comment, "<p>甲<!-- x -->乙</p>\n<p>丙</p>", "乙"),
    "raw text": Sabotage(safe_html._Scanner, "_raw", greedy_raw, "<p>甲</p><script>x</script><p>乙尾</p><p>丙</p>", "乙"),
    "exempt regions: their lines": Sabotage(
        blocks.Body, "source", short_lines, "甲\n\n<!-- newsclean: off -->\n丙,丁\n<!-- newsclean: on --> 尾", "尾"
    ),
    "verbatim blocks: their lines": Sabotage(
        blocks.Body, "source", short_lines, "甲\n\n{% raw %}\n丙,丁\n{% endraw %}\n\n[a]: /b\n'丙尾'", "{% endraw"
    ),
}


@pytest.mark.parametrize("sabotage", SABOTAGES.values(), ids=SABOTAGES)
def test_sabotage__does_not_prove_itself(sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = clean(HEADER + sabotage.body)
    assert whole.is_valid
    assert sabotage.lost in whole.text
    original = getattr(sabotage.owner, sabotage.name)
    for module in {sabotage.owner, *(each for each in MODULES if getattr(each, sabotage.name, None) is original)}:
        monkeypatch.setattr(module, sabotage.name, sabotage.damage(original))
    assert sabotage.lost not in clean(HEADER + sabotage.body, Settings(verify=False)).text
    with pytest.raises(VerifyError) as caught:
        clean(HEADER + sabotage.body)
    assert caught.value.stage in ("text", "structure", "ledger")
    assert caught.value.line >= HEADER.count("\n") + 1


def test_sabotage__of_every_reader() -> None:
    assert len(SABOTAGES) >= 12
    assert len({id(each.owner) for each in SABOTAGES.values()}) >= 7
