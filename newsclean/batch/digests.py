"""By what contents, settings and results are known again: short digests."""

from __future__ import annotations

import os
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsclean import __version__
from newsclean.settings import Settings

# What cleaning uses, and what an upgrade of may change its results.
_LIBRARIES = ("bs4", "jsonschema_rs", "lxml", "markdown_it", "markdownify", "soupsieve", "tzdata", "yaml")


def digest(data: bytes) -> bytes:
    """Give the digest by which contents are known."""
    from hashlib import blake2b  # OpenSSL comes with it, which one post on stdout does not need

    return blake2b(data, digest_size=16).digest()


def key_of(content: bytes, settings: Settings, name: str, *, posts_only: bool) -> bytes:
    """Give the key of a result: all that it depends on. A date may come from the file's name."""
    parts = (content, _settings_digest(settings), os.fsencode(name), b"posts" if posts_only else b"all", _code_digest())
    return digest(b"".join(len(part).to_bytes(4, "big") + part for part in parts))


@cache
def _settings_digest(settings: Settings) -> bytes:
    return digest(repr(_in_order(settings)).encode())


def _in_order(value: Any) -> Any:
    """Write sets in one order: that of their elements is another in every process."""
    if is_dataclass(value):
        return [(field.name, _in_order(getattr(value, field.name))) for field in fields(value)]
    if isinstance(value, tuple):
        return [_in_order(item) for item in value]
    return sorted(value) if isinstance(value, frozenset) else value


@cache
def _code_digest() -> bytes:
    """Give a digest of what results come from: Python, the code (a checkout changes it without a new version), libraries."""
    package = Path(__file__).parent.parent
    files = [path for path in sorted(package.rglob("*")) if path.suffix in (".py", ".json")]
    found = [spec.origin for name in _LIBRARIES if (spec := find_spec(name)) is not None and spec.origin]
    states = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in [*files, *map(Path, found)]]
    return digest(repr((__version__, sys.version, states)).encode())
