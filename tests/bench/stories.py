"""Retrieval on questions about stories, one text file a passage: hit@1, hit@5, MRR@10 of each leg.

Takes a file of {"passage", "question"} records, plain or zstd; see --stories of run.py.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app import Assistant
from assistant.paths import Paths

_PASSAGES = 240
Ranking = Sequence[tuple[int, float]]


def measure(source: Path) -> list[str]:
    """Return a table in Markdown."""
    records = _records(source)
    passages = list(dict.fromkeys(record["passage"] for record in records))[:_PASSAGES]
    asked = [r for r in records if r["passage"] in set(passages)]
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        for n, passage in enumerate(passages):
            (papers / f"{n}.txt").write_text(passage, "utf-8")
        assistant = Assistant(Paths(Path(folder) / "home"))
        try:
            assistant.add_folder(papers)
            assistant.index().result()
            rows = _rows(assistant, asked, passages)
        finally:
            assistant.close()
    title = f"{len(asked)} questions on {len(passages)} story passages"
    return [title, "", "| leg | hit@1 | hit@5 | MRR@10 |", "|---|---|---|---|", *rows]


def _records(source: Path) -> list[dict[str, str]]:
    if source.suffix == ".zst":
        text = subprocess.run(["zstdcat", str(source)], capture_output=True, check=True).stdout
    else:
        text = source.read_bytes()
    return [json.loads(line) for line in text.decode().splitlines()]


def _rows(assistant: Assistant, asked: Sequence[dict[str, str]], passages: list[str]) -> list[str]:
    retriever, store = assistant._retriever, assistant._library
    place = {passage: f"{n}.txt" for n, passage in enumerate(passages)}
    legs: dict[str, Callable[[str], list[str]]] = {
        "words": lambda q: [p.path.name for p in store.passages(retriever.by_words(q))],
        "meaning": lambda q: [p.path.name for p in store.passages(retriever.by_meaning(q))],
        "both, as Hearth does": lambda q: [p.path.name for p in retriever.retrieve(q, 50)],
    }
    return [
        f"| {name} | {_figures([(leg(r['question']), place[r['passage']]) for r in asked])} |"
        for name, leg in legs.items()
    ]


def _figures(found: Sequence[tuple[list[str], str]]) -> str:
    ranks = [
        unique.index(wanted) + 1 if wanted in (unique := list(dict.fromkeys(names))) else 0
        for names, wanted in found
    ]
    one = sum(rank == 1 for rank in ranks) / len(ranks)
    five = sum(0 < rank <= 5 for rank in ranks) / len(ranks)
    mrr = sum(1 / rank for rank in ranks if 0 < rank <= 10) / len(ranks)
    return f"{one:.3f} | {five:.3f} | {mrr:.3f}"
