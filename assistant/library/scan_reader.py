"""ScanReader: reads pages that are pictures, one at a time; can be taken up again at any page."""

from assistant.documents import Page
from assistant.errors import DocumentError, WorkerDied
from assistant.interfaces import Reader
from assistant.library.hints import Hints
from assistant.library.lexicon import Lexicon
from assistant.library.preparing import prepared_chunks
from assistant.store.library_store import LibraryStore
from assistant.store.rows import ScannedPage


class ScanReader:
    """Finds what is to be read off pictures, and reads it."""

    def __init__(self, store: LibraryStore, reader: Reader, lexicon: Lexicon, hints: Hints) -> None:
        self._store = store
        self._reader = reader
        self._lexicon = lexicon
        self._hints = hints

    def pages(self) -> list[ScannedPage]:
        """Return the pages that are still to be read."""
        return self._store.scanned_pages()

    def read(self, scanned: ScannedPage) -> int:
        """Read a page and store it; return how many chunks it gave.

        A page that crashes the reader, or cannot be read, is stored as empty and not tried again.

        Raises:
            DocumentError: This computer reads no pictures at all.
        """
        try:
            page = self._reader.read_scanned(
                scanned.path, scanned.number, self._hints.of(scanned.path)
            )
        except DocumentError as error:
            if error.reason == "scanned":
                raise
            page = Page(scanned.number, "", is_ocr=True)
        except WorkerDied:
            page = Page(scanned.number, "", is_ocr=True)
        chunks = prepared_chunks(scanned.title, [page], self._lexicon)
        return len(self._store.save_scanned(scanned, page, chunks))
