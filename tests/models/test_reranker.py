"""The papers that the reranker is trained on, and its training at toy scale."""

import json

import pytest

from assistant.engines.minilm import MiniLm
from assistant.engines.reranker import AnswerNetwork, word_vectors
from assistant.interfaces import Excerpt
from models.reranker.network import TrainedNetwork, as_read
from models.reranker.papers import PAPERS, Paper
from models.reranker.train import prepare, train

RECORDS = [
    json.loads(line)
    for file in sorted(PAPERS.glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


def test_both_languages_have_hundreds_of_papers_with_near_misses() -> None:
    for language in ("ko", "en"):
        own = [record for record in RECORDS if record["language"] == language]
        missed = [q for record in own for q in record["questions"] if q["evidence"] is None]
        assert len(own) > 100
        assert 0.3 < len(missed) / sum(len(record["questions"]) for record in own) < 0.5


def test_evidence_stands_in_its_paper() -> None:
    assert not [
        (record["title"], one["question"])
        for record in RECORDS
        for one in record["questions"]
        if one["evidence"] is not None and one["evidence"] not in record["text"]
    ]


def _paper(n: int) -> Paper:
    names = ("Ada", "Bo", "Cem", "Dag", "Eve", "Fay", "Gil", "Hal")
    texts = [f"The key of room {n} lies with {names[n]}.", f"Room {n} was painted white.", "Rain."]
    excerpts = [Excerpt(f"Room {n}", "", text, "") for text in texts]
    questions = [f"Who has the key of room {n}?", f"What does room {n} cost?"]
    return Paper("en", n > 5, excerpts, questions, [frozenset({0}), frozenset()])


def test_training_lowers_the_loss(capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    torch.manual_seed(7)
    minilm = MiniLm()
    asked = prepare([_paper(n) for n in range(8)], minilm)
    train(TrainedNetwork(torch.from_numpy(word_vectors(minilm.folder))), asked, 40)
    epochs = [line for line in capsys.readouterr().out.splitlines() if line.startswith("epoch")]
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in epochs]
    assert losses[-1] < 0.6 * losses[0]


def test_numpy_computes_what_torch_trained() -> None:
    import torch

    torch.manual_seed(7)
    minilm = MiniLm()
    words = word_vectors(minilm.folder)
    trained = TrainedNetwork(torch.from_numpy(words)).eval()
    asked = minilm.reading.questions(["Who has the key?"])[0]
    said = minilm.reading.sentences(_paper(1).excerpts)
    with torch.inference_mode():
        pairs = [as_read(asked)] * len(said), list(map(as_read, said))
        expected = trained(*pairs, torch.tensor([0.1, 0.5, 0.9]))
    weights = {name: weight.numpy() for name, weight in trained.state_dict().items()}
    network = AnswerNetwork(weights, words)
    found = [network.score(asked, *pair) for pair in zip(said, (0.1, 0.5, 0.9), strict=True)]
    assert found == pytest.approx(expected.tolist(), abs=1e-4)
