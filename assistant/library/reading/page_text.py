"""Builds the text of one page piece by piece, keeping where its headings stand."""

import re
import unicodedata
from dataclasses import dataclass

from assistant.documents import Page, Place

_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\ufeff\ufffe\uffff\ud800-\udfff]")
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc\uf06c\uf0e0", "•"))
"""Bullets of symbol fonts, which no other font can show."""
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GAPS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader found in a file."""

    pages: tuple[Page, ...]
    title: str = ""
    """Empty where the file's own name serves better."""


def tidy(text: str) -> str:
    """Return text as it is stored and quoted: NFC, plain line ends, no control characters."""
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).translate(_BULLETS)
    text = "\n".join(line.rstrip(" \t\xa0") for line in text.split("\n"))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return text with every run of whitespace as one space."""
    return _SPACES.sub(" ", tidy(text)).strip()


class PageText:
    """Paragraphs stand apart by an empty line, the lines of one paragraph or table do not."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._places: list[Place] = []

    def __bool__(self) -> bool:
        """Return whether anything was added."""
        return bool(self._parts)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; empty ones are ignored."""
        self._add(_GAPS.sub("\n\n", tidy(text)).strip("\n "), "\n\n")

    def line(self, text: str) -> None:
        """Add a line right under the last one."""
        self._add(tidy(text).strip("\n "), "\n")

    def heading(self, text: str) -> None:
        """Add a heading."""
        text = one_line(text)
        if self._add(text, "\n\n"):
            self._places.append(Place(self._length - len(text), text))

    def row(self, cells: list[str], first: bool = False) -> None:
        """Add a table row; the first one stands apart from what is above it."""
        shown = [one_line(cell) for cell in cells]
        text = " | ".join(shown).strip(" |") if any(shown) else ""
        self._add(text, "\n\n" if first else "\n")

    def page(self, number: int | None = None) -> Page:
        """Return what was added as a page."""
        return Page(number, "".join(self._parts), tuple(self._places))

    def _add(self, text: str, separator: str) -> bool:
        if not text.strip():
            return False
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)
        self._parts.append(text)
        self._length += len(text)
        return True
