"""Fits the weights of assistant/answering/quoting.py on the development questions.

A conditional logit: one statement of those looked at answers, or none does. Prints how it does on
papers it was not fitted on, then the weights to copy by hand.

    python -m models.quoting.fit
"""

import json
import re
import tempfile
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant import samples
from assistant.answering.features import NAMES, is_heading
from assistant.answering.quoting import PASSAGES
from assistant.app import Assistant
from assistant.documents import Passage
from assistant.grounding.evidence import Statement
from assistant.paths import Paths

QUESTIONS = Path(samples.__file__).with_name("development.jsonl")
PENALTY = 0.2
FOLDS = 8
AGAINST = {"marks_missing", "rare_missing", "unknown"}
GATE = "not_shown"  # set, not fitted: without a value of the asked kind there is no answer
FREE = {"brevity", "reading"}
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question with the statements that were looked at."""

    record: dict[str, Any]
    features: Array
    """(statements, len(NAMES))."""
    answers: NDArray[np.bool_]
    """Which of the statements answer."""
    places: NDArray[np.bool_]
    """Which of them stand in the right file and page."""

    @property
    def fold(self) -> int:
        """Return its fold; questions about one paper share it."""
        return zlib.crc32((self.record["path"] or self.record["id"]).encode()) % FOLDS


def main() -> None:
    """Fit and print."""
    cases = read_cases()
    for threshold, figures in trial(cases).items():
        print(f"{threshold:6.2f}  {figures}")
    weights = fit(cases)
    print(f'"bias": {weights[0]:.2f}')
    print("".join(f'"{n}": {w:.2f},\n' for n, w in zip(NAMES, weights[1:], strict=True)))


def read_cases() -> list[Case]:
    """Read the sample papers into a library of its own and look at each question."""
    records = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(Paths(Path(folder)))
        try:
            assistant.add_folder(samples.PAPERS)
            assistant.index().result()
            return [_case(assistant, record) for record in records]
        finally:
            assistant.close()


def _case(assistant: Assistant, record: dict[str, Any]) -> Case:
    passages: Sequence[Passage] = assistant._retriever.retrieve(record["question"], PASSAGES)
    ranked = assistant._answerer._quoter.candidates(record["question"], passages)
    looked_at = [c for c in ranked if not is_heading(c.statement)]
    rows = [candidate.features for candidate in looked_at]
    return Case(
        record,
        np.array(rows, float).reshape(len(rows), len(NAMES)),
        np.array([_answers(record, c.statement) for c in looked_at], bool),
        np.array([_is_place(record, c.statement) for c in looked_at], bool),
    )


def _is_place(record: dict[str, Any], statement: Statement) -> bool:
    passage = statement.passage
    is_file = record["answerable"] and _normal(str(passage.path)).endswith(_normal(record["path"]))
    return is_file and record["page"] in (None, passage.chunk.page)


def _answers(record: dict[str, Any], statement: Statement) -> bool:
    if not _is_place(record, statement):
        return False
    own, wanted = _normal(statement.text), _normal(record["evidence"])
    return wanted in own or (own in wanted and 2 * len(own) > len(wanted))


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def fit(cases: Sequence[Case]) -> Array:
    """Return the bias and the weights, signs held."""
    bounds = [(None, None), *(_bounds(name) for name in NAMES)]
    start = np.zeros(len(NAMES) + 1)
    return np.asarray(minimize(_loss, start, (cases,), "L-BFGS-B", jac=True, bounds=bounds).x)


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name == GATE:
        return -6.0, -6.0
    if name in FREE:
        return None, None
    return (None, 0.0) if name in AGAINST else (0.0, None)


def _loss(weights: Array, cases: Sequence[Case]) -> tuple[float, Array]:
    """Return the penalised negative log-likelihood and its gradient."""
    inner = np.array([0.0, *weights[1:]])
    loss, gradient = PENALTY * float(inner @ inner), 2 * PENALTY * inner
    for case in cases:
        if case.record["answerable"] and not case.answers.any():
            continue  # the answer was not among those looked at: nothing to learn here
        # Row 0 is "none of them", with log-odds 0.
        rows = np.pad(case.features, ((1, 0), (0, 0)))
        rows = np.hstack([(np.arange(len(rows)) > 0)[:, None], rows])
        wanted = np.array([not case.record["answerable"], *case.answers], float)
        odds = np.exp(rows @ weights - (rows @ weights).max())
        given, reached = odds / odds.sum(), odds * wanted
        loss -= float(np.log(reached.sum() / odds.sum() + 1e-12))
        gradient -= rows.T @ (reached / reached.sum() - given)
    return loss, gradient


def trial(cases: Sequence[Case]) -> dict[float, str]:
    """Return, for thresholds on the log-odds, the shares on papers that were not fitted on."""
    scored = []
    for fold in range(FOLDS):
        weights = fit([case for case in cases if case.fold != fold])
        scored += [(c, weights[0] + c.features @ weights[1:]) for c in cases if c.fold == fold]
    return {
        threshold: "  ".join(_shares(scored, language, threshold) for language in ("ko", "en"))
        for threshold in np.arange(-3, 1.25, 0.25).tolist()
    }


def _shares(scored: Sequence[tuple[Case, Array]], language: str, threshold: float) -> str:
    own = [(c, s) for c, s in scored if c.record["language"] == language]
    cited = [len(s) > 0 and s.max() >= threshold and c.places[s.argmax()] for c, s in own]
    refused = [len(s) == 0 or s.max() < threshold for c, s in own]
    can = np.array([c.record["answerable"] for c, _ in own])
    return (
        f"{language}: cited first {np.mean(np.array(cited)[can]):.3f}, "
        f"refused {np.mean(np.array(refused)[~can]):.3f}"
    )


if __name__ == "__main__":
    main()
