"""Embedding models of the person in their locked process, real ones of random weights."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.engine_room import EngineRoom
from assistant.engines.folders import read_folder
from assistant.engines.model_folder import ModelFolder
from assistant.errors import ModelError
from assistant.jobs import CancelToken, JobCancelled
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.workers.remote import RemoteEmbedder
from assistant.workers.worker import EngineRecipe, Worker

Open = Callable[[Path], Worker]


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Open]:
    opened: list[Worker] = []

    def open_(folder: Path) -> Worker:
        reference = "assistant.engines.sentence_model:SentenceModel"
        opened.append(Worker(EngineRecipe(reference, {"folder": str(folder)}), tmp_path))
        return opened[-1]

    yield open_
    for worker in opened:
        worker.close()


def test_questions_and_passages_have_their_own_prompts(made_embedders: Path, open_: Open) -> None:
    worker = open_(made_embedders / "bert")
    asks = RemoteEmbedder(worker, "m", "embed_questions")
    says = RemoteEmbedder(worker, "m", "embed_passages")
    vectors = says.embed(["rent", "the deposit is paid"])
    assert (vectors.shape, vectors.dtype) == ((2, 24), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert not np.allclose(vectors[0], asks.embed(["rent"])[0], atol=1e-4)
    assert np.allclose(vectors[0], says.embed(["rent"])[0], atol=1e-5)
    assert says.embed([]).shape == (0, 24)


def test_a_table_of_vectors_has_one_for_a_text_of_no_known_word(
    made_embedders: Path, open_: Open
) -> None:
    says = RemoteEmbedder(open_(made_embedders / "static"), "m", "embed_passages")
    vectors = says.embed(["rent door", "", "door rent"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-5)


def test_a_folder_that_was_changed_since_is_not_loaded(
    embedder: Callable[[str], Path], open_: Open
) -> None:
    folder = embedder("static")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="can run any program"):
        open_(folder).call("open")
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match="holds no model"):
        open_(folder).call("open")


def test_a_model_is_tried_before_it_is_added(made_embedders: Path, paths: Paths) -> None:
    rooms = EngineRoom(paths, Settings())
    folder = ModelFolder(made_embedders / "bert")
    facts = read_folder(folder.path)
    try:
        trial = rooms.try_embedder(folder, facts, CancelToken())
        assert trial.dimension == 24
        assert trial.reads_korean  # its card says so
        token = CancelToken()
        token.cancel()
        with pytest.raises(JobCancelled):
            rooms.try_embedder(folder, facts, token)
        assert "SentenceModel" not in rooms.processes()
    finally:
        rooms.close()


def test_a_folder_that_looks_well_and_does_not_open_is_refused(
    embedder: Callable[[str], Path], paths: Paths
) -> None:
    folder = embedder("bert")
    (folder / "tokenizer.json").write_text("{}")
    rooms = EngineRoom(paths, Settings())
    try:
        with pytest.raises(ModelError, match="could not be loaded"):
            rooms.try_embedder(ModelFolder(folder), read_folder(folder), CancelToken())
    finally:
        rooms.close()
