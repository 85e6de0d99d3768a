from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from fake_talk import LEASE
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont, QPainter, QPdfWriter
from pytestqt.qtbot import QtBot

from assistant.documents import Citation, Page
from ui.pdf_page import find_squeezed
from ui.source_view import SourceView
from ui.text_page import TextPage

PAGES = ("The first page of the lease.", "The deposit is 3,440 euros in all.", "The third page.")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    # The letters of an OpenType CJK font do not come back as text from a PDF that Qt wrote.
    painter.setFont(QFont("DejaVu Sans", 12))
    for number, text in enumerate(PAGES):
        if number:
            writer.newPage()
        painter.drawText(QPoint(600, 900), text)
    painter.end()
    return path


@pytest.fixture
def source(qtbot: QtBot, assistant: FakeAssistant) -> SourceView:
    made = SourceView(assistant)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(470, 800)
    made.show()
    return made


def _marked(page: TextPage) -> str:
    selections = page.extraSelections()
    return selections[0].cursor.selectedText() if selections else ""


def test_text_with_the_sentence_marked(source: SourceView, assistant: FakeAssistant) -> None:
    assistant.add_samples()
    citation = assistant.router.cited_answer("").citations[0]
    source.open_citation(citation)
    assert _marked(source.text) == citation.quote
    assert source.place.text() == "under “Lease”"
    assert not source.next.isVisible()


@pytest.mark.parametrize("before", ["", "🙂🙂 ", "a\r\nb\r\n", "가나다 \u2028 ", "\x0c\x00 "])
def test_offsets_count_characters_not_units(qtbot: QtBot, before: str) -> None:
    page = TextPage()
    qtbot.addWidget(page)
    quote = "The 🙂 deposit."
    page.show_text(f"{before}{quote} More.", len(before), len(before) + len(quote))
    assert _marked(page) == quote


def test_pdf_opens_at_the_page_with_the_sentence_marked(
    qtbot: QtBot, source: SourceView, assistant: FakeAssistant, pdf: Path
) -> None:
    assistant.pages[pdf] = [Page(n, text) for n, text in enumerate(PAGES, 1)]
    quote = "deposit is\n3,440 euros"
    source.open_citation(Citation(1, pdf, 2, None, 4, 26, quote))
    sheet = source._pdf._sheet  # type: ignore[union-attr]
    assert source.place.text() == "2 of 3"
    assert len(sheet.mark_rects()) == 1
    assert source.note.isHidden()
    qtbot.waitUntil(lambda: not sheet.image.isNull())
    source.next.click()
    assert source.place.text() == "3 of 3"
    assert not sheet.mark_rects()
    assert not source.next.isEnabled()


def test_a_sentence_that_is_not_on_the_page_is_told(
    source: SourceView, assistant: FakeAssistant, pdf: Path
) -> None:
    assistant.pages[pdf] = [Page(n, text) for n, text in enumerate(PAGES, 1)]
    source.open_citation(Citation(1, pdf, 1, None, 0, 5, "Nowhere at all to be seen."))
    assert "Nowhere at all" in source.note.text()


def test_a_broken_pdf_shows_its_text(source: SourceView, assistant: FakeAssistant) -> None:
    path = assistant.home / "broken.pdf"
    path.write_bytes(b"no pdf")
    assistant.pages[path] = [Page(1, "what was read")]
    source.open_citation(Citation(1, path, 1, None, 0, 4, "what"))
    assert source.text.toPlainText() == "what was read"
    assert "text is shown" in source.note.text()


def test_a_vanished_file_shows_what_was_read(
    source: SourceView, assistant: FakeAssistant, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.txt"
    assistant.pages[gone] = [Page(None, LEASE)]
    source.open_file(gone)
    assert source.text.toPlainText() == LEASE
    assert "not where it was" in source.note.text()


def test_a_file_inside_a_file_says_where_it_is(
    source: SourceView, assistant: FakeAssistant, tmp_path: Path
) -> None:
    mail = tmp_path / "mail.eml"
    mail.touch()
    assistant.pages[mail / "scan.pdf"] = [Page(1, LEASE, is_ocr=True)]
    source.open_file(mail / "scan.pdf")
    assert source.text.toPlainText() == LEASE
    assert "inside mail.eml" in source.note.text()
    assert "letters may be wrong" in source.note.text()


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("The dep-\nosit is 5.", "deposit is", "dep-\nosit is"),
        ("보증금은 2 억", "보증금은2억", "보증금은 2 억"),
        ("ﬁle and more", "file", "ﬁle"),
        ("nothing", "elsewhere", None),
        ("anything", "?!", None),
    ],
)
def test_finding_a_quote(text: str, quote: str, found: str | None) -> None:
    place = find_squeezed(text, quote)
    assert (text[place[0] : place[1]] if place else None) == found


def test_what_was_read_off_a_picture_says_so(
    qtbot: QtBot, source: SourceView, assistant: FakeAssistant, pdf: Path
) -> None:
    text = "Tne deposit is 3,440 euros."
    assistant.pages[pdf] = [Page(number, text, is_ocr=True) for number in (1, 2, 3)]
    source.open_citation(Citation(1, pdf, 2, None, 0, len(text), text, is_ocr=True))
    qtbot.waitUntil(lambda: "letters may be wrong" in source.note.text())
    assert text in source.note.text()
    picture = pdf.with_suffix(".png")
    picture.touch()
    assistant.pages[picture] = [Page(1, text, is_ocr=True)]
    source.open_citation(Citation(1, picture, 1, None, 0, len(text), text, is_ocr=True))
    assert "letters may be wrong" in source.note.text()
    assert _marked(source.text) == text
