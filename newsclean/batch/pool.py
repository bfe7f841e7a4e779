"""A function over many items in worker processes: results in the order of the items, and no item can stop the others.

Every worker has a pipe of its own, so one that dies leaves nothing locked. What it had not reported yet is done again, one by
one, and so the item at fault is found.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from newsclean.batch.worker import start_worker

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 50  # items that a worker gets at a time: sending costs no more than it has to
_MAX_READY = 500  # results in a chunk that needed no work
_AHEAD = 3  # chunks a worker that are held at a time
_INTERVAL = 0.1  # seconds after which a worker reports what it has so far
_PATIENCE = 2.0  # seconds that a worker has to end when all is over


def usable_cores() -> int:
    """Give how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Chunk(Generic[Item, Result]):
    """What is ready and, as None, what is not; `items` are those to work on, `results` what came of them so far."""

    slots: deque[Result | None]
    items: list[Item]
    results: list[Result]
    taken: int = 0

    def take(self) -> Iterator[Result]:
        """Give the results whose turn has come."""
        while self.slots:
            result = self.slots[0]
            if result is None:
                if self.taken == len(self.results):
                    return
                result = self.results[self.taken]
                self.taken += 1
            self.slots.popleft()
            yield result

    @property
    def unfinished(self) -> list[Item]:
        return self.items[len(self.results) :]


@dataclass(slots=True)
class _Worker(Generic[Item, Result]):
    process: subprocess.Popen[bytes]
    connection: Connection[Any, Any]
    chunk: _Chunk[Item, Result] | None = None


class Pool(Generic[Item, Result]):
    """Worker processes that call `work` on chunks of items.

    `work`, which gives results one by one, and `died`, which makes the result for an item that killed its worker, are
    functions of a module.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Iterable[Result]],
        died: Callable[[Item], Result],
        *,
        jobs: int,
    ) -> None:
        self._work = work
        self._died = died
        self._jobs = jobs
        self._workers: list[_Worker[Item, Result]] = []

    def map(self, items: Iterable[Item], ready: Callable[[Item], Result | None]) -> Iterator[Result]:
        """Give the results in the order of `items`, of which only a few chunks are held.

        `ready` gives the result of an item that needs no work.
        """
        source = iter(items)
        waiting: deque[_Chunk[Item, Result]] = deque()
        to_send: deque[_Chunk[Item, Result]] = deque()
        try:
            while True:
                while len(waiting) < self._jobs * _AHEAD and (chunk := _next_chunk(source, ready)).slots:
                    waiting.append(chunk)
                    if chunk.items:
                        to_send.append(chunk)
                    self._send(to_send)
                if not waiting:
                    return
                yield from waiting[0].take()
                if waiting[0].slots:
                    self._receive()
                    self._send(to_send)
                else:
                    waiting.popleft()
        finally:
            self._stop()

    def _send(self, to_send: deque[_Chunk[Item, Result]]) -> None:
        """Give every idle worker a chunk."""
        while to_send:
            worker = next((each for each in self._workers if each.chunk is None), None)
            if worker is None:
                if len(self._workers) == self._jobs:
                    return
                worker = self._start()
            worker.chunk = to_send.popleft()
            try:
                worker.connection.send(worker.chunk.items)
            except OSError:  # it died while it was idle
                self._bury(worker)

    def _receive(self) -> None:
        """Wait for the next results, and take all that are there."""
        busy = {each.connection: each for each in self._workers if each.chunk is not None}
        for connection in wait(list(busy)):
            worker = busy[connection]  # type: ignore[index]
            try:
                outcome = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            assert worker.chunk is not None
            worker.chunk.results += outcome
            if not worker.chunk.unfinished:
                worker.chunk = None

    def _bury(self, worker: _Worker[Item, Result]) -> None:
        """Find the item that killed a worker."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.wait()
        while worker.chunk is not None and (items := worker.chunk.unfinished):
            # Whatever killed a worker from outside kills no second one at the same item.
            worker.chunk.results += self._apart(items) or self._apart(items[:1]) or [self._died(items[0])]

    def _apart(self, items: list[Item]) -> list[Result]:
        """Give the results of a worker that does nothing else, up to the item at which it dies."""
        worker = self._start(0.0)
        self._workers.remove(worker)
        results: list[Result] = []
        try:
            worker.connection.send(items)
            while len(results) < len(items):
                results += worker.connection.recv()
        except (EOFError, OSError):
            pass
        finally:
            _end([worker])
        return results

    def _start(self, interval: float = _INTERVAL) -> _Worker[Item, Result]:
        worker: _Worker[Item, Result] = _Worker(*start_worker(self._work, interval))
        self._workers.append(worker)
        return worker

    def _stop(self) -> None:
        """End all workers; a file that is being written is whole, or not there."""
        _end(self._workers)
        self._workers.clear()


def _next_chunk(source: Iterator[Item], ready: Callable[[Item], Result | None]) -> _Chunk[Item, Result]:
    chunk: _Chunk[Item, Result] = _Chunk(deque(), [], [])
    for item in source:
        result = ready(item)
        chunk.slots.append(result)
        if result is None:
            chunk.items.append(item)
        if len(chunk.items) == CHUNK or len(chunk.slots) == _MAX_READY:
            break
    return chunk


def _end(workers: Sequence[_Worker[Any, Any]]) -> None:
    """Let workers end with the item that they are at, or before that if it takes long."""
    for worker in workers:
        worker.connection.close()
        worker.process.terminate()
    end = time.monotonic() + _PATIENCE
    for worker in workers:
        try:
            worker.process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.process.kill()
            worker.process.wait()
