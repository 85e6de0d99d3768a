"""Notebooks (.ipynb): what was written, the code, and what it printed, cell by cell."""

import json
from collections.abc import Iterator
from typing import Any

from assistant.library.reading.markdown import add_markdown
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.text_files import decode


def read_notebook(data: bytes) -> Contents:
    """Return the cells in order; pictures and other drawn results are left out.

    Raises:
        ValueError: It is no notebook.
    """
    book = json.loads(decode(data))
    # Until version 3 the cells lay in worksheets.
    sheets = [book] if "cells" in book else book["worksheets"]
    page, title = PageText(), ""
    for cell in (cell for sheet in sheets for cell in sheet["cells"]):
        if cell["cell_type"] == "heading":
            page.heading(_joined(cell["source"]))
        elif cell["cell_type"] != "code":
            heading = add_markdown(page, _joined(cell["source"]))
            title = title or heading
        else:
            page.paragraph(_joined(cell.get("source") or cell.get("input", "")))
            for printed in _printed(cell.get("outputs", ())):
                page.paragraph(printed)
    return Contents((page.page(),), title)


def _printed(outputs: list[dict[str, Any]]) -> Iterator[str]:
    for output in outputs:
        shown = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield _joined(shown)


def _joined(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
