"""Posts that a fuzzer or a reader found, and what became of each: found.yaml, a list of bodies for each kind.

Every entry has `in` and either `out`, the body that comes out, with `header`, the fields that were added to the front matter,
or `error`: the codes of what makes the post invalid, or the name of the exception. Whoever adds one writes `in` alone and
runs `pytest tests/test_found.py --update`, then reads the difference.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from newsclean import NewscleanError, Severity
from newsclean.header.frontmatter import split
from newsclean.header.yaml_reader import read_header
from tests.fuzz import HEADER
from tests.strangers import clean

_PATH = Path(__file__).parent / "found.yaml"
# What no reader of the file would see, and what an editor may take for the end of a line.
_UNSEEN = re.compile("[\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060\u3000\ufeff]")
FOUND: dict[str, list[dict[str, Any]]] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))


def inputs(kind: str) -> list[str]:
    """Give the bodies of one kind."""
    return [entry["in"] for entry in FOUND[kind]]


def outcome_of(body: str) -> dict[str, Any]:
    """Give what becomes of a post with this body."""
    try:
        result = clean(HEADER + body)
    except NewscleanError as error:
        return {"error": type(error).__name__}
    if not result.is_valid:
        return {"error": sorted({each.code for each in result.problems if each.severity is Severity.ERROR})}
    raw = split(result.text)
    added = {key: str(value) for key, value in read_header(raw).as_mapping().items() if key not in ("title", "date")}
    return {"out": raw.body, **({"header": added} if added else {})}


class _Dumper(yaml.SafeDumper):
    pass


def _quoted(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if re.fullmatch("[A-Za-z0-9]+", text) else '"')


_Dumper.add_representer(str, _quoted)


def update() -> None:
    """Write the file anew with what becomes of each post today."""
    for entry in (entry for entries in FOUND.values() for entry in entries):
        body = entry["in"]
        entry.clear()
        entry.update({"in": body, **outcome_of(body)})
    text = yaml.dump(FOUND, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)
    _PATH.write_text(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text), encoding="utf-8", newline="\n")
