"""The page a person was told about, beside what they were told."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assistant.documents import Citation, Page, file_on_disk
from assistant.errors import AssistantError
from ui import theme, words
from ui.buttons import Button
from ui.drawing import CutLabel, label
from ui.sources import page_name
from ui.text_page import TextPage

if TYPE_CHECKING:
    from assistant.app import Assistant
    from ui.pdf_page import PdfPage


class SourceView(QFrame):
    """Shows a file at a page: a PDF as it looks, everything else as the text that was read."""

    closed = Signal()

    def __init__(self, assistant: "Assistant") -> None:
        super().__init__()
        self._assistant = assistant
        self._citation: Citation | None = None
        self._path = Path()
        self._page: int | None = None
        self._pages: list[int | None] = []
        self._pdf: PdfPage | None = None
        self.setProperty("kind", "beside")
        self.setMinimumWidth(320)
        self.name = CutLabel(tone="strong")
        self.place = label(tone="soft", size="small")
        self.previous = self._step_button("previous", words.say(words.PREVIOUS_PAGE), -1)
        self.next = self._step_button("next", words.say(words.NEXT_PAGE), +1)
        self.dismiss = Button(
            "", "quiet", clicked=self.closed.emit, name=words.say(words.CLOSE), icon_name="close"
        )
        self.note = label(tone="soft", size="small")
        self.note.setWordWrap(True)
        self.text = TextPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(_with_margins(self.text))
        self._lay_out()

    @property
    def citation(self) -> Citation | None:
        """The citation whose page stands open."""
        return self._citation

    def open_citation(self, citation: Citation) -> None:
        """Open the cited page with the sentence marked."""
        self._citation = citation
        self._open(citation.path, citation.page)

    def open_file(self, path: Path) -> None:
        """Open a file at its first page."""
        self._citation = None
        self._open(path, None)

    def _open(self, path: Path, page: int | None) -> None:
        self._path = path
        self._pages = self._assistant.page_numbers(path)
        first = self._pages[0] if self._pages else None
        self._page = page if page is not None else first
        self.name.set_whole(path.name)
        self.setAccessibleName(f"{words.say(words.SOURCE)}: {path.name}")
        self._show()

    def _step(self, by: int) -> None:
        at = self._index() + by
        if 0 <= at < len(self._pages):
            self._page = self._pages[at]
            self._show()

    def _index(self) -> int:
        return self._pages.index(self._page) if self._page in self._pages else 0

    def _show(self) -> None:
        self._name_place()
        self._tell("")
        file = file_on_disk(self._path)
        if file is None:
            self._show_text(words.say(words.GONE))
        elif file != self._path:
            self._show_text(words.say(words.INSIDE, name=file.name))
        elif self._path.suffix.lower() == ".pdf" and self._page is not None:
            pdf = self._pdf or self._make_pdf()
            self._stack.setCurrentIndex(1)
            pdf.show_page(self._path, self._page, self._quote())
        else:
            self._show_text("")

    def _show_text(self, note: str) -> None:
        self._tell(note)
        self._stack.setCurrentIndex(0)
        try:
            page = self._assistant.page_text(self._path, self._page)
        except AssistantError as error:
            self._tell(words.say(error.message))
            page = Page(self._page, "")
        if page.is_ocr:
            self._tell(f"{note} {words.say(words.READ_OFF_PICTURE)}".strip())
        if (citation := self._cited_here()) is not None:
            self.text.show_text(page.text, citation.start, citation.end)
        else:
            self.text.show_text(page.text)

    def _cited_here(self) -> Citation | None:
        citation = self._citation
        if citation is not None and citation.page in (self._page, None):
            return citation
        return None

    def _quote(self) -> str:
        citation = self._cited_here()
        return citation.quote if citation is not None else ""

    def _make_pdf(self) -> "PdfPage":
        from ui.pdf_page import PdfPage

        self._pdf = PdfPage()
        self._pdf.shown.connect(self._pdf_shown)
        self._pdf.refused.connect(self._pdf_refused)
        self._stack.addWidget(self._pdf)
        return self._pdf

    def _pdf_shown(self, is_marked: bool) -> None:
        citation = self._cited_here()
        if citation is not None and citation.is_ocr:
            self._tell(f"{words.say(words.READ_OFF_PICTURE)}\n“{citation.quote}”")
        elif not is_marked:
            self._tell(f"{words.say(words.NOT_MARKED)}\n“{self._quote()}”")

    def _pdf_refused(self) -> None:
        both = (words.PDF_LOCKED, words.PDF_TEXT_INSTEAD)
        self._show_text(" ".join(words.say(sentence) for sentence in both))

    def _tell(self, note: str) -> None:
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _name_place(self) -> None:
        many = len(self._pages) > 1
        self.previous.setVisible(many)
        self.next.setVisible(many)
        self.previous.setEnabled(self._index() > 0)
        self.next.setEnabled(self._index() < len(self._pages) - 1)
        self.place.setText(self._place_line())

    def _place_line(self) -> str:
        if self._page is not None:
            last = max((page for page in self._pages if page is not None), default=self._page)
            if self._path.suffix.lower() == ".pdf":
                return words.say(words.PAGE_OF, n=self._page, total=last)
            return page_name(self._path, self._page)
        citation = self._citation
        if citation is not None and citation.place:
            return words.say(words.UNDER_HEADING, heading=citation.place)
        return ""

    def _step_button(self, icon: str, name: str, by: int) -> Button:
        return Button("", "quiet", clicked=lambda: self._step(by), name=name, icon_name=icon)

    def _lay_out(self) -> None:
        top = QFrame()
        top.setProperty("kind", "top-pane")
        top.setFixedHeight(theme.TOP_BAR_HEIGHT)
        row = QHBoxLayout(top)
        row.setContentsMargins(18, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(self.name)
        row.addSpacing(4)
        row.addWidget(self.place)
        row.addStretch(1)
        for button in (self.previous, self.next, self.dismiss):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        self.note.setContentsMargins(20, 12, 20, 0)
        column.addWidget(self.note)
        column.addWidget(self._stack, 1)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)


def _with_margins(inner: QWidget) -> QWidget:
    outer = QWidget()
    row = QVBoxLayout(outer)
    row.setContentsMargins(20, 20, 20, 20)
    row.addWidget(inner)
    return outer
