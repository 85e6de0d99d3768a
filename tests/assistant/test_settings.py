from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant import settings
from assistant.settings import Settings


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    chosen = Settings(language="ko", theme="dark", context_length=8192)
    settings.save(chosen, path)
    assert settings.load(path) == (chosen, None)


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.toml") == (Settings(), None)


@pytest.mark.parametrize(
    "text",
    ["language = ", 'language = "fr"', "no_such_setting = 1", "\x00\xff", "context_length = 1"],
)
def test_a_bad_file_is_set_aside_and_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    loaded, problem = settings.load(path)
    assert loaded == Settings()
    assert problem is not None
    assert "settings.toml.bad" in problem.message.en
    assert (tmp_path / "settings.toml.bad").read_text("utf-8") == text
    assert not path.exists()


def test_every_setting_explains_itself() -> None:
    for name, field in Settings.model_fields.items():
        if name != "schema_version":
            assert field.title, name
            assert field.description, name


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(temperature=9)
