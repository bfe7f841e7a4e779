"""Imports go down the layers only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "newsclean"
LAYERS = (
    ("lazy",),
    ("html_names",),
    ("problem", "chars", "site", "time_limit", "worker", "references", "nesting", "open_elements"),
    ("html_tags",),
    ("presets",),
    ("settings", "post", "result", "language", "scalars", "urls", "html_source", "placed_inline", "protect", "outside"),
    ("dialect", "definitions"),
    ("leaf_edits", "other_readers"),
    ("decode", "files", "patterns", "fields", "dates", "leaves", "runs", "selection", "exemptions", "forbidden"),
    ("yaml_reader", "schema", "blocks", "passes.neighbours", "passes.enumerators", "passes.doubts"),
    ("frontmatter", "repair", "passes.characters", "passes.stops", "passes.brackets", "passes.quotes", "passes.spacing"),
    ("nodes", "passes.connectors"),
    ("text_rules", "soup", "block_runs", "escape"),
    ("lone_comments", "defusing"),
    ("punctuation", "tree", "inline", "raw_html", "shape", "edges", "context", "ledger", "reading"),
    ("text_filter", "tables", "skeleton", "source_text", "preformatted"),
    ("markdown", "passes.boilerplate", "passes.annotations", "passes.media", "passes.tail"),
    ("passes.header", "passes.structure", "writeback"),
    ("rules", "verify", "text_pass"),
    ("pipeline", "explain", "config_keys"),
    ("config",),
    ("diff", "discovery", "cache", "digests", "pool"),
    ("batch",),
    ("report", "schedule", "stats"),
    ("formats",),
    ("cli.deferred", "cli.streams", "cli.options"),
    ("cli.inputs",),
    ("cli.run",),
    ("cli.about", "cli.files", "cli.text"),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("newsclean"):
            continue
        module = (node.module or "").removeprefix("newsclean").removeprefix(".")
        if module in LEVEL:
            names.add(module)
        else:  # `from newsclean import chars`
            names |= {found for alias in node.names if (found := f"{module}.{alias.name}".strip(".")) in LEVEL}
    return names


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports__go_down_only(path: Path) -> None:
    level = LEVEL[module_name(path)]
    assert {name for name in imported(path) if LEVEL[name] >= level} == set()


def test_every_module__has_a_layer() -> None:
    assert {module_name(path) for path in MODULES} == set(LEVEL)


def test_core__knows_no_files_and_no_console() -> None:
    core = [
        path for path in MODULES if LEVEL[module_name(path)] <= LEVEL["pipeline"] and path.name not in ("schema.py", "files.py")
    ]
    for path in core:
        text = path.read_text(encoding="utf-8")
        assert "import click" not in text
        assert "import rich" not in text
        calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        assert not {"open", "print"} & {call.id for call in calls if isinstance(call, ast.Name)}
