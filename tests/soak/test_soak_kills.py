"""A few kills in each test run; `make soak` does two hundred."""

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_kills_lose_nothing(tmp_path: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from kill_indexing import run

    outcome = run(tmp_path / "home", 6, switch_after=3)
    assert outcome.kills > 0
    assert outcome.lost == outcome.failed_starts == outcome.unsearchable_rows == 0
    assert outcome.orphans == outcome.mixed == 0
