"""Mailboxes (.mbox): split into messages, each under a name that stays while the mailbox grows."""

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from assistant.errors import DocumentError
from assistant.library.reading.inside import Inside, hash_of
from assistant.library.reading.mail import decoded

MOST_MESSAGES = 50_000
"""Messages of a mailbox that are read; naming so many takes 6 of the 20 seconds a file may take."""
_FROM_LINE = rb"From (?=[^\r\n]*\d{4})([^\r\n ]*)[^\r\n]*+\r?\n"
# Further down, a "From " line that no header follows is a sentence of somebody's letter.
_FIRST, _NEXT = re.compile(_FROM_LINE), re.compile(rb"\n" + _FROM_LINE + rb"(?=[!-9;-~]+:|>From )")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_VALUE = rb":([^\n]*\n(?:[ \t][^\n]*\n)*)"
_USUAL = re.compile(rb"^(?:From|To|Subject|Date|Received):", re.IGNORECASE | re.MULTILINE)
_NAMING = re.compile(rb"^(Subject|Date)" + _VALUE, re.IGNORECASE | re.MULTILINE)
# Mail programs note in the mailbox itself what was opened, answered, sorted.
_NOTES = re.compile(
    rb"^(?:Status|X-Status|X-Keywords|X-UID|X-IMAP(?:base)?|X-Mozilla-(?:Status2?|Keys)"
    rb"|X-Gmail-Labels)" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_UNSAFE = re.compile(r"[^\w .,&()+'-]+")
_MOST_OF_SUBJECT = 60
_NAMELESS = "mail"
_MOST_OF_FIELD = 1000
_YEARS = range(1970, 2200)
"""Other dates are mistakes or tricks."""


def is_mailbox(data: bytes) -> bool:
    """Return whether there is a line that begins a message of a mailbox."""
    return bool(_FIRST.match(data) or _NEXT.search(data))


def messages(data: bytes) -> dict[str, Inside]:
    """Return the messages of a mailbox in their order; of equal ones there is one.

    A name tells day and subject ("2024-03-05 Boiler service.eml", the next one of that day and
    subject "2024-03-05 Boiler service (2).eml"). Of very many messages the last ones are returned,
    one more than MOST_MESSAGES.
    """
    found: dict[str, Inside] = {}
    same, seen = Counter[str](), set[str]()
    for line, end in _spans(data)[-MOST_MESSAGES - 1 :]:
        name, message = _message(data, line, end)
        if message.fingerprint not in seen:
            seen.add(message.fingerprint)
            found[_free_name(name, found, same)] = message
    return found


def _free_name(name: str, taken: Collection[str], same: Counter[str]) -> str:
    free = f"{name}.eml"
    while free in taken:
        same[name] += 1
        free = f"{name} ({same[name] + 1}).eml"
    return free


def _spans(data: bytes) -> list[tuple[re.Match[bytes], int]]:
    """Return the "From " line of each message and where the message ends."""
    first = _FIRST.match(data)
    lines = [*([first] if first else []), *_NEXT.finditer(data)]
    return list(zip(lines, [*(line.start() for line in lines[1:]), len(data)], strict=True))


def _message(data: bytes, line: re.Match[bytes], end: int) -> tuple[str, Inside]:
    start = line.end()
    # The line ends after the last message change when another one comes.
    head, *body = _BLANK_LINE.split(data[start:end].rstrip(b"\r\n"), 1)
    head += b"\n"
    fingerprint = hash_of(b"\n".join((_NOTES.sub(b"", head), *body)))
    fields = {field.lower(): value for field, value in reversed(_NAMING.findall(head))}
    sent, subject = _sent(_text(fields.get(b"date", b""))), _text(fields.get(b"subject", b""))
    modified_ns = int(sent.timestamp()) * 10**9 if sent else 0
    # What names neither sender nor day would not be taken for a mail.
    sender = b"" if _USUAL.search(head) else b"From: " + line[1] + b"\n"
    content = partial(_unquoted, data, start, end, sender)
    return _name(sent, subject), Inside(content, fingerprint, modified_ns)


def _text(raw: bytes) -> str:
    with contextlib.suppress(DocumentError):  # no text at all
        return decoded(" ".join(raw[:_MOST_OF_FIELD].decode("ascii", "surrogateescape").split()))
    return ""


def _unquoted(data: bytes, start: int, end: int, sender: bytes) -> bytes:
    return sender + _QUOTED_FROM.sub(rb"\1", data[start:end])


def _sent(date: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(date)
    except (TypeError, ValueError, OverflowError):
        return None
    return sent.replace(tzinfo=sent.tzinfo or UTC) if sent.year in _YEARS else None


def _name(sent: datetime | None, subject: str) -> str:
    day = f"{sent:%Y-%m-%d}" if sent else ""
    words = _UNSAFE.sub(" ", unicodedata.normalize("NFC", subject)).split()
    plain = " ".join(words).lstrip(".- ")
    about = plain[:_MOST_OF_SUBJECT].rstrip(".- ")
    return " ".join(filter(None, (day, about))) or _NAMELESS
