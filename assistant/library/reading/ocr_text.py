"""Text as Tesseract gives it, put in order: columns, lines, the spaces between Korean letters."""

import re
from functools import cache
from itertools import groupby
from statistics import median
from typing import Any

_GAP = re.compile(r" {4,}")
"""Between columns and between the cells of a table; words stand closer."""
_HANGUL = re.compile("[가-힣]")
_LONE = re.compile(r"(?<!\S)[가-힣](?!\S)")
_FEWEST_LINES = 4
_FEWEST_LETTERS = 18
"""Half the lines of a column are at least this long; cells of tables and forms are shorter."""
_FULL_LINE = 0.7
_END_OF_SENTENCE = (".", "?", "!", ":", ";")


def in_order(text: str) -> str:
    """Return the text with columns one after another and Korean spaced as words."""
    return mended_spaces(_joined_lines(_one_column(text)))


def mended_spaces(text: str) -> str:
    """Put spaces between Korean words where there is one between most letters.

    Nothing changes but spaces between two Korean letters of one line.
    """
    return "\n".join(_mended(line) if _is_torn(line) else line for line in text.split("\n"))


def _is_torn(line: str) -> bool:
    lone = len(_LONE.findall(line))
    return lone >= 3 and 2 * lone > len([word for word in line.split() if _HANGUL.search(word)])


def _mended(line: str) -> str:
    spaced: str = _kiwi().space(line, reset_whitespace=True)
    letters = line.replace(" ", "")
    if spaced.replace(" ", "") != letters:
        return line
    before, after = _gaps(line), _gaps(spaced)
    # Numbers and Latin words keep the spaces that they were seen with.
    is_korean = [bool(_HANGUL.fullmatch(letter)) for letter in letters]
    return "".join(
        (after if at and is_korean[at - 1] and is_korean[at] else before)[at] + letter
        for at, letter in enumerate(letters)
    )


def _gaps(line: str) -> list[str]:
    """Return the spaces before each letter."""
    return re.findall(r"( *)[^ ]", line)


@cache
def _kiwi() -> Any:
    """Kiwi, loaded only where a page needs it: 0.5 GiB."""
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1)


def _joined_lines(text: str) -> str:
    """Drop the empty lines that Tesseract sees inside sentences."""
    lines = text.split("\n")
    full = _FULL_LINE * max(map(len, lines))
    kept = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line or len(before) < full or before.endswith(_END_OF_SENTENCE)
    ]
    return "\n".join(_GAP.sub("  ", line) for line in kept)


def _one_column(text: str) -> str:
    """Put the right one of two columns under the left one."""
    lines = [line.strip() for line in text.split("\n")]
    wide = [line for line in lines if line]
    parts = [_GAP.split(line) for line in wide]
    if not _is_in_columns(parts):
        return "\n".join(lines)
    first = next(number for number, part in enumerate(parts) if len(part) == 2)
    width = 1.2 * max(len(part[0]) for part in parts if len(part) == 2)
    return "\n".join(_columns(parts, first, width))


def _is_in_columns(parts: list[list[str]]) -> bool:
    pairs = [part for part in parts if len(part) == 2]
    if len(pairs) < max(_FEWEST_LINES, len(parts) // 2):
        return False
    return all(median(len(part[side]) for part in pairs) >= _FEWEST_LETTERS for side in (0, 1))


def _columns(parts: list[list[str]], first: int, width: float) -> list[str]:
    """Return the lines of each stretch of columns in reading order; a wide line ends a stretch."""

    def is_wide(numbered: tuple[int, list[str]]) -> bool:
        number, part = numbered
        return number < first or len(part) > 2 or (len(part) == 1 and len(part[0]) > width)

    lines: list[str] = []
    for wide, stretch in groupby(enumerate(parts), is_wide):
        rows = [part for _, part in stretch]
        if wide:
            lines += ["    ".join(part) for part in rows]
        else:
            lines += [part[0] for part in rows]
            lines += ["", *(part[1] for part in rows if len(part) == 2), ""]
    return lines
