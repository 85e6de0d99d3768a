"""Reads a faster-whisper folder without running any of it: a Whisper model for CTranslate2.

The head of model.bin: a version, the name of the kind of model, its revision, then each variable
with its name, shape, type and numbers (CTranslate2, python/ctranslate2/specs/model_spec.py).
"""

import struct
from pathlib import Path
from typing import BinaryIO

from assistant.catalogue import FOLDER_MARKS
from assistant.engines.folder_errors import file_damaged, file_missing, no_speech_model
from assistant.engines.model_folder import FolderFacts, ModelFolder

_WEIGHTS = FOLDER_MARKS["speech"]
_KIND = "WhisperSpec"
_MAX_VARIABLES = 20_000
_TYPES = ("F32", "I8", "I16", "I32", "F16", "BF16")
_EMBEDDINGS = "decoder/embeddings/weight"
_MULTILINGUAL = 51_865
"""Tokens of a vocabulary with a mark for each language; English alone has fewer."""
_SIZES = {384: "tiny", 512: "base", 768: "small", 1024: "medium", 1280: "large"}
"""By the width of the network."""


def read_speech_folder(folder: ModelFolder) -> FolderFacts:
    """Return what the files of a faster-whisper folder say.

    Raises:
        ModelError: It is none, or not whole.
    """
    folder.settings("config.json")
    # Without its own, faster-whisper would ask a server for one.
    folder.file("tokenizer.json")
    if not any(name in folder.files for name in ("vocabulary.json", "vocabulary.txt")):
        raise file_missing(folder.name, "vocabulary.json")
    try:
        (tokens, width), precision = _embeddings(folder.file(_WEIGHTS))
    except _OtherModelError as error:
        raise no_speech_model(folder.name) from error
    except (OSError, ValueError, struct.error) as error:
        raise file_damaged(folder.name, _WEIGHTS, str(error)) from error
    languages, licence = folder.card()
    is_multilingual = tokens >= _MULTILINGUAL
    return FolderFacts(
        kind="speech",
        name=folder.name,
        architecture=f"whisper {_SIZES.get(width, '')}".strip(),
        precision=precision,
        size_bytes=folder.size_bytes,
        languages=(languages or ("multilingual",)) if is_multilingual else ("en",),
        licence=licence,
    )


class _OtherModelError(Exception):
    """It is a model for something else."""


def _embeddings(path: Path) -> tuple[tuple[int, int], str]:
    """Return (tokens, width) and the kind of numbers, once the whole file was walked through."""
    size = path.stat().st_size
    found: tuple[tuple[int, int], str] | None = None
    with path.open("rb") as file:
        _number(file, "<I")  # of the format
        if _string(file) != _KIND:
            raise _OtherModelError
        _number(file, "<I")
        count = _number(file, "<I")
        if count > _MAX_VARIABLES:
            raise ValueError(f"{count} variables")
        for _ in range(count):
            name = _string(file)
            shape = [_number(file, "<I") for _ in range(_number(file, "<B"))]
            type_ = _number(file, "<B")
            file.seek(_number(file, "<I"), 1)
            if file.tell() > size:
                raise ValueError("the file ends too early")
            if name == _EMBEDDINGS and len(shape) == 2 and type_ < len(_TYPES):
                found = ((shape[0], shape[1]), _TYPES[type_])
    if found is None:
        raise _OtherModelError
    return found


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])


def _string(file: BinaryIO) -> str:
    return file.read(_number(file, "<H")).rstrip(b"\0").decode("utf-8", "replace")
