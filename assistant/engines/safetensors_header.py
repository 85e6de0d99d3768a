"""Reads the head of a safetensors file: which tensors it holds, and whether it is whole.

The format: https://huggingface.co/docs/safetensors - the length of a JSON object as 8 bytes, the
object, then the numbers without a gap.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

_LENGTH = struct.Struct("<Q")
_MAX_HEAD = 16 << 20


@dataclass(frozen=True, slots=True)
class Tensor:
    """What a tensor is made of."""

    dtype: str
    """As the file calls it: F32, F16, BF16, I8."""
    shape: tuple[int, ...]


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors by name.

    Raises:
        ValueError: It is no such file, or not whole; says why.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(_LENGTH.size)
        length = _LENGTH.unpack(start)[0] if len(start) == _LENGTH.size else 0
        if not 2 <= length <= min(_MAX_HEAD, size - _LENGTH.size):
            raise ValueError("no safetensors file")
        try:
            head = json.loads(file.read(length))
            tensors = {name: one for name, one in head.items() if name != "__metadata__"}
            end = max((one["data_offsets"][1] for one in tensors.values()), default=0)
            found = {n: Tensor(str(t["dtype"]), tuple(t["shape"])) for n, t in tensors.items()}
        except (AttributeError, IndexError, KeyError, TypeError, RecursionError) as error:
            raise ValueError("its head makes no sense") from error
    if size != _LENGTH.size + length + end:
        raise ValueError("the file ends too early or too late")
    return found
