"""The trial of an embedder, with ones that read what they are made to read."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.engines.fake import PlainWords
from assistant.errors import ModelError
from assistant.interfaces import Vectors
from assistant.library.language import has_hangul
from assistant.library.trial import MATTERS, try_out

ENGLISH = {said[n]: english for said in MATTERS for n, english in ((0, said[2]), (1, said[3]))}


class Interpreter(PlainWords):
    """Says the Korean of the trial in English."""

    def glosses(self, texts: Sequence[str]) -> list[str]:
        return [ENGLISH[text] for text in texts]


class Knowing:
    """Knows what each text of the trial is about; Korean only where it may."""

    model_id = "knowing"

    def __init__(self, korean: bool) -> None:
        self._korean = korean

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), len(MATTERS) + 1), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[-1] = 1.0
            if self._korean or not has_hangul(text):
                row[next(n for n, said in enumerate(MATTERS) if text in said)] = 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Broken(Knowing):
    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), np.nan, np.float32)


@pytest.mark.parametrize("korean", [True, False])
def test_whether_it_reads_korean_is_found_out(korean: bool) -> None:
    embedder = Knowing(korean)
    trial = try_out(embedder, embedder, Interpreter(), ())
    assert trial.reads_korean is korean
    assert trial.dimension == len(MATTERS) + 1
    # What is common to all texts is half of each vector.
    assert trial.unrelated == pytest.approx(0.5)
    assert trial.spread == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("languages", "reads"), [(("en", "ko"), True), (("Multilingual",), True), (("en",), False)]
)
def test_its_card_is_believed(languages: tuple[str, ...], reads: bool) -> None:
    embedder = Knowing(not reads)
    assert try_out(embedder, embedder, Interpreter(), languages).reads_korean is reads


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ModelError, match="no numbers"):
        try_out(Broken(True), Broken(True), Interpreter(), ())
