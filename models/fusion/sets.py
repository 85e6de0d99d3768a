"""Question sets for finding: which files a question wants, and the library they lie in.

The own set is questions/*.jsonl, {"kind", "language", "question", "papers"}, on the reranker's
papers. Another one is a file of {"passage", "question", "style"}, plain or zstd, with a text file
for each passage; a record without a question only adds its passage.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.app import Assistant
from assistant.paths import Paths
from models.reranker.papers import PAPERS

QUESTIONS = Path(__file__).with_name("questions")
_NO_FILE_NAME = re.compile(r"[/\\:\0]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the files that answer it only together."""

    kind: str
    question: str
    wanted: tuple[str, ...]
    is_measured: bool
    """Every other question is: the weights were not fitted on those."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Files by their name, and questions on them."""

    name: str
    files: dict[str, str]
    asked: list[Asked]


def own_set() -> QuestionSet:
    """Return the set that comes with Hearth."""
    files = {_name(paper["title"]): paper["text"] for paper in papers()}
    asked = [
        Asked(
            f"{record['kind']}, {record['language']}",
            record["question"],
            tuple(map(_name, record["papers"])),
            bool(number % 2),
        )
        for source in sorted(QUESTIONS.glob("*.jsonl"))
        for number, record in enumerate(_records(source))
    ]
    return QuestionSet("papers", files, asked)


def papers_own_questions(each: int = 3) -> list[Asked]:
    """Return a question of one in so many papers, written for the reranker: only to fit on."""
    return [
        Asked("reranker", next(_answered(paper)), (_name(paper["title"]),), False)
        for number, paper in enumerate(papers())
        if number % each == 0
    ]


def set_of_passages(source: Path, most: int) -> QuestionSet:
    """Return a set of at most so many passages."""
    records = _records(source)
    passages = list(dict.fromkeys(record["passage"] for record in records))[:most]
    name_of = {passage: f"{number}.txt" for number, passage in enumerate(passages)}
    asked = [r for r in records if r.get("question") and r["passage"] in name_of]
    return QuestionSet(
        source.name.partition(".")[0],
        {name: passage for passage, name in name_of.items()},
        [
            Asked(r.get("style", "all"), r["question"], (name_of[r["passage"]],), bool(number % 2))
            for number, r in enumerate(asked)
        ],
    )


@contextmanager
def library_of(questions: QuestionSet, folder: Path) -> Iterator[Assistant]:
    """Open a library of the set's files, and read them where that was not done yet."""
    papers_ = folder / questions.name
    papers_.mkdir(parents=True, exist_ok=True)
    for name, text in questions.files.items():
        if not (papers_ / name).exists():
            (papers_ / name).write_text(text, "utf-8")
    assistant = Assistant(Paths(folder / f"{questions.name}.home"))
    try:
        assistant.add_folder(papers_)
        assistant.index().result()
        yield assistant
    finally:
        assistant.close()


def papers() -> list[dict[str, Any]]:
    """Return the reranker's papers."""
    return [record for source in sorted(PAPERS.glob("*.jsonl")) for record in _records(source)]


def _answered(paper: dict[str, Any]) -> Iterator[str]:
    return (one["question"] for one in paper["questions"] if one["evidence"])


def _name(title: str) -> str:
    return f"{_NO_FILE_NAME.sub('_', title)[:80]}.txt"


def _records(source: Path) -> list[dict[str, Any]]:
    text = source.read_bytes()
    if source.suffix == ".zst":
        text = subprocess.run(["zstdcat", str(source)], capture_output=True, check=True).stdout
    return [json.loads(line) for line in text.decode().splitlines()]
