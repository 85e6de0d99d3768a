"""Pace: when indexing may go on, and when it steps aside."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from assistant.jobs import CancelToken

Obstacle = Literal["", "person", "question", "battery"]
_GLANCE_S = 0.1
# Questions that follow one another without end must not hold indexing for ever.
_LONGEST_COURTESY_S = 10.0
_BATTERY_GLANCE_S = 10.0


class Pace:
    """Indexing waits while the person paused it, a question is answered, or power is short."""

    def __init__(self, is_on_battery: Callable[[], bool]) -> None:
        self._is_on_battery = is_on_battery
        self._wish: bool | None = None
        self._questions = 0
        self._moved = threading.Condition()
        self._battery: tuple[float, bool] = (-_BATTERY_GLANCE_S, False)

    def pause(self, paused: bool) -> None:
        """Let indexing wait, or go on, then on battery too."""
        self._wish = paused

    @contextmanager
    def question(self) -> Iterator[None]:
        """Let indexing wait as long as a question is being answered."""
        with self._moved:
            self._questions += 1
        try:
            yield
        finally:
            with self._moved:
                self._questions -= 1
                self._moved.notify_all()

    @property
    def obstacle(self) -> Obstacle:
        """Why indexing in the background waits; empty if it may go on."""
        if self._wish is True:
            return "person"
        if self._questions:
            return "question"
        return "battery" if self._wish is None and self._short_of_power() else ""

    def wait(self, token: CancelToken, in_background: bool) -> None:
        """Return when indexing may go on or is cancelled; what was asked for needs no plug."""
        started = time.monotonic()
        while not token.is_cancelled and (obstacle := self.obstacle):
            if obstacle == "battery" and not in_background:
                return
            if obstacle == "question" and time.monotonic() - started > _LONGEST_COURTESY_S:
                return
            with self._moved:
                self._moved.wait(_GLANCE_S)

    def _short_of_power(self) -> bool:
        looked_at, is_short = self._battery
        if time.monotonic() - looked_at > _BATTERY_GLANCE_S:
            is_short = self._is_on_battery()
            self._battery = (time.monotonic(), is_short)
        return is_short


def is_on_battery() -> bool:
    """Return whether this computer runs on its battery."""
    import psutil

    battery = psutil.sensors_battery()
    return battery is not None and battery.power_plugged is False
