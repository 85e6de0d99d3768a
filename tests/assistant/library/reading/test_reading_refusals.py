"""Every file that is not read says the true reason, and some are never opened."""

import os
import socket
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.library.reading import FileReader, is_private
from assistant.library.reading.package import Package


def _reason(reader: FileReader, path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        reader.read(path)
    return caught.value.reason


@pytest.mark.parametrize(
    "name",
    [
        *("id_rsa", "id_ed25519", "id_rsa.bak", "server.pem", "my.KEY", "safe.kdbx", "wallet.p12"),
        *(".env", ".env.local", ".netrc", ".git-credentials", ".ssh/config", "a/.gnupg/notes.txt"),
    ],
)
def test_keys_and_password_stores_are_private(name: str, refusal) -> None:
    assert is_private(Path("/home/kim") / name)
    assert refusal(name, "text") == "private"


@pytest.mark.parametrize(
    "name", ["id_rsa.pub", "keys.txt", "monkey.md", "envelope.txt", "pem.docx"]
)
def test_like_names_are_not_private(name: str) -> None:
    assert not is_private(Path("/home/kim/documents") / name)


def test_a_private_key_under_another_name_is_private(refusal) -> None:
    assert refusal("notes.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc") == "private"


def test_a_folder_a_pipe_and_a_socket_are_never_opened(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "s.txt"))
        for name in ("folder.pdf", "pipe.txt", "s.txt"):
            assert _reason(reader, tmp_path / name) == "unsupported"
    assert _reason(reader, Path("/dev/zero")) == "unsupported"


def test_a_file_that_is_gone(reader: FileReader, tmp_path: Path) -> None:
    assert _reason(reader, tmp_path / "gone.txt") == "vanished"
    assert _reason(reader, tmp_path / "gone" / "notes.txt") == "vanished"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_opened(reader: FileReader, save) -> None:
    path = save("closed/notes.txt", "text")
    path.parent.chmod(0)
    try:
        assert _reason(reader, path) == "no_permission"
    finally:
        path.parent.chmod(0o700)


def test_a_file_that_is_too_big(tmp_path: Path, reader: FileReader) -> None:
    (tmp_path / "big.html").write_bytes(b"a" * 5_000_001)
    with pytest.raises(DocumentError) as caught:
        reader.read(tmp_path / "big.html")
    assert caught.value.reason == "too_big"
    assert "5 MiB" in caught.value.message.en
    (tmp_path / "big.html").write_bytes(b"a" * 5_000_000)
    assert reader.read(tmp_path / "big.html").state == "read"


def test_empty_files(refusal) -> None:
    assert refusal("a.txt", b"") == "empty"
    assert refusal("b.txt", b" \r\n\t ") == "empty"
    assert refusal("c.pdf", b"") == "empty"


def test_unknown_kinds(refusal) -> None:
    assert refusal("song.mp3", b"ID3") == "unsupported"
    assert refusal("noending", b"\x00\x01\x02") == "unsupported"
    assert refusal("old.hwp", b"HWP Document File V3.00 \x1a") == "unsupported"


@pytest.mark.parametrize(
    "ending", ["pdf", "docx", "xlsx", "pptx", "hwp", "hwpx", "odt", "epub", "msg"]
)
def test_wrong_content_is_damage(ending: str, refusal) -> None:
    assert refusal(f"a.{ending}", b"this is something else") == "damaged"
    assert refusal(f"b.{ending}", b"PK\x03\x04 cut off") == "damaged"
    assert refusal(f"c.{ending}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off") == "damaged"


def test_a_truncated_document_is_damage(save, refusal) -> None:
    whole = save("whole.docx", {"word/document.xml": "<document><body/></document>"}).read_bytes()
    assert refusal("half.docx", whole[: len(whole) // 2]) == "damaged"
    assert refusal("page.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Cat") == "damaged"


def test_binary_bytes_under_a_text_name_are_damage(refusal) -> None:
    assert refusal("a.txt", bytes(range(32)) * 40) == "damaged"


def test_expanding_entities_are_refused(refusal) -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document><body>&b;</body></document>'
    )
    assert refusal("a.docx", {"word/document.xml": bomb}) == "damaged"


def test_a_zip_bomb_is_stopped_while_unpacking(save) -> None:
    path = save("bomb.docx", {"word/document.xml": " " * (65 * 1024 * 1024)})
    assert path.stat().st_size < 100_000
    with pytest.raises(DocumentError) as caught:
        Package(path.read_bytes()).read("word/document.xml")
    assert caught.value.reason == "too_big"


def test_temporary_files_stay_in_the_private_folder(reader: FileReader, tmp_path: Path) -> None:
    assert os.environ["TMPDIR"] == str(tmp_path / "private")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
