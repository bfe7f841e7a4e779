"""What kramdown makes of a result, by kramdown itself: it ends code, tags and comments elsewhere than CommonMark does."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Sequence

import pytest

from newsclean.header.frontmatter import split
from tests.found import inputs
from tests.fuzz import HEADER
from tests.published import dangers
from tests.tally import Tally

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


def live_in(bodies: Sequence[str], *, invalid: float) -> dict[str, list[str]]:
    """Clean posts with these bodies; give for those that are published with something that runs what that is.

    `invalid`: the share of them that may be errors.
    """
    tally = Tally()
    published: dict[str, str] = {}
    for body in bodies:
        if (result := tally.clean(HEADER + body)) is not None:
            published[body] = split(result.text).body
    tally.check(invalid=invalid)
    call = ["ruby", "-e", _PROGRAM]
    done = subprocess.run(call, input=json.dumps([*published.values()]), capture_output=True, text=True, check=True, timeout=300)
    pages = dict(zip(published, json.loads(done.stdout), strict=True))
    found = {body: [danger for html in pages[body] for danger in dangers(html)] for body in pages}
    return {body: what for body, what in found.items() if what}


SCRIPT = "<script>alert(1)</script>"
FRAMES = ("{}\n", "> {}\n", "- {}\n", "甲\n\n{}\n\n乙\n", "甲\n{}\n", "{}\n{{: .c}}\n", "| a |\n|---|\n| {} |\n", "{}[^9]\n")


@pytest.mark.parametrize("frame", FRAMES)
def test_found__does_not_run(frame: str) -> None:
    indent = {"> {}\n": "\n> ", "- {}\n": "\n  "}.get(frame, "\n")
    bodies = [
        frame.replace("{}", body.replace("\n", indent)).replace("{{", "{").replace("}}", "}") for body in inputs("kramdown")
    ]
    # What stands in a line that is kept as it came is an error, where it would be mended in another.
    assert live_in(bodies, invalid=0.55 if frame.startswith(("{}\n{{:", "{}[")) else 0.37) == {}


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
    assert live_in(bodies, invalid=0.16) == {}
