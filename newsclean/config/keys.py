"""The keys of a configuration file: what each may hold, read from TOML and written as TOML."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsclean import lazy
from newsclean.config.gitignore import check_pattern
from newsclean.problem import SettingsError
from newsclean.settings import choices_of
from newsclean.site import EASTMONEY, SiteProfile

_SIZE = lazy.pattern(r"([0-9]{1,12}(?:\.[0-9]{1,3})?) ?([KMG]?)B?", re.I)


def values_of(path: Path) -> dict[str, Any] | None:
    """Read the values of a configuration file; None when a `pyproject.toml` has none."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from None
    if path.name == "pyproject.toml":
        tools = table.get("tool")
        table = tools.get("newsclean") if isinstance(tools, dict) else None
    if table is None:
        return None
    if path.name != "pyproject.toml" and isinstance(table.get("tool"), dict):
        raise SettingsError(f"{path}: expected the keys without a table [tool.newsclean], which is for pyproject.toml")
    values = {}
    for key, value in _checked(table, KEYS, f"{path}: ").items():
        try:
            values[key] = KEYS[key](value, path.parent)
        except SettingsError as error:
            raise SettingsError(f"{path}: {key}: {error}") from None
    return values


def _checked(table: Any, known: Mapping[str, Any], where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise SettingsError(f"{where}expected a table, got {table!r}")
    for key in table:
        if key not in known:
            import difflib

            near = difflib.get_close_matches(_hyphened(key), known, n=1)
            raise SettingsError(f"{where}unknown key {key!r}{f'; did you mean {near[0]}?' if near else ''}")
    return table


def _hyphened(key: str) -> str:
    return key.replace("_", "-")


def _text(value: Any, _: Path) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"expected a text, got {value!r}")
    return value


def _flag(value: Any, _: Path) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(f"expected true or false, got {value!r}")
    return value


def _bare(value: Any, folder: Path) -> bool | None:
    return None if value == "auto" else _flag(value, folder)


def _texts(value: Any, _: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"expected a list of texts, got {value!r}")
    return tuple(value)


def _names(value: Any, folder: Path) -> frozenset[str]:
    return frozenset(_texts(value, folder))


def _patterns(value: Any, folder: Path) -> tuple[str, ...]:
    patterns = _texts(value, folder)
    for pattern in patterns:
        check_pattern(pattern)
    return patterns


def _choice(*options: str) -> Callable[[Any, Path], str]:
    def read(value: Any, _: Path) -> str:
        if value not in options:
            raise SettingsError(f"expected {' or '.join(options)}, got {value!r}")
        return str(value)

    return read


def _schema(value: Any, folder: Path) -> str:
    if not _text(value, folder):
        return ""
    return read_schema_file(folder / str(value))


