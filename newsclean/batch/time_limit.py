"""A limit on how long a post may take, where the system can interrupt a process."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_AGAIN = 0.05  # seconds


class OutOfTimeError(BaseException):
    """Not an `Exception`, so that nothing in the pipeline takes it for a fault of the post."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTimeError inside the block after so many seconds; 0: never.

    Only the main thread of a process can be interrupted; elsewhere there is no limit.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    is_over = False

    def interrupt(_: int, __: FrameType | None) -> None:
        if not is_over:
            raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, interrupt)
    # Again and again: an exception that falls into a finaliser, or a callback of a library in C, is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            is_over = True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
