"""The self-test of a model: whether it loads here, writes the same twice, and how fast."""

import time
from collections.abc import Generator

from assistant.answering.writer import StoppableChat
from assistant.catalogue import SelfTest
from assistant.interfaces import ChatMessage, ModelFacts, Sampling, Spent
from assistant.jobs import CancelToken, Progress
from assistant.wording import Wording

_LOADING = Wording("Loading the model", "모델을 올리고 있어요")
_READING = Wording("Reading and writing", "읽고 써 보고 있어요")
_TEXT = (
    "The harbour of a small town lies between two hills. Every morning the boats come back "
    "before seven, and what they bring is sold on the quay within the hour. "
    "작은 마을의 항구는 두 언덕 사이에 있다. 아침마다 일곱 시 전에 배가 돌아오고, "
    "실어 온 것은 한 시간 안에 부두에서 다 팔린다. "
)
_WISH = "Continue in both languages. 두 언어로 이어서 써 줘."
_COPIES = 4
"""Of the text, so that reading takes long enough to be measured."""
_TOKENS = 64


def self_test(model: StoppableChat, token: CancelToken) -> Generator[Progress, None, SelfTest]:
    """Load a model, let it read and write the same twice, and tell how it went.

    Raises:
        ModelError: It cannot be loaded.
    """
    began = time.monotonic()
    for share in model.load_until(lambda: token.is_cancelled):
        yield Progress(round(100 * share), 100, _LOADING)
    token.raise_if_cancelled()
    loading_s = time.monotonic() - began
    facts = model.facts()
    model.resume("")
    yield Progress(0, None, _READING)
    first, reading_s, spent = _written(model, "1", token)
    again, _, _ = _written(model, "1", token)
    other, _, _ = _written(model, "2", token)
    token.raise_if_cancelled()
    speed = spent.prompt_tokens / reading_s if reading_s else 0.0
    is_sound = bool(first.strip()) and "\ufffd" not in first + other
    return _result(facts, loading_s, speed, spent, is_sound and first == again, model.memory_bytes)


def _written(model: StoppableChat, mark: str, token: CancelToken) -> tuple[str, float, Spent]:
    """Return a reply, the seconds to its first token, and what it took."""
    # The mark stands first, so that nothing of another reply is used again.
    ask = [ChatMessage("user", f"{mark}. {_TEXT * _COPIES}{_WISH}")]
    began, first_s, text = time.monotonic(), 0.0, ""
    for piece in model.chat_until(ask, Sampling(max_tokens=_TOKENS), lambda: token.is_cancelled):
        first_s = first_s or (time.monotonic() - began if piece else 0.0)
        text += piece
    return text, first_s, model.spent()


def _result(
    facts: ModelFacts,
    loading_s: float,
    read_per_s: float,
    spent: Spent,
    is_sound: bool,
    memory_bytes: int,
) -> SelfTest:
    later = spent.completion_tokens - 1
    return SelfTest(
        is_sound=is_sound,
        loading_s=loading_s,
        read_per_s=read_per_s,
        written_per_s=later / spent.seconds if spent.seconds else 0.0,
        n_layers=facts.n_layers,
        gpu_layers=facts.gpu_layers,
        why_no_gpu=facts.why_no_gpu,
        memory_bytes=memory_bytes,
    )
