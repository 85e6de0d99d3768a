"""Fetching a model as a person does: listed, asked, fetched, checked, put in its place."""

import ast
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from file_server import MODEL, SPEC, Server, gguf, hub

from assistant.catalogue import read_catalogue
from models.download import length
from models.get import main

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("english_and_quick")


def get(server: Server, target: Path, *more: str) -> int:
    return main([SPEC.id, "--from", server.url, "--to", str(target.parent), "--yes", *more])


def left(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_a_whole_model_is_put_in_its_place(server: Server, target: Path, capsys) -> None:
    assert get(server, target) == 0
    assert target.read_bytes() == MODEL
    assert left(target) == [SPEC.file]
    said = capsys.readouterr().out
    assert hashlib.sha256(MODEL).hexdigest() in said
    for known in (SPEC.name, SPEC.publisher, SPEC.licence, server.url, str(target)):
        assert known in said
    assert said.splitlines()[-1] == f"Next: hearth models add {target}"


def test_it_goes_into_the_home_unless_told_otherwise(server: Server, tmp_path: Path) -> None:
    assert main([SPEC.id, "--from", server.url, "--yes"]) == 0
    home = tmp_path / "hearth-home"
    assert (home / "models" / SPEC.file).read_bytes() == MODEL
    assert (home / "hearth-home").exists()


def test_a_finished_file_is_never_touched(server: Server, target: Path, capsys) -> None:
    target.parent.mkdir()
    target.write_bytes(b"mine")
    assert get(server, target) == 0
    assert (target.read_bytes(), server.asked) == (b"mine", [])
    assert "already here" in capsys.readouterr().out


def test_without_a_name_the_catalogue_is_listed(server: Server, capsys, monkeypatch) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(spec.id in listed and spec.reason.en in listed for spec in read_catalogue())
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert main([]) == 0
    assert SPEC.reason.ko in capsys.readouterr().out


def test_an_unknown_name_is_said(capsys) -> None:
    assert main(["no-such-model", "--yes"]) == 2
    assert SPEC.id in capsys.readouterr().err


def test_without_a_terminal_and_a_yes_nothing_is_fetched(server: Server, target: Path) -> None:
    done = by_itself(server, target, stdin=subprocess.DEVNULL)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 2
    assert SPEC.licence in out
    assert "--yes" in err
    assert (server.asked, target.parent.exists()) == ([], False)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(("typed", "fetched"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_a_person_is_asked(server: Server, target: Path, typed: str, fetched: bool) -> None:
    person, terminal = os.openpty()
    try:
        asking = by_itself(server, target, stdin=terminal)
        os.write(person, typed.encode())
        out, _ = asking.communicate(timeout=60)
    finally:
        os.close(person)
        os.close(terminal)
    assert asking.returncode == 0
    assert "[y/N]" in out
    assert (bool(server.asked), target.exists()) == (fetched, fetched)


def by_itself(
    server: Server, target: Path, *more: str, stdin: int = subprocess.DEVNULL
) -> "subprocess.Popen[str]":
    words = [SPEC.id, "--from", server.url, "--to", str(target.parent), *more]
    return subprocess.Popen(
        [sys.executable, "-m", "models.get", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that starts a suite in the background has it ignore Ctrl-C, and a child inherits.
        preexec_fn=None if sys.platform == "win32" else heeds_ctrl_c,
    )


def heeds_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another matter there")
def test_ctrl_c_keeps_the_part_and_says_so(server: Server, target: Path) -> None:
    server.slow = True
    running = by_itself(server, target, "--yes")
    part = target.with_name(f"{SPEC.file}.part")
    until = time.monotonic() + 60
    while not length(part) and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert str(part) in err
    assert "goes on from there" in err
    server.slow = False
    assert get(server, target) == 0
    assert server.asked[-1].startswith("bytes=")
    assert target.read_bytes() == MODEL


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"<!doctype html><p>Sign in" * 999, "text/html; charset=utf-8", "A web page came"),
        (b"<!doctype html><p>Sign in" * 999, "application/octet-stream", "is not a GGUF model"),
        (b"PK\x03\x04" + bytes(200_000), "application/octet-stream", "is not a GGUF model"),
        (b"", "application/octet-stream", "is not a model"),
        (MODEL[:-50_000], "application/octet-stream", "is damaged or incomplete"),
        (MODEL[:50], "application/octet-stream", "is damaged or incomplete"),
        (gguf("adapter"), "application/octet-stream", "is not a language model"),
    ],
)
def test_a_wrong_file_is_deleted(
    server: Server, target: Path, capsys, body: bytes, kind: str, said: str
) -> None:
    server.body, server.kind = body, kind
    assert get(server, target) == 1
    assert left(target) == []
    assert said in capsys.readouterr().err


def test_a_short_file_says_what_is_missing_in_korean_too(
    server: Server, target: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    server.body = MODEL[:-50_000]
    assert get(server, target) == 1
    said = capsys.readouterr().err
    assert "지웠어요" in said
    assert f"({len(MODEL):,} bytes expected, {len(MODEL) - 50_000:,} found)" in said


@pytest.mark.parametrize(("status", "said"), [(404, "moved it"), (401, "sign in"), (403, "agree")])
def test_what_will_not_change_is_asked_once(
    server: Server, target: Path, capsys, status: int, said: str
) -> None:
    server.statuses = [status] * 9
    assert get(server, target) == 1
    assert len(server.asked) == 1
    assert said in capsys.readouterr().err


def test_a_server_that_hides_the_size_is_refused(server: Server, target: Path, capsys) -> None:
    server.says_size = False
    assert get(server, target) == 1
    assert "how big" in capsys.readouterr().err


def test_room_is_looked_for_before_anything_is_written(
    server: Server, target: Path, capsys, monkeypatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 50_000_000))
    assert get(server, target) == 1
    assert left(target) == []
    assert "has room for" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(server: Server, tmp_path: Path, capsys) -> None:
    (tmp_path / "file").write_text("")
    assert get(server, tmp_path / "file" / SPEC.file) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_the_hash_that_a_hub_says_is_compared(server: Server, target: Path, capsys) -> None:
    words = ["--to", str(target.parent), "--yes"]
    url = hub(server, hashlib.sha256(MODEL).hexdigest())
    assert main([SPEC.id, "--from", url, *words]) == 0
    assert "as the server said" in capsys.readouterr().out
    target.unlink()
    url = hub(server, hashlib.sha256(b"else").hexdigest())
    assert main([SPEC.id, "--from", url, *words]) == 1
    assert left(target) == []
    assert "changed on its way" in capsys.readouterr().err


def test_a_tag_that_only_looks_like_a_hash_is_none(server: Server, target: Path, capsys) -> None:
    server.etag = f'"{hashlib.sha256(b"something else").hexdigest()}"'
    assert get(server, target) == 0
    assert "said none to compare" in capsys.readouterr().out


NETWORK = {"http", "ssl", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc"}
NETWORK |= {"socket", "socketserver", "asyncio", "requests", "httpx", "aiohttp", "urllib3"}
NETWORK |= {
    "websockets",
    "uvicorn",
    "huggingface_hub",
    "urllib.request",
    "multiprocessing.connection",
}
KNOWN = {
    # The local API: a Unix socket, and the loop that serves it; the kernel refuses any other.
    "assistant/api/application.py": {"asyncio"},
    "assistant/api/following.py": {"asyncio"},
    "assistant/api/local_api.py": {"asyncio", "socket", "uvicorn"},
    "assistant/api/socket_file.py": {"socket"},
    "assistant/offline.py": {"socket"},  # tries that a socket is refused
    "assistant/workers/worker.py": {"multiprocessing.connection"},  # a pipe between two processes
    "ui/ending.py": {"socket"},  # a pair within the process
    "models/download.py": {"http", "ssl", "urllib.request"},
}


def imported(source: str) -> set[str]:
    """The modules that a text imports, with all their parents."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {".".join(name.split(".")[:n]) for name in found for n in range(1, 9)}


@pytest.mark.parametrize("folder", ["assistant", "ui", "models", "packaging"])
def test_nothing_else_can_open_a_connection(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        name, found = path.relative_to(ROOT).as_posix(), imported(path.read_text("utf-8"))
        assert found & NETWORK == KNOWN.get(name, set()), name
        if folder in ("assistant", "ui"):
            assert "models" not in found, name


def test_an_import_is_noticed_however_it_is_written() -> None:
    for line in ("import http.client", "from urllib import request", "from socket import socket"):
        assert imported(f"def f():\n    {line}\n") & NETWORK
    assert "models" in imported("from models.get import main")


def test_it_does_not_shut_its_own_network() -> None:
    code = "import sys, models.get; sys.exit('assistant.offline' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
