"""A language model of real size with random weights: for speed and memory, not for sense.

It writes pieces of two or three ASCII characters, one for each token, and never ends by itself.
"""

from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import gguf
import numpy as np

_CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_CONTROLS = 3


@dataclass(frozen=True)
class Size:
    """Of a model of the llama architecture."""

    layers: int = 24
    width: int = 1024
    heads: int = 16
    kv_heads: int = 4
    feed_forward: int = 2816
    vocabulary: int = 32_000
    context_length: int = 8192


def make_random(path: Path, size: Size = Size(), seed: int = 7) -> Path:
    """Write the model as Q8_0; with its standard size about 370 MB."""
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Random weights")
    writer.add_type("model")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(size.context_length)
    writer.add_embedding_length(size.width)
    writer.add_block_count(size.layers)
    writer.add_feed_forward_length(size.feed_forward)
    writer.add_head_count(size.heads)
    writer.add_head_count_kv(size.kv_heads)
    writer.add_rope_dimension_count(size.width // size.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(size.vocabulary)
    _add_vocabulary(writer, size.vocabulary)
    kv_width = size.width // size.heads * size.kv_heads
    matrices = {
        "attn_q": (size.width, size.width),
        "attn_k": (kv_width, size.width),
        "attn_v": (kv_width, size.width),
        "attn_output": (size.width, size.width),
        "ffn_gate": (size.feed_forward, size.width),
        "ffn_up": (size.feed_forward, size.width),
        "ffn_down": (size.width, size.feed_forward),
    }
    _add(writer, rng, "token_embd", (size.vocabulary, size.width))
    for layer in range(size.layers):
        for name, shape in matrices.items():
            _add(writer, rng, f"blk.{layer}.{name}", shape)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(size.width, np.float32))
    writer.add_tensor("output_norm.weight", np.ones(size.width, np.float32))
    _add(writer, rng, "output", (size.vocabulary, size.width), silent=_CONTROLS + 256)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add(
    writer: gguf.GGUFWriter,
    rng: np.random.Generator,
    name: str,
    shape: tuple[int, int],
    silent: int = 0,
) -> None:
    """Add random blocks of Q8_0: a 16-bit scale and 32 bytes each; so many rows are nothing."""
    rows, blocks = shape[0], shape[1] // 32
    numbers = rng.integers(0, 256, (rows, blocks, 34), np.uint8)
    scale = np.float16(shape[1] ** -0.5 / 64)
    numbers[:, :, :2] = np.frombuffer(scale.tobytes(), np.uint8)
    numbers[:silent] = 0
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(f"{name}.weight", numbers.reshape(rows, blocks * 34), raw_dtype=kind)


def _add_vocabulary(writer: gguf.GGUFWriter, count: int) -> None:
    from tokenizers import pre_tokenizers

    controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = [letter for letter in letters if letter.isascii()]
    pairs = ["".join(pair) for pair in product(plain, repeat=2)]
    triples = map("".join, product(plain, repeat=3))
    tokens = controls + letters + pairs
    tokens += islice(triples, max(0, count - len(tokens)))
    tokens = tokens[:count]
    known = set(tokens)
    merges = [f"{pair[0]} {pair[1]}" for pair in pairs if pair in known]
    kinds = [gguf.TokenType.CONTROL] * len(controls)
    kinds += [gguf.TokenType.NORMAL] * (count - len(controls))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(_CHATML)
