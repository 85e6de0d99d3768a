"""Mail (.eml): who, to whom, what about, when, and the text."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from assistant.library.reading.page_text import Contents, PageText, one_line
from assistant.library.reading.refusals import refuse
from assistant.library.reading.text_files import decode
from assistant.library.reading.web_pages import add_web_page

_SHOWN = ("From", "To", "Cc", "Subject", "Date")
_LOCKED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_DEEPEST = 8


def read_mail(data: bytes) -> Contents:
    """Return one message; its subject is the title and the place."""
    message = message_from_bytes(data)
    if not any(name in message for name in ("From", "To", "Subject", "Date", "Received")):
        raise refuse("damaged")
    page = PageText()
    _add_message(page, message)
    text = page.page()
    if message.get_content_type() in _LOCKED and "enveloped" in str(message.get("Content-Type")):
        raise refuse("locked")
    return Contents((text,), _header(message, "Subject"))


def attachments(message: Message, depth: int = 0) -> Iterator[tuple[str, Message]]:
    """Yield the name and part of each attached file; pictures inside the text are none."""
    if depth > _DEEPEST:
        return
    name = decoded(message.get_filename() or "")
    is_attached = message.get_content_disposition() == "attachment"
    if name and (is_attached or message.get_content_maintype() == "application"):
        yield name, message
        return
    for part in message.get_payload() if message.is_multipart() else ():
        if isinstance(part, Message):
            yield from attachments(part, depth + 1)


def _add_message(page: PageText, message: Message, depth: int = 0) -> None:
    subject = _header(message, "Subject")
    lines = {name: _header(message, name) for name in _SHOWN}
    page.heading(subject)
    page.paragraph("\n".join(f"{name}: {text}" for name, text in lines.items() if text))
    _add_body(page, message, depth)


def _add_body(page: PageText, part: Message, depth: int) -> None:
    """Add the text of a part; of alternatives only the plainest, of attachments the name."""
    kind = part.get_content_type()
    payload = part.get_payload()
    inner = (
        [option for option in payload if isinstance(option, Message)] if part.is_multipart() else []
    )
    if depth > _DEEPEST:
        return
    name = decoded(part.get_filename() or "")
    if part.get_content_disposition() == "attachment" and name:
        page.paragraph(f"[{name}]")
    elif kind == "multipart/alternative":
        plain = [option for option in inner if option.get_content_type() == "text/plain"]
        for option in plain[:1] or inner[-1:]:
            _add_body(page, option, depth + 1)
    elif kind == "message/rfc822":
        for message in inner:
            _add_message(page, message, depth + 1)
    elif inner:
        for option in inner:
            _add_body(page, option, depth + 1)
    elif kind.startswith("text/"):
        _add_text(page, part, kind)


def _add_text(page: PageText, part: Message, kind: str) -> None:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return
    text = decode(payload, str(part.get_param("charset", "") or ""))
    if kind == "text/html":
        add_web_page(page, text)
    else:
        page.paragraph(text)


def _header(message: Message, name: str) -> str:
    # get() would hide raw letters behind question marks.
    raw = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return one_line(decoded(next(raw, "")))


def decoded(raw: str) -> str:
    """Return a header as people read it, =?utf-8?B?...?= undone; raw bytes are guessed."""
    if not raw.isprintable():
        raw = decode(raw.encode("utf-8", "surrogateescape"))
    if "=?" not in raw:
        return raw
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError, MessageError):
        return raw
