"""ModelStore: which weights the person added, and what their files said then."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.catalogue import FOLDER_MARKS, EmbedderTrial, ModelState
from assistant.fitting import ModelShape
from assistant.store.database import Database, now
from assistant.wording import Wording

_GONE = Wording("The file is gone.", "파일이 없어졌어요.")
_FOLDER_GONE = Wording("The folder is gone.", "폴더가 없어졌어요.")


class ModelStore:
    """Notes on weights; the files stay where they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ModelState]:
        """Return the added models in order; one whose file is gone says so."""
        rows = self._database.read("SELECT facts FROM models ORDER BY added_at")
        return [_with_presence(json.loads(row["facts"])) for row in rows]

    def add(self, model: ModelState, sha256: str) -> None:
        """Remember a model and the hash its file had when it was added."""
        facts = json.dumps(asdict(model), default=str)
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO models VALUES (?, ?, ?, ?, ?)",
                (model.id, str(model.path), sha256, facts, now()),
            )

    def sha256(self, model_id: str) -> str:
        """Return the hash a model's file had when it was added; empty if unknown."""
        rows = self._database.read("SELECT sha256 FROM models WHERE id = ?", model_id)
        return str(rows[0]["sha256"]) if rows else ""

    def remove(self, model_id: str) -> None:
        """Forget a model; its file stays."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM models WHERE id = ?", (model_id,))


def _with_presence(facts: dict[str, Any]) -> ModelState:
    # Older rows know less; what they lack has a default.
    path, shape, trial = Path(facts["path"]), facts.get("shape"), facts.get("trial")
    return ModelState(
        **{
            **facts,
            "path": path,
            "languages": tuple(facts.get("languages", ())),
            "shape": ModelShape(**shape) if shape else None,
            "trial": EmbedderTrial(**trial) if trial else None,
            "problem": _problem(path, FOLDER_MARKS.get(facts.get("kind", "language"))),
        }
    )


def _problem(path: Path, mark: str | None) -> Wording | None:
    if mark is None:
        return None if path.is_file() else _GONE
    return None if (path / mark).is_file() else _FOLDER_GONE
