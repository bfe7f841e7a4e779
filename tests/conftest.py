from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# No test may see or fill the user's own cache.
os.environ["NEWSCLEAN_CACHE_DIR"] = tempfile.mkdtemp(prefix="newsclean-cache-")
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew; git shows the difference")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real posts and the scorers, which are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the real posts are not here (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def real_posts(shared: Path) -> list[Path]:
    return sorted((shared / "corpus" / "posts").glob("*.md"))
