"""Makes a tiny language model for tests: trained from scratch here, on sentences invented here.

It is a real GGUF with the llama architecture, so everything around a language model can be tested
without one from elsewhere. It knows some hundred words, mostly copies the right one of up to three
numbered passages made of them, and is of no other use: on any other text it writes nonsense. The
same seed, torch version and kind of processor give the same file.

    python -m models.tiny.make tiny.gguf
"""

import hashlib
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import gguf
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import Tensor
from torch.nn import functional

from models.tiny.muon import Muon
from models.tiny.network import (
    CONTEXT_LENGTH,
    FEED_FORWARD,
    HEADS,
    LAYERS,
    NORM_EPSILON,
    ROPE_BASE,
    WIDTH,
    TinyLlama,
)
from models.tiny.sentences import Example, invent

CONTROLS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
END = CONTROLS.index("<|im_end|>")
STEPS, BATCH, MOST_PASSAGES = 320, 32, 3
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' "
    "+ message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def make_tiny(path: Path, seed: int = 7, steps: int = STEPS) -> None:
    """Train and write the model; whole or not at all."""
    tokenizer, network = train(seed, steps)
    scratch = path.with_name(f"{path.name}.{os.getpid()}.new")  # others may be making it too
    write(scratch, tokenizer, network)
    scratch.replace(path)


def cached_tiny(folder: Path = Path(".pytest_cache")) -> Path:
    """Return the model made by exactly this code, making it if it is not in the folder."""
    code = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    path = folder / f"tiny-{hashlib.sha256(code).hexdigest()[:16]}.gguf"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_tiny(path)
    return path


def prompt(example: Example) -> str:
    """Return the text before the reply, as CHAT_TEMPLATE writes it."""
    system = f"<|im_start|>system\n{example.system}<|im_end|>\n" if example.system else ""
    return f"{system}<|im_start|>user\n{example.user}<|im_end|>\n<|im_start|>assistant\n"


def train(seed: int, steps: int) -> tuple[Tokenizer, TinyLlama]:
    """Train tokenizer and network; the number of passages grows on the way."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    threads = torch.get_num_threads()
    # The sums, and so the file, depend on it; two threads wait for each other on a busy machine.
    torch.set_num_threads(1)
    tokenizer = _train_tokenizer(rng)
    network = TinyLlama(tokenizer.get_vocab_size())
    matrices = [p for n, p in network.named_parameters() if p.dim() == 2 and "embd" not in n]
    others = [p for n, p in network.named_parameters() if p.dim() == 1 or "embd" in n]
    muon, adam = Muon(matrices), torch.optim.AdamW(others, betas=(0.9, 0.95), weight_decay=0.0)
    for step in range(steps):
        pace = min(1.0, (step + 1) / 30, max(0.05, 2.5 * (1 - step / steps)))
        adam.param_groups[0]["lr"] = 3e-3 * pace
        network.zero_grad()
        most = min(MOST_PASSAGES, 1 + 6 * step // steps)
        _loss(network, *_batch(tokenizer, rng, most)).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
        muon.step(0.02 * pace)
    torch.set_num_threads(threads)
    return tokenizer, network.eval()


def write(path: Path, tokenizer: Tokenizer, network: TinyLlama) -> None:
    """Write the GGUF, all weights as float32."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Hearth tiny test model")
    writer.add_type("model")
    writer.add_license("Apache-2.0")
    writer.add_languages(["en", "ko"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(CONTEXT_LENGTH)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_layer_norm_rms_eps(NORM_EPSILON)
    writer.add_vocab_size(tokenizer.get_vocab_size())
    _write_tokenizer(writer, tokenizer)
    for name, weights in network.state_dict().items():
        writer.add_tensor(name, weights.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    parts = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(parts["vocab"], key=parts["vocab"].__getitem__)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([control if token in CONTROLS else normal for token in tokens])
    writer.add_token_merges([" ".join(pair) for pair in parts["merges"]])
    writer.add_eos_token_id(END)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _train_tokenizer(rng: random.Random) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2048,
        special_tokens=CONTROLS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(rng), trainer)
    return tokenizer


def _texts(rng: random.Random) -> Iterator[str]:
    for _ in range(3000):
        example = invent(rng, rng.randrange(MOST_PASSAGES + 1))
        yield "\n".join((example.system, example.user, example.reply))


def _batch(tokenizer: Tokenizer, rng: random.Random, most: int) -> tuple[Tensor, Tensor]:
    """Return tokens, (batch, length), and which of them belong to replies."""
    counts = [0 if rng.random() < 0.06 else rng.randint(1, most) for _ in range(BATCH)]
    examples = [invent(rng, count) for count in counts]
    starts = _ids(tokenizer, [prompt(example) for example in examples])
    ends = _ids(tokenizer, [example.reply + CONTROLS[END] for example in examples])
    length = max(len(start) + len(end) for start, end in zip(starts, ends, strict=True))
    tokens = torch.zeros(BATCH, length, dtype=torch.long)
    replies = torch.zeros(BATCH, length, dtype=torch.bool)
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        tokens[row, : len(start) + len(end)] = torch.tensor(start + end)
        replies[row, len(start) : len(start) + len(end)] = True
    return tokens, replies


def _ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


def _loss(network: TinyLlama, tokens: Tensor, replies: Tensor) -> Tensor:
    """Return the loss on replies only: copying is all this model has time to learn."""
    wanted = replies[:, 1:]
    stream = network.stream(tokens[:, :-1])[wanted]
    return functional.cross_entropy(network.logits(stream), tokens[:, 1:][wanted])


if __name__ == "__main__":
    make_tiny(Path(sys.argv[1]))
