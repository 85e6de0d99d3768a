"""HWPX (.hwpx), Hancom's format as a zip of XML."""

import re
from xml.etree.ElementTree import Element

from assistant.library.reading.package import Package, inside, local
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_INSTEAD = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_SKIPPED = frozenset({"header", "footer", "secPr", "linesegarray", "fieldBegin", "fieldEnd"})


def read_hwpx(data: bytes) -> Contents:
    """Return the paragraphs, tables, notes and text boxes of all sections in order."""
    package = Package(data)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise refuse("locked")
    page = PageText()
    sections = {int(m[1]): name for name in package.names if (m := _SECTION.fullmatch(name))}
    for _, name in sorted(sections.items()):
        for paragraph in package.xml(name):
            _add_paragraph(page, paragraph)
    return Contents((page.page(),))


def _add_paragraph(page: PageText, paragraph: Element) -> None:
    """Add the paragraph's own text, then the tables and boxes anchored in it."""
    pieces: list[str] = []
    anchored: list[Element] = []
    _gather(paragraph, pieces, anchored)
    page.paragraph("".join(pieces))
    for part in anchored:
        if local(part) == "tbl":
            _add_table(page, part)
        else:
            for inner in part:
                _add_paragraph(page, inner)


def _gather(element: Element, pieces: list[str], anchored: list[Element]) -> None:
    for part in element:
        name = local(part)
        if name == "t":
            pieces.append(_text(part))
        elif name in ("tbl", "subList"):
            anchored.append(part)
        elif name not in _SKIPPED:
            _gather(part, pieces, anchored)


def _text(element: Element) -> str:
    pieces = [element.text or ""]
    for part in element:
        pieces += [_INSTEAD.get(local(part), _text(part)), part.tail or ""]
    return "".join(pieces)


def _add_table(page: PageText, table: Element) -> None:
    rows = [row for row in table if local(row) == "tr"]
    for index, row in enumerate(rows):
        cells = [_cell_text(cell) for cell in row if local(cell) == "tc"]
        page.row(cells, first=index == 0)


def _cell_text(cell: Element) -> str:
    text = PageText()
    for paragraph in inside(cell, "subList"):
        _add_paragraph(text, paragraph)
    return text.page().text
