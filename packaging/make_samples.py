"""Write the sample papers of assistant/samples/papers from the texts in packaging/samples_src.

Hearth ships the papers; only this maker needs fpdf2==2.8.9, python-docx==1.2.0, openpyxl==3.1.5,
python-pptx==1.0.2 (in an environment of their own) and Debian's fonts-nanum (OFL; the PDFs carry a
subset of NanumGothic). A source is a head (target, title, language), ``---`` and the plainest
Markdown; ``=== page`` starts a new page of a PDF. Two runs write the same bytes.
"""

from __future__ import annotations

import html
import importlib
import io
import logging
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parent / "samples_src"
PAPERS = SOURCES.parent.parent / "assistant" / "samples" / "papers"
FONTS = Path("/usr/share/fonts/truetype/nanum")
WRITTEN = datetime(2026, 10, 31, 9, 0, tzinfo=UTC)
ZIP_DATE = (2026, 10, 31, 9, 0, 0)
PAGE_BREAK = "=== page\n"


@dataclass(frozen=True)
class Source:
    """One paper before it has a format."""

    target: str
    title: str
    language: str
    body: str


@dataclass(frozen=True)
class Block:
    """A heading (kind h1, h2), a paragraph (p), list items (ul) or table rows (table)."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The lines as one paragraph."""
        return " ".join(self.lines)


def read_source(path: Path) -> Source:
    """Split a source file into its header and its body."""
    head, body = path.read_text(encoding="utf-8").split("---\n", 1)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Source(fields["target"], fields["title"], fields["language"], body)


def parse_group(lines: list[str]) -> Block:
    """Make a block of lines that stood together, all of one kind."""
    if lines[0].startswith("|"):
        cells = (line.split("|")[1:-1] for line in lines)
        return Block("table", rows=tuple(tuple(map(str.strip, row)) for row in cells))
    if lines[0].startswith("- "):
        return Block("ul", tuple(line.removeprefix("- ") for line in lines))
    if match := re.match(r"(#{1,2}) ", lines[0]):
        return Block(f"h{len(match[1])}", (lines[0][match.end() :],))
    return Block("p", tuple(lines))


def line_kind(line: str) -> str:
    """Name what a line belongs to; lines of different kinds part without a blank between them."""
    if line.startswith("#"):
        return line  # every heading stands alone
    return line[:1] if line.startswith(("| ", "- ")) else "p"


def parse(body: str) -> Iterator[Block]:
    """Read the plain Markdown of a source."""
    group: list[str] = []
    for line in [*body.splitlines(), ""]:
        if group and (not line.strip() or line_kind(line) != line_kind(group[0])):
            yield parse_group(group)
            group = []
        if line.strip():
            group.append(line)


def fill(skeleton: str, **values: object) -> str:
    """Read a file of samples_src/skeletons and put the values in place of ``@name@``."""
    text = (SOURCES / "skeletons" / skeleton).read_text(encoding="utf-8").rstrip("\n")
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Zip named parts with fixed dates; a mimetype goes in front and uncompressed."""
    first = ("mimetype", "[Content_Types].xml")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda part: (part not in first, part)):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.external_attr = 0o644 << 16
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name], method)
    return out.getvalue()


def repack(office_file: bytes) -> bytes:
    """Zip an office file anew: the libraries write the clock into it in two places."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, parts["docProps/core.xml"])
    return pack({**parts, "docProps/core.xml": core})


def name_office_file(properties: Any, source: Source) -> None:
    """Give a Word or PowerPoint file its own title in place of the template's."""
    properties.title, properties.author, properties.comments = source.title, "", ""
    properties.created = properties.modified = WRITTEN.replace(tzinfo=None)
    properties.language = source.language


def write_mail(source: Source) -> bytes:
    """Write a mail; Korean goes in base64 and English in quoted-printable, as mail programs do."""
    head, body = source.body.split("\n\n", 1)
    mail = EmailMessage(policy=SMTP)
    for name, value in (line.split(": ", 1) for line in head.splitlines()):
        mail[name] = value
    mail.set_content(body, cte="base64" if source.language == "ko" else "quoted-printable")
    return mail.as_bytes()


def block_to_html(block: Block) -> str:
    """Return one block as XHTML."""
    if block.kind == "table":
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block.rows)
        return f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"
    if block.kind == "ul":
        return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in block.lines) + "</ul>"
    return f"<{block.kind}>{html.escape(block.text)}</{block.kind}>"


