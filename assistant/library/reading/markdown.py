"""Markdown: headings become places, marks that make quotes ugly go."""

import re

from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.text_files import decode

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_RULE_MARKS = frozenset(" \t|:=*_-")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(\s*<?([^\s()<>]{0,2000})>?(?:\s+\"[^\"\n]*\")?\s*\)")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)([^*_~\n]{1,1000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,1000})`")
_ROW = re.compile(r"\s*\|(.*)\|\s*$")


def read_markdown(data: bytes) -> Contents:
    """Return the text without marks; fenced code stays as it is."""
    page = PageText()
    title = add_markdown(page, decode(data))
    return Contents((page.page(),), title)


def add_markdown(page: PageText, text: str) -> str:
    """Add a text to a page and return its first heading, empty where there is none."""
    title, in_code, after_gap = "", False, True
    for line in _without_comments(text).splitlines():
        if _FENCE.match(line):
            in_code, after_gap = not in_code, True
            continue
        heading = None if in_code else _HEADING.match(line)
        if heading:
            page.heading(plain(heading[2]))
            title = title or plain(heading[2])
            after_gap = True
        elif not line.strip() or (not in_code and _is_rule(line)):
            # The rule under a table's first row parts nothing.
            after_gap = after_gap or "|" not in line
        else:
            (page.paragraph if after_gap else page.line)(line if in_code else plain(line))
            after_gap = False
    return title


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    shown = [part.partition("-->")[2] if "-->" in part else "<!--" + part for part in others]
    return "".join([first, *shown])


def _is_rule(line: str) -> bool:
    return set(line) <= _RULE_MARKS and len(line.strip()) >= 3


def plain(line: str) -> str:
    """Return a line without marks of emphasis, links and table borders."""
    row = _ROW.match(line)
    if row:
        line = " | ".join(cell.strip() for cell in row[1].split("|"))
    line = _LINK.sub(_shown_link, line)
    line = _STRONG.sub(r"\2", line)
    return _CODE.sub(r"\1", _EMPHASIS.sub(r"\1", line))


def _shown_link(match: re.Match[str]) -> str:
    words, address = match[1], match[2]
    if match[0].startswith("!") or not address.startswith(("http", "mailto:")) or words == address:
        return words
    return f"{words} ({address})"
