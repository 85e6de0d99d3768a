import sys
import threading

from pytestqt.qtbot import QtBot

from assistant.errors import AssistantError
from assistant.wording import Wording
from ui import words
from ui.notices import LastDefence, Notices

ERROR = AssistantError(Wording("It broke.", "깨졌어요."), Wording("Mend it.", "고쳐 주세요."))


def _made(qtbot: QtBot) -> Notices:
    notices = Notices()
    qtbot.addWidget(notices)
    return notices


def test_message_and_hint_in_the_language_of_the_window(qtbot: QtBot) -> None:
    notices = _made(qtbot)
    words.speak("ko")
    notices.show_error(ERROR)
    assert notices.message.text() == "깨졌어요."
    assert notices.hint.text() == "고쳐 주세요."


def test_an_unexpected_error_becomes_a_sentence(qtbot: QtBot) -> None:
    notices = _made(qtbot)
    notices.show_error(ZeroDivisionError("division by {zero}"))
    assert notices.message.text() == "Something unexpected happened (ZeroDivisionError)."


def test_undo_is_done_once(qtbot: QtBot) -> None:
    notices, done = _made(qtbot), []
    notices.offer_undo("Deleted.", lambda: done.append(1))
    notices.action.click()
    assert done == [1]
    assert notices.isHidden()
    notices.tell("Something else.")
    assert notices.action.isHidden()
    notices.action.click()
    assert done == [1]


def test_errors_that_nobody_caught_arrive_from_any_thread(qtbot: QtBot) -> None:
    notices = _made(qtbot)
    defence = LastDefence(notices)
    defence.install()
    try:

        def fail() -> None:
            raise ERROR

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: notices.message.text() == "It broke.")
        sys.excepthook(ValueError, ValueError("x"), None)
        qtbot.waitUntil(lambda: "ValueError" in notices.message.text())
    finally:
        defence.uninstall()
