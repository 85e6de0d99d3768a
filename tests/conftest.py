"""What all tests share: a home of their own, and no process left behind."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A fresh home."""
    places = Paths(tmp_path / "home")
    places.create()
    return places


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_HOME", str(tmp_path / "hearth-home"))


@pytest.fixture(autouse=True)
def _no_process_left() -> Iterator[None]:
    before = set(multiprocessing.active_children())
    yield
    left = set(multiprocessing.active_children()) - before
    for process in left:
        process.kill()
    assert not left, f"processes left behind: {left}"
