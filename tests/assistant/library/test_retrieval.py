import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.library.lexicon import Lexicon
from assistant.library.retrieval import Retriever
from assistant.library.spaces import Space, Spaces


class Store:
    """Answers every word search with the same ranking."""

    learned: Sequence[int] = (1, 2, 3, 4)
    in_pdfs: Sequence[int] = ()

    @property
    def vectors(self) -> "Store":
        return self

    chunks = vectors

    def of(self, ids: Sequence[int], model_id: str) -> Iterator[tuple[list[int], np.ndarray]]:
        found = [id_ for id_ in ids if id_ in self.learned]
        yield found, np.ones((len(found), HashEmbedder.dimension), np.float32)

    def terms_of(self, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        return dict.fromkeys(ids, frozenset({"leas", "door"}))

    def count(self) -> int:
        return 4

    def of_files(self, formats: frozenset[str], *times: object) -> Sequence[int]:
        assert formats == {"pdf"}
        return self.in_pdfs

    def count_with(self, term: str) -> int:
        return 1

    def search(
        self, match: str, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        return _only([(1, 9.0), (2, 8.0), (3, 7.0)], within)

    def passages(self, ranked: Sequence[tuple[int, float]]) -> list[Passage]:
        return [self.passage(id_, score, rank) for rank, (id_, score) in enumerate(ranked, 1)]

    def passage(self, id_: int, score: float, rank: int) -> Passage:
        text = f"text of {id_}"
        path = Path(f"/{id_}.txt")
        return Passage(id_, id_, path, path.stem, Chunk(0, len(text), text), score, rank)


class StoreOfCopies(Store):
    """2 and 3 say the same, spaced differently."""

    def passage(self, id_: int, score: float, rank: int) -> Passage:
        same = replace(super().passage(id_, score, rank), chunk=Chunk(0, 9, f"the{' ' * id_}same"))
        return same if id_ in (2, 3) else super().passage(id_, score, rank)


class Index:
    """Answers every search by meaning with the same ranking."""

    asked = 0

    def search(
        self, vector: object, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        self.asked += 1
        return _only([(3, 0.9), (4, 0.8)], within)


def retriever_of(
    store: Store, words: PlainWords | None = None, index: Index | None = None
) -> Retriever:
    embedder = HashEmbedder()
    space = Space(embedder, embedder, index or Index())  # type: ignore[arg-type]
    return Retriever(store, Lexicon(words or PlainWords()), Spaces(store, space))  # type: ignore[arg-type]


def _only(
    ranking: list[tuple[int, float]], within: Sequence[int] | None
) -> list[tuple[int, float]]:
    return [pair for pair in ranking if within is None or pair[0] in within]


def found(question: str, learned: Sequence[int] = (1, 2, 3, 4)) -> tuple[list[int], int]:
    index, store = Index(), Store()
    store.learned = learned
    retriever = retriever_of(store, PlainWords(), index)
    return [passage.chunk_id for passage in retriever.retrieve(question, 10)], index.asked


def test_what_either_leg_finds_is_there() -> None:
    ids, asked = found("When does the lease end?")
    assert set(ids) == {1, 2, 3, 4}
    assert asked == 1


def test_what_is_known_of_a_passage_before_it_is_ranked() -> None:
    retriever = retriever_of(Store())
    seen = retriever.find("계약 lease 언제?")
    assert list(seen.candidates) == [1, 2, 3, 4]
    assert (seen.candidates[1].words, seen.candidates[4].words) == (9.0, None)
    assert {c.held for c in seen.candidates.values()} == {frozenset({"leas"})}
    assert all(c.is_foreign for c in seen.candidates.values())
    assert all(c.cosine is not None for c in seen.candidates.values())
    # It stands in one of four.
    assert seen.terms.weight_of["leas"] == pytest.approx(math.log(1 + 3.5 / 1.5))


def test_a_text_in_two_files_is_one_passage_that_names_both() -> None:
    store = StoreOfCopies()
    retriever = retriever_of(store)
    passages = retriever.retrieve("When does the lease end?", 10)
    assert [passage.rank for passage in passages] == [1, 2, 3]
    copies = {passage.chunk_id: passage.copies for passage in passages}
    assert {id_: paths for id_, paths in copies.items() if paths} == {2: (Path("/3.txt"),)}


def test_only_the_files_that_are_asked_of_are_looked_into() -> None:
    store = Store()
    retriever = retriever_of(store)

    def ids() -> list[int]:
        return [p.chunk_id for p in retriever.retrieve("When does the lease end in my PDFs?", 10)]

    store.in_pdfs = [2, 4]
    assert set(ids()) == {4, 2}
    store.in_pdfs = []
    assert set(ids()) == {1, 2, 3, 4}


def test_a_passage_that_is_forgotten_while_it_is_looked_at_breaks_nothing() -> None:
    store = Store()
    store.terms_of = lambda ids: {}  # type: ignore[method-assign]
    retriever = retriever_of(store)
    seen = retriever.find("When does the lease end?")
    assert {c.held for c in seen.candidates.values()} == {frozenset()}


def test_words_come_first_while_meanings_are_not_learned() -> None:
    assert found("When does the lease end?", learned=[4])[0] == [1, 2, 3, 4]


def test_nothing_asked_finds_nothing_and_breaks_nothing() -> None:
    ids, asked = found("   ")
    assert asked == 0
    assert ids == []


class Landlord(PlainWords):
    """Knows one pair of words that mean nearly the same."""

    def related(self, forms: Sequence[str]) -> list[list[str]]:
        return [["임대인"] if form == "집주인" else [] for form in forms]


class WordStore(Store):
    """Passage 1 holds the word itself, 2 one that means nearly the same."""

    def count_with(self, term: str) -> int:
        return 1

    def search(
        self, match: str, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        return [(2, 9.0)] if "임대인" in match else [(1, 8.0)]


def test_a_word_of_nearly_the_same_meaning_counts_in_part() -> None:
    retriever = retriever_of(WordStore(), Landlord())
    [(first, full), (second, part)] = retriever.by_words("집주인")
    assert (first, second) == (1, 2)
    assert part < full


class Interpreter(PlainWords):
    """Knows one word of the other language, and one that stands nowhere."""

    def translations(self, terms: Sequence[str]) -> list[list[str]]:
        return [["임대차 계약", "없는말"] if term == "leas" else [] for term in terms]


class BilingualStore(Store):
    """Passage 4 is in Korean; the English words are in the others."""

    looked_for: str = ""

    def count_with(self, term: str) -> int:
        return int(term != "없는말")

    def terms_of(self, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        return {**super().terms_of(ids), 4: frozenset({"임대차", "계약"})}

    def search(
        self, match: str, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        if "임대차" not in match:
            return super().search(match, count, within)
        self.looked_for = match
        return [(4, 6.0)]


def test_a_word_of_the_other_language_is_known_apart_from_words_and_meaning() -> None:
    store = BilingualStore()
    retriever = retriever_of(store, Interpreter())
    seen = retriever.find("When does the lease end?")
    assert seen.candidates[4].said == {"leas"}
    assert seen.candidates[4].words is None
    assert seen.candidates[1].said == frozenset()
    # Passages that hold the words of the other language are in one of four.
    assert seen.terms.said_weight_of["leas"] == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert store.looked_for == '("임대차 계약") NOT "leas"'
    assert 4 not in dict(retriever.by_words("When does the lease end?"))
