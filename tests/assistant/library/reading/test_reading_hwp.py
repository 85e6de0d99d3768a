"""Hancom's formats: hwpx as a zip, hwp as a compound file made here byte by byte."""

import struct
import zlib

import pytest

from assistant.library.reading.compound import CompoundFile

NAMESPACE = 'xmlns:hs="s" xmlns:hp="p"'


def _section(inner: str) -> str:
    return f"<hs:sec {NAMESPACE}>{inner}</hs:sec>"


def test_hwpx_sections_in_order_with_tables(read) -> None:
    cell = "<hp:tc><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:tc>"
    first = cell.format("달") + cell.format("돈")
    second = cell.format("1월") + cell.format("만 원")
    table = f"<hp:tbl><hp:tr>{first}</hp:tr><hp:tr>{second}</hp:tr></hp:tbl>"
    document = read(
        "a.hwpx",
        {
            "mimetype": "application/hwp+zip",
            "Contents/section10.xml": _section("<hp:p><hp:run><hp:t>끝</hp:t></hp:run></hp:p>"),
            "Contents/section2.xml": _section(f"<hp:p><hp:run>{table}</hp:run></hp:p>"),
            "Contents/section0.xml": _section(
                "<hp:p><hp:run><hp:t>전세<hp:tab/>계약<hp:lineBreak/>서</hp:t></hp:run>"
                "<hp:run><hp:t>이다</hp:t></hp:run></hp:p><hp:p/>"
            ),
        },
    )
    assert document.pages[0].text == "전세\t계약\n서이다\n\n달 | 돈\n1월 | 만 원\n\n끝"
    assert document.pages[0].number is None


def test_locked_hwpx(refusal) -> None:
    members = {
        "mimetype": "application/hwp+zip",
        "META-INF/manifest.xml": "<m><encryption-data/></m>",
        "Contents/section0.xml": "garbage",
    }
    assert refusal("a.hwpx", members) == "locked"


def _record(tag: int, level: int, data: bytes) -> bytes:
    size = len(data)
    if size < 0xFFF:
        return struct.pack("<I", tag | level << 10 | size << 20) + data
    return struct.pack("<II", tag | level << 10 | 0xFFF << 20, size) + data


def _words(text: str) -> bytes:
    return (text + "\r").encode("utf-16-le")


def _cell(row: int, column: int, text: str) -> bytes:
    place = struct.pack("<HIHHHHH", 1, 0, 0, column, row, 1, 1)
    return _record(72, 2, place) + _record(66, 2, b"") + _record(67, 3, _words(text))


def _hwp(compound, section: bytes, flags: int = 1) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(section) + packer.flush()
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010001, flags)
    return compound({"FileHeader": head, "BodyText/Section0": packed})


def test_hwp_paragraphs_and_tables(read, compound) -> None:
    control = struct.pack("<H", 11) + b" lbt" + bytes(8) + struct.pack("<H", 11)
    tab = struct.pack("<H", 9) + bytes(12) + struct.pack("<H", 9)
    section = (
        _record(66, 0, bytes(22))
        + _record(67, 1, control + "임대차".encode("utf-16-le") + tab + _words("계약서"))
        + _record(71, 1, b" lbt" + bytes(40))
        + _record(77, 2, bytes(18))
        + _cell(0, 0, "달")
        + _cell(0, 1, "돈")
        + _cell(1, 0, "1월")
        + _cell(1, 1, "만 원")
        + _record(66, 0, bytes(22))
        + _record(67, 1, _words("긴 " * 3000 + "끝 😀"))
    )
    text = read("a.hwp", _hwp(compound, section)).pages[0].text
    assert text.startswith("임대차\t계약서\n\n달 | 돈\n1월 | 만 원\n\n긴 긴")
    assert text.endswith("끝 😀")


def test_locked_and_distributed_hwp(refusal, compound) -> None:
    assert refusal("a.hwp", _hwp(compound, b"", flags=3)) == "locked"
    assert refusal("b.hwp", _hwp(compound, b"", flags=5)) == "unsupported"


def test_damaged_hwp(refusal, compound) -> None:
    whole = _hwp(compound, _record(66, 0, bytes(22)) + _record(67, 1, _words("가나다")))
    assert refusal("a.hwp", whole[:600]) == "damaged"


def test_locked_office_files(refusal, compound) -> None:
    assert refusal("a.docx", compound({"EncryptedPackage": b""})) == "password"
    assert refusal("b.docx", compound({"ENCRYPTEDPACKAGE": b""})) == "password"
    word = struct.pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, 0x0100)
    assert refusal("a.doc", compound({"WordDocument": word})) == "password"
    sheet = struct.pack("<HHI", 0x809, 4, 0) + struct.pack("<HHI", 0x2F, 4, 0)
    assert refusal("a.xls", compound({"Workbook": sheet})) == "password"


def test_compound_files_that_run_in_circles_end(compound) -> None:
    data = bytearray(compound({"A": b"a", "B": b"b"}))
    at = data.rindex(struct.pack("<I", 0xFFFFFFFE))
    struct.pack_into("<I", data, at, 16)  # the directory's only sector now follows itself
    with pytest.raises(ValueError, match="circle"):
        CompoundFile(bytes(data))
