"""A conversation that lasts, in the window: other answers, other words, further, versions."""

from dataclasses import replace

import pytest
from fake_assistant import FakeAssistant
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from assistant.conversation import Message, Usage
from assistant.errors import AssistantError
from assistant.jobs import Writing
from assistant.wording import Wording
from ui.answer_view import AnswerView
from ui.question_view import QuestionView
from ui.workspace import Workspace

WHY = Wording("The card has room for 20 of 32 layers.", "32개 층 중 20개가 들어가요.")


class Window:
    """What a test does in the window, and what it sees there."""

    def __init__(self, qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> None:
        self.qtbot, self.workspace, self.router = qtbot, workspace, assistant.router
        self.view, self.box = workspace.view, workspace.view.box
        self.talk = assistant.talk
        workspace.activateWindow()

    def ask(self, question: str, answer: str = "", **changes: object) -> None:
        self.answer_next(answer, **changes)
        self.qtbot.keyClicks(self.box.edit, question)
        self.qtbot.keyClick(self.box.edit, Qt.Key.Key_Return)
        self.wait()

    def answer_next(self, answer: str, **changes: object) -> None:
        model = self.router.cited_answer("")
        changed = {"text": answer, "sentences": (), "citations": (), "found": False, **changes}
        self.router.next_answer = replace(model, **changed) if answer else None  # type: ignore[arg-type]

    def begin(self, question: str) -> None:
        """Ask, and go on once words have come."""
        self.router.hold.clear()
        self.qtbot.keyClicks(self.box.edit, question)
        self.qtbot.keyClick(self.box.edit, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.answers[-1].written == "".join(self.router.tokens))

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.box._is_answering)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        holder = QApplication.focusWidget()
        assert holder is not None
        self.qtbot.keyClick(holder, key, *modifiers)

    @property
    def views(self) -> list[QWidget]:
        return list(self.view._views())

    @property
    def answers(self) -> list[AnswerView]:
        return [view for view in self.views if isinstance(view, AnswerView)]

    @property
    def questions(self) -> list[QuestionView]:
        return [view for view in self.views if isinstance(view, QuestionView)]

    @property
    def shown(self) -> list[str]:
        return [
            view.bubble.toPlainText() if isinstance(view, QuestionView) else view.written  # type: ignore[attr-defined]
            for view in self.views
        ]

    @property
    def kept(self) -> tuple[Message, ...]:
        number = self.workspace.talking.conversation_id
        assert number is not None
        return self.talk.conversation(number).messages


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> Window:
    return Window(qtbot, workspace, assistant)


