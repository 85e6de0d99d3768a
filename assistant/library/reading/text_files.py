"""Plain text, source code and Markdown in whatever encoding they were saved."""

import codecs
import re

from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Of the Korean encoding only the part with the everyday syllables counts as proof.
_HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
_KANA = re.compile("[ぁ-ヿ]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_EVERYDAY = re.compile("[\t\n\r -~가-힣]")
_FEWEST_WIDE, _SURE = 8, 0.9
"""Letters, and the share of them that must be everyday ones: other bytes reach a half by chance."""
_CONTROL = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of bytes: mark, declared encoding, UTF-8, UTF-16, Korean, Japanese, Western.

    Raises:
        DocumentError: The bytes are no text.
    """
    text = _marked(data) or _declared(data, declared) or _tried(data)
    if len(_CONTROL.findall(text[:100_000])) > max(2, len(text[:100_000]) // 100):
        raise refuse("damaged")
    return text


def _marked(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return ""


def _declared(data: bytes, declared: str) -> str:
    # Korean programs say KS C 5601 or EUC-KR and write its superset.
    name = re.sub(r"^(ks_?c.*|euc[-_]?kr|korean|windows-949|ms949)$", "cp949", declared.lower())
    try:
        if name and not data.isascii():
            return data.decode("utf-8")  # whoever says otherwise of valid UTF-8 is wrong
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(name) if name else ""
    except (LookupError, ValueError):
        return ""


def _tried(data: bytes) -> str:
    if encoding := _wide(data):
        return data.decode(encoding, errors="replace")
    return _proven(data) or data.decode("cp1252", errors="replace")


def _wide(data: bytes) -> str:
    """Return which UTF-16 without a mark it is; empty if none.

    Of most letters every other byte is 0, of Hangul none is.
    """
    start = data[:4096]
    zeros = start.count(0)
    if zeros > len(start) // 5:
        return "utf-16-be" if 2 * start[::2].count(0) > zeros else "utf-16-le"
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start.decode(encoding, errors="replace")
        if len(text) >= _FEWEST_WIDE and len(_EVERYDAY.findall(text)) >= _SURE * len(text):
            return encoding
    return ""


def _proven(data: bytes) -> str:
    """Return the text if its bytes tell their encoding; empty if they do not."""
    for encoding in ("utf-8", "cp949", "shift_jis", "euc_jp"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _is_proven(data, text, encoding):
            return text
    return ""


def _is_proven(data: bytes, text: str, encoding: str) -> bool:
    """Return whether enough of the letters belong to the language of the encoding."""
    foreign = len(_NOT_ASCII.findall(text))
    if encoding == "cp949":
        return 2 * len(_HANGUL.findall(data)) >= foreign > 0
    return 4 * len(_KANA.findall(text)) >= foreign > 0


def is_guess(data: bytes) -> bool:
    """Return whether the bytes of a text do not tell in which encoding they are."""
    return not (_marked(data) or _wide(data) or _proven(data))


def in_utf_8(data: bytes, encoding: str) -> bytes:
    """Return a text in UTF-8, with the mark that says so."""
    return codecs.BOM_UTF8 + data.decode(encoding, errors="replace").encode()


def read_text(data: bytes) -> Contents:
    """Return a text as it stands."""
    page = PageText()
    page.paragraph(decode(data))
    return Contents((page.page(),))
