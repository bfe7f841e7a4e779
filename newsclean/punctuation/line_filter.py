"""Plain text or JSON strings, line by line, through the text rules: bytes in, bytes out, nothing held but a line."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.problem import InputError, Problem
from newsclean.punctuation.mender import Punctuator, punctuate
from newsclean.punctuation.protected_lines import fence_of
from newsclean.settings import Settings

CONTEXT_LINES = 3
_MAX_JOINED = 65_536  # bytes of lines that each start with a stop: nothing that is held may be without end
_LINES = lazy.pattern(rb"[^\n]*\n|[^\n]+")


class Step(NamedTuple):
    """One or more lines as they came and as they are now, line ends included, and what there is to say about them."""

    before: bytes
    after: bytes
    problems: tuple[Problem, ...] = ()


def filter_lines(lines: Iterable[bytes], settings: Settings) -> Iterator[Step]:
    """Give every line (UTF-8) with its punctuation put right; each is a paragraph, and its line end stays.

    Raises InputError for a line that is not UTF-8, SettingsError for a rule that does not exist.
    """
    punctuator = Punctuator(settings)
    fence = ""
    for line in _joined(lines) if punctuator.joins_lines else lines:
        text = _decoded(line, punctuator.line)
        body = text.rstrip("\r\n")
        marks = fence_of(body)
        if fence or marks:  # a block of code
            fence = ("" if fence and marks.startswith(fence) else fence) if fence else marks
            punctuator.skip(text)
            yield Step(line, line)
            continue
        result = punctuator.mend(body)
        after = line if result.text == body else (result.text + text[len(body) :]).encode()
        yield Step(line, after, result.problems)
    yield Step(b"", b"", punctuator.finish())


def filter_jsonl(lines: Iterable[bytes], settings: Settings) -> Iterator[Step]:
    """Give every JSON string, one a line, with its punctuation put right; each is a text of its own.

    Settings are checked before anything is read. Problems have the number of the line and no column. Raises
    InputError for a line that holds no JSON string.
    """
    Punctuator(settings)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            yield Step(line, line)
            continue
        try:
            text = json.loads(_decoded(line, number))
        except ValueError:
            text = None
        if not isinstance(text, str):
            got = line[:40].decode(errors="replace").strip()
            raise InputError("DEC02", f"expected one JSON string a line, got {got}", line=number)
        result = punctuate(text, settings)
        problems = tuple(problem._replace(line=number, column=0) for problem in result.problems)
        end = line[len(line.rstrip(b"\r\n")) :]
        yield Step(line, line if result.text == text else _as_json(result.text) + end, problems)


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        message = f"expected UTF-8, got byte 0x{line[error.start]:02x} at byte {error.start + 1} of the line"
        raise InputError("DEC01", message, line=number) from None


def _as_json(text: str) -> bytes:
    try:
        return json.dumps(text, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(text).encode()


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Put a line that starts with a stop behind the one before it, so that the rule can join them."""
    stops = tuple(stop.encode() for stop in chars.FULL_STOPS)
    held = b""
    for line in lines:
        if held and (len(held) > _MAX_JOINED or not line.startswith(stops)):
            yield held
            held = b""
        held += line
    if held:
        yield held


@dataclass(slots=True)
class _Hunk:
    old: int
    new: int
    lines: list[bytes] = field(default_factory=list)
    unchanged: int = 0

    def text(self) -> Iterator[bytes]:
        lines = self.lines[: len(self.lines) - max(0, self.unchanged - CONTEXT_LINES)]
        old = sum(line[:1] in b" -" for line in lines)
        new = sum(line[:1] in b" +" for line in lines)
        yield b"@@ -%d,%d +%d,%d @@\n" % (self.old, old, self.new, new)
        for line in lines:
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def unified_diff(steps: Iterable[Step], name: str) -> Iterator[bytes]:
    """Give a unified diff of the steps, hunk by hunk, with `name` on both sides."""
    context: deque[bytes] = deque(maxlen=CONTEXT_LINES)
    old = new = 1
    hunk: _Hunk | None = None
    started = False
    for step in steps:
        before, after = _LINES.findall(step.before), _LINES.findall(step.after)
        if step.before != step.after:
            if hunk is None:
                if not started:
                    yield f"--- {name}\n+++ {name}\n".encode()
                    started = True
                hunk = _Hunk(old - len(context), new - len(context), [b" " + line for line in context])
                context.clear()
            hunk.lines += [b"-" + line for line in before] + [b"+" + line for line in after]
            hunk.unchanged = 0
        elif hunk is None:
            context.extend(before)
        else:
            hunk.lines += [b" " + line for line in before]
            hunk.unchanged += len(before)
            if hunk.unchanged > 2 * CONTEXT_LINES:
                yield from hunk.text()
                context.extend(line[1:] for line in hunk.lines[-CONTEXT_LINES:])
                hunk = None
        old, new = old + len(before), new + len(after)
    if hunk is not None:
        yield from hunk.text()
