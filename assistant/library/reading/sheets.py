"""Excel sheets (.xlsx and relatives): one page a sheet, cells as the sheet shows them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assistant.library.reading.cell_formats import CellFormats
from assistant.library.reading.package import (
    Package,
    all_named,
    attribute,
    child,
    finished_elements,
    local,
)
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.slides import attribute_id
from assistant.library.reading.tables import add_rows

_WORKBOOK = "xl/workbook.xml"
_MOST_COLUMNS = 1024


def read_sheets(data: bytes) -> Contents:
    """Return one page a sheet, numbered as in the workbook; hidden ones too."""
    package = Package(data)
    workbook = package.xml(_WORKBOOK)
    related = package.related(_WORKBOOK)
    parts = {kind: name for kind, name in related.values() if name in package}
    texts = _shared_texts(package, parts.get("sharedStrings", ""))
    formats = _formats(package, parts.get("styles", ""), workbook)
    pages = []
    for number, sheet in enumerate(all_named(workbook, "sheet"), 1):
        page = PageText()
        kind, name = related.get(attribute_id(sheet), ("", ""))
        if kind == "worksheet" and name in package:
            rows = list(_rows(package.read(name), texts, formats))
            if any(any(row) for row in rows):
                page.heading(attribute(sheet, "name"))
            add_rows(page, rows)
        _add_drawings(page, package, name)
        pages.append(page.page(number))
    return Contents(tuple(pages))


def _shared_texts(package: Package, name: str) -> list[str]:
    if not name:
        return []
    return [_rich_text(item) for item in package.xml(name) if local(item) == "si"]


def _rich_text(item: Element) -> str:
    """Return the text of all runs; readings beside it (phonetic runs) are left out."""
    pieces = []
    for part in item:
        if local(part) == "t":
            pieces.append(part.text or "")
        elif local(part) == "r":
            run = child(part, "t")
            pieces.append("" if run is None else run.text or "")
    return "".join(pieces)


def _formats(package: Package, name: str, workbook: Element) -> CellFormats:
    properties = child(workbook, "workbookPr")
    old_mac = properties is not None and attribute(properties, "date1904") in ("1", "true")
    return CellFormats(package.xml(name) if name else None, from_1904=old_mac)


def _rows(data: bytes, texts: list[str], formats: CellFormats) -> Iterator[list[str]]:
    """Yield the rows that hold something, without ever holding the whole sheet as a tree."""
    for element in finished_elements(data):
        if local(element) == "row":
            row: list[str] = []
            for cell in element:
                column = _column(cell.get("r", ""), len(row))
                if column < _MOST_COLUMNS:
                    row += [""] * (column + 1 - len(row))
                    row[column] = _value(cell, texts, formats)
            yield row
            element.clear()


def _column(reference: str, default: int) -> int:
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1 if number else default


def _value(cell: Element, texts: list[str], formats: CellFormats) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = child(cell, "is")
        return "" if inline is None else _rich_text(inline)
    value = child(cell, "v")
    text = "" if value is None else value.text or ""
    if kind == "s":
        return texts[int(text)] if text.isdigit() and int(text) < len(texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return formats.shown(text, cell.get("s", "")) if kind == "n" else text


def _add_drawings(page: PageText, package: Package, name: str) -> None:
    """Add the text of boxes drawn over the sheet."""
    for kind, part in package.related(name).values() if name else ():
        if kind == "drawing" and part in package:
            for paragraph in all_named(package.xml(part), "p"):
                page.paragraph("".join(run.text or "" for run in all_named(paragraph, "t")))
