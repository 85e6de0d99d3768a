"""Models on the shelf, with the real store and real little files."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
import pytest

from assistant.catalogue import EmbedderTrial
from assistant.errors import ModelError
from assistant.fitting import Hardware
from assistant.jobs import JobCancelled, Progress
from assistant.model_shelf import ModelShelf, models_in
from assistant.store.database import Database
from assistant.store.model_store import ModelStore
from assistant.wording import Wording

TRIAL = EmbedderTrial(24, True, 0.5, 0.1)
MACHINE = Hardware(8 * 10**9, 16 * 10**9, 4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ModelStore]:
    database = Database(tmp_path / "hearth.db")
    yield ModelStore(database)
    database.close()


@pytest.fixture
def shelf(store: ModelStore) -> Iterator[ModelShelf]:
    made = ModelShelf(store, lambda: MACHINE, lambda folder, facts, token: TRIAL)
    yield made
    made.close()


def split_model(folder: Path, count: int) -> list[Path]:
    """A model in several files, the first of them with words only."""
    paths = []
    for number in range(count):
        path = folder / f"big-{number + 1:05}-of-{count:05}.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_uint16("split.count", count)
        writer.add_uint16("split.no", number)
        if number:
            writer.add_tensor(f"blk.{number}.attn_q.weight", np.zeros((8, 8), np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        paths.append(path)
    return paths


def test_what_its_file_says_is_kept(
    shelf: ModelShelf, store: ModelStore, plant: Callable[..., Path], tmp_path: Path
) -> None:
    path = plant(tmp_path / "a model.gguf")
    model = shelf.add(path).result()
    assert (model.path, model.architecture) == (path, "llama")
    assert model.shape is not None
    assert model.shape.other_bytes == 128
    assert shelf.all() == [model]
    assert store.sha256(model.id) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_model_added_before_hearth_asked_for_its_shape_is_still_there(
    shelf: ModelShelf, store: ModelStore, plant: Callable[..., Path], tmp_path: Path
) -> None:
    model = shelf.add(plant(tmp_path / "old.gguf")).result()
    store.add(replace(model, shape=None), "")
    assert shelf.all()[0].shape is None


def test_a_file_without_a_name_takes_the_given_one(
    shelf: ModelShelf, plant: Callable[..., Path], tmp_path: Path
) -> None:
    assert shelf.add(plant(tmp_path / "sha256-aa"), "llama3.2:3b").result().name == "llama3.2:3b"
    assert shelf.add(plant(tmp_path / "plain.gguf")).result().name == "plain"


def test_how_far_it_is_and_a_stop(
    shelf: ModelShelf,
    plant: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.model_shelf._BLOCK_BYTES", 64)
    path = plant(tmp_path / "m.gguf")
    *told, _ = shelf.add(path).events()
    last = told[-1]
    assert isinstance(last, Progress)
    assert last.done == last.total
    shelf.remove(shelf.all()[0].id)
    job = shelf.add(path)
    job.subscribe(lambda event: job.cancel())
    with pytest.raises(JobCancelled):
        job.result()
    assert shelf.all() == []


def test_a_changed_file_is_noticed(
    shelf: ModelShelf, plant: Callable[..., Path], tmp_path: Path
) -> None:
    path = plant(tmp_path / "m.gguf")
    model = shelf.add(path).result()
    assert shelf.verify(model.id).result() is True
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    assert shelf.verify(model.id).result() is False
    path.unlink()
    assert shelf.verify(model.id).result() is False
    assert shelf.all()[0].problem is not None
    assert shelf.verify("nobody").result() is False


def test_what_was_removed_comes_back_with_its_hash(
    shelf: ModelShelf, plant: Callable[..., Path], tmp_path: Path
) -> None:
    model = shelf.add(plant(tmp_path / "m.gguf")).result()
    shelf.remove(model.id)
    assert shelf.all() == []
    shelf.restore(model.id)
    shelf.restore("nobody")
    assert shelf.all() == [model]
    assert shelf.verify(model.id).result() is True


def test_a_model_in_several_files_is_one(shelf: ModelShelf, tmp_path: Path) -> None:
    parts = split_model(tmp_path, 3)
    model = shelf.add(parts[0]).result()
    assert model.size_bytes == sum(part.stat().st_size for part in parts)
    parts[2].write_bytes(parts[2].read_bytes()[:-1] + b"\x01")
    assert shelf.verify(model.id).result() is False
    parts[1].unlink()
    with pytest.raises(ModelError, match="number 2 is missing"):
        shelf.add(parts[0]).result()


@pytest.mark.parametrize("kind", ["adapter", "mmproj"])
def test_what_cannot_write_is_refused(
    shelf: ModelShelf, plant: Callable[..., Path], tmp_path: Path, kind: str
) -> None:
    with pytest.raises(ModelError, match="not a language model"):
        shelf.add(plant(tmp_path / "x.gguf", kind=kind)).result()
    assert shelf.all() == []


def test_models_of_others_and_the_machine(
    shelf: ModelShelf,
    plant: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("LLAMA_CACHE", "HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    path = plant(tmp_path / ".lmstudio" / "models" / "who" / "what" / "small.gguf")
    assert path in [one.path for one in shelf.found().result()]
    assert shelf.hardware().result() == MACHINE


def test_a_folder_is_one_model_with_its_kind_and_trial(
    shelf: ModelShelf, embedder: Callable[[str], Path]
) -> None:
    folder = embedder("bert")
    model = shelf.add(folder).result()
    assert (model.kind, model.name, model.trial) == ("embedding", "bert", TRIAL)
    assert shelf.all() == [model]
    assert shelf.verify(model.id).result() is True
    (folder / "1_Pooling" / "config.json").rename(folder / "1_Pooling" / "other.json")
    assert shelf.verify(model.id).result() is False


def test_the_name_of_a_file_is_part_of_a_folder_and_what_is_hidden_is_not(
    shelf: ModelShelf, embedder: Callable[[str], Path]
) -> None:
    folder = embedder("static")
    model = shelf.add(folder).result()
    (folder / ".DS_Store").write_bytes(b"the system's own")
    assert shelf.verify(model.id).result() is True
    (folder / "README.md").rename(folder / "README.txt")
    assert shelf.verify(model.id).result() is False


def test_a_folder_that_is_gone_says_so_and_comes_back(
    shelf: ModelShelf, embedder: Callable[[str], Path]
) -> None:
    folder = embedder("static")
    model = shelf.add(folder).result()
    folder.rename(folder.with_name("elsewhere"))
    [lost] = shelf.all()
    assert lost.problem is not None
    assert "folder" in lost.problem.en
    assert shelf.verify(model.id).result() is False
    folder.with_name("elsewhere").rename(folder)
    shelf.remove(model.id)
    shelf.restore(model.id)
    assert shelf.all() == [model]
    assert (shelf.of_kind("embedding"), shelf.of_kind("language")) == ([model], [])


def test_a_folder_that_does_not_open_is_not_added(
    store: ModelStore, embedder: Callable[[str], Path]
) -> None:
    def refuse(folder: object, facts: object, token: object) -> EmbedderTrial:
        raise ModelError(Wording("It did not open.", "열리지 않았어요."))

    shelf = ModelShelf(store, lambda: MACHINE, refuse)
    with pytest.raises(ModelError, match="did not open"):
        shelf.add(embedder("static")).result()
    assert shelf.all() == []
    shelf.close()


def test_a_speech_model_is_kept_too(shelf: ModelShelf, speech_folder: Callable[..., Path]) -> None:
    model = shelf.add(speech_folder()).result()
    assert (model.kind, model.languages, model.trial) == ("speech", ("multilingual",), None)
    assert shelf.all() == [model]
    assert shelf.verify(model.id).result() is True


def test_a_model_added_before_there_were_kinds_is_a_language_model(
    shelf: ModelShelf, store: ModelStore, plant: Callable[..., Path], tmp_path: Path
) -> None:
    model = shelf.add(plant(tmp_path / "old.gguf")).result()
    with store._database.write() as connection:
        connection.execute("UPDATE models SET facts = json_remove(facts, '$.kind', '$.trial')")
    assert shelf.all() == [model]
    assert model.kind == "language"


def test_what_of_a_dropped_path_is_a_model(
    embedder: Callable[[str], Path], plant: Callable[..., Path], tmp_path: Path
) -> None:
    folder = embedder("static")
    assert models_in(folder) == [folder]
    (tmp_path / "kept").mkdir()
    one = plant(tmp_path / "kept" / "one.gguf")
    parts = split_model(tmp_path / "kept", 3)
    assert models_in(one) == [one]
    assert models_in(one.with_name("gone.gguf")) == [one.with_name("gone.gguf")]
    (tmp_path / "kept" / "README.md").write_text("of the models")
    assert models_in(tmp_path / "kept") == [parts[0], one]
    (tmp_path / "kept" / "thesis.docx").write_text("of the person")
    assert models_in(tmp_path / "kept") == []
    assert models_in(tmp_path / "kept" / "thesis.docx") == []
    (tmp_path / "empty").mkdir()
    assert models_in(tmp_path / "empty") == []
