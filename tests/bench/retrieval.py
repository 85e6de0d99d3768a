"""Finding on question sets: hit@1, hit@5, MRR@10 of words alone, meaning alone, and both.

A question that wants two files is answered where the second of them stands. Only those questions
are counted that the weights were not fitted on; see models/fusion.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app import Assistant
from models.fusion.sets import Asked, QuestionSet, library_of, own_set, set_of_passages

_Figures = tuple[float, float, float]


def measure_own() -> list[str]:
    """Return a table in Markdown of the set that comes with Hearth."""
    return _table(own_set())


def measure(source: Path, most_passages: int) -> list[str]:
    """Return one of another set."""
    return _table(set_of_passages(source, most_passages))


def _table(questions: QuestionSet) -> list[str]:
    asked = [one for one in questions.asked if one.is_measured]
    with tempfile.TemporaryDirectory() as folder, library_of(questions, Path(folder)) as assistant:
        rows = [_row(kind, assistant, asked) for kind in dict.fromkeys(one.kind for one in asked)]
    title = f"{questions.name}: {len(asked)} questions on {len(questions.files)} files"
    head = "| questions | n | by words | by meaning | both, as Hearth does | below the better |"
    return [title, "", head, "|---" * 6 + "|", *rows]


def _row(kind: str, assistant: Assistant, asked: Sequence[Asked]) -> str:
    retriever, store = assistant._retriever, assistant._library
    own = [one for one in asked if one.kind == kind]
    legs: tuple[Callable[[str], list[str]], ...] = (
        lambda q: [p.path.name for p in store.chunks.passages(retriever.by_words(q))],
        lambda q: [p.path.name for p in store.chunks.passages(retriever.by_meaning(q))],
        lambda q: [p.path.name for p in retriever.retrieve(q, 50)],
    )
    words, meaning, both = (_figures(leg, own) for leg in legs)
    better = [max(pair) for pair in zip(words, meaning, strict=True)]
    names = zip(("hit@1", "hit@5", "MRR"), both, better, strict=True)
    below = ", ".join(f"{name} by {b - a:.3f}" for name, a, b in names if a < b - 1e-9)
    cells = (" ".join(f"{figure:.3f}" for figure in leg) for leg in (words, meaning, both))
    return f"| {kind} | {len(own)} | {' | '.join(cells)} | {below} |"


def _figures(leg: Callable[[str], list[str]], asked: Sequence[Asked]) -> _Figures:
    one = five = mrr = 0.0
    for question in asked:
        names = list(dict.fromkeys(leg(question.question)))[:10]
        if set(question.wanted) <= set(names):
            complete = max(map(names.index, question.wanted)) + 1
            # Two files cannot both be first.
            late = complete - len(question.wanted)
            one, five, mrr = one + (late == 0), five + (complete <= 5), mrr + 1 / (late + 1)
    return one / len(asked), five / len(asked), mrr / len(asked)
