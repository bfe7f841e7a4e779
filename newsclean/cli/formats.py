"""Results -> what a machine or a person reads: text, JSON, JSON lines, GitHub annotations, SARIF.

Every format is written result by result, so that nothing is held. The fields of JSON carry a version.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsclean import __version__
from newsclean.batch.file_result import FileResult, Outcome
from newsclean.cli.report import FormatName, change_of, describe, failure_of, visible
from newsclean.problem import Problem, Severity

# Goes up when a field changes its meaning or goes away; new fields may come without.
VERSION = 1

_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.MENDED: "notice"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.MENDED: "note"}


def finding(path: str, problem: Problem) -> dict[str, Any]:
    """Give the fields of one finding. `line` and `column` count from 1; 0 is the whole file."""
    from newsclean.rules import NAMES  # which text needs not

    return {
        "path": path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "name": NAMES.get(problem.code, ""),
        "severity": problem.severity.value,
        "message": problem.message,
        "before": problem.before,
        "after": problem.after,
        "fixable": problem.severity is Severity.MENDED,
    }


def write_report(results: Iterable[FileResult], form: FormatName) -> Iterator[str]:
    """Give the report on `results`, piece by piece."""
    return {"text": _text, "json": _json, "jsonl": _jsonl, "github": _github, "sarif": _sarif}[form](results)


def _text(results: Iterable[FileResult]) -> Iterator[str]:
    for result in results:
        for problem in result.problems:
            yield describe(result.name, problem, excerpt=problem.severity is Severity.MENDED) + "\n"
        if result.failure:
            yield failure_of(result) + "\n"


def _findings(result: FileResult) -> Iterator[dict[str, Any]]:
    for problem in result.problems:
        yield finding(result.name, problem)
    if result.failure:
        yield finding(result.name, Problem("", Severity.ERROR, result.failure, result.line))


def _dump(value: Any) -> str:
    # Names that are no Unicode come out as lone surrogates, which only an escape can hold.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _json(results: Iterable[FileResult]) -> Iterator[str]:
    counts = dict.fromkeys(Outcome, 0)
    yield f'{{"version": {VERSION}, "newsclean": "{__version__}", "findings": ['
    mark = "\n"
    for result in results:
        counts[result.outcome] += 1
        for each in _findings(result):
            yield mark + _dump(each)
            mark = ",\n"
    summary = _dump({outcome.value: count for outcome, count in counts.items()})
    yield f'\n], "summary": {summary}}}\n'


def _jsonl(results: Iterable[FileResult]) -> Iterator[str]:
    for result in results:
        for each in _findings(result):
            yield _dump({"version": VERSION, "type": "finding", **each}) + "\n"
        yield _dump({"version": VERSION, "type": "file", "path": result.name, "outcome": result.outcome.value}) + "\n"


def _github(results: Iterable[FileResult]) -> Iterator[str]:
    for result in results:
        for problem in result.problems:
            place = f",line={problem.line},col={max(problem.column, 1)}" if problem.line else ""
            title = _property(f"newsclean {problem.code}")
            yield f"::{_GITHUB_LEVELS[problem.severity]} file={_property(result.name)}{place},title={title}::"
            yield _github_text(f"{problem.message}{change_of(problem)}") + "\n"
        if result.failure:
            line = f",line={result.line}" if result.line else ""
            yield f"::error file={_property(result.name)}{line},title=newsclean::{_github_text(result.failure)}\n"


def _github_text(text: str) -> str:
    return visible(text, but="\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(results: Iterable[FileResult]) -> Iterator[str]:
    from newsclean.explain import described
    from newsclean.rules import NAMES

    rules = [{"id": code, "name": name, "shortDescription": {"text": described(code)}} for code, name in NAMES.items()]
    driver = {"name": "newsclean", "version": __version__, "rules": rules}
    yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{'
    yield f'"tool": {{"driver": {_dump(driver)}}}, "columnKind": "unicodeCodePoints", "results": ['
    index = {code: number for number, code in enumerate(NAMES)}
    mark = "\n"
    failures: list[dict[str, Any]] = []
    for result in results:
        for problem in result.problems:
            yield mark + _dump(_sarif_result(result.name, problem, index))
            mark = ",\n"
        if result.failure:
            location = {"physicalLocation": _location(result.name, result.line)}
            failures.append({"level": "error", "message": {"text": result.failure}, "locations": [location]})
    notes = _dump([{"executionSuccessful": not failures, "toolExecutionNotifications": failures}])
    yield f'\n], "invocations": {notes}}}]}}\n'


def _sarif_result(path: str, problem: Problem, index: dict[str, int]) -> dict[str, Any]:
    fields = finding(path, problem)
    return {
        "ruleId": problem.code,
        "ruleIndex": index.get(problem.code, -1),
        "level": _SARIF_LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": _location(path, problem.line, problem.column)}],
        "properties": {key: fields[key] for key in ("before", "after", "fixable")},
    }


def _location(path: str, line: int, column: int = 0) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    if line:
        where["region"] = {"startLine": line, "startColumn": max(column, 1)}
    return where


def _uri(path: str) -> str:
    uri = quote(os.fsencode(Path(path).as_posix()))
    return f"file://{uri}" if uri.startswith("/") else uri
