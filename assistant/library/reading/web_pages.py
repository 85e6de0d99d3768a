"""Web pages: what a browser would show, without tags, scripts and styles."""

import re
from html.parser import HTMLParser

from assistant.library.reading.page_text import Contents, PageText, one_line
from assistant.library.reading.text_files import decode

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "dl"}
    | {"blockquote", "pre", "figure", "figcaption", "form", "fieldset", "table", "hr", "address"}
    | {"caption", "body", "html", "center", "details", "summary"}
)
_LINES = frozenset({"li", "br", "dt", "dd", "option", "tr"})
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "object", "iframe"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACES = re.compile(r"\s+")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)


class WebPage(HTMLParser):
    """Fills a page with the shown text; feed() it, then close() it."""

    def __init__(self, page: PageText) -> None:
        """Write to the given page."""
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._page = page
        self._words: list[str] = []
        self._row: list[str] | None = None
        self._in_cell = False
        self._hidden = ""
        self._in_pre = False
        self._new_paragraph = True
        self._new_table = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._hidden:
            return
        if tag in _HIDDEN or tag == "title":
            self._flush()
            self._hidden = tag
        elif tag in ("td", "th"):
            self._end_cell()
            self._row, self._in_cell = self._row or [], True
        elif self._row is not None and tag not in ("tr", "table"):
            self._words.append("\n" if tag in _BLOCKS | _LINES | _HEADINGS else "")
        elif tag in _BLOCKS | _LINES | _HEADINGS:
            self._begin_block(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._hidden:
            self._end_hidden(tag)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._flush()
            self._new_paragraph = tag == "table"
        elif self._row is not None:
            self._words.append("\n" if tag in _BLOCKS | _LINES | _HEADINGS else "")
        elif tag in _HEADINGS:
            self._page.heading("".join(self._words))
            self._words, self._new_paragraph = [], True
        elif tag in _BLOCKS | _LINES:
            self._begin_block(tag)
            self._in_pre = self._in_pre and tag != "pre"

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._hidden == "title":
            self.title = self.title or one_line(data)
        elif not self._hidden:
            self._words.append(data if self._in_pre else _SPACES.sub(" ", data))

    def close(self) -> None:
        """Write what is left."""
        super().close()
        self._flush()

    def _begin_block(self, tag: str) -> None:
        self._flush()
        self._new_paragraph = self._new_paragraph or tag in _BLOCKS | _HEADINGS
        self._new_table = self._new_table or tag == "table"
        self._in_pre = self._in_pre or tag == "pre"

    def _end_hidden(self, tag: str) -> None:
        # An unclosed title would hide the whole page.
        if tag == self._hidden or (self._hidden == "title" and tag == "head"):
            self._hidden = ""

    def _end_cell(self) -> None:
        if self._row is not None and self._in_cell:
            self._row.append("".join(self._words))
            self._words, self._in_cell = [], False

    def _flush(self) -> None:
        if self._row is not None:
            self._end_cell()
            filled = [cell for cell in self._row if cell.strip()]
            if len(filled) == 1:  # most often a table that only lays out the page
                self._page.paragraph("\n".join(map(str.strip, filled[0].split("\n"))))
            else:
                self._page.row(self._row, first=self._new_table)
            self._row, self._new_table = None, self._new_table and len(filled) == 1
            return
        text = "".join(self._words)
        text = text if self._in_pre else one_line(text)
        if text.strip():
            (self._page.paragraph if self._new_paragraph else self._page.line)(text)
            self._new_paragraph = False
        self._words = []


def read_web_page(data: bytes) -> Contents:
    """Return the shown text; the title of the page is the document's title."""
    declared = _DECLARED.search(data[:2048])
    text = decode(data, declared[1].decode("ascii", "replace") if declared else "")
    page = PageText()
    title = add_web_page(page, text)
    return Contents((page.page(),), title)


def add_web_page(page: PageText, text: str) -> str:
    """Add the shown text of a web page and return its title."""
    parser = WebPage(page)
    parser.feed(text)
    parser.close()
    return parser.title
