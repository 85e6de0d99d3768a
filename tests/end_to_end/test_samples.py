"""The sample library, asked through the command: right places, true offsets, honest refusals."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from assistant import samples

pytestmark = pytest.mark.timeout(1500)

ROOT = Path(samples.__file__).parent
QUESTIONS = [
    json.loads(line) for line in (ROOT / "questions.jsonl").read_text("utf-8").splitlines()
]


def hearth(home: Path, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=1200,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("samples") / "home"
    summary = json.loads(hearth(home, "index", str(samples.PAPERS), "--json"))
    assert (summary["indexed"], summary["failed"], summary["skipped"]) == (43, 0, 0)
    return home


@pytest.fixture(scope="module")
def answers(home: Path) -> dict[str, dict[str, Any]]:
    lines = hearth(home, "ask", "--from", str(ROOT / "questions.jsonl")).splitlines()
    return {answer["id"]: answer for answer in map(json.loads, lines)}


def is_right(question: dict[str, Any], citation: dict[str, Any]) -> bool:
    wanted = unicodedata.normalize("NFC", str(samples.PAPERS / question["path"]))
    is_file = unicodedata.normalize("NFC", citation["path"]) == wanted
    return is_file and question["page"] in (None, citation["page"])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_right_file_and_page_are_cited(
    answers: dict[str, dict[str, Any]], language: str
) -> None:
    asked = [q for q in QUESTIONS if q["answerable"] and q["language"] == language]
    right = [any(is_right(q, c) for c in answers[q["id"]]["citations"]) for q in asked]
    # A floor against getting worse; `make bench` prints the figures themselves.
    assert sum(right) / len(right) >= 0.92


def test_every_quote_stands_where_it_says(home: Path, answers: dict[str, dict[str, Any]]) -> None:
    pages: dict[tuple[str, int | None], str] = {}
    count = 0
    for answer in answers.values():
        for citation in answer["citations"]:
            key = (citation["path"], citation["page"])
            if key not in pages:
                page = ("--page", str(key[1])) if key[1] else ()
                pages[key] = json.loads(hearth(home, "text", key[0], *page, "--json"))["text"]
            assert pages[key][citation["start"] : citation["end"]] == citation["quote"]
            count += 1
    assert count >= len(QUESTIONS)
