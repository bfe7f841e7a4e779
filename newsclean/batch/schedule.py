"""Many files -> one result each, in the order they came: what the cache knows at once, the rest in this process or in workers."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newsclean.batch.digests import digest
from newsclean.batch.discovery import Source
from newsclean.batch.disk import read_bytes, remove_remains
from newsclean.batch.file_result import FileResult, Outcome, State
from newsclean.batch.one_file import Task, as_check, memory_key, run_task, run_tasks, worker_died

if TYPE_CHECKING:
    from newsclean.batch.cache import Cache

# Up to so many files, workers and a cache cost more than they save.
FEW = 64


class Plan(NamedTuple):
    """How the work is done. `jobs`: worker processes, 0 for all usable cores; `cache`: its folder, None for none.

    `is_eager`: use both for a few files, too. `limit`: seconds that a post may take. `reports_mended`: what was mended is
    asked for, also of posts that are known.
    """

    jobs: int = 1
    cache: Path | None = None
    is_eager: bool = False
    limit: float = 0
    reports_mended: bool = True


def convert_tasks(
    sources: Iterable[Source], folder: Path | None, *, named: Iterable[Path] = (), has_list: bool = False
) -> Iterator[Task]:
    """Give the tasks of converting files into `folder`, or in place when it is None.

    `named` is what the user named: none of it may be overwritten by the result of another. A list of files may come on
    top.
    """
    named = list(named)
    taken = _Taken(is_one_walk=len(named) == 1 and named[0].is_dir() and not has_list)
    inputs = _inputs_below(folder, named) if folder is not None else ()
    for source in sources:
        if folder is None:
            remove_remains(source.path.parent)
            yield Task(source, source.path)
            continue
        target = folder / (source.relative.with_suffix(".md") if source.is_html else source.relative)
        name = str(source.path)
        if source.excluded or source.failure:
            yield Task(source, target, folder)
            continue
        remove_remains(target.parent)
        first = taken.first(str(target), name)
        clash = ""
        if _is_same(target, source.path):
            clash = f"{target} is its own source; use --in-place"
        elif first != name:
            clash = f"{target} is written for {first} already; rename one of the two"
        elif inputs and _is_input(target, source.path, inputs):
            clash = f"{target} is itself to be converted; use another folder"
        yield Task(source, target, folder, clash)


class _Taken:
    """Which file is written for which source first.

    Names are compared without case: on many file systems `A.md` and `a.md` are one file. A walk comes to a folder once,
    so what stands in the folders above is all that has to be held.
    """

    def __init__(self, *, is_one_walk: bool) -> None:
        self._is_one_walk = is_one_walk
        self._folders: dict[str, dict[str, str]] = {}

    def first(self, target: str, name: str) -> str:
        """Give the source for which `target` is written: the first that asked."""
        folder, last = os.path.split(target.casefold())
        if folder not in self._folders:
            if self._is_one_walk:
                self._folders = {each: names for each, names in self._folders.items() if f"{folder}/".startswith(f"{each}/")}
            self._folders[folder] = {}
        return self._folders[folder].setdefault(last, name)


def _is_same(target: Path, source: Path) -> bool:
    """Tell whether a result would replace its source; one that a link leads to is no target anyway."""
    try:
        return target.name == source.name and _real_folder(str(target.parent)) == _real_folder(str(source.parent))
    except ValueError:  # no name
        return False


def _inputs_below(folder: Path, named: Iterable[Path]) -> tuple[str, ...]:
    """Give what was named and lies where the results go."""
    top = os.path.realpath(folder)
    real = (os.path.realpath(path) for path in named)
    return tuple(path for path in real if path == top or path.startswith(f"{top}/"))


def _is_input(target: Path, source: Path, inputs: tuple[str, ...]) -> bool:
    real = os.path.realpath(target)
    return real != os.path.realpath(source) and any(real == path or real.startswith(f"{path}/") for path in inputs)


def check_tasks(sources: Iterable[Source], *, diff: bool = False) -> Iterator[Task]:
    """Give the tasks of saying what converting files in place would change."""
    return (Task(source, None, diff=diff) for source in sources)


class Schedule:
    """Runs tasks. `notice` says why the cache was not used, once the results are all there."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.notice = ""

    def run(self, tasks: Iterable[Task]) -> Iterator[FileResult]:
        """Give the results in the order of the tasks."""
        tasks = iter(tasks)
        first = [] if self._plan.is_eager else list(itertools.islice(tasks, FEW))
        if len(first) < FEW and not self._plan.is_eager:
            yield from run_tasks(first, limit=self._plan.limit)
            return
        cache = None
        if self._plan.cache is not None:
            from newsclean.batch.cache import Cache  # a few files need no database

            cache = Cache(self._plan.cache)
        try:
            yield from self._run_many(itertools.chain(first, tasks), cache)
        finally:
            if cache is not None:
                cache.close()
                self.notice = cache.notice

    def _run_many(self, tasks: Iterator[Task], cache: Cache | None) -> Iterator[FileResult]:
        from newsclean.batch.pool import Pool, usable_cores  # nor workers

        def ready(task: Task) -> FileResult | None:
            if task.is_left_alone:
                return run_task(task)
            return _remembered(cache, task, reports_mended=self._plan.reports_mended) if cache is not None else None

        jobs = self._plan.jobs or usable_cores()
        manner: dict[str, Any] = {"limit": self._plan.limit, "remembers": cache is not None}
        results: Iterator[FileResult]
        if jobs == 1:
            results = (ready(task) or run_task(task, **manner) for task in tasks)
        else:
            work = partial(run_tasks, **manner)
            pool = Pool(work, worker_died, jobs=jobs)
            results = pool.map(tasks, ready)
        for result in results:
            if cache is not None and result.memory is not None:
                cache.learn(result.memory)
            yield result


def _remembered(cache: Cache, task: Task, *, reports_mended: bool) -> FileResult | None:
    """Give the result of a task from the cache; None when there is work to do."""
    name = task.name
    most = task.source.settings.max_size
    content = None if task.diff else _content(cache, name, most)
    key = memory_key(task, content) if content is not None else b""
    # What was mended in a post that is as it should be is many things that are mostly not asked for.
    known = cache.result_of(key, reports_mended=reports_mended and task.target is not None) if key else None
    if known is None:
        return None
    if task.target is None:
        changed = known.output != content
        known = cache.result_of(key) if changed else known
        return as_check(FileResult(name, known.outcome, known.problems), changed=changed) if known is not None else None
    if known.outcome is not Outcome.WRITTEN:
        return FileResult(name, known.outcome, known.problems)
    if task.folder is not None and not _is_inside(str(task.target), str(task.folder)):
        return None  # writing it says what is wrong
    there = content if task.folder is None else _content(cache, str(task.target), 0)
    return FileResult(name, Outcome.UNCHANGED, known.problems) if there == known.output else None


def _is_inside(target: str, folder: str) -> bool:
    """Tell whether a target lies below a folder whatever links there are; its own last step is none."""
    top = _real_folder(folder)
    parent = _real_folder(os.path.dirname(target))
    return not os.path.islink(target) and (parent == top or parent.startswith(f"{top.rstrip('/')}/"))


@lru_cache(maxsize=64)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def _content(cache: Cache, path: str, most: int) -> bytes | None:
    """Give the digest of a file that was seen before, reading it when its state is another; None for any other file."""
    try:
        state = State.of(os.stat(path))
        content = cache.content_of(path, state)
        if content == b"":  # seen in another state
            data, state = read_bytes(Path(path), most=most)
            content = digest(data)
            cache.saw(path, state, content)
    except OSError:
        return None
    return content