def test_another_answer_takes_the_place_and_the_arrows_go_back(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.ask("and when?", "Soon.")
    question = window.questions[0]
    assert window.answers[0].foot.versions.isHidden()
    window.answer_next("Little.")
    window.answers[0].foot.again.click()
    window.wait()
    assert window.shown == ["deposit?", "Little."]
    assert window.views[0] is question, "what both branches share stays as it is"
    versions = window.answers[0].foot.versions
    assert versions.count.text() == "2/2"
    assert versions.count.accessibleName() == "Version 2 of 2"
    assert not versions.next.isEnabled()
    versions.previous.setFocus(Qt.FocusReason.TabFocusReason)
    window.press(Qt.Key.Key_Return)
    assert window.shown == ["deposit?", "Much.", "and when?", "Soon."]
    # The keyboard is still at the arrows, on the one that leads somewhere.
    assert window.answers[0].foot.versions.next.hasFocus()
    window.press(Qt.Key.Key_Space)
    assert window.shown == ["deposit?", "Little."]
    assert [message.text for message in window.kept] == ["deposit?", "Little."]


def test_a_quoted_answer_is_asked_for_anew_instead(window: Window) -> None:
    window.ask("deposit?", "Much.", mode="quote")
    window.answers[0].foot.again.click()
    window.wait()
    assert window.shown == ["deposit?", "Much.", "deposit?", "Much."]


def test_a_question_is_edited_by_keyboard(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.ask("and when?", "Soon.")
    edit = window.questions[0].edit
    assert edit.accessibleName() == "Edit: deposit?"
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    window.press(Qt.Key.Key_Return)
    field = QApplication.focusWidget()
    assert field is not None
    assert field.accessibleName() == "The question in other words"
    window.press(Qt.Key.Key_Backspace)
    window.qtbot.keyClicks(field, " in euros,")
    window.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    window.qtbot.keyClicks(field, "please?")
    window.answer_next("3,440.")
    window.press(Qt.Key.Key_Return)
    window.wait()
    assert window.shown == ["deposit in euros,\nplease?", "3,440."]
    assert window.questions[0].versions.count.text() == "2/2"
    assert window.box.edit.hasFocus(), "and no other window took it"
    window.questions[0].versions.previous.click()
    assert window.shown == ["deposit?", "Much.", "and when?", "Soon."]


def test_escape_gives_up_the_edit_and_nothing_else(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.router.tokens = ["The "]
    window.begin("and when?")
    question = window.questions[0]
    question.begin_editing()
    field = QApplication.focusWidget()
    assert field is not None
    window.qtbot.keyClicks(field, " or so")
    window.press(Qt.Key.Key_Escape)
    assert question.bubble.isVisible()
    assert question.bubble.toPlainText() == "deposit?"
    assert question.edit.hasFocus()
    assert window.box.stop.isEnabled(), "the answer is not stopped"
    window.router.hold.set()
    window.wait()


def test_nothing_edited_is_sent_while_an_answer_is_written_or_while_empty(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.router.tokens = ["The "]
    window.begin("and when?")
    question = window.questions[0]
    question.begin_editing()
    editor = question._editor
    assert editor is not None
    assert not editor.send.isEnabled()
    window.press(Qt.Key.Key_Return)
    assert window.router.asked == ["deposit?", "and when?"]
    assert not window.answers[0].foot.again.isEnabled()
    window.router.hold.set()
    window.wait()
    assert editor.send.isEnabled()
    editor.edit.setPlainText("   ")
    window.press(Qt.Key.Key_Return)
    assert not editor.send.isEnabled()
    assert window.router.asked == ["deposit?", "and when?"]


def test_enter_while_composing_never_sends_an_edit(window: Window) -> None:
    window.answer_next("Much.")
    window.box.fill("보증금")  # Qt's test library types no Hangul
    window.press(Qt.Key.Key_Return)
    window.wait()
    window.questions[0].begin_editing()
    field = QApplication.focusWidget()
    QApplication.sendEvent(field, QInputMethodEvent("은", []))
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_Escape)  # ends the composition only
    assert window.router.asked == ["보증금"]
    assert not window.questions[0].bubble.isVisible()
    commit = QInputMethodEvent("", [])
    commit.setCommitString("은")
    QApplication.sendEvent(field, commit)
    window.press(Qt.Key.Key_Return)  # the one that ended the composition, passed on
    assert window.router.asked == ["보증금"]
    window.qtbot.wait(150)
    window.press(Qt.Key.Key_Return)
    window.wait()
    assert window.router.asked == ["보증금", "보증금은"]


def test_the_edit_button_is_seen_only_near(window: Window) -> None:
    window.ask("deposit?", "Much.")
    edit = window.questions[0].edit
    unseen = edit.grab().toImage()
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    assert edit.grab().toImage() != unseen


def test_a_cut_answer_is_written_further_in_its_place(window: Window) -> None:
    window.ask("deposit?", "The deposit is ", is_cut=True)
    answer = window.answers[0]
    assert answer.stopped.text() == "The longest length was reached."
    assert answer.foot.go_on.isVisible()
    window.answer_next("3,440 euros.")
    window.router.tokens = ["3,440 "]
    window.router.hold.clear()
    answer.foot.go_on.click()
    window.qtbot.waitUntil(lambda: answer.written == "The deposit is 3,440 ")
    assert answer.stopped.isHidden()
    window.router.hold.set()
    window.wait()
    assert window.answers == [answer]
    assert window.shown == ["deposit?", "The deposit is 3,440 euros."]
    assert [message.text for message in window.kept] == window.shown
    assert answer.foot.go_on.isHidden()
    assert answer.stopped.isHidden()


def test_a_stopped_answer_offers_to_go_on_and_a_finished_one_does_not(window: Window) -> None:
    window.router.tokens = ["The ", "deposit "]
    window.begin("deposit?")
    window.box.stop.click()
    window.wait()
    assert window.answers[0].foot.go_on.isVisible()
    window.router.tokens = []
    window.ask("and when?", "Soon.")
    assert window.answers[1].foot.go_on.isHidden()


def test_thoughts_are_folded_plain_and_never_copied(window: Window) -> None:
    window.router.thoughts = ["<b>Let me</b> see. ", "It is in the lease."]
    window.router.tokens = []
    window.router.hold.clear()
    window.qtbot.keyClicks(window.box.edit, "deposit?")
    window.press(Qt.Key.Key_Return)
    thoughts = window.answers[0].thoughts
    window.qtbot.waitUntil(lambda: thoughts.isVisible() and "lease" in thoughts._text)
    assert thoughts.head.text() == "Thinking…"
    assert window.answers[0].note.isHidden()
    assert thoughts.body.isHidden()
    thoughts.head.setFocus(Qt.FocusReason.TabFocusReason)
    window.press(Qt.Key.Key_Return)
    assert thoughts.body.isVisible()
    assert thoughts.body.text() == "<b>Let me</b> see. It is in the lease."
    assert thoughts.body.textFormat() == Qt.TextFormat.PlainText
    usage = Usage(seconds_thinking=12.2)
    window.answer_next("Much.", usage=usage)
    window.router.hold.set()
    window.wait()
    assert thoughts.head.text() == thoughts.head.accessibleName() == "Thought for 12 s"
    assert thoughts.body.isVisible(), "what one has opened stays open"
    window.answers[0].foot.copy.click()
    assert QGuiApplication.clipboard().text() == "Much."


def test_what_writes_is_told_and_nothing_moves_when_it_ends(window: Window) -> None:
    window.router.writing = Writing(32, 20, WHY, 3_100_000_000)
    window.router.tokens = ["The ", "deposit ", "is "]
    window.router.pace_s = 0.1
    window.begin("deposit?")
    answer = window.answers[0]
    line = answer.foot.line
    assert line.isVisible()
    assert line.whole == "20 of 32 layers on the graphics card · 3.1 GB"
    assert line.accessibleDescription() == WHY.en
    assert WHY.en in line.toolTip()
    window.qtbot.waitUntil(lambda: "tokens/s" in line.whole, timeout=3000)
    window.qtbot.wait(50)
    place = answer.foot.geometry()
    usage = Usage(34.2, 1204, 412, 2.5, 0.0, 800, 12.3, 32, 20, 3_100_000_000)
    window.answer_next("The deposit is ", usage=usage, found=True)
    window.router.hold.set()
    window.wait()
    window.qtbot.wait(50)
    assert answer.foot.geometry() == place
    assert line.isHidden()
    assert answer.foot.details.whole == "12 tokens/s"
    assert answer.foot.details.accessibleDescription().split("\n") == [
        "412 tokens written in 34 s",
        "1,204 tokens read before that, 800 of them still in mind",
        "20 of 32 layers on the graphics card · 3.1 GB",
        "A token is a piece of a word.",
    ]


def test_the_speed_is_told_anew_at_most_twice_a_second(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.router.writing = Writing(32, 32, None, 0)
    window.router.tokens = [f"word{i} " for i in range(150)]
    window.router.pace_s = 0.01
    told: list[str] = []
    monkeypatch.setattr(
        "ui.answer_foot.CutLabel.set_whole", lambda self, text, hint="": told.append(text)
    )
    window.begin("deposit?")
    lines = [text for text in told if "layers" in text]
    assert 2 <= len(lines) <= 6
    assert lines[0] == "all 32 layers on the graphics card"
    assert "tokens/s · all 32 layers" in lines[-1]
    window.router.hold.set()
    window.wait()


def test_what_stands_above_never_moves_while_words_come(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.router.writing = Writing(32, 0, WHY, 0)
    window.router.thoughts = ["Well. "] * 10
    window.router.tokens = [f"word{i} " for i in range(60)]
    window.router.pace_s = 0.005
    places: set[tuple[int, int]] = set()
    tops: list[int] = []
    window.qtbot.keyClicks(window.box.edit, "and when?")
    window.press(Qt.Key.Key_Return)
    window.qtbot.waitUntil(lambda: len(window.answers) == 2)
    window.qtbot.wait(20)
    while window.box._is_answering:
        places.add(tuple((view.y(), view.height()) for view in window.views[:3]))  # type: ignore[arg-type]
        tops.append(window.answers[1].text.y() if window.answers[1].text.isVisible() else 0)
        window.qtbot.wait(5)
    assert len(places) == 1
    assert len({top for top in tops if top}) == 1, "thoughts do not push the words about"


def test_a_branch_looked_at_meanwhile_stays_and_the_answer_is_there_later(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.answer_next("Little.")
    window.answers[0].foot.again.click()
    window.wait()
    window.router.tokens = ["Soon"]
    window.answer_next("Soon.")
    window.begin("and when?")
    window.answers[0].foot.versions.previous.click()
    assert window.shown == ["deposit?", "Much."]
    assert window.box._is_answering, "it can still be stopped"
    window.answers[0].foot.versions.next.click()
    assert window.shown == ["deposit?", "Little.", "and when?", "Soon"]
    window.answers[0].foot.versions.previous.click()
    window.router.hold.set()
    window.wait()
    assert window.shown == ["deposit?", "Much."]
    window.answers[0].foot.versions.next.click()
    assert window.shown == ["deposit?", "Little.", "and when?", "Soon."]


def test_another_conversation_looked_at_while_one_asks_again(window: Window) -> None:
    window.ask("deposit?", "Much.")
    first = window.workspace.talking.conversation_id
    window.answer_next("Little.")
    window.router.tokens = ["Lit"]
    window.router.hold.clear()
    window.answers[0].foot.again.click()
    window.qtbot.waitUntil(lambda: window.shown == ["deposit?", "Lit"])
    window.workspace.show_conversation()
    window.workspace.show_conversation(first)
    assert window.shown == ["deposit?", "Lit"]
    window.router.hold.set()
    window.wait()
    assert window.shown == ["deposit?", "Little."]


def test_a_conversation_deleted_while_it_is_answered_comes_back_whole(window: Window) -> None:
    window.router.tokens = ["Much"]
    window.answer_next("Much.")
    window.begin("deposit?")
    number = window.workspace.talking.conversation_id
    assert number is not None
    window.workspace.conversations.delete(number, "deposit?")
    assert window.views == []
    window.router.hold.set()
    window.qtbot.waitUntil(lambda: not window.workspace.talking._asked)
    window.workspace.notices.action.click()
    assert window.shown == ["deposit?", "Much."]


def test_where_another_answer_fails_the_earlier_one_is_shown_again(window: Window) -> None:
    window.ask("deposit?", "Much.")
    window.ask("and when?", "Soon.")
    window.router.next_error = AssistantError(Wording("The model stopped.", "모델이 멈췄어요."))
    window.answers[0].foot.again.click()
    window.wait()
    assert window.shown == ["deposit?", "Much.", "and when?", "Soon."]
    assert window.workspace.notices.message.text() == "The model stopped."


def test_a_question_that_was_never_answered_says_so_and_can_be(window: Window) -> None:
    window.router.next_error = AssistantError(Wording("The model stopped.", "모델이 멈췄어요."))
    window.ask("deposit?")
    window.router.next_error = None
    number = window.workspace.talking.conversation_id
    window.workspace.show_conversation()
    window.workspace.show_conversation(number)
    assert window.answers[0].stopped.text() == "This was not answered."
    window.answer_next("Much.")
    window.answers[0].foot.again.click()
    window.wait()
    assert window.shown == ["deposit?", "Much."]


def test_what_is_in_sight_stays_there_when_a_branch_changes(window: Window) -> None:
    for n in range(8):
        window.ask(f"question {n}?", "Well. " * 60)
    window.answers[3].foot.again.click()
    window.wait()
    window.qtbot.wait(50)
    bar = window.view.area.verticalScrollBar()
    foot = window.answers[3].foot
    bar.setValue(bar.maximum() // 2)
    window.qtbot.wait(20)
    before = window.questions[3].mapTo(window.view, window.questions[3].rect().topLeft()).y()
    foot.versions.previous.click()
    window.qtbot.wait(50)
    assert len(window.views) == 16
    after = window.questions[3].mapTo(window.view, window.questions[3].rect().topLeft()).y()
    assert after == before


def test_at_the_end_a_longer_version_is_shown_from_its_beginning(window: Window) -> None:
    for n in range(3):
        window.ask(f"question {n}?", "Well. " * 200)
    window.answer_next("In short.")
    window.answers[-1].foot.again.click()
    window.wait()
    window.qtbot.wait(50)
    question = window.questions[-1]
    before = question.mapTo(window.view, question.rect().topLeft()).y()
    window.answers[-1].foot.versions.previous.click()
    window.qtbot.wait(50)
    assert len(window.shown[-1]) > 1000
    assert question.mapTo(window.view, question.rect().topLeft()).y() == before
