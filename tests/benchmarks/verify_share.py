"""What the proof costs: the time of a conversion with it, as a share of one without, in one run.

python tests/benchmarks/verify_share.py [POST]...
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from newsclean import Settings, clean

EXAMPLES = Path(__file__).parents[2] / "examples" / "raw"
ROUNDS = 60


def fastest(text: str) -> tuple[float, float]:
    """Give the least time of a conversion without and with the proof, in milliseconds; measured by turns."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for index, settings in enumerate((Settings(verify=False), Settings())):
            start = time.perf_counter()
            clean(text, settings, name="2031-01-01-post.md")
            best[index] = min(best[index], time.perf_counter() - start)
    return best[0] * 1000, best[1] * 1000


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(EXAMPLES.glob("*2031-03-1*.md"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        without, with_proof = fastest(text)
        share = (with_proof - without) / without
        print(f"{path.name}: {without:.2f} ms without, {with_proof:.2f} ms with the proof, share {share:.2f}")


if __name__ == "__main__":
    main()
