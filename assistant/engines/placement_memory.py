"""PlacementMemory: how many layers a card took when it had refused more."""

import json
from pathlib import Path

PLACEMENTS = "placements.json"
_MUCH_MORE = 1.1
"""Times the free memory of then; with that much it is worth trying again."""


class PlacementMemory:
    """One small file for all models; without it, layers are tried again."""

    def __init__(self, file: Path | None, key: str) -> None:
        """Remember where, and for which model and context; without a file nothing is kept."""
        self._file, self._key = file, key

    def most(self, wanted: int, free_bytes: int) -> int:
        """Return how many of the wanted layers to try with so much free on the cards."""
        known = self._read().get(self._key)
        if known is None or free_bytes > _MUCH_MORE * known["free_bytes"]:
            return wanted
        return min(wanted, known["layers"])

    def note(self, layers: int, free_bytes: int) -> None:
        """Note how many layers to try the next time with so much free."""
        self._write({**self._read(), self._key: {"layers": layers, "free_bytes": free_bytes}})

    def forget(self) -> None:
        """Note that nothing was refused."""
        known = self._read()
        if known.pop(self._key, None):
            self._write(known)

    def _write(self, everything: dict[str, dict[str, int]]) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(everything), "utf-8")
        fresh.replace(self._file)

    def _read(self) -> dict[str, dict[str, int]]:
        if self._file is None:
            return {}
        try:
            found: dict[str, dict[str, int]] = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found


NO_MEMORY = PlacementMemory(None, "")
