"""What the front matter costs: reading, validating and writing a header, as a share of a whole conversion, in one run.

python tests/benchmarks/header_share.py [POST]...
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from newsclean import Settings, clean
from newsclean.header.frontmatter import split, verify_written, write
from newsclean.header.pasted_values import read_repaired
from newsclean.header.schema import read_schema, validate
from newsclean.header.yaml_writer import Timestamp

EXAMPLES = Path(__file__).parents[2] / "examples" / "raw"
ROUNDS = 60


def header_alone(text: str) -> None:
    """What `clean` does with a header: read it, set what the rules set, validate, write and read back."""
    raw = split(text)
    header = read_repaired(raw).header
    header.set("date", Timestamp("2031-03-04T05:06:07+08:00"))
    header.set("source", "云岚财经")
    header.set("source_url", "https://example.com/a")
    validate(header, read_schema(""), "HEAD05")
    verify_written(header, write(header, ""))


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(EXAMPLES.glob("*2031-03-1*.md"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        works: list[Callable[[], object]] = [partial(header_alone, text), partial(clean, text, Settings(), name=path.name)]
        best = [float("inf")] * 2
        for _ in range(ROUNDS):
            for index, work in enumerate(works):
                start = time.perf_counter()
                work()
                best[index] = min(best[index], time.perf_counter() - start)
        header, whole = best
        print(f"{path.name}: {header * 1000:.2f} ms of {whole * 1000:.2f} ms, share {header / whole:.2f}")


if __name__ == "__main__":
    main()
