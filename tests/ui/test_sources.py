"""How a citation's place is named."""

from pathlib import Path

from assistant.documents import Citation
from ui.sources import place_name


def _cited(name: str, page: int | None, **more: object) -> Citation:
    return Citation(1, Path(name), page, None, 0, 1, "x", **more)  # type: ignore[arg-type]


def test_pages_are_called_as_in_their_format() -> None:
    assert place_name(_cited("a.pdf", 3)) == "page 3"
    assert place_name(_cited("a.pptx", 3)) == "slide 3"
    assert place_name(_cited("a.xlsx", 3)) == "sheet 3"
    assert place_name(_cited("a.txt", None)) == "whole text"


def test_a_picture_and_copies_are_said() -> None:
    assert place_name(_cited("a.pdf", 3, is_ocr=True)) == "page 3, read off a picture"
    assert place_name(_cited("a.jpg", 1, is_ocr=True)) == "read off the picture"
    one, two = Path("/b.txt"), Path("/c.txt")
    assert place_name(_cited("a.pdf", 3, copies=(one,))) == "page 3, also in b.txt"
    assert place_name(_cited("a.pdf", 3, copies=(one, two))) == "page 3, also in 2 other files"
