"""Regular expressions that are compiled when they are first used.

To compile all of them takes as long as to clean a post, and a post needs one in three.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _LazyPattern(Generic[AnyStr]):
    def __init__(self, source: AnyStr, flags: int) -> None:
        self._source: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source, self._flags)
        for method in _METHODS:  # found at once from now on, without a call of Python's between
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give what stands for `re.compile(source, flags)`; a fault in `source` shows when it is first used."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))
