"""Front matter that programs pasted together without escaping -> the same, escaped, where only one reading is possible.

A line is mended when it cannot be YAML by itself, starts no value of several lines, and its text can only be what stands
there: everything between the first and the last quotation mark, or everything behind the colon. Otherwise the
error of the YAML reader stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from newsclean import lazy
from newsclean.header.fields import Header, RawPost, Scalar
from newsclean.header.yaml_reader import MAX_HEADER, error_of, read_header
from newsclean.header.yaml_writer import dump_value
from newsclean.problem import InputError, Problem, Severity

CODE = "HEAD03"
_ENTRY = lazy.pattern(r"(?P<key>[^\W\d][\w.-]*):[ \t]+(?P<value>[^ \t\n][^\n]*)\Z")
# What starts a line of its own, and so was not meant to stand between quotation marks that an earlier line opened.
_NEXT = lazy.pattern(r"^(?:[^\W\d][\w.-]*:|-)(?:[ \t]|$)", re.M)
_NEXT_ITEM = lazy.pattern(r"^[ \t]*-(?:[ \t]|$)", re.M)
_ITEM = lazy.pattern(r"[ \t]*-[ \t]+\Z")
_COMMENT = lazy.pattern(r"[ \t]#")
# What stands behind a backslash between double quotes in YAML. Text with one of these may have been escaped.
_ESCAPE = lazy.pattern(r"\\[0abtnvfre \"/\\N_LPxuU\t]")
# `"A" vs "B"`: the words are quoted, or the whole was pasted between marks.
_QUOTED_WORDS = {
    mark: lazy.pattern(rf"{mark}[^{mark}]*{mark}(?=[\s,:;&/]).*(?<=[\s,:;&/]){mark}[^{mark}]*{mark}\Z") for mark in "\"'"
}
_BLOCK = lazy.pattern(r"[|>][-+0-9]*\Z")
_CLOSING = {"[": "]", "{": "}"}
# Keys of prose: a ` #` in one is more likely text than a comment, and YAML would drop it without a word.
_PROSE = ("title", "description")
# Pasted between double quotes, a path is valid YAML that says something else: `C:\temp` holds a tab.
_CONTROL_ESCAPE = lazy.pattern(r"(?<!\\)(?:\\\\)*\\[0abtnvfreNLP_]")


class ReadHeader(NamedTuple):
    """A header, and what was mended before it could be read."""

    header: Header
    problems: tuple[Problem, ...] = ()


def read_repaired(raw: RawPost) -> ReadHeader:
    """Read the header's fields, after mending lines that can only mean one thing.

    Raises InputError (HEAD01) where the header is not YAML and cannot be mended, or YAML would read it as
    something else than it seems to say.
    """
    try:
        header = read_header(raw)
    except InputError as error:
        return _repaired(raw, error)
    if (swallowing := _swallowing(header)) is not None:
        return _repaired(raw, swallowing)
    _refuse_doubtful(header)
    return ReadHeader(header)


def _repaired(raw: RawPost, error: InputError) -> ReadHeader:
    if len(raw.header or "") > MAX_HEADER:
        raise error
    lines = (raw.header or "").split("\n")
    goes_on = _goes_on(lines)
    problems: list[Problem] = []
    meant: dict[str, str] = {}
    for index, line in enumerate(lines):
        entry = _ENTRY.match(line.rstrip(" \t"))
        if entry is None or goes_on[index] or (own := error_of(line, raw.header_line + index)) is None:
            continue
        value = _only_reading(entry["value"], raw.header or "")
        if value is None:
            raise _comment_or_text(entry["key"], entry["value"], own)
        lines[index] = f"{entry['key']}: {dump_value(value)}"
        meant[entry["key"]] = value
        place = raw.header_line + index, entry.start("value") + 1
        message = f"{entry['key']}: {entry['value']} is no YAML; read as {lines[index]}"
        problems.append(Problem(CODE, Severity.WARNING, message, *place, entry["value"], lines[index][entry.start("value") :]))
    if not problems:
        raise error
    mended = RawPost("\n".join(lines), raw.body, raw.header_line, raw.body_line)
    try:
        header = read_header(mended)
    except InputError:
        raise error from None
    if _swallowing(header) is not None or any(header.get(key) != value for key, value in meant.items()):
        raise error
    _refuse_doubtful(header, meant)
    return ReadHeader(header, tuple(problems))


def _goes_on(lines: list[str]) -> list[bool]:
    """Give for each line whether the next belongs to its value: it is indented."""
    continued: list[bool] = []
    is_indented = False
    for line in reversed(lines):
        continued.append(is_indented)
        is_indented = line[:1] in (" ", "\t") if line.strip() else is_indented
    return continued[::-1]


def _only_reading(value: str, header: str) -> str | None:
    """Give the one text that a value can mean that is no YAML; None when there may be others."""
    first, last = value[0], value[-1]
    if first in "\"'" and first == last and len(value) > 1:
        return None if _QUOTED_WORDS[first].match(value) else _inside(value[1:-1], first)
    if _COMMENT.search(value):
        return None
    if first in "\"'":
        # An odd one may lack its partner; an apostrophe is none.
        marks = len(re.findall(rf"(?<!\w){first}|{first}(?!\w)", value)) if first == "'" else value.count(first)
        return value if marks % 2 == 0 else None
    if first in _CLOSING:
        return value if _CLOSING[first] in value and last != _CLOSING[first] else None
    if first == "*":
        return value if f"&{value[1:].split()[0] if value[1:].split() else ''}" not in header else None
    return None if first in "&!" or _BLOCK.match(value) else value


def _inside(text: str, mark: str) -> str | None:
    """What stands between quotation marks is meant as it is, unless some of it was escaped or may be a comment."""
    if re.search(rf"{mark}[ \t]+#", text):
        return None
    if mark == "'":
        return None if "''" in text else text
    # A backslash before the closing mark is the text's last character.
    return None if _ESCAPE.search(text) else text


def _swallowing(header: Header) -> InputError | None:
    """Find a text between quotation marks that holds whole keys or items: its own closing mark was lost."""
    for field in header.fields.values():
        for scalar in field.scalars:
            if scalar.style in ('"', "'") and _holds_lines(header.text, scalar):
                wanted = f"a closing {scalar.style} on this line"
                message = f"front matter: expected {wanted}, got the next key or item inside the value of {field.key}"
                return header.error(message, scalar.start)
    return None


def _holds_lines(text: str, scalar: Scalar) -> bool:
    end = text.find("\n", scalar.start, scalar.end)
    is_item = _ITEM.match(text[text.rfind("\n", 0, scalar.start) + 1 : scalar.start]) is not None
    patterns = (_NEXT, _NEXT_ITEM) if is_item else (_NEXT,)
    return end >= 0 and any(pattern.search(text, end + 1, scalar.end) for pattern in patterns)


def _comment_or_text(key: str, value: str, error: InputError) -> InputError:
    """Say so where it is a ` #` that keeps a value from being mended, and not what else is wrong with it."""
    comment = _COMMENT.search(value)
    if comment is None or value[0] in "\"'":
        return error
    place = error.problem
    message = f"front matter: expected quotes round {key} or no ` #` in it, got {value[:60]!r}"
    return InputError("HEAD01", message, line=place.line, column=len(key) + 3 + comment.start())


def _refuse_doubtful(header: Header, mended: Collection[str] = ()) -> None:
    r"""Refuse what YAML would read as something else than it seems to say.

    `title: 快讯 #1 大涨` would be read as `快讯`, `title: "C:\temp"` with a tab: nobody can tell what is meant. Where
    keys were mended, what they mean is known.
    """
    for field in (header.fields[key] for key in _PROSE if key in header.fields and key not in mended):
        source = header.text[field.start : field.end]
        escape = _CONTROL_ESCAPE.search(source) if field.style == '"' else None
        if escape and not (field.key == "description" and escape[0].endswith("n")):
            message = f"front matter: expected \\ in {field.key} written twice, got {source[:60]}"
            raise header.error(message, field.start + escape.end() - 2)
        behind = header.text[field.end :].split("\n", 1)[0].rstrip(" \t")
        is_comment = field.style == "" and behind.lstrip(" \t").startswith("#") and field.end > field.start
        # `"a" #b"`: the last mark may be the closing one.
        is_text = field.style in ('"', "'") and behind.endswith(field.style)
        if is_comment or is_text:
            got = (header.text[field.start : field.end] + behind)[:60]
            message = f"front matter: expected quotes round {field.key} or no ` #` in it, got {got!r}"
            raise header.error(message, header.text.index("#", field.end))
