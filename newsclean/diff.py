"""What a file holds and what it would hold -> a unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

_SPECIAL = re.compile(rb'[\x00-\x1f\x7f"\\]')
_ESCAPES = {b"\n": b"\\n", b"\t": b"\\t", b'"': b'\\"', b"\\": b"\\\\"}
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def diff_of(path: Path, before: bytes, after: bytes) -> bytes:
    """Give the diff, in bytes: the file may hold any encoding. Empty when nothing changes.

    The file is named as seen from the current folder, and without links, which git does not follow.
    """
    if before == after:
        return b""
    real, here = Path(os.path.realpath(path)), Path(os.path.realpath("."))
    name = os.fsencode((real.relative_to(here) if real.is_relative_to(here) else path).as_posix())
    lines = difflib.diff_bytes(
        difflib.unified_diff, _lines(before), _lines(after), _quoted(b"a/" + name), _quoted(b"b/" + name), lineterm=b"\n"
    )
    return b"".join(line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


def _lines(data: bytes) -> list[bytes]:
    """Cut at line feeds only, as git does."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _quoted(name: bytes) -> bytes:
    if _SPECIAL.search(name):
        return b'"' + _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], b"\\%03o" % match[0][0]), name) + b'"'
    return name + b"\t" if b" " in name else name  # where a name with a blank ends
