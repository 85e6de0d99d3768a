"""Files that are too long to be read whole."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.library.reading import FileReader, mailbox, members

LIMIT = 5_000_000
"""Of the reader in these tests."""


def sparse(path: Path, beginning: bytes, size: int) -> Path:
    """Write a file of that size that takes no room on the disk."""
    with path.open("wb") as file:
        file.write(beginning)
        file.truncate(size)
    return path


def mails(count: int, text: str) -> bytes:
    found = []
    for number in range(count):
        message = EmailMessage()
        message["From"], message["Subject"] = "hana@example.com", f"Number {number}"
        message.set_content(f"{text} {number}")
        found.append(b"From a@b.c Thu Oct  4 13:02:39 2012\n" + message.as_bytes() + b"\n\n")
    return b"".join(found)


def test_of_a_long_text_the_beginning_is_read(save, reader: FileReader) -> None:
    line = "The heating was repaired again, 난방을 다시 고쳤다.\n"
    document = reader.read(save("log.txt", line * (LIMIT // len(line.encode()) + 10)))
    assert (document.state, document.reason) == ("partly", "beginning_only")
    [page] = document.pages
    assert LIMIT - 100 < len(page.text.encode()) <= LIMIT
    # No line is torn, and no letter.
    assert set(page.text.split("\n")) == {line.rstrip()}


def test_a_long_text_of_wide_letters_is_not_torn_either(save, reader: FileReader) -> None:
    document = reader.read(save("wide.txt", ("보증금\n" * LIMIT).encode("utf-16")))
    assert document.reason == "beginning_only"
    assert set(document.pages[0].text.split("\n")) <= {"보증금", "보증", "보", ""}


def test_a_text_of_two_gigabytes_is_not_taken_into_memory(
    tmp_path: Path, reader: FileReader
) -> None:
    path = sparse(tmp_path / "dump.txt", b"Ash Grove costs 950 a month.\n" * 300_000, 2 << 30)
    document = reader.read(path)
    assert (document.state, document.reason) == ("partly", "beginning_only")
    assert len(document.pages[0].text) <= LIMIT


def test_of_a_long_table_less_is_read(save, reader: FileReader) -> None:
    document = reader.read(save("dump.csv", "name,rent\n" + "Ash Grove,950\n" * 160_000))
    assert document.reason == "beginning_only"
    assert document.pages[0].text.count("name: Ash Grove | rent: 950") == pytest.approx(
        149_796, rel=0.01
    )


def test_of_a_long_mailbox_the_newest_mail_is_read(save, reader: FileReader) -> None:
    path = save("all.mbox", mails(900, "word " * 1400))
    document = reader.read(path)
    assert (document.state, document.reason) == ("partly", "newest_only")
    titles = [reader.read(path / member.name).title for member in document.members]
    assert titles == [f"Number {n}" for n in range(900 - len(titles), 900)]
    assert 600 < len(titles) < 900


def test_of_very_many_messages_the_last_are_read(
    save, reader: FileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (mailbox, members):
        monkeypatch.setattr(module, "MOST_MESSAGES", 3)
    path = save("all.mbox", mails(9, "word"))
    document = reader.read(path)
    assert (document.state, document.reason) == ("partly", "newest_only")
    titles = [reader.read(path / member.name).title for member in document.members]
    assert titles == ["Number 6", "Number 7", "Number 8"]
    assert reader.read(save("few.mbox", mails(3, "word"))).reason == ""
