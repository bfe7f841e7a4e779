"""A library that another one imports at once and that is hardly ever used: loaded when something in it is asked for."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def defer(name: str) -> None:
    """Let `import name` do nothing until it is used. Not for a module that is loaded already."""
    if name not in sys.modules:
        module = _Deferred(name)
        module.__spec__ = importlib.util.find_spec(name)
        sys.modules[name] = module
