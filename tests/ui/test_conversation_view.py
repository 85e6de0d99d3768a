from time import perf_counter

from fake_assistant import NOW, FakeAssistant
from pytestqt.qtbot import QtBot

from assistant.conversation import Message
from ui.answer_view import AnswerView
from ui.bubble import Bubble
from ui.conversation_view import ConversationView


def _made(qtbot: QtBot) -> ConversationView:
    view = ConversationView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    return view


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
    answer = view.begin_answer("q")
    answer.add_words("The deposit")
    answer.show_answer(assistant.router.cited_answer("q"))
    with qtbot.waitSignal(view.source_wanted) as wanted:
        answer._cards[0][1].click()
    view.set_open_citation(wanted.args[0])
    assert answer._cards[0][1].isChecked()
    view.set_open_citation(None)
    assert not answer._cards[0][1].isChecked()


def test_streamed_words_scroll_along_unless_one_reads_above(qtbot: QtBot) -> None:
    view = _made(qtbot)
    view.add_question("q")
    answer: AnswerView = view.begin_answer("q")
    for _ in range(30):
        answer.add_words("words and more words\n\n" * 4)
    qtbot.wait(50)
    bar = view.area.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(10)
    answer.add_words("more\n\n" * 20)
    qtbot.wait(50)
    assert bar.value() < bar.maximum() - 100


def test_a_long_question_is_shown_whole(qtbot: QtBot) -> None:
    view = _made(qtbot)
    view.add_question("전세 잔금은 얼마이고 이자는 한 해에 몇 퍼센트가 붙나요? " * 8)
    view.add_question("short")
    view.add_question("x" * 300)
    qtbot.wait(20)
    bubbles = [view._rows.itemAt(i).widget() for i in range(3)]
    assert all(isinstance(bubble, Bubble) for bubble in bubbles)
    for bubble in bubbles:
        assert bubble.viewport().height() >= bubble.document().size().height() - 1
    assert bubbles[0].height() > 3 * bubbles[1].height()
    assert bubbles[1].width() < 120
    assert bubbles[2].width() <= 470
