"""PDF: true page numbers, pages without text."""

import pytest

from assistant.documents import Page
from assistant.library.reading import ocr


def _pdf(*pages: str) -> bytes:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, text in enumerate(pages):
        content = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET" if text else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * n} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    body = "%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj{text}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return (
        f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF"
    ).encode("latin-1")


def test_pages_keep_their_numbers(read) -> None:
    document = read("계약.pdf", _pdf("The rent is due.", "Two keys."))
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "The rent is due."),
        (2, "Two keys."),
    ]
    assert (document.state, document.reason, document.format) == ("read", "", "pdf")


def test_some_pages_without_text(read) -> None:
    document = read("a.pdf", _pdf("One.", "", "Three."))
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "One."),
        (2, ""),
        (3, "Three."),
    ]
    assert (document.state, document.reason) == ("partly", "some_pages_empty")


def test_no_page_with_text(read, refusal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_possible", lambda: False)
    assert refusal("a.pdf", _pdf("", "")) == "scanned"
    monkeypatch.setattr(ocr, "is_possible", lambda: True)
    document = read("a.pdf", _pdf("", ""))
    assert document.pages == (Page(1, ""), Page(2, ""))
    assert (document.state, document.reason) == ("partly", "some_pages_empty")


def test_a_pdf_under_a_wrong_name_is_read(read) -> None:
    assert read("a.docx", _pdf("Inside.")).pages[0].text == "Inside."
