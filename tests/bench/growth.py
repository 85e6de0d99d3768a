"""How cost grows with the library: what storing, searching and filtering take at some sizes.

Vectors are true ones of the reranker's papers, each turned a little at random; the words of a
passage are true sentences shuffled. So neither is as hard, or as easy, as noise would be.
"""

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles

import numpy as np
import psutil

from assistant.documents import Chunk, Page, ReadDocument
from assistant.engine_room import EngineRoom
from assistant.engines.fake import PlainWords
from assistant.engines.minilm import MiniLm
from assistant.interfaces import Vectors
from assistant.library.lexicon import Lexicon
from assistant.library.retrieval import Retriever
from assistant.library.spaces import Space, Spaces
from assistant.library.vector_index import VectorIndex
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.store.rows import FileStamp, PreparedChunk
from models.reranker.papers import PAPERS

_SIZES = (20_000, 100_000, 300_000)
_CHUNKS_OF_A_FILE = 20
_BATCH = 2_000
_SEEDS = 1_500
_TURN = 0.5
"""Length of what is added to a vector of length 1 before it is made that long again."""
_QUESTIONS = 100
_PDFS = 10
"""One file in so many is a PDF."""


class _Growing:
    """A library that is filled from the inside, and the retriever over it."""

    model_id = "all-MiniLM-L6-v2"

    def __init__(self, home: Path) -> None:
        paths = Paths.of(home)
        paths.create()
        self.home = home
        self.rooms = EngineRoom(paths, Settings())
        self.database = Database(paths.database)
        self.store = LibraryStore(self.database)
        self.folder = self.store.add_folder(home / "papers")
        self.index = VectorIndex(
            self.store.vectors, self.model_id, paths.index, self.rooms.neighbours
        )
        self.index.repair()
        self.chance = random.Random(7)
        self.noise = np.random.default_rng(7)
        self.sentences = _sentences()
        self.seeds = MiniLm().embed(self.sentences[:_SEEDS])
        self.asked = self.vectors(1)
        spaces = Spaces(self.store, Space(self, self, self.index))
        self.retriever = Retriever(self.store, Lexicon(PlainWords()), spaces)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Stand in for the embedder: every question lies where the trial wants it."""
        return self.asked

    def vectors(self, count: int) -> Vectors:
        """Return so many likely vectors."""
        chosen = self.seeds[self.noise.integers(0, len(self.seeds), count)]
        turned = self.noise.normal(size=chosen.shape).astype(np.float32)
        turned *= _TURN / np.linalg.norm(turned, axis=1, keepdims=True)
        moved: Vectors = chosen + turned
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)

    def add(self, number: int) -> list[int]:
        """Store a file of some chunks."""
        texts = [
            " ".join(self.chance.choices(self.sentences, k=6)) for _ in range(_CHUNKS_OF_A_FILE)
        ]
        page, chunks, at = "\n\n".join(texts), [], 0
        for text, terms in zip(texts, Lexicon(PlainWords()).terms(texts), strict=True):
            chunks.append(PreparedChunk(0, Chunk(at, at + len(text), text), " ".join(terms), ""))
            at += len(text) + 2
        ending = "txt" if number % _PDFS else "pdf"
        path = self.folder.path / f"{number}.{ending}"
        stamp = FileStamp(path, self.folder.id, str(number), len(page), number)
        document = ReadDocument(path.stem, ending, (Page(None, page),))
        return self.store.save_document(stamp, document, chunks)

    def close(self) -> None:
        """End all of it."""
        self.index.close()
        self.rooms.close()
        self.database.close()


def measure() -> Iterator[str]:
    """Yield the lines of the table."""
    yield (
        "| chunks | stored/s | vectors/s | question p50, p95 ms | in PDFs ms | recall@10 | MiB |"
        " disk |"
    )
    yield "|---" * 8 + "|"
    with tempfile.TemporaryDirectory() as folder:
        growing = _Growing(Path(folder))
        try:
            held = 0
            for size in _SIZES:
                yield _row(growing, held, size)
                held = size
        finally:
            growing.close()


def _row(growing: _Growing, held: int, size: int) -> str:
    stored, learned = _fill(growing, held, size)
    plain = _times(growing, "where is the key of the garden door and who has it")
    filtered = _times(growing, "where is the key of the garden door in my PDFs")
    disk = sum(path.stat().st_size for path in growing.home.rglob("*") if path.is_file())
    memory = sum(
        psutil.Process(pid).memory_info().rss for pid in growing.rooms.processes().values()
    )
    p50, p95 = quantiles(plain, n=20)[9], quantiles(plain, n=20)[18]
    return (
        f"| {size:,} | {stored:.0f} | {learned:.0f} | {p50:.0f}, {p95:.0f} |"
        f" {quantiles(filtered, n=20)[9]:.0f} | {_recall(growing):.3f} | {memory >> 20} |"
        f" {disk >> 20} MiB |"
    )


def _fill(growing: _Growing, held: int, size: int) -> tuple[float, float]:
    """Return the chunks a second that were stored with their words, and with their vectors."""
    storing = learning = 0.0
    waiting: list[int] = []
    for number in range(held // _CHUNKS_OF_A_FILE, size // _CHUNKS_OF_A_FILE):
        started = time.monotonic()
        waiting += growing.add(number)
        storing += time.monotonic() - started
        if len(waiting) >= _BATCH:
            vectors, started = growing.vectors(len(waiting)), time.monotonic()
            growing.store.vectors.save(waiting, vectors, growing.model_id)
            growing.index.catch_up()
            learning += time.monotonic() - started
            waiting = []
    return (size - held) / storing, (size - held) / learning


def _times(growing: _Growing, question: str) -> list[float]:
    """Return what questions take, in milliseconds, without the embedding of their text."""
    times = []
    for vector in growing.vectors(_QUESTIONS):
        growing.asked = vector[None, :]
        started = time.monotonic()
        growing.retriever.retrieve(question, 8)
        times.append((time.monotonic() - started) * 1000)
    return times


def _recall(growing: _Growing) -> float:
    """Return the share of the true ten nearest that the search structure finds."""
    store = growing.store.vectors
    rows = [*store.of(sorted(store.ids(growing.model_id)), growing.model_id)]
    ids = np.concatenate([batch for batch, _ in rows])
    table = np.concatenate([vectors for _, vectors in rows])
    shares = []
    for vector in growing.vectors(_QUESTIONS):
        true = set(ids[np.argpartition(table @ vector, -10)[-10:]].tolist())
        found = {id_ for id_, _ in growing.index.search(vector, 10)}
        shares.append(len(true & found) / 10)
    return float(np.mean(shares))


def _sentences() -> list[str]:
    papers = sorted(PAPERS.glob("en_*.jsonl"))
    texts = [
        json.loads(line)["text"] for paper in papers for line in paper.read_text().splitlines()
    ]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return list(dict.fromkeys(line for line in lines if len(line) > 40))
