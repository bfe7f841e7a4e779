"""How fast the text rules are: MB/s of UTF-8 on news text, in one process, on one core.

python tests/benchmarks/punctuation.py [MEGABYTES]

"few edits" is text as a careful newsroom prints it with one spoiled sentence in two hundred; "every sentence" needs an edit in each.
The reference is one pass of a plain regular expression over the same lines: what merely looking at each mark costs.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial

from news import paragraph, spoiled

from newsclean import Settings
from newsclean.punctuation.mender import Punctuator

ROUNDS = 5
SPOILED_SHARE = 1 / 50  # paragraphs, of about four sentences
MARKS = re.compile("[,.:;?!()\"'，。：；？！（）“”]")


def look(lines: list[str]) -> None:
    """The reference."""
    for line in lines:
        MARKS.sub(lambda match: match[0], line)


def mend(lines: list[str]) -> None:
    """The text rules, line by line as the filter applies them."""
    punctuator = Punctuator(Settings(lang="zh-CN"))
    for line in lines:
        punctuator.mend(line)


def fastest(work: Callable[[], None]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    size = float(sys.argv[1]) * 1e6 if len(sys.argv) > 1 else 2e6
    rng = random.Random(15834)
    clean: list[str] = []
    while sum(len(line) for line in clean[-1:]) * len(clean) * 3 < size:
        clean.append(paragraph(rng))
    few = [spoiled(line, rng) if rng.random() < SPOILED_SHARE else line for line in clean]
    for name, lines in (("few edits", few), ("every sentence", [spoiled(line, rng) for line in clean])):
        megabytes = sum(len(line.encode()) for line in lines) / 1e6
        ours, reference = fastest(partial(mend, lines)), fastest(partial(look, lines))
        print(f"{name}: {megabytes:.1f} MB, {megabytes / ours:.1f} MB/s, {ours / reference:.1f} x a plain substitution")


if __name__ == "__main__":
    main()
