"""Follows a job of the assistant's threads from the event loop of the API."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable

from assistant.jobs import Cancelled, Done, Event, Failed, Job


async def follow(job: Job, *ends: Awaitable[object]) -> AsyncGenerator[Event, None]:
    """Yield the events of a job; its last one is Cancelled as soon as one of `ends` comes.

    Whoever stops listening stops the job.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[Event] = asyncio.Queue()

    def tell(event: Event) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(waiting.put_nowait, event)

    def stop(_: object) -> None:
        job.cancel()
        waiting.put_nowait(Cancelled())  # what a job is just at may take a while

    watched = [asyncio.ensure_future(end) for end in ends]
    for end in watched:
        end.add_done_callback(stop)
    job.subscribe(tell)
    try:
        while True:
            event = await waiting.get()
            yield event
            if isinstance(event, Done | Failed | Cancelled):
                return
    finally:
        for end in watched:
            end.remove_done_callback(stop)
            end.cancel()
        job.cancel()
