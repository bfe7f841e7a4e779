"""Many files -> one result each, in the order they came. A bad file never stops the others.

The only place that catches everything: what newsclean did not foresee becomes a result that says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from newsclean.decode import decode
from newsclean.diff import diff_of
from newsclean.discovery import Source
from newsclean.files import explain, read_bytes, write_atomic
from newsclean.frontmatter import split
from newsclean.pipeline import clean
from newsclean.problem import InputError, Problem, SettingsError, Severity, VerifyError
from newsclean.result import FileResult, Outcome
from newsclean.settings import Settings

# A change that no rule speaks of: blank lines, the way of writing, the encoding.
REWRITE = "MARK03"


def clean_bytes(data: bytes, name: str, settings: Settings, *, posts_only: bool = False) -> FileResult:
    """Clean one post given as bytes; the result holds its new bytes. `posts_only`: pass over what has no front matter."""
    try:
        text, findings = decode(data, settings.encoding)
        if posts_only and split(text).header is None:
            return FileResult(name, Outcome.PASSED_OVER)
        result = clean(text, settings, name=name)
    except InputError as error:
        return FileResult(name, Outcome.INVALID, (error.problem,))
    except SettingsError:
        raise
    except VerifyError as error:
        failure = f"not written, newsclean would have damaged it: {error}; please report this"
        return FileResult(name, Outcome.FAILED, failure=failure)
    except Exception as error:  # a bug of ours must not stop the batch
        return FileResult(name, Outcome.FAILED, failure=_crash(error))
    if result.exempt:
        return FileResult(name, Outcome.UNCHANGED, data=data)
    doubts = [Problem("DEC01", finding.severity, finding.message) for finding in findings]
    problems = (*doubts, *result.problems)
    if not result.is_valid:
        return FileResult(name, Outcome.INVALID, problems)
    return FileResult(name, Outcome.WRITTEN, problems, data=result.text.encode())


def check_bytes(data: bytes, path: Path, settings: Settings, *, posts_only: bool = False) -> FileResult:
    """Say what cleaning would change in one post given as bytes; the result holds the diff and no data."""
    result = clean_bytes(data, path.name, settings, posts_only=posts_only)
    if result.data is None:
        return replace(result, name=str(path))
    if result.data == data:
        told = tuple(problem for problem in result.problems if problem.severity is not Severity.MENDED)
        return FileResult(str(path), Outcome.UNCHANGED, told)
    problems = result.problems
    if all(problem.severity is not Severity.MENDED for problem in problems):
        problems = (Problem(REWRITE, Severity.MENDED, "written anew", 1, 1), *problems)
    return FileResult(str(path), Outcome.WOULD_CHANGE, problems, diff=diff_of(path, data, result.data))


def convert_files(sources: Iterable[Source], folder: Path | None) -> Iterator[FileResult]:
    """Convert files into `folder`, or in place when it is None."""
    taken: dict[str, str] = {}
    for source in sources:
        yield _convert_file(source, folder, taken)


def check_files(sources: Iterable[Source]) -> Iterator[FileResult]:
    """Say of files what converting them in place would change, and write nothing."""
    for source in sources:
        yield _check_file(source)


def _check_file(source: Source) -> FileResult:
    if source.excluded or source.is_html:
        return _left_alone(source)
    try:
        data = read_bytes(source.path)
    except OSError as error:
        return FileResult(str(source.path), Outcome.FAILED, failure=f"cannot be read: {explain(error)}")
    return check_bytes(data, source.path, source.settings, posts_only=not (source.named or source.settings.bare))


def _left_alone(source: Source) -> FileResult:
    if source.named and not source.excluded:
        return FileResult(str(source.path), Outcome.FAILED, failure="expected Markdown, got HTML; convert it with -o DIR")
    return FileResult(str(source.path), Outcome.PASSED_OVER)


def _convert_file(source: Source, folder: Path | None, taken: dict[str, str]) -> FileResult:
    name = str(source.path)
    if source.excluded or (folder is None and source.is_html):
        return _left_alone(source)
    target = _target_of(source, folder) if folder is not None else source.path
    try:
        data = read_bytes(source.path)
        clash = _clash(source, target, folder, taken)
    except OSError as error:
        return FileResult(name, Outcome.FAILED, failure=f"cannot be read: {explain(error)}")
    if clash:
        return FileResult(name, Outcome.FAILED, failure=clash)
    posts_only = not (source.named or source.is_html or source.settings.bare)
    result = clean_bytes(data, source.path.name, source.settings, posts_only=posts_only)
    if result.data is None:
        return replace(result, name=name)
    try:
        written = write_atomic(target, result.data, root=folder)
    except OSError as error:
        return FileResult(name, Outcome.FAILED, result.problems, f"{target} cannot be written: {explain(error)}")
    taken[_key(target)] = name
    return FileResult(name, Outcome.WRITTEN if written else Outcome.UNCHANGED, result.problems)


def _target_of(source: Source, folder: Path) -> Path:
    """Give the file below `folder` that `source` becomes: the tree mirrored, HTML as Markdown."""
    return folder / (source.relative.with_suffix(".md") if source.is_html else source.relative)


def _clash(source: Source, target: Path, folder: Path | None, taken: dict[str, str]) -> str:
    """Two inputs may not become one file, and no input may be overwritten by its own result."""
    if folder is None:
        return ""
    if taken.get(_key(target), str(source.path)) != str(source.path):
        return f"{target} is written for {taken[_key(target)]} already"
    if target.exists() and os.path.samefile(target, source.path):
        return f"{target} is its own source; use --in-place"
    return ""


def _key(target: Path) -> str:
    """Compared without case: on many file systems `A.md` and `a.md` are one file."""
    return str(target).casefold()


def _crash(error: Exception) -> str:
    return f"newsclean failed: {type(error).__name__}: {error}; please report this"
