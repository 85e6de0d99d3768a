"""Which pictures are refused, and why; what becomes of them without Tesseract's data."""

import struct
import sys
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from drawn_pages import BOTH, ENGLISH, drawn, grain, saved, scanned_pdf, tiff

from assistant.errors import DocumentError
from assistant.library.reading import FileReader, ocr

pytestmark = pytest.mark.usefixtures("qapp")
needs_data = pytest.mark.skipif(not ocr.is_possible(), reason="no Tesseract data for kor and eng")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)


def test_icons_hold_no_text(refusal) -> None:
    assert refusal("small.png", saved(grain(199, 100), "png")) == "no_text_seen"
    assert refusal("flat.png", saved(grain(900, 59), "png")) == "no_text_seen"
    assert refusal("light.png", saved(drawn("Hello", 300, 100), "png")[:5000]) == "no_text_seen"


def test_a_picture_too_large_to_decode_is_refused(refusal) -> None:
    png = bytearray(saved(grain(300, 200), "png"))
    struct.pack_into(">II", png, 16, 12_000, 9_000)
    assert refusal("huge.png", bytes(png)) == "too_big"


@pytest.mark.parametrize("form", ["png", "jpg", "tif", "bmp", "webp"])
def test_a_broken_picture_is_damage(form: str, refusal, reader: FileReader, save) -> None:
    whole = saved(drawn(BOTH), form)
    assert refusal(f"a.{form}", whole[:4] + bytes(9000)) == "damaged"
    assert refusal(f"b.{form}", b"this is something else") == "damaged"
    # What is cut off later may be read as far as it goes.
    with suppress(DocumentError):
        reader.read_scanned(save(f"c.{form}", whole[: len(whole) // 2]), 1)


@needs_data
def test_a_page_that_is_not_there(reader: FileReader, save) -> None:
    image = drawn(ENGLISH)
    for name, content in (
        ("a.pdf", scanned_pdf(image)),
        ("a.png", saved(image, "png")),
        ("a.tif", tiff(image)),
    ):
        with pytest.raises(DocumentError) as caught:
            reader.read_scanned(save(name, content), 2)
        assert caught.value.reason == "damaged"


def test_another_file_in_its_place(reader: FileReader, save, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        reader.read_scanned(save("a.png", "only text, but with a < sign <html>"), 1)
    assert caught.value.reason == "damaged"
    with pytest.raises(DocumentError) as caught:
        reader.read_scanned(save("a.txt", "only text"), 1)
    assert caught.value.reason == "unsupported"
    with pytest.raises(DocumentError) as caught:
        reader.read_scanned(tmp_path / "gone.png", 1)
    assert caught.value.reason == "vanished"


def test_without_language_data_pictures_are_refused(
    read, refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_PLACES", ())
    assert not ocr.is_possible()
    assert refusal("a.png", saved(drawn(ENGLISH), "png")) == "scanned"
    assert refusal("a.pdf", scanned_pdf(drawn(ENGLISH))) == "scanned"
    assert read("b.pdf", scanned_pdf("Text.", drawn(ENGLISH))).reason == "some_pages_empty"


def test_the_place_that_the_environment_names_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_PLACES", ())
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    (tmp_path / "tessdata").mkdir()
    (tmp_path / "tessdata" / "kor.traineddata").touch()
    assert not ocr.is_possible()
    (tmp_path / "tessdata" / "eng.traineddata").touch()
    assert ocr.is_possible()
