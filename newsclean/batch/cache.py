"""What was done already, in SQLite: a post that has not changed costs one look at its file's state.

A cache that cannot be used is passed over with a notice; nothing else depends on it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsclean import lazy
from newsclean.batch.file_result import Known, Memory, Outcome, State
from newsclean.problem import Problem, Severity

# Goes up when the tables change their meaning.
_SCHEMA = 4
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, mtime INTEGER, ctime INTEGER, size INTEGER, inode INTEGER, seen INTEGER, content BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results (
    key BLOB PRIMARY KEY, outcome TEXT, output BLOB, problems BLOB, unmended TEXT
) WITHOUT ROWID;
"""
_SAW = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)"
_ALL = "SELECT outcome, output, problems FROM results WHERE key = ?"
_UNMENDED = "SELECT outcome, output, unmended FROM results WHERE key = ?"
_LEARNED = "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)"
# A file may change twice within what its file system counts as one moment.
_TICK = 20_000_000  # nanoseconds
_FLUSH_EVERY = 500
_OURS = lazy.pattern(r"v[0-9]+\.sqlite(?:-wal|-shm|-journal)?")
_MAX_INTEGER = 2**63  # of SQLite
_WAIT = 10.0  # seconds for another run's writing


class Cache:
    """Digests of files and results of contents. One that cannot be used knows nothing, and `notice` says why."""

    def __init__(self, folder: Path) -> None:
        self.notice = ""
        self._path = folder / f"v{_SCHEMA}.sqlite"
        self._database: sqlite3.Connection | None = None
        self._saw: list[tuple[object, ...]] = []
        self._learned: list[tuple[object, ...]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def content_of(self, path: str, state: State) -> bytes | None:
        """Give the digest of a file: None when it was never seen, empty when it was seen in another state."""
        row = self._row("SELECT mtime, ctime, size, inode, seen, content FROM files WHERE path = ?", _bytes(path))
        if row is None:
            return None
        # What changed only just before it was seen may have changed once more since.
        same = row[:4] == _integers(state) and max(row[0], row[1]) + _TICK < row[4]
        return bytes(row[5]) if same else b""

    def result_of(self, key: bytes, *, reports_mended: bool = True) -> Known | None:
        """Give what is known under a key; without what was mended, which is most, unless it is asked for."""
        row = self._row(_ALL if reports_mended else _UNMENDED, key)
        if row is None:
            return None
        try:
            problems = json.loads(zlib.decompress(row[2]) if reports_mended else row[2])
            return Known(Outcome(row[0]), bytes(row[1]), tuple(map(_problem, problems)))
        except (ValueError, TypeError, zlib.error) as error:
            self._give_up(error)
            return None

    def saw(self, path: str, state: State, content: bytes) -> None:
        """Remember what a file held in a state."""
        self._saw.append((_bytes(path), *_integers(state), time.time_ns(), content))

    def learn(self, memory: Memory) -> None:
        """Remember what a run found out."""
        known = memory.known
        unmended = [problem for problem in known.problems if problem.severity is not Severity.MENDED]
        problems = zlib.compress(_json(known.problems).encode(), 1)
        self._learned.append((memory.key, known.outcome.value, known.output, problems, _json(unmended)))
        for seen in memory.seen:
            self.saw(seen.path, seen.state, seen.content)
        if len(self._learned) >= _FLUSH_EVERY:
            self._flush()

    def close(self) -> None:
        """Write what is not written yet."""
        self._flush()
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()

    def _row(self, query: str, key: bytes) -> Any:
        if self._database is None:
            return None
        try:
            return self._database.execute(query, (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def _flush(self) -> None:
        """Write all at once, so that other runs wait for moments only."""
        database = self._database
        if database is not None and (self._saw or self._learned):
            try:
                database.execute("BEGIN IMMEDIATE")
                database.executemany(_SAW, self._saw)
                database.executemany(_LEARNED, self._learned)
                database.execute("COMMIT")
            except sqlite3.Error as error:
                self._give_up(error)
        self._saw.clear()
        self._learned.clear()

    def _give_up(self, error: Exception) -> None:
        self.notice = self.notice or f"cache {self._path} is not used: {error}"
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()


def clear(folder: Path) -> int:
    """Remove the cache; give how many bytes it took. Raises OSError."""
    taken = 0
    for path in folder.glob("v*.sqlite*"):
        if _OURS.fullmatch(path.name):
            taken += path.stat().st_size
            path.unlink()
    return taken


def _integers(state: State) -> tuple[int, ...]:
    return tuple(number % _MAX_INTEGER for number in (state.mtime, state.ctime, state.size, state.inode))


def _bytes(path: str) -> bytes:
    return os.fsencode(os.path.abspath(path))


def _json(problems: Iterable[Problem]) -> str:
    return json.dumps(list(problems))


def _problem(values: list[Any]) -> Problem:
    code, severity, *others = values
    return Problem(code, Severity(severity), *others)
