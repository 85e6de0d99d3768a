"""Rows of sheets and CSV files as lines that a person can quote."""

import csv
import io
import re
from collections.abc import Iterable

from assistant.library.reading.page_text import Contents, PageText, one_line
from assistant.library.reading.text_files import decode

_NUMBER = re.compile(r"[-+(]?[\W_]*\d[\d.,:\s%/()-]*\D{0,3}$")
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$|^1899-12-3\d[ T](\d\d:\d\d:\d\d)$")
_DELIMITERS = ",\t;|"
_MOST_HEADER_LETTERS = 60
_ROWS_SEARCHED = 8


def add_rows(page: PageText, rows: Iterable[list[str]]) -> None:
    """Add rows to a page.

    The first row that only names columns is shown as it is; each row below it as
    "name: value | name: value". Without such a row the values stand alone.
    """
    filled = [cells for row in rows if any(cells := [_shown(cell) for cell in row])]
    at = _header_at(filled)
    names = filled[at] if at is not None else []
    for index, cells in enumerate(filled):
        below = at is not None and index > at
        page.row(_named(names, cells) if below else cells, first=index == 0)


def add_marked_text(page: PageText, text: str) -> None:
    """Add text as Word keeps it: CR ends a paragraph, BEL ends a cell, one more ends the row."""
    blocks = text.split("\x07\x07")
    in_table = False
    for index, block in enumerate(blocks):
        is_row = index + 1 < len(blocks)
        first, *others = block.split("\x07")
        # What stands before the first cell and ends with a paragraph mark is above the table.
        above, _, first = first.rpartition("\r") if is_row else (first, "", "")
        for paragraph in above.split("\r"):
            page.paragraph(paragraph.strip("\t"))
            in_table = in_table and not paragraph.strip()
        page.row([first, *others], first=not in_table)
        in_table = is_row


def _shown(cell: str) -> str:
    return _MIDNIGHT.sub(r"\1\2", one_line(cell))


def _header_at(rows: list[list[str]]) -> int | None:
    for index, cells in enumerate(rows[:_ROWS_SEARCHED]):
        names = [cell for cell in cells if cell]
        width = max(sum(map(bool, row)) for row in rows[index : index + 20])
        if len(names) >= 2 and len(names) * 2 > width:
            fits = all(len(name) <= _MOST_HEADER_LETTERS for name in names)
            words = not any(_NUMBER.match(name) for name in names)
            has_rows = index + 1 < len(rows)
            return index if fits and words and has_rows and len(set(names)) == len(names) else None
    return None


def _named(names: list[str], cells: list[str]) -> list[str]:
    padded = names + [""] * (len(cells) - len(names))
    return [
        f"{name}: {cell}" if name else cell
        for name, cell in zip(padded, cells, strict=False)
        if cell
    ]


def read_csv(data: bytes) -> Contents:
    """Return the rows of a file of comma, tab, semicolon or bar separated values."""
    text = decode(data)
    page = PageText()
    try:
        add_rows(page, csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error:
        page = PageText()
        page.paragraph(text)
    return Contents((page.page(),))


def _delimiter(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()] or [""]
    # The true one stands equally often in most lines; the rarest line counts.
    return max(
        _DELIMITERS, key=lambda mark: sorted(line.count(mark) for line in lines)[len(lines) // 4]
    )