def read_schema_file(path: Path) -> str:
    """Read the text of a JSON Schema. Raises SettingsError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    if not text.strip():
        raise SettingsError(f"{path}: expected a JSON Schema, got an empty file")
    return text


def _per_file(read: Callable[[Any, Path], Any], what: str) -> Callable[[Any, Path], tuple[tuple[str, Any], ...]]:
    """Make what reads a table of patterns of files, each with a value of its own."""

    def read_table(value: Any, folder: Path) -> tuple[tuple[str, Any], ...]:
        if not isinstance(value, dict):
            raise SettingsError(f"expected a table of patterns and {what}, got {value!r}")
        for pattern in value:
            check_pattern(pattern)
            if pattern.startswith("!"):
                raise SettingsError(f"expected a pattern of the files that {what} are for, got {pattern!r}")
        return tuple((pattern, read(each, folder)) for pattern, each in value.items())

    return read_table


def _expression(value: Any, folder: Path) -> str:
    try:
        re.compile(_text(value, folder))
    except re.error as error:
        raise SettingsError(f"expected a regular expression, got {value!r}: {error}") from None
    return str(value)


def _source_line(value: Any, folder: Path) -> str:
    if re.compile(_expression(value, folder)).groups < 1:
        raise SettingsError(f"expected a regular expression with the medium's name as group 1, got {value!r}")
    return str(value)


def read_base_url(value: Any, folder: Path) -> str:
    """Read an absolute address, or none. Raises SettingsError."""
    if _text(value, folder) and not re.match(r"(?i)https?://[^\s/]", value):
        raise SettingsError(f"expected an absolute http or https address, got {value!r}")
    return str(value)


def read_size(value: Any, _: Path) -> int:
    """Read a number of bytes: `500000`, `500 KB`, `16MB`, `1 GB`; 0: any. Raises SettingsError."""
    match = _SIZE.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if match is None:
        raise SettingsError(f"expected a size such as 500 KB or 16 MB, got {value!r}")
    return int(float(match[1]) * {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}[match[2].lower()])


def _selectors(value: Any, folder: Path) -> tuple[str, ...]:
    import soupsieve  # only those who name elements need it

    for selector in (texts := _texts(value, folder)):
        try:
            soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError, TypeError) as error:
            raise SettingsError(f"expected a CSS selector, got {selector!r}: {str(error).splitlines()[0]}") from None
    return texts


_SITE_KEYS: dict[str, tuple[str, Callable[[Any, Path], Any]]] = {
    "drop": ("drop", _selectors),
    "unwrap": ("unwrap", _selectors),
    "keep": ("protect", _selectors),
    "source-line": ("source_line", _source_line),
    "navigation": ("navigation", _expression),
}


def _site(value: Any, folder: Path) -> SiteProfile:
    changes = {}
    for key, item in _checked(value, _SITE_KEYS, "").items():
        name, read = _SITE_KEYS[key]
        try:
            changes[name] = read(item, folder)
            known = getattr(EASTMONEY, name)
            if key in ("source-line", "navigation") and changes[name] != known:  # they add to what is known of the site
                changes[name] = f"(?:{changes[name]})|(?:{known})"
        except SettingsError as error:
            raise SettingsError(f"{key}: {error}") from None
    return replace(EASTMONEY, **changes)


# Every key of a configuration file, in the order in which they are shown.
KEYS: dict[str, Callable[[Any, Path], Any]] = {
    "select": _names,
    "ignore": _names,
    "enable": _names,
    "per-file-ignores": _per_file(_names, "rules"),
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "origin": _choice(*choices_of("origin")),
    "per-file-origin": _per_file(_choice(*choices_of("origin")), "origins"),
    "untrusted": _flag,
    "lang": _text,
    "timezone": _text,
    "date-format": _choice(*choices_of("date_format")),
    "preset": _choice(*choices_of("preset")),
    "schema": _schema,
    "allow-invalid": _flag,
    "base-url": read_base_url,
    "liquid": _choice(*choices_of("liquid")),
    "encoding": _text,
    "bare": _bare,
    "require-front-matter": _flag,
    "max-size": read_size,
    "verify": _flag,
    "stable": _flag,
    "keep": _names,
    "site": _site,
}


def as_toml(key: str, value: Any) -> str:
    """Write the value of a key as a configuration file would have it."""
    if key == "schema":
        return _toml(f"{len(value)} characters of JSON" if value else "")  # empty: the built-in one
    if key == "site":
        names = {toml: getattr(value, name) for toml, (name, _) in _SITE_KEYS.items()}
        return "{ " + ", ".join(f"{toml} = {_toml(item)}" for toml, item in names.items()) + " }"
    if key in ("per-file-ignores", "per-file-origin"):
        return "{ " + ", ".join(f"{_toml(pattern)} = {_toml(rules)}" for pattern, rules in value) + " }" if value else "{}"
    return _toml(value)


def _toml(value: Any) -> str:
    if value is None:
        return '"auto"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if escaped == value or "'" in value else f"'{value}'"
    items = sorted(value) if isinstance(value, frozenset) else value
    return "[" + ", ".join(map(_toml, items)) + "]"
