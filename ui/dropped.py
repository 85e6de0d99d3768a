"""What was dropped on the window: files and folders are taken, web addresses refused."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files to add, words to write into the box, and whether an address had to be refused."""

    paths: tuple[Path, ...] = ()
    text: str = ""
    has_address: bool = False


def look_at(data: QMimeData) -> Dropped:
    """Sort what was dropped. Nothing is opened here, and no address is ever asked."""
    if data.hasUrls():
        urls = data.urls()
        paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
        return Dropped(paths, has_address=any(not url.isLocalFile() for url in urls))
    text = data.text()
    if text.strip().lower().startswith(("http://", "https://", "ftp://")):
        return Dropped(has_address=True)
    return Dropped(text=text)
