"""By what contents, settings and results are known again: short digests."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from newsclean import __version__
from newsclean.settings import Settings


def digest(data: bytes) -> bytes:
    """Give the digest by which contents are known."""
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
    return sorted(value) if isinstance(value, frozenset) else value


@cache
def _code_digest() -> bytes:
    """Give a digest of the version and of the state of the code, which a checkout changes without a new version."""
    package = Path(__file__).parent
    states = [
        (str(path.relative_to(package)), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(package.rglob("*.py"))
    ]
    return digest(repr((__version__, states)).encode())
