"""The ledger: every file of the library, what was read of it, and how much of its meaning."""

from collections import Counter
from dataclasses import replace

from assistant.documents import Ledger
from assistant.library.reading.kinds import TEXT_FORMATS
from assistant.store.library_store import LibraryStore


def ledger_of(store: LibraryStore, model_id: str) -> Ledger:
    """Return the ledger, with what an embedding model knows; slow in a large library."""
    files = sorted(store.files(model_id), key=lambda file: file.path.name.casefold())
    chunks, learned = Counter[int](), Counter[int]()
    for file in files:
        chunks[file.folder_id] += file.n_chunks
        learned[file.folder_id] += file.n_learned
    folders = (
        replace(folder, n_chunks=chunks[folder.id], n_learned=learned[folder.id])
        for folder in store.folders()
    )
    return Ledger(tuple(folders), tuple(files), TEXT_FORMATS)
