"""Reads a sentence-transformers folder without running any of it, and refuses what could run.

A model is a chain of modules, named in modules.json. Only modules on a list are taken, only
weights in safetensors, and no setting that lets the loader reach for something else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.catalogue import FOLDER_MARKS
from assistant.engines.folder_errors import (
    bare_encoder,
    file_damaged,
    file_missing,
    only_pickled,
    unknown_part,
    wants_code,
)
from assistant.engines.model_folder import FolderFacts, ModelFolder
from assistant.engines.safetensors_header import Tensor, read_tensors

_MODULES = FOLDER_MARKS["embedding"]
_KINDS = ("Transformer", "Pooling", "Normalize", "Dense", "StaticEmbedding")
# Where sentence-transformers keeps its modules now, and where it did.
_TYPE = re.compile(
    r"sentence_transformers\.(models|base\.modules|sentence_transformer\.modules)"
    rf"(\.\w+)?\.({'|'.join(_KINDS)})"
)
_ACTIVATIONS = ["linear.Identity"] + [f"activation.{n}" for n in "Tanh ReLU GELU SiLU".split()]
_PICKLED = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt")
_OTHER_WEIGHTS = (".h5", ".msgpack", ".onnx")
_CODE_SETTINGS = ("config.json", "tokenizer_config.json", "processor_config.json")
# What a Transformer may be told: how it computes and where it cuts, not where it looks.
_TOLD = tuple(
    "model_args model_kwargs tokenizer_args processor_kwargs config_args config_kwargs".split()
)
_HARMLESS = (
    "dtype torch_dtype attn_implementation add_pooling_layer padding_side model_max_length "
    "max_length trust_remote_code"
).split()
_ATTENTION = ("eager", "sdpa")
_SETTINGS = (
    *_TOLD,
    *"max_seq_length do_lower_case transformer_task modality_config module_output_name".split(),
    *"processing_kwargs unpad_inputs".split(),
)
_ELSEWHERE = ("adapter_config.json", "adapter_model.safetensors")
"""Of an adapter, which names another model that may lie anywhere."""
_DEFAULT_ACTIVATION = "torch.nn.modules.activation.Tanh"
_NO_END = 1 << 20
"""A tokenizer that knows no longest text says a number as large as an integer can be."""


@dataclass(frozen=True, slots=True)
class _Module:
    kind: str
    place: str
    """The folder of its files with a slash, or nothing."""


def read_embedding_folder(folder: ModelFolder) -> FolderFacts:
    """Return what the files of a sentence-transformers folder say.

    Raises:
        ModelError: It is none, not whole, or could run something while it is loaded.
    """
    modules = list(_modules(folder))
    _check_whole(folder)
    tensors = {module.place: list(_tensors(folder, module)) for module in modules}
    first = modules[0]
    config: Mapping[str, Any] = {}
    if first.kind == "Transformer":
        config = folder.settings(f"{first.place}config.json")
    languages, licence = folder.card()
    return FolderFacts(
        kind="embedding",
        name=folder.name,
        architecture=str(config.get("model_type") or "static"),
        precision=_precision(tensors[first.place]),
        size_bytes=folder.size_bytes,
        languages=languages,
        licence=licence,
        context_length=_longest(folder, first, config) if config else 0,
        dimension=_dimension(folder, modules, tensors),
    )


def _modules(folder: ModelFolder) -> Iterator[_Module]:
    if _MODULES not in folder.files:
        raise bare_encoder(folder.name)
    listed = folder.json(_MODULES)
    if not isinstance(listed, list) or not 1 <= len(listed) <= 16:
        raise file_damaged(folder.name, _MODULES, "no list of modules")
    for number, entry in enumerate(listed):
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
            raise file_damaged(folder.name, _MODULES, f"module {number}")
        module = _Module(_kind(folder, str(entry.get("type"))), _place(entry["path"]))
        if (number == 0) != (module.kind in ("Transformer", "StaticEmbedding")):
            raise unknown_part(folder.name, f"{module.kind}, {number + 1}.")
        _check(folder, module)
        yield module


def _kind(folder: ModelFolder, type_: str) -> str:
    if found := _TYPE.fullmatch(type_):
        return found.group(3)
    if not type_.startswith("sentence_transformers."):
        raise wants_code(folder.name, f"{type_[:80]}, {_MODULES}")
    raise unknown_part(folder.name, type_.rpartition(".")[2][:40])


def _place(path: str) -> str:
    return f"{path.strip('/')}/" if path.strip("/.") else ""


def _check(folder: ModelFolder, module: _Module) -> None:
    """Look whether a module's files are there and ask for nothing but themselves."""
    if module.kind == "Transformer":
        folder.file(f"{module.place}tokenizer.json")
        _check_transformer(folder, module.place)
    elif module.kind == "StaticEmbedding":
        folder.file(f"{module.place}tokenizer.json")
    elif module.kind == "Pooling":
        folder.settings(f"{module.place}config.json")
    elif module.kind == "Dense":
        config = folder.settings(f"{module.place}config.json")
        activation = str(config.get("activation_function", _DEFAULT_ACTIVATION))
        known = [f"torch.nn.modules.{m}" for m in _ACTIVATIONS]
        if activation not in known:
            raise unknown_part(folder.name, f"Dense, {activation[:60]}")


