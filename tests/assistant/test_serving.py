"""The whole assistant behind its socket: OpenAI's client, a real model, the sample papers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from assistant import samples
from assistant.api.local_api import LocalApi
from assistant.app import Assistant
from assistant.catalogue import ModelState
from assistant.paths import Paths
from assistant.serving import local_api_of, local_api_report
from models.tiny.make import cached_tiny

ROOT = Path(__file__).parents[2]
THANKS: Any = [{"role": "user", "content": "Thank you!"}]
INTEREST: Any = [{"role": "user", "content": "집주인이 보증금을 늦게 돌려주면 이자는 몇 퍼센트야?"}]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = Assistant(Paths(tmp_path_factory.mktemp("serving") / "home"))
    made.add_folder(samples.PAPERS / "집" / "전세계약서.pdf")
    made.index().result()
    made.shelf.add(cached_tiny()).result()
    yield made
    made.close()


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[LocalApi]:
    made = local_api_of(assistant)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def client(api: LocalApi) -> Iterator[openai.OpenAI]:
    token = api.token_path.read_text().strip()
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(api.socket_path))) as http:
        yield openai.OpenAI(base_url="http://localhost/v1", api_key=token, http_client=http)


@pytest.fixture(autouse=True)
def _no_process_left() -> None:
    """The module's assistant keeps its engines between these tests."""


@pytest.fixture
def tiny(assistant: Assistant) -> ModelState:
    [model] = assistant.shelf.all()
    return model


def is_in_the_papers(assistant: Assistant, citation: dict[str, Any]) -> bool:
    page = assistant.page_text(Path(citation["path"]), citation["page"])
    return page.text[citation["start"] : citation["end"]] == str(citation["quote"])


def test_a_chat_is_streamed(client: openai.OpenAI, tiny: ModelState) -> None:
    *chunks, last = client.chat.completions.create(
        model=tiny.name,
        messages=THANKS,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
    )
    pieces = [chunk.choices[0].delta.content for chunk in chunks]
    assert len([piece for piece in pieces if piece]) > 2
    assert "".join(piece or "" for piece in pieces) == "You are welcome. 😊"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert last.usage is not None
    assert last.usage.prompt_tokens > 5
    assert last.usage.completion_tokens > 3


def test_a_chat_ends_at_the_most_tokens_or_a_stop(client: openai.OpenAI, tiny: ModelState) -> None:
    cut = client.chat.completions.create(
        model=tiny.id, messages=THANKS, temperature=0, max_tokens=2
    )
    assert (cut.choices[0].message.content, cut.choices[0].finish_reason) == ("You are", "length")
    stopped = client.chat.completions.create(
        model=tiny.id, messages=THANKS, temperature=0, stop="welcome"
    )
    assert stopped.choices[0].message.content == "You are "
    assert stopped.choices[0].finish_reason == "stop"


def test_a_seed_gives_the_same_again(client: openai.OpenAI, tiny: ModelState) -> None:
    said = [
        client.chat.completions.create(
            model=tiny.id, messages=INTEREST, temperature=2, seed=seed, max_tokens=30
        )
        for seed in (1, 1, 2)
    ]
    first, again, other = (whole.choices[0].message.content for whole in said)
    assert first == again
    assert first != other


def test_messages_that_do_not_fit_are_refused(client: openai.OpenAI, tiny: ModelState) -> None:
    long: Any = [{"role": "user", "content": "Mina lives in Sokdam. " * 2000}]
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model=tiny.id, messages=long, stream=True)
    assert refused.value.code == "context_length_exceeded"


