"""Model folders as sentence-transformers and faster-whisper save them, and hurt in many ways."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.folders import looks_like_model, read_folder
from assistant.engines.model_folder import settled
from assistant.errors import ModelError

Copy = Callable[[str], Path]


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def change_module(folder: Path, number: int, **values: str) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[number] |= values
    (folder / "modules.json").write_text(json.dumps(modules))


def test_what_the_files_say(made_embedders: Path) -> None:
    facts = read_folder(made_embedders / "bert")
    assert (facts.kind, facts.name, facts.architecture) == ("embedding", "bert", "bert")
    assert (facts.dimension, facts.context_length, facts.precision) == (24, 64, "F32")
    assert (facts.languages, facts.licence) == (("en", "ko"), "apache-2.0")
    files = [path for path in (made_embedders / "bert").rglob("*") if path.is_file()]
    assert facts.size_bytes == sum(path.stat().st_size for path in files)
    facts = read_folder(made_embedders / "static")
    assert (facts.architecture, facts.dimension, facts.context_length) == ("static", 32, 0)
    assert (facts.languages, facts.licence) == ((), "")


@pytest.mark.parametrize(
    ("head", "languages", "licence"),
    [
        ("language: ko\nlicense: mit", ("ko",), "mit"),
        ("language: [en, 'ko']\nlicense: other\nlicense_name: gemma", ("en", "ko"), "gemma"),
        ("language:\n- multilingual # of many\n- fr\nmodel-index: x", ("multilingual", "fr"), ""),
        ("licence of nobody", (), ""),
    ],
)
def test_a_card_is_read_in_the_forms_that_cards_have(
    embedder: Copy, head: str, languages: tuple[str, ...], licence: str
) -> None:
    folder = embedder("static")
    (folder / "README.md").write_text(f"---\n{head}\n---\nlanguage: de\n")
    facts = read_folder(folder)
    assert (facts.languages, facts.licence) == (languages, licence)


def test_names_of_an_older_sentence_transformers_are_known(embedder: Copy) -> None:
    folder = embedder("bert")
    for number, kind in enumerate(("Transformer", "Pooling", "Dense", "Normalize")):
        change_module(folder, number, type=f"sentence_transformers.models.{kind}")
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text('{"word_embedding_dimension": 16, "pooling_mode_cls_token": true}')
    change(folder / "sentence_bert_config.json", max_seq_length=32, do_lower_case=False)
    facts = read_folder(folder)
    assert (facts.dimension, facts.context_length) == (24, 32)


def test_a_hugging_face_cache_is_read_through_its_links(embedder: Copy, tmp_path: Path) -> None:
    folder, cache = embedder("bert"), tmp_path / "models--someone--small-model"
    version = cache / "snapshots" / ("a" * 40)
    for n, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        blob, link = cache / "blobs" / f"{n}", version / path.relative_to(folder)
        for place in (blob, link):
            place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(blob)
        link.symlink_to(os.path.relpath(blob, link.parent))
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("a" * 40)
    assert settled(cache) == version
    assert settled(version) == version
    facts = read_folder(version)
    assert (facts.name, facts.dimension) == ("small-model", 24)
    assert facts.size_bytes > 20_000
    (version / "model.safetensors").resolve().unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        read_folder(version)


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def pickled_dense(folder: Path) -> None:
    (folder / "2_Dense" / "model.safetensors").rename(folder / "2_Dense" / "weights.pt")


def truncated(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def no_head(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\xff" * 100)


def deep(folder: Path) -> None:
    (folder / "modules.json").write_text("[" * 100_000)


def shards_elsewhere(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "other.safetensors")
    index = {"weight_map": {"a": "../../model.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "pickled": (pickled, r"pytorch_model\.bin, a kind of file that can run any program"),
    "pickled dense": (pickled_dense, r"2_Dense/weights\.pt, a kind of file"),
    "truncated": (truncated, r"model\.safetensors is damaged.*ends too early"),
    "no head": (no_head, "no safetensors file"),
    "deep": (deep, r"modules\.json is damaged"),
    "shards elsewhere": (shards_elsewhere, "no list of files"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), r"tokenizer\.json is missing"),
    "no pooling": (lambda f: (f / "1_Pooling" / "config.json").unlink(), "is missing"),
    "auto_map": (
        lambda f: change(f / "config.json", auto_map={"AutoModel": "m.M"}),
        r"program code of its own.*auto_map, config\.json",
    ),
    "auto_map of the tokenizer": (
        lambda f: change(f / "tokenizer_config.json", auto_map={}),
        r"auto_map, tokenizer_config\.json",
    ),
    "own module": (lambda f: change_module(f, 0, type="modeling.Mine"), "program code of its own"),
    "unknown module": (
        lambda f: change_module(f, 3, type="sentence_transformers.models.LSTM"),
        r"does not know \(LSTM\)",
    ),
    "hidden module": (
        lambda f: change_module(f, 3, type="sentence_transformers.util.misc.Normalize"),
        "does not know",
    ),
    "demands code": (
        lambda f: change(f / "sentence_bert_config.json", model_args={"trust_remote_code": True}),
        "trust_remote_code",
    ),
    "pickles by setting": (
        lambda f: change(f / "sentence_bert_config.json", model_kwargs={"use_safetensors": False}),
        "use_safetensors",
    ),
    "tokenizer elsewhere": (
        lambda f: change(f / "sentence_bert_config.json", tokenizer_name_or_path="/else"),
        "tokenizer_name_or_path",
    ),
    "other method": (
        lambda f: change(
            f / "sentence_bert_config.json", modality_config={"text": {"method": "save"}}
        ),
        "modality_config",
    ),
    "weights elsewhere": (
        lambda f: change(f / "config.json", transformers_weights="x.bin"),
        "transformers_weights",
    ),
    "adapter": (lambda f: (f / "adapter_config.json").write_text("{}"), "adapter_config"),
    "activation": (
        lambda f: change(f / "2_Dense" / "config.json", activation_function="os.system"),
        r"Dense, os\.system",
    ),
    "reranker": (
        lambda f: change(f / "config_sentence_transformers.json", model_type="CrossEncoder"),
        "CrossEncoder",
    ),
    "pooling first": (lambda f: (f / "modules.json").write_text("[]"), "no list of modules"),
}


@pytest.mark.parametrize("hurt", REFUSED)
def test_what_is_not_whole_or_could_run_something_is_refused(embedder: Copy, hurt: str) -> None:
    folder = embedder("bert")
    read_folder(folder)
    do, said = REFUSED[hurt]
    do(folder)
    with pytest.raises(ModelError, match=said):
        read_folder(folder)


def test_code_that_nobody_asks_for_is_no_reason_to_refuse(embedder: Copy) -> None:
    folder = embedder("bert")
    (folder / "modeling.py").write_text("raise SystemExit")
    (folder / "pytorch_model.bin").write_bytes(b"a pickle beside")
    assert read_folder(folder).dimension == 24


def test_a_bare_network_and_a_folder_of_papers_are_told_apart(
    made_embedders: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("a paper")
    with pytest.raises(ModelError, match=r"no modules\.json"):
        read_folder(made_embedders / "bare")
    with pytest.raises(ModelError, match="holds no model"):
        read_folder(tmp_path)
    assert looks_like_model(made_embedders / "bare")
    assert looks_like_model(made_embedders / "static")
    assert not looks_like_model(tmp_path)


def test_a_speech_model_says_its_languages_and_size(speech_folder: Callable[..., Path]) -> None:
    facts = read_folder(speech_folder())
    assert (facts.kind, facts.name, facts.precision) == ("speech", "whisper-tiny", "F16")
    assert (facts.architecture, facts.languages) == ("whisper", ("multilingual",))


def test_a_small_speech_model_of_english_alone(speech_folder: Callable[..., Path]) -> None:
    facts = read_folder(speech_folder(51_864, 384))
    assert (facts.architecture, facts.languages) == ("whisper tiny", ("en",))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tokenizer.json", r"tokenizer\.json is missing"),
        ("vocabulary.json", r"vocabulary\.json is missing"),
        ("config.json", r"config\.json is missing"),
    ],
)
def test_a_speech_model_is_whole(speech_folder: Callable[..., Path], name: str, said: str) -> None:
    folder = speech_folder()
    (folder / name).unlink()
    with pytest.raises(ModelError, match=said):
        read_folder(folder)


def test_a_speech_model_that_was_cut_off(speech_folder: Callable[..., Path]) -> None:
    folder = speech_folder()
    path = folder / "model.bin"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="ends too early"):
        read_folder(folder)
    path.write_bytes(b"\x06")
    with pytest.raises(ModelError, match="damaged"):
        read_folder(folder)


def test_other_models_than_speech(speech_folder: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a speech model"):
        read_folder(speech_folder(kind="TransformerSpec"))
    (tmp_path / "config.json").write_text('{"model_type": "whisper"}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match="in another format"):
        read_folder(tmp_path)
