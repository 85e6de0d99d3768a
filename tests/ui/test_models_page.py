"""The models' page: what each model is for, and the change from one search model to another."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from assistant.wording import Wording
from ui import words
from ui.models_page import ModelsPage
from ui.workspace import Workspace

CARRIED = "all-MiniLM-L6-v2"


@pytest.fixture
def page(workspace: Workspace) -> ModelsPage:
    workspace.show_models()
    assert workspace._models_page is not None
    return workspace._models_page


@pytest.fixture
def embedder(tmp_path: Path) -> Path:
    return folder(tmp_path / "e5", "modules.json")


def folder(path: Path, mark: str) -> Path:
    path.mkdir()
    (path / mark).write_text(json.dumps([]))
    return path


def texts(page: QWidget) -> str:
    return "\n".join(line.text() for line in page.findChildren(QLabel) if line.isVisible())


def button(page: QWidget, name: str) -> QPushButton:
    buttons = page.findChildren(QPushButton)
    [found] = [b for b in buttons if b.isVisible() and b.accessibleName() == name]
    return found


@pytest.fixture
def add(qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> Callable[[Path], None]:
    def add(path: Path) -> None:
        n = len(assistant.shelf.models)
        workspace.models.add_given(path)
        qtbot.waitUntil(lambda: len(assistant.shelf.models) == n + 1)
        qtbot.waitUntil(lambda: not workspace.models._jobs)

    return add


def test_three_groups_say_what_they_are_for(
    page: ModelsPage, add: Callable[[Path], None], embedder: Path, tmp_path: Path
) -> None:
    add(embedder)
    add(folder(tmp_path / "listener", "model.bin"))
    said = texts(page)
    places = [said.index(word) for word in ("Writing answers", "Finding passages", "Listening")]
    assert places == sorted(places)
    assert said.index(CARRIED) < said.index("e5") < said.index("Listening")
    assert "bert · F32 · 100.0 MB · 512 tokens a passage · 384 dimensions · reads Korean" in said
    assert "whisper small · F16 · 100.0 MB · many languages" in said[places[2] :]


def test_what_is_tried_out_says_so_and_is_not_used_yet(
    workspace: Workspace, page: ModelsPage, assistant: FakeAssistant, embedder: Path
) -> None:
    told: list[str] = []
    workspace.models.adding.connect(told.append)
    with_loop = workspace.models
    with_loop.add_given(embedder)
    # Until its events come, nothing is known but its name.
    assert told == ["Adding e5 · 0%"]
    assert "Adding e5 · 0%" in texts(page)
    assert assistant.settings.embedder_id == ""


def test_a_change_of_the_search_model_is_shown_and_can_be_stopped(
    qtbot: QtBot,
    workspace: Workspace,
    page: ModelsPage,
    assistant: FakeAssistant,
    add: Callable[[Path], None],
    embedder: Path,
) -> None:
    add(embedder)
    assistant.index_hold.clear()
    button(page, "Use e5").click()
    assert assistant.settings.embedder_id == "e5"
    # It is learned at once, with whatever else waits.
    assert assistant.followed == 1
    assert "Learning your files: 50 of 200 passages" in texts(page)
    assert button(page, "In use for now")
    assistant.learned = 120
    workspace.reading.changed.emit()
    assert "Learning your files: 120 of 200 passages" in texts(page)
    button(page, f"Stop learning and stay with {CARRIED}").click()
    assert assistant.settings.embedder_id == ""
    assert "Learning" not in texts(page)
    assistant.index_hold.set()
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_the_page_turns_over_when_the_new_one_serves(
    qtbot: QtBot,
    workspace: Workspace,
    page: ModelsPage,
    assistant: FakeAssistant,
    add: Callable[[Path], None],
    embedder: Path,
) -> None:
    add(embedder)
    button(page, "Use e5").click()
    qtbot.waitUntil(lambda: not workspace.reading.is_running)
    assistant.serving_id = "e5"
    workspace.reading.changed.emit()
    assert "Learning" not in texts(page)
    assert button(page, f"Use {CARRIED}")
    workspace.models.remove("e5", "e5")
    assert assistant.settings.embedder_id == ""
    workspace.notices.action.click()
    assert assistant.settings.embedder_id == "e5"
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_a_model_whose_folder_is_gone_is_said_here_and_at_the_files(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.embedder_problem = Wording("e5 is not where it was.", "e5가 자리에 없어요.")
    workspace.show_models()
    assert "e5 is not where it was." in texts(workspace)
    workspace.show_files()
    qtbot.waitUntil(lambda: "e5 is not where it was." in texts(workspace))


def test_the_files_say_how_far_a_change_is(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.change_settings(embedder_id="e5")
    workspace.show_files()
    said = f"e5 is learning your files: 25%. Until then {CARRIED} finds passages."
    qtbot.waitUntil(lambda: said in texts(workspace))
    assistant.change_settings(embedder_id="")
    workspace._library_page.refresh()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "learning" not in texts(workspace))


def test_a_speech_model_is_only_chosen(
    page: ModelsPage, assistant: FakeAssistant, add: Callable[[Path], None], tmp_path: Path
) -> None:
    add(folder(tmp_path / "listener", "model.bin"))
    button(page, "Use listener").click()
    assert assistant.settings.speech_id == "listener"
    assert assistant.followed == 0
    assert button(page, "Chosen")
    button(page, "Stop using").click()
    assert assistant.settings.speech_id == ""


def test_a_dropped_model_folder_is_a_model_and_any_other_is_read(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, embedder: Path, tmp_path: Path
) -> None:
    before = len(assistant.folder_list)
    (tmp_path / "papers").mkdir()
    workspace._take((embedder, tmp_path / "papers"))
    qtbot.waitUntil(lambda: [m.kind for m in assistant.shelf.models] == ["embedding"])
    assert [f.path.name for f in assistant.folder_list[before:]] == ["papers"]
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_the_page_speaks_korean(
    workspace: Workspace, assistant: FakeAssistant, add: Callable[[Path], None], embedder: Path
) -> None:
    words.speak("ko")
    workspace.show_models()
    add(embedder)
    said = texts(workspace._models_page)  # type: ignore[arg-type]
    assert "서류에서 찾기" in said
    assert "한국어를 바로 읽음" in said


def test_a_model_shows_how_it_does_here(
    qtbot: QtBot, page: ModelsPage, add: Callable[[Path], None], assistant: FakeAssistant
) -> None:
    add(Path("/models/writer.gguf"))
    [model] = assistant.shelf.models
    assistant.router.hold.clear()
    button(page, f"Self-test: {model.name}").click()
    stop = button(page, "Stop")
    qtbot.waitUntil(lambda: "Loading… 40 %" in texts(page))
    assert button(page, "Stop") is stop, "it stays under the hand while the figures change"
    assert "Self-test" not in {b.text() for b in page.findChildren(QPushButton) if b.isVisible()}
    button(page, "Stop").click()
    qtbot.waitUntil(lambda: "Loading" not in texts(page))
    assistant.router.hold.set()
    button(page, f"Self-test: {model.name}").click()
    qtbot.waitUntil(lambda: "It works. Loaded in 1.5 s, reads 90 and writes 12.3" in texts(page))
    assert "It has no card." in texts(page)
