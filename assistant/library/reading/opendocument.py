"""OpenDocument text, sheets and slides (.odt, .ods, .odp, flat XML, old OpenOffice files)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assistant.documents import Page
from assistant.library.reading.package import Package, all_named, attribute, local, parse_xml
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse
from assistant.library.reading.tables import add_rows

_SKIPPED = frozenset({"tracked-changes", "forms", "sequence-decls", "creator", "date", "desc"})
_BREAKS = {"tab": "\t", "line-break": "\n", "tab-stop": "\t"}
_MOST_COLUMNS = 1024
_MOST_REPEATS = 1000


def read_opendocument(data: bytes) -> Contents:
    """Return the text of a zipped OpenDocument: one page a sheet or slide, else one in all."""
    package = Package(data)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise refuse("locked")
    return _contents(package.xml("content.xml"))


def read_flat_opendocument(data: bytes) -> Contents:
    """Return the text of an OpenDocument kept as one XML file."""
    return _contents(parse_xml(data))


def _contents(root: Element) -> Contents:
    body = next((part for part in root.iter() if local(part) == "body"), root)
    # In files of before 2005 sheets and slides stand in the body itself.
    inner = next((part for part in body if local(part) in ("spreadsheet", "presentation")), body)
    tables = [part for part in inner if local(part) == "table"]
    slides = [part for part in inner if local(part) == "page"]
    if slides:
        return Contents(tuple(_slide(slide, number) for number, slide in enumerate(slides, 1)))
    if tables and not any(local(part) in ("p", "h") for part in inner):
        return Contents(tuple(_sheet(table, number) for number, table in enumerate(tables, 1)))
    page = PageText()
    _add_all(page, inner)
    return Contents((page.page(),))


def _sheet(table: Element, number: int) -> Page:
    page = PageText()
    rows = [cells for row in all_named(table, "table-row") if any(cells := list(_cells(row)))]
    if rows:
        page.heading(attribute(table, "name"))
    add_rows(page, rows)
    return page.page(number)


def _cells(row: Element) -> Iterator[str]:
    count = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        repeats = attribute(cell, "number-columns-repeated")
        times = min(int(repeats) if repeats.isdigit() else 1, _MOST_REPEATS)
        shown = attribute(cell, "date-value")[:10] or _cell_text(cell)
        for _ in range(times if count < _MOST_COLUMNS else 0):
            yield shown
        count += times


def _slide(slide: Element, number: int) -> Page:
    page = PageText()
    frames = [frame for frame in slide.iter() if attribute(frame, "class") in ("title", "subtitle")]
    for frame in frames:
        if attribute(frame, "class") == "title":
            page.heading(_cell_text(frame))
    for part in slide:
        if attribute(part, "class") != "title":
            _add_all(page, part)
    return page.page(number)


def _add_all(page: PageText, parent: Element) -> None:
    """Add headings, paragraphs and tables in order, through lists, frames and sections."""
    for part in parent:
        name = local(part)
        if name == "h":
            page.heading(_own_text(part, []))
        elif name == "p":
            anchored: list[Element] = []
            page.paragraph(_own_text(part, anchored))
            for box in anchored:
                _add_all(page, box)
        elif name == "table":
            for index, row in enumerate(all_named(part, "table-row")):
                page.row([_cell_text(cell) for cell in row], first=index == 0)
        elif name not in _SKIPPED:
            _add_all(page, part)


def _cell_text(cell: Element) -> str:
    inside = PageText()
    _add_all(inside, cell)
    return inside.page().text


def _own_text(element: Element, anchored: list[Element]) -> str:
    """Return the text of a paragraph; notes, frames and comments in it are set aside."""
    pieces = [element.text or ""]
    for part in element:
        name = local(part)
        if name == "s":
            count = attribute(part, "c")
            pieces.append(" " * min(int(count) if count.isdigit() else 1, _MOST_REPEATS))
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name in ("note-body", "text-box", "annotation", "footnote-body", "endnote-body"):
            anchored.append(part)
        elif name not in ("ruby-text", *_SKIPPED):
            pieces.append(_own_text(part, anchored))
        pieces.append(part.tail or "")
    return "".join(pieces)
