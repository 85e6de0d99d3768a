"""Word documents (.docx and relatives): body, notes, comments; headings by style."""

import re
from xml.etree.ElementTree import Element

from assistant.library.reading.package import Package, all_named, attribute, child, local
from assistant.library.reading.page_text import Contents, PageText, one_line

_DOCUMENT = "word/document.xml"
_HEADING_NAME = re.compile(r"(heading|제목|개요|標題|見出し)\s*\d|title$", re.IGNORECASE)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "Fallback", "tblPr"}
)
_EDGES = ("header", "footer")
_NOTES = ("footnotes", "endnotes", "comments")
_LONGEST_HEADING = 200


def read_word(data: bytes) -> Contents:
    """Return the whole document; it has no pages of its own."""
    package = Package(data)
    related = package.related(_DOCUMENT).values()
    styles = next((name for kind, name in related if kind == "styles"), "")
    writer = _Writer(_heading_styles(package, styles) if styles in package else set())
    body = child(package.xml(_DOCUMENT), "body")
    if body is not None:
        writer.add_all(body)
    for kinds in (_NOTES, _EDGES):
        for kind, name in related:
            if kind in kinds and name in package:
                writer.add_once(package.xml(name))
    return Contents((writer.page.page(),))


def _heading_styles(package: Package, name: str) -> set[str]:
    """Return the ids of the styles that make a paragraph a heading, inherited ones too."""
    headings, parents = set(), {}
    for style in all_named(package.xml(name), "style"):
        style_id, named = attribute(style, "styleId"), child(style, "name")
        parent = child(style, "basedOn")
        parents[style_id] = attribute(parent, "val") if parent is not None else ""
        if named is not None and _HEADING_NAME.match(attribute(named, "val")):
            headings.add(style_id)
    for style_id, parent_id in parents.items():
        line, at = [style_id], parent_id
        while at and at not in line and at not in headings:
            line, at = [*line, at], parents.get(at, "")
        if at in headings:
            headings.update(line)
    return headings


class _Writer:
    def __init__(self, headings: set[str]) -> None:
        self.page = PageText()
        self._headings = headings
        self._once: set[str] = set()

    def add_all(self, parent: Element) -> None:
        """Add paragraphs and tables, through whatever wraps them."""
        for part in parent:
            name = local(part)
            if name == "p":
                self._add_paragraph(part)
            elif name == "tbl":
                self._add_table(part)
            elif name not in _SKIPPED:
                self.add_all(part)

    def add_once(self, part: Element) -> None:
        """Add notes, headers and footers; what repeats on each page is added once."""
        for paragraph in all_named(part, "p"):
            text = one_line(self._own_text(paragraph, []))
            if text not in self._once:
                self._once.add(text)
                self.page.paragraph(text)

    def _add_paragraph(self, paragraph: Element) -> None:
        boxes: list[Element] = []
        text = self._own_text(paragraph, boxes)
        style = child(child(paragraph, "pPr"), "pStyle")
        is_heading = style is not None and attribute(style, "val") in self._headings
        if is_heading and len(text) <= _LONGEST_HEADING:
            self.page.heading(text)
        else:
            self.page.paragraph(text)
        for box in boxes:
            self.add_all(box)

    def _own_text(self, element: Element, boxes: list[Element]) -> str:
        """Return the text of a paragraph; text boxes and tables inside it are set aside."""
        pieces = []
        for part in element:
            name = local(part)
            if name == "t":
                pieces.append(part.text or "")
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name in ("txbxContent", "tbl"):
                boxes.append(part)
            elif name not in _SKIPPED:
                pieces.append(self._own_text(part, boxes))
        return "".join(pieces)

    def _add_table(self, table: Element) -> None:
        rows = [row for row in _through(table, "tr")]
        for index, row in enumerate(rows):
            cells = [self._cell_text(cell) for cell in _through(row, "tc")]
            self.page.row(cells, first=index == 0)

    def _cell_text(self, cell: Element) -> str:
        inside = _Writer(set())
        inside.add_all(cell)
        return inside.page.page().text


def _through(parent: Element, name: str) -> list[Element]:
    """Return the children with that name, also inside content controls."""
    found: list[Element] = []
    for part in parent:
        if local(part) == name:
            found.append(part)
        elif local(part) in ("sdt", "sdtContent", "ins", "customXml"):
            found += _through(part, name)
    return found
