"""What became of a file, and what a later run may rely on."""

from __future__ import annotations

from enum import Enum
from os import stat_result
from typing import NamedTuple

from newsclean.problem import Problem


class Outcome(str, Enum):
    """What became of one file."""

    WRITTEN = "written"
    WOULD_CHANGE = "would change"
    UNCHANGED = "unchanged"
    PASSED_OVER = "passed over"  # no post (Markdown without front matter, HTML with --in-place), or excluded
    INVALID = "invalid"  # the post's fault: nothing written
    FAILED = "failed"  # it could not be read or written, or newsclean failed


class State(NamedTuple):
    """By what a file is known to be unchanged: times in nanoseconds, size in bytes, and inode.

    The time of the last change of status is there because the other can be set back.
    """

    mtime: int
    ctime: int
    size: int
    inode: int

    @classmethod
    def of(cls, found: stat_result) -> State:
        """Take it from what the system says of a file."""
        return cls(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


class Seen(NamedTuple):
    """A file in a state, and the digest of what it held then."""

    path: str
    state: State
    content: bytes


class Known(NamedTuple):
    """What cleaning a content gave, whatever file holds it: `output` is the digest of the clean post, empty when there is none.

    `outcome` is written, invalid or passed over.
    """

    outcome: Outcome
    output: bytes
    problems: tuple[Problem, ...]


class Memory(NamedTuple):
    """What a run adds to the cache: what is known under `key` (content, settings and name), and which files hold what."""

    key: bytes
    known: Known
    seen: tuple[Seen, ...]


class FileResult(NamedTuple):
    """What became of one file, and what there is to say about it.

    `data` is what the file should hold, set when the caller has to write it; `diff` is how it would change. `memory` is
    what a later run may rely on. `failure` says why nothing came of it, with the `line` of the file, 0 when it is not one
    line's; `trace` is what whoever mends newsclean wants to know of it.
    """

    name: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    line: int = 0
    data: bytes | None = None
    diff: bytes = b""
    memory: Memory | None = None
    trace: str = ""
