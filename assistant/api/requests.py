"""What a program may ask: the part of OpenAI's chat completions that Hearth understands.

Fields it does not know are ignored, as servers of this kind do; a wrong type is refused.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.api.refusals import not_text, not_understood
from assistant.interfaces import ChatMessage
from assistant.wording import Wording

FILES = "hearth"
"""The model that answers from the person's files."""
_NOTHING = Wording("nothing", "아무것도 없는 내용")
_SOMETHING = Wording("something else", "다른 것")


def _as_text(content: object) -> object:
    """Return the text of a message; several parts are joined as paragraphs are.

    Raises:
        Refusal: It is something else.
    """
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise not_text(_NOTHING if content is None else _SOMETHING)
    return "\n".join(map(_part, content))


def _part(part: object) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    text = part.get("text") if isinstance(part, dict) else None
    if kind != "text" or not isinstance(text, str):
        named = Wording(f"“{kind[:40]}”", f"‘{kind[:40]}’") if isinstance(kind, str) else _SOMETHING
        raise not_text(named)
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Said(_Strict):
    """One message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[str, BeforeValidator(_as_text)]


class _StreamOptions(_Strict):
    include_usage: bool | None = None


class ChatRequest(_Strict):
    """The body of POST /v1/chat/completions."""

    messages: list[Said] = Field(min_length=1)
    model: str | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, ge=0, le=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    seed: int | None = None
    stop: str | list[str] | None = None
    recall: bool | None = None
    """Whether to answer from the person's files; not OpenAI's."""

    @classmethod
    def read(cls, body: bytes) -> "ChatRequest":
        """Read a body.

        Raises:
            Refusal: It is no such request.
        """
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise not_understood(field, first["msg"]) from None

    @property
    def wants_recall(self) -> bool:
        """Whether the person's files are asked."""
        return self.model == FILES or bool(self.recall)

    @property
    def wants_usage(self) -> bool:
        """Whether a stream is to tell what it took."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def stops(self) -> tuple[str, ...]:
        """The texts before which a reply ends."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return tuple(filter(None, given))

    @property
    def told(self) -> list[ChatMessage]:
        """The messages for a language model."""
        return [
            ChatMessage("system" if said.role == "developer" else said.role, said.content)
            for said in self.messages
        ]
