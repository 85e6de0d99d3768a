"""What programs ask and are told, with OpenAI's own client on the socket."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from assistant.api.local_api import LocalApi
from assistant.conversation import Answer, Sentence, Usage
from assistant.documents import Citation
from assistant.errors import EngineError, PromptTooLong
from assistant.interfaces import ChatMessage
from assistant.jobs import Thought, Token
from assistant.paths import Paths
from assistant.wording import Wording

HELLO = [{"role": "user", "content": "Hello"}]
CITED = Answer(
    "When?",
    "In May.",
    "quote",
    True,
    (Sentence("In May.", 1),),
    (Citation(1, Path("/p/lease.pdf"), 3, None, 10, 17, "In May.", copies=(Path("/p/b.pdf"),)),),
)


def raw(paths: Paths, content: bytes, path: str = "/v1/chat/completions") -> tuple[int, Any]:
    """Post a body as it is; return the status and the error."""
    token = paths.api_token.read_text().strip()
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(paths.api_socket))) as http:
        headers = {"Authorization": f"Bearer {token}"}
        response = http.post(f"http://localhost{path}", content=content, headers=headers)
    return response.status_code, response.json().get("error")


def test_a_chat_is_streamed_as_openai_s_client_wants_it(client: openai.OpenAI, fake: Any) -> None:
    chunks = list(client.chat.completions.create(model="Ada", messages=HELLO, stream=True))
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["", "Good ", "day.", None]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None, None, None, "stop"]
    assert {(chunk.id, chunk.object, chunk.model) for chunk in chunks} == {
        (chunks[0].id, "chat.completion.chunk", "Ada")
    }
    assert abs(chunks[0].created - time.time()) < 60


def test_a_whole_chat_says_why_it_ended_and_what_it_took(client: openai.OpenAI, fake: Any) -> None:
    usage = Usage(prompt_tokens=7, completion_tokens=3, cached_tokens=5)
    fake.answer = replace(fake.answer, is_cut=True, usage=usage)
    whole = client.chat.completions.create(model="Ada", messages=HELLO)
    assert whole.object == "chat.completion"
    assert whole.choices[0].message.content == "Good day."
    assert whole.choices[0].finish_reason == "length"
    assert whole.usage is not None
    assert (whole.usage.prompt_tokens, whole.usage.total_tokens) == (7, 10)
    assert whole.usage.prompt_tokens_details is not None
    assert whole.usage.prompt_tokens_details.cached_tokens == 5
    assert not whole.choices[0].message.model_extra


def test_usage_comes_last_in_a_stream_that_asks_for_it(client: openai.OpenAI, fake: Any) -> None:
    fake.answer = replace(fake.answer, usage=Usage(prompt_tokens=7, completion_tokens=3))
    *_, end, last = client.chat.completions.create(
        model="Ada", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    assert end.choices[0].finish_reason == "stop"
    assert (last.choices, last.usage and last.usage.total_tokens) == ([], 10)


def test_what_is_given_reaches_the_model(client: openai.OpenAI, fake: Any) -> None:
    parts = [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}]
    messages: Any = [
        {"role": "developer", "content": "Be short."},
        {"role": "user", "content": parts, "name": "mina"},
    ]
    client.chat.completions.create(
        model="Ada",
        messages=messages,
        temperature=1,
        top_p=0.5,
        max_completion_tokens=11,
        max_tokens=12,
        seed=5,
        stop=["\n", ""],
        presence_penalty=1.0,
        user="unknown here",
    )
    [(model, told, sampling, stops)] = fake.chats
    assert model.name == "Ada"
    assert told == [ChatMessage("system", "Be short."), ChatMessage("user", "One.\nTwo.")]
    given = (sampling.temperature, sampling.top_p, sampling.max_tokens, sampling.seed)
    assert given == (1.0, 0.5, 11, 5)
    assert stops == ("\n",)


def test_what_is_not_given_is_as_in_the_settings_and_each_time_another_draw(
    client: openai.OpenAI, fake: Any
) -> None:
    nothing: Any = {"temperature": None, "stop": None, "max_tokens": None, "stream": None}
    for _ in range(2):
        client.chat.completions.create(model="", messages=HELLO, **nothing)
    (_, _, first, stops), (_, _, second, _) = fake.chats
    assert (first.temperature, first.max_tokens, stops) == (0.25, 99, ())
    assert first.seed != second.seed


def test_thoughts_stand_beside_the_answer(client: openai.OpenAI, fake: Any) -> None:
    fake.pieces = (Thought("Hm."), Token("Yes."))
    fake.answer = replace(fake.answer, text="Yes.", thoughts="Hm.")
    chunks = list(client.chat.completions.create(model="Ada", messages=HELLO, stream=True))
    extras = [(chunk.choices[0].delta.model_extra or {}) for chunk in chunks]
    assert [extra.get("reasoning_content") for extra in extras] == [None, "Hm.", None, None]
    whole = client.chat.completions.create(model="Ada", messages=HELLO)
    assert whole.choices[0].message.model_extra == {"reasoning_content": "Hm."}
    assert whole.choices[0].message.content == "Yes."


@pytest.mark.parametrize(
    "wish", [{"model": "hearth"}, {"model": "", "extra_body": {"recall": True}}]
)
def test_an_answer_from_files_comes_with_its_citations(
    client: openai.OpenAI, fake: Any, wish: dict[str, Any]
) -> None:
    fake.pieces, fake.answer = (), CITED
    messages: Any = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": "When?"},
    ]
    whole = client.chat.completions.create(messages=messages, **wish)
    message, extra = whole.choices[0].message, whole.choices[0].message.model_extra
    assert (message.content, whole.model) == ("In May.", "hearth")
    assert extra is not None
    [citation] = extra["citations"]
    assert citation == {
        "n": 1,
        "path": "/p/lease.pdf",
        "page": 3,
        "place": None,
        "start": 10,
        "end": 17,
        "quote": "In May.",
        "is_ocr": False,
        "copies": ["/p/b.pdf"],
    }
    assert extra["sentences"] == [{"text": "In May.", "citation": 1}]
    assert (extra["found"], extra["mode"]) == (True, "quote")
    *rest, last = client.chat.completions.create(messages=messages, stream=True, **wish)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in rest) == "In May."
    assert last.choices[0].delta.model_extra == extra
    assert fake.asked == ["When?", "When?"]
    assert fake.chats == []


def test_what_a_model_writes_from_files_is_streamed_once(client: openai.OpenAI, fake: Any) -> None:
    fake.pieces = (Token("In "), Token("May."))
    fake.answer = replace(CITED, mode="model")
    *rest, last = client.chat.completions.create(model="hearth", messages=HELLO, stream=True)
    assert [chunk.choices[0].delta.content for chunk in rest] == ["", "In ", "May."]
    assert (last.choices[0].delta.model_extra or {})["citations"]


def test_models_are_called_by_name_or_id(client: openai.OpenAI, fake: Any) -> None:
    gone = replace(fake.models[0], id="g", name="Gone", problem=Wording("It is gone.", "없어요."))
    twin, rival = replace(fake.models[0], id="twin"), replace(fake.models[0], id="r", name="hearth")
    fake.models += [gone, twin, rival]
    listed = [model.id for model in client.models.list()]
    assert listed == ["hearth", "Ada", "twin", "r"]
    for name in ("Ada", "id-Ada", "twin", "r"):
        client.chat.completions.create(model=name, messages=HELLO)
    assert [model.id for model, *_ in fake.chats] == ["id-Ada", "id-Ada", "twin", "r"]
    with pytest.raises(openai.NotFoundError, match="It is gone"):
        client.chat.completions.create(model="Gone", messages=HELLO)
    with pytest.raises(openai.NotFoundError, match="no model “Bea” in Hearth") as refused:
        client.chat.completions.create(model="Bea", messages=HELLO)
    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError, match="chosen in Hearth"):
        client.chat.completions.create(model="twin", messages=HELLO, extra_body={"recall": True})


def test_without_a_model_one_is_to_be_added_and_files_still_answer(
    client: openai.OpenAI, fake: Any
) -> None:
    fake.settings = fake.settings.model_copy(update={"model_id": ""})
    with pytest.raises(openai.NotFoundError, match="names none"):
        client.chat.completions.create(model="", messages=HELLO)
    fake.models = []
    for name in ("", "gpt-4o"):
        with pytest.raises(openai.NotFoundError, match="Add one in Hearth"):
            client.chat.completions.create(model=name, messages=HELLO)
    fake.language = "ko"
    with pytest.raises(openai.NotFoundError, match="추가한 언어 모델이 없어요"):
        client.chat.completions.create(model="", messages=HELLO)
    fake.pieces, fake.answer = (), CITED
    whole = client.chat.completions.create(model="hearth", messages=HELLO)
    assert whole.choices[0].message.content == "In May."


@pytest.mark.parametrize("key", ["wrong", "", "Bearer", "é"])
def test_nobody_comes_in_without_the_token(
    api: LocalApi, paths: Paths, fake: Any, key: str
) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(paths.api_socket))) as http:
        headers = {"Authorization": f"Bearer {key}".encode()} if key else {}
        for method, path in (("GET", "models"), ("POST", "chat/completions"), ("GET", "")):
            url = f"http://localhost/v1/{path}"
            response = http.request(method, url, headers=headers, content=b"{}")
            assert response.status_code == 401
            error = response.json()["error"]
            assert (error["code"], error["type"]) == ("invalid_api_key", "invalid_request_error")
            assert str(paths.api_token) in error["message"]
    assert not fake.chats


def test_openai_s_client_says_that_its_key_is_wrong(
    api: LocalApi, paths: Paths, connect: Callable[..., openai.OpenAI]
) -> None:
    with pytest.raises(openai.AuthenticationError, match="token"):
        connect(paths, "sk-somebody-else-s").models.list()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Invalid JSON"),
        (b"[]", "should be an object"),
        (b"\xff\xfe", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        ({}, "“messages”: Field required"),
        ({"messages": []}, "at least 1 item"),
        ({"messages": "Hello"}, "valid array"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "“messages.0.role”"),
        ({"messages": [{"role": "user"}]}, "“messages.0.content”: Field required"),
        ({"messages": [{"role": "user", "content": None}]}, "holds nothing"),
        ({"messages": [{"role": "user", "content": 5}]}, "holds something else"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            "holds “image_url”",
        ),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "Only text"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "Only text"),
        ({"messages": HELLO, "temperature": "hot"}, "“temperature”"),
        ({"messages": HELLO, "temperature": 3}, "less than or equal to 2"),
        ({"messages": HELLO, "top_p": -1}, "“top_p”"),
        ({"messages": HELLO, "max_tokens": 0}, "“max_tokens”"),
        ({"messages": HELLO, "max_tokens": 1.5}, "“max_tokens”"),
        ({"messages": HELLO, "seed": "7"}, "“seed”"),
        ({"messages": HELLO, "stop": {"a": 1}}, "“stop"),
        ({"messages": HELLO, "stream": "yes"}, "“stream”"),
        ({"messages": HELLO, "stream_options": {"include_usage": 1}}, "include_usage"),
        ({"messages": HELLO, "model": 5}, "“model”"),
        ({"messages": HELLO, "recall": "yes"}, "“recall”"),
        (
            {"messages": [*HELLO, {"role": "assistant", "content": "Hi"}], "recall": True},
            "question",
        ),
        ({"messages": [{"role": "user", "content": " "}], "model": "hearth"}, "question"),
    ],
)
def test_a_bad_body_is_refused_with_a_sentence(
    api: LocalApi, paths: Paths, fake: Any, body: object, said: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, error = raw(paths, content)
    assert status == 400
    assert said in error["message"]
    assert error["type"] == "invalid_request_error"
    assert not fake.chats
    assert not fake.asked


def test_a_body_that_is_too_large_is_refused_and_the_next_one_answered(
    api: LocalApi, paths: Paths, client: openai.OpenAI
) -> None:
    status, error = raw(paths, b" " * (9 << 20))
    assert (status, error["code"]) == (413, "request_too_large")
    large = [{"role": "user", "content": "ab" * (3 << 20)}]
    assert client.chat.completions.create(model="", messages=large).choices  # type: ignore[arg-type]


def test_other_places_are_not_there(api: LocalApi, paths: Paths, client: openai.OpenAI) -> None:
    assert raw(paths, b"{}", "/v1/embeddings")[0] == 404
    assert raw(paths, b"{}", "/v1/models")[0] == 404
    with pytest.raises(openai.NotFoundError, match="GET /v1/models"):
        client.files.list()


@pytest.mark.parametrize("stream", [True, False])
def test_what_fails_before_the_first_word_has_a_status_of_its_own(
    client: openai.OpenAI, fake: Any, stream: bool
) -> None:
    fake.pieces = ()
    fake.error = PromptTooLong(Wording("Too long.", "너무 길어요."))
    with pytest.raises(openai.BadRequestError, match="Too long") as refused:
        client.chat.completions.create(model="", messages=HELLO, stream=stream)
    assert refused.value.code == "context_length_exceeded"
    fake.error = EngineError(Wording("The model stopped.", "모델이 멈췄어요."))
    with pytest.raises(openai.InternalServerError, match="The model stopped"):
        client.chat.completions.create(model="", messages=HELLO, stream=stream)
    assert len(fake.chats) == 2  # a client does not try again by itself


def test_what_fails_while_it_is_written_is_told_in_the_stream(
    client: openai.OpenAI, fake: Any
) -> None:
    fake.error = EngineError(Wording("The model stopped.", "모델이 멈췄어요."))
    stream = client.chat.completions.create(model="", messages=HELLO, stream=True)
    assert [next(stream).choices[0].delta.content for _ in range(3)] == ["", "Good ", "day."]
    with pytest.raises(openai.APIError, match="The model stopped"):
        next(stream)


def test_a_program_that_leaves_a_stream_stops_the_writing(client: openai.OpenAI, fake: Any) -> None:
    fake.hold = threading.Event()
    stream = client.chat.completions.create(model="", messages=HELLO, stream=True)
    assert next(stream).choices
    assert not fake.stopped.wait(0.3)
    stream.close()
    assert fake.stopped.wait(0.5)


def test_a_program_that_leaves_while_it_waits_stops_the_writing(
    client: openai.OpenAI, fake: Any
) -> None:
    fake.hold = threading.Event()
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.3, max_retries=0).chat.completions.create(
            model="", messages=HELLO
        )
    assert fake.stopped.wait(0.5)


def test_requests_are_answered_one_after_the_other(client: openai.OpenAI, fake: Any) -> None:
    fake.hold = threading.Event()
    said: list[str | None] = []

    def ask() -> None:
        whole = client.chat.completions.create(model="", messages=HELLO)
        said.append(whole.choices[0].message.content)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    listed = [model.id for model in client.models.list()]  # what takes no model need not wait
    assert listed == ["hearth", "Ada"]
    fake.hold.set()
    for thread in threads:
        thread.join(5)
    assert said == ["Good day."] * 4
