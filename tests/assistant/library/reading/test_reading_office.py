"""Word, PowerPoint, Excel, OpenDocument and books, built here as zips of XML."""

import pytest

from assistant.library.reading.cell_formats import CellFormats
from assistant.library.reading.package import parse_xml

W = 'xmlns:w="w" xmlns:r="r"'


def _relations(*targets: tuple[str, str]) -> str:
    lines = (
        f'<Relationship Id="rId{n}" Type="http://x/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f"<Relationships>{''.join(lines)}</Relationships>"


def _p(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_headings_tables_boxes_and_notes(read) -> None:
    body = (
        _p("전세 계약", "1")
        + "<w:p><w:r><w:t>보증</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>금</w:t><w:tab/><w:t>1억</w:t></w:r></w:ins></w:p>"
        + f"<w:tbl><w:tr><w:tc>{_p('달')}</w:tc><w:tc>{_p('돈')}</w:tc></w:tr>"
        + f"<w:tr><w:tc>{_p('1월')}</w:tc><w:tc>{_p('오만')}{_p('원')}</w:tc></w:tr></w:tbl>"
        + "<w:sdt><w:sdtContent>"
        + _p("Keys", "Own")
        + "</w:sdtContent></w:sdt>"
        + f"<w:p><w:r><w:t>x</w:t><w:pict><w:txbxContent>{_p('boxed')}</w:txbxContent></w:pict>"
        + "</w:r></w:p>"
    )
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="mine"/><w:basedOn w:val="1"/></w:style>'
    )
    document = read(
        "a.docx",
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
            "word/footnotes.xml": f"<w:notes {W}><w:footnote>{_p('a note')}</w:footnote></w:notes>",
            "word/_rels/document.xml.rels": _relations(
                ("styles", "styles.xml"), ("footnotes", "/word/footnotes.xml")
            ),
        },
    )
    page = document.pages[0]
    assert page.number is None
    assert page.text == (
        "전세 계약\n\n보증금\t1억\n\n달 | 돈\n1월 | 오만 원\n\nKeys\n\nx\n\nboxed\n\na note"
    )
    assert [place.heading for place in page.places] == ["전세 계약", "Keys"]
    assert all(page.text[p.start :].startswith(p.heading) for p in page.places)


def _slide(*shapes: tuple[str, str]) -> str:
    inner = ""
    for kind, text in shapes:
        mark = f'<p:ph type="{kind}"/>' if kind else ""
        inner += f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:txBody>"
        inner += f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    return f'<p:sld xmlns:p="p" xmlns:a="a"><p:spTree>{inner}</p:spTree></p:sld>'


def test_slides_in_the_order_of_the_show_with_their_notes(read) -> None:
    order = (
        '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>'
        '<p:sldId id="9" r:id="rId2"/><p:sldId id="8" r:id="rId1"/>'
        "</p:sldIdLst></p:presentation>"
    )
    document = read(
        "a.pptx",
        {
            "ppt/presentation.xml": order,
            "ppt/_rels/presentation.xml.rels": _relations(
                ("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": _slide(("", "끝"), ("sldNum", "2")),
            "ppt/slides/slide2.xml": _slide(("", "본문"), ("title", "제목")),
            "ppt/slides/_rels/slide2.xml.rels": _relations(("notesSlide", "../notes/n.xml")),
            "ppt/notes/n.xml": _slide(("body", "메모"), ("hdr", "머리")),
        },
    )
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "제목\n\n본문\n\n메모"),
        (2, "끝"),
    ]
    assert [place.heading for place in document.pages[0].places] == ["제목"]


def _c(where: str, value: float, **marks: object) -> str:
    shown = "".join(f' {name}="{mark}"' for name, mark in marks.items())
    return f'<c r="{where}"{shown}><v>{value}</v></c>'


