"""Folders of other programs: real little model files, and a look that must change nothing."""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.catalogue import FoundModel
from assistant.model_finder import found_models


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "person").mkdir()
    return tmp_path / "person"


@pytest.fixture(scope="session")
def head(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    """The smallest file that says what it is."""
    made: dict[tuple[str, str], bytes] = {}

    def write(architecture: str, kind: str) -> bytes:
        import gguf
        import numpy as np

        path = tmp_path_factory.mktemp("gguf") / "model.gguf"
        writer = gguf.GGUFWriter(path, architecture)
        writer.add_type(kind)
        writer.add_tensor("token_embd.weight", np.zeros(32, np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path.read_bytes()

    def head(architecture: str, kind: str) -> bytes:
        if (architecture, kind) not in made:
            made[architecture, kind] = write(architecture, kind)
        return made[architecture, kind]

    return head


@pytest.fixture
def plant(head: Callable[[str, str], bytes]) -> Callable[..., Path]:
    def plant(path: Path, architecture: str = "llama", kind: str = "model") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(head(architecture, kind))
        return path

    return plant


@pytest.fixture
def ollama() -> Callable[..., Path]:
    """Write a manifest as Ollama does; the blob itself is planted apart."""

    def ollama(store: Path, name: str, blob: str = "a" * 64, folder: str = "manifests") -> Path:
        path = store / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        layers = [
            {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{blob}"},
            {"mediaType": "application/vnd.ollama.image.license", "digest": f"sha256:{'e' * 64}"},
        ]
        path.write_text(json.dumps({"schemaVersion": 2, "layers": layers}))
        return path

    return ollama


@pytest.fixture
def find() -> Callable[..., list[FoundModel]]:
    """Look; afterwards everything must be as it was."""

    def find(home: Path, platform: str = "linux", **environ: object) -> list[FoundModel]:
        before = everything(home.parent)
        variables = {name: str(value) for name, value in environ.items()}
        found = found_models(home, platform, variables, home.parent / "root")
        assert everything(home.parent) == before
        return found

    return find


def everything(folder: Path) -> dict[str, tuple[str, int, int]]:
    return {path: state(Path(path)) for path in below(folder)}


def below(folder: Path) -> list[str]:
    return [
        os.path.join(here, name)
        for here, folders, files in os.walk(folder)
        for name in (".", *folders, *files)
    ]


def state(path: Path) -> tuple[str, int, int]:
    status = path.lstat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return content, status.st_mtime_ns, status.st_mode


@pytest.fixture(scope="session")
def made_embedders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of real sentence-transformers folders: bert, static, and a bare network."""
    folder = tmp_path_factory.mktemp("embedders")
    maker = Path(__file__).with_name("make_embedders.py")
    subprocess.run([sys.executable, str(maker), str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture
def embedder(made_embedders: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of them, to be changed at will."""

    def embedder(name: str) -> Path:
        return Path(shutil.copytree(made_embedders / name, tmp_path / name))

    return embedder


@pytest.fixture
def speech_folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder as faster-whisper keeps its models, with numbers but no sense in them."""

    def speech_folder(tokens: int = 51_865, width: int = 4, kind: str = "WhisperSpec") -> Path:
        folder = tmp_path / "whisper-tiny"
        folder.mkdir()
        for name in ("config.json", "tokenizer.json", "vocabulary.json"):
            (folder / name).write_text("{}")
        (folder / "model.bin").write_bytes(_ct2(kind, tokens, width))
        return folder

    return speech_folder


def _ct2(kind: str, tokens: int, width: int) -> bytes:
    """Return a model.bin with one variable, the embeddings as 16-bit floats."""

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    head = struct.pack("<I", 6) + text(kind) + struct.pack("<II", 3, 1)
    numbers = bytes(2 * tokens * width)
    shape = struct.pack("<BIIBI", 2, tokens, width, 4, len(numbers))
    return head + text("decoder/embeddings/weight") + shape + numbers + struct.pack("<I", 0)
