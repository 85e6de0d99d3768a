"""What kreuzberg reads: PDF, Outlook mail, the old and the binary Excel sheets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse
from assistant.library.reading.tables import add_rows

if TYPE_CHECKING:
    from kreuzberg import ExtractionConfig, ExtractionResult

_MIME_TYPES = {
    "pdf": "application/pdf",
    "xls": "application/vnd.ms-excel",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "msg": "application/vnd.ms-outlook",
}
_MOST_PAGES_READ_TWICE = 1000


def read_pdf(data: bytes) -> Contents:
    """Return the text of each page with the page's own number."""
    pages: dict[int, PageText] = {}
    for found in _extracted(data, "pdf").pages or ():
        page = pages.setdefault(found["page_number"], PageText())
        page.paragraph(found["content"])
    empty = {number for number, page in pages.items() if not page}
    if empty and len(pages) <= _MOST_PAGES_READ_TWICE:
        _fill(pages, empty, _extracted(data, "pdf", structured=True))
    return Contents(tuple(page.page(number) for number, page in sorted(pages.items())))


def _fill(pages: dict[int, PageText], empty: set[int], result: "ExtractionResult") -> None:
    """Fill pages whose text kreuzberg drops whole because of one broken letter in it.

    Its structure still holds their paragraphs; elsewhere the plain text is more complete.
    """
    document: Any = result.document or {}
    for node in document.get("nodes", ()):
        if node.get("page") in empty:
            pages[node["page"]].paragraph(node["content"].get("text") or "")


def read_old_sheets(data: bytes, kind: str = "xls") -> Contents:
    """Return one page a sheet, numbered as in the workbook."""
    result = _extracted(data, kind)
    metadata: dict[str, Any] = dict(result.metadata)
    pages = {name: PageText() for name in metadata.get("sheet_names") or ()}
    page = PageText()
    for node in _nodes(result):
        if node["node_type"] == "heading":
            page = pages.setdefault(node["text"], PageText())
            page.heading(node["text"])
        elif node["node_type"] == "table":
            add_rows(page, _rows(node["grid"]))
    return Contents(tuple(page.page(number) for number, page in enumerate(pages.values(), 1)))


def read_binary_sheets(data: bytes) -> Contents:
    """Return one page a sheet of an .xlsb."""
    return read_old_sheets(data, "xlsb")


def read_outlook(data: bytes) -> Contents:
    """Return one Outlook message; its subject is the title and the place."""
    result = _extracted(data, "msg")
    page, title = PageText(), str(dict(result.metadata).get("subject") or "")
    page.heading(title)
    for node in _nodes(result):
        if node["node_type"] == "metadata_block":
            page.paragraph("\n".join(f"{name}: {value}" for name, value in node["entries"]))
        else:
            page.paragraph(node.get("text") or "")
    return Contents((page.page(),), title)


def _extracted(data: bytes, kind: str, structured: bool = False) -> "ExtractionResult":
    import kreuzberg

    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        output_format="markdown" if structured else "plain",
        include_document_structure=structured or kind != "pdf",
        pages=kreuzberg.PageConfig(extract_pages=True, insert_page_markers=False),
    )
    return extracted(data, _MIME_TYPES[kind], config)


def extracted(data: bytes, mime_type: str, config: "ExtractionConfig") -> "ExtractionResult":
    """Run kreuzberg.

    Raises:
        DocumentError: It cannot read the content.
    """
    import kreuzberg

    try:
        return kreuzberg.extract_bytes_sync(data, mime_type, config=config)
    except kreuzberg.KreuzbergError as error:
        raise refuse(_reason(str(error).lower())) from error
    except BaseException as error:
        # A Rust panic arrives as a BaseException of a module that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("crashed") from error


def _reason(message: str) -> str:
    if "password" in message or "encrypted" in message:
        return "password"
    return "unsupported" if "codepage" in message else "damaged"


def _nodes(result: "ExtractionResult") -> Iterator[dict[str, Any]]:
    document: Any = result.document or {}
    for node in document.get("nodes", ()):
        yield node["content"]


def _rows(grid: dict[str, Any]) -> list[list[str]]:
    rows = [[""] * grid["cols"] for _ in range(grid["rows"])]
    for cell in grid["cells"]:
        rows[cell["row"]][cell["col"]] = cell["content"]
    return rows
