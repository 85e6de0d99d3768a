"""Rich text (.rtf): each run in the encoding of its own font, so mixed languages stay whole."""

import re
from dataclasses import dataclass, replace

from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse
from assistant.library.reading.tables import add_marked_text

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict objdata fldinst header headerl headerr headerf footer footerl"
    b" footerr footerf listtable listoverridetable xmlnstbl themedata datastore generator rsidtbl"
    b" nonshppict bkmkstart bkmkend revtbl pntext pntxta pntxtb filetbl listtext sn sv leveltext"
    b" nonesttables levelnumbers listname".split()
)
_SHOWN = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\r", b"\r": "\r"}
_ENDS = {
    b"par": "\r",
    b"sect": "\r",
    b"page": "\r",
    b"nestcell": "\r",
    b"cell": "\x07",
    b"row": "\x07",
}
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    skipped: bool = False
    in_fonts: bool = False
    encoding: str = ""
    fallback_letters: int = 1
    """How many letters stand after each \\u for programs without Unicode."""


class _Parser:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._state = _State()
        self._outer: list[_State] = []
        self._bytes = bytearray()
        self._page_encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._to_skip = 0
        self._ignorable = False

    def parse(self, data: bytes) -> str:
        at = 0
        while match := _TOKEN.search(data, at):
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            value = int(number) if number else None
            if word == b"bin":
                at += max(0, value or 0)
            elif word:
                self._word(word, value)
            elif brace:
                self._brace(brace)
            elif code:
                self._add_bytes(bytes([int(code, 16)]))
            elif symbol == b"*":
                self._ignorable = True
            elif symbol:
                self._add(_SYMBOLS.get(symbol, ""))
            else:
                self._add_bytes(text)
        self._flush()
        return (
            "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._to_skip, self._ignorable = 0, False
        if brace == b"{":
            self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _word(self, word: bytes, value: int | None) -> None:
        ignorable, self._ignorable = self._ignorable, False
        if word in _SKIPPED or (ignorable and word not in (b"shppict", b"shpinst")):
            self._state = replace(self._state, skipped=True)
        elif word == b"fonttbl":
            self._state = replace(self._state, skipped=True, in_fonts=True)
        elif word == b"u" and value is not None:
            self._add(chr(value % 0x10000))
            self._to_skip = self._state.fallback_letters
        elif word == b"uc":
            self._state = replace(self._state, fallback_letters=value or 0)
        elif word == b"ansicpg" and value:
            self._page_encoding = f"cp{value}"
        elif word in (b"f", b"fcharset"):
            self._set_font(word, value or 0)
        else:
            self._add(_SHOWN.get(word) or _ENDS.get(word) or "")

    def _set_font(self, word: bytes, value: int) -> None:
        self._flush()
        if word == b"f":
            self._font = value
            self._state = replace(self._state, encoding=self._fonts.get(value, ""))
        elif self._state.in_fonts and value in _CHARSETS and value:
            self._fonts[self._font] = _CHARSETS[value]

    def _add_bytes(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if not self._state.skipped:
            self._bytes += text[skipped:]

    def _add(self, text: str) -> None:
        self._flush()
        if text and not self._state.skipped:
            self.pieces.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self.pieces.append(self._decoded(bytes(self._bytes)))
            self._bytes.clear()

    def _decoded(self, data: bytes) -> str:
        for encoding in (self._state.encoding, self._page_encoding):
            try:
                return data.decode(encoding or "ascii")
            except (LookupError, UnicodeDecodeError):
                continue
        return data.decode("cp1252", "replace")


def read_rich_text(data: bytes) -> Contents:
    """Return the paragraphs and tables; rich text has no pages of its own."""
    if not data.rstrip(b"\x00\r\n \t").endswith(b"}"):
        raise refuse("damaged")
    page = PageText()
    add_marked_text(page, _Parser().parse(data))
    return Contents((page.page(),))
