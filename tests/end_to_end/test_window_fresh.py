"""The open window follows what happens in the folders, without being asked."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from screen import (  # noqa: E402 - beside this file
    IS_MISSING,
    Screen,
    hearth,
    home_with_papers,
    rows,
    screen,
    wait_for,
)

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(IS_MISSING, reason="needs Xvfb, xdotool and openbox"),
]
# The first change wakes the engines of indexing; make bench measures the awake ones.
_SOON_S = 60


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started:
        yield started


def test_edits_new_files_and_deletions_are_followed(shown: Screen, tmp_path: Path) -> None:
    home, papers = home_with_papers(tmp_path), tmp_path / "papers"

    def said() -> str:
        return " ".join(text for (text,) in rows(home, "SELECT text FROM pages"))

    with hearth(shown, home):
        shown.window()
        time.sleep(4)  # until it watches
        (papers / "bike.txt").write_text("The bicycle cost 295 euros after all.\n")
        wait_for(lambda: "295 euros" in said() and "310 euros" not in said(), _SOON_S)
        (papers / "new.txt").write_text("The kite flew away.\n")
        wait_for(lambda: "kite" in said(), _SOON_S)
        (papers / "new.txt").unlink()
        wait_for(lambda: "kite" not in said(), _SOON_S)
        (papers / "bike.txt").rename(papers / "bicycle.txt")
        wait_for(
            lambda: rows(home, "SELECT 1 FROM documents WHERE path LIKE '%bicycle.txt'"), _SOON_S
        )
