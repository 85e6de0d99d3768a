"""What each hearth command does: the assistant's plain values as JSON, or shown in the terminal."""

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from assistant import VERSION, offline, samples
from assistant.app import Assistant
from assistant.conversation import Answer
from assistant.documents import REASONS, IndexSummary, Passage, citation_json
from assistant.errors import AssistantError
from assistant.fitting import Hardware
from assistant.jobs import Changed, Event
from assistant.model_commands import embedder_json, model_json
from assistant.paths import Paths
from assistant.serving import local_api_report
from assistant.terminal import (
    follow,
    print_answer,
    print_json,
    print_passages,
    print_report,
    print_summary,
    say,
    typed_lines,
)
from assistant.wording import Wording

_REPORTED = ("PySide6-Essentials", "llama-cpp-python", "sentence-transformers", "torch", "chromadb")
_NO_QUESTION = AssistantError(
    Wording("Nothing was asked.", "질문이 없어요."),
    Wording(
        'Write it after the command, or give --from FILE with lines {"id":1,"question":"..."}.',
        '명령 뒤에 적거나 --from FILE로 {"id":1,"question":"..."} 줄이 든 파일을 주세요.',
    ),
)


def index(assistant: Assistant, options: argparse.Namespace) -> int:
    """Add paths, bring the library up to date, print a summary."""
    for path in options.paths:
        assistant.add_folder(path)
    summary: IndexSummary = follow(assistant.index())
    if options.json:
        print_json(_summary_json(assistant, summary))
        return 0
    print_summary(summary)
    return 0


