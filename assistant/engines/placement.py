"""Placement: which layers of a model go to the graphics card; tried, reduced, and told as it is."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from assistant.engines.devices import SWITCHED_OFF, why_none
from assistant.engines.placement_memory import NO_MEMORY, PlacementMemory
from assistant.errors import EngineError, ModelError
from assistant.fitting import Device, ModelShape, as_said
from assistant.wording import Wording

_PARTLY = Wording(
    "The model needs {needed} and {free} are free on the graphics card, so {layers} of its {all} "
    "layers run there.",
    "모델에는 {needed}가 필요한데 그래픽 카드에 {free}가 비어 있어서, 층 {all}개 중 {layers}개만 "
    "카드에서 돌아가요.",
)
_CHOSEN = Wording(
    "{layers} of its {all} layers run on the graphics card, as the settings say.",
    "설정대로 층 {all}개 중 {layers}개가 그래픽 카드에서 돌아가요.",
)
_NONE = Wording(
    "The model runs on the processor: it needs {needed} and {free} are free on the graphics card.",
    "모델에는 {needed}가 필요한데 그래픽 카드에 {free}만 비어 있어서 프로세서에서 돌아가요.",
)
_TRIED = Wording(" The card refused {tried} layers.", " 카드가 층 {tried}개는 받지 못했어요.")


class Loaded(Protocol):
    """A model with some layers on the card."""

    gpu_layers: int


_Loaded = TypeVar("_Loaded", bound=Loaded)


def place(
    shape: ModelShape,
    context_length: int,
    most_layers: int,
    devices: Callable[[], Sequence[Device]],
    load: Callable[[int], _Loaded],
    memory: PlacementMemory = NO_MEMORY,
) -> tuple[_Loaded, Wording | None]:
    """Load a model with as many layers on the card as fit, and say why not all do.

    Args:
        shape: What the model takes.
        context_length: Tokens.
        most_layers: That the person wants there; -1 means all.
        devices: Asks for the cards.
        load: Loads with so many layers on the card.
        memory: Of what was refused before.

    Raises:
        ModelError: It cannot be loaded without a card either.
    """
    if not most_layers:
        return load(0), SWITCHED_OFF
    if not (cards := devices()):
        return load(0), why_none()
    free = sum(card.free_bytes for card in cards)
    fitting = shape.layers_within(free, context_length)
    wanted = fitting if most_layers < 0 else min(fitting, most_layers)
    loaded, tried = _load_most(memory.most(wanted, free), free, load, memory)
    if loaded is None:
        return load(0), _filled(_NONE, shape, context_length, free, 0, tried)
    if loaded.gpu_layers >= shape.n_layers:
        memory.forget()
        return loaded, None
    is_wish = not tried and loaded.gpu_layers == most_layers
    said = _CHOSEN if is_wish else _PARTLY if loaded.gpu_layers else _NONE
    return loaded, _filled(said, shape, context_length, free, loaded.gpu_layers, tried)


def _load_most(
    wanted: int, free: int, load: Callable[[int], _Loaded], memory: PlacementMemory
) -> tuple[_Loaded | None, list[int]]:
    """Return the model with as many layers as the card takes, and how many it refused."""
    tried: list[int] = []
    for layers in _fewer_and_fewer(wanted):
        # Noted first: a driver may end the process instead of refusing.
        memory.note(_fewer(layers), free)
        try:
            loaded = load(layers)
        except ModelError:
            tried.append(layers)
            continue
        except EngineError:  # given up by the person; nothing was refused
            memory.forget()
            raise
        memory.note(loaded.gpu_layers, free)
        return loaded, tried
    return None, tried


def _fewer_and_fewer(layers: int) -> Iterator[int]:
    # What was free may be gone, and the estimate may be short.
    while layers > 0:
        yield layers
        layers = _fewer(layers)


def _fewer(layers: int) -> int:
    return layers * 3 // 4


def _filled(
    saying: Wording,
    shape: ModelShape,
    context_length: int,
    free: int,
    layers: int,
    tried: Sequence[int],
) -> Wording:
    needed = as_said(shape.needed(context_length))
    values = {"needed": needed, "free": as_said(free), "layers": layers, "all": shape.n_layers}
    said = saying.filled(**values)
    if not tried:
        return said
    refused = _TRIED.filled(tried=", ".join(map(str, tried)))
    return Wording(said.en + refused.en, said.ko + refused.ko)
