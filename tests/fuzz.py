"""What a fuzzer puts posts together from, and what has to hold for each of them.

    pip install -e '.[test]' atheris && mkdir -p corpus && python -m tests.fuzz -max_total_time=1800 corpus

runs it with the coverage of the code as its guide and prints the posts for which something does not hold.
"""

from __future__ import annotations

import sys

from newsclean import InputError, VerifyError
from newsclean.header.frontmatter import split
from newsclean.problem import Severity
from tests.published import dangers, rendered
from tests.strangers import clean_untrusted

HEADER = "---\ntitle: 标题\ndate: 2031-01-02T03:04:05+08:00\n---\n"
PIECES = (
    "云岚",
    "增长,",
    "2031年;",
    "12.5%",
    "*ST星野",
    "**",
    "*",
    "“",
    "”",
    "'",
    '"',
    "》",
    "《",
    "...",
    "(",
    ")",
    "<",
    ">",
    "&",
    "&nbsp;",
    "&lt;script&gt;",
    "&#13;",
    "&#0",
    "\\",
    "`",
    "```",
    "~~~",
    "|",
    "!",
    "#",
    ": ",
    "-",
    "1. ",
    "- ",
    "> ",
    "\t",
    " ",
    "\u3000",
    "\u200b",
    "\x85",
    "\x07",
    "\r",
    "| a | b |",
    "|---|---|",
    "[a]: /b",
    "[a](b)",
    "[x](javascript:x)",
    "[^1]",
    "{{ x }}",
    "{% raw %}",
    "{% endraw %}",
    "{: .c}",
    "$$x$$",
    "<p>",
    "</p>",
    "<br>",
    "<br/>",
    "<div>",
    "</div>",
    "<ul><li>",
    "<li>",
    "</li></ul>",
    "<ol start=3><li>",
    "<table><tr><td>",
    "<td>",
    "<tr>",
    "<th>",
    "</td></tr></table>",
    "<table><tr><td colspan=2>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<del>",
    "<sub>",
    "<sup>",
    "</a>",
    "</span>",
    "<b>",
    "</b>",
    "<font color=red>",
    "<center>",
    "<form>",
    "<hr>",
    "<svg>",
    "<img src=x onerror=alert(1)>",
    '<img src="a.png">',
    "![图](a.png)",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "<iframe>",
    "<video>",
    '<a href="javascript:alert(1)">',
    '<a href="http://x.example/a">',
    "<a href=x>",
    "<http://finance.example.com/news/1,203101022345678901.html>",
    "https://example.com/a,b",
    "（文章来源：云岚财经）",
    "[返回首页](../)",
    '<p style="display:none">',
    '<span id="Info.1"><a class="keytip" data-code="0,300999" href="http://q/">',
    '<span class="infokey">',
    "<!-- EM_StockImg_Start -->",
    "<!-- EM_StockImg_End -->",
    "<!-- newsclean: off -->",
    "<!-- newsclean: on -->",
    "<!--more-->",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "?>",
    "<>",
    "***",
    "---",
    "===",
    "    ",
)


def fault_of(body: str) -> str:
    """Give what is wrong with how a post with this body is cleaned; empty when nothing is.

    An error of the post is an answer. A result may hold nothing that runs and has to come out of another run as it went in.
    """
    try:
        once = clean_untrusted(HEADER + body)
    except InputError:
        return ""
    except VerifyError as error:
        return f"not proved: {error}"
    if not once.is_valid:
        return ""
    if found := [danger for html in rendered(split(once.text).body) for danger in dangers(html)]:
        return f"publishes {found}"
    try:
        twice = clean_untrusted(once.text)
    except (InputError, VerifyError) as error:
        return f"refused when cleaned again: {error}"
    if not twice.is_valid:
        return f"invalid when cleaned again: {next(each for each in twice.problems if each.severity is Severity.ERROR)}"
    return "" if twice.text == once.text else f"changes once more: {once.text!r} -> {twice.text!r}"


def body_of(data: bytes) -> str:
    """Make a body of bytes: each stands for a piece, the last few for any character."""
    return "".join(PIECES[byte] if byte < len(PIECES) else PIECES[byte % 40] if byte < 240 else chr(byte * 37) for byte in data)


def main() -> None:
    import atheris

    def run(data: bytes) -> None:
        if fault := fault_of(body_of(data)):
            print(f"{body_of(data)!r}: {fault}", flush=True)

    atheris.instrument_all()
    atheris.Setup([*sys.argv, "-max_len=60", "-timeout=120"], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
