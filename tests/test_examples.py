"""The examples are what newsclean makes of them, and stay so."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import clean

from .conftest import ROOT

RAW = sorted((ROOT / "examples" / "raw").iterdir())


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_example__converts_to_its_clean_post(path: Path, request: pytest.FixtureRequest) -> None:
    result = clean(path.read_text(encoding="utf-8"), name=path.name)
    expected = ROOT / "examples" / "clean" / path.with_suffix(".md").name
    assert result.is_valid
    if request.config.getoption("--update"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(result.text, encoding="utf-8", newline="\n")
    assert result.text == expected.read_text(encoding="utf-8")
    assert clean(result.text, name=path.name).text == result.text


def test_examples__every_clean_post_has_a_raw_one() -> None:
    clean_posts = {path.name for path in (ROOT / "examples" / "clean").iterdir()}
    assert clean_posts == {path.with_suffix(".md").name for path in RAW}
    assert len(RAW) >= 8
