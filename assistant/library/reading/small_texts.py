"""Calendars, contacts and subtitles: their lines under names that people use."""

import quopri
import re

from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.text_files import decode

_NAMES = {
    "SUMMARY": "Summary", "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "LOCATION": "Location",
    "DESCRIPTION": "Description", "ORGANIZER": "Organizer", "ATTENDEE": "Attendee",
    "FN": "Name", "ORG": "Organization", "TITLE": "Title", "TEL": "Phone", "EMAIL": "Email",
    "ADR": "Address", "BDAY": "Birthday", "NOTE": "Note", "URL": "Web", "NICKNAME": "Nickname",
}  # fmt: skip
_TIME = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z?))?$")
_FOLDED = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_CUE_TIME = re.compile(r"^[\d:.,]+ --> [\d:.,]+.*$")
_CUE_TAG = re.compile(r"<[^<>]{1,80}>|\{\\[^{}]{1,80}\}")


def read_records(data: bytes) -> Contents:
    """Return the events of a calendar (.ics) or the people of an address book (.vcf)."""
    text = decode(data)
    if "quoted-printable" in text.lower():
        text = _SOFT_BREAK.sub("", text)
    page = PageText()
    record: list[str] = []
    for line in _FOLDED.sub("", text).splitlines():
        head, _, value = line.partition(":")
        name, *parameters = head.upper().split(";")
        name = name.rpartition(".")[2]
        if name in ("BEGIN", "END"):
            page.paragraph("\n".join(record))
            record = []
        elif name in _NAMES and value.strip():
            record.append(f"{_NAMES[name]}: {_shown(value, parameters)}")
    page.paragraph("\n".join(record))
    return Contents((page.page(),))


def _shown(value: str, parameters: list[str]) -> str:
    if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
        value = decode(quopri.decodestring(value.encode()) or b" ")
    time = _TIME.match(value.strip())
    if time:
        year, month, day, hour, minute, utc = time.groups()
        clock = f" {hour}:{minute}{' UTC' if utc else ''}" if hour else ""
        return f"{year}-{month}-{day}{clock}"
    if re.search(r"(?<!\\);", value):
        value = " ".join(part for part in re.split(r"(?<!\\);", value) if part)
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).removeprefix("mailto:")


def read_subtitles(data: bytes) -> Contents:
    """Return what is said (.srt, .vtt), without numbers and times."""
    page = PageText()
    for cue in re.split(r"\n\s*\n", decode(data).replace("\r\n", "\n")):
        lines = cue.strip().split("\n")
        times = [index for index, line in enumerate(lines) if _CUE_TIME.match(line)]
        if times:
            page.line(_CUE_TAG.sub("", "\n".join(lines[times[0] + 1 :])))
    return Contents((page.page(),))
