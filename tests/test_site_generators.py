"""Jekyll and Hugo read the cleaned examples as they are meant: title, date, categories, tags, text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from newsclean import Settings, clean
from newsclean.header.frontmatter import split
from newsclean.header.yaml_reader import read_header

from .conftest import ROOT

RAW = sorted((ROOT / "examples" / "raw").glob("*.md"))
JEKYLL_LAYOUT = """{"path": {{ page.path | jsonify }}, "title": {{ page.title | jsonify }}, "date": {{ page.date | date: "%Y-%m-%dT%H:%M:%S%:z" | jsonify }},
"categories": {{ page.categories | jsonify }}, "tags": {{ page.tags | jsonify }}, "text": {{ content | strip_html | jsonify }}}"""
HUGO_LAYOUT = """{{ dict "path" .File.Path "title" .Title "date" (.Date.Format "2006-01-02T15:04:05-07:00") "categories" .Params.categories
"tags" .Params.tags "text" .Plain | jsonify }}"""


def words(text: str) -> str:
    """Letters, digits and Han: generators set quotation marks and dashes of their own."""
    return re.sub(r"[\W_]+", "", unescape(re.sub(r"<[^>]*>", " ", text)))


def as_list(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else list(value or [])


def cleaned(preset: str) -> dict[str, str]:
    results = {path.name: clean(path.read_text(encoding="utf-8"), Settings(preset=preset), name=path.name) for path in RAW}
    return {name: result.text for name, result in results.items() if result.is_valid}


def check(pages: list[dict[str, Any]], posts: dict[str, str]) -> None:
    by_name = {Path(page["path"]).name: page for page in pages}
    assert set(by_name) == set(posts)
    for name, text in posts.items():
        raw, page = split(text), by_name[name]
        fields = read_header(raw).as_mapping()
        assert page["title"] == fields["title"]
        assert datetime.fromisoformat(page["date"]) == datetime.fromisoformat(str(fields["date"]))
        assert as_list(page["categories"]) == as_list(fields.get("categories"))
        assert as_list(page["tags"]) == as_list(fields.get("tags"))
        if re.search(r"\[\^|\{%", raw.body):
            continue  # footnotes and includes are the generator's own text
        body = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(raw.body)
        assert words(page["text"]) == words(body)


@pytest.mark.skipif(shutil.which("jekyll") is None, reason="jekyll is not installed")
def test_jekyll__reads_what_was_meant(tmp_path: Path) -> None:
    posts = {name: text for name, text in cleaned("jekyll").items() if re.match(r"\d{4}-\d{2}-\d{2}-", name)}
    assert len(posts) > 5
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_layouts").mkdir()
    (tmp_path / "_includes").mkdir()
    for name in re.findall(r"\{% include (\S+)", "".join(posts.values())):
        (tmp_path / "_includes" / name).write_text("")
    (tmp_path / "_layouts" / "page.json").write_text(JEKYLL_LAYOUT, encoding="utf-8")
    (tmp_path / "_config.yml").write_text(
        "future: true\ntimezone: Asia/Shanghai\nstrict_front_matter: true\npermalink: /:slug.html\n"
    )
    for name, text in posts.items():
        # The layout is the site's own business; here it is one that prints what Jekyll read.
        shown = re.sub(r"(?m)^layout:.*\n", "", text, count=1).replace("---\n", "---\nlayout: page\n", 1)
        (tmp_path / "_posts" / name).write_text(shown, encoding="utf-8")
    subprocess.run(
        ["jekyll", "build", "-q", "-s", tmp_path, "-d", tmp_path / "out"], check=True, capture_output=True, timeout=300
    )
    check([json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").rglob("*.html")], posts)


@pytest.mark.skipif(shutil.which("hugo") is None, reason="hugo is not installed")
def test_hugo__reads_what_was_meant(tmp_path: Path) -> None:
    posts = cleaned("hugo")
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "layouts" / "_default").mkdir(parents=True)
    (tmp_path / "layouts" / "_default" / "single.html").write_text(HUGO_LAYOUT, encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        'baseURL = "/"\nbuildFuture = true\ntimeZone = "Asia/Shanghai"\n'
        'disableKinds = ["taxonomy", "term", "home", "section", "RSS", "sitemap"]\n'
        "[markup.goldmark.renderer]\nunsafe = true\n"
    )
    for name, text in posts.items():
        (tmp_path / "content" / "posts" / name).write_text(re.sub(r"(?m)^layout:.*\n", "", text, count=1), encoding="utf-8")
    subprocess.run(["hugo", "-s", tmp_path, "-d", tmp_path / "out"], check=True, capture_output=True, timeout=300)
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").rglob("index.html")]
    check(pages, posts)
