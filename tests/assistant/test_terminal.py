"""What a person sees in a terminal."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import terminal
from assistant.conversation import Answer, Sentence, Usage
from assistant.documents import Citation, IndexSummary
from assistant.jobs import CancelToken, Job, Thought, Token, Work, Writing

CITATION = Citation(1, Path("/papers/lease.pdf"), 3, None, 0, 9, "The rent.")


@pytest.fixture(params=["en_GB.UTF-8", "ko_KR.UTF-8"])
def is_korean(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("LC_ALL", request.param)
    return bool(request.param.startswith("ko"))


def test_the_environment_names_the_language(is_korean: bool) -> None:
    assert terminal.spoken_language() == ("ko" if is_korean else "en")


def test_a_summary_names_the_files_left_out(
    is_korean: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.print_summary(IndexSummary(files=1200, problems=((Path("/a/old.pdf"), "empty"),)))
    first, second = capsys.readouterr().out.splitlines()
    assert "1,200" in first
    assert "old.pdf: " in second
    assert ("파일" in first) == is_korean


def test_a_found_answer_has_its_place(is_korean: bool, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = (Sentence("The rent.", 1), Sentence("So be it.", None))
    terminal.print_answer(Answer("?", "", "model", True, sentences, (CITATION,), Usage()))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "The rent. [1]"
    assert lines[1].startswith("So be it. (")
    assert lines[2] == f"   [1] lease.pdf {'3쪽' if is_korean else 'p. 3'}"


def test_doubt_is_said_before_the_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    text = "I am not sure.\nThe rent."
    doubtful = Answer("?", text, "quote", False, (Sentence("The rent.", 1),), (CITATION,), Usage())
    terminal.print_answer(doubtful)
    assert capsys.readouterr().out.splitlines()[:2] == ["I am not sure.", "The rent. [1]"]


def test_a_report_is_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_report({"network": {"closed": True}, "models": []})
    assert capsys.readouterr().out.splitlines() == ["   network: closed yes", "    models: -"]


def test_a_citation_says_that_it_was_read_off_a_picture() -> None:
    citation = Citation(1, Path("/a/scan.pdf"), 3, None, 0, 1, "x", is_ocr=True)
    assert "read off a picture" in terminal.place_of(citation)


def test_a_citation_names_the_other_files_with_the_same_text() -> None:
    copies = (Path("/b/copy.pdf"), Path("/c/old.pdf"))
    citation = replace(CITATION, copies=copies)
    assert terminal.place_of(citation) == "lease.pdf p. 3 (also in copy.pdf, old.pdf)"


def test_thoughts_and_what_writes_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("?", "Yes.", "model", False)

    def work(token: CancelToken) -> Work:
        yield Writing(32, 20, None, 10**9)
        yield Thought("The person wants to know.")
        yield Token("Yes.")
        return answer

    job = Job(work)
    job.run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr.isatty", lambda: True)
        assert terminal.follow(job, live=True) == answer
    said = capsys.readouterr()
    assert "Yes." in said.err
    assert "wants to know" not in said.err + said.out
