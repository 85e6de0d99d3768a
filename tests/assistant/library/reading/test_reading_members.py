"""Files inside files: zips, mail, office documents, and those inside each other."""

import contextlib
import io
import os
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.documents import ReadDocument
from assistant.errors import DocumentError
from assistant.library.reading import FileReader, file_reader, members, package


def _zip(**members: bytes | str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()


def _mail(subject: str, **attached: bytes) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "hana@example.com"
    message["Subject"] = subject
    message.set_content("See what is attached.\n")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message


@pytest.fixture
def text_of(reader: FileReader):
    """Return a function that gives the text of a file, or of one inside it."""
    return lambda path: "\n".join(page.text for page in reader.read(path).pages)


def _names(document: ReadDocument) -> tuple[str, ...]:
    return tuple(member.name for member in document.members)


def _reason(reader: FileReader, path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        reader.read(path)
    return caught.value.reason


def test_a_zip_names_what_can_be_read_in_it(save, reader: FileReader, text_of) -> None:
    members = {"a/계약.txt": "보증금은 3,440유로.", "b.exe": "MZ", "id_rsa": "secret", "d/": ""}
    path = save("papers.zip", _zip(**members))
    document = reader.read(path)
    assert (_names(document), document.pages) == (("a/계약.txt",), ())
    assert (document.state, document.format) == ("read", "zip")
    assert text_of(path / "a" / "계약.txt") == "보증금은 3,440유로."
    member = reader.read(path / "a" / "계약.txt")
    assert (member.title, member.format) == ("계약", "txt")


def test_names_of_korean_windows(save, reader: FileReader, text_of) -> None:
    raw = _zip(**{"xxxx.txt": "읽어 주세요."}).replace(b"xxxx", "계약".encode("cp949"))
    path = save("win.zip", raw)
    assert _names(reader.read(path)) == ("계약.txt",)
    assert text_of(path / "계약.txt") == "읽어 주세요."
    western = _zip(**{"xx.txt": "Bonjour."}).replace(b"xx", "é!".encode("cp437"))
    assert _names(reader.read(save("dos.zip", western))) == ("é!.txt",)


def test_names_that_lead_out_of_the_zip_are_left_alone(save, reader: FileReader) -> None:
    path = save("odd.zip", _zip(**{"../up.txt": "x", "/root.txt": "y", "in.txt": "z"}))
    assert _names(reader.read(path)) == ("in.txt",)


def test_zips_with_nothing_to_read_say_so(refusal) -> None:
    assert refusal("program.zip", _zip(**{"a.exe": "MZ"})) == "unsupported"
    assert refusal("none.zip", _zip()) == "empty"
    assert refusal("torn.zip", _zip(**{"a.txt": "x" * 99})[:60]) == "damaged"
    assert refusal("not.zip", b"\x00\x01 no zip at all") == "damaged"


def test_a_document_under_the_name_zip_is_that_document(read) -> None:
    assert read("a.zip", "<html><p>Hello").pages[0].text == "Hello"


def test_attachments_are_files_of_their_own(save, reader: FileReader, text_of) -> None:
    message = _mail("Bills", **{"영수증.txt": "합계 21,300원".encode(), "logo.bin": b"\0"})
    path = save("mail.eml", message.as_bytes())
    document = reader.read(path)
    assert _names(document) == ("영수증.txt",)
    assert "See what is attached." in document.pages[0].text
    assert text_of(path / "영수증.txt") == "합계 21,300원"


def test_two_attachments_of_one_name(save, reader: FileReader, text_of) -> None:
    message = _mail("Twice", **{"a.txt": b"first"})
    message.add_attachment(b"second", maintype="text", subtype="x", filename="a.txt")
    path = save("mail.eml", message.as_bytes())
    assert _names(reader.read(path)) == ("a.txt", "a (2).txt")
    assert [text_of(path / "a.txt"), text_of(path / "a (2).txt")] == ["first", "second"]


def test_a_forwarded_mail_keeps_its_attachments(save, reader: FileReader, text_of) -> None:
    outer = _mail("Fwd")
    inner = _mail("Inner", **{"a.txt": b"inside"})
    outer.add_attachment(inner, filename="inner.eml", disposition="attachment")
    path = save("outer.eml", outer.as_bytes())
    assert _names(reader.read(path)) == ("inner.eml",)
    assert reader.read(path / "inner.eml").title == "Inner"
    assert text_of(path / "inner.eml" / "a.txt") == "inside"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files on the disk that were opened, and of the kinds taken apart."""
    seen: list[str] = []

    def note(name: str, attribute: str) -> None:
        real = getattr(file_reader, attribute)

        def noting(first, *rest):
            seen.append(name or first.name)
            return real(first, *rest)

        monkeypatch.setattr(file_reader, attribute, noting)

    note("", "bytes_of")
    note("apart", "inside")
    return seen


def test_a_container_is_opened_and_taken_apart_once(save, reader: FileReader, opened) -> None:
    inner = _zip(**{f"{n}.txt": f"text {n}" for n in range(9)})
    path = save("out.zip", _zip(**{"in.zip": inner, "a.txt": "beside"}))
    reader.read(path)
    members = reader.read(path / "in.zip").members
    for member in members:
        reader.read(path / "in.zip" / member.name)
    assert opened.count("out.zip") == 1
    assert len(members) == 9
    assert opened.count("apart") == 2 + 9  # each text is asked as well, and holds nothing


def test_a_container_that_changed_is_opened_again(save, reader: FileReader, opened) -> None:
    path = save("a.zip", _zip(**{"a.txt": "old words"}))
    reader.read(path / "a.txt")
    save("a.zip", _zip(**{"a.txt": "fresh words"}))
    os.utime(path, ns=(1, 1))
    assert reader.read(path / "a.txt").pages[0].text == "fresh words"
    path.unlink()
    assert _reason(reader, path / "a.txt") == "vanished"


def test_only_one_container_is_kept(save, reader: FileReader, opened) -> None:
    path, other = (save(name, _zip(**{"a.txt": "x"})) for name in ("a.zip", "b.txt"))
    for place in (path / "a.txt", other, path / "a.txt"):
        with contextlib.suppress(DocumentError):
            reader.read(place)
    assert [name for name in opened if name != "apart"] == ["a.zip", "b.txt", "a.zip"]


def test_much_may_be_read_of_one_zip_file_by_file(
    save, reader: FileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_MOST_BYTES", 1000)
    path = save("a.zip", _zip(**{f"{n}.txt": "x" * 600 for n in range(3)}))
    assert [reader.read(path / f"{n}.txt").state for n in range(3)] == ["read"] * 3


def test_fingerprints_change_with_the_content_alone(save, reader: FileReader) -> None:
    def prints(name: str, content: bytes) -> list[str]:
        return [member.fingerprint for member in reader.read(save(name, content)).members]

    for build, ending in (
        (lambda **files: _zip(**files), "zip"),
        (lambda **files: _mail("x", **files).as_bytes(), "eml"),
        (_letter, "docx"),
    ):
        before = prints(f"old.{ending}", build(**{"a.txt": b"same", "b.txt": b"old"}))
        after = prints(f"new.{ending}", build(**{"a.txt": b"same", "b.txt": b"new"}))
        assert before[0] == after[0] != ""
        assert before[1] != after[1]


def test_of_a_zip_with_too_many_files_the_first_are_read(
    save, reader: FileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "_MOST_MEMBERS", 2)
    document = reader.read(save("a.zip", _zip(**{f"{n}.txt": "x" for n in range(3)})))
    assert _names(document) == ("0.txt", "1.txt")
    assert (document.state, document.reason) == ("partly", "beginning_only")


def test_zips_inside_zips_end_somewhere(save, reader: FileReader, text_of) -> None:
    content = _zip(**{"deep.txt": "found"})
    for _ in range(4):
        content = _zip(**{"in.zip": content, "note.txt": "beside"})
    path = save("out.zip", content)
    deeper = path / "in.zip"
    assert text_of(deeper / "note.txt") == "beside"
    assert _names(reader.read(deeper / "in.zip")) == ("in.zip", "note.txt")
    assert _reason(reader, deeper / "in.zip" / "in.zip") == "unsupported"


def test_a_member_that_is_gone_private_or_too_big(save, reader: FileReader) -> None:
    key = b"-----BEGIN PRIVATE KEY-----\n"
    path = save("a.zip", _zip(**{"key.txt": key, "big.txt": b"x" * 6_000_000, "none.txt": b""}))
    assert _reason(reader, path / "other.txt") == "vanished"
    assert _reason(reader, path / "key.txt") == "private"
    assert _reason(reader, path / "big.txt") == "too_big"
    assert _reason(reader, path / "none.txt") == "empty"
    assert _reason(reader, path.with_name("gone.zip") / "a.txt") == "vanished"


_LETTER = (
    '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>See the sheet.</w:t></w:r></w:p></w:body>'
    "</w:document>"
)


def _letter(**parts: bytes) -> bytes:
    put_in = {f"word/embeddings/{name}": data for name, data in parts.items()}
    return _zip(**{"word/document.xml": _LETTER, **put_in})


def test_a_document_put_into_a_document(save, reader: FileReader, text_of) -> None:
    path = save("letter.docx", _letter(**{"Document1.docx": _letter(), "picture.emf": b"x"}))
    assert _names(reader.read(path)) == ("Document1.docx",)
    assert text_of(path / "Document1.docx") == "See the sheet."


def test_a_packaged_file_keeps_its_name(save, reader: FileReader, text_of, compound) -> None:
    said = "보증금 900유로".encode()
    path_then = b"C:\\x\\note.txt\0"
    stream = b"\2\0" + "메모.txt".encode("cp949") + b"\0" + path_then
    stream += struct.pack("<2I", 0x30000, len(path_then)) + path_then
    stream += struct.pack("<I", len(said)) + said
    native = compound({"\x01Ole10Native": struct.pack("<I", len(stream)) + stream})
    path = save("letter.docx", _letter(**{"oleObject1.bin": native}))
    assert _names(reader.read(path)) == ("oleObject1/메모.txt",)
    assert text_of(path / "oleObject1" / "메모.txt") == "보증금 900유로"


def test_wrapped_documents_are_named_by_their_kind(save, reader: FileReader, compound) -> None:
    path = save(
        "letter.docx",
        _letter(
            **{
                "a.bin": compound({"Package": _letter()}),
                "b.bin": compound({"CONTENTS": b"%PDF-1.4 and so on"}),
                "c.bin": compound({"WordDocument": b"\xec\xa5"}),
                "d.bin": compound({"Equation Native": b"x"}),
                "e.bin": compound({"WordDocument": b"\xec\xa5"})[:700],
                "f.bin": b"nothing",
            }
        ),
    )
    assert _names(reader.read(path)) == ("a.docx", "b.pdf", "c.doc")
    assert reader.read(path).pages[0].text == "See the sheet."
