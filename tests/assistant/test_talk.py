"""Conversations with a scripted model over a real store: asked again, instead, further; shown."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.history import Past
from assistant.catalogue import ModelState
from assistant.conversation import Answer, Message
from assistant.engines.fake import ScriptedChat
from assistant.errors import ConversationGone, ModelError
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import Cancelled, CancelToken, Job, JobCancelled, Lane, Token, Work
from assistant.pace import Pace
from assistant.router import Router
from assistant.settings import Settings
from assistant.store.conversation_store import ConversationStore
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.talk import Talk

TINY = ModelState("tiny", "Tiny", Path("/tiny.gguf"), 1, "llama", "Q4", 512)


class Answerer:
    """Lets the scripted model write, and remembers what it was given."""

    def __init__(self) -> None:
        self.histories: list[list[str]] = []
        self.samplings: list[Sampling] = []
        self.thoughts = ""
        self.is_cut = False
        self.held: list[Callable[[], None]] = []

    def write(
        self,
        question: str,
        past: Past,
        model: ScriptedChat,
        sampling: Sampling,
        token: CancelToken,
        begun: str = "",
    ) -> Work:
        self.histories.append([message.text for message in past.messages])
        self.samplings.append(sampling)
        token.raise_if_cancelled()
        for hold in self.held:
            hold()
        asked = [ChatMessage("user", question)]
        asked += [ChatMessage("assistant", begun)] if begun else []
        text = begun
        for piece in model.chat(asked, sampling):
            if token.is_cancelled:
                break
            text += piece
            yield Token(piece)
        answer = Answer(question, text, "model", False, stopped=token.is_cancelled)
        return replace(answer, is_cut=self.is_cut, thoughts=self.thoughts)

    def settle(
        self, past: Past, model: ScriptedChat, sampling: Sampling, token: CancelToken
    ) -> Work:
        yield from ()

    def quote(self, question: str, token: CancelToken) -> Work:
        yield from ()
        return Answer(question, f"Quoted: {question}", "quote", True)


class Rooms:
    def __init__(self, chat: ScriptedChat) -> None:
        self._chat = chat

    def until_awake(self, token: CancelToken) -> Work:
        yield from ()

    def chat(self, path: Path) -> ScriptedChat:
        return self._chat


class House:
    """Talk with a scripted model, and what it is made of."""

    def __init__(self, database: Database) -> None:
        self.model = ScriptedChat()
        self.answerer = Answerer()
        self.chosen: ModelState | None = TINY
        self.settings = Settings(temperature=0.2)
        self.lane = Lane("answer")
        router = Router(
            LibraryStore(database),
            Rooms(self.model),  # type: ignore[arg-type]
            self.answerer,  # type: ignore[arg-type]
            self.answerer,  # type: ignore[arg-type]
            Pace(lambda: False),
            lambda: self.chosen,
            lambda: self.settings,
        )
        self.talk = Talk(ConversationStore(database), router, self.lane)
        self.conversation = self.talk.new()

    def asked(self, question: str, answer: str) -> tuple[Message, Message]:
        """Ask, and return question and answer as they are kept."""
        self.model.enqueue(answer)
        self.talk.ask(question, self.conversation).result()
        question_, answer_ = self.shown()[-2:]
        return question_, answer_

    def shown(self) -> tuple[Message, ...]:
        return self.talk.conversation(self.conversation).messages

    def texts(self) -> list[str]:
        return [message.text for message in self.shown()]

    @contextmanager
    def held(self) -> Iterator[None]:
        """The model does not begin before this ends; the job has."""
        begun, go = threading.Event(), threading.Event()
        self.answerer.held = [begun.set, lambda: assert_(go.wait(10))]
        self.began = begun
        try:
            yield
        finally:
            go.set()
            self.answerer.held = []


def assert_(condition: bool) -> None:
    assert condition


def ended(job: Job) -> object:
    return list(job.events())[-1]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "x.db")
    yield database
    database.close()


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database)
    yield house
    house.lane.close()


def test_a_question_follows_what_is_shown_and_the_model_knows_that_branch(house: House) -> None:
    house.asked("How much?", "Much.")
    house.asked("And when?", "Soon.")
    assert house.texts() == ["How much?", "Much.", "And when?", "Soon."]
    assert house.answerer.histories == [[], ["How much?", "Much."]]
    assert house.talk.conversations()[0].title == "How much?"


def test_another_answer_stands_beside_the_first_and_is_drawn_otherwise(house: House) -> None:
    _, first = house.asked("How much?", "Much.")
    house.asked("And when?", "Soon.")
    house.model.enqueue("Little.", "Nothing.")
    house.talk.ask_again(first.id).result()
    assert house.texts() == ["How much?", "Little."]
    second = house.shown()[1]
    assert (second.version, second.versions[0], len(second.versions)) == (2, first.id, 2)
    house.talk.ask_again(second.id).result()
    assert house.shown()[1].version == 3
    plain, *lively = house.answerer.samplings[0:1] + house.answerer.samplings[2:]
    assert plain.temperature == 0.2
    assert [sampling.temperature for sampling in lively] == [0.7, 0.7]
    assert len({sampling.seed for sampling in (plain, *lively)}) == 3
    assert house.answerer.histories[2:] == [[], []]


def test_a_person_may_like_it_livelier_still(house: House) -> None:
    house.settings = Settings(temperature=1.2)
    _, first = house.asked("How much?", "Much.")
    house.model.enqueue("Little.")
    house.talk.ask_again(first.id).result()
    assert {sampling.temperature for sampling in house.answerer.samplings} == {1.2}


def test_other_words_begin_a_branch_and_what_followed_the_first_stays(house: House) -> None:
    question, _ = house.asked("How much?", "Much.")
    house.asked("And when?", "Soon.")
    house.model.enqueue("310 euros.")
    house.talk.ask_instead(question.id, "How much in euros?").result()
    assert house.texts() == ["How much in euros?", "310 euros."]
    assert house.shown()[0].versions == (question.id, house.shown()[0].id)
    assert house.talk.conversations()[0].title == "How much in euros?"
    house.talk.show(question.id)
    assert house.texts() == ["How much?", "Much.", "And when?", "Soon."]


def test_a_title_that_was_chosen_stays(house: House) -> None:
    question, _ = house.asked("How much?", "Much.")
    house.talk.rename(house.conversation, "Bicycle")
    house.model.enqueue("310 euros.")
    house.talk.ask_instead(question.id, "How much in euros?").result()
    assert house.talk.conversations()[0].title == "Bicycle"


def test_a_later_question_in_other_words_keeps_what_came_before(house: House) -> None:
    house.asked("How much?", "Much.")
    question, _ = house.asked("And when?", "Soon.")
    house.chosen = None
    with house_has_papers(house):
        house.talk.ask_instead(question.id, "When exactly?").result()
    assert house.texts() == ["How much?", "Much.", "When exactly?", "Quoted: When exactly?"]
    assert house.talk.conversations()[0].title == "How much?"


@contextmanager
def house_has_papers(house: House) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.store.chunk_store.ChunkStore.count", lambda self: 1)
        yield


def test_a_cut_answer_is_written_further_in_its_place(house: House) -> None:
    house.asked("How are you?", "Well.")
    house.answerer.is_cut, house.answerer.thoughts = True, "Let me see."
    _, cut = house.asked("How much?", "It is ")
    assert cut.answer is not None
    assert cut.answer.is_cut
    house.answerer.is_cut, house.answerer.thoughts = False, ""
    house.model.enqueue("310 euros.")
    answer = house.talk.go_on(cut.id).result()
    assert house.model.asked[-1][-1] == ChatMessage("assistant", "It is ")
    assert house.answerer.histories[-1] == ["How are you?", "Well."]
    whole = house.shown()[-1]
    assert (whole.id, whole.text, answer.text) == (cut.id, "It is 310 euros.", "It is 310 euros.")
    assert whole.answer is not None
    assert not whole.answer.is_cut
    assert whole.answer.thoughts == "Let me see."
    assert len(whole.versions) == 1


def test_without_a_model_nothing_is_written_further_and_nothing_lost(house: House) -> None:
    _, cut = house.asked("How much?", "It is ")
    house.chosen = None
    with pytest.raises(ModelError, match="Only a language model"):
        house.talk.go_on(cut.id).result()
    assert house.texts() == ["How much?", "It is "]


def test_a_branch_chosen_while_an_answer_is_written_stays_and_so_does_the_answer(
    house: House,
) -> None:
    question, first = house.asked("How much?", "Much.")
    house.model.enqueue("310 euros.", "Soon.")
    house.talk.ask_instead(question.id, "How much in euros?").result()
    with house.held():
        job = house.talk.ask("And when?", house.conversation)
        assert house.began.wait(10)
        house.talk.show(first.id)
    job.result()
    assert house.texts() == ["How much?", "Much."]
    house.talk.show(house.shown()[0].versions[1])
    assert house.texts() == ["How much in euros?", "310 euros.", "And when?", "Soon."]


def test_a_conversation_deleted_while_it_is_answered_keeps_the_answer(house: House) -> None:
    house.model.enqueue("Much.")
    with house.held():
        job = house.talk.ask("How much?", house.conversation)
        assert house.began.wait(10)
        house.talk.delete(house.conversation)
    assert job.result().text == "Much."
    assert house.talk.conversations() == []
    house.talk.restore(house.conversation)
    assert house.texts() == ["How much?", "Much."]


def test_one_erased_by_another_process_still_gives_its_answer(
    house: House, database: Database
) -> None:
    house.model.enqueue("Much.")
    with house.held():
        job = house.talk.ask("How much?", house.conversation)
        assert house.began.wait(10)
        house.talk.delete(house.conversation)
        ConversationStore(database)
    assert job.result().text == "Much."
    with pytest.raises(ConversationGone):
        house.talk.ask("And when?", house.conversation)
    with pytest.raises(ConversationGone):
        house.talk.ask_again(1)


def test_a_second_answer_stopped_before_its_first_word_hides_nothing(house: House) -> None:
    _, first = house.asked("How much?", "Much.")
    house.model.enqueue("")
    with house.held():
        job = house.talk.ask_again(first.id)
        assert house.began.wait(10)
        job.cancel()
    assert isinstance(ended(job), Cancelled)
    assert house.texts() == ["How much?", "Much."]
    assert len(house.shown()[1].versions) == 1


def test_a_stopped_answer_is_kept_as_far_as_it_came(house: House) -> None:
    house.model.enqueue("one two three")
    with house.held():
        job = house.talk.ask("How much?", house.conversation)
        job.subscribe(lambda event: job.cancel() if isinstance(event, Token) else None)
    with pytest.raises(JobCancelled) as stop:
        job.result()
    answer = stop.value.result
    assert isinstance(answer, Answer)
    assert answer.text == "one "
    assert house.shown()[1].text == "one "


def test_a_question_that_failed_can_be_answered_after_all(house: House) -> None:
    house.chosen = None
    house.talk.ask("How much?", house.conversation).result()  # the library is empty
    house.chosen = TINY
    failed = house.talk.ask("And when?", house.conversation)  # no answer is scripted
    assert not isinstance(ended(failed), Cancelled)
    question = house.shown()[-1]
    assert question.role == "user"
    house.model.enqueue("Soon.")
    house.talk.ask_again(question.id).result()
    assert house.texts()[-2:] == ["And when?", "Soon."]
    assert house.answerer.samplings[-1].temperature == 0.2


def test_questions_without_an_answer_do_not_reach_the_model(house: House) -> None:
    house.asked("How much?", "Much.")
    ended(house.talk.ask("And when?", house.conversation))  # no answer is scripted
    house.asked("Where?", "Here.")
    assert house.texts() == ["How much?", "Much.", "And when?", "Where?", "Here."]
    assert house.answerer.histories[-1] == ["How much?", "Much."]
