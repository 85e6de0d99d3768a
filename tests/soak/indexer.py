"""Indexes a folder over and over until it is killed: real SQLite, real Chroma, light engines.

Called as: indexer.py HOME MODEL. The engines are the scripted ones, so that a kill lands in the
store and in the index rather than in the loading of a model.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.documents import Hint, Page, ReadDocument
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.interfaces import Vectors
from assistant.jobs import CancelToken
from assistant.library.ingest import Ingest
from assistant.library.lexicon import Lexicon
from assistant.library.spaces import Space, Spaces
from assistant.library.vector_index import VectorIndex
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.workers.remote import RemoteNeighbours
from assistant.workers.worker import EngineRecipe, Worker

MODELS = ("fake 0", "fake 1")
"""The carried one, and one that is added."""


class PlainReader:
    """Reads text files as they are."""

    def read(self, path: Path, hint: Hint) -> ReadDocument:
        """Return one page."""
        return ReadDocument(path.stem, "txt", (Page(None, path.read_text("utf-8")),))

    def read_scanned(self, path: Path, number: int, hint: Hint) -> Page:
        """Return nothing: no text file is a picture."""
        return Page(number, "", is_ocr=True)


class Turned(HashEmbedder):
    """An embedder whose vectors lie elsewhere than the plain one's."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the plain vectors, each number one place further."""
        return np.roll(super().embed(texts), 1, axis=1)


def build(home: Path, model_id: str) -> tuple[LibraryStore, Spaces, Ingest, Database]:
    """Put the parts of a home together; the model is the one that shall find passages."""
    database = Database(home / "hearth.db")
    store = LibraryStore(database)

    def neighbours(folder: Path) -> RemoteNeighbours:
        recipe = EngineRecipe("assistant.engines.chroma:ChromaNeighbours", {"folder": str(folder)})
        return RemoteNeighbours(Worker(recipe, home))

    def space(embedder: HashEmbedder, model_id: str, folder: Path) -> Space:
        embedder.model_id = model_id
        folder.mkdir(exist_ok=True)
        return Space(embedder, embedder, VectorIndex(store.vectors, model_id, folder, neighbours))

    carried = space(HashEmbedder(), MODELS[0], home / "index")
    other = space(Turned(), MODELS[1], home / "index" / "other")
    spaces = Spaces(store, carried, [other])
    spaces.choose(other if model_id == MODELS[1] else None)
    ingest = Ingest(store, PlainReader(), Lexicon(PlainWords()), spaces)
    return store, spaces, ingest, database


def main() -> None:
    """Start as the program does: mend the cache, then read what is new."""
    home = Path(sys.argv[1])
    store, spaces, ingest, database = build(home, sys.argv[2])
    store.add_folder(home / "papers")
    spaces.serving.index.repair()
    print("ready", flush=True)
    ingest.look_everywhere()
    for _ in ingest.run(CancelToken()):
        pass
    spaces.close()
    database.close()


if __name__ == "__main__":
    main()