def test_a_cited_answer_comes_whole_and_streamed(
    client: openai.OpenAI, assistant: Assistant
) -> None:
    whole = client.chat.completions.create(model="hearth", messages=INTEREST)
    extra = whole.choices[0].message.model_extra
    assert extra is not None
    assert "연 6퍼센트" in str(whole.choices[0].message.content)
    assert (extra["mode"], extra["found"]) == ("quote", True)
    first = extra["citations"][0]
    assert (Path(first["path"]).name, first["page"]) == ("전세계약서.pdf", 3)
    assert all(is_in_the_papers(assistant, citation) for citation in extra["citations"])
    *_, last = client.chat.completions.create(model="hearth", messages=INTEREST, stream=True)
    streamed = last.choices[0].delta.model_extra
    assert streamed is not None
    assert streamed["citations"] == extra["citations"]
    assert streamed["sentences"] == extra["sentences"]


def test_a_chosen_model_writes_the_answer_and_code_looks_for_its_places(
    client: openai.OpenAI, assistant: Assistant, tiny: ModelState
) -> None:
    assistant.use_model(tiny.id)
    try:
        plain = client.chat.completions.create(model="", messages=THANKS, temperature=0)
        assert plain.choices[0].message.content == "You are welcome. 😊"
        chunks = list(
            client.chat.completions.create(
                model=tiny.name, messages=INTEREST, stream=True, extra_body={"recall": True}
            )
        )
    finally:
        assistant.use_model("")
    extra = chunks[-1].choices[0].delta.model_extra
    assert extra is not None
    assert extra["mode"] == "model"
    assert len(chunks) > 4
    assert all(is_in_the_papers(assistant, citation) for citation in extra["citations"])


def test_a_program_that_leaves_frees_the_lane(
    client: openai.OpenAI, assistant: Assistant, tiny: ModelState
) -> None:
    stream = client.chat.completions.create(
        model=tiny.id, messages=INTEREST, temperature=2, seed=4, max_tokens=1500, stream=True
    )
    next(stream)
    stream.close()
    started = time.monotonic()
    client.chat.completions.create(model=tiny.id, messages=THANKS, max_tokens=1)
    assert time.monotonic() - started < 2


def test_programs_and_conversations_are_kept_apart(
    client: openai.OpenAI, assistant: Assistant, tiny: ModelState
) -> None:
    client.chat.completions.create(model="hearth", messages=INTEREST)
    client.chat.completions.create(model=tiny.id, messages=THANKS)
    assert assistant.talk.conversations() == []


def test_it_is_off_until_it_is_wanted(tmp_path: Path) -> None:
    assistant = Assistant(Paths(tmp_path / "home"))
    assert assistant.settings.local_api is False
    report = local_api_report(assistant)
    assert (report["on"], report["open"]) == (False, False)
    assert not list(assistant.paths.home.glob("api*"))
    assistant.close()


_LOCKED = """
import sys
from pathlib import Path
import httpx, openai
from assistant import offline
from assistant.paths import Paths
offline.shut_network()
families, tried = set(), []
def note(event, args):
    if event == "socket.__new__":
        families.add(int(args[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        tried.append(event)
sys.addaudithook(note)
from assistant.app import Assistant
from assistant.serving import local_api_of
assistant = Assistant(Paths(Path(sys.argv[1])))
api = local_api_of(assistant)
api.start()
token = api.token_path.read_text().strip()
http = httpx.Client(transport=httpx.HTTPTransport(uds=str(api.socket_path)))
client = openai.OpenAI(base_url="http://localhost/v1", api_key=token, http_client=http)
messages = [{"role": "user", "content": "How many files do I have?"}]
stream = client.chat.completions.create(model="hearth", messages=messages, stream=True)
print("".join(chunk.choices[0].delta.content or "" for chunk in stream))
print(families, tried)
print(offline.lock_state().by, offline.network_is_refused())
http.close()
api.stop()
assistant.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel lock is Linux's")
def test_client_and_server_need_nothing_that_the_kernel_refuses(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LOCKED, str(tmp_path / "home")],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    answer, families, lock = done.stdout.strip().splitlines()
    assert "0 files" in answer
    assert lock == "kernel True"
    assert families == "{1} []"
