"""Read the bytes of posts, write results in one step or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import BinaryIO

from newsclean import lazy
from newsclean.batch.file_result import State

_AT_ONCE = 1 << 20  # bytes
_REMAINS = lazy.pattern(r"\.newsclean-([0-9a-f]{6})-([0-9]{1,10})-[0-9a-f]{8}\.tmp")


def read_bytes(path: Path, *, most: int = 0) -> tuple[bytes, State]:
    """Read a file, and the state in which it was read. `most`: how many bytes it may have, 0: any.

    Raises OSError, also for a folder, a pipe or a device, and for a larger file, of which nothing more is read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"expected a file, got {_kind(path)}")
    with open(path, "rb") as file:
        state = State.of(os.fstat(file.fileno()))
        return read_some(file, most), state


def read_some(file: BinaryIO, most: int) -> bytes:
    """Read a stream to its end. Raises OSError when it has more than `most` bytes (0: any)."""
    if not most:
        return file.read()
    parts: list[bytes] = []
    left = most
    while part := file.read(_AT_ONCE):
        parts.append(part)
        left -= len(part)
        if left < 0:
            raise OSError(f"larger than {size_in_words(most)}; see --max-size")
    return b"".join(parts)


def size_in_words(size: int) -> str:
    """Write a number of bytes as people do: `16 MB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size >= factor:
            return f"{size / factor:g} {unit}"
    return f"{size} bytes"


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    return "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"


def reason_of(error: OSError | ValueError) -> str:
    """Say in one line what the system refused."""
    return getattr(error, "strerror", "") or str(error)


def write_atomic(
    path: Path, data: bytes, *, root: Path | None = None, expected: State | None = None, overwrites: bool = True
) -> tuple[bool, State]:
    """Replace `path` in one step, or leave it untouched; tell whether it had to be written, and the state in which it is.

    The temporary file stands beside the target because `os.replace` cannot cross file systems. A link stays a
    link, a file's mode stays, and a file that holds `data` already is not touched. With `root`, folders are made, and
    nothing outside that one is written, wherever links lead. `expected`: the state in which the file was read, which it
    has to be in still. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError("links lead in a circle")
    if root is not None and not target.is_relative_to(os.path.realpath(root)):
        raise OSError(f"a link leads out of {root}")
    mode = None
    with contextlib.suppress(FileNotFoundError):
        found = target.stat()
        mode = stat.S_IMODE(found.st_mode)
        if stat.S_ISREG(found.st_mode) and target.read_bytes() == data:
            return False, State.of(found)
        if not overwrites:
            raise FileExistsError("it exists, beside the source, and holds something else")
        if not os.access(target, os.W_OK):
            raise PermissionError("not writable")
    if root is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    remove_remains(target.parent)
    # Short, so that a name that just fits does not become too long.
    temporary = target.with_name(f".newsclean-{_host()}-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        # What others may not read they never can.
        with open(temporary, "xb", opener=partial(os.open, mode=0o666 if mode is None else 0o600)) as file:
            file.write(data)
            file.flush()
            if mode is not None:
                temporary.chmod(mode)
            if expected is not None and State.of(target.stat()) != expected:
                raise OSError("changed by someone else in the meantime")
            os.replace(temporary, target)
            state = State.of(os.fstat(file.fileno()))  # of this very file, whatever has its name by now
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True, state


@cache
def _host() -> str:
    """Tell this machine from others that may write into the same folder."""
    name = os.uname().nodename if hasattr(os, "uname") else ""
    from hashlib import blake2b

    return blake2b(os.fsencode(name), digest_size=3).hexdigest()


@lru_cache(maxsize=64)
def remove_remains(folder: Path) -> None:
    """Remove what runs left that were killed while they wrote; once for each folder that is written into."""
    if not hasattr(os, "fork"):  # elsewhere asking for a process may end it
        return
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _REMAINS.fullmatch(entry.name)
            if found and found[1] == _host() and not _is_running(int(found[2])):
                os.unlink(entry.path)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # another user's
        return True
    try:  # one that is dead and whose parent has not asked yet is still there, where there is such a list
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return True
    return state[:1] not in (["Z"], ["X"])
