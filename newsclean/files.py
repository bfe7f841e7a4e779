"""Find posts, read their bytes, write results in one step or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = frozenset({".md", ".markdown", ".html", ".htm"})
HTML_SUFFIXES = frozenset({".html", ".htm"})
# Folders that hold what other tools made.
_LEFT_OUT = frozenset({"_site", "node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file to convert. `relative` is its place below the folder that was named, or its name; `named`
    says that the user named the file itself rather than a folder above it.
    """

    path: Path
    relative: Path
    named: bool


def find_sources(paths: Sequence[Path], *, leave_out: Path | None = None) -> Iterator[Source]:
    """Give every post in `paths`, folders walked in sorted order.

    Hidden files and folders, links that lead to folders or out of the folder, and `leave_out` (where the results go) are
    not walked; what was given twice is given once. A path that does not exist or cannot be listed is given as it is:
    reading it says what is wrong.
    """
    for path in dict.fromkeys(paths):
        if path.is_dir():
            for found in _walk(path, path.resolve(), leave_out.resolve() if leave_out else None):
                yield Source(found, found.relative_to(path), named=False)
        else:
            yield Source(path, Path(path.name), named=True)


def _walk(folder: Path, root: Path, leave_out: Path | None) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _LEFT_OUT and (leave_out is None or path.resolve() != leave_out):
                yield from _walk(path, root, leave_out)
        elif path.suffix.lower() not in SUFFIXES or not entry.is_file():
            continue
        elif not entry.is_symlink() or path.resolve().is_relative_to(root):
            yield path


def read_bytes(path: Path) -> bytes:
    """Read a file. Raises OSError, also for a folder, a pipe or a device."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"expected a file, got {_kind(path)}")
    return path.read_bytes()


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    return "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"


def target_of(source: Source, folder: Path) -> Path:
    """Give the file below `folder` that `source` becomes: the tree mirrored, HTML as Markdown."""
    relative = source.relative
    return folder / (relative.with_suffix(".md") if relative.suffix.lower() in HTML_SUFFIXES else relative)


def write_atomic(path: Path, data: bytes, *, root: Path | None = None) -> bool:
    """Replace `path` in one step, or leave it untouched; tell whether it had to be written.

    The temporary file stands beside the target because `os.replace` cannot cross file systems. A link stays a
    link, a file's mode stays, and a file that holds `data` already is not touched. With `root`, nothing outside that
    folder is written, wherever links lead. Raises OSError.
    """
    target = path.resolve()
    if root is not None and not target.is_relative_to(root.resolve()):
        raise OSError(f"a link leads out of {root}")
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISREG(target.stat().st_mode) and target.read_bytes() == data:
            return False
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError("not writable")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Short, so that a name that just fits does not become too long.
    temporary = target.with_name(f".newsclean-{os.getpid()}-{abs(hash(target.name)) % 10**8}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
