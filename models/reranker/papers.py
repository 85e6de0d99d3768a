"""The training papers: invented for this, with questions that they answer and near misses.

Each line of papers/*.jsonl is a paper: {"language", "title", "text", "questions": [{"question",
"evidence"}]}; evidence is a part of the text, or null where nothing in it answers.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.engines.kiwi import KiwiWords
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import Excerpt
from assistant.library.glossing import said_in_english

PAPERS = Path(__file__).with_name("papers")
_HELD_OUT_EACH = 10


@dataclass(frozen=True)
class Paper:
    """A paper, Korean said in English."""

    language: str
    is_held_out: bool
    """Not trained on, only looked at."""
    excerpts: list[Excerpt]
    """Its sentences in order."""
    questions: list[str]
    answers: list[frozenset[int]]
    """For each question which sentences answer; none for a near miss."""


def read_papers() -> list[Paper]:
    """Read all papers, in the same order every time."""
    words = KiwiWords()
    splitter = SentenceSplitter(words)
    return [
        _paper(json.loads(line), number % _HELD_OUT_EACH == 0, words, splitter)
        for file in sorted(PAPERS.glob("*.jsonl"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
    ]


def _paper(
    record: dict[str, Any], is_held_out: bool, words: KiwiWords, splitter: SentenceSplitter
) -> Paper:
    text, asked = record["text"], record["questions"]
    spans = splitter.split([text])[0]
    questions = [one["question"] for one in asked]
    title, *said = said_in_english(
        [record["title"], *(text[a:b] for a, b in spans), *questions], words
    )
    sentences = ["", *said[: len(spans)], ""]
    around = zip(sentences, sentences[1:], sentences[2:], strict=False)
    return Paper(
        record["language"],
        is_held_out,
        [Excerpt(title, before, sentence, after) for before, sentence, after in around],
        said[len(spans) :],
        [_answers(text, one["evidence"], spans) for one in asked],
    )


def _answers(text: str, evidence: str | None, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the sentences that share more than half of the shorter with the evidence."""
    if evidence is None:
        return frozenset()
    start = text.index(evidence)
    end = start + len(evidence)
    return frozenset(
        n
        for n, (a, b) in enumerate(spans)
        if min(b, end) - max(a, start) > 0.5 * min(b - a, end - start)
    )
