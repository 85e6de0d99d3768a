"""hearth serve in its own process, as another program of the person meets it."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

MESSAGES: Any = [{"role": "user", "content": "How much did the bicycle cost?"}]


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui", "--home", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def run(home: Path, *arguments: str) -> tuple[int, str, str]:
    process = start(home, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def end(process: subprocess.Popen[str], number: int) -> tuple[str, str]:
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    return out, err


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "bike.txt").write_text("The bicycle cost 310 euros. It is green.\n")
    assert run(tmp_path / "home", "index", str(tmp_path / "papers"))[0] == 0
    return tmp_path / "home"


@pytest.fixture
def client(home: Path) -> Iterator[openai.OpenAI]:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(home / "api.sock"))) as http:
        yield openai.OpenAI(base_url="http://localhost/v1", api_key="later", http_client=http)


def test_it_serves_until_ctrl_c_under_the_kernel_s_lock(home: Path, client: openai.OpenAI) -> None:
    serving = start(home, "serve", "--json")
    assert serving.stdout is not None
    told = json.loads(serving.stdout.readline())
    assert told == {"socket": str(home / "api.sock"), "token_file": str(home / "api-token")}
    assert stat.S_IMODE((home / "api.sock").stat().st_mode) == 0o600
    client.api_key = Path(told["token_file"]).read_text().strip()
    whole = client.chat.completions.create(model="hearth", messages=MESSAGES)
    extra = whole.choices[0].message.model_extra
    assert extra is not None
    assert "310 euros" in extra["citations"][0]["quote"]
    if sys.platform == "linux":
        status = Path(f"/proc/{serving.pid}/status").read_text().splitlines()
        assert "Seccomp:\t2" in status
    report = json.loads(run(home, "doctor", "--json")[1])["local_api"]
    assert report == {"on": False, "open": True, **places(home)}
    code, _, err = run(home, "serve")
    assert code == 1
    assert err.startswith("Another Hearth")
    assert end(serving, signal.SIGINT) == ("", "")
    assert not (home / "api.sock").exists()
    assert json.loads(run(home, "doctor", "--json")[1])["local_api"]["open"] is False


def test_the_token_is_shown_only_when_asked_for_and_a_killed_one_is_replaced(home: Path) -> None:
    killed = start(home, "serve")
    assert killed.stdout is not None
    assert killed.stdout.readline().startswith("Your other programs")
    shown = "".join(killed.stdout.readline() for _ in range(3))
    token = (home / "api-token").read_text().strip()
    assert str(home / "api.sock") in shown
    assert str(home / "api-token") in shown
    assert token not in shown
    killed.kill()
    killed.communicate()
    assert (home / "api.sock").is_socket()
    serving = start(home, "serve", "--show-token")
    assert serving.stdout is not None
    shown = "".join(serving.stdout.readline() for _ in range(4))
    assert token in shown
    end(serving, signal.SIGTERM)
    assert not (home / "api.sock").exists()


def places(home: Path) -> dict[str, str]:
    return {"socket": str(home / "api.sock"), "token": str(home / "api-token")}
