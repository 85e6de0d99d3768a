"""Muon, an optimiser for weight matrices that needs few steps.

Source: https://kellerjordan.github.io/posts/muon/

torch has one too, which computes in bfloat16: several times slower on a processor without it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import Parameter

_MOMENTUM = 0.95


class Muon:
    """Steps along the orthogonalised momentum; matrices of one shape are handled together."""

    def __init__(self, matrices: Sequence[Parameter]) -> None:
        self._groups: dict[tuple[int, ...], list[Parameter]] = {}
        for matrix in matrices:
            self._groups.setdefault(tuple(sorted(matrix.shape)), []).append(matrix)
        self._momentum: dict[tuple[int, ...], Tensor] = {}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move every matrix once."""
        for shape, group in self._groups.items():
            gradient = torch.stack([_flat(p, p.grad) for p in group])
            momentum = self._momentum.get(shape, torch.zeros_like(gradient))
            momentum = self._momentum[shape] = _MOMENTUM * momentum + gradient
            moves = _orthogonal(gradient + _MOMENTUM * momentum)
            for matrix, move in zip(group, moves, strict=True):
                tall = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
                matrix.sub_(rate * tall * _flat(matrix, move))


def _flat(matrix: Tensor, values: Tensor | None) -> Tensor:
    """Turn the values of a matrix that is higher than wide on their side, or back."""
    assert values is not None
    return values.mT if matrix.shape[0] > matrix.shape[1] else values


def _orthogonal(x: Tensor) -> Tensor:
    """Return about the nearest matrices with orthogonal rows: four Newton-Schulz steps."""
    x = x / x.flatten(1).norm(dim=1)[:, None, None].clamp(min=1e-12)
    for _ in range(4):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x
