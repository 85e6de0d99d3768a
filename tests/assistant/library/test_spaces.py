"""The change from one embedder to another, with the real store and light engines."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.documents import Hint, IndexSummary, Page, ReadDocument
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.interfaces import Vectors
from assistant.jobs import CancelToken, JobCancelled
from assistant.library.ingest import Ingest
from assistant.library.lexicon import Lexicon
from assistant.library.passage_embedder import BATCH, PassageEmbedder
from assistant.library.retrieval import Retriever
from assistant.library.spaces import CARRIED, Scale, Space, Spaces
from assistant.library.vector_index import VectorIndex
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore

FILES = 3 * BATCH


class Reader:
    def read(self, path: Path, hint: Hint) -> ReadDocument:
        return ReadDocument(path.stem, "txt", (Page(None, path.read_text("utf-8")),))


class Wide(HashEmbedder):
    """Places texts in more dimensions than the carried one; counts what it is given."""

    dimension = 300

    def __init__(self, model_id: str) -> None:
        self.model_id = model_id
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed(texts)


KEPT: dict[Path, dict[int, Vectors]] = {}
"""What each search structure holds, by its folder."""


class Cache:
    """The search structure as a dictionary, kept while its folder is."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder

    @property
    def rows(self) -> dict[int, Vectors]:
        if not self._folder.exists():
            KEPT.pop(self._folder, None)
            self._folder.mkdir()
        return KEPT.setdefault(self._folder, {})

    def ids(self) -> list[int]:
        return list(self.rows)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        self.rows.update(zip(ids, vectors, strict=True))

    def remove(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            self.rows.pop(id_, None)

    def search(self, vectors: Vectors, count: int) -> list[list[tuple[int, float]]]:
        scored = [[(i, float(v @ q)) for i, v in self.rows.items()] for q in vectors]
        return [sorted(row, key=lambda pair: -pair[1])[:count] for row in scored]

    def close(self) -> None:
        pass


class House:
    """A library that is opened anew, as after a crash, without any orderly end."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "papers"
        self.folder.mkdir()
        self.mark = home / "model"
        self.mark.touch()
        for n in range(FILES):
            self.write(n)
        self.databases: list[Database] = []
        self.open()
        self.store.add_folder(self.folder)

    def write(self, n: int, text: str = "paper") -> None:
        (self.folder / f"{n:03}.txt").write_text(f"{text} number{n} of the house")

    def open(self, chosen: str = "") -> None:
        database = Database(self.home / "hearth.db")
        self.databases.append(database)
        self.store = LibraryStore(database)
        self.old, self.new, self.third = HashEmbedder(), Wide("new"), Wide("third")
        self.carried = self._space(self.old)
        self.added = {"new": self._space(self.new), "third": self._space(self.third)}
        self.spaces = Spaces(self.store, self.carried, list(self.added.values()))
        self.choose(chosen)
        self.ingest = Ingest(self.store, Reader(), Lexicon(PlainWords()), self.spaces)
        self.retriever = Retriever(self.store, Lexicon(PlainWords()), self.spaces)

    def _space(self, embedder: HashEmbedder) -> Space:
        folder = self.home / f"index {embedder.model_id}"
        folder.mkdir(exist_ok=True)
        index = VectorIndex(self.store.vectors, embedder.model_id, folder, Cache)
        is_here = self.mark.exists if embedder.model_id == "new" else lambda: True
        return Space(embedder, embedder, index, Scale(0.2, 0.1), is_here)

    def crash(self, chosen: str = "") -> None:
        for space in (self.carried, *self.added.values()):
            space.index._owner.release()
        self.open(chosen)

    def choose(self, name: str) -> None:
        self.spaces.choose(self.added.get(name))

    def run(self, stop_after: int | None = None) -> IndexSummary:
        """Bring the library up to date; stop once so many batches were learned."""
        self.ingest.look_everywhere()
        token, learned = CancelToken(), 0
        work = self.ingest.run(token)
        try:
            while True:
                learned += next(work).step == "learning"
                if stop_after is not None and learned > stop_after:
                    token.cancel()
        except StopIteration as end:
            summary: IndexSummary = end.value
            return summary

    def stop(self, after: int) -> None:
        with pytest.raises(JobCancelled):
            self.run(after)

    def found(self, n: int) -> str:
        """Return the first passage, found by its meaning in the space that serves."""
        [(id_, cosine), *_] = self.retriever.by_meaning(f"paper number{n} of the house")
        assert cosine > 0.999
        return self.store.chunks.passages([(id_, 0.0)])[0].path.name

    def count(self, name: str) -> int:
        return self.store.vectors.count(name)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.run()
    yield made
    for space in (made.carried, *made.added.values()):
        space.index.close()
    for database in made.databases:
        database.close()


def test_the_old_one_serves_until_the_new_one_is_complete(house: House) -> None:
    assert house.spaces.serving is house.carried
    house.choose("new")
    house.stop(after=2)
    assert 0 < house.count("new") < FILES
    assert house.spaces.serving is house.carried
    assert house.found(7) == "007.txt"
    house.run()
    assert house.spaces.serving is house.added["new"]
    assert house.count("new") == FILES
    house.new.asked.clear()
    assert house.found(7) == "007.txt"
    assert house.new.asked == ["paper number7 of the house"]


def test_only_then_is_the_search_structure_of_the_old_one_given_up(house: House) -> None:
    house.choose("new")
    house.stop(after=2)
    assert (house.home / "index fake" / "chroma").exists()
    house.run()
    assert not (house.home / "index fake" / "chroma").exists()
    assert len(Cache(house.home / "index new" / "chroma").rows) == FILES
    # Those of the carried one stay in the store: they are small, and a way back.
    assert house.count("fake") == FILES


def test_one_that_knows_less_does_not_serve(house: House) -> None:
    house.choose("new")
    learning = PassageEmbedder(house.store, house.spaces)
    learning.embed(learning.batches()[0])
    house.spaces.settle()
    assert house.spaces.serving is house.carried
    assert house.count("new") == BATCH


def test_a_crash_in_between_is_taken_up_where_it_was(house: House) -> None:
    house.choose("new")
    house.stop(after=2)
    before = house.count("new")
    house.crash(chosen="new")
    assert house.spaces.serving is house.carried
    assert house.found(3) == "003.txt"
    assert house.run().embedded == FILES - before
    assert house.spaces.serving is house.added["new"]
    house.crash(chosen="new")
    assert house.spaces.serving is house.added["new"]
    assert house.found(3) == "003.txt"
    assert house.run().embedded == 0


def test_going_back_in_the_middle_costs_nothing(house: House) -> None:
    house.choose("new")
    house.stop(after=1)
    house.choose("")
    assert house.run().embedded == 0
    assert house.spaces.serving is house.carried
    assert house.found(5) == "005.txt"
    assert house.count("new") == 0
    assert (house.home / "index fake" / "chroma").exists()


def test_going_back_afterwards_learns_only_what_changed(house: House) -> None:
    house.choose("new")
    house.run()
    house.write(1, "changed paper")
    house.run()
    assert house.count("fake") == FILES - 1
    house.choose("")
    assert house.run().embedded == 1
    assert house.spaces.serving is house.carried
    assert house.found(5) == "005.txt"
    assert house.count("new") == 0


def test_from_one_added_model_to_another_the_first_serves_also_after_a_start(house: House) -> None:
    house.choose("new")
    house.run()
    house.choose("third")
    house.stop(after=1)
    house.crash(chosen="third")
    assert house.spaces.serving is house.added["new"]
    house.run()
    assert house.spaces.serving is house.added["third"]
    assert (house.count("new"), house.count("fake")) == (0, FILES)


def test_what_changes_meanwhile_is_still_found_by_its_meaning(house: House) -> None:
    house.choose("new")
    house.stop(after=1)
    house.write(9, "changed paper")
    house.stop(after=1)
    assert house.spaces.serving is house.carried
    [(id_, cosine), *_] = house.retriever.by_meaning("changed paper number9 of the house")
    assert cosine > 0.999
    assert house.store.chunks.passages([(id_, 0.0)])[0].path.name == "009.txt"


def test_where_little_was_learned_nobody_waits_for_the_old_one(house: House) -> None:
    house.store.vectors.forget_models(but=())
    house.choose("new")
    house.run()
    assert (house.count("new"), house.count("fake")) == (FILES, 0)
    assert house.spaces.serving is house.added["new"]


def test_a_folder_that_vanishes_leaves_the_carried_one(house: House) -> None:
    house.choose("new")
    house.run()
    house.mark.unlink()
    assert house.spaces.serving is house.carried
    assert house.found(5) == "005.txt"
    house.write(1, "changed paper")
    assert house.run().embedded == 1
    # Its vectors wait for it.
    assert house.count("new") == FILES - 1
    house.mark.touch()
    assert house.spaces.serving is house.added["new"]
    assert house.run().embedded == 1
    assert house.found(5) == "005.txt"


def test_a_change_of_mind_is_heeded_while_it_learns(house: House) -> None:
    house.choose("new")
    house.ingest.look_everywhere()
    for event in house.ingest.run(CancelToken()):
        if event.step == "learning" and event.done == 1:
            house.choose("third")
    assert house.spaces.serving is house.added["third"]
    assert house.count("third") == FILES
    assert len(house.new.asked) <= BATCH


def test_cosines_are_told_as_the_carried_model_would() -> None:
    def told(scale: Scale, cosine: float) -> float:
        space = Space(HashEmbedder(), HashEmbedder(), None, scale)  # type: ignore[arg-type]
        return space.as_carried(cosine)

    assert told(CARRIED, 0.31) == 0.31
    # A model for which strangers have 0.75: what is three spreads nearer is so here too.
    assert told(Scale(0.75, 0.03), 0.84) == pytest.approx(CARRIED.unrelated + 3 * CARRIED.spread)
    assert told(Scale(0.75, 0.03), 0.75) == pytest.approx(CARRIED.unrelated)
    # One that sees no difference between strangers is not believed beyond its end.
    assert told(Scale(0.5, 0.0), 1.0) == 1.0
