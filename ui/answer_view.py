"""One answer: its words, the sources as cards, and what can be done with it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from assistant.conversation import Answer, Message, Sentence
from assistant.documents import Citation
from assistant.errors import AssistantError
from assistant.wording import Wording
from ui import theme, words, words_talk
from ui.answer_foot import AnswerFoot
from ui.answer_text import AnswerText
from ui.buttons import Button, LinesButton
from ui.draft import Draft
from ui.drawing import label
from ui.folded import Folded
from ui.layouts import FlowLayout
from ui.notices import sentences_of
from ui.sources import Source, hint, place_name, sources
from ui.thoughts import Thoughts

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
    again_wanted = Signal(int)
    """Another answer is wanted: the id of this one, or of the question while there is none."""
    repeat_wanted = Signal(str)
    """The question is to be asked anew."""
    go_on_wanted = Signal(int)
    version_wanted = Signal(int)

    def __init__(self, message_id: int = 0) -> None:
        """Make room for the answer to a question, whose id is given until there is an answer."""
        super().__init__()
        self.message_id = message_id
        self._answer: Answer | None = None
        self._written = ""
        self._citations: dict[int, Citation] = {}
        self._cards: list[tuple[Source, LinesButton]] = []
        self._extra: list[QWidget] = []
        self._ring = False
        self.thoughts = Thoughts()
        self.thoughts.hide()
        self.note = label(tone="soft", size="small")
        self.text = AnswerText()
        self.text.setVisible(False)
        self.text.cited.connect(self._open)
        self.text.installEventFilter(self)
        self.stopped = label(tone="soft", size="small")
        self.stopped.setVisible(False)
        self.foot = AnswerFoot()
        self.summary = Folded()
        self.summary.hide()
        self._lay_out()

    @property
    def written(self) -> str:
        """Return the words shown so far."""
        return self._written

    def show_draft(self, draft: Draft) -> None:
        """Show what has come of an answer that is being written."""
        if draft.thoughts:
            self.thoughts.show_draft(draft)
        if draft.text != self._written or self._answer is not None:
            self._show_words(draft.text)
        self.note.setText(f"{draft.note}…")
        self.note.setVisible(not (draft.text or draft.thoughts or draft.is_stopped))
        self.stopped.hide()
        self.foot.follow(draft)
        if draft.is_stopped:
            self.show_stopped()

    def show_message(self, message: Message) -> None:
        """Show an answer that is kept."""
        self.message_id = message.id
        self.show_summary(message.summary)
        if message.answer is not None:
            self.show_answer(message.answer, message)
        else:
            self._show_words(message.text)
            self.foot.show_actions(None, message, can_copy=bool(message.text))

    def show_answer(self, answer: Answer, message: Message | None = None) -> None:
        """Show the whole answer with marks and sources, and what can be done with it."""
        self._drop_extra()
        self._answer, self._written = answer, answer.text
        self._citations = {citation.n: citation for citation in answer.citations}
        self.note.hide()
        self.thoughts.show_thoughts(answer.thoughts, answer.usage.seconds_thinking)
        self.text.setVisible(bool(answer.text))
        self.text.show_sentences(answer.text, _checked(answer), self._names())
        self.stopped.hide()
        if answer.stopped:
            self.show_stopped()
        elif answer.is_cut:
            self._show_end(words_talk.CUT_HERE)
        if answer.mode == "model" and answer.text and not answer.found:
            self.add_remark(words.say(_unsupported(answer)))
        self._add_cards(answer)
        self.foot.show_actions(answer, message, can_copy=bool(answer.text))

    def show_summary(self, summary: str | None) -> None:
        """Say from where back a model only knows a summary; None where it knows all."""
        self.summary.setVisible(summary is not None)
        if summary is not None:
            text = summary or words.say(words_talk.NOT_SUMMED_UP)
            self.summary.show_text(words.say(words_talk.SUMMED_UP), text)

    def add_remark(self, remark: str) -> None:
        """Say something about the answer below it."""
        line = label(remark, tone="soft", size="small")
        line.setWordWrap(True)
        self._add_extra(line)

    def show_stopped(self) -> None:
        """Say that it stops here; the answer as far as it came, or `end_stopped`, follows."""
        self.note.hide()
        self._show_end(words.STOPPED_HERE if self._written else words.STOPPED)

    def end_stopped(self) -> None:
        """The question was stopped before an answer was made."""
        self.show_stopped()
        self._end_without()

    def show_unanswered(self) -> None:
        """Say that there is no answer, as after a failure long ago."""
        self._show_end(words_talk.UNANSWERED)
        self._end_without()

    def set_can_ask(self, can_ask: bool) -> None:
        """Offer another answer only while none is being written."""
        self.foot.set_can_ask(can_ask)

    def _end_without(self) -> None:
        self.note.hide()
        self.foot.show_actions(None, None, can_copy=bool(self._written))

    def show_failure(self, error: AssistantError) -> None:
        """Say what happened instead of an answer, and what to do."""
        self.note.hide()
        self.foot.show_nothing()
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
        self._add_extra(card)

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
        self._add_extra(holder)

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

    def _ask_again(self) -> None:
        answer = self._answer
        if answer is None or answer.mode == "model":
            self.again_wanted.emit(self.message_id)
        else:
            self.repeat_wanted.emit(answer.question)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._written)

    def _show_words(self, text: str) -> None:
        """Show words without marks, save those of an answer that is written further."""
        self._written = text
        self.text.setVisible(bool(text))
        # Its last sentence may have been cut.
        kept = _checked(self._answer)[:-1] if self._answer else ()
        self.text.show_sentences(text, kept, self._names())

    def _show_end(self, wording: Wording) -> None:
        self.stopped.setText(words.say(wording))
        self.stopped.show()

    def _names(self) -> dict[int, str]:
        return {number: hint(citation) for number, citation in self._citations.items()}

    def _add_extra(self, widget: QWidget) -> None:
        self._extra.append(widget)
        self._column.addWidget(widget)

    def _drop_extra(self) -> None:
        for widget in self._extra:
            widget.hide()
            widget.deleteLater()
        self._extra, self._cards = [], []

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, theme.SPACE_16)
        whole.setSpacing(theme.SPACE_8)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(theme.INSET, 0, theme.INSET, 0)
        self._column.setSpacing(theme.SPACE_8)
        for widget in (self.note, self.text, self.stopped):
            self._column.addWidget(widget)
        whole.addWidget(self.thoughts)
        whole.addLayout(self._column)
        whole.addWidget(self.foot)
        whole.addWidget(self.summary)
        self.foot.copy_wanted.connect(self._copy)
        self.foot.again_wanted.connect(self._ask_again)
        self.foot.go_on_wanted.connect(lambda: self.go_on_wanted.emit(self.message_id))
        self.foot.versions.wanted.connect(self.version_wanted)


def _unsupported(answer: Answer) -> Wording:
    return words_talk.NEAREST_ONLY if answer.citations else words_talk.UNSUPPORTED


def _checked(answer: Answer) -> tuple[Sentence, ...]:
    """Return the sentences whose support is shown: none where the answer is not made from files."""
    if answer.found and answer.mode in ("quote", "model"):
        return answer.sentences
    return tuple(sentence for sentence in answer.sentences if sentence.citation is not None)
