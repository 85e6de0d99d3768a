"""Mailboxes: each message is a file of its own, under a name that stays."""

import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.documents import Member
from assistant.errors import DocumentError
from assistant.library.reading import FileReader

FROM = b"From a@b.c Thu Oct  4 13:02:39 2012\n"


def mail(subject: str, date: str = "Tue, 05 Mar 2024 09:30:00 +0900", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "hana@example.com", subject
    if date:
        message["Date"] = date
    message.set_content(f"About {subject}.\n")
    for name, data in attached.items():
        message.add_attachment(data, maintype="text", subtype="x", filename=name)
    return message.as_bytes()


def mailbox(*mails: bytes) -> bytes:
    return b"".join(FROM + one + b"\n\n" for one in mails)


@pytest.fixture
def members(save, reader: FileReader):
    """Return a function that gives the files inside a mailbox of that content."""

    def found(content: bytes) -> tuple[Member, ...]:
        return reader.read(save("box.mbox", content)).members

    return found


def names(members: tuple[Member, ...]) -> list[str]:
    return [member.name for member in members]


def test_a_mailbox_has_no_text_of_its_own(save, reader: FileReader) -> None:
    document = reader.read(save("box.mbox", mailbox(mail("one"), mail("two"))))
    assert (document.pages, document.state, document.format) == ((), "read", "mbox")
    assert (document.title, len(document.members)) == ("box", 2)


def test_each_message_is_read_as_mail(save, reader: FileReader) -> None:
    path = save("box.mbox", mailbox(mail("보일러 점검"), mail("two")))
    name = reader.read(path).members[0].name
    message = reader.read(path / name)
    assert (message.title, message.format) == ("보일러 점검", "eml")
    assert "About 보일러 점검." in message.pages[0].text
    assert "two" not in message.pages[0].text


def test_a_name_tells_day_and_subject(members) -> None:
    found = members(mailbox(mail("Re: Boiler/service?\u202e  now"), mail("보일러 점검", "")))
    dated, undated = names(found)
    assert (dated, undated) == ("2024-03-05 Re Boiler service now.eml", "보일러 점검.eml")


def test_messages_of_one_day_and_subject_are_numbered(members) -> None:
    same = [mail("news") + text for text in (b"a", b"b", b"c")]
    found = names(members(mailbox(*same, mail("news (2)"), mail("", ""))))
    assert found == [
        "2024-03-05 news.eml",
        "2024-03-05 news (2).eml",
        "2024-03-05 news (3).eml",
        "2024-03-05 news (2) (2).eml",
        "mail.eml",
    ]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("word " * 40, ("word " * 12).strip()), ("", ""), ("../..", ""), (".hidden", "hidden")],
)
def test_odd_subjects_make_plain_names(members, subject: str, shown: str) -> None:
    [member] = members(mailbox(mail(subject)))
    assert member.name.removeprefix("2024-03-05").removesuffix(".eml").strip() == shown


def test_a_message_bears_the_date_it_was_sent(members) -> None:
    sent = int(datetime(2024, 3, 5, 0, 30, tzinfo=UTC).timestamp()) * 10**9
    odd = (
        "",
        "gestern",
        "Thu, 04 Oct 2999 13:02:39 +0000",
        "Thu, 04 Oct 2012 13:02:99 +9999999999",
    )
    mails = (b"From: a@b.c\nDate: " + date.encode() + b"\n\nText" for date in odd)
    dates = [member.modified_ns for member in members(mailbox(mail("one"), *mails))]
    assert dates == [sent, 0, 0, 0, 0]


def test_names_stay_while_the_mailbox_grows(members) -> None:
    first, second = mail("one"), mail("two")
    before = members(FROM + first)
    assert members(mailbox(first, second))[:1] == before
    assert members(mailbox(second, first))[1:] == before


def test_marks_that_a_mail_program_sets_change_no_name(members) -> None:
    unread = mail("one")
    opened = b"Status: RO\nX-Mozilla-Status: 0001\nX-Gmail-Labels: Inbox,\n Opened\n" + unread
    assert members(mailbox(opened)) == members(mailbox(unread))
    assert members(mailbox(b"X-Spam: no\n" + unread)) != members(mailbox(unread))


def test_equal_messages_are_one(members) -> None:
    assert len(members(mailbox(mail("one"), mail("two"), mail("one")))) == 2


def test_what_begins_a_message_and_what_does_not(save, reader: FileReader) -> None:
    content = mailbox(
        mail("one") + b"\nFrom 2024 on the rent is 950.\n\n>From here\n>>From there\n", mail("two")
    )
    for name, raw in (("a.mbox", content), ("b.mbox", content.replace(b"\n", b"\r\n"))):
        path = save(name, raw)
        found = names(reader.read(path).members)
        assert len(found) == 2
        text = reader.read(path / found[0]).pages[0].text
        assert text.endswith("From 2024 on the rent is 950.\n\nFrom here\n>From there")


def test_attachments_lie_in_their_message(save, reader: FileReader) -> None:
    path = save("box.mbox", mailbox(*(mail(s, **{"a.txt": s.encode()}) for s in ("one", "two"))))
    for member, text in zip(reader.read(path).members, ("one", "two"), strict=True):
        message = reader.read(path / member.name)
        assert names(message.members) == ["a.txt"]
        assert reader.read(path / member.name / "a.txt").pages[0].text == text


def test_a_mailbox_in_a_zip(tmp_path: Path, reader: FileReader) -> None:
    path = tmp_path / "out.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mail/box.mbox", mailbox(mail("one", **{"a.txt": b"deep"})))
    box = path / "mail" / "box.mbox"
    [message] = reader.read(box).members
    assert names(reader.read(box / message.name).members) == ["a.txt"]
    assert reader.read(box / message.name / "a.txt").pages[0].text == "deep"


def test_a_mailbox_too_deep_says_so(tmp_path: Path, reader: FileReader) -> None:
    path = place = tmp_path / "box.mbox"
    path.write_bytes(mailbox(mail("one")))
    for n in range(3):
        with zipfile.ZipFile(tmp_path / f"{n}.zip", "w") as file:
            file.write(path, path.name)
        path = tmp_path / f"{n}.zip"
    place = path / "1.zip" / "0.zip" / "box.mbox"
    with pytest.raises(DocumentError) as caught:
        reader.read(place)
    assert caught.value.reason == "unsupported"


def test_one_broken_message_blocks_no_other(save, reader: FileReader) -> None:
    broken = b"X-Only: this\nSubject: \x01\x02\x03\x04\x05\n\nText"
    path = save("box.mbox", mailbox(broken, mail("two")))
    bad, good = reader.read(path).members
    assert reader.read(path / good.name).title == "two"
    with pytest.raises(DocumentError):
        reader.read(path / bad.name)


@pytest.mark.parametrize("head", [b"", b"X-Only: this\n"], ids=["no header", "an odd one"])
def test_a_message_without_the_usual_headers_is_a_mail_of_its_envelope(
    save, reader: FileReader, head: bytes
) -> None:
    path = save("box.mbox", FROM + head + b"\nThe rent is 950.\n")
    [member] = reader.read(path).members
    text = reader.read(path / member.name).pages[0].text
    assert "a@b.c" in text
    assert "The rent is 950." in text


def test_a_single_mail_under_the_name_mbox(read) -> None:
    assert read("a.mbox", mail("alone")).title == "alone"


def test_a_mailbox_without_an_ending(save, reader: FileReader) -> None:
    assert len(reader.read(save("Inbox", mailbox(mail("one"), mail("two")))).members) == 2
