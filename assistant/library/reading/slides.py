"""PowerPoint slides (.pptx and relatives): one page a slide, its title as heading, its notes."""

from xml.etree.ElementTree import Element

from assistant.library.reading.package import Package, all_named, attribute, child, local
from assistant.library.reading.page_text import Contents, PageText

_PRESENTATION = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_NOT_SAID = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
"""Placeholders for dates, footers and numbers."""


def read_slides(data: bytes) -> Contents:
    """Return one page a slide, in the order of the show; hidden slides keep their number."""
    package = Package(data)
    related = package.related(_PRESENTATION)
    order = [attribute_id(entry) for entry in all_named(package.xml(_PRESENTATION), "sldId")]
    names = [related[entry][1] for entry in order if entry in related]
    pages = [_slide(package, name).page(number) for number, name in enumerate(names, 1)]
    return Contents(tuple(pages))


def attribute_id(element: Element) -> str:
    """Return the r:id; the plain id beside it means something else."""
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def _slide(package: Package, name: str) -> PageText:
    page = PageText()
    if name not in package:
        return page
    root = package.xml(name)
    shapes = [shape for shape in all_named(root, "sp") if _placeholder(shape) in _TITLES]
    for shape in shapes:
        page.heading(" ".join(_paragraphs(shape)))
    _add(page, root)
    for kind, part in package.related(name).values():
        if kind == "diagramData" and part in package:
            page.paragraph("\n".join(_paragraphs(package.xml(part))))
        elif kind == "notesSlide" and part in package:
            _add_notes(page, package.xml(part))
    return page


def _add(page: PageText, parent: Element) -> None:
    for part in parent:
        name = local(part)
        if name == "sp":
            if _placeholder(part) not in (*_TITLES, *_NOT_SAID):
                page.paragraph("\n".join(_paragraphs(part)))
        elif name == "tbl":
            for index, row in enumerate(all_named(part, "tr")):
                cells = [" ".join(_paragraphs(cell)) for cell in row if local(cell) == "tc"]
                page.row(cells, first=index == 0)
        elif name != "Fallback":
            _add(page, part)


def _add_notes(page: PageText, notes: Element) -> None:
    for shape in all_named(notes, "sp"):
        if _placeholder(shape) == "body":
            page.paragraph("\n".join(_paragraphs(shape)))


def _placeholder(shape: Element) -> str:
    """Return what a shape is for; empty for a plain one."""
    properties = child(child(shape, "nvSpPr"), "nvPr")
    mark = child(properties, "ph")
    return "" if mark is None else attribute(mark, "type") or "other"


def _paragraphs(element: Element) -> list[str]:
    texts = []
    for paragraph in all_named(element, "p"):
        pieces = [
            "\n" if local(part) == "br" else part.text or ""
            for part in paragraph.iter()
            if local(part) in ("t", "br")
        ]
        texts.append("".join(pieces))
    return [text for text in texts if text.strip()]
