"""Books (.epub): the chapters in reading order, their headings as places."""

import posixpath
from urllib.parse import unquote

from assistant.library.reading.package import Package, all_named
from assistant.library.reading.page_text import Contents, PageText, one_line
from assistant.library.reading.refusals import refuse
from assistant.library.reading.text_files import decode
from assistant.library.reading.web_pages import add_web_page


def read_epub(data: bytes) -> Contents:
    """Return all chapters as one text; an epub has no pages of its own."""
    package = Package(data)
    roots = all_named(package.xml("META-INF/container.xml"), "rootfile")
    opf = roots[0].get("full-path", "")
    book = package.xml(opf)
    files = {item.get("id", ""): item.get("href", "") for item in all_named(book, "item")}
    order = [files.get(entry.get("idref", ""), "") for entry in all_named(book, "itemref")]
    chapters = [posixpath.normpath(posixpath.join(posixpath.dirname(opf), unquote(name)))
                for name in order if name]  # fmt: skip
    if _locked(package) & set(chapters):
        raise refuse("locked")
    page = PageText()
    for name in chapters:
        if name in package:
            add_web_page(page, decode(package.read(name)))
    titles = [one_line(title.text or "") for title in all_named(book, "title")]
    return Contents((page.page(),), titles[0] if titles else "")


def _locked(package: Package) -> set[str]:
    """Return the members under copy protection; fonts often are where the text is not."""
    name = "META-INF/encryption.xml"
    if name not in package:
        return set()
    references = all_named(package.xml(name), "CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}
