"""What is said to a person about a model that cannot be used."""

import re
from pathlib import Path

from assistant.errors import EngineError, ModelError, PromptTooLong
from assistant.wording import Wording


def not_opened(path: Path, why: str) -> ModelError:
    """Return the error for a file that is missing or may not be read."""
    return ModelError(
        Wording(
            f"The model file {path.name} cannot be opened.",
            f"모델 파일 {path.name}을(를) 열 수 없어요.",
        ),
        Wording(
            f"Check that it is still at {path} ({why}).",
            f"{path}에 아직 있는지 확인해 주세요 ({why}).",
        ),
    )


def no_gguf(name: str) -> ModelError:
    """Return the error for a file of another kind."""
    return ModelError(
        Wording(
            f"{name} is not a model Hearth can use.",
            f"{name}은(는) Hearth가 쓸 수 있는 모델이 아니에요.",
        ),
        Wording(
            "Models come as GGUF files; their names end in .gguf.",
            "모델은 GGUF 파일이에요. 이름이 .gguf로 끝나요.",
        ),
    )


def unknown_version(name: str) -> ModelError:
    """Return the error for a GGUF too old, too new, or for another kind of processor."""
    return ModelError(
        Wording(
            f"{name} uses a version of the GGUF format that Hearth does not know.",
            f"{name}은(는) Hearth가 모르는 버전의 GGUF 형식이에요.",
        ),
        Wording(
            "Versions 2 and 3 work; choose a newer copy of the model.",
            "버전 2와 3을 쓸 수 있어요. 새로운 파일을 골라 주세요.",
        ),
    )


def no_chat_model(name: str) -> ModelError:
    """Return the error for a model that cannot write text."""
    return ModelError(
        Wording(
            f"{name} is not a language model that can answer.",
            f"{name}은(는) 대답할 수 있는 언어 모델이 아니에요.",
        ),
        Wording(
            "Adapters and models for search or images are of no use here. Choose a chat model.",
            "어댑터나 검색용, 이미지용 모델은 여기서 쓸 수 없어요. 대화용 모델을 골라 주세요.",
        ),
    )


def damaged(name: str, why: str) -> ModelError:
    """Return the error for a model file that is broken; `why` is for the hint."""
    return ModelError(
        Wording(
            f"The model file {name} is damaged or incomplete.",
            f"모델 파일 {name}이(가) 손상되었거나 다 받아지지 않았어요.",
        ),
        Wording(f"Copy it here once more ({why}).", f"다시 복사해 주세요 ({why})."),
    )


def part_missing(part: Path, number: int, count: int) -> ModelError:
    """Return the error for a model in several files of which one is not there."""
    return ModelError(
        Wording(
            f"This model lies in {count} files, and number {number} is missing.",
            f"이 모델은 파일 {count}개로 되어 있는데 {number}번째가 없어요.",
        ),
        Wording(
            f"Put {part.name} beside the others.", f"{part.name}을(를) 같은 폴더에 넣어 주세요."
        ),
    )


def not_loaded(name: str, log: str) -> ModelError:
    """Return the error for what llama.cpp said while it refused a file."""
    errors = re.findall(r"error loading model: (.+)", log)
    why = errors[0][:200] if errors else "llama.cpp gave no reason"
    if "unknown model architecture" in why:
        return ModelError(
            Wording(
                f"{name} is a kind of model this version of Hearth cannot run.",
                f"{name}은(는) 이 버전의 Hearth가 실행할 수 없는 종류의 모델이에요.",
            ),
            Wording(f"Choose another model ({why}).", f"다른 모델을 골라 주세요 ({why})."),
        )
    return damaged(name, why)


def no_memory(context_length: int) -> ModelError:
    """Return the error for a context that does not fit into memory."""
    return ModelError(
        Wording(
            f"There is not enough memory for a context of {context_length:,} tokens.",
            f"토큰 {context_length:,}개의 문맥을 쓰기에는 메모리가 부족해요.",
        ),
        Wording(
            "Choose a shorter context in the settings, or a smaller model.",
            "설정에서 문맥을 줄이거나 더 작은 모델을 골라 주세요.",
        ),
    )


def no_schema(why: str) -> ModelError:
    """Return the error for a form of reply that cannot be kept to."""
    return ModelError(
        Wording(
            f"The form asked of the reply cannot be kept to ({why}).",
            f"요청한 답의 형식을 지킬 수 없어요 ({why}).",
        ),
        Wording("Ask for a simpler JSON schema.", "더 단순한 JSON 스키마를 써 주세요."),
    )


def failed(why: str) -> EngineError:
    """Return the error for a failure while writing."""
    return EngineError(
        Wording(f"The language model stopped ({why}).", f"언어 모델이 멈췄어요 ({why})."),
        Wording("Ask once more.", "다시 물어봐 주세요."),
    )


def too_long(tokens: int, context_length: int) -> PromptTooLong:
    """Return the error for a prompt that leaves no room for a reply."""
    return PromptTooLong(
        Wording(
            f"Question and passages take {tokens:,} tokens; the model can look at "
            f"{context_length:,}.",
            f"질문과 문단이 토큰 {tokens:,}개인데 모델은 {context_length:,}개까지 볼 수 있어요.",
        ),
        Wording(
            "Ask something shorter, or choose a longer context in the settings.",
            "더 짧게 물어보거나 설정에서 문맥을 늘려 주세요.",
        ),
    )
