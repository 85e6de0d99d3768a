"""Retrieval on a question set, one text file a passage: hit@1, hit@5, MRR@10 of each leg.

Takes a file of {"passage", "question", "style"} records, plain or zstd; see --retrieval of run.py.
A record without a question only adds its passage; questions are counted by their style.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app import Assistant
from assistant.paths import Paths

Ranking = Sequence[tuple[int, float]]


def measure(source: Path, most_passages: int) -> list[str]:
    """Return a table in Markdown."""
    records = _records(source)
    passages = list(dict.fromkeys(record["passage"] for record in records))[:most_passages]
    asked = [r for r in records if r.get("question") and r["passage"] in set(passages)]
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
    title = f"{source.name}: {len(asked)} questions on {len(passages)} passages"
    return [title, "", "| questions | leg | hit@1 | hit@5 | MRR@10 |", "|---" * 5 + "|", *rows]


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
    styles = dict.fromkeys(record.get("style", "all") for record in asked)
    rows = []
    for name, leg in legs.items():
        found = [(record, leg(record["question"])) for record in asked]
        for style in styles:
            own = [(f, place[r["passage"]]) for r, f in found if r.get("style", "all") == style]
            rows.append(f"| {style} | {name} | {_figures(own)} |")
    return rows


def _figures(found: Sequence[tuple[list[str], str]]) -> str:
    ranks = [
        unique.index(wanted) + 1 if wanted in (unique := list(dict.fromkeys(names))) else 0
        for names, wanted in found
    ]
    one = sum(rank == 1 for rank in ranks) / len(ranks)
    five = sum(0 < rank <= 5 for rank in ranks) / len(ranks)
    mrr = sum(1 / rank for rank in ranks if 0 < rank <= 10) / len(ranks)
    return f"{one:.3f} | {five:.3f} | {mrr:.3f}"
