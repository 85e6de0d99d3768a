"""ModelShelf: the models that the person added, where their files lie.

A language model is a GGUF file; one for search, or for speech, is a folder.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.catalogue import EmbedderTrial, ModelKind, ModelState
from assistant.engines.folders import looks_like_model, read_folder
from assistant.engines.gguf_header import GgufFacts, read_header
from assistant.engines.model_errors import no_chat_model, part_missing
from assistant.engines.model_folder import FolderFacts, ModelFolder, settled
from assistant.fitting import Hardware
from assistant.jobs import CancelToken, Clock, Job, Lane, Progress, Work
from assistant.model_finder import found_models
from assistant.store.model_store import ModelStore
from assistant.wording import Wording

_BLOCK_BYTES = 16 << 20
_CHECKING = Wording("Taking the file's fingerprint", "파일의 지문을 뜨고 있어요")
_TRYING = Wording("Trying it out", "시험해 보고 있어요")
# What lies beside the files of a language model in a folder kept for it.
_BESIDE_GGUF = (".md", ".json", ".jinja", "")
_LATER_PART = re.compile(r"-(?!00001-)\d{5}-of-\d{5}\.gguf$")

TryEmbedder = Callable[[ModelFolder, FolderFacts, CancelToken], EmbedderTrial]
"""Loads an embedding model in its own process and looks what it does; raises ModelError."""


class ModelShelf:
    """Adds, finds, verifies and forgets models; never touches their files."""

    def __init__(
        self, store: ModelStore, hardware: Callable[[], Hardware], try_embedder: TryEmbedder
    ) -> None:
        self._store = store
        self._hardware = hardware
        self._try_embedder = try_embedder
        self._lane, self._look_lane = Lane("models"), Lane("look-models")
        self._removed: dict[str, tuple[ModelState, str]] = {}

    def all(self) -> list[ModelState]:
        """Return every model that the person added."""
        return self._store.all()

    def of_kind(self, kind: ModelKind) -> list[ModelState]:
        """Return the models for one use."""
        return [model for model in self.all() if model.kind == kind]

    def find(self, model_id: str) -> ModelState | None:
        """Return a model; None if there is none with this id."""
        return next((model for model in self.all() if model.id == model_id), None)

    def add(self, path: Path, name: str = "") -> Job:
        """Add a model where it lies: a GGUF file or a folder; ends with Done(ModelState).

        The name is for a file that says none of its own. Fails with ModelError if it is missing,
        damaged, of no use here, or could run code of its own.
        """
        path = settled(path.expanduser().absolute())

        def work(token: CancelToken) -> Work:
            if path.is_dir():
                return (yield from self._add_folder(path, token))
            model = _state(path, read_header(path), name)
            self._store.add(model, (yield from _sha256(_files_of(model), token)))
            return model

        return self._lane.start(work)

    def _add_folder(self, path: Path, token: CancelToken) -> Work:
        facts = read_folder(path)
        model = _folder_state(path, facts)
        sha256 = yield from _sha256(_files_of(model), token)
        if facts.kind == "embedding":
            yield Progress(0, None, _TRYING)
            trial = self._try_embedder(ModelFolder(path), facts, token)
            model = replace(model, trial=trial)
        token.raise_if_cancelled()
        self._store.add(model, sha256)
        return model

    def models_in(self, path: Path) -> list[Path]:
        """Return what of a path given by a person is to be added here; nothing for papers."""
        return models_in(path)

    def sha256(self, model_id: str) -> str:
        """Return the hash a model's files had when it was added; empty if unknown."""
        return self._store.sha256(model_id)

    def verify(self, model_id: str) -> Job:
        """Look whether a model's files are still what was added; ends with Done(bool)."""

        def work(token: CancelToken) -> Work:
            model = self.find(model_id)
            if model is None or model.problem:
                return False
            now = yield from _sha256(_files_of(model), token)
            return now == self._store.sha256(model_id)

        return self._lane.start(work)

    def remove(self, model_id: str) -> None:
        """Forget a model; its file stays."""
        if model := self.find(model_id):
            self._removed[model_id] = (model, self._store.sha256(model_id))
        self._store.remove(model_id)

    def restore(self, model_id: str) -> None:
        """Bring back a model that was removed since the start."""
        if model_id in self._removed:
            self._store.add(*self._removed.pop(model_id))

    def found(self) -> Job:
        """Look for models of other programs; ends with Done(list of FoundModel)."""

        def work(token: CancelToken) -> Work:
            yield from ()
            return found_models(Path.home())

        return self._look_lane.start(work)

    def hardware(self) -> Job:
        """Look what models can run on, and what of it is free; ends with Done(Hardware)."""

        def work(token: CancelToken) -> Work:
            yield from ()
            return self._hardware()

        return self._look_lane.start(work)

    def close(self) -> None:
        """Stop what is being looked at."""
        self._lane.close()
        self._look_lane.close()


