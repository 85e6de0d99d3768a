"""What has come of an answer so far, whether or not somebody looks at it."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from assistant.jobs import Progress, Thought, Token, Writing
from ui import words

_WINDOW_S = 2.0
_LEAST_S = 0.4
"""Over less, a speed says nothing."""


class Speed:
    """Tokens per second over the last two seconds."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._came: deque[tuple[float, int]] = deque()

    def count(self, tokens: int) -> None:
        """Note that tokens came now."""
        self._came.append((self._seconds(), tokens))

    def per_second(self) -> float:
        """Return the speed; 0 while it is not known."""
        now = self._seconds()
        while len(self._came) > 1 and now - self._came[0][0] > _WINDOW_S:
            self._came.popleft()
        if not self._came or (span := now - self._came[0][0]) < _LEAST_S:
            return 0.0
        # The first ones came in a time before it.
        return sum(tokens for _, tokens in self._came) / span - self._came[0][1] / span


class Draft:
    """Gathers the events of an answer."""

    def __init__(self, begun: str = "", seconds: Callable[[], float] = monotonic) -> None:
        """Begin, with the text of an answer that is written further."""
        self.text = begun
        self.thoughts = ""
        self.note = words.say(words.LOOKING)
        self.writing: Writing | None = None
        self.is_stopped = False
        self.speed = Speed(seconds)
        self._seconds = seconds
        self._thought_at: tuple[float, float] | None = None
        self.is_thinking = False

    @property
    def seconds_thinking(self) -> float:
        """How long the model thought, up to its last thought."""
        return self._thought_at[1] - self._thought_at[0] if self._thought_at else 0.0

    def take(self, event: object) -> None:
        """Add what an event tells."""
        if isinstance(event, Token):
            self.text += event.text
            self.speed.count(event.count)
            self.is_thinking = False
        elif isinstance(event, Thought):
            now = self._seconds()
            self.thoughts += event.text
            self.speed.count(event.count)
            self._thought_at = (self._thought_at[0] if self._thought_at else now, now)
            self.is_thinking = True
        elif isinstance(event, Writing):
            self.writing = event
        elif isinstance(event, Progress):
            share = f" {100 * event.done // event.total} %" if event.total else ""
            self.note = f"{words.say(event.note)}{share}"
