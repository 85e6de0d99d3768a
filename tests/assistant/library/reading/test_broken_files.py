"""Forty broken files in the locked process: each with its true reason, none in its way."""

import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from assistant import samples
from assistant.errors import DocumentError
from assistant.library.reading import ocr
from assistant.workers.remote import RemoteReader
from assistant.workers.worker import Worker

_PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20
_NEVER_OPENED = (".odt", ".hwpx", ".eml")
"""Ways of locking for which no password is asked."""
_MOST_S = 20.0
_MOST_KIB = 1 << 20
Compound = Callable[[dict[str, bytes]], bytes]


def _zip(members: dict[str, bytes | str]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()


def _half(ending: str) -> bytes:
    whole = min(samples.PAPERS.rglob(f"*.{ending}")).read_bytes()
    return whole[: len(whole) // 2]


def _locked_member() -> bytes:
    data = bytearray(_zip({"word/document.xml": "<document/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _locked_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
        b"endobj\ntrailer<</Root 1 0 R/Encrypt 4 0 R/ID[<41><41>]/Size 5>>\n%%EOF\n"
    )


def _empty_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
    )


def _wide_png() -> bytes:
    header = struct.pack(">I4sIIBBBBB", 13, b"IHDR", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + header + bytes(9_000)


def _locked(compound: Compound) -> dict[str, bytes]:
    odt = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "garbage"}
    locked = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    return {
        "locked.pdf": _locked_pdf(),
        "locked.docx": compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
        "locked member.docx": _locked_member(),
        "locked.doc": compound({"WordDocument": b"\xec\xa5" + bytes(8) + b"\x00\x01"}),
        "locked.xls": compound({"Workbook": struct.pack("<HH", 0x2F, 2) + b"xx"}),
        "locked.ppt": compound(
            {"PowerPoint Document": b"x", "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}
        ),
        "locked.odt": _zip({**odt, **locked}),
        "locked.hwpx": _zip(
            {"mimetype": "application/hwp+zip", **locked, "Contents/section0.xml": "garbage"}
        ),
        "locked.eml": b"From: a@b.c\nSubject: x\n"
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG\n",
    }


def _damaged() -> dict[str, bytes]:
    half = {f"half.{ending}": _half(ending) for ending in ("docx", "xlsx", "pptx", "hwpx", "epub")}
    endings = ("pdf", "docx", "xlsx", "pptx", "hwp", "hwpx", "odt", "msg", "zip", "png", "jpg")
    entities = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>&b;</document>'
    return {
        **half,
        **{f"program.{ending}": _PROGRAM for ending in endings},
        "half.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Cat",
        "half.zip": _zip({"a.txt": "word " * 400})[:60],
        "entities.docx": _zip({"word/document.xml": entities}),
        "bytes.txt": bytes(range(32)) * 40,
    }


def _others() -> dict[str, tuple[bytes, str]]:
    blank = "no_text_seen" if ocr.is_possible() else "scanned"
    return {
        "nothing.txt": (b"", "empty"),
        "nothing.pdf": (b"", "empty"),
        "nothing.png": (b"", "empty"),
        "spaces.txt": (b" \r\n\t ", "empty"),
        "nothing.docx": (_zip({"word/document.xml": "<document><body/></document>"}), "empty"),
        "nothing.zip": (_zip({}), "empty"),
        "song.mp3": (b"ID3", "unsupported"),
        "no ending": (b"\x00\x01\x02", "unsupported"),
        "old.hwp": (b"HWP Document File V3.00 \x1a", "unsupported"),
        "programs.zip": (_zip({"a.exe": _PROGRAM}), "unsupported"),
        "bomb.docx": (_zip({"word/document.xml": b" " * (65 << 20)}), "too_big"),
        "crowd.zip": (_zip({f"{n}.txt": "" for n in range(20_001)}), "too_big"),
        "wide.png": (_wide_png(), "too_big"),
        "notes.txt": (b"-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "private"),
        "server.pem": (b"text", "private"),
        "blank.pdf": (_empty_pdf(), blank),
    }


def _outcome(reader: RemoteReader, path: Path) -> str:
    try:
        document = reader.read(path)
        if document.reason == "some_pages_empty":
            return "" if reader.read_scanned(path, 1).text else "no_text_seen"
    except DocumentError as error:
        return error.reason
    return document.reason


def test_each_says_its_true_reason_and_the_reader_lives(
    worker: Worker, tmp_path: Path, compound: Compound
) -> None:
    planted = {
        name: (data, "locked" if name.endswith(_NEVER_OPENED) else "password")
        for name, data in _locked(compound).items()
    }
    planted |= {name: (data, "damaged") for name, data in _damaged().items()}
    planted |= _others()
    assert len(planted) >= 40
    reader = RemoteReader(worker, 60)
    (tmp_path / "good.txt").write_text("Good news.")
    assert reader.read(tmp_path / "good.txt").state == "read"
    process = worker.pid
    found, slowest = {}, (0.0, "")
    for name, (data, _) in planted.items():
        path = tmp_path / name
        path.write_bytes(data)
        started = time.monotonic()
        found[name] = _outcome(reader, path)
        slowest = max(slowest, (time.monotonic() - started, name))
    assert found == {name: reason for name, (_, reason) in planted.items()}
    assert slowest[0] < _MOST_S, slowest
    assert worker.pid == process
    status = Path(f"/proc/{process}/status").read_text()
    assert int(status.partition("VmHWM:")[2].split()[0]) < _MOST_KIB
