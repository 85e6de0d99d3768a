"""Makes files that are really locked with a password: PDF, Office, zip."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"hearth's own id!"
_ALL_RIGHTS = 0xFFFFFFFC


def locked_pdf(text: str, password: str) -> bytes:
    """Return a PDF of one page, locked with the first of the standard ways (RC4, 40 bits)."""
    mark = (password.encode("latin-1") + _PADDING)[:32]
    owner = _rc4(hashlib.md5(mark).digest()[:5], mark)
    seed = mark + owner + struct.pack("<I", _ALL_RIGHTS) + _ID
    key = hashlib.md5(seed).digest()[:5]
    stream = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode()
    of_object = hashlib.md5(key + struct.pack("<I", 5)[:3] + bytes(2)).digest()[:10]
    hidden = _rc4(of_object, stream)
    return b"\n".join(
        [
            b"%PDF-1.4",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            b"/Resources<</Font<</F1 4 0 R>>>>>>endobj",
            b"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
            b"5 0 obj<</Length %d>>stream" % len(hidden),
            hidden,
            b"endstream endobj",
            b"6 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj"
            % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode()),
            b"trailer<</Root 1 0 R/Encrypt 6 0 R/ID[<%s><%s>]/Size 7>>"
            % (_ID.hex().encode(), _ID.hex().encode()),
            b"%%EOF",
        ]
    )


def locked_office(data: bytes, password: str) -> bytes:
    """Return a docx, xlsx or pptx as Office locks it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, locked)
    return locked.getvalue()


def locked_zip(members: dict[str, bytes], password: str) -> bytes:
    """Return a zip with the old encryption, the one that Explorer and Finder open."""
    whole = io.BytesIO()
    starts, directory = [], b""
    for name, content in members.items():
        crc = zlib.crc32(content)
        raw_name = name.encode("cp949")
        hidden = bytes(_zip_cipher(bytes(11) + bytes([crc >> 24]) + content, password.encode()))
        sizes = struct.pack("<IIIHH", crc, len(hidden), len(content), len(raw_name), 0)
        common = struct.pack("<HHHHH", 20, 1, 0, 0, 0x21) + sizes
        starts.append(whole.tell())
        whole.write(b"PK\x03\x04" + common + raw_name + hidden)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, starts[-1]) + raw_name
    at = whole.tell()
    count = len(members)
    whole.write(directory)
    whole.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), at, 0))
    assert zipfile.is_zipfile(whole)
    return whole.getvalue()


def _zip_cipher(plain: bytes, password: bytes) -> Iterator[int]:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    for byte in plain:
        near = keys[2] | 2
        yield byte ^ ((near * (near ^ 1)) >> 8 & 0xFF)
        update(byte)


def _crc(crc: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    result, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        result.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(result)
