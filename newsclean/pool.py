"""A function over many items in worker processes: results in the order of the items, and no item can stop the others.

A worker that dies takes its chunk with it; that chunk is done again in halves, alone, until the item at fault is found.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 50  # items that a worker gets at a time: sending costs no more than it has to
_MAX_READY = 500  # results in a chunk that needed no work
_AHEAD = 3  # chunks a worker that are sent out before a result is waited for


def usable_cores() -> int:
    """Give how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Chunk(Generic[Item, Result]):
    """What is ready and, as None, what is not; `items` are those to work on."""

    slots: list[Result | None]
    items: list[Item]
    future: Future[list[Result]] | None = None

    def merged(self, results: list[Result]) -> Iterator[Result]:
        done = iter(results)
        return (next(done) if slot is None else slot for slot in self.slots)


class Pool(Generic[Item, Result]):
    """Worker processes that call `work` on chunks of items.

    `work` and `died` (which makes the result for an item that killed its worker) are functions of a module.
    `preload` names the modules that every worker needs.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], list[Result]],
        died: Callable[[Item], Result],
        *,
        jobs: int,
        preload: Sequence[str] = (),
    ) -> None:
        self._work = work
        self._died = died
        self._jobs = jobs
        methods = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if hasattr(self._context, "set_forkserver_preload"):
            self._context.set_forkserver_preload([*preload])
        self._executor: ProcessPoolExecutor | None = None

    def map(self, items: Iterable[Item], ready: Callable[[Item], Result | None]) -> Iterator[Result]:
        """Give the results in the order of `items`, of which only a few chunks are held.

        `ready` gives the result of an item that needs no work.
        """
        source = iter(items)
        waiting: deque[_Chunk[Item, Result]] = deque()
        try:
            while True:
                while len(waiting) < self._jobs * _AHEAD and (chunk := _next_chunk(source, ready)).slots:
                    if chunk.items:
                        chunk.future = self._send(chunk.items)
                    waiting.append(chunk)
                if not waiting:
                    return
                yield from self._results_of(waiting)
        finally:
            self._stop()

    def _results_of(self, waiting: deque[_Chunk[Item, Result]]) -> Iterator[Result]:
        first = waiting.popleft()
        if first.future is None:
            return first.merged([])
        try:
            return first.merged(first.future.result())
        except BrokenProcessPool:
            # All that was sent out is lost with it; whose fault it was only shows when each runs alone.
            self._stop()
            results = self._alone(first.items)
            for chunk in waiting:
                if chunk.future is not None and (not chunk.future.done() or chunk.future.exception() is not None):
                    chunk.future = self._send(chunk.items)
            return first.merged(results)

    def _alone(self, items: list[Item]) -> list[Result]:
        try:
            return self._send(items).result()
        except BrokenProcessPool:
            self._stop()
            if len(items) == 1:
                return [self._died(items[0])]
            half = len(items) // 2
            return [*self._alone(items[:half]), *self._alone(items[half:])]

    def _send(self, items: list[Item]) -> Future[list[Result]]:
        while True:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(self._jobs, mp_context=self._context, initializer=_start_worker)
            try:
                return self._executor.submit(self._work, items)
            except BrokenProcessPool:  # it broke after the last result
                self._stop()

    def _stop(self) -> None:
        if self._executor is not None:
            # A chunk that is being written is finished, no other is begun.
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def _next_chunk(source: Iterator[Item], ready: Callable[[Item], Result | None]) -> _Chunk[Item, Result]:
    chunk: _Chunk[Item, Result] = _Chunk([], [])
    for item in source:
        result = ready(item)
        chunk.slots.append(result)
        if result is None:
            chunk.items.append(item)
        if len(chunk.items) == CHUNK or len(chunk.slots) == _MAX_READY:
            break
    return chunk


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
