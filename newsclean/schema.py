"""Does a header satisfy its JSON Schema, said in the user's terms and with the key's place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsclean.fields import Header
from newsclean.problem import Problem, SettingsError, Severity
from newsclean.scalars import Value

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

BUILT_IN = Path(__file__).parent / "schemas" / "post.schema.json"

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


def read_schema(text: str) -> str:
    """Give the schema in force: `text`, or the built-in one when it is empty."""
    return text or BUILT_IN.read_text(encoding="utf-8")


def check_schema(text: str) -> None:
    """Raise SettingsError when `text` is no usable JSON Schema; the built-in one always is."""
    if text:
        _validator(text)


def validate(header: Header, schema: str, code: str) -> list[Problem]:
    """List what in `header` is against `schema`, at most one problem a key.

    A plain scalar is offered as text first and then as its YAML 1.2 core value, so both `type: string` and
    `type: integer` accept `2022`. Raises SettingsError for an unusable schema.
    """
    validator = _validator(schema)
    values = dict(header.as_mapping())
    if validator.is_valid(values):
        return []
    for error in list(validator.iter_errors(values)):
        key = str(error.instance_path[0]) if error.instance_path else ""
        item = header.fields.get(key)
        if item and item.plain and key not in header.values and isinstance(item.value, str):
            values[key] = _core_value(item.value)
    return list(_problems(validator.iter_errors(values), header, code))


def _refuse(uri: str) -> Any:
    """No schema makes newsclean reach for the network or for other files."""
    raise ValueError(f"{uri} is not in the schema itself")


@cache
def _validator(schema: str) -> Any:
    import jsonschema_rs  # Rust, and only posts with front matter need it

    try:
        return jsonschema_rs.Draft202012Validator(json.loads(schema), retriever=_refuse)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise SettingsError(f"schema: expected a JSON Schema, got {str(error).splitlines()[0]}") from None


def _core_value(text: str) -> Any:
    if _INTEGER.match(text) and len(text) < 1000:
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _problems(errors: Iterable[ValidationError], header: Header, code: str) -> Iterable[Problem]:
    told: set[str] = set()
    for error in errors:
        missing = re.match(r'"(.*)" is a required property', error.message) if not error.instance_path else None
        key = missing[1] if missing else str(error.instance_path[0]) if error.instance_path else ""
        if key in told:
            continue
        told.add(key)
        item = header.fields.get(key)
        got = _shown(header.as_mapping(), key) if key in header.as_mapping() else "no such key"
        message = f"{key or 'front matter'}: expected {_wanted(error, key)}, got {got}"
        place = (item.line, item.column) if item else (max(1, header.first_line - 1), 1)
        yield Problem(code, Severity.ERROR, message, *place)


def _shown(values: Mapping[str, Value], key: str) -> str:
    text = "nothing" if values[key] is None else repr(values[key])
    return text if len(text) <= 60 else text[:57] + "..."


def _wanted(error: ValidationError, key: str) -> str:
    described = _described(key)
    return described or re.sub(r"\s+", " ", error.message)[:120]


@cache
def _described(key: str) -> str:
    schema = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    rule = schema["properties"].get(key, {})
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rsplit("/", 1)[-1]]
    return str(rule.get("description", ""))
