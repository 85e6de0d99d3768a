"""What is sent back, in the shapes that OpenAI's clients read.

What OpenAI has no word for stands beside it: `citations`, `sentences`, `found` and `mode` where an
answer comes from the person's files, `reasoning_content` where a model thinks before it answers.
"""

import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.api.requests import FILES
from assistant.catalogue import ModelState
from assistant.conversation import Answer, Usage
from assistant.documents import citation_json

Json = dict[str, Any]
Finish = Literal["stop", "length"]
_OWNER = "hearth"


def names_of(models: Iterable[ModelState]) -> dict[str, ModelState]:
    """Return the usable models by what programs call them: their name, or id where it is taken."""
    named: dict[str, ModelState] = {}
    for model in models:
        if model.problem is None:
            taken = model.name in named or model.name == FILES
            named[model.id if taken else model.name] = model
    return named


def model_list(models: Iterable[ModelState]) -> Json:
    """Return the answer to GET /v1/models."""
    now = int(time.time())
    listed = [{"id": FILES}, *({"id": name} for name in names_of(models))]
    about = {"object": "model", "created": now, "owned_by": _OWNER}
    return {"object": "list", "data": [{**one, **about} for one in listed]}


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer to POST /v1/chat/completions, whole or in chunks."""

    model: str
    is_recall: bool
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> Json:
        """Return the answer at once."""
        message = {"role": "assistant", "content": answer.text, "refusal": None}
        if answer.thoughts:
            message["reasoning_content"] = answer.thoughts
        choice = {"index": 0, "message": {**message, **self._sources(answer)}, "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [{**choice, "finish_reason": _finish(answer)}],
            "usage": _usage(answer.usage),
        }

    def chunk(self, **delta: object) -> Json:
        """Return a piece of the answer."""
        return self._chunk(delta, None)

    def last_chunk(self, answer: Answer) -> Json:
        """Return how it ended, and where it stands."""
        return self._chunk(self._sources(answer), _finish(answer))

    def usage_chunk(self, answer: Answer) -> Json:
        """Return what it took."""
        return {
            **self._head("chat.completion.chunk"),
            "choices": [],
            "usage": _usage(answer.usage),
        }

    def _chunk(self, delta: Json, finish: Finish | None) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> Json:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _sources(self, answer: Answer) -> Json:
        if not self.is_recall:
            return {}
        return {
            "citations": [citation_json(citation) for citation in answer.citations],
            "sentences": [asdict(sentence) for sentence in answer.sentences],
            "found": answer.found,
            "mode": answer.mode,
        }


def _finish(answer: Answer) -> Finish:
    return "length" if answer.is_cut else "stop"


def _usage(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
