"""What is written is read the same by readers of YAML 1.1 and 1.2: PyYAML, and ruamel.yaml, which only the tests use."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from newsclean import InputError
from newsclean.header.frontmatter import split, write
from newsclean.header.yaml_reader import read_header
from newsclean.header.yaml_writer import dump_value

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufeff\ufffe\uffff"), max_size=30)
TRAPS = st.sampled_from(
    ["000001", "600519", "1e5", "0o7", "0x1F", "on", "No", "~", "null", "true", "12:30", "12:30:45", "2031-06-03", "1_000", ".inf", "=", "<<",
     "“股王”…", "😀", "- a", "a: b", "a #b", "*ST云岚", "@x", "%5", "`x`", "[快讯] x", "{a", "'a'", '"a"', "a\\", "云\u2028岚", "\x85", "9" * 40]
)  # fmt: skip
KEYS = st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=8)
NATIVE = st.one_of(TEXT, TRAPS, st.integers(), st.booleans(), st.none(), st.dates(), st.lists(TEXT | TRAPS, max_size=3))


def yaml_12(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(StringIO(text))


@given(st.dictionaries(KEYS, TEXT | TRAPS | st.lists(TEXT | TRAPS, max_size=3) | st.booleans() | st.none(), max_size=4))
def test_dumped__is_read_back_by_both(mapping: dict[str, Any]) -> None:
    text = "".join(f"{key}: {dump_value(value)}\n" for key, value in mapping.items())
    assert (yaml.safe_load(text) or {}) == mapping
    assert (yaml_12(text) or {}) == mapping


@given(st.dictionaries(KEYS, NATIVE, max_size=4), TEXT | TRAPS, st.booleans())
def test_kept__means_the_same_to_both_when_others_change(mapping: dict[str, Any], new: str, flow: bool) -> None:
    """A header that another program dumped: what we do not touch keeps its type and its value."""
    text = (
        yaml.safe_dump(mapping, allow_unicode=True, default_flow_style=None if flow else False, width=10_000) if mapping else ""
    )
    try:
        header = read_header(split(f"---\n{text}---\n"))
    except InputError:  # control characters, a mapping in braces: refused, never read otherwise
        return
    header.set("zz", new)
    for key in list(header.fields)[:1]:
        header.set(key, new)
        mapping = {**mapping, key: new}
    written = split(write(header, "")).header
    assert written is not None
    for load in (yaml.safe_load, yaml_12):
        before, after = load(text) or {}, load(written)
        assert after.pop("zz") == new
        assert after == {**before, **dict.fromkeys(list(header.fields)[:1], new)}


@given(st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2100, 1, 1)), st.integers(-12, 14))
def test_dates__keep_their_clock(moment: datetime.datetime, hours: int) -> None:
    from newsclean.header.dates import to_rfc3339

    moment = moment.replace(microsecond=0)
    zone = f"{'+' if hours >= 0 else '-'}{abs(hours):02}:00"
    for text in (
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        moment.strftime("%Y/%m/%d %H:%M:%S"),
        moment.strftime("%Y年%m月%d日 %H:%M:%S"),
    ):
        written = to_rfc3339(text, zone)
        assert written is not None
        assert written == moment.strftime("%Y-%m-%dT%H:%M:%S") + zone
        assert to_rfc3339(written, "Asia/Shanghai") == written
