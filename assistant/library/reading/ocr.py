"""Reads the text of pictures and of PDF pages that are pictures, Korean and English.

kreuzberg carries Tesseract but no language data; those are looked for where systems keep them.
"""

import atexit
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from assistant.library.reading.extraction import extracted
from assistant.library.reading.ocr_text import in_order
from assistant.library.reading.page_text import PageText
from assistant.library.reading.picture_pdf import as_pdf
from assistant.library.reading.pictures import KINDS, page_sizes, picture_kind, tiff_page
from assistant.library.reading.refusals import refuse

_LANGUAGES = ("kor", "eng")
"""Korean first: only then does Tesseract keep Korean words together."""
_PLACES = (
    ("/usr/share", "tesseract-ocr/*/tessdata"),
    ("/usr/share", "tesseract*/tessdata"),
    ("/usr/share", "tessdata"),
    ("/opt/homebrew/share", "tessdata"),
    ("/usr/local/share", "tessdata"),
    ("%ProgramFiles%", "Tesseract-OCR/tessdata"),
    ("%LOCALAPPDATA%", "Programs/Tesseract-OCR/tessdata"),
)
_ROWS, _ONE_BLOCK = 4, 6
"""Ways of Tesseract to see a page: rows keep tables, one block stands slanted lines."""
# More reads worse: kreuzberg enlarges what it is given to 4096 pixels and tells Tesseract less.
_DPI, _LEAST_DPI = 150, 72
_PICTURE_SIDE = 1800
"""Pixels of the longer side, as of A4 at _DPI."""
_LARGEST_PAPER = 1300
"""Points: A3. Programs that make a PDF of a photo take its pixels for points."""
_DOUBTFUL, _LIKELY_TURNED, _NONSENSE = 92, 65, 50
"""Tesseract's mean confidence in its words; clean print has 92 to 95, turned print 45."""
_FEWEST_LETTERS = 40
"""Fewer, unsure ones are what Tesseract sees in photos of no text."""
# Of the processor, not of the clock: beside other work a page must read no worse.
_NO_MORE_TRIES_S = 12.0
_MIME_TYPES = {kind: f"image/{kind}" for kind in KINDS}


class _Attempt(NamedTuple):
    text: str
    confidence: float

    @property
    def letters(self) -> int:
        return len("".join(self.text.split()))

    @property
    def worth(self) -> float:
        return self.letters * self.confidence


def is_possible() -> bool:
    """Return whether the data for both languages are on this computer."""
    return _data_folder() is not None


def read_page(data: bytes, number: int) -> str:
    """Return the text of a page (from 1) of a PDF; empty where nothing can be made out.

    Raises:
        DocumentError: The page cannot be shown, or no language data are there.
    """
    with _as_file(data) as path:
        picture = _rendered(path, number, _LEAST_DPI)
        if max(page_sizes(picture)[0]) > _LARGEST_PAPER:
            return _read(_upright(picture) or picture)
        return _read(_rendered(path, number, _DPI))


def read_picture(data: bytes, number: int = 1) -> str:
    """Return the text of a picture, of a TIFF that of one page (from 1); empty where none is seen.

    Raises:
        DocumentError: The picture is damaged, or no language data are there.
        ValueError, LookupError, struct.error: It is damaged.
    """
    if picture_kind(data) == "tiff":
        return _read(tiff_page(data, number))
    if number != 1:
        raise LookupError("no such page")
    return _read(_upright(data) or data)


def _read(picture: bytes) -> str:
    started = time.process_time()
    best = _Attempt("", 0.0)
    for attempt in _attempts(picture):
        best = max(best, attempt, key=lambda one: one.worth)
        if best.confidence >= _DOUBTFUL or time.process_time() - started > _NO_MORE_TRIES_S:
            break
    page = PageText()
    if best.confidence >= _NONSENSE:
        page.paragraph(in_order(best.text))
    return page.page().text


def _attempts(picture: bytes) -> Iterator[_Attempt]:
    """Yield what may read better and better; the next one is made only when it is asked for."""
    first = _tried(picture, _ROWS)
    yield first
    second = _tried(picture, _ONE_BLOCK)
    yield second
    seen = max(first, second, key=lambda attempt: attempt.worth)
    if seen.confidence >= _LIKELY_TURNED or seen.letters < _FEWEST_LETTERS:
        return
    for turn in (90, 270, 180):
        if turned := _upright(picture, turn):
            yield _tried(turned, _ROWS)


def _tried(picture: bytes, layout: int) -> _Attempt:
    """Run Tesseract on a picture as it stands."""
    import kreuzberg

    folder = _data_folder()
    if folder is None:
        raise refuse("scanned")
    os.environ["TESSDATA_PREFIX"] = str(folder)
    tesseract = kreuzberg.TesseractConfig(
        language="+".join(_LANGUAGES),
        psm=layout,
        output_format="text",
        enable_table_detection=False,
        use_cache=False,
    )
    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        output_format="plain",
        # Its other engines fetch models; ImagePreprocessingConfig's auto_rotate ends the process.
        ocr=kreuzberg.OcrConfig(
            backend="tesseract", language=tesseract.language, tesseract_config=tesseract
        ),
    )
    with _quiet():
        result = extracted(picture, _MIME_TYPES[picture_kind(picture)], config)
    metadata: dict[str, Any] = dict(result.metadata)
    # Where it sees no text it is sure of that.
    confidence = metadata.get("mean_text_conf", 0) if result.content.strip() else 0
    return _Attempt(result.content, float(confidence))


def _upright(picture: bytes, turn: int = 0) -> bytes:
    """Return the picture shrunk and turned, as a PNG; empty where that cannot be done."""
    page = as_pdf(picture, _PICTURE_SIDE, turn)
    with _as_file(page) as path:
        return _rendered(path, 1, _LEAST_DPI) if page else b""


def _rendered(path: Path, number: int, dpi: int) -> bytes:
    """Return a PNG of a page of a PDF.

    Raises:
        DocumentError: It cannot be shown.
    """
    import kreuzberg

    try:
        return kreuzberg.render_pdf_page(path, number - 1, dpi=dpi)
    except (RuntimeError, kreuzberg.KreuzbergError) as error:
        raise refuse("damaged") from error


@contextmanager
def _as_file(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(data)
        yield path


def _data_folder() -> Path | None:
    """Return where the language data are; what the environment names goes first."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named) / "tessdata"] if named else []
    for root, pattern in _PLACES:
        folders += sorted(Path(os.path.expandvars(root)).glob(pattern), reverse=True)
    return next((folder for folder in folders if _has_languages(folder)), None)


def _has_languages(folder: Path) -> bool:
    return all((folder / f"{language}.traineddata").is_file() for language in _LANGUAGES)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Tesseract says of its work off the terminal."""
    _end_quietly()
    kept = os.dup(2)
    _silence()
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@cache
def _end_quietly() -> None:
    """Keep off the terminal what it says of itself when the process ends."""
    atexit.register(_silence)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
