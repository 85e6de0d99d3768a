"""Where the window stood, kept in home/ui-state.json. A file that cannot be read is forgotten."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

NAME = "ui-state.json"


@dataclass(slots=True)
class WindowState:
    """What the next start should look like, before the assistant itself is there."""

    geometry: str = ""
    """QWidget.saveGeometry in base64."""
    source_width: int = 470
    language: str = "system"
    theme: str = "system"

    @classmethod
    def load(cls, home: Path) -> "WindowState":
        """Read the state, or begin anew."""
        try:
            kept = json.loads((home / NAME).read_text("utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(kept, dict):
            return cls()
        state = cls()
        for field in fields(cls):
            value = kept.get(field.name)
            if type(value) is type(getattr(state, field.name)):
                setattr(state, field.name, value)
        return state

    def save(self, home: Path) -> None:
        """Write the state; where that is not possible nothing is lost but a window's place."""
        try:
            scratch = home / f"{NAME}.new"
            scratch.write_text(json.dumps(asdict(self)), "utf-8")
            scratch.replace(home / NAME)
        except OSError:
            return
