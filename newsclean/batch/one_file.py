"""One file -> one result, whatever happens to it. A bad file never stops the others.

The only place that catches everything: what newsclean did not foresee becomes a result that says so.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newsclean import __version__
from newsclean.batch.digests import digest, key_of
from newsclean.batch.discovery import Source
from newsclean.batch.disk import read_bytes, reason_of, write_atomic
from newsclean.batch.file_result import FileResult, Known, Memory, Outcome, Seen
from newsclean.batch.time_limit import OutOfTimeError, time_limit
from newsclean.problem import InputError, Problem, SettingsError, Severity, VerifyError
from newsclean.result import CleanResult
from newsclean.settings import Settings

# A change that no rule speaks of: white space, the way of writing, the encoding.
REWRITE = "MARK03"
_MAX_LINE = 200  # characters of a line that are shown
NOT_MARKDOWN = "expected Markdown, got HTML; convert it to stdout or with -o DIR"


def clean_bytes(data: bytes, name: str, settings: Settings, *, limit: float = 0, posts_only: bool = False) -> FileResult:
    """Clean one post given as bytes; the result holds its new bytes.

    `limit` are the seconds that it may take, 0: any; `posts_only`: pass over what has no front matter.
    """
    try:
        with time_limit(limit):
            return _clean_bytes(data, name, settings, posts_only=posts_only)
    except OutOfTimeError:
        return FileResult(name, Outcome.FAILED, failure=f"not written: took longer than {limit:g} s; see --timeout")


def _clean_bytes(data: bytes, name: str, settings: Settings, *, posts_only: bool) -> FileResult:
    # A run over posts that are all known already needs none of this, a fifth of a second to load.
    from newsclean.decode import decode
    from newsclean.header.frontmatter import split
    from newsclean.pipeline import clean

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
        report = f"please report this, with the post and what -v says (newsclean {__version__})"
        failure = f"not written, newsclean would have damaged it: {error}; {report}"
        return FileResult(name, Outcome.FAILED, failure=failure, line=error.line, trace=_explained(error, text))
    except Exception as error:  # a bug of ours must not stop the batch
        return FileResult(name, Outcome.FAILED, failure=_crash(error), trace=traceback.format_exc())
    if result.exempt:
        return FileResult(name, Outcome.UNCHANGED, data=data)
    doubts = [Problem("DEC01", finding.severity, finding.message) for finding in findings]
    problems = (*doubts, *result.problems, *_unspoken_changes(text, result))
    if not result.is_valid:
        return FileResult(name, Outcome.INVALID, problems)
    return FileResult(name, Outcome.WRITTEN, problems, data=result.text.encode())


def _unspoken_changes(text: str, result: CleanResult) -> Iterator[Problem]:
    """Say that more than white space changes where no rule has said anything."""
    is_told = any(problem.severity is Severity.MENDED for problem in result.problems)
    if not is_told and result.text != text and result.text.split() != text.split():
        yield Problem(REWRITE, Severity.MENDED, "written anew: HTML as Markdown, or Markdown with other marks", 1, 1)


class Task(NamedTuple):
    """One file to work on. It becomes `target`, below `folder` if that is set; no target: only say what would change.

    `clash` says why it must not be written. `diff`: the result holds one.
    """

    source: Source
    target: Path | None
    folder: Path | None = None
    clash: str = ""
    diff: bool = False

    @property
    def name(self) -> str:
        """Give the path as the user wrote it."""
        return str(self.source.path)

    @property
    def is_left_alone(self) -> bool:
        """Tell whether there is nothing to clean: excluded, or HTML where only Markdown is rewritten."""
        return bool(self.source.excluded or self.clash or self.source.failure) or (self.source.is_html and self.folder is None)

    @property
    def posts_only(self) -> bool:
        """Tell whether a file without front matter is passed over."""
        if self.source.is_html:
            return False
        bare = self.source.settings.bare
        return not (self.source.named if bare is None else bare)


def run_tasks(tasks: Iterable[Task], *, limit: float = 0, remembers: bool = False) -> Iterator[FileResult]:
    """Do every task; nothing stops the others."""
    return (run_task(task, limit=limit, remembers=remembers) for task in tasks)


def worker_died(task: Task) -> FileResult:
    """Give the result of a task that ended the process it ran in."""
    failure = f"not written: the process that worked on it died (newsclean {__version__}); please report this, with the post"
    return FileResult(task.name, Outcome.FAILED, failure=failure)


def run_task(task: Task, *, limit: float = 0, remembers: bool = False) -> FileResult:
    """Convert or check one file.

    `limit` are seconds that cleaning it may take, 0: any. `remembers`: the result says what a later run may rely on.
    """
    if task.is_left_alone:
        return _left_alone(task)
    source = task.source
    try:
        data, state = read_bytes(source.path, most=source.settings.max_size)
    except (OSError, ValueError) as error:  # a name with NUL is no name
        return FileResult(task.name, Outcome.FAILED, failure=f"cannot be read: {reason_of(error)}")
    cleaned = clean_bytes(data, post_name(source.path), source.settings, limit=limit, posts_only=task.posts_only)
    cleaned = cleaned._replace(name=task.name)
    seen = [Seen(task.name, state, digest(data))] if remembers else []
    if task.target is None:
        result = as_check(cleaned, changed=cleaned.data is not None and cleaned.data != data)
        if task.diff and cleaned.data is not None:
            from newsclean.batch.diff import diff_of

            result = result._replace(diff=diff_of(source.path, data, cleaned.data))
    elif cleaned.data is None:
        result = cleaned
    else:
        try:
            in_place = task.folder is None
            written, state = write_atomic(
                task.target, cleaned.data, root=task.folder, expected=state if in_place else None, overwrites=not _is_beside(task)
            )
        except OSError as error:
            return FileResult(task.name, Outcome.FAILED, cleaned.problems, f"{task.target} cannot be written: {reason_of(error)}")
        result = cleaned._replace(outcome=Outcome.WRITTEN if written else Outcome.UNCHANGED, data=None)
        if remembers:
            seen.append(Seen(str(task.target), state, digest(cleaned.data)))
    return result._replace(memory=_memory(task, cleaned, seen)) if seen and not cleaned.failure else result


def _is_beside(task: Task) -> bool:
    """Tell whether a result would stand in its source's own folder, where other files may have its name."""
    assert task.target is not None
    return task.folder is not None and os.path.realpath(task.target.parent) == os.path.realpath(task.source.path.parent)


