"""Word 97 and PowerPoint 97 files, built here byte by byte."""

import struct


def _doc(pieces: list[tuple[str, str]], lengths: list[int]) -> dict[str, bytes]:
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5EC, 193)
    struct.pack_into("<H", head, 10, 0x0200)
    struct.pack_into(f"<{len(lengths)}I", head, 76, *lengths)
    ends, places = [0], b""
    for encoding, text in pieces:
        at = len(head)
        head += text.encode(encoding)
        mark = 0x40000000 | at * 2 if encoding == "cp1252" else at
        places += struct.pack("<HIH", 0, mark, 0)
        ends.append(ends[-1] + len(text))
    listing = struct.pack(f"<{len(ends)}I", *ends) + places
    table = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(listing)) + listing
    struct.pack_into("<II", head, 418, 0, len(table))
    return {"WordDocument": bytes(head), "1Table": table}


def test_old_word_text_fields_tables_and_notes(read, compound) -> None:
    body = "Rent\r\x13 HYPERLINK x \x14shown\x15 link\rMonth\x07Sum\x07\x07May\x07"
    korean = "5만 원\x07\x07다음\r"
    note, header = "a note\r", "Page 1\r"
    pieces = [("cp1252", body), ("utf-16-le", korean), ("cp1252", note + header)]
    lengths = [len(body) + len(korean), len(note), len(header), 0, 0, 0, 0, 0]
    page = read("a.doc", compound(_doc(pieces, lengths))).pages[0]
    assert page.number is None
    assert page.text == ("Rent\n\nshown link\n\nMonth | Sum\nMay | 5만 원\n\n다음\n\na note")


def test_word_of_1995_is_unsupported(refusal, compound) -> None:
    assert refusal("a.doc", compound({"WordDocument": b"\xdc\xa5"})) == "unsupported"


def test_a_text_named_doc_is_read(read) -> None:
    assert read("a.doc", "그냥 글").pages[0].text == "그냥 글"


def _record(number: int, data: bytes, instance: int = 0, container: bool = False) -> bytes:
    head = instance << 4 | (0xF if container else 0)
    return struct.pack("<HHI", head, number, len(data)) + data


def _text(kind: int, text: str) -> bytes:
    return _record(0x0F9F, struct.pack("<I", kind)) + _record(0x0FA0, text.encode("utf-16-le"))


def _ppt() -> dict[str, bytes]:
    def listed(place: int, slide_id: int) -> bytes:
        return _record(0x03F3, struct.pack("<5I", place, 0, 0, slide_id, 0))

    def slide(notes: int, *texts: bytes) -> bytes:
        atom = _record(
            0x03EF, struct.pack("<4I2xH", 0, 0, 0, 0, 0)[:16] + struct.pack("<II", notes, 0)
        )
        return _record(0x03EE, atom + _record(0x040C, b"".join(texts), container=True), 0, True)

    slides = listed(3, 256) + _text(0, "제목") + listed(2, 257)
    lists = _record(0x0FF0, slides, 0, True) + _record(0x0FF0, listed(4, 300), 2, True)
    parts = [
        _record(0x03E8, lists, 0, True),
        slide(0, _record(0x0FA8, b"second")),
        slide(300, _text(1, "본문\r둘째 줄"), _record(0x0F9E, struct.pack("<I", 0))),
        _record(0x03F0, _text(2, "메모") + _text(4, "no"), 0, True),
    ]
    stream, places = b"", []
    for part in parts:
        places.append(len(stream))
        stream += part
    directory = len(stream)
    stream += _record(0x1772, struct.pack("<5I", 1 | 4 << 20, *places))
    edit = len(stream)
    stream += _record(0x0FF5, struct.pack("<7I", 0, 0, 0, directory, 1, 5, 0))
    user = _record(0x0FF6, struct.pack("<III", 20, 0xE391C05F, edit))
    return {"Current User": user, "PowerPoint Document": stream}


def test_old_slides_in_the_order_shown_with_notes(read, compound) -> None:
    document = read("a.ppt", compound(_ppt()))
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "제목\n\n본문\n둘째 줄\n\n메모"),
        (2, "second"),
    ]
    assert [place.heading for place in document.pages[0].places] == ["제목"]


def test_locked_slides(refusal, compound) -> None:
    streams = _ppt()
    user = bytearray(streams["Current User"])
    struct.pack_into("<I", user, 12, 0xF3D1C4DF)
    assert refusal("a.ppt", compound({**streams, "Current User": bytes(user)})) == "password"
