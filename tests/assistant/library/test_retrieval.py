from collections.abc import Sequence

from assistant.documents import Passage
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.library.lexicon import Lexicon
from assistant.library.retrieval import Retriever


class Store:
    """Answers every word search with the same ranking."""

    n_vectors = 4

    def count_chunks(self) -> int:
        return 4

    def count_vectors(self, model_id: str) -> int:
        return self.n_vectors

    def search_terms(self, match: str, count: int) -> list[tuple[int, float]]:
        return [(1, 9.0), (2, 8.0), (3, 7.0)]

    def passages(self, ranked: Sequence[tuple[int, float]]) -> list[int]:
        return [id_ for id_, _ in ranked]


class Index:
    """Answers every search by meaning with the same ranking."""

    asked = 0

    def search(self, vector: object, count: int) -> list[tuple[int, float]]:
        self.asked += 1
        return [(3, 0.9), (4, 0.8)]


def found(question: str, n_vectors: int = 4) -> tuple[list[int], int]:
    index, store = Index(), Store()
    store.n_vectors = n_vectors
    retriever = Retriever(store, Lexicon(PlainWords()), HashEmbedder(), index)  # type: ignore[arg-type]
    result: list[Passage] = retriever.retrieve(question, 10)
    return list(result), index.asked  # type: ignore[arg-type]


def test_both_legs_vote() -> None:
    ids, asked = found("When does the lease end?")
    assert ids[0] == 3
    assert set(ids) == {1, 2, 3, 4}
    assert asked == 1


def test_meaning_says_little_while_few_passages_have_a_vector() -> None:
    ids, _ = found("When does the lease end?", n_vectors=1)
    assert ids[:2] == [1, 3]


def test_in_korean_words_weigh_more_than_meaning() -> None:
    ids, asked = found("계약은 언제 끝나요?")
    assert ids[:2] == [3, 1]
    assert ids.index(4) == 3
    assert asked == 1


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

    def search_terms(self, match: str, count: int) -> list[tuple[int, float]]:
        return [(2, 9.0)] if "임대인" in match else [(1, 8.0)]


def test_a_word_of_nearly_the_same_meaning_counts_in_part() -> None:
    retriever = Retriever(
        WordStore(),
        Lexicon(Landlord()),
        HashEmbedder(),
        Index(),
    )
    [(first, full), (second, part)] = retriever.by_words("집주인")
    assert (first, second) == (1, 2)
    assert part < full
