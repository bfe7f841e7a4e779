"""A header and its fields: what came, where it stands, and what the rules set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from newsclean import lazy
from newsclean.header.yaml_writer import Value
from newsclean.problem import InputError

_COMMENT = lazy.pattern(r"(?<![^\s])#[^\n]*")
_BLOCK_COMMENT = lazy.pattern(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


class RawPost(NamedTuple):
    """A post cut in two, nothing read yet.

    `header` is the text between the two `---` lines (None: a bare document).
    `header_line` and `body_line` are the lines, from 1, on which they start in
    the file.
    """

    header: str | None
    body: str
    header_line: int = 1
    body_line: int = 1


class Scalar(NamedTuple):
    """One key, item or value inside a field: where it stands in the header's text, and its quoting."""

    start: int
    end: int
    style: str


class Field(NamedTuple):
    """One key of the header, as it came.

    `line` and `column` are the place of the value in the file, from 1. `start` and `end` bound the
    value in the header's text. `style` is its quoting as YAML writes it
    (`"`, `'`, `|`, `>`; empty: none). `key_start` is where its key starts in the header's text; `scalars` are all that
    the value holds.
    """

    key: str
    value: Value
    line: int
    column: int
    start: int
    end: int
    style: str
    key_start: int = 0
    scalars: tuple[Scalar, ...] = ()

    def comments(self, text: str) -> list[str]:
        """List the comments that stand inside the value in the header's `text`; one behind it belongs to the line."""
        found: list[str] = []
        at = self.start
        for scalar in (*self.scalars, Scalar(self.end, self.end, "")):
            # Between two scalars stand only marks of YAML and comments.
            found += _COMMENT.findall(text, at, max(at, scalar.start))
            if scalar.style in ("|", ">"):
                found += _BLOCK_COMMENT.findall(text[scalar.start : scalar.end].split("\n", 1)[0])
            at = scalar.end
        return found


@dataclass(slots=True)
class Header:
    """The header's text, its fields, and what the rules set."""

    text: str
    first_line: int
    fields: dict[str, Field] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    @property
    def is_changed(self) -> bool:
        """Tell whether it has to be written anew."""
        return bool(self.values or self.removed)

    def error(self, message: str, at: int) -> InputError:
        """Make the error for an offset in the header's text."""
        line, column = position_in(self.text, at)
        return InputError("HEAD01", message, line=self.first_line + line, column=column)

    def get(self, key: str) -> Value:
        """Give the value in force: what a rule set, else what came."""
        if key in self.values:
            return self.values[key]
        if key in self.removed:
            return None
        return self.fields[key].value if key in self.fields else None

    def has(self, key: str) -> bool:
        """Tell whether `key` holds anything."""
        return self.get(key) not in (None, "", [])

    def set(self, key: str, value: Value) -> None:
        """Set `key`; the same value as before changes nothing."""
        if key in self.fields and self.fields[key].value == value:
            self.values.pop(key, None)
        else:
            self.values[key] = value

    def quote(self, key: str) -> None:
        """Have a text written anew, so that it is one to every reader of YAML."""
        self.values[key] = str(self.get(key))

    def remove(self, key: str) -> None:
        """Take `key` out; a comment on its line stays."""
        self.values.pop(key, None)
        self.removed.add(key)

    def as_mapping(self) -> dict[str, Value]:
        """Give all keys with the values in force, the user's order first."""
        names = [key for key in self.fields if key not in self.removed]
        names += [key for key in self.values if key not in self.fields]
        return {name: self.get(name) for name in names}


def position_in(text: str, at: int) -> tuple[int, int]:
    """Give line (from 0) and column (from 1) of an offset."""
    return text.count("\n", 0, at), at - text.rfind("\n", 0, at)


def position_of(header: Header | None, key: str) -> tuple[int, int]:
    """Give line and column of a key, or those of the header; zeros when there is none."""
    if header is None:
        return 0, 0
    if key in header.fields:
        return header.fields[key].line, header.fields[key].column
    return max(1, header.first_line - 1), 1
