"""A worker process: calls a function of its parent on the items that come through a connection.

It is started by its file and isolated (`-I`): `-c` and `-m` would let the current folder provide modules. It gets its
parent's search path, without the entries that stand for the current folder, and runs its parent's own copy of newsclean.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

_FILE = os.path.abspath(__file__)
_PACKAGE = "newsclean"
_FOLDER = os.path.dirname(os.path.dirname(_FILE))

Work = Callable[[Sequence[Any]], Iterable[Any]]


class WorkerProcess(NamedTuple):
    """A process, and the connection to it: lists of items go out, lists of results come back."""

    process: subprocess.Popen[bytes]
    connection: Connection[Any, Any]


def start_worker(work: Work, interval: float) -> WorkerProcess:
    """Start a process that calls `work` on every list of items that is sent to it.

    `work` can be pickled and gives results one by one; they are sent back in lists, at the latest after `interval` seconds.
    The process ends when the connection is closed.
    """
    ours, theirs = Pipe()
    handle = theirs.fileno()
    with _without_interrupts():  # a worker that is still loading would end in a traceback
        process = _popen(handle)
    theirs.close()
    with contextlib.suppress(OSError):  # it died, as whoever waits for its results will see
        ours.send([entry for entry in sys.path if os.path.isabs(entry)])
        ours.send((work, interval))
    return WorkerProcess(process, ours)


def _popen(handle: int) -> subprocess.Popen[bytes]:
    flags = ["-I", f"-Xutf8={sys.flags.utf8_mode}", *(["-B"] if sys.dont_write_bytecode else [])]
    options: dict[str, Any] = {"pass_fds": (handle,)}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        options = {"startupinfo": startup, "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, *flags, _FILE, str(handle)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)  # noqa: S603 (our own file)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back, also in a process that is started meanwhile; it comes when the block is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _main() -> None:
    """Run in the process that was started; Ctrl-C is its parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = _connection(int(sys.argv[1]))
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        sys.path[:] = connection.recv()
        _load_package()
        _serve(connection, *connection.recv())


def _connection(handle: int) -> Connection[Any, Any]:
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        return PipeConnection(handle)
    return Connection(handle)


def _load_package() -> None:
    """Load the package that this file belongs to, whatever the search path says."""
    spec = spec_from_file_location(_PACKAGE, os.path.join(_FOLDER, "__init__.py"), submodule_search_locations=[_FOLDER])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[_PACKAGE] = module
    spec.loader.exec_module(module)


def _serve(connection: Connection[Any, Any], work: Work, interval: float) -> None:
    """Work on lists of items until the connection is closed."""
    # Not in the middle of a post: libraries in Rust do not bear it.
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    while not ended:
        items = connection.recv()
        results: list[Any] = []
        sent = time.monotonic()
        for result in work(items):
            results.append(result)
            if ended:
                return
            if time.monotonic() - sent >= interval:
                connection.send(results)
                results, sent = [], time.monotonic()
        if results:
            connection.send(results)


if __name__ == "__main__":
    _main()
