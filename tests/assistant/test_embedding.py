"""An embedding model of the person in a whole assistant, and on the command line."""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.model_commands import models
from assistant.paths import Paths

CARRIED = "all-MiniLM-L6-v2"
Open = Callable[[], Assistant]


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Open]:
    opened: list[Assistant] = []

    def open_() -> Assistant:
        for assistant in opened:
            assistant.close()
        opened[:] = [Assistant(Paths(tmp_path / "home"))]
        return opened[0]

    yield open_
    for assistant in opened:
        assistant.close()


@pytest.fixture
def assistant(open_: Open, tmp_path: Path) -> Assistant:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "lease.txt").write_text("The deposit is paid when the lease ends.")
    (papers / "bicycle.txt").write_text("The bicycle cost 310 euros, brakes included.")
    assistant = open_()
    assistant.add_folder(papers)
    assistant.index().result()
    return assistant


def run(assistant: Assistant, *words: str) -> int:
    action, which = (*words, None)[:2]
    return models(assistant, argparse.Namespace(action=action, which=which, json=True))


def test_a_model_is_added_learns_serves_and_is_left_again(
    assistant: Assistant,
    open_: Open,
    embedder: Callable[[str], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = embedder("static")
    assert run(assistant, "add", str(folder)) == 0
    listed = json.loads(capsys.readouterr().out)
    [model] = listed["models"]
    assert (model["kind"], model["in_use"], model["fit"]) == ("embedding", True, None)
    assert listed["embedder"] == {
        "serving": "static",
        "serving_id": model["id"],
        "wanted": "static",
        "is_switching": False,
        "learned": 2,
        "passages": 2,
        "carried": CARRIED,
        "problem": "",
    }
    assert {file.embedder[:7] for file in assistant.ledger().result().files} == {"static+"}
    assert assistant.counts()["vectors"] == 2
    # Its processes are its own, and the sentences are still weighed with the carried model.
    answer = assistant.talk.ask("When is the deposit paid?").result()
    assert answer.citations[0].path.name == "lease.txt"
    assert {"SentenceModel", "MiniLm"} <= set(assistant.processes())

    away = folder.with_name("away")
    folder.rename(away)
    assert assistant.talk.ask("When is the deposit paid?").result().citations
    again = open_()
    assert again.startup_notice is not None
    assert "not where it was" in str(again.startup_notice)
    assert again.embedder().serving == CARRIED
    assert again.counts()["vectors"] == 2
    away.rename(folder)
    assert again.embedder().serving == "static"
    assert again.embedder().problem is None

    assert run(again, "use", "carried") == 0
    assert again.embedder().serving == CARRIED
    assert again.settings.embedder_id == ""
    run(again, "use", model["id"])
    run(again, "remove", model["id"])
    assert again.settings.embedder_id == ""
    again.index_changes().result()
    assert again.embedder().serving == CARRIED
    assert again.counts()["vectors"] == 2


def test_a_question_is_answered_while_another_model_is_only_chosen(
    assistant: Assistant, embedder: Callable[[str], Path]
) -> None:
    model = assistant.shelf.add(embedder("bert")).result()
    assistant.use_model(model.id, "embedding")
    state = assistant.embedder()
    assert (state.serving, state.wanted, state.is_switching) == (CARRIED, "bert", True)
    assert (state.learned, state.passages) == (0, 2)
    answer = assistant.talk.ask("When is the deposit paid?").result()
    assert answer.citations[0].path.name == "lease.txt"
    assert "SentenceModel" not in assistant.processes()
    assistant.index_changes().result()
    assert assistant.embedder().serving == "bert"
    assert [p.path.name for p in assistant.search("deposit lease").result()]


def test_a_model_that_is_broken_afterwards_says_so(
    assistant: Assistant, embedder: Callable[[str], Path]
) -> None:
    folder = embedder("static")
    model = assistant.shelf.add(folder).result()
    (folder / "model.safetensors").write_bytes(b"")
    assistant.use_model(model.id, "embedding")
    with pytest.raises(Exception, match="damaged or incomplete"):
        assistant.index_changes().result()
    assert assistant.embedder().serving == CARRIED
    shutil.rmtree(folder)
    assistant.index_changes().result()


def test_nobody_uses_a_model_that_is_not_there(assistant: Assistant) -> None:
    with pytest.raises(Exception, match="There is no model nobody"):
        run(assistant, "use", "nobody")
    assert run(assistant, "use", "none") == 0
    assert run(assistant, "verify") == 2
