"""Model folders: which files they hold and what their cards say. Nothing of them is run.

Folders come from strangers, and often from a cache where each file is a link to another place.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.catalogue import ModelKind
from assistant.engines.folder_errors import file_damaged, file_missing

_MAX_JSON = 4 << 20
_MAX_CARD = 64 << 10
_MAX_LANGUAGES = 128
_MAX_FILES = 2_000
_SNAPSHOTS = "snapshots"
_WORD = re.compile(r"[\w.+-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFacts:
    """What the files of a model folder say; nothing here has been proven by loading it."""

    kind: ModelKind
    name: str
    architecture: str
    precision: str
    """In which numbers the weights are kept, such as F16."""
    size_bytes: int
    languages: tuple[str, ...]
    """As its card says; empty where it does not. "multilingual" may be among them."""
    licence: str
    context_length: int = 0
    """Tokens it looks at; 0 where that has no end."""
    dimension: int = 0
    """Numbers of a vector."""


class ModelFolder:
    """A folder with a model, and what can be read of it without harm."""

    def __init__(self, path: Path) -> None:
        """Look which files there are.

        Raises:
            ModelError: The folder cannot be looked at.
        """
        self.path = path
        self.name = name_of(path)
        self.files = dict(_files(path))
        """By their names within the folder, "1_Pooling/config.json", in the order of these."""

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(file.stat().st_size for file in self.files.values())

    def file(self, name: str) -> Path:
        """Return a file.

        Raises:
            ModelError: It is missing.
        """
        if name not in self.files:
            raise file_missing(self.name, name)
        return self.files[name]

    def json(self, name: str) -> Any:
        """Return what a JSON file says.

        Raises:
            ModelError: It is missing or no JSON.
        """
        path = self.file(name)
        try:
            if path.stat().st_size > _MAX_JSON:
                raise file_damaged(self.name, name, "too long")
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise file_damaged(self.name, name, type(error).__name__) from error

    def settings(self, name: str, *, may_lack: bool = False) -> Mapping[str, Any]:
        """Return the object in a JSON file; an empty one where that may be missing and is.

        Raises:
            ModelError: It is missing, no JSON, or no object.
        """
        if may_lack and name not in self.files:
            return {}
        found = self.json(name)
        if not isinstance(found, dict):
            raise file_damaged(self.name, name, "no object")
        return found

    def card(self) -> tuple[tuple[str, ...], str]:
        """Return the languages and the licence that the model's card names."""
        readme = self.files.get("README.md")
        if readme is None:
            return (), ""
        with readme.open("rb") as file:
            text = file.read(_MAX_CARD).decode("utf-8", "replace")
        said = _front_matter(text)
        languages = tuple(said.get("language", ()))[:_MAX_LANGUAGES]
        licence = next(iter(said.get("license_name", ()) or said.get("license", ())), "")
        return languages, licence


def settled(path: Path) -> Path:
    """Return the folder that is meant: of a Hugging Face cache, the version in use."""
    refs = path / "refs" / "main"
    if not (path / _SNAPSHOTS).is_dir() or not refs.is_file():
        return path
    version = path / _SNAPSHOTS / refs.read_text("utf-8", "replace").strip()[:64]
    return version if version.is_dir() else path


def name_of(path: Path) -> str:
    """Return what a person calls the model of a folder."""
    # In a Hugging Face cache: models--PUBLISHER--NAME/snapshots/VERSION.
    if path.parent.name == _SNAPSHOTS:
        return path.parent.parent.name.rpartition("--")[2]
    return path.name


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file's name within the folder; hidden files are not the model's."""
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(here, name) for name in files if not name.startswith(".")]
        if len(found) > _MAX_FILES:
            raise file_damaged(name_of(folder), "…", f"more than {_MAX_FILES} files")
    named = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    return ((name, path) for name, path in named if path.is_file())


def _front_matter(text: str) -> dict[str, list[str]]:
    """Return key -> values from the head of a card: the few forms of YAML that cards use."""
    lines = text.splitlines()
    said: dict[str, list[str]] = {}
    if not lines or lines[0].strip() != "---":
        return said
    key = ""
    for line in lines[1:]:
        if line.strip() == "---":
            break
        if found := re.match(r"([\w-]+):(.*)", line):
            key, line = found.group(1), found.group(2)
            said[key] = []
        if key:
            said[key] += _WORD.findall(line.split("#")[0].replace("- ", " "))
    return said