def write_html(source: Source) -> bytes:
    """Write a web page."""
    body, title = "\n".join(map(block_to_html, parse(source.body))), html.escape(source.title)
    return fill("page.html", body=body, title=title, language=source.language).encode()


def new_pdf(source: Source) -> Any:
    """Return an empty PDF with the fonts in place and the date fixed."""
    # fontTools warns of each table of the font that it drops
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    pdf = importlib.import_module("fpdf").FPDF(format="A4")
    pdf.set_margins(26, 26, 26)
    pdf.set_auto_page_break(True, margin=20)
    pdf.add_font("body", "", str(FONTS / "NanumGothic.ttf"))
    pdf.add_font("body", "B", str(FONTS / "NanumGothicBold.ttf"))
    pdf.set_title(source.title)
    pdf.set_lang(source.language)
    pdf.set_creation_date(WRITTEN)
    return pdf


def draw_text(pdf: Any, text: str, size_pt: float, style: str = "", after_mm: float = 4) -> None:
    """Draw one paragraph, left aligned, with some space after it."""
    pdf.set_font("body", style, size_pt)
    pdf.multi_cell(0, size_pt * 0.64, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(after_mm)


def draw_heading(pdf: Any, block: Block) -> None:
    """Draw a heading: the title of the paper with a rule under it, a section in bold."""
    pdf.set_text_color(28, 60, 92)
    if block.kind == "h1":
        draw_text(pdf, block.text, 20, "B", after_mm=2)
        pdf.set_draw_color(28, 60, 92)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
        pdf.ln(5)
    else:
        pdf.ln(2)
        draw_text(pdf, block.text, 14.5, "B", after_mm=1.5)
    pdf.set_text_color(25, 25, 25)


def draw_table(pdf: Any, block: Block) -> None:
    """Draw table rows in a grid, the first one in bold."""
    pdf.set_font("body", "", 12)
    with pdf.table(rows=block.rows, line_height=8, padding=1):
        pass  # drawn on leaving
    pdf.ln(5)


def draw_block(pdf: Any, block: Block) -> None:
    """Draw any block where the last one ended."""
    if block.kind in ("h1", "h2"):
        draw_heading(pdf, block)
    elif block.kind == "table":
        draw_table(pdf, block)
    elif block.kind == "ul":
        for item in block.lines:
            draw_text(pdf, f"• {item}", 12.5, after_mm=1)
        pdf.ln(2)
    else:
        draw_text(pdf, block.text, 12.5)


def draw_page_number(pdf: Any, text: str) -> None:
    """Draw the number inside the bottom margin, where a page break would otherwise come first."""
    pdf.set_auto_page_break(False)
    pdf.set_y(-15)
    pdf.set_font("body", "", 9)
    pdf.cell(0, 5, text, align="C")
    pdf.set_auto_page_break(True, margin=20)


def write_pdf(source: Source) -> bytes:
    """Write a PDF whose pages are those of the source, never more."""
    pdf = new_pdf(source)
    pages = source.body.split(PAGE_BREAK)
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        for block in parse(page):
            draw_block(pdf, block)
        if pdf.page_no() != number:
            raise ValueError(f"{source.target}: page {number} does not fit on one sheet")
        draw_page_number(pdf, f"- {number} / {len(pages)} -")
    return bytes(pdf.output())


def add_table(table: Any, block: Block) -> None:
    """Fill an empty Word table."""
    for texts in block.rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text


def write_docx(source: Source) -> bytes:
    """Write a Word document with true heading styles."""
    document = importlib.import_module("docx").Document()
    name_office_file(document.core_properties, source)
    for block in parse(source.body):
        if block.kind in ("h1", "h2"):
            document.add_heading(block.text, level=int(block.kind[1]))
        elif block.kind == "table":
            add_table(
                document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid"), block
            )
        else:
            for line in block.lines:
                document.add_paragraph(line, style="List Bullet" if block.kind == "ul" else None)
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def cell_value(text: str) -> str | int | float | None:
    """Return a cell as a number where it is one, so that formulas of a reader would work."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text or None


def fill_sheet(sheet: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    """Fill one worksheet, its columns wide enough to read."""
    for row in rows:
        sheet.append([cell_value(cell) for cell in row])
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)):
        cell.number_format = "#,##0"
    for index, cell in enumerate(sheet[1]):
        width = max(len(row[index].encode()) for row in rows)
        sheet.column_dimensions[cell.column_letter].width = min(60, width + 3)


def write_xlsx(source: Source) -> bytes:
    """Write a workbook: every ``# heading`` is a sheet, the table under it its cells."""
    book = importlib.import_module("openpyxl").Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = source.title, ""
    blocks = list(parse(source.body))
    for name, table in zip(blocks[::2], blocks[1::2], strict=True):
        fill_sheet(book.create_sheet(name.text), table.rows)
    out = io.BytesIO()
    book.save(out)
    return repack(out.getvalue())


def write_pptx(source: Source) -> bytes:
    """Write slides: every ``# heading`` is a slide, the list under it its points."""
    show = importlib.import_module("pptx").Presentation()
    name_office_file(show.core_properties, source)
    blocks = list(parse(source.body))
    for title, points in zip(blocks[::2], blocks[1::2], strict=True):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title.text
        slide.placeholders[1].text = "\n".join(points.lines)
    out = io.BytesIO()
    show.save(out)
    return repack(out.getvalue())


def write_epub(source: Source) -> bytes:
    """Write an EPUB 3 book, one file a chapter."""
    common = {"title": html.escape(source.title), "language": source.language}
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": fill("epub-container.xml"),
    }
    items, spine, links = "", "", ""
    for number, chapter in enumerate(re.split(r"\n(?=# )", source.body), 1):
        name, blocks = f"chapter{number}", list(parse(chapter))
        body = "\n".join(map(block_to_html, blocks))
        parts[f"OEBPS/{name}.xhtml"] = fill("epub-chapter.xhtml", body=body, **common)
        items += f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        spine += f'<itemref idref="{name}"/>'
        links += f'<li><a href="{name}.xhtml">{html.escape(blocks[0].text)}</a></li>'
    parts["OEBPS/content.opf"] = fill("epub-content.opf", items=items, spine=spine, **common)
    parts["OEBPS/nav.xhtml"] = fill("epub-nav.xhtml", links=links, **common)
    return pack(parts)


