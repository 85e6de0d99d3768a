"""Shows the numbers of a sheet as its cell formats do: dates, percent, decimals, currency."""

import re
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from assistant.library.reading.package import all_named, attribute, inside

_BUILT_IN = {
    2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 15: "yyyy-mm-dd", 16: "yyyy-mm-dd", 17: "yyyy-mm-dd",
    18: "hh:mm", 19: "hh:mm:ss", 20: "hh:mm", 21: "hh:mm:ss", 22: "yyyy-mm-dd hh:mm",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    32: "hh:mm", 33: "hh:mm:ss", 34: "hh:mm", 35: "hh:mm:ss", 55: "hh:mm", 56: "hh:mm:ss",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0",
    43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
"""Numbers of formats that files do not spell out; dates are always shown the ISO way."""
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]')
_ASIDE = re.compile(r"\[(?!\$|h+\]|m+\]|s+\])[^\]]*\]|[_*].", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_LAST_DATE = 2_958_466.0
"""The day after 9999-12-31 in days since 1899-12-30."""


class CellFormats:
    """The number formats of a workbook."""

    def __init__(self, styles: Element | None, from_1904: bool = False) -> None:
        """Read the formats from the workbook's styles; old Mac workbooks count days from 1904."""
        self._first_day = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
        self._codes: list[str] = []
        if styles is None:
            return
        own = {
            attribute(entry, "numFmtId"): attribute(entry, "formatCode")
            for entry in all_named(styles, "numFmt")
        }
        for style in inside(styles, "cellXfs"):
            number = attribute(style, "numFmtId")
            known = _BUILT_IN.get(int(number), "") if number.isdigit() else ""
            self._codes.append(own.get(number, known))

    def shown(self, text: str, style: str) -> str:
        """Return the number in `text` as the sheet shows it with the style of that index."""
        try:
            value = float(text)
        except ValueError:
            return text
        index = int(style) if style.isdigit() else -1
        code = self._codes[index] if 0 <= index < len(self._codes) else ""
        code = _ASIDE.sub("", code.split(";")[0])
        bare = _QUOTED.sub("", code)
        if re.search(r"[ymdhs]", bare, re.IGNORECASE) and not re.search(
            r"[#0?]", bare.replace(".0", "")
        ):
            return self._date(value, bare.lower())
        return _number(value, code)

    def _date(self, value: float, code: str) -> str:
        if "[" in code:
            seconds = round(value * 86_400)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if not 0 <= value < _LAST_DATE:
            return _plain(value)
        moment = self._first_day + timedelta(seconds=round(value * 86_400))
        has_day = "y" in code or "d" in code or ("m" in code and not re.search("[hs]", code))
        clock = "" if not re.search("[hs]", code) else "%H:%M:%S" if "s" in code else "%H:%M"
        if has_day and clock and value == int(value):
            clock = ""
        return moment.strftime(" ".join(part for part in ("%Y-%m-%d" * has_day, clock) if part))


def _number(value: float, code: str) -> str:
    literal = _QUOTED.sub(lambda match: match[1] or match[2] or match[3] or "", code)
    digits = _DIGITS.search(literal)
    if not digits or "E" in _QUOTED.sub("", code) or "/" in literal:
        return _plain(value)
    percent = "%" in literal
    places = len(digits[1] or "")
    comma = "," if "," in digits[0].rstrip(",") else ""
    shown = f"{value * 100 if percent else value:{comma}.{places}f}"
    return f"{literal[: digits.start()]}{shown}{literal[digits.end() :]}".strip()


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
