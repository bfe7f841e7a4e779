"""How far HTML reaches in a body, as the pipeline reads it and as the proof does for itself."""

from __future__ import annotations

import random

import pytest

from newsclean.markdown.block_rules import parse_blocks
from newsclean.markdown.html_extents import HtmlExtents
from newsclean.proof.html_reach import Reading, reach_of
from newsclean.proof.parser import tokens_of_blocks

# What is read (| stands for the border between the first block, which begins with HTML, and the rest), for each origin.
SCRAPED = {
    "a blank line in an open element": "<div>\n\n甲\n\n</div>|\n\n乙",
    "an indent, a heading, items, a quotation": "<div>\n\n    甲\n\n# 乙\n\n- 丙\n\n> 丁\n</div>|\n\n戊",
    "elements in each other": "<ul>\n<li>甲\n\n<ul>\n\n<li>乙</li>\n\n</ul>\n\n</li>\n</ul>|\n\n丙",
    "items without end tags": "<ul>\n<li>甲\n\n<li>乙\n\n</ul>|\n\n丙",
    "a paragraph that nothing closes": "<p>甲|\n\n# 乙\n\n<p>丙",
    "a paragraph that the next one ends": "<p>甲|\n\n乙\n\n<p>丙</p>",
    "an element that nothing closes round one that is closed": "<div>\n<ul>\n\n<li>甲</li>\n\n</ul>|\n\n乙",
    "an end tag alone": "</div>|\n\n甲",
    "a void element": "<hr>|\n\n甲",
    "a custom element": "<my-box>\n\n甲\n\n</my-box>|\n\n乙",
    "what follows the end tag on its line and below": "<div>\n\n甲\n</div>乙\n丙|\n\n丁",
    "a tag over blank lines": '<div class="a"\n\n  id="b">\n甲</div>|\n\n乙',
    "a quoted value over blank lines": '<div data-x=\'{"a":\n\n"</div>"}\'>\n甲</div>|\n\n乙',
    "an end tag in a script": "<div><script>\nvar a = '</div>';\n\n</script>\n\n甲</div>|\n\n乙",
    "an end tag in a comment": "<div><!-- </div>\n\n-->\n\n甲</div>|\n\n乙",
}
BOTH = {
    "a script": "<script>\nvar a;\n\nvar b;\n</script>|\n\n乙",
    "a script in an element": "<p>甲<script>\nvar a;\n\nvar b;\n</script></p>|\n\n乙",
    "a comment in an element": "<p>甲<!-- a\n\n b --></p>|\n\n乙",
    "a hidden element": '<p>甲<span style="display: none">\n\n乙\n\n</span>丙</p>|\n\n丁',
    "a hidden element with others of its name": "<div hidden>\n\n<div>甲</div>\n\n乙</div>|\n\n丙",
    "preformatted text": "<div><pre>\n# a\n\n- b\n</pre></div>|\n\n乙",
    "a script that nothing closes": "<p>甲<script>\nvar a;|\n\n乙",
    "a comment that nothing closes": "<p>甲<!--\n乙|\n\n丙",
}
AUTHORS = {
    "an open element": "<div>|\n\n甲\n\n</div>",
    "an element in which Markdown is read": '<div markdown="1">|\n甲\n</div>',
}


def ends(given: str, *, is_scraped: bool) -> None:
    body, (first, _) = given.replace("|", ""), given.split("|")
    for tokens in (parse_blocks(body, is_scraped=is_scraped)[0], tokens_of_blocks(body, {}, is_scraped=is_scraped)):
        assert tokens[0].type == "html_block"
        assert tokens[0].map == [0, first.count("\n") + 1]


@pytest.mark.parametrize("given", [*SCRAPED.values(), *BOTH.values()], ids=[*SCRAPED, *BOTH])
def test_block__of_a_scraped_post_reaches_to_its_end_tag(given: str) -> None:
    ends(given, is_scraped=True)


@pytest.mark.parametrize("given", [*AUTHORS.values(), *BOTH.values()], ids=[*AUTHORS, *BOTH])
def test_block__of_an_author_ends_as_in_commonmark_but_for_what_hides(given: str) -> None:
    ends(given, is_scraped=False)


@pytest.mark.parametrize(
    "given",
    [
        "甲<script>\nvar a;\n\nvar b;\n</script>乙|\n\n丙",
        "甲<!-- a\n\n# b\n-->乙|\n\n丙",
        "- 甲<span hidden>\n\n  乙</span>丙|\n- 丁",
        "用`<script>`标签|\n\n`</script>`",
        r"用\<script>标签|" + "\n\n</script>",
    ],
)
def test_paragraph__goes_on_while_what_hides_is_open(given: str) -> None:
    body, first = given.replace("|", ""), given.split("|")[0]
    for is_scraped in (True, False):
        for tokens in (parse_blocks(body, is_scraped=is_scraped)[0], tokens_of_blocks(body, {}, is_scraped=is_scraped)):
            inline = next(token for token in tokens if token.type == "inline")
            assert inline.map == [0, first.count("\n") + 1]


def test_table__does_not_begin_with_a_block_of_html() -> None:
    for tokens in (
        parse_blocks("<p>a|b\n---|---\n1|2</p>", is_scraped=False)[0],
        tokens_of_blocks("<p>a|b\n---|---\n1|2</p>", {}, is_scraped=False),
    ):
        assert [token.type for token in tokens] == ["html_block"]


@pytest.mark.parametrize("seed", range(4))
def test_extents__are_the_same_to_both_readers(seed: int) -> None:
    pieces = (
        "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<li>", "</li>", "<ul>", "</ul>", "<td>", "<pre>", "</pre>", "<br>", "甲",
        "\n", "\n\n", " ", "<script>", "</script>", "<!--", "-->", "<span hidden>", "</span>", "<a\n\nb='>'>", "</a>", "<", ">", '"',
    )  # fmt: skip
    rng = random.Random(seed)
    for _ in range(2_000):
        text = "".join(rng.choices(pieces, k=rng.randrange(1, 14)))
        end = min((at for at in [text.find("\n\n")] if at >= 0), default=len(text))
        for is_scraped in (True, False):
            reached = HtmlExtents(text, is_scraped=is_scraped).end_of(0, end)
            assert reached == reach_of(text, 0, end, Reading(is_scraped)), (text, is_scraped)
