"""The real command in its own process, as a script would use it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def hearth(
    home: Path, *arguments: str, before: tuple[str, ...] = (), **options: Any
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HEARTH_HOME": str(home), "LC_ALL": "C.UTF-8"}
    environment.pop("DISPLAY", None)
    return subprocess.run(
        [*before, sys.executable, "-m", "ui", *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        env=environment,
        stdin=subprocess.DEVNULL,
        **options,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("command")
    (root / "papers").mkdir()
    (root / "papers" / "bike.txt").write_text("The bicycle cost 310 euros. It is green.\n")
    (root / "papers" / "bike copy.txt").write_text("The bicycle cost 310 euros. It is green.\n")
    (root / "papers" / "관리비.txt").write_text("관리비는 매달 12만 원입니다.\n", "utf-8")
    (root / "papers" / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    done = hearth(root / "home", "--json", "index", str(root / "papers"))
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout.splitlines()[-1])
    assert {"files", "indexed", "skipped", "failed", "chunks", "seconds"} <= set(summary)
    assert (summary["files"], summary["indexed"], summary["failed"]) == (4, 3, 1)
    return root / "home"


def test_ask_gives_the_fixed_keys_and_true_offsets(home: Path) -> None:
    done = hearth(home, "ask", "How much did the bicycle cost?", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert {"question", "answer", "mode", "found", "sentences", "citations", "usage"} <= set(answer)
    [citation, *_] = answer["citations"]
    assert {"n", "path", "page", "place", "start", "end", "quote"} <= set(citation)
    assert (citation["is_ocr"], [Path(copy).name for copy in citation["copies"]]) == (
        False,
        ["bike copy.txt"],
    )
    page = json.loads(hearth(home, "text", citation["path"], "--json").stdout)
    assert page["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_many_questions_from_a_file(home: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "관리비가 얼마야?"},
        {"id": 2, "question": "What colour is it?"},
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    done = hearth(home, "ask", "--from", str(source))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2]
    assert "12만 원" in answers[0]["answer"]
    done = hearth(home, "search", "--from", str(source), "--top", "1")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(line["passages"]) for line in found] == [1, 1]


def test_doctor_says_that_the_network_is_shut(home: Path) -> None:
    done = hearth(home, "doctor", "--json")
    report = json.loads(done.stdout)
    assert {"versions", "threads", "offload", "models", "library", "network"} <= set(report)
    assert report["network"]["refused"] is True
    assert done.returncode == 0


def test_wrong_usage_is_2_and_a_failure_is_1_with_a_hint(home: Path, tmp_path: Path) -> None:
    assert hearth(home, "nonsense").returncode == 2
    done = hearth(home, "index", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 2
    assert "Traceback" not in done.stderr
    done = hearth(home, "models", "add", str(tmp_path / "no.gguf"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = hearth(tmp_path / "file" / "home", "search", "x")
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_settings_file_is_said_and_nothing_is_lost(home: Path) -> None:
    (home / "settings.toml").write_text("language = [")
    done = hearth(home, "search", "bicycle")
    assert done.returncode == 0
    assert "settings.toml.bad" in done.stderr
    assert "bike.txt" in done.stdout


@pytest.mark.parametrize("content", [None, b"no json", b'{"question": "no id"}', b"\xff\xfe"])
def test_a_file_of_questions_that_is_none(
    home: Path, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "in.jsonl"
    if content is not None:
        source.write_bytes(content)
    done = hearth(home, "ask", "--from", str(source))
    assert done.returncode == 1
    what, advice = done.stderr.splitlines()
    assert str(source) in what
    assert "--from FILE" in advice


def internet_calls(log: Path) -> list[str]:
    """Return the traced calls with an internet address or socket that succeeded."""
    lines = log.read_text("utf-8", "replace").splitlines()
    return [line for line in lines if "AF_INET" in line and "= -1" not in line]


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_no_internet_call_succeeds_while_indexing_and_asking(tmp_path: Path) -> None:
    log, papers = tmp_path / "trace", tmp_path / "papers"
    tracer = ("strace", "-f", "-qq", "-e", "trace=%network", "-o", str(log))
    papers.mkdir()
    (papers / "bike.txt").write_text("The bicycle cost 310 euros. It is green.\n")
    (papers / "관리비.txt").write_text("관리비는 매달 12만 원입니다.\n", "utf-8")
    home = tmp_path / "home"
    assert hearth(home, "index", str(papers), before=tracer).returncode == 0
    assert internet_calls(log) == []
    asked = hearth(home, "ask", "How much did the bicycle cost?", "--json", before=tracer)
    assert "310 euros" in asked.stdout
    assert "AF_UNIX" in log.read_text("utf-8", "replace"), "workers were followed"
    assert internet_calls(log) == []
    # The control: without Hearth's lock the same tracer sees such a call succeed.
    reach_out = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
    subprocess.run([*tracer, sys.executable, "-c", reach_out], check=True)
    assert internet_calls(log) != []
