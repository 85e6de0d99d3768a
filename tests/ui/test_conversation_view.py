from dataclasses import replace
from time import perf_counter

from fake_assistant import NOW, FakeAssistant
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from assistant.conversation import Message
from assistant.jobs import Token
from ui import words, words_talk
from ui.answer_view import AnswerView
from ui.bubble import Bubble
from ui.conversation_view import ConversationView
from ui.draft import Draft


def _made(qtbot: QtBot) -> ConversationView:
    view = ConversationView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    return view


def _question(text: str, number: int = 1) -> Message:
    return Message(number, "user", text, NOW)


def test_a_long_conversation_is_built_from_its_end(qtbot: QtBot) -> None:
    view = _made(qtbot)
    messages = [
        Message(i, "user" if i % 2 == 0 else "assistant", f"message {i} " * 20, NOW)
        for i in range(2000)
    ]
    began = perf_counter()
    view.show_messages("Long", messages)
    assert perf_counter() - began < 1.0
    qtbot.wait(200)
    bar = view.area.verticalScrollBar()
    assert bar.value() == bar.maximum()
    assert view._rows.count() < 100
    built = view._rows.count()
    for _ in range(4):
        bar.setValue(0)
        # What comes before is built above, and what was in sight stays in sight.
        qtbot.waitUntil(lambda: bar.value() > 0)
    assert view._rows.count() > built


def test_sources_open_and_show_which_one_is_open(qtbot: QtBot, assistant: FakeAssistant) -> None:
    view = _made(qtbot)
    answer = view.begin_answer(1)
    answer.show_draft(Draft("The deposit"))
    answer.show_answer(assistant.router.cited_answer("q"))
    with qtbot.waitSignal(view.source_wanted) as wanted:
        answer._cards[0][1].click()
    view.set_open_citation(wanted.args[0])
    assert answer._cards[0][1].isChecked()
    view.set_open_citation(None)
    assert not answer._cards[0][1].isChecked()


def test_streamed_words_scroll_along_unless_one_reads_above(qtbot: QtBot) -> None:
    view = _made(qtbot)
    view.show_branch([_question("q")])
    answer: AnswerView = view.begin_answer(1)
    draft = Draft()
    for _ in range(30):
        draft.take(Token("words and more words\n\n" * 4))
        answer.show_draft(draft)
    qtbot.wait(50)
    bar = view.area.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(10)
    draft.take(Token("more\n\n" * 20))
    answer.show_draft(draft)
    qtbot.wait(50)
    assert bar.value() < bar.maximum() - 100


def test_a_long_question_is_shown_whole(qtbot: QtBot) -> None:
    view = _made(qtbot)
    long = "전세 잔금은 얼마이고 이자는 한 해에 몇 퍼센트가 붙나요? " * 8
    view.show_branch([_question(long, 1), _question("short", 2), _question("x" * 300, 3)])
    qtbot.wait(20)
    bubbles = view.findChildren(Bubble)
    assert len(bubbles) == 3
    for bubble in bubbles:
        assert bubble.viewport().height() >= bubble.document().size().height() - 1
    assert bubbles[0].height() > 3 * bubbles[1].height()
    assert bubbles[1].width() < 120
    assert bubbles[2].width() <= 470


def test_where_a_model_only_knows_a_summary_is_shown_and_opens(qtbot: QtBot) -> None:
    view = _made(qtbot)
    messages = [
        _question("What did we say?"),
        Message(2, "assistant", "Much.", NOW),
        _question("And then?", 3),
        Message(4, "assistant", "More.", NOW),
    ]
    view.show_messages("Long", messages)
    first, second = view.answer_view(2), view.answer_view(4)
    assert first is not None
    assert second is not None
    assert first.summary.isHidden()
    messages[1] = replace(messages[1], summary="They spoke of rent.")
    view.show_branch(messages)
    assert view.answer_view(2) is first
    assert first.summary.isVisible()
    assert second.summary.isHidden()
    assert not first.summary.body.isVisible()
    first.summary.head.click()
    assert first.summary.body.text() == "They spoke of rent."
    view.show_branch([messages[0], replace(messages[1], summary=""), *messages[2:]])
    assert "could not be summed up" in first.summary.body.text()


def test_an_answer_that_no_file_supports_says_so(qtbot: QtBot, assistant: FakeAssistant) -> None:
    cited = assistant.router.cited_answer("q")
    said = {}
    for found in (True, False):
        view = _made(qtbot)
        answer = view.begin_answer(1)
        answer.show_answer(replace(cited, mode="model", found=found))
        said[found] = [label.text() for label in answer.findChildren(QLabel)]
    nearest = words.say(words_talk.NEAREST_ONLY)
    assert nearest in said[False]
    assert nearest not in said[True]
