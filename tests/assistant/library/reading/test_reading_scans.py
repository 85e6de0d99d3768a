"""Pictures and PDF pages that are pictures: their text is read one page at a time."""

import os
import struct
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from drawn_pages import BOTH, ENGLISH, KOREAN, drawn, grain, saved, scanned_pdf, tiff

from assistant.documents import Page
from assistant.library.reading import FileReader, ocr
from assistant.workers.remote import RemoteReader
from assistant.workers.worker import Worker

pytestmark = pytest.mark.usefixtures("qapp", "_own_environment")
needs_data = pytest.mark.skipif(not ocr.is_possible(), reason="no Tesseract data for kor and eng")


@pytest.fixture
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", os.environ.get("TESSDATA_PREFIX", ""))


@pytest.fixture
def scanned(reader: FileReader, save):
    """Return a function that writes a file and reads a page off its picture."""

    def write_and_read(name: str, content: bytes, number: int = 1) -> str:
        page = reader.read_scanned(save(name, content), number)
        assert (page.number, page.is_ocr) == (number, True)
        return page.text

    return write_and_read


def _right(text: str, truth: str) -> float:
    """Return the share of the truth's letters that were read, in order."""
    found, meant = "".join(text.split()), "".join(truth.split())
    matcher = SequenceMatcher(None, meant, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(meant)


def _with_note(jpeg: bytes, orientation: int) -> bytes:
    """Return a JPEG with a camera's note of how it was held."""
    note = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 274, 3, 1, orientation, 0, 0)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + jpeg[2:]


@needs_data
@pytest.mark.parametrize("form", ["png", "jpg", "tif", "bmp", "webp"])
def test_a_picture_of_each_kind_is_read(form: str, read, scanned) -> None:
    content = saved(drawn(BOTH), form)
    document = read(f"계약.{form}", content)
    assert document.pages == (Page(1, ""),)
    assert (document.state, document.reason) == ("partly", "some_pages_empty")
    text = scanned(f"계약.{form}", content)
    assert _right(text, BOTH) >= 0.9
    for word in ("보증금은", "450,000원입니다.", "2024년", "receipt", "boiler"):
        assert word in text.split()


@needs_data
def test_a_picture_under_another_name_is_read(read, scanned) -> None:
    content = saved(drawn(ENGLISH), "png")
    assert read("letter.pdf", content).reason == "some_pages_empty"
    assert "Agreement" in scanned("letter.pdf", content)
    assert "Agreement" in scanned("letter.txt", content)


@needs_data
def test_a_scanned_pdf_is_read_page_by_page(read, scanned) -> None:
    content = scanned_pdf(drawn(KOREAN), drawn(ENGLISH))
    document = read("scan.pdf", content)
    assert document.pages == (Page(1, ""), Page(2, ""))
    assert (document.state, document.reason) == ("partly", "some_pages_empty")
    assert _right(scanned("scan.pdf", content, 1), KOREAN) >= 0.9
    assert _right(scanned("scan.pdf", content, 2), ENGLISH) >= 0.9


@needs_data
def test_a_picture_between_pages_of_text(read, scanned) -> None:
    content = scanned_pdf("The first page.", drawn(BOTH), "The last page.")
    document = read("mixed.pdf", content)
    assert [page.text for page in document.pages] == ["The first page.", "", "The last page."]
    assert _right(scanned("mixed.pdf", content, 2), BOTH) >= 0.9


@needs_data
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_photo_is_read(turn: int, scanned) -> None:
    assert _right(scanned("a.jpg", saved(drawn(BOTH, turn=turn), "jpg")), BOTH) >= 0.9


@needs_data
def test_a_turned_page_is_read(scanned) -> None:
    assert _right(scanned("a.pdf", scanned_pdf(drawn(BOTH, turn=90))), BOTH) >= 0.9


@needs_data
@pytest.mark.parametrize(("orientation", "turn"), [(6, 270), (3, 180), (8, 90)])
def test_a_camera_s_note_of_how_it_was_held_is_heeded(orientation: int, turn: int, scanned) -> None:
    jpeg = saved(drawn(BOTH, turn=turn), "jpg")
    assert _right(scanned("a.jpg", _with_note(jpeg, orientation)), BOTH) >= 0.9


@needs_data
def test_a_slanted_page_is_read(scanned) -> None:
    content = scanned_pdf(drawn(f"{BOTH}\n{BOTH}", height=1100, slant=2))
    assert _right(scanned("a.pdf", content), f"{BOTH}\n{BOTH}") >= 0.9


@needs_data
def test_a_large_photo_is_read(scanned) -> None:
    large = drawn(BOTH).scaled(8000, 3200)
    assert _right(scanned("a.jpg", saved(large, "jpg")), BOTH) >= 0.9
    assert _right(scanned("a.pdf", scanned_pdf(large)), BOTH) >= 0.9


@needs_data
def test_a_page_as_large_as_a_poster_is_read_in_time(scanned) -> None:
    poster = scanned_pdf(drawn(BOTH, 1500, 2100)).replace(b"[0 0 595 833]", b"[0 0 2384 3370]")
    started = time.monotonic()
    scanned("a0.pdf", poster.replace(b"q 595 0 0 833", b"q 2384 0 0 3370"))
    assert time.monotonic() - started < 20


@needs_data
def test_a_tiff_of_two_pages(read, scanned) -> None:
    content = tiff(drawn(KOREAN), drawn(ENGLISH))
    assert read("fax.tiff", content).pages == (Page(1, ""), Page(2, ""))
    assert _right(scanned("fax.tiff", content, 1), KOREAN) >= 0.9
    assert _right(scanned("fax.tiff", content, 2), ENGLISH) >= 0.9


@needs_data
def test_a_picture_of_nothing_gives_no_text(scanned) -> None:
    assert scanned("white.jpg", saved(drawn("", 2400, 3200), "jpg")) == ""
    assert scanned("grain.png", saved(grain(300, 200), "png")) == ""
    assert scanned("white.pdf", scanned_pdf(drawn(""))) == ""


@needs_data
def test_the_locked_process_reads_pictures(
    worker: Worker, save, capfd: pytest.CaptureFixture[str]
) -> None:
    remote = RemoteReader(worker, 60)
    path = save("scan.pdf", scanned_pdf(drawn(BOTH)))
    assert remote.read(path).reason == "some_pages_empty"
    page = remote.read_scanned(path, 1)
    assert page.is_ocr
    assert _right(page.text, BOTH) >= 0.9
    torn = save(
        "torn.png", saved(drawn("\n".join([" ".join("임차인은매월말일까지보낸다")] * 4)), "png")
    )
    assert "임차인은" in remote.read_scanned(torn, 1).text
    assert capfd.readouterr().err == ""