def hwpx_paragraph(text: str, style: int = 0) -> str:
    """Return one OWPML paragraph; style 0 is body text, 1 and 2 are the outline levels."""
    return fill("hwpx-paragraph.xml", text=html.escape(text), style=style)


def hwpx_row(cells: tuple[str, ...], row: int) -> str:
    """Return one table row; sizes are in hundredths of a point."""
    width = 42520 // len(cells)
    return "".join(
        fill("hwpx-cell.xml", paragraph=hwpx_paragraph(cell), row=row, column=column, width=width)
        for column, cell in enumerate(cells)
    )


def hwpx_block(block: Block) -> str:
    """Return any block as OWPML."""
    if block.kind == "table":
        rows = "".join(f"<hp:tr>{hwpx_row(cells, n)}</hp:tr>" for n, cells in enumerate(block.rows))
        size = {"row_count": len(block.rows), "column_count": len(block.rows[0])}
        return fill("hwpx-table.xml", rows=rows, height=1700 * len(block.rows), **size)
    style = int(block.kind[1]) if block.kind in ("h1", "h2") else 0
    return "\n".join(hwpx_paragraph(line, style) for line in block.lines)


def write_hwpx(source: Source) -> bytes:
    """Write a Hangul document by hand: zipped OWPML, as the standard KS X 6101 has it."""
    blocks, title = list(parse(source.body)), html.escape(source.title)
    names = ("version.xml", "settings.xml", "META-INF/container.xml", "META-INF/manifest.xml")
    parts = {name: fill("hwpx-" + name.rpartition("/")[2]) for name in names}
    parts["mimetype"] = "application/hwp+zip"
    parts["Contents/header.xml"] = fill("hwpx-header.xml")
    parts["Contents/content.hpf"] = fill("hwpx-content.hpf", title=title, language=source.language)
    body = "\n".join(map(hwpx_block, blocks))
    parts["Contents/section0.xml"] = fill("hwpx-section0.xml", body=body)
    parts["Preview/PrvText.txt"] = "\r\n".join(block.text for block in blocks)[:400]
    return pack(parts)


WRITERS: dict[str, Callable[[Source], bytes]] = {
    **dict.fromkeys((".txt", ".md", ".csv"), lambda source: source.body.encode()),
    ".eml": write_mail,
    ".html": write_html,
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".pptx": write_pptx,
    ".epub": write_epub,
    ".hwpx": write_hwpx,
}


def main() -> int:
    """Write every paper and say how large it became."""
    for path in sorted(SOURCES.glob("*.md")):
        source = read_source(path)
        target = PAPERS / source.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(WRITERS[target.suffix](source))
        print(f"{target.stat().st_size:>8}  {source.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
