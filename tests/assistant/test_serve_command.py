"""The conversation in the terminal serves other programs where that is wanted."""

import argparse
from collections.abc import Iterator

import pytest

from assistant import command_line, serve_command
from assistant.api.socket_file import SocketFile, is_answered
from assistant.app import Assistant
from assistant.paths import Paths

OPTIONS = argparse.Namespace(json=False)


@pytest.fixture
def assistant(paths: Paths) -> Iterator[Assistant]:
    made = Assistant(paths)
    yield made
    made.close()


@pytest.fixture
def open_meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether programs were served, noted by a conversation that ends at once."""
    seen: list[bool] = []

    def talk(assistant: Assistant, options: argparse.Namespace) -> int:
        seen.append(is_answered(assistant.paths.api_socket))
        return 0

    monkeypatch.setattr(command_line, "talk", talk)
    return seen


def test_a_conversation_serves_as_long_as_it_lasts_and_only_where_it_is_wanted(
    assistant: Assistant, open_meanwhile: list[bool]
) -> None:
    assert serve_command.talk(assistant, OPTIONS) == 0
    assistant.change_settings(local_api=True)
    assert serve_command.talk(assistant, OPTIONS) == 0
    assert open_meanwhile == [False, True]
    assert not assistant.paths.api_socket.exists()


def test_a_conversation_goes_on_where_another_hearth_serves(
    assistant: Assistant, open_meanwhile: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    assistant.change_settings(local_api=True)
    elsewhere = SocketFile(assistant.paths.api_socket)
    with elsewhere.open():
        assert serve_command.talk(assistant, OPTIONS) == 0
        assert open_meanwhile == [True]
        assert assistant.paths.api_socket.exists()
    elsewhere.close()
    assert "Hearth" in capsys.readouterr().err
