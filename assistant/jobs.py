"""Long work: a job is a generator of events; a lane runs its jobs one at a time.

Every job ends with exactly one of Done, Failed, Cancelled. A cancel is no error.
"""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from assistant.errors import AssistantError
from assistant.wording import Wording

# Enough to cancel whatever may still wait in a lane when it closes.
_REMEMBERED = 100
_log = logging.getLogger(__name__)


Step = Literal["", "reading", "scanning", "learning"]
"""Of indexing: files, then pages that are pictures, then what passages mean."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    done: int
    total: int | None
    """None while it is not known."""
    note: Wording
    """What it is doing."""
    seconds_left: float | None = None
    step: Step = ""


class Clock:
    """Tells the time left from the time that passed."""

    def __init__(
        self, step: Step, weights: Sequence[float], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Start.

        Args:
            step: Of which job.
            weights: Of each thing to do: how long it takes beside the others.
            seconds: A clock that may stand still during pauses.
        """
        self._step = step
        self._done = [0.0, *accumulate(weights)]
        self._seconds = seconds
        self._started = seconds()

    def progress(self, done: int, note: Wording) -> Progress:
        """Return how far the job is after so many things."""
        elapsed, weight = self._seconds() - self._started, self._done[done]
        left = elapsed / weight * (self._done[-1] - weight) if weight else None
        return Progress(done, len(self._done) - 1, note, left, self._step)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an answer while it is being written."""

    text: str
    count: int = 1
    """Tokens in it; more where pieces were joined on their way."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what a reasoning model thinks before it answers."""

    text: str
    count: int = 1
    """As of Token."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A model begins to write; told before its first token."""

    n_layers: int
    gpu_layers: int
    why_no_gpu: Wording | None
    """Why not all layers run on the graphics card; None where they do."""
    memory_bytes: int
    """What the model's process holds now."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Files of the library changed on the disk; the next round of indexing looks at them."""


@dataclass(frozen=True, slots=True)
class Done:
    """The job ended; `result` is what its generator returned."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended with an error that a person may read."""

    error: AssistantError


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was stopped. `result` is what had been made until then, or None."""

    result: Any = None


Event = Progress | Token | Thought | Writing | Changed | Done | Failed | Cancelled
Work = Generator[Progress | Token | Thought | Writing | Changed, None, Any]


class JobCancelled(Exception):
    """Raised inside a job to end it after a cancel; carries what was made until then."""

    def __init__(self, result: object = None) -> None:
        super().__init__(result)
        self.result = result


class CancelToken:
    """Asks a job to stop. Safe to use from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._actions: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask to stop and wake whoever waits."""
        self._event.set()
        for action in list(self._actions):
            action()

    def on_cancel(self, action: Callable[[], None]) -> None:
        """Call `action` at cancel, at once if that already happened."""
        self._actions.append(action)
        if self.is_cancelled:
            action()

    def raise_if_cancelled(self) -> None:
        """Raise JobCancelled if stopping was asked for."""
        if self.is_cancelled:
            raise JobCancelled


class Job:
    """One piece of work on a lane."""

    def __init__(self, work: Callable[[CancelToken], Work]) -> None:
        self.token = CancelToken()
        self._work = work
        self._lock = threading.Lock()
        self._history: list[Event] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._ended = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; its last event tells whether it did."""
        self.token.cancel()

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        """Send all events, past and future, to `listener`, on the thread of the lane."""
        with self._lock:
            for event in self._history:
                listener(event)
            self._listeners.append(listener)

    def events(self) -> Iterator[Event]:
        """Yield all events in order, ending with the final one."""
        waiting: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.subscribe(waiting.put)
        while True:
            event = waiting.get()
            yield event
            if isinstance(event, Done | Failed | Cancelled):
                return

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end, at most so long, and return whether it came."""
        return self._ended.wait(timeout_s)

    def result(self) -> Any:
        """Wait and return the result.

        Raises:
            AssistantError: The job failed.
            JobCancelled: It was stopped.
        """
        final = list(self.events())[-1]
        if isinstance(final, Failed):
            raise final.error
        if isinstance(final, Cancelled):
            raise JobCancelled(final.result)
        assert isinstance(final, Done)
        return final.result

    def run(self) -> None:
        """Run to the end on the calling thread; never raises."""
        self._tell(self._final_event())

    def _final_event(self) -> Done | Failed | Cancelled:
        try:
            self.token.raise_if_cancelled()
            return Done(self._follow(self._work(self.token)))
        except JobCancelled as stop:
            return Cancelled(stop.result)
        except AssistantError as error:
            return Failed(error)
        except Exception as error:  # the last line of defence: a job never ends silently
            _log.exception("a job failed unexpectedly")
            return Failed(_unexpected(error))

    def _follow(self, work: Work) -> object:
        while True:
            try:
                self._tell(next(work))
            except StopIteration as end:
                return end.value

    def _tell(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, Done | Failed | Cancelled):
                self._history.append(event)
            else:
                # A late subscriber needs the text so far, but only the latest progress or change.
                if isinstance(event, Progress | Changed):
                    self._history = [e for e in self._history if type(e) is not type(event)]
                self._history.append(event)
            listeners = list(self._listeners)
        for listener in listeners:
            listener(event)
        if isinstance(event, Done | Failed | Cancelled):
            self._ended.set()


class Lane:
    """A single thread that runs jobs in the order they come."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"lane-{name}")
        self._jobs: deque[Job] = deque(maxlen=_REMEMBERED)

    def start(self, work: Callable[[CancelToken], Work]) -> Job:
        """Queue the work and return its job at once; after close the job is already cancelled."""
        job = Job(work)
        self._jobs.append(job)  # from any thread: the API has one of its own
        try:
            self._executor.submit(job.run)
        except RuntimeError:  # the lane is closed
            job.cancel()
            job.run()
        return job

    def cancel(self) -> None:
        """Ask what runs, and what waits, to stop."""
        for job in list(self._jobs):
            job.cancel()

    def close(self) -> None:
        """Cancel what runs and wait for it."""
        self.cancel()
        self._executor.shutdown(wait=True)


def _unexpected(error: Exception) -> AssistantError:
    kind = type(error).__name__
    return AssistantError(
        Wording(
            f"Something unexpected happened ({kind}).", f"예상하지 못한 일이 생겼어요 ({kind})."
        ),
        Wording(
            "Nothing was lost. Try again; the log has the details.",
            "잃어버린 것은 없어요. 다시 해 보세요. 자세한 내용은 기록에 있어요.",
        ),
    )
