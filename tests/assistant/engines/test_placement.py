"""Layers are tried, reduced, and told as they are."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.engines.devices import SWITCHED_OFF
from assistant.engines.model_errors import no_memory
from assistant.engines.placement import place
from assistant.engines.placement_memory import PlacementMemory
from assistant.errors import ModelError
from assistant.fitting import Device, ModelShape

SHAPE = ModelShape(36, 3_600_000_000, 500_000_000, 0, 50_000_000)


@dataclass
class Loaded:
    gpu_layers: int


class Card:
    """Takes so many layers at most, whatever it says is free."""

    def __init__(self, takes: int, free_gb: float = 8) -> None:
        self.takes, self.free_bytes = takes, int(free_gb * 1e9)
        self.tried: list[int] = []

    def devices(self) -> tuple[Device, ...]:
        return (Device("A card", self.free_bytes, 8_000_000_000),)

    def load(self, layers: int) -> Loaded:
        self.tried.append(layers)
        if layers > self.takes:
            raise no_memory(4096)
        return Loaded(layers)


def test_all_layers_need_no_words() -> None:
    card = Card(36)
    assert place(SHAPE, 4096, -1, card.devices, card.load) == (Loaded(36), None)
    assert card.tried == [36]


def test_a_card_with_less_room_than_it_says_gets_fewer_until_it_takes_them() -> None:
    card = Card(20)
    loaded, said = place(SHAPE, 4096, -1, card.devices, card.load)
    assert card.tried == [36, 27, 20]
    assert loaded.gpu_layers == 20
    assert said is not None
    assert "20 of its 36" in said.en
    assert "refused 36, 27 layers" in said.en
    assert "36, 27" in said.ko


def test_a_card_that_takes_none_leaves_it_to_the_processor() -> None:
    card = Card(0)
    loaded, said = place(SHAPE, 4096, -1, card.devices, card.load)
    assert loaded.gpu_layers == 0
    assert card.tried[-1] == 0
    assert said is not None
    assert said.en.startswith("The model runs on the processor: it needs 4.2 GB and 8.0 GB")


def test_a_full_card_is_not_even_tried() -> None:
    card = Card(36, free_gb=0.1)
    loaded, said = place(SHAPE, 4096, -1, card.devices, card.load)
    assert (loaded.gpu_layers, card.tried) == (0, [0])
    assert said is not None
    assert "100 MB are free" in said.en


def test_the_person_may_want_fewer_or_none() -> None:
    card = Card(36)
    loaded, said = place(SHAPE, 4096, 10, card.devices, card.load)
    assert loaded.gpu_layers == 10
    assert said is not None
    assert "as the settings say" in said.en
    assert place(SHAPE, 4096, 0, card.devices, card.load) == (Loaded(0), SWITCHED_OFF)


def test_what_cannot_be_loaded_at_all_is_said() -> None:
    card = Card(-1)
    with pytest.raises(ModelError, match="memory"):
        place(SHAPE, 4096, -1, card.devices, card.load)


def test_what_was_refused_is_not_tried_again_unless_more_is_free(tmp_path: Path) -> None:
    memory = PlacementMemory(tmp_path / "x.json", "model")
    for free_gb, tried in ((8, [36, 27, 20]), (8, [20]), (7, [20]), (16, [36, 27, 20])):
        card = Card(20, free_gb)
        loaded, _ = place(SHAPE, 4096, -1, card.devices, card.load, memory)
        assert loaded.gpu_layers == 20
        assert card.tried == tried
    other = Card(36)
    place(SHAPE, 4096, -1, other.devices, other.load, PlacementMemory(tmp_path / "x.json", "b"))
    assert other.tried == [36]


def test_a_card_that_ends_the_process_is_asked_for_less_the_next_time(tmp_path: Path) -> None:
    memory = PlacementMemory(tmp_path / "x.json", "model")

    def crash(layers: int) -> Loaded:
        raise KeyboardInterrupt

    card = Card(36)
    with pytest.raises(KeyboardInterrupt):
        place(SHAPE, 4096, -1, card.devices, crash, memory)
    place(SHAPE, 4096, -1, card.devices, card.load, memory)
    assert card.tried == [27]


def test_a_damaged_memory_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", "utf-8")
    assert PlacementMemory(tmp_path / "x.json", "model").most(9, 1) == 9
