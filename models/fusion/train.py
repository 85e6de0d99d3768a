"""Trains the network that ranks what words and meaning found: `python -m models.fusion.train`.

The softmax over a question's candidates shall choose one of the wanted file. A question that wants
two files counts once for each, without the other one's passages. Eight networks are averaged.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from assistant.app import Assistant
from assistant.library import fusion
from assistant.library.retrieval import Found
from models.fusion.sets import (
    Asked,
    QuestionSet,
    library_of,
    own_set,
    papers_own_questions,
    set_of_passages,
)

_NETWORKS, _HIDDEN = 8, 12
_STEPS, _RATE, _DECAY = 300, 0.02, 1e-3
_WISHED_OF_A_KIND = 120
_MOST_REPEATS = 3
_LED_ASTRAY = ("other words", "paraphrased", "across languages")
"""Kinds that count twice: what words find there is found by chance."""

Example = tuple[torch.Tensor, torch.Tensor]
"""What the network sees of each candidate, (n, 11), and which of them are wanted."""


def main() -> None:
    """Train and store the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--retrieval", type=Path, action="append", default=[], help="another set")
    parser.add_argument("--keep", type=Path, help="a folder for the libraries, to use them again")
    options = parser.parse_args()
    sets = [own_set(), *(set_of_passages(source, 1000) for source in options.retrieval)]
    with tempfile.TemporaryDirectory() as folder:
        examples = [
            example
            for questions in sets
            for example in _examples_of(questions, options.keep or Path(folder))
        ]
    print(f"{len(examples)} examples")
    weights = _trained(examples)
    np.savez_compressed(fusion.WEIGHTS, **weights)


def _examples_of(questions: QuestionSet, folder: Path) -> Iterator[Example]:
    fitted = [asked for asked in questions.asked if not asked.is_measured]
    if questions.name == "papers":
        fitted += papers_own_questions()
    n_of = Counter(asked.kind for asked in fitted)
    with library_of(questions, folder) as assistant:
        for asked in fitted:
            # Kinds with few questions count more than once.
            wished = round(_WISHED_OF_A_KIND / n_of[asked.kind])
            repeats = max(1, min(_MOST_REPEATS, wished))
            repeats *= 1 + asked.kind.startswith(_LED_ASTRAY)
            for example in _examples(assistant, asked):
                yield from [example] * repeats


def _examples(assistant: Assistant, asked: Asked) -> Iterator[Example]:
    found: Found = assistant._retriever.find(asked.question)
    names = [found.passages[id_].path.name for id_ in found.candidates]
    seen = torch.tensor(found.inputs())
    for wanted in asked.wanted:
        counted = torch.tensor([name == wanted or name not in asked.wanted for name in names])
        good = torch.tensor([name == wanted for name in names])[counted]
        if good.any() and not good.all():
            yield seen[counted], good


def _trained(examples: list[Example]) -> dict[str, np.ndarray]:
    seen = torch.nn.utils.rnn.pad_sequence([x for x, _ in examples], batch_first=True)
    good = torch.nn.utils.rnn.pad_sequence([y for _, y in examples], batch_first=True)
    real = torch.nn.utils.rnn.pad_sequence(
        [torch.ones_like(y) for _, y in examples], batch_first=True
    )
    mean, deviation = seen[real].mean(0), seen[real].std(0) + 1e-6
    seen = (seen - mean) / deviation
    networks = [_network(seen, good, real, seed) for seed in range(_NETWORKS)]
    return {
        "mean": mean.numpy(),
        "deviation": deviation.numpy(),
        "inner": np.concatenate([n[0].weight.detach().numpy().T for n in networks], 1),
        "bias": np.concatenate([n[0].bias.detach().numpy() for n in networks]),
        "outer": np.concatenate([n[2].weight.detach().numpy()[0] for n in networks]) / _NETWORKS,
    }


def _network(
    seen: torch.Tensor, good: torch.Tensor, real: torch.Tensor, seed: int
) -> torch.nn.Sequential:
    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(seen.shape[-1], _HIDDEN),
        torch.nn.Tanh(),
        torch.nn.Linear(_HIDDEN, 1, bias=False),
    )
    optimiser = torch.optim.Adam(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    for _ in range(_STEPS):
        scores = network(seen).squeeze(-1)
        all_ = torch.logsumexp(scores.masked_fill(~real, -torch.inf), 1)
        wanted = torch.logsumexp(scores.masked_fill(~good, -torch.inf), 1)
        loss = (all_ - wanted).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    print(f"network {seed}: {loss.item():.3f}")
    return network


if __name__ == "__main__":
    main()
