"""The two shapes of a document: as it came, and as it is written."""

from __future__ import annotations

from typing import NamedTuple


class RawPost(NamedTuple):
    """A post cut in two, nothing read yet.

    `header` is the text between the two `---` lines (None: a bare document).
    `header_line` and `body_line` are the lines, from 1, on which they start in
    the file.
    """

    header: str | None
    body: str
    header_line: int = 1
    body_line: int = 1