def models_in(path: Path) -> list[Path]:
    """Return what of a path given by a person is to be added as models; nothing for papers.

    A folder with other things beside its language models is a folder of papers.
    """
    if path.suffix.lower() == ".gguf" and not path.is_dir():
        return [path]
    if not path.is_dir():
        return []
    if looks_like_model(settled(path)):
        return [path]
    try:
        files = [one for one in sorted(path.iterdir()) if not one.name.startswith(".")]
    except OSError:  # it may not be opened, which the library says better
        return []
    models = [one for one in files if one.suffix.lower() == ".gguf"]
    others = {one.suffix.lower() for one in files if one not in models}
    # Of a model in several files the first one stands for all.
    first = [one for one in models if not _LATER_PART.search(one.name)]
    return first if others.issubset(_BESIDE_GGUF) else []


def parts_of(path: Path) -> list[Path]:
    """Return the files of a model; most have one.

    Raises:
        ModelError: One of several is missing.
    """
    count = read_header(path).n_parts
    if count < 2:
        return [path]
    parts = [
        path.with_name(path.name.replace("-00001-of-", f"-{number:05}-of-"))
        for number in range(1, count + 1)
    ]
    for number, part in enumerate(parts, 1):
        if not part.is_file():
            raise part_missing(part, number, count)
    return parts


def _state(path: Path, header: GgufFacts, name: str) -> ModelState:
    if header.kind != "model":
        raise no_chat_model(path.name)
    return ModelState(
        id=_id(path),
        name=name if name and header.name == path.stem else header.name,
        path=path,
        size_bytes=sum(part.stat().st_size for part in parts_of(path)),
        architecture=header.architecture,
        quantization=header.quantization,
        context_length=header.context_length,
        languages=header.languages,
        licence=header.licence,
        shape=header.shape,
    )


def _folder_state(path: Path, facts: FolderFacts) -> ModelState:
    return ModelState(
        id=_id(path),
        name=facts.name,
        path=path,
        size_bytes=facts.size_bytes,
        architecture=facts.architecture,
        quantization=facts.precision,
        context_length=facts.context_length,
        languages=facts.languages,
        licence=facts.licence,
        kind=facts.kind,
    )


def _id(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _files_of(model: ModelState) -> list[tuple[str, Path]]:
    """Return the files to hash; those of a folder with their names, which are part of it."""
    if model.kind == "language":
        return [("", part) for part in parts_of(model.path)]
    return list(ModelFolder(model.path).files.items())


def _sha256(files: Sequence[tuple[str, Path]], token: CancelToken) -> Work:
    """Return the hash of the files one after the other, telling how far it is."""
    sizes = [path.stat().st_size for _, path in files]
    blocks = sum(-(-size // _BLOCK_BYTES) for size in sizes)
    clock, done, digest = Clock("", [1.0] * blocks), 0, hashlib.sha256()
    for (name, path), size in zip(files, sizes, strict=True):
        digest.update(f"{name}\0{size}\0".encode() if name else b"")
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                token.raise_if_cancelled()
                digest.update(block)
                done = min(done + 1, blocks)
                yield clock.progress(done, _CHECKING)
    return digest.hexdigest()
