from pathlib import Path

import pytest

from ui.window_state import NAME, WindowState


def test_kept_and_read_again(tmp_path: Path) -> None:
    WindowState(geometry="abc", source_width=500, theme="dark").save(tmp_path)
    assert WindowState.load(tmp_path) == WindowState("abc", 500, "system", "dark")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"source_width": "wide", "unknown": 1}', "\x00"])
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert WindowState.load(tmp_path) == WindowState()


def test_a_home_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    WindowState().save(tmp_path / "gone")
