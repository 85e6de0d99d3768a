"""KeptStates: files that may be lost, belong to one model, and go with their conversation."""

from pathlib import Path

import pytest

from assistant.engines import kept_states
from assistant.engines.kept_states import KeptStates, forget_states


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"model")
    return path


def write(text: str):
    def into(path: Path) -> bool:
        path.write_text(text)
        return True

    return into


def test_what_is_kept_comes_back(tmp_path: Path, model: Path) -> None:
    states = KeptStates(tmp_path / "states", model, 512)
    states.save("7", 5, write("seven"))
    read: list[str] = []
    assert KeptStates(tmp_path / "states", model, 512).load(
        "7", lambda path: not read.append(path.read_text())
    )
    assert read == ["seven"]
    assert states.load("7", lambda path: True), "it stays for the next time"
    assert not states.load("8", lambda path: True)
    assert (tmp_path / "states").stat().st_mode & 0o777 == 0o700


def test_another_model_or_context_has_none(tmp_path: Path, model: Path) -> None:
    KeptStates(tmp_path / "states", model, 512).save("7", 5, write("seven"))
    assert not KeptStates(tmp_path / "states", model, 1024).load("7", lambda path: True)
    model.write_bytes(b"another")
    assert not KeptStates(tmp_path / "states", model, 512).load("7", lambda path: True)


def test_one_that_cannot_be_read_is_tried_once(tmp_path: Path, model: Path) -> None:
    states = KeptStates(tmp_path / "states", model, 512)
    states.save("7", 5, write("bad"))
    assert not states.load("7", lambda path: False)
    assert list((tmp_path / "states").iterdir()) == []
    states.save("7", 5, write("worse"))

    def crash(path: Path) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        states.load("7", crash)
    assert not states.load("7", lambda path: True)


def test_a_failed_writing_leaves_the_old_one(tmp_path: Path, model: Path) -> None:
    states = KeptStates(tmp_path / "states", model, 512)
    states.save("7", 5, write("old"))
    states.save("7", 5, lambda path: False)
    read: list[str] = []
    states.load("7", lambda path: not read.append(path.read_text()))
    assert read == ["old"]


def test_what_another_hearth_tidies_away_does_no_harm(tmp_path: Path, model: Path) -> None:
    folder = tmp_path / "states"
    states = KeptStates(folder, model, 512)

    def written_and_gone(path: Path) -> bool:
        path.write_text("x")
        forget_states(folder, [])
        return True

    states.save("7", 5, written_and_gone)
    assert not states.load("7", lambda path: True)
    states.save("7", 5, write("seven"))
    assert not states.load("7", lambda path: not forget_states(folder, []))


def test_the_oldest_go_where_there_are_too_many(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_states, "_MOST_BYTES", 10)
    states = KeptStates(tmp_path / "states", model, 512)
    for name in "123":
        states.save(name, 5, write("12345"))
    assert [states.load(name, lambda path: True) for name in "123"] == [False, True, True]


def test_one_that_is_too_large_is_not_written(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = KeptStates(tmp_path / "states", model, 512)
    written: list[Path] = []
    states.save("7", 1 << 50, lambda path: not written.append(path))
    monkeypatch.setattr(kept_states, "_MOST_BYTES", 4)
    states.save("7", 5, lambda path: not written.append(path))
    assert written == []


def test_what_belongs_to_nothing_is_thrown_away(tmp_path: Path, model: Path) -> None:
    folder = tmp_path / "states"
    states = KeptStates(folder, model, 512)
    for name in ("7", "77"):
        states.save(name, 5, write("x"))
    (folder / "7-abc.reading").write_text("x")
    forget_states(folder, [77])
    assert [path.name.split("-")[0] for path in folder.iterdir()] == ["77"]
    forget_states(tmp_path / "nowhere", [])
