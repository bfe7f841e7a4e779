"""Does a header satisfy its JSON Schema, said in the user's terms and with the key's place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsclean import lazy
from newsclean.header.fields import Header
from newsclean.header.yaml_writer import Plain, Timestamp, Value, dump_value
from newsclean.problem import Problem, SettingsError, Severity

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

BUILT_IN = Path(__file__).parent / "schemas" / "post.schema.json"

_INTEGER = lazy.pattern(r"[-+]?[0-9]+\Z")
_FLOAT = lazy.pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


def read_schema(text: str) -> str:
    """Give the schema in force: `text`, or the built-in one when it is empty."""
    return text or _built_in()


@cache
def _built_in() -> str:
    return BUILT_IN.read_text(encoding="utf-8")


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
    values = header.as_mapping()
    offered: Any = _as_text(values)
    if validator.is_valid(offered):
        return []
    as_text = list(validator.iter_errors(offered))
    for error in as_text:
        for path in _paths(error):
            _offer_core_value(offered, values, path)
    as_core = list(validator.iter_errors(offered))
    # What is no number either is reported as the text that it is.
    of_text = {tuple(error.instance_path): error for error in as_text if error.kind.name != "type"}
    errors = [of_text.get(tuple(error.instance_path), error) if error.instance_path else error for error in as_core]
    return list(_problems(errors, header, json.loads(schema), code))


def _paths(error: ValidationError) -> Iterator[Sequence[str | int]]:
    """Give the places that an error is about, those inside `anyOf` and its kin as well."""
    if error.instance_path:
        yield error.instance_path
    elif error.kind.name in ("anyOf", "oneOf"):
        for errors in error.kind.value:
            for inner in errors:
                yield from _paths(inner)


def _as_text(value: Value) -> Value:
    """Make plain `str` of every text: the validator knows no others."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return {key: _as_text(item) for key, item in value.items()} if isinstance(value, dict) else value


def _offer_core_value(offered: Any, values: Any, path: Sequence[str | int]) -> None:
    for step in path[:-1]:
        offered, values = offered[step], values[step]
    offered[path[-1]] = _core_value(values[path[-1]])


def _refuse(uri: str) -> Any:
    """No schema makes newsclean reach for the network or for other files."""
    raise ValueError(f"{uri} is not in the schema itself")


@cache
def _validator(schema: str) -> Any:
    import jsonschema_rs  # Rust, and only posts with front matter need it

    try:
        return jsonschema_rs.Draft202012Validator(json.loads(schema), retriever=_refuse, validate_formats=True)
    except (ValueError, RecursionError, jsonschema_rs.ValidationError) as error:
        raise SettingsError(f"schema: expected a JSON Schema, got {str(error).splitlines()[0]}") from None


def _core_value(value: Value) -> Any:
    if isinstance(value, list):
        return [_core_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _core_value(item) for key, item in value.items()}
    if not isinstance(value, Plain):
        return _as_text(value)
    if _INTEGER.match(value) and len(value) < 1000:
        return int(value)
    return float(value) if _FLOAT.match(value) else str(value)


def _problems(errors: Iterable[ValidationError], header: Header, schema: Any, code: str) -> Iterable[Problem]:
    reported: set[str] = set()
    values = header.as_mapping()
    for error in errors:
        for key, wanted in _messages(error, schema, values):
            item = header.fields.get(key)
            got = _shown(header, key) if key in values else "no such key"
            message = f"{key}: expected {wanted}, got {got}" if key else f"front matter: expected {wanted}"
            if message in reported:
                continue
            reported.add(message)
            place = (item.line, item.column) if item else (max(1, header.first_line - 1), 1)
            yield Problem(code, Severity.ERROR, message, *place)


def _messages(error: ValidationError, schema: Any, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Give the keys that an error is about, and what each should have been."""
    if error.instance_path:
        key = str(error.instance_path[0])
        inside = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path[1:])
        return [(key, _described(schema, key) or (f"{_wanted(error)} at {key}{inside}" if inside else _wanted(error)))]
    if error.kind.name == "required":
        return [(missing := str(error.kind.value), _described(schema, missing) or "a value")]
    if error.kind.name in ("additionalProperties", "unevaluatedProperties"):
        return [(str(key), "no such key") for key in error.kind.value]
    if error.kind.name == "falseSchema":  # no key is allowed at all
        return [(key, "no such key") for key in values]
    return [("", _wanted(error))]


def _shown(header: Header, key: str) -> str:
    """Show a value so that text between quotation marks can be told from what stands there without."""
    value = header.get(key)
    if value is None:
        return "nothing"
    quoted = isinstance(value, str) and not isinstance(value, Plain | Timestamp)
    text = _shortened(repr(value) if quoted else _as_seen(value))
    return f"{text}, as newsclean writes it" if key in header.values else text


def _as_seen(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_as_seen, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_as_seen(item)}' for key, item in value.items())}}}"
    return str(value) if isinstance(value, Plain) else dump_value(value)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


_TYPES = {"integer": "a whole number", "number": "a number", "string": "text", "boolean": "true or false", "null": "nothing"}
_TYPES |= {"array": "a list", "object": "a mapping"}
_WANTED = {
    "const": "{}",
    "pattern": "text that matches {}",
    "format": "text in the format {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "a list of at least {}",
    "maxItems": "a list of at most {}",
    "uniqueItems": "a list that holds nothing twice",
    "required": "a mapping with the key {}",
    "minProperties": "at least {} keys",
    "maxProperties": "at most {} keys",
}


def _wanted(error: ValidationError) -> str:
    """Say what a keyword of JSON Schema asks for."""
    name, value = error.kind.name, error.kind.value
    if name == "falseSchema":
        return "no such key"
    if name == "type":
        return " or ".join(_TYPES.get(kind, kind) for kind in value)
    if name == "enum":
        return "one of " + ", ".join(json.dumps(each, ensure_ascii=False) for each in value)
    if name in _WANTED:
        return _WANTED[name].format(value)
    if name in ("additionalProperties", "unevaluatedProperties"):
        return "a mapping without " + ", ".join(value)
    if name == "propertyNames":
        return f"keys that are {_wanted(value)}"
    if name in ("anyOf", "oneOf") and value and all(value):
        return " or ".join(dict.fromkeys(_wanted(errors[0]) for errors in value))
    return f"what {name} in the schema asks for"


def _described(schema: Any, key: str) -> str:
    """Give the description of a key in a schema, behind one reference inside the schema itself."""
    try:
        rule = schema["properties"][key]
        for step in rule["$ref"].removeprefix("#/").split("/") if "description" not in rule and "$ref" in rule else ():
            schema = schema[step]
            rule = schema
        return str(rule.get("description", ""))
    except (KeyError, TypeError, AttributeError):
        return ""