def search(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print the passages for a query, or for each line of a file."""
    return _each(
        options.query,
        options,
        lambda query: assistant.search(query, options.top).result(),
        _search_json,
        print_passages,
    )


def ask(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print the answer to a question, or to each line of a file."""
    return _each(
        options.question,
        options,
        lambda question: assistant.talk.ask(question).result(),
        lambda _, answer: answer_json(answer),
        print_answer,
    )


def text(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print what was read on a page."""
    path = options.path.expanduser().absolute()
    numbers = assistant.page_numbers(path)
    page = options.page if options.page is not None else (numbers[0] if numbers else None)
    found = assistant.page_text(path, page)
    if options.json:
        print_json({"path": str(path), "page": found.number, "text": found.text})
    else:
        print(found.text)
    return 0


def doctor(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print what is here, whether it is sound, and whether the network is shut."""
    lock = assistant.network_lock()
    hardware: Hardware = assistant.shelf.hardware().result()
    report = {
        "versions": {
            "hearth": VERSION,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in _REPORTED},
        },
        "threads": {"processors": os.cpu_count() or 1, "used": hardware.cores},
        "offload": _offload(hardware),
        "models": [model_json(model) for model in assistant.shelf.all()],
        "library": assistant.counts(),
        "embedder": embedder_json(assistant),
        "network": {
            "closed": lock.closed,
            "by": lock.by,
            "refused": offline.network_is_refused(),
            "said": say(lock.sentence),
        },
        "local_api": local_api_report(assistant),
        "home": str(assistant.paths.home),
    }
    if options.json:
        print_json(report)
    else:
        print_report(report)
    return 0 if report["network"]["refused"] else 1  # type: ignore[index]


def talk(assistant: Assistant, options: argparse.Namespace) -> int:
    """Hold a conversation in the terminal; where nobody can type, show the demo."""
    if not sys.stdin.isatty():
        return demo(assistant, options)
    print(say(_WELCOME))
    if not assistant.folders():
        print(say(_NO_FILES))
    keep_up(assistant)
    conversation = assistant.talk.new()
    for line in typed_lines():
        if line == "/samples":
            assistant.add_samples()
            follow(assistant.index())
        elif line.startswith("/add "):
            assistant.add_folder(Path(line[5:].strip()))
            follow(assistant.index())
        else:
            print_answer(follow(assistant.talk.ask(line, conversation), live=True))
    return 0


def keep_up(assistant: Assistant) -> None:
    """Read what changed since the last time, and whatever changes from now on."""

    def follow_changes(event: Event) -> None:
        if isinstance(event, Changed):
            assistant.index_changes()

    assistant.index(in_background=True)
    assistant.watch().subscribe(follow_changes)


def demo(assistant: Assistant, options: argparse.Namespace) -> int:
    """Read the sample papers in a home of their own and answer six questions."""
    with tempfile.TemporaryDirectory(prefix="hearth-demo-") as folder:
        shown = Assistant(Paths.of(Path(folder)))
        try:
            shown.add_samples()
            summary: IndexSummary = follow(shown.index())
            print(say(_SAMPLES_READ, count=summary.indexed, seconds=f"{summary.seconds:.0f}"), "\n")
            for question in samples.DEMO_QUESTIONS:
                print(f"? {question}")
                print_answer(shown.talk.ask(question).result())
                print()
        finally:
            shown.close()
    return 0


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer in the fixed form of the command line."""
    usage = asdict(answer.usage)
    return {
        "question": answer.question,
        "answer": answer.text,
        "mode": answer.mode,
        "found": answer.found,
        "sentences": [asdict(sentence) for sentence in answer.sentences],
        "citations": [citation_json(citation) for citation in answer.citations],
        "usage": usage,
    }


_WELCOME = Wording(
    "Hearth. Ask anything about your files; an empty line ends. /add FOLDER adds one.",
    "Hearth예요. 서류에 대해 물어보세요. 빈 줄이면 끝나요. /add 폴더 로 추가해요.",
)
_SAMPLES_READ = Wording(
    "Sample papers: {count} read in {seconds} s",
    "견본 서류 {count}개를 {seconds}초에 읽었어요",
)
_NO_FILES = Wording(
    "Your library is empty: /add a folder, or try /samples.",
    "아직 서류가 없어요. /add 로 폴더를 추가하거나 /samples 로 견본을 보세요.",
)


_Result = TypeVar("_Result")


def _each(
    asked: str | None,
    options: argparse.Namespace,
    result_of: Callable[[str], _Result],
    packed: Callable[[str, _Result], dict[str, Any]],
    show: Callable[[_Result], None],
) -> int:
    """Answer one question, or one on each line of --from, a line out for a line in."""
    if options.source:
        for id_, question in _asked_in(options.source):
            print_json({"id": id_, **packed(question, result_of(question))})
        return 0
    if not asked:
        raise _NO_QUESTION
    result = result_of(asked)
    if options.json:
        print_json(packed(asked, result))
    else:
        show(result)
    return 0


def _asked_in(source: Path) -> Iterator[tuple[object, str]]:
    """Yield (id, question) of each line of a file.

    Raises:
        AssistantError: The file cannot be opened, or a line is not such a record.
    """
    try:
        lines = source.read_text("utf-8").splitlines()
    except OSError as error:
        raise _no_questions_in(source, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise _no_questions_in(source, "UTF-8") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
                yield record["id"], str(record.get("question") or record["query"])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise _no_questions_in(source, f"{number}: {line[:60]}") from error


def _no_questions_in(source: Path, detail: str) -> AssistantError:
    return AssistantError(
        Wording(
            f"The questions in {source} cannot be read ({detail}).",
            f"{source}의 질문을 읽을 수 없어요 ({detail}).",
        ),
        _NO_QUESTION.hint,
    )


def _search_json(query: str, passages: Sequence[Passage]) -> dict[str, Any]:
    return {"query": query, "passages": [_passage_json(passage) for passage in passages]}


def _passage_json(passage: Passage) -> dict[str, Any]:
    chunk = passage.chunk
    return {
        "rank": passage.rank,
        "score": passage.score,
        "path": str(passage.path),
        "page": chunk.page,
        "place": chunk.place,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }


def _summary_json(assistant: Assistant, summary: IndexSummary) -> dict[str, Any]:
    packed = asdict(summary)
    packed["problems"] = [
        {"path": str(path), "reason": reason, "said": REASONS[reason].en}
        for path, reason in summary.problems
    ]
    return {**packed, "library": assistant.counts()}


def _offload(hardware: Hardware) -> dict[str, Any]:
    return {
        "devices": [asdict(device) for device in hardware.devices],
        "why_none": say(hardware.why_no_gpu) if hardware.why_no_gpu else "",
        "memory_free_bytes": hardware.free_bytes,
        "memory_bytes": hardware.total_bytes,
    }
