from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from fake_assistant import NOW, FakeAssistant
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from assistant.catalogue import FoundModel
from assistant.conversation import Answer
from assistant.errors import AssistantError
from assistant.wording import Wording
from ui import words
from ui.answer_view import AnswerView
from ui.bubble import Bubble
from ui.library_page import FolderCard, file_line
from ui.window_state import WindowState
from ui.workspace import Workspace


def _ask(qtbot: QtBot, workspace: Workspace, question: str) -> None:
    qtbot.keyClicks(workspace.view.box.edit, question)
    qtbot.keyClick(workspace.view.box.edit, Qt.Key.Key_Return)


def _answers(workspace: Workspace) -> list[AnswerView]:
    rows = workspace.view._rows
    found = [rows.itemAt(i).widget() for i in range(rows.count())]
    return [view for view in found if isinstance(view, AnswerView)]


def _wait_answered(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.waitUntil(lambda: not workspace.view.box._is_answering)


def test_ask_and_open_the_source(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    _ask(qtbot, workspace, "deposit?")
    _wait_answered(qtbot, workspace)
    assert assistant.router.asked == ["deposit?"]
    answer = _answers(workspace)[0]
    assert "not from your files" in answer.text.toPlainText()
    answer.text.cited.emit(1)
    source = workspace.beside.source
    assert source is not None
    assert source.isVisible()
    assert source.text.extraSelections()[0].cursor.selectedText() == "The deposit is 3,440 euros."
    assert source.width() > 400
    workspace._escape()
    assert source.isHidden()
    assert workspace.side.list.currentItem().text() == "deposit?"


def test_words_come_one_by_one_and_stop_keeps_them(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.router.tokens = ["The ", "deposit "]
    assistant.router.hold.clear()
    _ask(qtbot, workspace, "deposit?")
    qtbot.waitUntil(lambda: _answers(workspace)[0].written == "The deposit ")
    workspace.view.box.stop.click()
    _wait_answered(qtbot, workspace)
    assert _answers(workspace)[0].text.toPlainText().startswith("The deposit")


def test_escape_stops_and_says_so_before_the_work_has_ended(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.router.tokens = ["The ", "deposit "]
    assistant.router.hold.clear()
    _ask(qtbot, workspace, "deposit?")
    answer = _answers(workspace)[0]
    qtbot.waitUntil(lambda: answer.written == "The deposit ")
    workspace._escape()
    assert not answer.stopped.isHidden()
    assert workspace.view.box._is_answering
    first = workspace.talking.conversation_id
    workspace.show_conversation()
    workspace.show_conversation(first)
    answer = _answers(workspace)[0]
    assert not answer.stopped.isHidden()
    _wait_answered(qtbot, workspace)
    assert not answer.stopped.isHidden()
    assert answer._cards


def test_an_answer_goes_on_while_another_conversation_is_open(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    other = assistant.talk.put("Other", n_messages=2)
    assistant.router.tokens = ["Writing "]
    assistant.router.hold.clear()
    _ask(qtbot, workspace, "deposit?")
    qtbot.waitUntil(lambda: bool(_answers(workspace)[0].written))
    first = workspace.talking.conversation_id
    workspace.show_conversation(other)
    assert not workspace.view.box._is_answering
    workspace.show_conversation(first)
    assert workspace.view.box._is_answering
    assert _answers(workspace)[-1].written == "Writing "
    assert workspace.view._rows.count() == 2
    workspace.show_conversation(other)
    assistant.router.hold.set()
    qtbot.waitUntil(lambda: len(assistant.talk.conversation(first).messages) == 2)  # type: ignore[arg-type]
    qtbot.wait(50)
    workspace.show_conversation(first)
    assert not workspace.view.box._is_answering
    assert "3,440" in _answers(workspace)[-1].text.toPlainText()


def test_a_failure_says_what_to_do_and_the_next_question_works(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.router.next_error = AssistantError(
        Wording("The model stopped.", "모델이 멈췄어요."), Wording("Ask again.", "다시 물어보세요.")
    )
    _ask(qtbot, workspace, "deposit?")
    _wait_answered(qtbot, workspace)
    assistant.router.next_error = None
    again = [
        b for b in _answers(workspace)[0].findChildren(QAbstractButton) if b.text() == "Try again"
    ]
    again[0].click()
    _wait_answered(qtbot, workspace)
    assert assistant.router.asked == ["deposit?", "deposit?"]
    # The question that failed has its answer now.
    assert len(assistant.talk.conversation(workspace.talking.conversation_id).messages) == 2  # type: ignore[arg-type]
    assert "3,440" in _answers(workspace)[0].text.toPlainText()


def test_not_found_offers_the_nearest_and_says_that_reading_goes_on(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.index_hold.clear()
    workspace.reading.start()
    qtbot.waitUntil(lambda: workspace.reading.progress is not None)
    cited = assistant.router.cited_answer("x")
    assistant.router.next_answer = Answer(
        "x", "I did not find this.", "quote", False, (), cited.citations
    )
    _ask(qtbot, workspace, "x")
    _wait_answered(qtbot, workspace)
    answer = _answers(workspace)[0]
    assert len(answer._cards) == 1
    assert "not from your files" not in answer.text.toPlainText()
    labels = [
        label.text()
        for label in answer.findChildren(QWidget)
        if hasattr(label, "text") and callable(label.text)
    ]
    assert any("still being read (1 of 2)" in text for text in labels)


def test_delete_and_undo(qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> None:
    number = assistant.talk.put("Old one", days_ago=3)
    workspace.conversations.refresh()
    workspace.side.list.delete_wanted.emit(number, "Old one")
    assert number not in assistant.talk.titles()
    workspace.notices.action.click()
    assert number in assistant.talk.titles()
    assert workspace.talking.conversation_id == number


def test_rename(workspace: Workspace, assistant: FakeAssistant) -> None:
    number = assistant.talk.put("Old one")
    workspace.conversations.rename(number, "  New   name ")
    assert assistant.talk.titles()[number] == "New name"
    workspace.conversations.rename(number, "   ")
    assert assistant.talk.titles()[number] == "New name"


def test_search_finds_conversations_and_files(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.talk.put("The lease", days_ago=40)
    assistant.talk.put("Something else")
    workspace._go_search()
    qtbot.keyClicks(workspace.side.search, "lease")
    qtbot.keyClick(workspace.side.search, Qt.Key.Key_Down)
    rows = [workspace.side.list.item(i).text() for i in range(workspace.side.list.count())]
    assert rows == ["Conversations", "The lease", "Files", "lease.txt"]
    assert workspace.side.list.currentItem().text() == "The lease"
    workspace._escape()
    qtbot.waitUntil(lambda: workspace.side.list.item(0).text() == "Today")


def _drop(workspace: Workspace, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    workspace.dropEvent(event)


def test_dropped_files_are_added_and_addresses_refused(
    workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper)), QUrl("https://example.org/a.pdf")])
    _drop(workspace, data)
    assert assistant.folder_list[-1].path == paper
    text = QMimeData()
    text.setText("https://example.org")
    _drop(workspace, text)
    assert workspace.notices.message.text() == "Hearth does not open web addresses."
    assert workspace.view.box.edit.toPlainText() == ""


def test_a_missing_folder_is_told(workspace: Workspace, tmp_path: Path) -> None:
    workspace.files.add([tmp_path / "nowhere"])
    assert "cannot be opened" in workspace.notices.message.text()
    assert workspace.notices.hint.text() == "Check its name."


def test_escape_closes_the_topmost_thing_only(workspace: Workspace, tmp_path: Path) -> None:
    workspace.show_files()
    workspace.show_file(tmp_path / "lease.txt")
    workspace.notices.tell("Something.")
    workspace._escape()
    assert workspace.notices.isHidden()
    assert workspace.beside.source.isVisible()  # type: ignore[union-attr]
    workspace._escape()
    assert workspace.beside.source.isHidden()  # type: ignore[union-attr]
    assert workspace.pages.currentWidget() is workspace._library_page
    workspace._escape()
    assert workspace.pages.currentWidget() is workspace.view


def test_library_page(qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> None:
    assistant.put_file(assistant.home / "broken.pdf", state="failed", reason="damaged")
    assistant.put_file(assistant.home / "huge.pdf", state="skipped", reason="too_big")
    workspace.show_files()
    library = workspace._library_page
    assert library is not None
    qtbot.waitUntil(lambda: library.chips[None].text() == "All 3")
    assert library.chips["failed"].text() == "Not readable 1"
    assert library.chips["waiting"].isHidden()
    library.chips["skipped"].click()
    assert library.table.files.rowCount() == 1
    index = library.table.files.index(0, 2)
    assert index.data() == "It is larger than Hearth reads (320 MB)."
    library.chips["failed"].click()
    library.table.setCurrentIndex(library.table.files.index(0, 0))
    assert library.details.text() == (
        "broken.pdf: It is damaged or not what its name says. · 1 passage · "
        f"found by its words so far · read on {words.moment(NOW)}"
    )
    qtbot.keyClick(library.table, Qt.Key.Key_Return)
    assert len(assistant.retried) == 1
    assert workspace.reading.is_running
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_pause_stop_and_progress(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.index_hold.clear()
    workspace.show_files()
    reading, library = workspace.reading, workspace._library_page
    assert library is not None
    reading.start()
    qtbot.waitUntil(lambda: "1 of 2" in workspace.side.foot.progress.text())
    assert workspace.side.foot.time.text() == "about 2 min"
    library.pause.click()
    assert assistant.obstacle == "person"
    assert library.pause.text() == "Go on"
    library.pause.click()
    assert not assistant.obstacle
    assistant.obstacle = "battery"
    reading.changed.emit()
    assert workspace.side.foot.progress.text() == "Paused on battery"
    assert library.pause.text() == "Go on"
    library.stop.click()
    qtbot.waitUntil(lambda: not reading.is_running)
    assert library.again.isVisible()


def test_a_file_that_changes_on_the_disk_is_followed(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    workspace.reading.follow()
    qtbot.waitUntil(lambda: not workspace.reading.is_running)
    assistant.file_changed.set()
    qtbot.waitUntil(lambda: assistant.followed == 1)
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_remove_a_folder_and_undo(workspace: Workspace, assistant: FakeAssistant) -> None:
    workspace.show_files()
    folder = assistant.folder_list[0]
    workspace.files.remove(folder)
    assert not assistant.folder_list
    workspace.notices.action.click()
    assert assistant.folder_list[0].path == folder.path


def test_models(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    workspace.show_models()
    workspace.models.add(tmp_path / "notes.txt")
    qtbot.waitUntil(lambda: workspace.notices.message.text() == "This is no GGUF file.")
    workspace.models.add(tmp_path / "tiny.gguf")
    qtbot.waitUntil(lambda: len(assistant.shelf.models) == 1)
    workspace._models_page.use_wanted.emit("tiny", "language")  # type: ignore[union-attr]
    assert workspace.view.mode.text() == "tiny"
    workspace._models_page.remove_wanted.emit("tiny", "tiny")  # type: ignore[union-attr]
    assert not assistant.shelf.models
    workspace.notices.action.click()
    assert [model.id for model in assistant.shelf.models] == ["tiny"]
    workspace._models_page.use_wanted.emit("", "language")  # type: ignore[union-attr]
    assert workspace.view.mode.text() == "My files, quoted"


def _texts(page: QWidget) -> str:
    return "\n".join(line.text() for line in page.findChildren(QLabel) if line.isVisible())


def test_a_model_that_is_being_added_can_be_stopped(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    workspace.show_models()
    page = workspace._models_page
    assert page is not None
    assistant.shelf.hold.clear()
    workspace.models.add(tmp_path / "large.gguf")
    qtbot.waitUntil(lambda: "Adding large.gguf · 25%" in _texts(page))
    page.stop_wanted.emit()
    qtbot.waitUntil(lambda: "Adding" not in _texts(page))
    assert not assistant.shelf.models
    assert not workspace.notices.isVisible()


def test_the_page_says_what_fits(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    workspace.models.add(tmp_path / "tiny.gguf")
    qtbot.waitUntil(lambda: bool(assistant.shelf.models))
    workspace.show_models()
    page = workspace._models_page
    assert page is not None
    qtbot.waitUntil(lambda: "It needs 5.0 GB of memory; 8.0 GB are free." in _texts(page))


def test_a_model_of_another_program_is_used_where_it_lies(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    theirs = tmp_path / "blobs" / "theirs.gguf"
    assistant.shelf.others = [FoundModel("Ollama", "llama3.2:3b", theirs)]
    workspace.show_models()
    page = workspace._models_page
    assert page is not None
    qtbot.waitUntil(lambda: "llama3.2:3b" in _texts(page))
    page.found_wanted.emit(assistant.shelf.others[0])
    qtbot.waitUntil(lambda: assistant.mode().name == "llama3.2:3b")
    # It stands among the person's own models now, and only there.
    qtbot.waitUntil(lambda: "Ollama" not in _texts(page))
    assert _texts(page).count("llama3.2:3b") == 1


def test_a_dropped_model_goes_to_the_models_and_a_paper_to_the_files(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, tmp_path: Path
) -> None:
    before = len(assistant.folder_list)
    workspace._take((tmp_path / "dropped.GGUF".lower(), tmp_path))
    qtbot.waitUntil(lambda: [m.id for m in assistant.shelf.models] == ["dropped"])
    assert len(assistant.folder_list) == before + 1
    assert workspace.pages.currentWidget() is workspace._models_page


def test_first_start(qtbot: QtBot, assistant: FakeAssistant, tmp_path: Path) -> None:
    workspace = Workspace(WindowState())
    qtbot.addWidget(workspace)
    workspace.resize(1200, 800)
    workspace.show()
    workspace.attach(assistant, tmp_path)  # type: ignore[arg-type]
    assert workspace.pages.currentWidget() is workspace._first
    workspace._first.samples.click()  # type: ignore[union-attr]
    assert workspace.pages.currentWidget() is workspace.view
    assert assistant.folder_list
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


_CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QComboBox)


@pytest.mark.parametrize("page", ["conversation", "files", "models", "settings"])
def test_every_control_has_a_name_and_the_keyboard_reaches_it(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant, page: str
) -> None:
    assistant.shelf.add(assistant.home / "tiny.gguf").result()
    _ask(qtbot, workspace, "deposit?")
    _wait_answered(qtbot, workspace)
    if page != "conversation":
        getattr(workspace, f"show_{page}")()
    if page == "files":
        assert workspace._library_page is not None
        qtbot.waitUntil(workspace._library_page.table.isVisible)
    workspace.activateWindow()
    shown = [
        w
        for w in workspace.findChildren(QWidget)
        if w.isVisible() and isinstance(w, _CONTROLS) and not isinstance(w, Bubble)
    ]
    assert all(widget.accessibleName() for widget in shown)
    reached: set[QWidget] = set()
    for _ in range(120):
        QApplication.focusWidget() and reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget() or workspace, Qt.Key.Key_Tab)
    missed = [w.accessibleName() for w in shown if w.isEnabled() and w not in reached]
    assert not missed


def test_the_ui_thread_is_never_held(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.router.tokens = [f"word{i} " for i in range(1500)]
    assistant.router.pace_s = 0.001
    beats: list[float] = []
    timer = QTimer(workspace)
    timer.setInterval(5)
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    timer.start()
    _ask(qtbot, workspace, "deposit?")
    _wait_answered(qtbot, workspace)
    longest = max(b - a for a, b in pairwise(beats))
    assert longest < 0.25


def test_engines_wake_with_the_window_and_with_a_question(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    qtbot.waitUntil(lambda: assistant.woken == 1)
    qtbot.keyClicks(workspace.view.box.edit, "de")
    assert assistant.woken == 2


def test_what_is_never_read_is_chosen_in_the_settings(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    workspace.show_settings()
    page = workspace._settings_page
    assert page is not None
    page.excluded.setFocus()
    qtbot.keyClicks(page.excluded, "*.bak, old/drafts,")
    qtbot.keyClick(page.excluded, Qt.Key.Key_Return)
    assert assistant.settings.excluded == ("*.bak", "old/drafts")
    qtbot.waitUntil(lambda: not workspace.reading.is_running)
    page.excluded.clearFocus()
    assert not workspace.reading.is_running


def test_enter_tries_again_what_a_person_may_have_mended(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.put_file(assistant.home / "huge.pdf", state="skipped", reason="too_big")
    assistant.put_file(assistant.home / "scan.pdf", state="skipped", reason="scanned")
    workspace.show_files()
    library = workspace._library_page
    assert library is not None
    qtbot.waitUntil(lambda: library.chips["skipped"].isVisible())
    library.chips["skipped"].click()
    for row in (0, 1):
        library.table.setCurrentIndex(library.table.files.index(row, 0))
        qtbot.keyClick(library.table, Qt.Key.Key_Return)
    assert [path.name for path, _ in assistant.retried] == ["scan.pdf"]
    qtbot.waitUntil(lambda: not workspace.reading.is_running)


def test_the_row_a_person_is_at_stays_while_files_come(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.put_file(assistant.home / "mid.pdf")
    workspace.show_files()
    library = workspace._library_page
    assert library is not None
    qtbot.waitUntil(lambda: library.table.files.rowCount() == 2)
    library.table.setCurrentIndex(library.table.files.index(1, 0))
    assistant.put_file(assistant.home / "a.pdf")
    library.refresh()
    library.refresh()  # one more wish while the first is on its way
    qtbot.waitUntil(lambda: library.table.files.rowCount() == 3)
    assert library.table.currentIndex().row() == 2
    assert library.details.text().startswith("mid.pdf: ")
    assistant.file_list.clear()
    library.refresh()
    qtbot.waitUntil(lambda: library.table.files.rowCount() == 0)
    assert library.details.text() == ""


def test_how_far_meaning_is_learned(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    file = assistant.file_list[0]
    assistant.file_list[0] = replace(file, n_chunks=8, n_learned=2, embedder="MiniLM+ko1")
    [folder] = assistant.folder_list
    assistant.folder_list[0] = replace(folder, n_chunks=8, n_learned=2)
    workspace.show_files()
    library = workspace._library_page
    assert library is not None
    qtbot.waitUntil(lambda: library.findChild(FolderCard) is not None)
    assert library.findChild(FolderCard).accessibleName().endswith(" · meaning of 25 %")
    library.table.setCurrentIndex(library.table.files.index(0, 0))
    assert ": 8 passages · meaning of 25 % learned (MiniLM) · " in library.details.text()
    assistant.file_list[0] = replace(file, n_chunks=8, n_learned=8, embedder="MiniLM+ko1")
    library.refresh()
    qtbot.waitUntil(lambda: "meaning learned (MiniLM)" in library.details.text())


def test_a_mail_of_a_mailbox_says_where_it_is(
    assistant: FakeAssistant, workspace: Workspace
) -> None:
    box = assistant.home / "Inbox.mbox"
    box.write_text("From a@b.c")
    file = assistant.put_file(box / "2024-03-05 Boiler.eml")
    assert "2024-03-05 Boiler.eml: It is inside Inbox.mbox. · " in file_line(file, "")
    assert "inside" not in file_line(assistant.put_file(box), "")


def test_how_a_model_writes_is_chosen_in_the_settings(
    qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant
) -> None:
    workspace.show_settings()
    writing = workspace._settings_page.writing  # type: ignore[union-attr]
    for box, steps in ((writing.style_box, 1), (writing.length, 1), (writing.context, 3)):
        box.setFocus()
        for _ in range(steps):
            qtbot.keyClick(box, Qt.Key.Key_Down)
    settings = assistant.settings
    assert settings.temperature == 0.8
    assert settings.max_answer_tokens == 1024
    assert settings.context_length == 32_768
