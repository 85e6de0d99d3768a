"""Trains the network of assistant/engines/reranker.py on models/reranker/papers.

    python -m models.reranker.train [EPOCHS]

Takes about half an hour on two processor cores; the same seed, torch and kind of processor give
the same weights. Prints after each epoch how it does on the papers that were held out.
"""

import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from assistant.engines.minilm import MiniLm
from assistant.engines.reranker import WEIGHTS, word_vectors
from models.reranker.network import Read, TrainedNetwork, as_read
from models.reranker.papers import Paper, read_papers

SEED = 7
EPOCHS = 4
BATCH = 12
"""Questions a step."""
PEAK_RATE = 7e-4
WARM_UP = 100
"""Steps."""
# An answer is told from the four most similar sentences of its paper, one of the five after them
# and one of the thirty most similar ones of other papers.
NEAR, FARTHER, FOREIGN = 4, 5, 30
# Now and then the answer is left out, so that the rest must be seen to be none.
LEFT_OUT = 0.1


@dataclass(frozen=True)
class Sentence:
    """A sentence of some paper."""

    tokens: Read
    vector: Tensor
    """(384,) float32, of the sentence alone, length 1."""


@dataclass(frozen=True)
class Asked:
    """A question with what it is compared with, most similar first."""

    language: str
    is_held_out: bool
    tokens: Read
    vector: Tensor
    answers: list[Sentence]
    others: list[Sentence]
    """The other sentences of its paper."""
    foreign: list[Sentence]
    """The most similar ones of other papers."""


def main() -> None:
    """Train, report and save."""
    torch.manual_seed(SEED)
    minilm = MiniLm()
    asked = prepare(read_papers(), minilm)
    network = TrainedNetwork(torch.from_numpy(word_vectors(minilm.folder)))
    train(network, asked, int(sys.argv[1]) if len(sys.argv) > 1 else EPOCHS)
    save_file({name: w.half() for name, w in network.state_dict().items()}, WEIGHTS)


def prepare(papers: Sequence[Paper], minilm: MiniLm) -> list[Asked]:
    """Let MiniLM read everything once; it is not trained."""
    read = [_sentences(paper, minilm) for paper in papers]
    sides = {(paper.language, paper.is_held_out) for paper in papers}
    pools = {
        side: [
            (n, sentence)
            for n, paper in enumerate(papers)
            if (paper.language, paper.is_held_out) == side
            for sentence in read[n]
        ]
        for side in sides
    }
    stacked = {side: torch.stack([s.vector for _, s in pool]) for side, pool in pools.items()}
    result = []
    for n, paper in enumerate(papers):
        side = (paper.language, paper.is_held_out)
        vectors = torch.from_numpy(minilm.embed(paper.questions))
        for row, tokens in enumerate(minilm.reading.questions(paper.questions)):
            similar = stacked[side] @ vectors[row]
            nearest = torch.topk(similar, min(FOREIGN, len(similar))).indices.tolist()
            answers = paper.answers[row]
            own = sorted(enumerate(read[n]), key=lambda pair: -float(pair[1].vector @ vectors[row]))
            result.append(
                Asked(
                    *side,
                    as_read(tokens),
                    vectors[row],
                    [sentence for k, sentence in own if k in answers],
                    [sentence for k, sentence in own if k not in answers],
                    [pools[side][k][1] for k in nearest if pools[side][k][0] != n],
                )
            )
    return result


def _sentences(paper: Paper, minilm: MiniLm) -> list[Sentence]:
    vectors = torch.from_numpy(minilm.embed([excerpt.text for excerpt in paper.excerpts]))
    tokens = map(as_read, minilm.reading.sentences(paper.excerpts))
    return [Sentence(*pair) for pair in zip(tokens, vectors, strict=True)]


def train(network: TrainedNetwork, asked: Sequence[Asked], epochs: int) -> None:
    """Train on what is not held out, with a cosine schedule."""
    chance = random.Random(SEED)
    todo = [one for one in asked if not one.is_held_out]
    steps, step, started = epochs * math.ceil(len(todo) / BATCH), 0, time.monotonic()
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.05)
    for epoch in range(1, epochs + 1):
        chance.shuffle(todo)
        losses = []
        for at in range(0, len(todo), BATCH):
            rate = PEAK_RATE * 0.5 * (1 + math.cos(math.pi * step / steps))
            optimizer.param_groups[0]["lr"] = rate * min(1.0, (step + 1) / WARM_UP)
            loss = _loss(network, todo[at : at + BATCH], chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        print(f"epoch {epoch}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s")
        print(report(network, [one for one in asked if one.is_held_out]), flush=True)


def _loss(network: TrainedNetwork, batch: Sequence[Asked], chance: random.Random) -> Tensor:
    """Return the mean negative log-likelihood of "one of the answers" or "none of these"."""
    chosen = [_choice(one, chance) for one in batch]
    both = zip(batch, chosen, strict=True)
    scores = _scores(network, [(one, s) for one, (a, o) in both for s in (*a, *o)])
    total, at = torch.zeros(()), 0
    for answers, others in chosen:
        own = scores[at : at + len(answers) + len(others)]
        at += len(own)
        odds = torch.log_softmax(torch.cat([torch.zeros(1), own]), 0)
        right = odds[1 : 1 + len(answers)] if answers else odds[:1]
        total = total - torch.logsumexp(right, 0)
    return total / len(batch)


def _choice(one: Asked, chance: random.Random) -> tuple[list[Sentence], list[Sentence]]:
    """Return the answers and the sentences they are to be told from."""
    farther = one.others[NEAR : NEAR + FARTHER]
    others = one.others[:NEAR] + chance.sample(farther, min(1, len(farther)))
    others += chance.sample(one.foreign, min(1, len(one.foreign)))
    return ([] if chance.random() < LEFT_OUT else one.answers[:2]), others


def _scores(network: TrainedNetwork, pairs: Sequence[tuple[Asked, Sentence]]) -> Tensor:
    cosines = torch.stack([one.vector @ sentence.vector for one, sentence in pairs])
    scores: Tensor = network(
        [one.tokens for one, _ in pairs], [sentence.tokens for _, sentence in pairs], cosines
    )
    return scores


@torch.inference_mode()
def report(network: TrainedNetwork, asked: Sequence[Asked]) -> str:
    """Return how well it ranks sentences, and tells questions with an answer from those without."""
    network.eval()
    lines = []
    for language in sorted({one.language for one in asked}):
        own = [one for one in asked if one.language == language]
        best = [_best(network, one) for one in own]
        can = [found for found, one in zip(best, own, strict=True) if one.answers]
        cannot = [score for (score, _), one in zip(best, own, strict=True) if not one.answers]
        first = np.mean([is_answer for _, is_answer in can])
        ahead = np.mean([score > other for score, _ in can for other in cannot])
        lines.append(f"  {language}: answer first {first:.3f}, told from none {ahead:.3f} (AUC)")
    network.train()
    return "\n".join(lines)


def _best(network: TrainedNetwork, one: Asked) -> tuple[float, bool]:
    sentences = [*one.answers, *one.others]
    scores = _scores(network, [(one, sentence) for sentence in sentences])
    return float(scores.max()), int(scores.argmax()) < len(one.answers)


if __name__ == "__main__":
    main()
