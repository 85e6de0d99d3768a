from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from assistant.conversation import Sentence
from ui.answer_text import AnswerText


def _made(qtbot: QtBot) -> AnswerText:
    text = AnswerText()
    qtbot.addWidget(text)
    text.resize(400, 50)
    text.show()
    return text


def test_marks_and_the_note_of_what_is_not_from_files(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_sentences(
        "It is so. I think.", [Sentence("It is so.", 1), Sentence("I think.", None)]
    )
    assert text.toPlainText() == "It is so.\u2060\ufffc I think. not from your files "


def test_a_mark_never_stands_alone_on_a_line(qtbot: QtBot) -> None:
    text = _made(qtbot)
    sentence = "One two three four five six seven eight nine ten eleven twelve."
    text.show_sentences(sentence, [Sentence(sentence, 3)])
    text.show()
    for width in range(200, 420):
        text.resize(width, text.height())
        lines = text.document().firstBlock().layout()
        last = lines.lineAt(lines.lineCount() - 1)
        assert last.textLength() > 1


def test_one_note_for_a_run_of_unsupported_sentences(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_sentences("A. B. C.", [Sentence("A.", None), Sentence("B.", None), Sentence("C.", 2)])
    assert text.toPlainText().count("not from your files") == 1


def test_nothing_is_loaded_and_html_is_text(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_plain('<img src="file:///etc/passwd"> ![x](http://127.0.0.1/x.png)')
    assert "<img" in text.toPlainText()
    assert text.loadResource(2, QUrl("file:///etc/hostname")) is None
    assert text.loadResource(2, QUrl("http://127.0.0.1/x.png")) is None


def test_an_address_is_never_opened(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_plain("see https://example.org")
    before = text.toPlainText()
    text.anchorClicked.emit(QUrl("https://example.org"))
    text.setSource(QUrl("file:///etc/hostname"))
    assert text.toPlainText() == before


def test_a_mark_tells_its_number(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_sentences("So.", [Sentence("So.", 3)])
    with qtbot.waitSignal(text.cited) as told:
        text.anchorClicked.emit(QUrl("cite:3"))
    assert told.args == [3]


def test_copied_words_have_no_marks(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_sentences("So.", [Sentence("So.", 3)])
    text.selectAll()
    assert text.createMimeDataFromSelection().text() == "So."


def test_height_follows_the_lines(qtbot: QtBot) -> None:
    text = _made(qtbot)
    text.show_plain("word " * 200)
    narrow = text.height()
    text.resize(900, narrow)
    assert text.height() < narrow
