"""Where everything lies on disk, decided once."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from assistant.errors import StoreError
from assistant.wording import Wording

_MARKER = "hearth-home"


@dataclass(frozen=True, slots=True)
class Paths:
    """All places under one home. Nothing outside a folder with the marker file is ever deleted."""

    home: Path

    @classmethod
    def of(cls, home: Path | None = None) -> "Paths":
        """Return the places under `home`, else HEARTH_HOME, else the system's own place."""
        chosen = home or os.environ.get("HEARTH_HOME") or platformdirs.user_data_path("hearth")
        return cls(Path(chosen).expanduser().absolute())

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.home / "settings.toml"

    @property
    def database(self) -> Path:
        """The SQLite file: the truth."""
        return self.home / "hearth.db"

    @property
    def index(self) -> Path:
        """The vector index: a cache."""
        return self.home / "index"

    @property
    def engines(self) -> Path:
        """Converted weights of carried engines, where set-up did not convert them."""
        return self.home / "engines"

    @property
    def states(self) -> Path:
        """What language models had evaluated for conversations: a cache."""
        return self.home / "states"

    @property
    def models(self) -> Path:
        """Weights that `make get-model` fetched; others stay where the person keeps them."""
        return self.home / "models"

    @property
    def temporary(self) -> Path:
        """Private scratch space of the workers, emptied at each start."""
        return self.home / "temporary"

    @property
    def logs(self) -> Path:
        """Log files, without content of the person."""
        return self.home / "logs"

    @property
    def samples(self) -> Path:
        """The person's copy of the sample papers."""
        return self.home / "sample papers"

    @property
    def api_socket(self) -> Path:
        """Where other programs reach the local API; only there while it is open."""
        return self.home / "api.sock"

    @property
    def api_token(self) -> Path:
        """What other programs show to be let in; deleted, another is made."""
        return self.home / "api-token"

    def create(self) -> None:
        """Make the folders, readable by this person only.

        Raises:
            StoreError: The home cannot be made or written.
        """
        try:
            for folder in (self.home, self.index, self.models, self.temporary, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o700)
            (self.home / _MARKER).touch()
        except OSError as error:
            raise StoreError(
                Wording(
                    f"Hearth cannot write to its folder {self.home} ({error.strerror}).",
                    f"Hearth 폴더 {self.home}에 쓸 수 없어요 ({error.strerror}).",
                ),
                Wording(
                    "Free some space, allow writing there, or choose another folder with --home.",
                    "공간을 비우거나 쓰기를 허용하거나 --home으로 다른 폴더를 골라 주세요.",
                ),
            ) from error
