"""Posts come from strangers: whatever is in them, nothing that runs gets into what is published.

What is looked for, and how, is in published.py.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsclean
from newsclean import Settings, Severity
from newsclean.header.frontmatter import split
from tests.found import inputs
from tests.published import dangers, rendered
from tests.tally import Tally

from .strangers import clean

HEADER = "---\ntitle: 标题\ndate: 2031-01-02T03:04:05+08:00\n---\n"
# Marks of the site, by which a post is known as scraped.
SCRAPED = '<p class="em_media">（文章来源：云岚财经）</p>'

DISGUISES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java&Tab;script:alert(1)", "&#106;avascript:alert(1)",
    "\x01javascript:alert(1)", " javascript:alert(1)", "vbscript:x", "data:text/html,<script>x</script>", "java&#x0A;script:alert(1)",
    "javascript&colon;alert(1)", "&#x6A&#x61vascript:alert(1)",
)  # fmt: skip
PIECES = (
    "云岚", "增长,", "*ST星野", "\n", "\n\n", "> ", "- ", "# ", "    ", "`", "```\n", "|a|b|\n|-|-|\n", "\\", "<", ">", "&lt;", "&gt;", "&",
    "<p>", "</p>", "<div>", "</div>", "<td>", "<table>", "</table>", "<li>", "<pre>", "</pre>", "<code>", "</code>", "<strong>", "</strong>",
    "<script>alert(1)</script>", "<script>", "</script>", "<scr\x00ipt>", "<SCRIPT SRC=//x>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", '<img src="x"onerror=alert(1)>', "<svg onload=alert(1)>",
    "<svg><script>x</script></svg>", "<iframe src=//x>", "<object data=x>", "<embed src=x>", "<style>p{}</style>", "<form action=x>",
    "<meta http-equiv=refresh>", "<base href=//x>", "<link rel=x>", "<math>", "<body onload=x>", "<details open ontoggle=x>",
    "<a onclick=x href=y>云</a>", "<!-- ", " -->", "<!-->", "--!>", "<![CDATA[", "]]>", "<?x ", "<!x ", "<textarea>", "</textarea>", "<title>",
    "{{ x }}", "{% include x %}", "{% raw %}", "{% endraw %}", "{: onclick='x'}", "{::nomarkdown}", "{:/}", "[^1]", "[^1]: ", "[x]: ", "[x]",
    "<!-- newsclean: off -->", "<!-- newsclean: on -->", "$$", "<https://a.example/>",
    *(f'<a href="{url}">云</a>' for url in DISGUISES), *(f"[云]({url})" for url in DISGUISES), *(f"<{url}>" for url in DISGUISES),
    *(f"![云]({url})" for url in DISGUISES), *(f"[x]: {url}\n" for url in DISGUISES),
)  # fmt: skip


def test_nothing_that_runs_is_published() -> None:
    tally = Tally()

    @settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow], derandomize=True, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join), st.sampled_from(["", SCRAPED]))
    def publish(body: str, marks: str) -> None:
        result = tally.clean(HEADER + body + "\n\n" + marks)
        if result is None:
            return
        for html in rendered(split(result.text).body):
            assert dangers(html) == []
        assert clean(HEADER + body + "\n\n" + marks, Settings(verify=False)).text == result.text

    publish()
    tally.check(invalid=0.33, refused=0.005)


@pytest.mark.parametrize(
    ("frame", "invalid"),
    [
        ("{}", 0.1),
        ("<p>{}</p>", 0.1),
        ("甲{}乙", 0.01),
        ("> {}", 0.1),
        ("- {}", 0.1),
        ("<div>\n{}\n</div>", 0.1),
        ("甲 {} [^1]", 0.4),
    ],
)
def test_nothing_that_runs_is_published__alone(frame: str, invalid: float) -> None:
    tally = Tally()
    for piece in PIECES:
        result = tally.clean(HEADER + frame.replace("{}", piece) + "\n")
        for html in rendered(split(result.text).body) if result is not None else ():
            assert dangers(html) == [], piece
    tally.check(invalid=invalid)


@pytest.mark.parametrize("url", DISGUISES)
@pytest.mark.parametrize(
    "link", ['<p><a href="{}">云</a></p>', "[云]({})", '<p><img src="{}"></p>', "![云]({})", "[云]\n\n[云]: {}"]
)
def test_link_that_runs_a_script__is_not_published_with_its_rule_off(link: str, url: str) -> None:
    result = clean(HEADER + link.replace("{}", url) + "\n", Settings(ignore=frozenset({"HTML05"})))
    assert result.is_valid
    assert [danger for html in rendered(split(result.text).body) for danger in dangers(html)] == []


@pytest.mark.parametrize(
    "text", ["{{ site.secret }}", "{% include x %}", "&#123;&#123; x }}", "{&#123; x }}", "`{{ x }}`", "[a]({{ x }})"]
)
def test_liquid__does_not_run_in_a_scraped_post(text: str) -> None:
    for body in (f"<p>{text}</p>{SCRAPED}", f"{text}\n\n{SCRAPED}\n", f"<pre>{text}</pre>{SCRAPED}"):
        result = clean(HEADER + body)
        assert not result.is_valid or not re.search(r"\{[{%]", split(result.text).body)


@pytest.mark.parametrize("marker", ["- ", "> ", "1. ", "- > "])
@pytest.mark.parametrize("times", [15, 30, 58, 59, 60, 61, 70, 119, 120, 121, 150])
@pytest.mark.parametrize(
    "live", ["<b onclick=x>云</b>", "[云](javascript:alert(1))", "<script>x</script>", "{% raw %}<script>x</script>"]
)
def test_however_deep__it_is_read_or_refused(marker: str, times: int, live: str) -> None:
    """A parser that gives up at some depth leaves what stands there unread, and so would the proof."""
    body = f"{marker * times}{live}\n"
    result = clean(HEADER + body)
    written = re.search(r"(?<!\\)<b onclick|(?<!\\)<script|\]\(javascript", result.text)
    assert not (result.is_valid and written), result.text
    if times <= 30 or times > 70:  # between, it depends on the marker
        assert result.is_valid is (times <= 30 and not live.startswith("{%"))


@pytest.mark.parametrize("body", inputs("kept lines"))
def test_what_stays_as_it_was_written__holds_nothing_that_kramdown_would_run(body: str) -> None:
    result = clean(HEADER + body)
    assert not result.is_valid or not re.search(r"(?<!\\)<(?:script|img)", result.text)


@pytest.mark.parametrize("blank", ["\u3000", "\u2003", "\u00a0", "\x85", "\u200b", "# ", "甲\n===\n\n## ", "| 甲 |\n|---|\n| "])
@pytest.mark.parametrize("mark", ["~~~", "```", "    ", "\t", ": "])
@pytest.mark.parametrize("kept", ["[^1]", "{{ x }}", "{: .c}"])
def test_kept_line__is_no_code_whatever_it_begins_with(blank: str, mark: str, kept: str) -> None:
    """It would be written back as it came, so there is no result at all."""
    result = clean(HEADER + f'{blank}{mark}<img src=x onerror="alert(1)">{kept}')
    assert {each.code for each in result.problems if each.severity is Severity.ERROR} == {"READ05"}


@pytest.mark.parametrize("frame", ["{}", "> {}", "- {}", "甲\n\n{}\n\n乙", "| a |\n|---|\n| {} |"])
@pytest.mark.parametrize(("kept", "invalid"), [("", 0.11), ("[^9]", 0.74), ("{{ y }}", 0.74)])
def test_link__that_runs_a_script_is_taken_out_or_an_error(frame: str, kept: str, invalid: float) -> None:
    indent = {"> {}": "\n> ", "- {}": "\n  "}.get(frame, "\n")
    tally = Tally()
    for link in inputs("links"):
        result = tally.clean(HEADER + frame.replace("{}", (link + kept).replace("\n", indent)))
        for html in rendered(split(result.text).body) if result is not None else ():
            assert dangers(html) == [], link
    tally.check(invalid=invalid)


@pytest.mark.parametrize("mark", ['<a class="foo&#32;keytip">x</a>', "<A CLASS = KEYTIP>x</A>", "<span class='InfoKey'>x</span>"])
def test_liquid__does_not_run_however_the_mark_of_the_site_is_written(mark: str) -> None:
    assert "{{ y" not in newsclean.clean(HEADER + f"<p>{{{{ y }}}}</p>{mark}").text


@pytest.mark.parametrize("mark", ["", SCRAPED])
def test_header__that_holds_a_script_is_reported_and_in_a_scraped_post_an_error(mark: str) -> None:
    result = newsclean.clean(HEADER.replace("标题", "<script>alert(1)</script>标题") + "甲\n\n" + mark)
    assert [each.code for each in result.problems if "title" in each.message] == ["READ05"]
    assert result.is_valid is not bool(mark)


@pytest.mark.parametrize("address", ["https://a.example/b", "http://a.example/云", "www.a.example/b", "FTP://a.example"])
@pytest.mark.parametrize("hidden", ["\\{}", "`{}`", "\\`{}`", "`x\\{}"])
@pytest.mark.parametrize(
    "frame", ["{}", "> {}", "- {}", "# {}", "| a |\n|---|\n| {} |", "甲[^1] {}", "`x` {}", "[{}](/a)", "**{}**"]
)
def test_bare_address__that_github_reads_over_an_escape_or_code_shows_no_tag(address: str, hidden: str, frame: str) -> None:
    for live in ("<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">乙</a>', "<script>x</script>"):
        result = clean(HEADER + frame.replace("{}", address + hidden.replace("{}", live)) + "\n")
        assert result.is_valid is not (hidden.startswith("\\`") and "[^1]" in frame)
        assert not result.is_valid or not any(map(dangers, rendered(split(result.text).body)))
        assert clean(result.text).text == result.text or not result.is_valid
