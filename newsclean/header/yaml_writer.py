"""Values of the front matter -> YAML on one line, so that readers of YAML 1.1 and 1.2 take them for what they are."""

from __future__ import annotations

import re
from typing import Any

from newsclean import lazy

Value = str | bool | list[Any] | dict[str, Any] | None

# Plain text that a YAML 1.1 or 1.2 reader takes for something else: numbers in every base, sexagesimals,
# dates, booleans, nulls, merge keys.
_NOT_TEXT = lazy.pattern(
    r"(?:[-+]?[0-9.][0-9_.,:eExXoObB+-]*[0-9a-fA-F_]*"
    r"|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|y|n|<<|=)\Z",
    re.I,
)
_PLAIN = lazy.pattern(
    r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\x00-\x1f\x7f-\x9f\ufeff\ud800-\udfff]"
    r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*\Z"
)
_UNPRINTABLE = lazy.pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# A date and time in a form that YAML readers take for one.
_TIMESTAMP = lazy.pattern(r"\d{4}-\d\d?-\d\d?[Tt ]")


class Plain(str):
    """Text that stood there without quotes: a schema may take it for a number."""

    __slots__ = ()


class Timestamp(str):
    """A date and time: written without quotes, so that site generators read it as one."""

    __slots__ = ()


def is_text(text: str) -> bool:
    """Tell whether every reader of YAML 1.1 and 1.2 takes `text` without quotes for a text."""
    return not _NOT_TEXT.match(text) and not _TIMESTAMP.match(text)


def dump_value(value: Value, style: str = "") -> str:
    """Write one value on one line, so that every YAML reader takes it for what it is.

    `style`: text that stood between quotation marks is written between some.
    """
    if style in ('"', "'") and isinstance(value, str) and not isinstance(value, Timestamp):
        # What was quoted stays quoted: a comment may stand behind it.
        other = "'" if style == '"' else '"'
        fits = [mark for mark in (style, other) if mark not in value and "\\" not in value and not _UNPRINTABLE.search(value)]
        return f"{fits[0]}{value}{fits[0]}" if fits else _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_dump_text(item, flow=True) if isinstance(item, str) else dump_value(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (
            f"{_dump_text(key, flow=True)}: {_dump_text(item, flow=True) if isinstance(item, str) else dump_value(item)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    return _dump_text(value)


def _dump_text(text: str, *, flow: bool = False) -> str:
    if isinstance(text, Timestamp):
        return str(text)
    plain = _PLAIN.match(text) and is_text(text) and text == text.strip()
    if plain and not re.search(r":(?:\s|$)|\s#", text) and not (flow and re.search(r"[\[\]{},:?]", text)):
        return text
    if not _UNPRINTABLE.search(text) and "\\" not in text and '"' not in text:
        return f'"{text}"'
    if not _UNPRINTABLE.search(text) and "'" not in text:
        return f"'{text}'"
    return _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    known = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return known.get(match[0], f"\\u{ord(match[0]):04x}")
