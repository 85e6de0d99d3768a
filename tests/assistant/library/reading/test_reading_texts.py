"""Text in any encoding, Markdown, web pages, tables, subtitles, calendars, contacts."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.documents import Hint, Place
from assistant.library.reading import FileReader

Save = Callable[[str, bytes], Path]

KOREAN = "임대차 계약서: 보증금은 5억 2천만 원이다. 뷁"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"]
)
def test_korean_text_in_every_encoding(encoding: str, read) -> None:
    document = read("계약.txt", (KOREAN + "\r\nIt is English too.").encode(encoding))
    assert document.pages[0].text == KOREAN + "\nIt is English too."
    assert document.pages[0].number is None
    assert (document.title, document.format, document.state) == ("계약", "txt", "read")


def test_a_guessed_encoding_is_said_and_another_can_be_chosen(
    reader: FileReader, save: Save
) -> None:
    path = save("a.txt", "Größe und Maß".encode("cp850"))
    guessed = reader.read(path)
    assert (guessed.state, guessed.reason) == ("read", "guessed_letters")
    assert "Größe" not in guessed.pages[0].text
    chosen = reader.read(path, Hint(encoding="cp850"))
    assert (chosen.pages[0].text, chosen.reason) == ("Größe und Maß", "")


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16", "utf-16-le"])
def test_what_bytes_tell_is_no_guess(reader: FileReader, save: Save, encoding: str) -> None:
    text = "임대차 계약서를 다시 확인해 주세요"
    document = reader.read(save("a.txt", text.encode(encoding)))
    assert (document.pages[0].text, document.reason) == (text, "")


def test_a_chosen_encoding_holds_for_rows_and_web_pages(reader: FileReader, save: Save) -> None:
    table = reader.read(save("a.csv", "Straße;Maß\n1;2\n".encode("cp850")), Hint(encoding="cp850"))
    assert "Straße: 1" in table.pages[0].text
    page = "<html><meta charset=iso-8859-5><p>Größe</p></html>".encode("cp850")
    assert "Größe" in reader.read(save("a.html", page), Hint(encoding="cp850")).pages[0].text


def test_western_and_japanese_text(read) -> None:
    assert (
        read("a.txt", "Müller geht über die Straße".encode("cp1252"))
        .pages[0]
        .text.startswith("Müller")
    )
    assert read("b.txt", "これはテストです".encode("shift_jis")).pages[0].text == "これはテストです"


def test_decomposed_korean_is_composed_once(read) -> None:
    name = unicodedata.normalize("NFD", "보증금")
    document = read(f"{name}.txt", unicodedata.normalize("NFD", KOREAN))
    assert document.pages[0].text == KOREAN
    assert document.title == "보증금"


def test_source_code_is_text(read) -> None:
    assert read("a.py", "def f():\n    return 1\n").pages[0].text == "def f():\n    return 1"
    assert read("README", "Hello there").format == "txt"


def test_markdown_headings_are_places_and_marks_go(read) -> None:
    page = read(
        "a.md",
        "# 전세 **계약서**\n\nThe *rent* is `500` [won](http://a.b/c_d).\nSecond line.\n\n"
        "## Keys ##\n```\n# no heading\nx = a * b * c\n```\n| a | b |\n|---|---|\n| 1 | **2** |\n",
    ).pages[0]
    assert [place.heading for place in page.places] == ["전세 계약서", "Keys"]
    assert all(page.text[p.start :].startswith(p.heading) for p in page.places)
    assert "The rent is 500 won (http://a.b/c_d).\nSecond line." in page.text
    assert "# no heading\nx = a * b * c" in page.text
    assert page.text.endswith("a | b\n1 | 2")


def test_a_web_page_shows_what_a_browser_shows(read) -> None:
    document = read(
        "a.html",
        '<html><head><meta charset="euc-kr"><title>집 이야기</title><style>p{}</style></head>'
        "<body><h2>첫째 <b>장</b></h2><p>보증금은&nbsp;1억이다.<br>끝<script>var x='no';</script>"
        "<table><tr><th>달</th><th>돈</th></tr><tr><td>1월</td><td></td><td>3</td></tr></table>"
        "<ul><li>하나<li>둘</ul>".encode("euc-kr"),
    )
    page = document.pages[0]
    assert document.title == "집 이야기"
    assert page.text == "첫째 장\n\n보증금은 1억이다.\n끝\n\n달 | 돈\n1월 |  | 3\n\n하나\n둘"
    assert [(p.start, p.heading) for p in page.places] == [(0, "첫째 장")]


def test_a_web_page_named_like_a_sheet_is_read(read) -> None:
    text = read("account.xls", "<html><table><tr><td>날짜<td>금액</tr></table>").pages[0].text
    assert text == "날짜 | 금액"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_of_csv_carry_their_column_names(mark: str, read) -> None:
    rows = [["이름", "금액", "메모"], ["전기", "32000", '"두 줄\n메모"'], ["가스", "", "없음"]]
    text = read("a.csv", "\n".join(mark.join(row) for row in rows).encode("cp949")).pages[0].text
    assert text.split("\n") == [
        "이름 | 금액 | 메모",
        "이름: 전기 | 금액: 32000 | 메모: 두 줄 메모",
        "이름: 가스 | 메모: 없음",
    ]


def test_csv_without_column_names(read) -> None:
    assert read("a.csv", "1,2\n3,4\n").pages[0].text == "1 | 2\n3 | 4"


def test_subtitles_are_what_is_said(read) -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n안녕\n"
    )
    assert read("a.srt", srt).pages[0].text == "Hello\n안녕"
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
    assert read("a.vtt", vtt).pages[0].text == "Hello"


def test_calendar_and_contacts(read) -> None:
    ics = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:치과\\, 2층\r\n"
        "DTSTART;TZID=Asia/Seoul:20260301T093000\r\nDESCRIPTION:long\r\n er\r\nEND:VEVENT\r\n"
    )
    assert (
        read("a.ics", ics).pages[0].text
        == "Summary: 치과, 2층\nStart: 2026-03-01 09:30\nDescription: longer"
    )
    vcf = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=EA=B9=80\n"
        "item1.TEL;CELL:010-1234\nPHOTO;BASE64:AAAA\nEND:VCARD\n"
    )
    assert read("a.vcf", vcf).pages[0].text == "Name: 김\nPhone: 010-1234"


def test_a_notebook_is_read_cell_by_cell(read) -> None:
    book = {
        "cells": [
            {"cell_type": "markdown", "source": ["# Heating\n", "\n", "What **gas** costs."]},
            {
                "cell_type": "code",
                "source": "print(costs.sum())",
                "outputs": [
                    {"output_type": "stream", "text": ["1,240\n"]},
                    {"data": {"text/plain": "<Figure>", "image/png": "iVBOR"}},
                    {"output_type": "error", "traceback": ["..."]},
                ],
            },
            {"cell_type": "raw", "source": ["끝"]},
        ]
    }
    document = read("a.ipynb", json.dumps(book))
    assert document.title == "Heating"
    assert document.pages[0].places == (Place(0, "Heating"),)
    assert document.pages[0].text == (
        "Heating\n\nWhat gas costs.\n\nprint(costs.sum())\n\n1,240\n\n<Figure>\n\n끝"
    )


def test_an_old_notebook_has_worksheets(read, refusal) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Costs"},
        {"cell_type": "code", "input": "1 + 1", "outputs": [{"text": "2"}]},
    ]
    book = {"worksheets": [{"cells": cells}]}
    assert read("a.ipynb", json.dumps(book)).pages[0].text == "Costs\n\n1 + 1\n\n2"
    assert refusal("b.ipynb", "{}") == "damaged"
    assert refusal("c.ipynb", '{"cells": [') == "damaged"
