"""How a citation is named: its file and the page or place in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents import Citation
from ui import words

_SLIDES = {".pptx", ".ppt", ".odp"}
_SHEETS = {".xlsx", ".xls", ".ods"}

_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}
"""They have no pages."""


@dataclass(frozen=True, slots=True)
class Source:
    """All citations of one answer that stand on the same page or at the same place."""

    numbers: tuple[int, ...]
    citation: Citation
    """The first of them."""

    @property
    def title(self) -> str:
        """Return the marks and the name of the file."""
        marks = ", ".join(str(number) for number in self.numbers)
        return f"{marks} · {self.citation.path.name}"


def page_name(path: Path, page: int) -> str:
    """Return what a numbered page of this file is called."""
    ending = path.suffix.lower()
    if ending in _SLIDES:
        return words.say(words.SLIDE, n=page)
    if ending in _SHEETS:
        return words.say(words.SHEET, n=page)
    return words.say(words.PAGE, n=page)


def place_name(citation: Citation) -> str:
    """Return the page where the format has pages, else the heading, else nothing invented."""
    place = _own_place(citation)
    if citation.is_ocr and citation.path.suffix.lower() in _PICTURES:
        place = words.say(words.OFF_THE_PICTURE)
    elif citation.is_ocr:
        place = words.say(words.OFF_PICTURE, place=place)
    if len(citation.copies) == 1:
        return words.say(words.ALSO_IN, place=place, name=citation.copies[0].name)
    if citation.copies:
        return words.say(words.ALSO_IN_MORE, place=place, n=len(citation.copies))
    return place


def _own_place(citation: Citation) -> str:
    if citation.page is not None:
        return page_name(citation.path, citation.page)
    if citation.place:
        return words.say(words.UNDER_HEADING, heading=citation.place)
    return words.say(words.PAGE_WHOLE)


def sources(citations: Sequence[Citation]) -> list[Source]:
    """Bring the citations of one page together, in the order of their first marks."""
    gathered: dict[tuple[Path, int | None, str | None], list[Citation]] = {}
    for citation in citations:
        gathered.setdefault((citation.path, citation.page, citation.place), []).append(citation)
    return [Source(tuple(c.n for c in group), group[0]) for group in gathered.values()]


def hint(citation: Citation) -> str:
    """Return the sentence that names a mark."""
    return words.say(
        words.CITATION_HINT, n=citation.n, name=citation.path.name, place=place_name(citation)
    )
