"""The assistant over real engines: reading, Kiwi, MiniLM, Chroma, in their processes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.conversation import Answer
from assistant.errors import DocumentError, ModelError
from assistant.jobs import Cancelled, Changed, Done, Progress
from assistant.paths import Paths
from models.tiny.make import cached_tiny

LEASE = "# 제2조\n\n보증금은 금 2억 4천만 원으로 한다. 계약은 2027년 7월 31일에 끝난다.\n"
BIKE = "Bicycle receipt\n\nThe bicycle cost 310 euros. The brakes were replaced in May.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("app")
    (root / "papers").mkdir()
    (root / "papers" / "전세계약서.md").write_text(LEASE, "utf-8")
    (root / "papers" / "bicycle.txt").write_text(BIKE, "utf-8")
    (root / "papers" / "empty.pdf").write_bytes(b"")
    assistant = Assistant(Paths(root / "home"))
    assistant.add_folder(root / "papers")
    assistant.index().result()
    yield assistant
    assistant.close()


@pytest.fixture(autouse=True)
def _no_process_left() -> None:
    """The module's assistant keeps its engines between these tests."""


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.talk.ask(question).result()
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "name", "part"),
    [
        ("보증금이 얼마야?", "전세계약서.md", "2억 4천만 원"),
        ("How much did the bicycle cost?", "bicycle.txt", "310 euros"),
    ],
)
def test_an_answer_quotes_the_file_and_its_place(
    assistant: Assistant, question: str, name: str, part: str
) -> None:
    answer = ask(assistant, question)
    assert answer.found
    assert answer.mode == "quote"
    first = answer.citations[0]
    assert first.path.name == name
    assert part in first.quote
    page = assistant.page_text(first.path, first.page)
    assert page.text[first.start : first.end] == first.quote


def test_a_question_about_the_collection_is_counted(assistant: Assistant) -> None:
    answer = ask(assistant, "How many files do I have?")
    assert answer.mode == "catalogue"
    assert "3 files" in answer.text
    assert "2 of them are read" in answer.text


def test_an_unread_file_has_its_reason(assistant: Assistant) -> None:
    reasons = {file.path.name: file.reason for file in assistant.ledger().result().files}
    assert reasons["empty.pdf"] == "empty"


def test_a_conversation_is_kept_with_its_answers(assistant: Assistant) -> None:
    conversation = assistant.talk.new()
    assistant.talk.ask("How much did the bicycle cost?", conversation).result()
    kept = assistant.talk.conversation(conversation)
    assert kept.title == "How much did the bicycle cost?"
    assert [message.role for message in kept.messages] == ["user", "assistant"]
    assert kept.messages[1].answer is not None
    assert kept.messages[1].answer.citations
    assert [s.id for s in assistant.talk.conversations("310 euros")] == [conversation]


def test_a_model_answers_otherwise_and_further(assistant: Assistant) -> None:
    model = assistant.shelf.add(cached_tiny()).result()
    assistant.change_settings(model_id=model.id, max_answer_tokens=16)
    conversation, talk = assistant.talk.new(), assistant.talk
    talk.ask("How much did the bicycle cost?", conversation).result()
    _, first = talk.conversation(conversation).messages
    talk.ask_again(first.id).result()
    _, second = talk.conversation(conversation).messages
    assert second.versions == (first.id, second.id)
    longer = talk.go_on(first.id).result()
    assert longer.text.startswith(first.text)
    talk.show(first.id)
    assert [m.text for m in talk.conversation(conversation).messages][1:] == [longer.text]
    assistant.remove_model(model.id)


def test_a_search_returns_passages_with_their_text(assistant: Assistant) -> None:
    [best, *_] = assistant.search("brakes", 3).result()
    assert best.path.name == "bicycle.txt"
    assert (
        assistant.page_text(best.path, None).text[best.chunk.start : best.chunk.end]
        == best.chunk.text
    )


def test_a_pause_holds_indexing_and_a_stop_ends_it(assistant: Assistant, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"paper {n}")
    folder = assistant.add_folder(tmp_path)
    assistant.pause_indexing(True)
    job = assistant.index()
    events = job.events()
    assert isinstance(next(events), Progress)
    assert assistant.obstacle == "person"
    job.cancel()
    assert isinstance(list(events)[-1], Cancelled)
    assistant.pause_indexing(False)
    assert isinstance(list(assistant.index().events())[-1], Done)
    assistant.remove_folder(folder.id)
    assistant.index().result()


def test_an_edit_is_answered_from_within_five_seconds(assistant: Assistant, tmp_path: Path) -> None:
    paper = tmp_path / "garage.txt"
    paper.write_text("The spare key of the garage hangs behind the freezer.")
    folder = assistant.add_folder(tmp_path)
    assistant.index().result()
    watch = assistant.watch()
    noticed = watch.events()
    for n in range(20):  # until the system watches
        (tmp_path / "ping.txt").write_text(str(n))
        time.sleep(0.5)
        if watch._history:
            break
    assert isinstance(next(noticed), Changed)
    assistant.index_changes().result()
    question = "Where is the spare key of the garage?"
    assert "freezer" in ask(assistant, question).text
    started = time.monotonic()
    paper.write_text("The spare key of the garage hangs under the blue flowerpot.")
    while "flowerpot" not in ask(assistant, question).text:
        assert time.monotonic() - started < 5
        assistant.index_changes().result()
    watch.cancel()
    assert isinstance(list(noticed)[-1], Cancelled)
    assistant.remove_folder(folder.id)


def test_a_folder_that_is_not_there_is_said(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        assistant.add_folder(tmp_path / "nothing")


def test_a_folder_inside_a_known_one_is_not_added_twice(assistant: Assistant) -> None:
    known = assistant.folders()[0]
    assert assistant.add_folder(known.path / "bicycle.txt") == known


def test_a_file_that_is_no_model_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"PK\x03\x04 not a model")
    with pytest.raises(ModelError):
        assistant.shelf.add(path).result()
    assert assistant.shelf.all() == []
    assert assistant.mode().mode == "quote"


def test_engines_rest_and_wake(assistant: Assistant) -> None:
    ask(assistant, "보증금이 얼마야?")
    assert "KiwiWords" in assistant.processes()
    assistant._rooms.use_settings(assistant.settings.model_copy(update={"worker_idle_s": 0}))
    assistant._rooms.rest_idle()
    assert "KiwiWords" not in assistant.processes()
    assert ask(assistant, "보증금이 얼마야?").found


def test_a_question_can_be_stopped_while_the_engines_wake(assistant: Assistant) -> None:
    assistant._rooms.use_settings(assistant.settings.model_copy(update={"worker_idle_s": 0}))
    assistant._rooms.rest_idle()
    assistant.warm_up()
    job = assistant.talk.ask("보증금이 얼마야?")
    assert isinstance(next(job.events()), Progress)
    job.cancel()
    assert job.wait(0.3)
    assert isinstance(list(job.events())[-1], Cancelled)
    assert not all(waking.wait(0) for waking in assistant._rooms._waking)
    assert ask(assistant, "보증금이 얼마야?").found


def test_an_empty_library_is_said_at_once_without_waking_an_engine(tmp_path: Path) -> None:
    assistant = Assistant(Paths(tmp_path / "home"))
    answer = ask(assistant, "계약은 언제 끝나?")
    assert not answer.found
    assert "폴더를 추가" in answer.text
    assert assistant.processes() == {}
    assistant.close()
