import stat
from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.paths import Paths


def test_the_home_is_private_and_marked(tmp_path: Path) -> None:
    places = Paths(tmp_path / "home")
    places.create()
    assert stat.S_IMODE(places.home.stat().st_mode) == 0o700
    assert (places.home / "hearth-home").exists()


def test_everything_lies_under_the_chosen_home(tmp_path: Path) -> None:
    places = Paths.of(tmp_path)
    for name in ("settings", "database", "index", "models", "temporary", "logs", "samples"):
        assert tmp_path in getattr(places, name).parents


def test_the_environment_chooses_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_HOME", str(tmp_path / "elsewhere"))
    assert Paths.of().home == tmp_path / "elsewhere"


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        Paths(tmp_path / "file" / "home").create()
