"""The one settings schema; defaults exist only here."""

import os
import tomllib
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsError
from assistant.wording import Wording


class Settings(BaseModel):
    """Everything a person can choose. Titles and descriptions are shown in the settings page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1] = 1
    language: Literal["system", "en", "ko"] = Field(
        "system", title="Language", description="The language of Hearth itself."
    )
    theme: Literal["system", "light", "dark"] = Field(
        "system", title="Appearance", description="Light, dark, or as the system."
    )
    model_id: str = Field(
        "", title="Language model", description="Which model writes answers; empty means quoting."
    )
    embedder_id: str = Field(
        "", title="Search model", description="Which model finds passages; empty: the carried one."
    )
    speech_id: str = Field(
        "", title="Speech model", description="Which model hears; empty means none."
    )
    context_length: int = Field(
        4096, ge=512, le=131_072, title="Context", description="Tokens a model may look at."
    )
    gpu_layers: int = Field(
        -1, ge=-1, title="GPU layers", description="Layers on the graphics card; -1 means all."
    )
    temperature: float = Field(
        0.2, ge=0, le=2, title="Temperature", description="0 is the most predictable."
    )
    max_answer_tokens: int = Field(
        512, ge=16, le=8192, title="Longest answer", description="In tokens."
    )
    max_file_mb: int = Field(
        # A PDF of 300 MB takes a GB to read.
        320,
        ge=1,
        le=4096,
        title="Largest file",
        description="Larger files are skipped, in MB.",
    )
    excluded: tuple[str, ...] = Field(
        (), title="Left out", description='Files and folders never read, such as "*.bak".'
    )
    read_timeout_s: int = Field(
        20, ge=1, le=600, title="Reading time", description="Seconds one file may take."
    )
    worker_idle_s: int = Field(
        300, ge=5, title="Rest after", description="Seconds after which an idle engine ends."
    )
    local_api: bool = Field(
        False,
        title="Local API",
        description="Other programs of yours on this computer may ask Hearth, with its token.",
    )


def load(path: Path) -> tuple[Settings, SettingsError | None]:
    """Read the settings; a bad file is set aside as .bad and defaults load.

    Returns:
        The settings, and what to tell the person if their file was set aside.
    """
    if not path.exists():
        return Settings(), None
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8"))), None
    except (OSError, ValueError, ValidationError) as error:
        aside = path.with_name(path.name + ".bad")
        path.replace(aside)
        return Settings(), SettingsError(
            Wording(
                f"The settings file could not be understood and was set aside as {aside.name}.",
                f"설정 파일을 이해할 수 없어서 {aside.name}(으)로 옮겨 두었어요.",
            ),
            Wording(
                f"Hearth runs with its defaults. The first problem: {_first_problem(error)}.",
                f"기본 설정으로 시작해요. 첫 번째 문제: {_first_problem(error)}.",
            ),
        )


def save(settings: Settings, path: Path) -> None:
    """Write the settings whole, then rename into place."""
    scratch = path.with_name(path.name + ".new")
    with scratch.open("wb") as file:
        file.write(tomli_w.dumps(settings.model_dump()).encode())
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error).splitlines()[0]
