"""What answers: the weights on this computer, the mode they allow, and weights worth having."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.fitting import ModelShape, as_said
from assistant.wording import Wording

# It lies beside the assistant in a clone, from which Hearth is always installed (editable).
CATALOGUE = Path(__file__).parents[1] / "models" / "catalog.toml"
ModelKind = Literal["language", "embedding", "speech"]
FOLDER_MARKS: Mapping[ModelKind, str] = {"embedding": "modules.json", "speech": "model.bin"}
"""The file by which a folder is known to be one model; a language model is a file itself."""
CHOSEN_IN: Mapping[ModelKind, str] = {
    "language": "model_id",
    "embedding": "embedder_id",
    "speech": "speech_id",
}
"""The setting that says which model of a kind is in use."""
SIZE_CLASSES = {"small": 2 << 30, "medium": 6 << 30, "large": 12 << 30}
"""The most bytes of a file of each class, smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A language model of the catalogue: what its publisher says of it, nothing tried here."""

    id: str
    """Short; the name for `make get-model`."""
    name: str
    publisher: str
    converted_by: str = ""
    """Who keeps the GGUF file, where that is not plainly the publisher."""
    address: str
    """The repository, without a scheme: hub/ORG/REPO."""
    file: str
    licence: str
    commercial_use: Literal["yes", "limited", "no"]
    languages: tuple[str, ...]
    """Some of those that the publisher names; the strongest first."""
    size_class: Literal["small", "medium", "large"]
    about_bytes: int
    """As once listed; the file may have been replaced since."""
    parameters: str
    context_length: int
    """Tokens."""
    reason: Wording


@dataclass(frozen=True, slots=True)
class EmbedderTrial:
    """What an embedding model did with texts of ours when it was added."""

    dimension: int
    """Numbers of a vector."""
    reads_korean: bool
    """Whether it places Korean as it is; else it is given English glosses of it."""
    unrelated: float
    """Mean cosine of questions and passages that have nothing to do with each other."""
    spread: float
    """Standard deviation of the same."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model that the person added, as its own files describe it."""

    id: str
    name: str
    path: Path
    size_bytes: int
    architecture: str
    quantization: str
    """For an embedding or speech model the kind of its numbers, such as F16."""
    context_length: int
    """Tokens it was trained for; 0 where it takes any number."""
    languages: tuple[str, ...] = ()
    """As its file says; empty for most."""
    licence: str = ""
    """As its file says."""
    shape: ModelShape | None = None
    """What it takes; None for one that was added before Hearth asked."""
    problem: Wording | None = None
    """Why it cannot be used now."""
    kind: ModelKind = "language"
    trial: EmbedderTrial | None = None
    """What an embedding model did when it was added; None for all others."""


@dataclass(frozen=True, slots=True)
class EmbedderState:
    """What finds passages by their meaning, and how far the change to another model is."""

    serving: str
    """Its name."""
    serving_id: str
    """As the shelf knows it; empty for the carried one."""
    wanted: str
    """What shall find them: another one while that one is still learning."""
    is_switching: bool
    learned: int
    """Passages that the wanted one knows."""
    passages: int
    carried: str = ""
    """The name of the one that comes with Hearth."""
    problem: Wording | None = None
    """Why the one that the person chose is not wanted now."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A language model that another program keeps on this computer."""

    program: str
    """As that program is called: "LM Studio", "Ollama"."""
    name: str
    """As that program calls the model, else after its file."""
    path: Path
    """Of the file, or of its first part; it stays where it is and as it is."""
    size_bytes: int = 0
    """Of all parts."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """How a language model did on this computer."""

    is_sound: bool
    """It wrote, and wrote the same again."""
    loading_s: float
    read_per_s: float
    """Tokens."""
    written_per_s: float
    """Tokens."""
    n_layers: int
    gpu_layers: int
    why_no_gpu: Wording | None
    memory_bytes: int

    @property
    def said(self) -> Wording:
        """Return it as a person reads it, without the reason why no card is used."""
        saying = _SOUND if self.is_sound else _UNSOUND
        return saying.filled(
            loading=self.loading_s,
            read=self.read_per_s,
            written=self.written_per_s,
            layers=self.gpu_layers,
            all=self.n_layers,
            memory=as_said(self.memory_bytes),
        )


_FIGURES = Wording(
    " Loaded in {loading:.1f} s, reads {read:.0f} and writes {written:.1f} tokens a second, "
    "{layers} of {all} layers on the graphics card, holds {memory}.",
    " 올리는 데 {loading:.1f}초, 1초에 토큰 {read:.0f}개를 읽고 {written:.1f}개를 써요. "
    "그래픽 카드의 층은 {all}개 중 {layers}개, 메모리는 {memory}를 써요.",
)
_SOUND = Wording(f"It works.{_FIGURES.en}", f"잘 돼요.{_FIGURES.ko}")
_UNSOUND = Wording(
    "It wrote nothing of use, or not the same twice: the file, the graphics card or its driver "
    f"may be faulty.{_FIGURES.en}",
    "쓸 만한 글이 나오지 않거나 두 번이 서로 달랐어요. 파일이나 그래픽 카드, 드라이버에 문제가 "
    f"있을 수 있어요.{_FIGURES.ko}",
)


@dataclass(frozen=True, slots=True)
class ModeState:
    """What answers questions now."""

    mode: Literal["quote", "model"]
    name: str
    detail: Wording


QUOTING = ModeState(
    "quote",
    "",
    Wording(
        "Answers are sentences of your own files. Add a language model and it will write them.",
        "내 서류의 문장을 그대로 보여 드려요. 언어 모델을 추가하면 답을 써 드려요.",
    ),
)


def read_catalogue(path: Path = CATALOGUE) -> tuple[ModelSpec, ...]:
    """Return the models worth having, in the order of the file.

    Raises:
        OSError: The file is not there, as in a copy of Hearth without its models folder.
        ValueError: It is no such catalogue.
    """
    with path.open("rb") as file:
        entries = tomllib.load(file).get("model", [])
    return tuple(map(_spec, entries))


def _spec(entry: Mapping[str, Any]) -> ModelSpec:
    fields = dict(entry)
    try:
        reason = Wording(fields.pop("reason_en"), fields.pop("reason_ko"))
        languages = tuple(fields.pop("languages"))
        return ModelSpec(reason=reason, languages=languages, **fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"catalogue entry {entry.get('id', '?')}: {error}") from error
