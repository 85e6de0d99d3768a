"""What is said to a person about a model folder that cannot be used."""

from assistant.errors import ModelError
from assistant.wording import Wording

_COPY_AGAIN = Wording("Copy the whole folder here once more.", "폴더를 통째로 다시 복사해 주세요.")


def no_model_folder(name: str) -> ModelError:
    """Return the error for a folder of other things."""
    return ModelError(
        Wording(
            f"The folder {name} holds no model that Hearth can use.",
            f"{name} 폴더에는 Hearth가 쓸 수 있는 모델이 없어요.",
        ),
        Wording(
            "A search model is a folder with modules.json (sentence-transformers); a speech model "
            "is one with model.bin and config.json (faster-whisper).",
            "검색 모델은 modules.json이 든 폴더(sentence-transformers), 음성 모델은 model.bin과 "
            "config.json이 든 폴더(faster-whisper)예요.",
        ),
    )


def bare_encoder(name: str) -> ModelError:
    """Return the error for an encoder of which nobody says how it makes one vector of a text."""
    return ModelError(
        Wording(
            f"{name} has no modules.json, so it does not say how a text becomes one vector.",
            f"{name}에 modules.json이 없어서 글을 벡터 하나로 바꾸는 방법을 알 수 없어요.",
        ),
        Wording(
            "Choose the model in its sentence-transformers form.",
            "같은 모델의 sentence-transformers 형식을 골라 주세요.",
        ),
    )


def other_whisper(name: str) -> ModelError:
    """Return the error for a Whisper model that was not converted."""
    return ModelError(
        Wording(
            f"{name} is a Whisper model in another format.",
            f"{name}은(는) 다른 형식의 Whisper 모델이에요.",
        ),
        Wording(
            "Choose it as converted for faster-whisper: a folder with model.bin.",
            "faster-whisper용으로 변환된 것을 골라 주세요. model.bin이 든 폴더예요.",
        ),
    )


def no_speech_model(name: str) -> ModelError:
    """Return the error for a model.bin that cannot hear."""
    return ModelError(
        Wording(
            f"{name} is not a speech model of faster-whisper.",
            f"{name}은(는) faster-whisper의 음성 모델이 아니에요.",
        ),
        Wording(
            "Its model.bin must be a Whisper model that CTranslate2 converted.",
            "model.bin이 CTranslate2로 변환한 Whisper 모델이어야 해요.",
        ),
    )


def only_pickled(name: str, file: str) -> ModelError:
    """Return the error for weights that could run a program when they are opened."""
    return ModelError(
        Wording(
            f"{name} keeps its weights in {file}, a kind of file that can run any program when it "
            "is opened.",
            f"{name}의 가중치는 {file}에 들어 있는데, 이런 파일은 열 때 아무 프로그램이나 실행할 "
            "수 있어요.",
        ),
        Wording(
            "Choose a copy of the model with .safetensors files; those hold numbers only.",
            "숫자만 들어 있는 .safetensors 파일로 된 모델을 골라 주세요.",
        ),
    )


def wants_code(name: str, where: str) -> ModelError:
    """Return the error for a model that only works with program code of its own."""
    return ModelError(
        Wording(
            f"{name} wants to run program code of its own, and Hearth runs none from a model.",
            f"{name}은(는) 자체 프로그램 코드를 실행하려고 해요. Hearth는 모델의 코드를 실행하지 "
            "않아요.",
        ),
        Wording(f"Choose another model ({where}).", f"다른 모델을 골라 주세요 ({where})."),
    )


def unknown_part(name: str, part: str) -> ModelError:
    """Return the error for a model made of what Hearth does not know to be harmless."""
    return ModelError(
        Wording(
            f"{name} has a part that Hearth does not know ({part}).",
            f"{name}에 Hearth가 모르는 부분이 있어요 ({part}).",
        ),
        Wording(
            "Search models of the parts Transformer, Pooling, Dense, Normalize and StaticEmbedding "
            "work.",
            "Transformer, Pooling, Dense, Normalize, StaticEmbedding으로 된 검색 모델을 쓸 수 "
            "있어요.",
        ),
    )


def file_missing(name: str, file: str) -> ModelError:
    """Return the error for a folder that was not copied whole."""
    return ModelError(
        Wording(f"In {name} the file {file} is missing.", f"{name}에 {file} 파일이 없어요."),
        _COPY_AGAIN,
    )


def file_damaged(name: str, file: str, why: str) -> ModelError:
    """Return the error for a file that is broken; `why` is for the hint."""
    return ModelError(
        Wording(
            f"In {name} the file {file} is damaged or incomplete.",
            f"{name}의 {file} 파일이 손상되었거나 다 받아지지 않았어요.",
        ),
        Wording(f"{_COPY_AGAIN.en} ({why})", f"{_COPY_AGAIN.ko} ({why})"),
    )


def does_not_open(name: str, why: str) -> ModelError:
    """Return the error for a model that looks well and cannot be loaded."""
    return ModelError(
        Wording(f"{name} could not be loaded.", f"{name}을(를) 불러오지 못했어요."),
        Wording(
            f"It may be damaged, or of a kind this version of Hearth cannot run ({why}).",
            f"손상되었거나 이 버전의 Hearth가 쓸 수 없는 종류일 수 있어요 ({why}).",
        ),
    )
