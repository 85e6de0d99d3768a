"""Opening and closing the socket."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest

from assistant.api.local_api import LocalApi
from assistant.api.socket_file import SocketFile, is_answered
from assistant.api.token_file import token_of
from assistant.errors import ApiError
from assistant.paths import Paths

ROOT = Path(__file__).parents[3]
HELLO: Any = [{"role": "user", "content": "Hello"}]
OTHER = """
import sys, time
from pathlib import Path
from assistant.api.socket_file import SocketFile
listener = SocketFile(Path(sys.argv[1])).open()
print("open", flush=True)
time.sleep(60)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def serve_elsewhere(path: Path) -> subprocess.Popen[str]:
    """Let another process listen there."""
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    return other


def end(other: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    other.send_signal(number)
    other.wait(10)
    assert other.stdout is not None
    other.stdout.close()


def test_socket_and_token_are_for_their_person_only(api: LocalApi, paths: Paths) -> None:
    assert stat.S_ISSOCK(paths.api_socket.stat().st_mode)
    assert (mode(paths.home), mode(paths.api_socket), mode(paths.api_token)) == (
        0o700,
        0o600,
        0o600,
    )


def test_the_socket_is_never_anybody_s_even_with_the_loosest_umask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    path = tmp_path / "api.sock"
    monkeypatch.setattr(Path, "chmod", lambda self, _: seen.append(mode(self)))
    before = os.umask(0)
    try:
        SocketFile(path).open().close()
    finally:
        os.umask(before)
    assert seen == [0o600]


def test_nothing_is_there_before_it_is_started_and_no_socket_after(paths: Paths, fake: Any) -> None:
    api = LocalApi(paths, fake.backend)
    assert not is_answered(paths.api_socket)
    assert not [path for path in paths.home.iterdir() if path.name.startswith("api")]
    api.stop()
    api.start()
    assert is_answered(paths.api_socket)
    api.stop()
    assert not paths.api_socket.exists()
    assert not is_answered(paths.api_socket)
    api.stop()


def test_it_stops_within_a_second_and_says_so_to_who_waits(
    paths: Paths, fake: Any, connect: Callable[..., openai.OpenAI]
) -> None:
    fake.hold = threading.Event()
    api = LocalApi(paths, fake.backend)
    api.start()
    client = connect(paths).with_options(max_retries=0)
    stream = client.chat.completions.create(model="", messages=HELLO, stream=True)
    assert [next(stream).choices[0].delta.content for _ in range(3)] == ["", "Good ", "day."]
    told: list[Exception] = []

    def wait() -> None:
        try:
            client.chat.completions.create(model="", messages=HELLO)
        except openai.APIError as error:
            told.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while len(fake.chats) < 2:
        time.sleep(0.01)
    started = time.monotonic()
    api.stop()
    assert time.monotonic() - started < 1
    assert not any(thread.name == "api" for thread in threading.enumerate())
    assert fake.stopped.is_set()
    with pytest.raises(openai.APIError, match="closing"):
        next(stream)
    waiting.join(5)
    assert "closing" in str(told)


def test_it_opens_again_while_the_last_one_is_still_being_told(
    paths: Paths, fake: Any, connect: Callable[..., openai.OpenAI]
) -> None:
    first, second = LocalApi(paths, fake.backend), LocalApi(paths, fake.backend)
    first.start()
    first.stop(wait_s=0)
    second.start()
    assert connect(paths).models.list().data
    second.stop()


def test_a_socket_of_a_dead_process_is_replaced(paths: Paths, fake: Any) -> None:
    end(serve_elsewhere(paths.api_socket))
    assert paths.api_socket.is_socket()
    assert not is_answered(paths.api_socket)
    api = LocalApi(paths, fake.backend)
    api.start()
    assert is_answered(paths.api_socket)
    api.stop()


def test_a_socket_of_a_living_process_is_left_to_it(paths: Paths, fake: Any) -> None:
    other = serve_elsewhere(paths.api_socket)
    before = paths.api_socket.stat().st_ino
    api = LocalApi(paths, fake.backend)
    with pytest.raises(ApiError, match="Another Hearth"):
        api.start()
    api.stop()
    assert paths.api_socket.stat().st_ino == before
    assert is_answered(paths.api_socket)
    end(other)


def test_what_is_no_socket_is_not_deleted(paths: Paths, fake: Any) -> None:
    paths.api_socket.write_text("mine")
    with pytest.raises(ApiError, match="could not be opened"):
        LocalApi(paths, fake.backend).start()
    assert paths.api_socket.read_text() == "mine"


def test_a_home_whose_path_is_too_long_is_said(tmp_path: Path, fake: Any) -> None:
    paths = Paths(tmp_path / ("long" * 40))
    paths.create()
    with pytest.raises(ApiError, match="too long"):
        LocalApi(paths, fake.backend).start()


def test_a_system_without_unix_sockets_is_said(
    paths: Paths, fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    with pytest.raises(ApiError, match="Unix sockets"):
        LocalApi(paths, fake.backend).start()
    assert not is_answered(paths.api_socket)


def test_a_token_that_cannot_be_made_leaves_no_socket(paths: Paths, fake: Any) -> None:
    paths.api_token.mkdir()
    with pytest.raises(ApiError, match="api-token"):
        LocalApi(paths, fake.backend).start()
    assert not paths.api_socket.exists()
    paths.api_token.rmdir()
    api = LocalApi(paths, fake.backend)
    api.start()
    api.stop()


def test_a_token_lasts_until_its_file_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "api-token"
    token = token_of(path)
    assert len(token) >= 40
    path.chmod(0o644)
    assert token_of(path) == token
    assert mode(path) == 0o600
    path.unlink()
    assert token_of(path) != token
    assert [file.name for file in tmp_path.iterdir()] == ["api-token"]


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 40])
def test_a_torn_token_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "api-token"
    path.write_bytes(content)
    token = token_of(path)
    assert len(token) >= 40
    assert token_of(path) == token


def test_nothing_of_the_person_is_logged(
    paths: Paths, client: openai.OpenAI, api: LocalApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "uvicorn")
    secret: Any = [{"role": "user", "content": "the-secret-word"}]
    client.chat.completions.create(model="", messages=secret)
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="the-secret-word", messages=secret)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(paths.api_socket))
        caller.sendall(b"the-secret-word\r\n\r\n")
        assert caller.recv(100)
    ours = [record for record in caplog.records if record.name.startswith("uvicorn")]
    assert "the-secret-word" not in "".join(record.getMessage() for record in ours)
    assert not [record for record in ours if record.levelname == "ERROR"]
