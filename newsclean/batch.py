"""Many files -> one result each, in the order they came. A bad file never stops the others.

The only place that catches everything: what newsclean did not foresee becomes a result that says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsclean.decode import decode
from newsclean.files import HTML_SUFFIXES, Source, read_bytes, target_of, write_atomic
from newsclean.frontmatter import split
from newsclean.pipeline import clean
from newsclean.problem import InputError, Problem, SettingsError, VerifyError
from newsclean.result import FileResult, Outcome
from newsclean.settings import Settings


def convert_text(data: bytes, name: str, settings: Settings, *, posts_only: bool = False) -> FileResult:
    """Convert one post given as bytes; the result holds its text. `posts_only`: pass over what has no front matter."""
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
    doubts = [Problem("DEC01", finding.severity, finding.message) for finding in findings]
    problems = (*doubts, *result.problems)
    if not result.is_valid:
        return FileResult(name, Outcome.INVALID, problems)
    return FileResult(name, Outcome.WRITTEN, problems, text=result.text)


def convert_files(sources: Iterable[Source], settings: Settings, folder: Path | None) -> Iterator[FileResult]:
    """Convert files into `folder`, or in place when it is None."""
    taken: dict[str, str] = {}
    for source in sources:
        yield _convert_file(source, settings, folder, taken)


def _convert_file(source: Source, settings: Settings, folder: Path | None, taken: dict[str, str]) -> FileResult:
    name = str(source.path)
    is_html = source.path.suffix.lower() in HTML_SUFFIXES
    if folder is None and is_html:
        if source.named:
            return FileResult(name, Outcome.FAILED, failure="expected Markdown with --in-place, got HTML; use -o DIR")
        return FileResult(name, Outcome.PASSED_OVER)
    target = target_of(source, folder) if folder is not None else source.path
    try:
        data = read_bytes(source.path)
        clash = _clash(source, target, folder, taken)
    except OSError as error:
        return FileResult(name, Outcome.FAILED, failure=f"cannot be read: {explain(error)}")
    if clash:
        return FileResult(name, Outcome.FAILED, failure=clash)
    posts_only = not (source.named or is_html or settings.bare)
    result = convert_text(data, source.path.name, settings, posts_only=posts_only)
    if result.text is None:
        return FileResult(name, result.outcome, result.problems, result.failure)
    try:
        written = write_atomic(target, result.text.encode(), root=folder)
    except OSError as error:
        return FileResult(name, Outcome.FAILED, result.problems, f"{target} cannot be written: {explain(error)}")
    taken[_key(target)] = name
    return FileResult(name, Outcome.WRITTEN if written else Outcome.UNCHANGED, result.problems)


def _clash(source: Source, target: Path, folder: Path | None, taken: dict[str, str]) -> str:
    """Two inputs may not become one file, and no input may be overwritten by its own result."""
    if folder is None:
        return ""
    if _key(target) in taken:
        return f"{target} is written for {taken[_key(target)]} already"
    if target.exists() and os.path.samefile(target, source.path):
        return f"{target} is its own source; use --in-place"
    return ""


def _key(target: Path) -> str:
    """Compared without case: on many file systems `A.md` and `a.md` are one file."""
    return str(target).casefold()


def explain(error: OSError) -> str:
    """Say in one line what the system refused."""
    return error.strerror or str(error)


def _crash(error: Exception) -> str:
    return f"newsclean failed: {type(error).__name__}: {error}; please report this"