def _check_transformer(folder: ModelFolder, place: str) -> None:
    for name in _CODE_SETTINGS:
        if "auto_map" in folder.settings(f"{place}{name}", may_lack=True):
            raise wants_code(folder.name, f"auto_map, {name}")
    for name in _ELSEWHERE:
        if place + name in folder.files:
            raise unknown_part(folder.name, name)
    for key in ("transformers_weights", "base_model_name_or_path"):
        if folder.settings(f"{place}config.json").get(key) not in (None, "model.safetensors"):
            raise unknown_part(folder.name, f"{key}, config.json")
    for name in folder.files:
        if name.startswith(f"{place}sentence_") and name.endswith("_config.json"):
            _check_settings(folder, name)


def _check_settings(folder: ModelFolder, name: str) -> None:
    """Look what a Transformer is told besides its own configuration."""
    settings = folder.settings(name)
    if unknown := set(settings).difference(_SETTINGS):
        raise unknown_part(folder.name, f"{min(unknown)[:40]}, {name}")
    if not _reads_plainly(settings.get("modality_config")):
        raise unknown_part(folder.name, f"modality_config, {name}")
    for told in _TOLD:
        entries = settings.get(told)
        for key, value in (entries if isinstance(entries, dict) else {}).items():
            if key == "trust_remote_code" and value:
                raise wants_code(folder.name, f"{key}, {name}")
            is_known = key in _HARMLESS and isinstance(value, str | int | None)
            if not is_known or (key == "attn_implementation" and value not in _ATTENTION):
                raise unknown_part(folder.name, f"{key[:40]}, {name}")


def _reads_plainly(modality: object) -> bool:
    """Return whether text goes into the network by its ordinary method, not one that is named."""
    if modality is None:
        return True
    text = modality.get("text") if isinstance(modality, dict) else None
    return isinstance(text, dict) and text.get("method") == "forward"


def _check_whole(folder: ModelFolder) -> None:
    """Look at what concerns the model as a whole."""
    settings = folder.settings("config_sentence_transformers.json", may_lack=True)
    kind = settings.get("model_type", "SentenceTransformer")
    if kind != "SentenceTransformer":
        raise unknown_part(folder.name, str(kind)[:40])


def _tensors(folder: ModelFolder, module: _Module) -> Iterator[Tensor]:
    """Yield the weights of a module, by their sizes; each of its files was found whole."""
    if module.kind in ("Pooling", "Normalize"):
        return
    for name in _weight_files(folder, module.place):
        try:
            yield from read_tensors(folder.file(name)).values()
        except (OSError, ValueError) as error:
            raise file_damaged(folder.name, name, str(error)) from error


def _weight_files(folder: ModelFolder, place: str) -> Sequence[str]:
    whole, index = f"{place}model.safetensors", f"{place}model.safetensors.index.json"
    if whole in folder.files:
        return [whole]
    if index in folder.files:
        listed = folder.settings(index).get("weight_map")
        names = {str(name) for name in listed.values()} if isinstance(listed, dict) else set()
        if not names or not all(re.fullmatch(r"[\w.-]+\.safetensors", name) for name in names):
            raise file_damaged(folder.name, index, "no list of files")
        return sorted(place + name for name in names)
    others = [name for name in folder.files if name.rpartition("/")[0] == place.rstrip("/")]
    for name in others:
        if name.endswith(_PICKLED + _OTHER_WEIGHTS):
            raise only_pickled(folder.name, name)
    raise file_missing(folder.name, whole)


def _precision(tensors: Sequence[Tensor]) -> str:
    largest = max(tensors, key=lambda tensor: _count(tensor.shape), default=Tensor("", ()))
    return largest.dtype[:8]


def _count(shape: Sequence[int]) -> int:
    count = 1
    for side in shape:
        count *= side
    return count


def _longest(folder: ModelFolder, first: _Module, config: Mapping[str, Any]) -> int:
    """Return the tokens it looks at, which the tokenizer may say smaller than the network."""
    own = folder.settings(f"{first.place}sentence_bert_config.json", may_lack=True)
    tokenizer = folder.settings(f"{first.place}tokenizer_config.json", may_lack=True)
    said = own.get("max_seq_length")
    if isinstance(said, int) and said > 0:
        return said
    ends = (tokenizer.get("model_max_length"), config.get("max_position_embeddings"))
    return min((int(n) for n in ends if isinstance(n, int) and 0 < n < _NO_END), default=0)


def _dimension(
    folder: ModelFolder, modules: Sequence[_Module], tensors: Mapping[str, Sequence[Tensor]]
) -> int:
    """Return how long its vectors are, as the last module says that changes it."""
    for module in reversed(modules):
        said: object = None
        if module.kind == "Dense":
            said = folder.settings(f"{module.place}config.json").get("out_features")
        elif module.kind == "Pooling":
            said = _pooled(folder.settings(f"{module.place}config.json"))
        elif module.kind == "StaticEmbedding":
            said = max((t.shape[1] for t in tensors[module.place] if len(t.shape) == 2), default=0)
        elif module.kind == "Transformer":
            said = folder.settings(f"{module.place}config.json").get("hidden_size")
        if isinstance(said, int) and said > 0:
            return said
    return 0


def _pooled(config: Mapping[str, Any]) -> object:
    """Return the numbers of a pooled text: each way of pooling gives as many."""
    each = config.get("word_embedding_dimension", config.get("embedding_dimension"))
    ways = sum(value is True for key, value in config.items() if key.startswith("pooling_mode_"))
    named = config.get("pooling_mode")
    ways = len(named) if isinstance(named, list) else max(ways, 1)
    return each * ways if isinstance(each, int) else None
