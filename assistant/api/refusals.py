"""What is said to a program, or its person, when the local API cannot do as it was asked."""

from pathlib import Path
from typing import Any, Literal

from assistant.errors import ApiError, AssistantError, PromptTooLong
from assistant.wording import Language, Wording

Kind = Literal["invalid_request_error", "server_error"]
_ADD_ONE = Wording(
    "Add one in Hearth, under Models, or ask the model “hearth”, which answers from your files.",
    "Hearth의 ‘모델’에서 추가하거나, 서류에서 답하는 모델 ‘hearth’에 물어봐 주세요.",
)
_NOTHING = Wording("", "")


class Refusal(AssistantError):
    """An answer with an error status, in the shape that OpenAI's clients read."""

    def __init__(
        self,
        status: int,
        code: str,
        message: Wording,
        hint: Wording = _NOTHING,
        param: str | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.args = (status, code, message, hint, param)
        self.status, self.code, self.param = status, code, param

    def body(self, language: Language) -> dict[str, Any]:
        """Return what is sent."""
        kind: Kind = "server_error" if self.status >= 500 else "invalid_request_error"
        error = {"type": kind, "param": self.param, "code": self.code}
        return {"error": {"message": self.told(language), **error}}


def refusal_of(error: AssistantError) -> Refusal:
    """Return any error as a refusal."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, PromptTooLong):
        return Refusal(400, "context_length_exceeded", error.message, error.hint, "messages")
    return Refusal(500, "failed", error.message, error.hint)


def wrong_token(token_file: Path) -> Refusal:
    """Return the refusal of who shows no token, or a wrong one."""
    message = Wording(
        "This needs the token of Hearth's local API as its API key.",
        "Hearth 로컬 API의 토큰을 API 키로 넣어 주세요.",
    )
    hint = Wording(f"It is in {token_file}.", f"{token_file}에 있어요.")
    return Refusal(401, "invalid_api_key", message, hint)


def no_such_place(method: str, path: str) -> Refusal:
    """Return the refusal of a request for what is not offered."""
    asked = f"{method} {path}"[:80]
    message = Wording(f"There is no {asked} here.", f"여기에는 {asked}이(가) 없어요.")
    offered = "GET /v1/models, POST /v1/chat/completions"
    return Refusal(
        404, "not_found", message, Wording(f"There is: {offered}.", f"있는 것: {offered}")
    )


def too_large(most_mb: int) -> Refusal:
    """Return the refusal of a body that is too large."""
    message = Wording(f"The request is larger than {most_mb} MB.", f"요청이 {most_mb}MB보다 커요.")
    return Refusal(413, "request_too_large", message)


def not_understood(field: str, why: str) -> Refusal:
    """Return the refusal of a body with something wrong in it; `why` is for programmers."""
    where = f"“{field}”: " if field else ""
    message = Wording(
        f"The request was not understood. {where}{why}.",
        f"요청을 이해하지 못했어요. {where}{why}.",
    )
    return Refusal(400, "invalid_request", message, param=field or None)


def not_text(found: Wording) -> Refusal:
    """Return the refusal of a message that is something else than text."""
    message = Wording(
        f"Only text is understood here; a message holds {found.en}.",
        f"여기서는 글만 이해해요. 메시지에 {found.ko}이(가) 들어 있어요.",
    )
    hint = Wording(
        'Give "content" as a string, or as a list of {"type":"text","text":"..."}.',
        '"content"를 문자열이나 {"type":"text","text":"..."} 목록으로 주세요.',
    )
    return Refusal(400, "unsupported_content", message, hint, "messages")


def no_question() -> Refusal:
    """Return the refusal of a wish for an answer from files without a question."""
    message = Wording(
        "To answer from your files, Hearth needs a last message of the user with a question.",
        "서류에서 답하려면 마지막 메시지가 사용자의 질문이어야 해요.",
    )
    return Refusal(400, "no_question", message, param="messages")


def no_model() -> Refusal:
    """Return the refusal where no language model was added."""
    message = Wording("No language model has been added yet.", "아직 추가한 언어 모델이 없어요.")
    return Refusal(404, "model_not_found", message, _ADD_ONE, "model")


def none_chosen() -> Refusal:
    """Return the refusal where no model was named and none is chosen."""
    message = Wording(
        "No language model is chosen in Hearth, and the request names none.",
        "Hearth에서 고른 언어 모델이 없고, 요청에도 모델 이름이 없어요.",
    )
    hint = Wording(
        "GET /v1/models lists what can be named.", "GET /v1/models에서 이름을 볼 수 있어요."
    )
    return Refusal(404, "model_not_found", message, hint, "model")


def unknown_model(name: str) -> Refusal:
    """Return the refusal of a model that was not added."""
    message = Wording(
        f"There is no model “{name[:80]}” in Hearth.", f"Hearth에 ‘{name[:80]}’ 모델이 없어요."
    )
    hint = Wording(
        "GET /v1/models lists those there are.", "GET /v1/models에서 있는 모델을 볼 수 있어요."
    )
    return Refusal(404, "model_not_found", message, hint, "model")


def unusable_model(problem: Wording) -> Refusal:
    """Return the refusal of a model whose file has a problem."""
    return Refusal(404, "model_not_found", problem, _ADD_ONE, "model")


def not_the_chosen() -> Refusal:
    """Return the refusal of an answer from files by another model than the chosen one."""
    message = Wording(
        "Answers from your files are written by the model that is chosen in Hearth.",
        "서류에서 찾은 답은 Hearth에서 고른 모델이 써요.",
    )
    hint = Wording(
        "Leave the model out, name “hearth”, or choose that model in Hearth.",
        "모델을 빼거나 ‘hearth’로 적거나, Hearth에서 그 모델을 골라 주세요.",
    )
    return Refusal(400, "model_not_chosen", message, hint, "model")


def stopped() -> Refusal:
    """Return the refusal of what was going on when the API was closed."""
    message = Wording("Hearth stopped this: it is closing.", "Hearth를 닫는 중이라 멈췄어요.")
    return Refusal(503, "stopped", message)


def no_unix_sockets() -> ApiError:
    """Return the error where the system has none."""
    return ApiError(
        Wording(
            "The local API needs Unix sockets, which Python does not offer on this system.",
            "로컬 API에 필요한 유닉스 소켓을 이 시스템의 파이썬에서 쓸 수 없어요.",
        )
    )


def in_use(path: Path) -> ApiError:
    """Return the error where another process has the socket."""
    return ApiError(
        Wording(
            "Another Hearth that is open on this computer serves the local API already.",
            "이 컴퓨터에 열려 있는 다른 Hearth가 이미 로컬 API를 열어 두었어요.",
        ),
        Wording(
            f"Programs reach it at {path}. To have it here, close the other one.",
            f"{path}에서 쓸 수 있어요. 여기서 열려면 다른 Hearth를 닫아 주세요.",
        ),
    )


def not_opened(path: Path, why: str) -> ApiError:
    """Return the error where the socket cannot be made."""
    return ApiError(
        Wording(
            f"The local API could not be opened at {path} ({why}).",
            f"로컬 API를 {path}에 열지 못했어요 ({why}).",
        ),
        Wording(
            "If the path is too long, give Hearth a shorter folder with --home.",
            "경로가 너무 길면 --home으로 더 짧은 폴더를 골라 주세요.",
        ),
    )
