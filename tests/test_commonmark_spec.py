"""The CommonMark specification's examples: their HTML as Markdown renders to the same again.

The examples are not part of the project: `NEWSCLEAN_COMMONMARK_SPEC` names their JSON file.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from newsclean import to_markdown

from .rendered import read_structure

SPEC = os.environ.get("NEWSCLEAN_COMMONMARK_SPEC", "")


@pytest.mark.skipif(not SPEC, reason="NEWSCLEAN_COMMONMARK_SPEC names no file")
def test_spec__98_per_cent_come_back() -> None:
    examples = json.loads(Path(SPEC).read_text(encoding="utf-8"))
    md = MarkdownIt("commonmark", {"html": True})
    same = [read_structure(case["html"]) == read_structure(md.render(to_markdown(case["html"]))) for case in examples]
    assert len(examples) > 600
    assert sum(same) / len(same) >= 0.98, f"{sum(same)} of {len(same)}"
