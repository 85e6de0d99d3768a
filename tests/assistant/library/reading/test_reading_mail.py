"""Mail: headers people know first, then the plainest text."""

from email.message import EmailMessage


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "김하나 <hana@example.com>"
    message["To"] = "lee@example.com"
    message["Subject"] = "보일러 점검 안내"
    message["Date"] = "Thu, 04 Oct 2012 13:02:39 +0200"
    message["X-Spam"] = "no"
    message.set_content("점검은 금요일이다.\n", charset="euc-kr")
    message.add_alternative("<p>점검은 <b>금요일</b>이다.</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="영수증.pdf")
    return message


def test_headers_then_body_then_names_of_attachments(read) -> None:
    document = read("a.eml", _message().as_bytes())
    assert document.title == "보일러 점검 안내"
    assert document.pages[0].text == (
        "보일러 점검 안내\n\nFrom: 김하나 <hana@example.com>\nTo: lee@example.com\n"
        "Subject: 보일러 점검 안내\nDate: Thu, 04 Oct 2012 13:02:39 +0200\n\n"
        "점검은 금요일이다.\n\n[영수증.pdf]"
    )
    assert [place.heading for place in document.pages[0].places] == ["보일러 점검 안내"]


def test_raw_korean_headers(read) -> None:
    raw = "From: a@b.c\nSubject: 안녕하세요\n\n본문이다".encode("cp949")
    document = read("a.eml", raw)
    assert document.title == "안녕하세요"
    assert document.pages[0].text.endswith("본문이다")


def test_a_header_in_an_encoding_that_does_not_exist(read) -> None:
    assert read("a.eml", b"From: a@b.c\nSubject: =?ut\xdf-8?B?67O0?=\n\nText").pages[0].text


def test_html_only_mail(read) -> None:
    raw = "From: a@b.c\nContent-Type: text/html; charset=utf-8\n\n<p>One<p>Two"
    assert read("a.eml", raw).pages[0].text.endswith("One\n\nTwo")


def test_a_mail_without_an_ending_is_known_by_its_headers(read) -> None:
    raw = "Received: x\nFrom: a@b.c\nSubject: Hello\n\nSome text"
    assert read("message", raw).title == "Hello"


def test_encrypted_mail_needs_a_password(refusal) -> None:
    raw = (
        "From: a@b.c\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
        "Content-Transfer-Encoding: base64\n\nAAAA"
    )
    assert refusal("a.eml", raw) == "locked"


def test_what_is_no_mail_is_damage(refusal) -> None:
    assert refusal("a.eml", "just some words") == "damaged"
