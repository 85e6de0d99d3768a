import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import question_box
from ui.question_box import QuestionBox


@pytest.fixture
def box(qtbot: QtBot) -> QuestionBox:
    made = QuestionBox()
    qtbot.addWidget(made)
    made.resize(640, 120)
    made.set_ready()
    made.show()
    return made


def _compose(box: QuestionBox, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(box.edit, event)


def test_enter_sends_and_empties(qtbot: QtBot, box: QuestionBox) -> None:
    qtbot.keyClicks(box.edit, "When does it end?")
    with qtbot.waitSignal(box.asked) as asked:
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    assert asked.args == ["When does it end?"]
    assert box.edit.toPlainText() == ""


def test_a_question_sent_before_the_assistant_is_there_waits_for_it(qtbot: QtBot) -> None:
    early = QuestionBox()
    qtbot.addWidget(early)
    qtbot.keyClicks(early.edit, "When does it end?")
    qtbot.keyClick(early.edit, Qt.Key.Key_Return)
    assert early.edit.toPlainText() == "When does it end?"
    with qtbot.waitSignal(early.asked) as asked:
        early.set_ready()
    assert asked.args == ["When does it end?"]
    assert early.edit.toPlainText() == ""


def test_shift_enter_begins_a_line(qtbot: QtBot, box: QuestionBox) -> None:
    qtbot.keyClicks(box.edit, "a")
    qtbot.keyClick(box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(box.edit, "b")
    assert box.edit.toPlainText() == "a\nb"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_while_composing_never_sends(qtbot: QtBot, box: QuestionBox, key: Qt.Key) -> None:
    box.edit.setFocus()
    _compose(box, "", "보증")
    _compose(box, "금")
    with qtbot.assertNotEmitted(box.asked, wait=50):
        qtbot.keyClick(box.edit, key)
    assert box.edit.toPlainText().startswith("보증")


def test_the_enter_that_ends_a_composition_never_sends(
    qtbot: QtBot, box: QuestionBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _compose(box, "금")
    _compose(box, "", "금")
    with qtbot.assertNotEmitted(box.asked, wait=50):
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    assert box.edit.toPlainText() == "금"
    monkeypatch.setattr(question_box, "_COMMIT_GRACE_S", 0.0)
    with qtbot.waitSignal(box.asked):
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)


def test_nothing_is_sent_empty_or_while_answering(qtbot: QtBot, box: QuestionBox) -> None:
    with qtbot.assertNotEmitted(box.asked, wait=20):
        qtbot.keyClicks(box.edit, "   ")
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
        box.set_answering(True)
        qtbot.keyClicks(box.edit, "next")
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    assert "next" in box.edit.toPlainText()


def test_it_grows_to_six_lines(qtbot: QtBot, box: QuestionBox) -> None:
    one = box.edit.height()
    box.edit.setPlainText("\n".join("abcdef"))
    six = box.edit.height()
    box.edit.setPlainText("\n" * 40)
    assert one < six
    assert box.edit.height() <= six + 4


def test_stop_can_be_pressed_once(qtbot: QtBot, box: QuestionBox) -> None:
    box.set_answering(True)
    with qtbot.waitSignal(box.stop_wanted):
        box.stop.click()
    assert not box.stop.isEnabled()
    with qtbot.assertNotEmitted(box.stop_wanted, wait=20):
        box.stop_answering()


def test_nothing_is_stopped_while_nothing_is_answered(qtbot: QtBot, box: QuestionBox) -> None:
    with qtbot.assertNotEmitted(box.stop_wanted, wait=20):
        box.stop_answering()
    assert box.stop.text() == "Stop"


def test_the_first_words_of_each_question_are_told(qtbot: QtBot, box: QuestionBox) -> None:
    begun: list[None] = []
    box.begun.connect(lambda: begun.append(None))
    qtbot.keyClicks(box.edit, "one")
    assert len(begun) == 1
    qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(box.edit, "two")
    assert len(begun) == 2
