"""The header's text -> its fields, each with its place, behind checks that keep libyaml from hostile input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from newsclean import lazy
from newsclean.header.fields import Field, Header, RawPost, Scalar, position_in
from newsclean.header.yaml_writer import Plain, Value
from newsclean.problem import InputError

# A header is a few lines of metadata. These bounds keep libyaml away from input on which it
# recurses until the process dies (20,000 levels) or that only an attack would hold.
MAX_HEADER = 65_536
_MAX_DEPTH = 32
# Brackets are counted before YAML is read, in text, too; this many are no text.
_MAX_BRACKETS = 1_000

# What the YAML reader says, and what would have been right.
_EXPLAINED = (
    ("mapping values are not allowed", "quotes round a value that holds `: `"),
    ("could not find expected ':'", "`key: value` with a blank behind the colon"),
    ("did not find expected key", "nothing behind a closing quotation mark or bracket, and all keys in one column"),
    ("',' or ']'", "a closing ]"),
    ("',' or '}'", "a closing }"),
    ("end of stream", "a closing quotation mark"),
    ("hexdecimal", "a backslash between double quotes written twice"),
    ("escape", "a backslash between double quotes written twice"),
    ("block sequence entries are not allowed", "a list below its key, each item behind a `- ` of its own"),
    ("no mapping", "`key: value` lines"),
    ("document start", "one document of `key: value` lines"),
)

# A key at the start of its line, quoted or not, and its colon.
_KEY_LINE = lazy.pattern(r"(?![? ])[^\n]*?[ \t]*:(?=\s|\Z)")
# The first character of a value, or of an item.
_VALUE = lazy.pattern(r"[ \t]*(?:-|[^\s:][^\n:]*:)[ \t]+(\S)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read_header(raw: RawPost) -> Header:
    """Read the header's fields with their places.

    Only null, true and false are typed; every other scalar stays the text that it is. Raises InputError (HEAD01)
    with line and column for anything that is not a plain mapping of values.
    """
    text = raw.header or ""
    header = Header(text, raw.header_line)
    _refuse_hostile(text, raw.header_line)
    reader = _Reader(text, raw.header_line)
    for item in reader.mapping():
        header.fields[item.key] = item
    return header


def error_of(line: str, number: int) -> InputError | None:
    """Say why a line `key: value` is no YAML by itself; None when it is. `number` is its line in the file."""
    try:
        if len(list(_Reader(line + "\n", number).mapping())) == 1:
            return None
    except InputError as error:
        return error
    return InputError("HEAD01", f"front matter: expected one `key: value` on this line, got {line[:60]!r}", line=number)


def _refuse_hostile(text: str, line: int) -> None:
    if len(text) > MAX_HEADER:
        raise InputError("HEAD01", f"front matter: expected at most {MAX_HEADER} characters, got {len(text)}", line=line)
    depth = 0
    too_deep = None
    for match in re.finditer(r"[\[{]|[\]}]", text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > _MAX_BRACKETS:
            too_deep = match.start()
            break
    runs = (run.start() for run in re.finditer(r"^(?:[ \t]*[-?:][ \t]+)+", text, re.M) if len(run[0]) // 2 > _MAX_DEPTH)
    if (too_deep := next(runs, too_deep)) is not None:
        place, column = position_in(text, too_deep)
        message = f"front matter: expected at most {_MAX_DEPTH} levels of nesting"
        raise InputError("HEAD01", message, line=line + place, column=column)
    # The last of these end a line for some readers of YAML and none for others.
    bad = re.search("\\A\ufeff|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\x85\u2028\u2029\ud800-\udfff]", text)
    if bad:
        place, column = position_in(text, bad.start())
        message = f"front matter: expected text, got the control character U+{ord(bad[0]):04X}"
        raise InputError("HEAD01", message, line=line + place, column=column)


class _Reader:
    """Walks libyaml's events and builds values, refusing what a header never needs."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._scalars: list[Scalar] = []
        self._starts = [0]
        # The YAML reader counts these lines; a person counts those of an editor.
        for match in re.finditer("\r\n|[\r\n\x85\u2028\u2029]", text):
            self._starts.append(match.end())
        self._events = self._read_events()

    def _read_events(self) -> Iterator[Any]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            yield from yaml.parse(self._text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if error.context_mark and ("end of stream" in str(error.problem) or "flow" in str(error.context)):
                mark = error.context_mark  # where it was opened, rather than where all is over
            raise self._error(f"expected {self._wanted(str(error.problem), mark)}", mark) from None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise self._error(f"expected YAML, got an error: {error}", None) from None

    def _wanted(self, problem: str, mark: Any) -> str:
        """Say in the user's terms what would have been right at a mark of the YAML reader, and what stands there."""
        at = self._index(mark) if mark else 0
        line = self._text[self._text.rfind("\n", 0, at) + 1 :].split("\n", 1)[0]
        char = self._text[at : at + 1]
        value = _VALUE.match(line)
        if "：" in line and not re.search(r":(?:\s|$)", line):
            wanted = "`key: value` with a plain colon and a blank"
        elif value and value[1] in "!&*" and "find expected" in problem:
            wanted = f"quotes round a value that starts with {value[1]}"
        elif "mapping values" in problem and line[:1] in " \t":
            wanted = "all keys in one column"
        elif "\t" in (char, line[:1]) and ("cannot start any token" in problem or "tab" in problem):
            wanted = "blanks and no tab in front of a key"
        elif "cannot start any token" in problem:
            wanted = f"quotes round a value that starts with {char}"
        else:
            wanted = next((wanted for words, wanted in _EXPLAINED if words in problem), f"YAML ({problem})")
        return f"{wanted}, got {line[:60].strip()!r}" if line.strip() else f"{wanted}, got the end of the front matter"

    def _error(self, message: str, mark: Any) -> InputError:
        at = self._index(mark) if mark else 0
        line = self._first_line + self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at) if mark else 0
        return InputError("HEAD01", f"front matter: {message}", line=line, column=column)

    def _index(self, mark: Any) -> int:
        # The mark's own index counts bytes in some builds; line and column always count characters.
        line = min(int(mark.line), len(self._starts) - 1)
        return min(self._starts[line] + int(mark.column), len(self._text))

    def mapping(self) -> Iterator[Field]:
        """Give the fields of the top-level mapping."""
        events = (event for event in self._events if not isinstance(event, yaml.StreamStartEvent))
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            return
        root = next(events)
        if isinstance(root, yaml.ScalarEvent) and root.value == "" and not root.style:
            return
        if not isinstance(root, yaml.MappingStartEvent):
            raise self._error(f"expected {self._wanted('no mapping', root.start_mark)}", root.start_mark)
        self._refuse(root)
        if root.flow_style:
            raise self._error("expected one `key: value` a line, got a {…} mapping", root.start_mark)
        seen: set[str] = set()
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            name = self._key(key, seen)
            start, end = self._index(key.start_mark), self._index(key.end_mark)
            if not _KEY_LINE.match(self._text, self._text.rfind("\n", 0, start) + 1, end + 80):
                raise self._error("expected `key: value` at the start of a line, without blanks before it", key.start_mark)
            self._scalars = []
            event = next(self._events)
            value, last = self._value(event)
            yield self._field(name, (start, end), event, value, last)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise self._error("expected one document, got a second one", event.start_mark)

    def _key(self, event: Any, seen: set[str]) -> str:
        self._refuse(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error("expected a key of text, or quotes round a value that starts with { or [", event.start_mark)
        name = str(event.value)
        if name == "<<" and not event.style:
            raise self._error("expected plain values, got a merge key", event.start_mark)
        if name in seen:
            raise self._error(f"expected each key once, got {name!r} again", event.start_mark)
        seen.add(name)
        return name

    def _note(self, event: Any) -> None:
        self._scalars.append(Scalar(self._index(event.start_mark), self._index(event.end_mark), str(event.style or "")))

    def _refuse(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._error("expected plain values, got an anchor or alias", event.start_mark)
        is_text_anyway = isinstance(event, yaml.ScalarEvent) and event.tag == "!" and event.style  # YAML 1.2, 6.8.2
        if getattr(event, "tag", None) and not is_text_anyway:
            raise self._error(f"expected plain values, got the tag {event.tag!r}", event.start_mark)

    def _value(self, event: Any, depth: int = 0) -> tuple[Value, Any]:
        self._refuse(event)
        if depth > _MAX_DEPTH:
            raise self._error(f"expected at most {_MAX_DEPTH} levels of nesting", event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            if event.value in ("=", "<<") and not event.style:
                raise self._error(f"expected quotes round `{event.value}`", event.start_mark)
            self._note(event)
            return _typed(event), event
        last = event
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Value] = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                value, last = self._value(inner, depth + 1)
                items.append(value)
            return items, inner if event.flow_style else last
        result: dict[str, Value] = {}
        seen: set[str] = set()
        while not isinstance(inner := next(self._events), yaml.MappingEndEvent):
            name = self._key(inner, seen)
            self._note(inner)
            result[name], last = self._value(next(self._events), depth + 1)
        # A block ends where its last value does: the reader's own mark stands behind the comments that follow.
        return result, inner if event.flow_style else last

    def _field(self, name: str, key: tuple[int, int], event: Any, value: Value, last: Any) -> Field:
        """Make a field; `key`: where its key starts and ends."""
        style = ""
        if isinstance(event, yaml.ScalarEvent):
            start, end, style = self._scalars[0]
        else:
            start, end = self._index(event.start_mark), self._index(last.end_mark)
        line = self._text.count("\n", 0, start)
        column = start - (self._text.rfind("\n", 0, start) + 1)
        colon = self._text.index(":", key[1]) + 1
        if isinstance(event, yaml.ScalarEvent) and not style and event.value == "":
            # An empty value has no place of its own: it belongs right behind the colon.
            start = end = colon
            line = self._text.count("\n", 0, start)
            column = start - (self._text.rfind("\n", 0, start) + 1)
        elif "\n" in self._text[colon:start]:
            start = colon  # a block below its key
        return Field(name, value, self._first_line + line, column + 1, start, end, style, key[0], tuple(self._scalars))


def _typed(event: Any) -> Value:
    text = str(event.value)
    if event.style:
        return text
    if text in _NULLS:
        return None
    return _BOOLS.get(text, Plain(text))
