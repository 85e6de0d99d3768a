"""Files that the person gives the password of, really locked."""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from locked import locked_office, locked_pdf, locked_zip

from assistant import samples
from assistant.documents import Hint, ReadDocument
from assistant.errors import DocumentError
from assistant.library.reading import FileReader
from assistant.library.reading.unlocking import unlocked
from assistant.workers.remote import RemoteReader
from assistant.workers.worker import Worker

Save = Callable[[str, bytes], Path]

RIGHT, WRONG = Hint("맞는 암호 7"), Hint("wrong")


def _text(document: ReadDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def _refusal(reader: FileReader, path: Path, hint: Hint) -> str:
    with pytest.raises(DocumentError) as caught:
        reader.read(path, hint)
    return caught.value.reason


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pptx"])
def test_office_files_open_with_their_password(reader: FileReader, save: Save, ending: str) -> None:
    plain = min(samples.PAPERS.rglob(f"*.{ending}"))
    path = save(f"locked.{ending}", locked_office(plain.read_bytes(), RIGHT.password))
    assert _refusal(reader, path, Hint()) == "password"
    assert _refusal(reader, path, WRONG) == "wrong_password"
    assert _text(reader.read(path, RIGHT)) == _text(reader.read(plain))


def test_a_pdf_opens_with_its_password(reader: FileReader, save: Save) -> None:
    path = save("locked.pdf", locked_pdf("The rent is 700 euros.", "open"))
    assert _refusal(reader, path, Hint()) == "password"
    assert _refusal(reader, path, WRONG) == "wrong_password"
    assert "The rent is 700 euros." in _text(reader.read(path, Hint("open")))


def test_members_of_a_zip_open_with_its_password_under_the_names_they_had(
    reader: FileReader, save: Save
) -> None:
    path = save("pay.zip", locked_zip({"급여/유월.txt": "실수령액 삼백만 원".encode()}, "900101"))
    assert [member.name for member in reader.read(path).members] == ["급여/유월.txt"]
    member = path / "급여" / "유월.txt"
    assert _refusal(reader, member, Hint()) == "password"
    assert _refusal(reader, member, WRONG) == "wrong_password"
    assert _text(reader.read(member, Hint("900101"))) == "실수령액 삼백만 원"


def test_a_locked_file_in_an_open_zip_opens(reader: FileReader, save: Save) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("a.pdf", locked_pdf("Inside.", "open"))
    path = save("mixed.zip", whole.getvalue())
    assert "Inside." in _text(reader.read(path / "a.pdf", Hint("open")))


@pytest.mark.parametrize(
    "data",
    [b"plain words", b"%PDF-1.4 torn", b"PK\x05\x06" + bytes(18)],
    ids=["text", "pdf", "zip"],
)
def test_what_is_not_locked_is_left_as_it_is(data: bytes) -> None:
    assert unlocked(data, "x") == data


def test_an_open_pdf_is_left_as_it_is() -> None:
    data = min(samples.PAPERS.rglob("*.pdf")).read_bytes()
    assert unlocked(data, "x") == data


def test_a_locked_hwp_says_that_it_cannot_be_opened(
    reader: FileReader, save: Save, compound: Callable[[dict[str, bytes]], bytes]
) -> None:
    header = b"HWP Document File".ljust(32, b"\0") + bytes(4) + b"\3\0\0\0"
    path = save("a.hwp", compound({"FileHeader": header, "BodyText/Section0": b"x"}))
    assert _refusal(reader, path, RIGHT) == "locked"


@pytest.mark.parametrize("cut", [600, 2000, 5000])
def test_a_damaged_locked_office_file_says_so(reader: FileReader, save: Save, cut: int) -> None:
    plain = min(samples.PAPERS.rglob("*.docx")).read_bytes()
    data = bytearray(locked_office(plain, RIGHT.password))
    at = data.index(b"<?xml")
    data[at : at + 4] = b"####"
    for name, broken in (("a.docx", bytes(data)), ("b.docx", bytes(data[:-cut]))):
        assert _refusal(reader, save(name, broken), RIGHT) in ("damaged", "locked")


def test_what_no_parser_foresaw_is_left_alone(
    reader: FileReader, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes, password: str) -> bytes:
        raise OSError("a surprise")

    monkeypatch.setattr("assistant.library.reading.file_reader.unlocked", fail)
    assert _refusal(reader, save("a.txt", b"words"), RIGHT) == "crashed"


def test_the_locked_process_opens_them_too(worker: Worker, save: Save) -> None:
    plain = min(samples.PAPERS.rglob("*.docx"))
    reader = RemoteReader(worker, 60)
    office = save("locked.docx", locked_office(plain.read_bytes(), RIGHT.password))
    assert _text(reader.read(office, RIGHT)) == _text(reader.read(plain))
    pdf = save("locked.pdf", locked_pdf("Kept apart.", "open"))
    assert "Kept apart." in _text(reader.read(pdf, Hint("open")))


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(Hint("secret"))
