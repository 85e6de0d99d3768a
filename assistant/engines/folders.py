"""Which kind of model a folder holds."""

from pathlib import Path

from assistant.catalogue import FOLDER_MARKS
from assistant.engines.embedding_folder import read_embedding_folder
from assistant.engines.folder_errors import bare_encoder, no_model_folder, other_whisper
from assistant.engines.model_folder import FolderFacts, ModelFolder
from assistant.engines.speech_folder import read_speech_folder

_CONFIG = "config.json"


def read_folder(path: Path) -> FolderFacts:
    """Return what a folder says of the model in it.

    Raises:
        ModelError: It holds none, or none that may be used.
    """
    folder = ModelFolder(path)
    if FOLDER_MARKS["embedding"] in folder.files:
        return read_embedding_folder(folder)
    if FOLDER_MARKS["speech"] in folder.files:
        return read_speech_folder(folder)
    if _CONFIG in folder.files:
        is_whisper = folder.settings(_CONFIG).get("model_type") == "whisper"
        raise other_whisper(folder.name) if is_whisper else bare_encoder(folder.name)
    raise no_model_folder(folder.name)


def looks_like_model(path: Path) -> bool:
    """Return whether a folder is kept for a model, one that may be used or not."""
    if any((path / mark).is_file() for mark in FOLDER_MARKS.values()):
        return True
    weights = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json")
    return (path / _CONFIG).is_file() and any((path / name).is_file() for name in weights)
