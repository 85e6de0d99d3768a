"""How quoting does on the sample library: right place, honest refusal, by language and set."""

import json
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from assistant import samples
from assistant.app import Assistant
from assistant.conversation import Answer
from assistant.documents import Citation
from assistant.paths import Paths

ROOT = Path(samples.__file__).parent
SETS = ("questions", "development", "held_out", "cross_language")
Asked = list[tuple[dict[str, Any], Answer]]


def measure() -> list[str]:
    """Return a table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(Paths(Path(folder)))
        try:
            assistant.add_folder(samples.PAPERS)
            assistant.index().result()
            rows = [row for name in SETS for row in _set_rows(name, assistant)]
        finally:
            assistant.close()
    head = ("set", "language", "answerable", "cited first", "cited", "shown")
    return [f"| {' | '.join((*head, 'unanswerable', 'refused'))} |", "|---" * 8 + "|", *rows]


def _set_rows(name: str, assistant: Assistant) -> Iterable[str]:
    path = ROOT / f"{name}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    records = [json.loads(line) for line in lines]
    for language in ("ko", "en"):
        asked = [
            (record, assistant.talk.ask(record["question"]).result())
            for record in records
            if record["language"] == language
        ]
        if asked:
            yield f"| {name} | {language} | {_figures(asked)} |"


def _figures(asked: Asked) -> str:
    can = [(record, answer) for record, answer in asked if record["answerable"]]
    cannot = [(record, answer) for record, answer in asked if not record["answerable"]]
    first = _share(can, lambda r, a: a.found and _is_right(r, a.citations[0]))
    cited = _share(can, lambda r, a: a.found and any(_is_right(r, c) for c in a.citations))
    # Also where the assistant is not sure, or says that it found nothing but these nearest places.
    shown = _share(can, lambda r, a: any(_is_right(r, c) for c in a.citations))
    refused = _share(cannot, lambda r, a: not a.found)
    return f"{len(can)} | {first} | {cited} | {shown} | {len(cannot)} | {refused}"


def _share(asked: Asked, is_so: Callable[[dict[str, Any], Answer], bool]) -> str:
    if not asked:
        return "-"
    return f"{sum(is_so(record, answer) for record, answer in asked) / len(asked):.3f}"


def _is_right(record: dict[str, Any], citation: Citation) -> bool:
    wanted = unicodedata.normalize("NFC", str(samples.PAPERS / record["path"]))
    is_file = unicodedata.normalize("NFC", str(citation.path)) == wanted
    return is_file and record["page"] in (None, citation.page)
