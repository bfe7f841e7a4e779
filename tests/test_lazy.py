"""Regular expressions compiled when first used: none is wrong, none is compiled at start-up."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import newsclean
from newsclean import lazy

MODULES = [each.name for each in pkgutil.walk_packages(newsclean.__path__, "newsclean.") if not each.name.endswith("__main__")]


@pytest.mark.parametrize("name", MODULES)
def test_patterns__compile(name: str) -> None:
    module = importlib.import_module(name)
    for value in vars(module).values():
        if type(value) is type(lazy.pattern("")):
            assert isinstance(re.compile(value.pattern, value.flags), re.Pattern)


def test_pattern__is_the_compiled_one_from_its_first_use() -> None:
    pattern = lazy.pattern(r"(?P<word>\w+)", re.I)
    assert [match["word"] for match in pattern.finditer("甲 乙")] == ["甲", "乙"]
    assert pattern.sub("丙", "甲 乙") == "丙 丙"
    assert (pattern.groups, dict(pattern.groupindex), bool(pattern.flags & re.I)) == (1, {"word": 1}, True)
    assert lazy.pattern(b"[0-9]+").findall(b"1 22") == [b"1", b"22"]


def test_pattern__with_a_fault_says_so() -> None:
    with pytest.raises(re.error):
        lazy.pattern("(").search("")
    with pytest.raises(AttributeError):
        lazy.pattern("a").nothing  # type: ignore[attr-defined]  # noqa: B018


def test_start_up__compiles_no_pattern_of_ours() -> None:
    code = (
        "import re, sys\n"
        "compile, ours = re.compile, []\n"
        "def noting(*args, **flags):\n"
        "    ours.append(sys._getframe(1).f_globals['__name__'])\n"
        "    return compile(*args, **flags)\n"
        "re.compile = noting\n"
        "import newsclean.pipeline, newsclean.batch.schedule, newsclean.cli\n"
        "print(*{name for name in ours if name.startswith('newsclean')})\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b""
