"""A llama-architecture network, short enough to read, with the tensor names of GGUF."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, FEED_FORWARD = 128, 2, 4, 384
CONTEXT_LENGTH = 2048
ROPE_BASE, NORM_EPSILON = 10_000.0, 1e-5


class Block(nn.Module):
    """Attention and gated feed-forward, each on a normalised copy of the stream."""

    def __init__(self) -> None:
        super().__init__()
        self.attn_norm = nn.RMSNorm(WIDTH, NORM_EPSILON)
        self.attn_q = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_k = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_v = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.ffn_norm = nn.RMSNorm(WIDTH, NORM_EPSILON)
        self.ffn_gate = nn.Linear(WIDTH, FEED_FORWARD, bias=False)
        self.ffn_up = nn.Linear(WIDTH, FEED_FORWARD, bias=False)
        self.ffn_down = nn.Linear(FEED_FORWARD, WIDTH, bias=False)

    def forward(self, stream: Tensor, rope: tuple[Tensor, Tensor]) -> Tensor:
        """Return the stream, (batch, length, WIDTH), after this block."""
        x = self.attn_norm(stream)
        q, k, v = (_heads(part(x)) for part in (self.attn_q, self.attn_k, self.attn_v))
        mixed = functional.scaled_dot_product_attention(
            _rotate(q, rope), _rotate(k, rope), v, is_causal=True
        )
        stream = stream + self.attn_output(mixed.transpose(1, 2).flatten(2))
        x = self.ffn_norm(stream)
        down = self.ffn_down(functional.silu(self.ffn_gate(x)) * self.ffn_up(x))
        return cast(Tensor, stream + down)


class TinyLlama(nn.Module):
    """The whole network; input and output share one embedding."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.token_embd = nn.Embedding(vocabulary, WIDTH)
        self.blk = nn.ModuleList(Block() for _ in range(LAYERS))
        self.output_norm = nn.RMSNorm(WIDTH, NORM_EPSILON)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=WIDTH**-0.5)
        nn.init.normal_(self.token_embd.weight, std=0.05)

    def stream(self, tokens: Tensor) -> Tensor:
        """Return the normalised last stream of (batch, length) tokens."""
        x = self.token_embd(tokens)
        rope = _rope(tokens.shape[1])
        for block in self.blk:
            x = block(x, rope)
        return cast(Tensor, self.output_norm(x))

    def logits(self, stream: Tensor) -> Tensor:
        """Return (..., vocabulary) logits."""
        return functional.linear(stream, self.token_embd.weight)


def _rope(length: int) -> tuple[Tensor, Tensor]:
    half = WIDTH // HEADS // 2
    angles = torch.outer(torch.arange(length), ROPE_BASE ** -(torch.arange(half) / half))
    return angles.cos(), angles.sin()


def _heads(x: Tensor) -> Tensor:
    return x.view(*x.shape[:2], HEADS, -1).transpose(1, 2)


def _rotate(x: Tensor, rope: tuple[Tensor, Tensor]) -> Tensor:
    """Rotate neighbouring pairs, as GGUF has them; transformers pairs the two halves instead."""
    cos, sin = rope
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)
