"""What kramdown makes of a result, by kramdown itself: it ends code, tags and comments elsewhere than CommonMark does."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Sequence

import pytest

from newsclean import NewscleanError, clean
from newsclean.header.frontmatter import split
from tests.fuzz import HEADER
from tests.published import dangers

# As Jekyll does, and as it does where lines are not broken hard.
_PROGRAM = """
require 'kramdown'; require 'kramdown-parser-gfm'; require 'json'
bodies = JSON.parse(STDIN.read)
options = [{input: 'GFM'}, {input: 'GFM', hard_wrap: false}]
puts JSON.generate(bodies.map { |body| options.map { |each| Kramdown::Document.new(body, each).to_html } })
"""


def has_kramdown() -> bool:
    check = ["ruby", "-e", "require 'kramdown-parser-gfm'"]
    return shutil.which("ruby") is not None and subprocess.run(check, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not has_kramdown(), reason="kramdown is not installed")


def live_in(bodies: Sequence[str]) -> dict[str, list[str]]:
    """Clean posts with these bodies; give for those that are published with something that runs what that is."""
    published: dict[str, str] = {}
    for body in bodies:
        try:
            result = clean(HEADER + body)
        except NewscleanError:
            continue
        if result.is_valid:
            published[body] = split(result.text).body
    call = ["ruby", "-e", _PROGRAM]
    done = subprocess.run(call, input=json.dumps([*published.values()]), capture_output=True, text=True, check=True, timeout=300)
    pages = dict(zip(published, json.loads(done.stdout), strict=True))
    found = {body: [danger for html in pages[body] for danger in dangers(html)] for body in pages}
    return {body: what for body, what in found.items() if what}


SCRIPT = "<script>alert(1)</script>"
FOUND = [
    f"a ` {SCRIPT} ` d",
    f"` {SCRIPT}`",
    f"a `b```{SCRIPT}`",
    "a ` [x](javascript:alert(1)) ` d",
    '$$`$$<img src="x" onerror="alert(1)">`',
    f"`\n: {SCRIPT}`",
    f"`\n{{: .c}}\n{SCRIPT}`",
    'x <img src="y\n# h\n" onerror="alert(1)">',
    'a <img title="\n# h\n" onerror="alert(1)">',
    f"```\n    {SCRIPT}",
    f"```\n~~~\n{SCRIPT}",
    f"~~~\n<!--\n{SCRIPT}",
    f"~~~\n{SCRIPT}\n> ~~~",
    f"~~~\n{SCRIPT}\n~~~ x",
    f"~~~\n{SCRIPT}\n    ~~~",
    f"~~~ a b\n{SCRIPT}\n~~~",
    f"```{SCRIPT}[x]: y\n\n1. ",
    f"````\n```\n{SCRIPT}\n```",
    f"Term\n: a\n\n    x {SCRIPT}",
    f"| a |\n|--|\n| b |\n    x {SCRIPT}",
    '| a |\n|---|\n| b |\n{:\nonclick="alert(1)"}',
    '| a | b |\n|---|---|\n| x <img src="y"\nonerror="alert(1)">',
    '| a |\n|---|\nx|<a href="javascript:alert(1)">y</a>',
    "](a [x](java\tscript:alert`1`)",
    "[y](z [x](javascript:a b)",
    "[点](java\nscript:alert(1))",
    '正文[点](java\nscript:alert(1) "t")',
    "正文[点][x]。\n\n[x]: java\tscript:alert(1)",
    "[x]: http://a.example\n[x]: javascript:alert(1)\n\n正文[x]",
    "[x]: |[云](javascript:alert(1))*\n\n[x]",
    f"正文![{SCRIPT}](a.jpg)",
    "{::comment}\n<!--!><img src=x onerror=alert(1)>\n{:/comment}",
    f"正文[^1]\n\n[^1]: 注\n    ```\n    {SCRIPT}",
    f"<!-- newsclean: off -->\n```\n{SCRIPT}\n\n<!-- newsclean: on -->",
    "<!-- newsclean: off -->[x]:  javascript:alert(1)\n\n[x]",
    f"<!-- newsclean: off --><!-- {SCRIPT}",
    f"<ul><li><pre>- {SCRIPT.replace('<', '&lt;')}</pre></li></ul>",
    f"<ol><li><ul><li><pre>* {SCRIPT.replace('<', '&lt;')}</pre></li></ul></li></ol>",
    f"- ```\n  - {SCRIPT}\n  ```",
    f"{{: <br>\n```\n\\\n1. }}\n\n{SCRIPT}",
    '\n~~~\n``<b title="\u3000\n# ~~~<a href="javascript:alert(1)">云</a>',
    f"$$\n\n~~~\n$$ {SCRIPT}\n~~~",
    'a <code>\\<img src="x" onerror="alert(1)"></code>',
    'a <code>`<img src="x" onerror="alert(1)">`</code>',
    'a <kbd>\\<img src="x" onerror="alert(1)"></kbd>[^1]',
    f"<font color=red>_{SCRIPT}{{:[^1]",
    "> a\n: [x]: javascript:alert(1)\n\n[x]",
    f"Term\n: <table><code> `{SCRIPT}`",
    f'```html title="a"\nd\n```\n\n```\n{SCRIPT}\n```',
    f"- a\n```\n\nd\n```\n\n```\n{SCRIPT}\n```",
    f"```python a b\n<div>\n```\n\n```html\n{SCRIPT}\n```",
    f"> a\n~~~\n\n<pre>\n~~~\n\n```html\n{SCRIPT}\n```",
    f"t\n: a\n~~~\n\n<pre>\n~~~\n\n```html\n{SCRIPT}\n```",
    f'[a](g "\n2. {SCRIPT}")',
    "![a\n-|\n[b](javascript:alert(1))](g)",
    '![a](g "\n-|\n[b](javascript:alert(1))")',
    "![a\n2. [b](javascript:alert(1))](g)",
    f"<!-- newsclean: off -->\na[^1]\n\n[^1]:     {SCRIPT}",
    f"<!-- newsclean: off -->\na[^1]\n\n[^1]:\n    {SCRIPT}",
    f"[x]: a\n<p><!-- newsclean: off -->\n\n    {SCRIPT}",
    "t\n: </p><img src=x onerror=alert(1) ",
    "t\n: a\n\n    <javascript:alert(1)>",
    'a ` <kbd> ` \\<img src="x" onerror="alert(1)">',
    'a ` <code> ` `<img src="x" onerror="alert(1)">`',
    '`\n2. <div>`\n\n   `<img src="x" onerror="alert(1)">`',
    "*[a]:\n[x]: javascript:alert(1)\n\n[x]",
    "- \n\n    [\n](javascript:)",
    "<ul><li><!--{% raw %}</p><http://a.example/\n```\n<svg></li></ul>\n{% endraw %}",
    f"- a\n\n  <!-- newsclean: off --><data:text/html,{SCRIPT}>",
    "| a |\n|---|\n| <br> | <img src=x onerror=alert(1)> |",
    "Term\n: <div> \\<script>alert(1)\\</script>",
]
FRAMES = ("{}\n", "> {}\n", "- {}\n", "甲\n\n{}\n\n乙\n", "甲\n{}\n", "{}\n{{: .c}}\n", "| a |\n|---|\n| {} |\n", "{}[^9]\n")


@pytest.mark.parametrize("frame", FRAMES)
def test_found__does_not_run(frame: str) -> None:
    indent = {"> {}\n": "\n> ", "- {}\n": "\n  "}.get(frame, "\n")
    bodies = [frame.replace("{}", body.replace("\n", indent)).replace("{{", "{").replace("}}", "}") for body in FOUND]
    assert live_in(bodies) == {}


_PIECES = (
    SCRIPT, '<img src="x" onerror="alert(1)">', '<a href="javascript:alert(1)">云</a>', "[云](javascript:alert(1))", "[x]: javascript:alert(1)\n",
    '{: onclick="x"}', "\n", "\n\n", "    ", "\n    ", "\n- ", "\n> ", "\n1. ", "\n# ", "\n: ", "\n| a |\n|---|\n", "\n```\n", "\n~~~\n", "`", "``", "` ",
    " `", "$$", "\\", "<!--", "-->", "{:", "}", "[^1]", "\n[^1]: ", '"', "'", '<b title="', "|", "![", "](a)", "[", "]", "{::nomarkdown}", "{:/}", "\t",
    "~~~", "```", "<div>", "</div>", "<pre>", "</pre>", 'onclick="x"', "[x]", "http://a.example", "*", "**", "{% raw %}", "&lt;", "<br>", "---\n",
    "<code>", "</code>", "甲", "云 ", "\n{: .c}\n", "[a]: <",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_pieces__put_together_do_not_run(seed: int) -> None:
    rng = random.Random(seed)
    frames = (
        "{}",
        "- {}\n",
        "> {}\n",
        "| a | b |\n|---|---|\n| {} | x |\n",
        "[^1]: {}\n",
        "```\n{}\n```\n",
        "    {}\n",
        "`{}`\n",
        "<p>{}</p>",
    )
    bodies = [rng.choice(frames).replace("{}", "".join(rng.choices(_PIECES, k=rng.randint(1, 7)))) for _ in range(250)]
    assert live_in(bodies) == {}
