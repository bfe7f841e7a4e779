"""The structure of rendered HTML, as the proof reads it."""

from __future__ import annotations

from newsclean.proof.html_events import scan
from newsclean.proof.structure import ShownBlock, StructureReader

__all__ = ["ShownBlock", "read_structure"]


def read_structure(html: str) -> list[ShownBlock]:
    reader = StructureReader()
    reader.read(scan(html))
    return reader.finish()
