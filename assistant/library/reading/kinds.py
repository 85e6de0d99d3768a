"""What a file really is: its content is trusted more than its name."""

import re
import struct
import zipfile

from assistant.library.reading.compound import MAGIC, CompoundFile
from assistant.library.reading.mailbox import is_mailbox
from assistant.library.reading.package import Package
from assistant.library.reading.pictures import picture_kind
from assistant.library.reading.refusals import refuse

_TEXT_ENDINGS = (
    "txt text log rst tex bib org adoc asc json jsonl ndjson geojson yaml yml toml ini cfg conf"
    " properties env xml xsd xsl dtd rss atom opml plist py pyi js mjs ts tsx jsx css scss"
    " less c h cc cpp cxx hpp hh cs java kt kts go rs rb php pl pm lua r m swift scala sh bash zsh"
    " fish bat cmd ps1 sql graphql proto cmake make mk gradle dockerfile diff patch vue svelte dart"
    " ex exs erl hs ml clj lisp el vim asm s f f90 for pas vb groovy enw ris tmx xlf"
    " po lrc"
)
_BY_NAME = {
    **dict.fromkeys(_TEXT_ENDINGS.split(), "text"),
    **dict.fromkeys(("md", "markdown", "mdown", "mkd"), "markdown"),
    **dict.fromkeys(("html", "htm", "xhtml", "xht"), "html"),
    **dict.fromkeys(("csv", "tsv", "tab"), "csv"),
    **dict.fromkeys(("srt", "vtt"), "subtitles"),
    **{name: name for name in ("eml", "mbox", "ics", "vcf", "ipynb", "fodt", "fods", "fodp")},
}
TEXT_KINDS = frozenset({"text", "markdown", "csv", "subtitles", "html", "ics", "vcf"})
"""Kinds whose encoding a person may choose."""
TEXT_FORMATS = frozenset(ending for ending, kind in _BY_NAME.items() if kind in TEXT_KINDS)
"""Their endings."""
_BINARY_ENDINGS = (
    "pdf docx docm dotx dotm doc dot xlsx xlsm xltx xltm xlsb xls xlt pptx pptm ppsx ppsm potx ppt"
    " pps pot odt ott ods ots odp otp sxw sxc sxi epub hwp hwpx hwt rtf msg wps zip"
)
_PICTURE_ENDINGS = "png jpg jpeg jpe jfif tif tiff bmp webp"
_BINARY = frozenset((_BINARY_ENDINGS + " " + _PICTURE_ENDINGS).split())
_MARKED_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("Contents/section0.xml", "hwpx"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odt"),
)
_MIMETYPES = (
    ("hwp+zip", "hwpx"),
    ("epub", "epub"),
    ("opendocument.text", "odt"),
    ("opendocument.spreadsheet", "ods"),
    ("opendocument.presentation", "odp"),
    ("sun.xml.writer", "odt"),
    ("sun.xml.calc", "ods"),
    ("sun.xml.impress", "odp"),
)
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("BodyText", "hwp"),
    ("__properties_version1.0", "msg"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html|<head|<table|<meta)", re.IGNORECASE
)
_MAIL_LINES = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Message-ID|Delivered-To): ",
    re.IGNORECASE | re.MULTILINE,
)
_OLDER = (
    b"HWP Document File V",
    b"\xdb\xa5",
    b"\xfe7\x00\x23",
    b"\x09\x04\x06\x00",
    b"\xcb\x0a\x01",
)
"""HWP 3, Word 2, Excel 4 and WordPerfect files: sound, but nothing here reads them."""
_OFTEN_TEXT = {"doc": "text", "dot": "text", "xls": "csv"}


def is_readable_name(suffix: str) -> bool:
    """Return whether files with this ending (lower case, no dot) are opened at all."""
    return not suffix or suffix in _BY_NAME or suffix in _BINARY


def kind_by_name(suffix: str) -> str:
    """Return the kind of text that an ending promises; empty for other kinds."""
    return _BY_NAME.get(suffix, "")


def kind_of(data: bytes, suffix: str) -> str:
    """Return which reader reads the content; for text the ending decides.

    Raises:
        DocumentError: Locked, damaged, or of a kind that nothing here reads.
    """
    if data.startswith(MAGIC):
        return _compound_kind(CompoundFile(data))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(data, suffix)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if picture_kind(data):
        return "picture"
    if suffix in _BINARY:
        return _disguised(data, suffix)
    kind = _BY_NAME.get(suffix) or _unnamed(data)
    return "eml" if kind == "mbox" and not is_mailbox(data) else kind


def _compound_kind(file: CompoundFile) -> str:
    if "EncryptedPackage" in file or "EncryptionInfo" in file:
        raise refuse("password")
    kind = next((kind for stream, kind in _STREAMS if stream in file), "")
    if not kind:
        raise refuse("unsupported")
    if _is_locked(file, kind):
        raise refuse("password")
    return kind


def _is_locked(file: CompoundFile, kind: str) -> bool:
    """Return whether the old formats' own mark of encryption is set."""
    if kind == "doc":
        if file.read("WordDocument")[:2] != b"\xec\xa5":
            raise refuse("unsupported")  # Word 6 and 95
        return bool(struct.unpack_from("<H", file.read("WordDocument"), 10)[0] & 0x0100)
    if kind == "ppt" and "Current User" in file:
        return file.read("Current User")[12:16] == b"\xdf\xc4\xd1\xf3"
    if kind == "xls":
        stream = next(name for name, _ in _STREAMS if name in file)
        return _has_file_pass(file.read(stream)[:4096])
    return False


def _has_file_pass(records: bytes) -> bool:
    at = 0
    while at + 4 <= len(records):
        number, length = struct.unpack_from("<HH", records, at)
        if number == 0x2F:
            return True
        at += 4 + length
    return False


def _package_kind(data: bytes, suffix: str) -> str:
    try:
        package = Package(data)
    except zipfile.BadZipFile as error:
        raise refuse("damaged" if suffix in _BINARY else "unsupported") from error
    if "mimetype" in package:
        mimetype = package.read("mimetype")[:200].decode("ascii", "replace")
        for mark, kind in _MIMETYPES:
            if mark in mimetype:
                return kind
    for member, kind in _MARKED_MEMBERS:
        if member in package:
            return kind
    if suffix == "zip":
        return "zip"
    raise refuse("damaged" if suffix in _BINARY else "unsupported")


def _disguised(data: bytes, suffix: str) -> str:
    """Web pages and texts are often saved under the names of office files."""
    if _HTML.match(data[:4096]):
        return "html"
    if data.startswith(_OLDER) or data.lstrip()[:5] == b"<?xml":
        raise refuse("unsupported")
    if suffix in _OFTEN_TEXT and _is_text(data):
        return _OFTEN_TEXT[suffix]
    raise refuse("damaged")


def _unnamed(data: bytes) -> str:
    """A file without an ending is read if it is plainly text."""
    if not _is_text(data):
        raise refuse("unsupported")
    if len(_MAIL_LINES.findall(data[:4096].partition(b"\n\n")[0])) >= 3:
        return "mbox" if data.startswith(b"From ") else "eml"
    return "html" if _HTML.match(data[:4096]) else "text"


def _is_text(data: bytes) -> bool:
    start = data[:65536]
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last letter may be cut in two.
        if error.start < len(start) - 4 or len(start) == len(data):
            return False
    return b"\x00" not in start
