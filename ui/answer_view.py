"""One answer: its words, the sources as cards, and what can be done with it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assistant.conversation import Answer, Sentence
from assistant.documents import Citation
from assistant.errors import AssistantError
from ui import theme, words
from ui.answer_text import AnswerText
from ui.buttons import Button, LinesButton
from ui.drawing import label
from ui.layouts import FlowLayout
from ui.notices import sentences_of
from ui.sources import Source, hint, place_name, sources

_MOST_CARDS = 4
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class AnswerView(QWidget):
    """Shows an answer from its first note of progress to its sources."""

    source_wanted = Signal(object)
    """A Citation to open beside the conversation."""
    again_wanted = Signal(str)

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self._question = question
        self._written = ""
        self._citations: dict[int, Citation] = {}
        self._cards: list[tuple[Source, LinesButton]] = []
        self._ring = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_8)
        self.note = label(tone="soft", size="small")
        self.text = AnswerText()
        self.text.setVisible(False)
        self.text.cited.connect(self._open)
        self.text.installEventFilter(self)
        self.stopped = label(tone="soft", size="small")
        self.stopped.setVisible(False)
        for widget in (self.note, self.text, self.stopped):
            self._column.addWidget(widget)

    @property
    def written(self) -> str:
        """Return the words shown so far."""
        return self._written

    def show_note(self, note: str) -> None:
        """Say what is being done while no word has come."""
        self.note.setText(f"{note}…")
        self.note.setVisible(not self._written)

    def add_words(self, words_: str) -> None:
        """Show more of an answer that is being written."""
        self._written += words_
        self.note.hide()
        self.text.show()
        self.text.show_plain(self._written)

    def show_plain(self, text: str) -> None:
        """Show a stored message without an answer of its own."""
        self._written = ""
        self.add_words(text)

    def show_answer(self, answer: Answer) -> None:
        """Show the whole answer with marks and sources."""
        self._question = answer.question
        self._written = answer.text
        self._citations = {citation.n: citation for citation in answer.citations}
        self.note.hide()
        self.text.setVisible(bool(answer.text))
        names = {citation.n: hint(citation) for citation in answer.citations}
        self.text.show_sentences(answer.text, _checked(answer), names)
        self.stopped.hide()
        if answer.stopped:
            self.show_stopped()
        self._add_cards(answer)
        self._add_actions(can_copy=bool(answer.text))

    def add_remark(self, remark: str) -> None:
        """Say something about the answer below it."""
        line = label(remark, tone="soft", size="small")
        line.setWordWrap(True)
        self._column.addWidget(line)

    def show_stopped(self) -> None:
        """Say that it stops here; the answer as far as it came, or `end_stopped`, follows."""
        self.note.hide()
        self.stopped.setText(words.say(words.STOPPED_HERE if self._written else words.STOPPED))
        self.stopped.show()

    def end_stopped(self) -> None:
        """The question was stopped before an answer was made."""
        self.show_stopped()
        self._add_actions(can_copy=bool(self._written))

    def show_failure(self, error: AssistantError) -> None:
        """Say what happened instead of an answer, and what to do."""
        self.note.hide()
        message, advice = sentences_of(error)
        card = QFrame()
        card.setProperty("kind", "failure")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        for text, tone in ((message, "strong"), (advice, "soft")):
            if text:
                line = label(text, tone=tone)
                line.setWordWrap(True)
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                inside.addWidget(line)
        again = Button(words.say(words.TRY_AGAIN), clicked=self._ask_again)
        inside.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(card)

    def set_open(self, citation: Citation | None) -> None:
        """Mark the citation whose page stands open, None for no one."""
        is_ours = citation is not None and self._citations.get(citation.n) == citation
        self.text.set_active(citation.n if citation and is_ours else None)
        for source, card in self._cards:
            card.setChecked(is_ours and citation is not None and citation.n in source.numbers)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the focus ring around the text while the keyboard is in it."""
        if watched is self.text and isinstance(event, QFocusEvent):
            self._ring = event.gotFocus() and event.reason() in _KEYBOARD
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the focus ring of the text."""
        if self._ring:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(self.text.geometry().adjusted(1, 1, -1, -1), 6, 6)
            painter.end()

    def _open(self, number: int) -> None:
        if number in self._citations:
            self.source_wanted.emit(self._citations[number])

    def _add_cards(self, answer: Answer) -> None:
        gathered = sources(answer.citations)
        if not gathered:
            return
        holder = QWidget()
        if not answer.found:
            holder.setAccessibleName(words.say(words.NEAREST))
        flow = FlowLayout(holder)
        for source in gathered:
            flow.addWidget(self._card(source))
        for _, card in self._cards[_MOST_CARDS:]:
            card.hide()
        if len(gathered) > _MOST_CARDS:
            self._add_more(flow, len(gathered) - _MOST_CARDS)
        self._column.addWidget(holder)

    def _card(self, source: Source) -> LinesButton:
        citation = source.citation
        name = words.say(words.OPEN_SOURCE, n=citation.n, name=citation.path.name)
        card = LinesButton(
            "source",
            source.title,
            place_name(citation),
            clicked=lambda: self.source_wanted.emit(citation),
            name=f"{name}, {place_name(citation)}",
        )
        card.setCheckable(True)
        self._cards.append((source, card))
        return card

    def _add_more(self, flow: FlowLayout, hidden: int) -> None:
        more = Button(words.say(words.MORE_SOURCES, n=hidden), "quiet")

        def show_all() -> None:
            more.hide()
            for _, card in self._cards:
                card.show()

        more.clicked.connect(show_all)
        flow.addWidget(more)

    def _add_actions(self, *, can_copy: bool) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(-6, 2, 0, 0)
        row.setSpacing(theme.SPACE_8)
        if can_copy:
            self.copy_button = Button(words.say(words.COPY), "quiet", clicked=self._copy)
            row.addWidget(self.copy_button)
        if self._question:
            again = Button(words.say(words.AGAIN), "quiet", clicked=self._ask_again)
            again.setToolTip(words.say(words.AGAIN_HINT))
            row.addWidget(again)
        row.addStretch(1)
        self._column.addLayout(row)

    def _ask_again(self) -> None:
        self.again_wanted.emit(self._question)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._written)
        self.copy_button.setText(words.say(words.COPIED))
        QTimer.singleShot(1500, self.copy_button, self._rest_copy)

    def _rest_copy(self) -> None:
        self.copy_button.setText(words.say(words.COPY))


def _checked(answer: Answer) -> tuple[Sentence, ...]:
    """Return the sentences whose support is shown: none where the answer is not made from files."""
    if answer.found and answer.mode in ("quote", "model"):
        return answer.sentences
    return tuple(sentence for sentence in answer.sentences if sentence.citation is not None)