def test_sheets_show_dates_and_numbers_as_the_sheet_does(read) -> None:
    rows = (
        f"<row>{_c('A1', 0, t='s')}{_c('B1', 1, t='s')}"
        '<c r="D1" t="inlineStr"><is><t>비율</t></is></c></row>'
        f"<row>{_c('A2', 44927, s=1)}{_c('B2', 1234567.5, s=2)}{_c('D2', 0.125, s=3)}</row>"
        f"<row>{_c('A9', 44928.5, s=1)}{_c('B9', 0.1)}{_c('D9', 1, t='b')}</row>"
    )
    styles = (
        '<s><numFmts><numFmt numFmtId="170" formatCode="#,##0.00&quot;원&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="10"/>'
        "</cellXfs></s>"
    )
    sheets = '<sheet name="빈 표" r:id="rId2"/><sheet name="1월" r:id="rId1"/>'
    texts = "<si><t>날짜</t></si><si><r><t>금</t></r><r><t>액</t></r><rPh><t>no</t></rPh></si>"
    document = read(
        "가계부.xlsx",
        {
            "xl/workbook.xml": f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": "<worksheet><sheetData/></worksheet>",
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
            "xl/styles.xml": styles,
        },
    )
    assert [page.number for page in document.pages] == [1, 2]
    page = document.pages[1]
    assert page.text == (
        "1월\n\n날짜 | 금액 |  | 비율\n"
        "날짜: 2023-01-01 | 금액: 1,234,567.50원 | 비율: 12.50%\n"
        "날짜: 2023-01-02 | 금액: 0.1 | 비율: TRUE"
    )
    assert [place.heading for place in page.places] == ["1월"]
    assert document.pages[0].text == ""


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", "44927.0", "44927"),
        ("General", "0.30000000000000004", "0.3"),
        ("0.00", "2", "2.00"),
        ("0%", "0.5", "50%"),
        ("[$₩-412]#,##0", "32000", "₩32,000"),
        ("yyyy\\-mm\\-dd", "44927", "2023-01-01"),
        ('yyyy"년" m"월" d"일"', "44927", "2023-01-01"),
        ("yyyy-mm-dd hh:mm", "44927.75", "2023-01-01 18:00"),
        ("h:mm AM/PM", "0.75", "18:00"),
        ("[h]:mm:ss", "1.5", "36:00:00"),
        ("#,##0_);[Red](#,##0)", "1500", "1,500"),
        ("0.00E+00", "1500", "1500"),
        ("General", "n/a", "n/a"),
        ("yyyy-mm-dd", "-5", "-5"),
        ("yyyy-mm-dd", "1e300", "1e+300"),
    ],
)
def test_cell_formats(code: str, value: str, shown: str) -> None:
    code = code.replace('"', "&quot;")
    styles = parse_xml(
        f'<s><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></s>'.encode()
    )
    assert CellFormats(styles).shown(value, "0") == shown


ODF = 'xmlns:office="o" xmlns:text="t" xmlns:table="tb" xmlns:draw="d" xmlns:presentation="p"'


def _odf(kind: str, body: str) -> dict[str, str]:
    body = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:d {ODF}>{body}</office:d>",
    }


def test_opendocument_text(read) -> None:
    body = (
        "<text:h>계약</text:h><text:p>a<text:s text:c='2'/>b<text:tab/>c<text:note><text:note-body>"
        "<text:p>note</text:p></text:note-body></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"
    )
    page = read("a.odt", _odf("text", body)).pages[0]
    assert page.text == "계약\n\na  b\tc\n\nnote\n\nx | y"
    assert page.places[0].heading == "계약"


def test_opendocument_sheets_and_slides(read) -> None:
    cell = (
        "<table:table-cell office:date-value='2023-01-01'><text:p>1. 1.</text:p></table:table-cell>"
    )
    far = "<table:table-cell table:number-columns-repeated='16000'/>"
    row = f"<table:table-row>{cell}{far}</table:table-row>"
    sheet = f"<table:table table:name='1월'>{row}</table:table>"
    document = read("a.ods", _odf("spreadsheet", sheet * 2))
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "1월\n\n2023-01-01"),
        (2, "1월\n\n2023-01-01"),
    ]
    slide = (
        "<draw:page><draw:frame><draw:text-box><text:p>body</text:p></draw:text-box></draw:frame>"
        "<draw:frame presentation:class='title'><text:p>Title</text:p></draw:frame></draw:page>"
    )
    page = read("a.odp", _odf("presentation", slide)).pages[0]
    assert (page.number, page.text) == (1, "Title\n\nbody")


def test_locked_opendocument(refusal) -> None:
    locked = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert refusal("a.odt", {**_odf("text", ""), **locked}) == "locked"


def test_book_chapters_in_reading_order(read) -> None:
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<c><rootfile full-path="O/b.opf"/></c>',
        "O/b.opf": (
            "<package><title>어린 왕자</title>"
            "<item id='a' href='t/one%20.xhtml'/><item id='b' href='two.xhtml'/>"
            "<spine><itemref idref='b'/><itemref idref='a'/></spine></package>"
        ),
        "O/t/one .xhtml": "<html><body><h1>둘째</h1><p>B</p></body></html>",
        "O/two.xhtml": "<html><head><title>x</title></head><h1>첫째</h1><p>A</p></html>",
    }
    document = read("a.epub", book)
    assert document.title == "어린 왕자"
    assert document.pages[0].text == "첫째\n\nA\n\n둘째\n\nB"
    assert [place.heading for place in document.pages[0].places] == ["첫째", "둘째"]


def test_a_copy_protected_book(refusal) -> None:
    book = {
        "META-INF/container.xml": '<c><rootfile full-path="b.opf"/></c>',
        "META-INF/encryption.xml": "<e><CipherReference URI='one.xhtml'/></e>",
        "b.opf": "<p><item id='a' href='one.xhtml'/><itemref idref='a'/></p>",
        "one.xhtml": "garbage",
    }
    assert refusal("a.epub", book) == "locked"
