"""Changes on a real disk are noticed, what does not belong is not."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.jobs import CancelToken
from assistant.library.scan import is_wanted
from assistant.library.watching import Watcher

Noticed = Callable[[Path], bool]


class Ears:
    """Listens to a watcher on a thread of its own."""

    def __init__(self, roots: list[Path]) -> None:
        self.heard: list[Path] = []
        self._news = threading.Condition()
        self._token = CancelToken()
        self.watcher = Watcher(lambda: roots, is_wanted)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        for paths in self.watcher.run(self._token):
            with self._news:
                self.heard.extend(paths)
                self._news.notify_all()

    def hears(self, path: Path, timeout_s: float = 8) -> bool:
        with self._news:
            return self._news.wait_for(lambda: path in self.heard, timeout_s)

    def stop(self) -> None:
        self._token.cancel()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "sub").mkdir(parents=True)
    (folder / "old.txt").write_text("old")
    return folder


@pytest.fixture
def roots(folder: Path) -> list[Path]:
    return [folder]


@pytest.fixture
def ears(roots: list[Path]) -> Iterator[Ears]:
    ears = Ears(roots)
    # The system needs a moment until it watches.
    ping = roots[0] / "sub" / "ping"
    for n in range(20):
        ping.write_text(str(n))
        if ears.hears(ping, 0.7):
            break
    yield ears
    ears.stop()


def test_new_changed_moved_and_deleted_files_are_noticed(folder: Path, ears: Ears) -> None:
    new, old, moved = folder / "sub" / "new.txt", folder / "old.txt", folder / "moved.txt"
    new.write_text("new")
    assert ears.hears(new)
    old.write_text("changed")
    assert ears.hears(old)
    new.rename(moved)
    assert ears.hears(moved)
    ears.heard.clear()
    old.unlink()
    assert ears.hears(old)


def test_reading_a_file_changes_nothing(folder: Path, ears: Ears) -> None:
    (folder / "old.txt").read_text()
    assert not ears.hears(folder / "old.txt", 1)


def test_what_does_not_belong_to_the_library_is_not_noticed(folder: Path, ears: Ears) -> None:
    home = folder / "my hearth"
    home.mkdir()
    (home / "hearth-home").touch()
    for name in (".hidden", "my hearth/hearth.db", "sub/~$letter.docx"):
        (folder / name).write_text("x")
    (folder / "last.txt").write_text("x")
    assert ears.hears(folder / "last.txt")
    names = {path.name for path in ears.heard}
    assert names.isdisjoint({".hidden", "hearth.db", "~$letter.docx"})


def test_a_folder_that_is_added_later_is_told_and_watched(
    tmp_path: Path, roots: list[Path], ears: Ears
) -> None:
    later = tmp_path / "later"
    later.mkdir()
    roots.append(later)
    assert ears.hears(later)
    for n in range(20):
        (later / "a.txt").write_text(str(n))
        if ears.hears(later / "a.txt", 0.7):
            break
    assert later / "a.txt" in ears.heard


def test_a_single_file_is_noticed_also_when_it_is_replaced(
    tmp_path: Path, roots: list[Path], ears: Ears
) -> None:
    single = tmp_path / "single.txt"
    single.write_text("one")
    roots.append(single)
    assert ears.hears(single)
    ears.heard.clear()
    fresh = tmp_path / "fresh"
    fresh.write_text("two!")
    fresh.replace(single)
    assert ears.hears(single)


def test_where_the_system_cannot_watch_it_looks_now_and_then(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    monkeypatch.setattr("assistant.library.watching._LOOK_AGAIN_S", 0.1)
    monkeypatch.setattr("assistant.library.watching._GLANCE_MS", 100)
    ears = Ears([folder])
    assert ears.hears(folder)
    ears.stop()
