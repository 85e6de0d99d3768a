"""A job of another thread, followed from an event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.api.following import follow
from assistant.jobs import Cancelled, CancelToken, Done, Event, Lane, Token, Work


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("followed")
    yield made
    made.close()


def test_events_come_in_order_up_to_the_end(lane: Lane) -> None:
    def work(token: CancelToken) -> Work:
        yield Token("a")
        yield Token("b")
        return "ab"

    async def listen() -> list[Event]:
        return [event async for event in follow(lane.start(work))]

    assert asyncio.run(listen()) == [Token("a"), Token("b"), Done("ab")]


def test_who_stops_listening_stops_the_job(lane: Lane) -> None:
    stopped = threading.Event()

    def work(token: CancelToken) -> Work:
        token.on_cancel(stopped.set)
        yield Token("a")
        stopped.wait()

    async def listen() -> None:
        async with aclosing(follow(lane.start(work))) as events:
            assert await anext(events) == Token("a")

    asyncio.run(listen())
    assert stopped.wait(1)


def test_an_end_is_told_at_once_though_the_job_is_deep_in_something(lane: Lane) -> None:
    gate = threading.Event()

    def work(token: CancelToken) -> Work:
        yield Token("a")
        gate.wait()
        return "late"

    job = lane.start(work)

    async def listen() -> list[Event]:
        leaving = asyncio.Event()
        heard = []
        async for event in follow(job, leaving.wait()):
            heard.append(event)
            leaving.set()
        return heard

    try:
        assert asyncio.run(asyncio.wait_for(listen(), 5)) == [Token("a"), Cancelled()]
        assert not job.wait(0)
    finally:
        gate.set()  # the loop is closed by now; the job ends without it
    assert job.wait(1)