def as_check(cleaned: FileResult, *, changed: bool) -> FileResult:
    """Turn the result of cleaning a post into what there is to say of it when nothing is written."""
    problems = cleaned.problems
    if cleaned.outcome not in (Outcome.WRITTEN, Outcome.UNCHANGED):
        return cleaned._replace(data=None)
    mended = [problem for problem in problems if problem.severity is Severity.MENDED]
    if not changed:
        shown = tuple(problem for problem in problems if problem.severity is not Severity.MENDED)
        return cleaned._replace(outcome=Outcome.UNCHANGED, problems=shown, data=None)
    if not mended:
        problems = (Problem(REWRITE, Severity.MENDED, "written anew: line ends, encoding or blank lines", 1, 1), *problems)
    return cleaned._replace(outcome=Outcome.WOULD_CHANGE, problems=problems, data=None)


def check_bytes(data: bytes, path: Path, settings: Settings, *, limit: float = 0) -> FileResult:
    """Say what cleaning would change in one post given as bytes; the result holds the diff and no data."""
    from newsclean.batch.diff import diff_of

    cleaned = clean_bytes(data, post_name(path), settings, limit=limit)._replace(name=str(path))
    after = data if cleaned.data is None else cleaned.data
    return as_check(cleaned, changed=after != data)._replace(diff=diff_of(path, data, after))


def post_name(path: Path) -> str:
    """Give what matters of a post's path: its name, and whether it is a draft."""
    return f"_drafts/{path.name}" if "_drafts" in os.path.abspath(path).split(os.sep)[:-1] else path.name


def memory_key(task: Task, content: bytes) -> bytes:
    """Give the key under which the result of a task with that content is known."""
    return key_of(content, task.source.settings, post_name(task.source.path), posts_only=task.posts_only)


def _memory(task: Task, cleaned: FileResult, seen: Sequence[Seen]) -> Memory:
    output = digest(cleaned.data) if cleaned.data is not None else b""
    outcome = Outcome.WRITTEN if cleaned.data is not None else cleaned.outcome
    return Memory(memory_key(task, seen[0].content), Known(outcome, output, cleaned.problems), tuple(seen))


def _left_alone(task: Task) -> FileResult:
    if task.source.failure:
        return FileResult(task.name, Outcome.FAILED, failure=task.source.failure)
    if task.source.excluded:
        return FileResult(task.name, Outcome.PASSED_OVER)
    if task.clash:
        return FileResult(task.name, Outcome.FAILED, failure=task.clash)
    if task.source.named:
        if not task.source.path.exists():
            return FileResult(task.name, Outcome.FAILED, failure="cannot be read: No such file or directory")
        return FileResult(task.name, Outcome.FAILED, failure=NOT_MARKDOWN)
    return FileResult(task.name, Outcome.PASSED_OVER)


def _explained(error: VerifyError, text: str) -> str:
    """Show the two sides of a proof that failed, the line of the file, and all that the rules changed in it."""
    source = text.split("\n")[error.line - 1] if error.line else ""
    entries = [
        f"  {entry.line}:{entry.column} {entry.code} {entry.before!r} -> {entry.after!r}"
        if entry.after
        else f"  {entry.line}:{entry.column} {entry.code} {entry.before!r} removed"
        for entry in error.ledger
    ]
    return "\n".join(
        [
            f"stage: {error.stage}",
            *([f"line {error.line}: {source[:_MAX_LINE]!r}"] if source else []),
            *([f"expected: {error.source!r}", f"got:      {error.result!r}"] if error.source or error.result else []),
            f"ledger: {len(entries)} entr{'y' if len(entries) == 1 else 'ies'}",
            *entries,
        ]
    )


def _crash(error: Exception) -> str:
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"not written, a bug in newsclean {__version__}: {what}; please report this, with the post and what -v says"
