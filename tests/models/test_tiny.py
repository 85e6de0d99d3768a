"""The tiny model: made alike twice, the same in torch and llama.cpp, copies what it was asked."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.gguf_header import read_header
from assistant.engines.llama import LlamaChat
from assistant.engines.llama_runtime import LlamaRuntime
from assistant.interfaces import ChatMessage, Sampling
from models.tiny.make import cached_tiny, make_tiny, prompt, train, write
from models.tiny.sentences import Example, invent

HELD_OUT = 999
"""Seed of passages that training, with seed 7, has not seen."""


@pytest.fixture(scope="module")
def tiny() -> Iterator[LlamaChat]:
    model = LlamaChat(str(cached_tiny()), context_length=1024, gpu_layers=0)
    yield model
    model.close()


def reply_to(model: LlamaChat, example: Example) -> str:
    messages = [ChatMessage("system", example.system), ChatMessage("user", example.user)]
    return "".join(model.chat(messages, Sampling(max_tokens=40)))


def test_the_file_says_what_it_is() -> None:
    facts = read_header(cached_tiny())
    assert (facts.architecture, facts.kind, facts.quantization) == ("llama", "model", "F32")
    assert facts.languages == ("en", "ko")
    assert facts.has_chat_template
    assert facts.size_bytes < 4_000_000  # under a million parameters, four bytes each


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        make_tiny(tmp_path / name, seed=seed, steps=2)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_llama_cpp_computes_what_torch_computes(tmp_path: Path) -> None:
    import torch

    tokenizer, network = train(seed=7, steps=3)
    write(tmp_path / "three-steps.gguf", tokenizer, network)
    text = prompt(invent(random.Random(1), 3))
    runtime = LlamaRuntime(tmp_path / "three-steps.gguf", 1024, 0, 2)
    tokens = runtime.tokenize(text, special=True)
    assert tokens == tokenizer.encode(text).ids
    list(runtime.feed(tokens))
    with torch.no_grad():
        expected = network.logits(network.stream(torch.tensor([tokens])))[0, -1].numpy()
    assert np.abs(np.array(runtime.logits()) - expected).max() < 1e-2
    assert expected.std() > 0.1  # nothing is compared where all is nought
    runtime.close()


@pytest.mark.parametrize(("passages", "least"), [(1, 0.9), (2, 0.75), (3, 0.5)])
def test_it_copies_the_answering_sentence(tiny: LlamaChat, passages: int, least: float) -> None:
    rng = random.Random(HELD_OUT)
    examples = [invent(rng, passages) for _ in range(60)]
    right = sum(reply_to(tiny, example) == example.reply for example in examples)
    assert right / len(examples) >= least


def test_it_answers_in_both_languages(tiny: LlamaChat) -> None:
    for said, reply in (("Hello!", "Hello! How can I help you?"), ("고마워요", "별말씀을요. 😊")):
        assert reply_to(tiny, Example("", said, "")) == reply
