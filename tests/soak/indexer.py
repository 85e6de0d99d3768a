"""Indexes a folder over and over until it is killed: real SQLite, real Chroma, light engines.

Called as: indexer.py HOME MODEL. The engines are the scripted ones, so that a kill lands in the
store and in the index rather than in the loading of a model.
"""

import sys
from pathlib import Path

from assistant.documents import Hint, Page, ReadDocument
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.jobs import CancelToken
from assistant.library.ingest import Ingest
from assistant.library.lexicon import Lexicon
from assistant.library.passage_embedder import PassageEmbedder
from assistant.library.vector_index import VectorIndex
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.workers.remote import RemoteNeighbours
from assistant.workers.worker import EngineRecipe, Worker


class PlainReader:
    """Reads text files as they are."""

    def read(self, path: Path, hint: Hint) -> ReadDocument:
        """Return one page."""
        return ReadDocument(path.stem, "txt", (Page(None, path.read_text("utf-8")),))

    def read_scanned(self, path: Path, number: int, hint: Hint) -> Page:
        """Return nothing: no text file is a picture."""
        return Page(number, "", is_ocr=True)


def build(home: Path, model_id: str) -> tuple[LibraryStore, VectorIndex, Ingest, Database]:
    """Put the parts of a home together."""
    database = Database(home / "hearth.db")
    store = LibraryStore(database)

    def neighbours(folder: Path) -> RemoteNeighbours:
        recipe = EngineRecipe("assistant.engines.chroma:ChromaNeighbours", {"folder": str(folder)})
        return RemoteNeighbours(Worker(recipe, home))

    embedder = HashEmbedder()
    embedder.model_id = model_id
    index = VectorIndex(store.vectors, embedder.model_id, home / "index", neighbours)
    ingest = Ingest(
        store, PlainReader(), Lexicon(PlainWords()), PassageEmbedder(store, embedder, index), index
    )
    return store, index, ingest, database


def main() -> None:
    """Start as the program does: mend the cache, then read what is new."""
    home = Path(sys.argv[1])
    store, index, ingest, database = build(home, sys.argv[2])
    store.add_folder(home / "papers")
    index.repair()
    print("ready", flush=True)
    ingest.look_everywhere()
    for _ in ingest.run(CancelToken()):
        pass
    index.close()
    database.close()


if __name__ == "__main__":
    main()
