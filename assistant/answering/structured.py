"""Structured output: a model fills in a form instead of writing freely."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answering.writer import StoppableChat
from assistant.errors import ModelError
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import CancelToken
from assistant.wording import Wording

_MOST_TOKENS = 512


def fill_in(
    model: StoppableChat,
    messages: Sequence[ChatMessage],
    schema: Mapping[str, object],
    token: CancelToken,
    max_tokens: int = _MOST_TOKENS,
) -> Any:
    """Return what a loaded model says, in the form of a JSON schema; never anything else.

    Whether it is true is another matter: who acts on it looks at the values first.

    Args:
        model: It is asked greedily, so that the same question gets the same answer.
        messages: Should say what the fields are for; the model does not see the schema.
        schema: A JSON schema; every field it requires is there in the result.
        token: Its cancel raises JobCancelled.
        max_tokens: A form that takes more is refused.

    Raises:
        ModelError: The schema cannot be kept to, or the form was not finished.
    """
    sampling = Sampling(max_tokens=max_tokens, json_schema=json.dumps(schema))
    text = "".join(model.chat_until(messages, sampling, lambda: token.is_cancelled))
    token.raise_if_cancelled()
    try:
        return json.loads(text)
    except ValueError as error:
        raise _unfinished(max_tokens) from error


def _unfinished(max_tokens: int) -> ModelError:
    return ModelError(
        Wording(
            f"The model did not finish the form within {max_tokens} tokens.",
            f"모델이 토큰 {max_tokens}개 안에 양식을 다 채우지 못했어요.",
        ),
        Wording("Try again, or choose another model.", "다시 해 보거나 다른 모델을 골라 주세요."),
    )
