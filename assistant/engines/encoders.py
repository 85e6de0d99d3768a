"""Encoders: what computes MiniLM; on the processor by ONNX Runtime, on a GPU by torch."""

import platform
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

States = NDArray[np.float32]
_Ids = NDArray[np.int64]
_BATCH = 32


class Encoder(ABC):
    """Tokens -> the states that MiniLM leaves them in."""

    def states(self, whole: Sequence[Sequence[int]]) -> list[States]:
        """Return for each text, given as the ids of its tokens, (tokens, 384) float32."""
        found: dict[int, States] = {}
        # Texts of like length together, so that little padding is computed.
        order = sorted(range(len(whole)), key=lambda i: len(whole[i]))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            ids = np.zeros((len(batch), len(whole[batch[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(whole[i])] = whole[i]
                mask[row, : len(whole[i])] = 1
            computed = self._compute(ids, mask)
            found.update((i, computed[row, : len(whole[i])]) for row, i in enumerate(batch))
        return [found[i] for i in range(len(whole))]

    @abstractmethod
    def _compute(self, ids: _Ids, mask: _Ids) -> States:
        """Return (texts, tokens, 384) float32 of padded ids; the mask has 1 for a true token."""


class OnnxEncoder(Encoder):
    """On the processor: starts in one second where torch takes nine."""

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Waiting threads would take the processor from everybody else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )

    def _compute(self, ids: _Ids, mask: _Ids) -> States:
        computed: States = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return computed


class TorchEncoder(Encoder):
    """On the graphics card."""

    def __init__(self, folder: Path, device: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        quieten()
        self._torch, self._device = torch, device
        model = SentenceTransformer(str(folder), device=device, local_files_only=True)
        transformer: Any = model[0]
        self._network = transformer.auto_model

    def _compute(self, ids: _Ids, mask: _Ids) -> States:
        there = [self._torch.from_numpy(given).to(self._device) for given in (ids, mask)]
        with self._torch.inference_mode():
            read = self._network(input_ids=there[0], attention_mask=there[1])
        computed: States = read.last_hidden_state.float().cpu().numpy()
        return computed


def quieten() -> None:
    """Let transformers draw no progress bars."""
    from tqdm import tqdm
    from transformers.utils.logging import disable_progress_bar

    # Its own lock is of the system's and outlives a process that is ended.
    tqdm.set_lock(threading.RLock())
    disable_progress_bar()  # type: ignore[no-untyped-call]


def graphics_card() -> str:
    """Return torch's name for the graphics card; empty where it has none to use.

    torch itself is asked only where there may be one: its import takes seconds.
    """
    may_be_metal = sys.platform == "darwin" and platform.machine() == "arm64"
    if not may_be_metal and not Path("/proc/driver/nvidia/version").exists():
        return ""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else ""
