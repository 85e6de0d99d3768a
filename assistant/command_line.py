"""What each hearth command does: the assistant's plain values as lines or JSON."""

import argparse
import json
import locale
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant import VERSION, offline, samples
from assistant.app import Assistant
from assistant.conversation import Answer
from assistant.documents import REASONS, IndexSummary, Passage
from assistant.errors import AssistantError
from assistant.jobs import Cancelled, Failed, Job, Progress, Token
from assistant.paths import Paths
from assistant.wording import Language, Wording

_REPORTED = ("PySide6-Essentials", "llama-cpp-python", "sentence-transformers", "torch", "chromadb")
_NO_QUESTION = AssistantError(
    Wording("Nothing was asked.", "질문이 없어요."),
    Wording(
        'Write it after the command, or give --from FILE with lines {"id":1,"question":"..."}.',
        '명령 뒤에 적거나 --from FILE로 {"id":1,"question":"..."} 줄이 든 파일을 주세요.',
    ),
)


def spoken_language() -> Language:
    """Return the language of this terminal."""
    return "ko" if (locale.getlocale()[0] or "").lower().startswith("ko") else "en"


def index(assistant: Assistant, options: argparse.Namespace) -> int:
    """Add paths, bring the library up to date, print a summary."""
    for path in options.paths:
        assistant.add_folder(path)
    summary: IndexSummary = _follow(assistant.index())
    if options.json:
        _print_json(_summary_json(assistant, summary))
        return 0
    print(
        f"{summary.files:,} files: {summary.indexed:,} read, {summary.unchanged:,} unchanged, "
        f"{summary.renamed:,} renamed, {summary.removed:,} removed, {summary.skipped:,} skipped, "
        f"{summary.failed:,} failed; {summary.chunks:,} passages in {summary.seconds:.1f} s"
    )
    for path, reason in summary.problems:
        print(f"  {path.name}: {REASONS[reason].in_language(spoken_language())}")
    return 0


def search(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print the passages for a query, or for each line of a file."""
    return _each(
        options.query,
        options,
        lambda query: _search_json(query, assistant.search(query, options.top).result()),
        _print_passages,
    )


def ask(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print the answer to a question, or to each line of a file."""
    return _each(
        options.question,
        options,
        lambda question: answer_json(assistant.ask(question).result()),
        _print_answer,
    )


def text(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print what was read on a page."""
    path = options.path.expanduser().absolute()
    numbers = assistant.page_numbers(path)
    page = options.page if options.page is not None else (numbers[0] if numbers else None)
    found = assistant.page_text(path, page)
    if options.json:
        _print_json({"path": str(path), "page": found.number, "text": found.text})
    else:
        print(found.text)
    return 0


def models(assistant: Assistant, options: argparse.Namespace) -> int:
    """List, add, choose, remove or verify language models."""
    if options.action != "list" and not options.which:
        print(f"hearth models {options.action}: say which one", file=sys.stderr)
        return 2
    if options.action == "add":
        model = assistant.add_model(Path(options.which))
        assistant.use_model(model.id)
    elif options.action == "use":
        assistant.use_model("" if options.which == "none" else options.which)
    elif options.action == "remove":
        assistant.remove_model(options.which)
    elif options.action == "verify":
        sound = assistant.verify_model(options.which)
        print("unchanged" if sound else "changed or gone since it was added")
        return 0 if sound else 1
    return _list_models(assistant, options)


def doctor(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print what is here, whether it is sound, and whether the network is shut."""
    lock = assistant.network_lock()
    report = {
        "versions": {
            "hearth": VERSION,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in _REPORTED},
        },
        "threads": _threads(),
        "offload": _offload(),
        "models": [asdict(model) for model in assistant.models()],
        "library": assistant.counts(),
        "network": {
            "closed": lock.closed,
            "by": lock.by,
            "refused": offline.network_is_refused(),
            "said": lock.sentence.in_language(spoken_language()),
        },
        "home": str(assistant.paths.home),
    }
    if options.json:
        _print_json(report)
    else:
        for name, value in report.items():
            print(f"{name:>10}: {value}")
    return 0 if report["network"]["refused"] else 1  # type: ignore[index]


def talk(assistant: Assistant, options: argparse.Namespace) -> int:
    """Hold a conversation in the terminal; where nobody can type, show the demo."""
    if not sys.stdin.isatty():
        return demo(assistant, options)
    language = spoken_language()
    print(_WELCOME.in_language(language))
    if not assistant.folders():
        print(_NO_FILES.in_language(language))
    conversation = assistant.new_conversation()
    for line in _typed_lines():
        if line == "/samples":
            assistant.add_samples()
            _follow(assistant.index())
        elif line.startswith("/add "):
            assistant.add_folder(Path(line[5:].strip()))
            _follow(assistant.index())
        else:
            _print_answer(answer_json(_follow(assistant.ask(line, conversation), live=True)))
    return 0


def demo(assistant: Assistant, options: argparse.Namespace) -> int:
    """Read the sample papers in a home of their own and answer six questions."""
    with tempfile.TemporaryDirectory(prefix="hearth-demo-") as folder:
        shown = Assistant(Paths.of(Path(folder)))
        try:
            shown.add_samples()
            summary: IndexSummary = _follow(shown.index())
            print(f"Sample papers: {summary.indexed} read in {summary.seconds:.0f} s\n")
            for question in samples.DEMO_QUESTIONS:
                print(f"? {question}")
                _print_answer(answer_json(shown.ask(question).result()))
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
        "citations": [{**asdict(c), "path": str(c.path)} for c in answer.citations],
        "usage": usage,
    }


_WELCOME = Wording(
    "Hearth. Ask anything about your files; an empty line ends. /add FOLDER adds one.",
    "Hearth예요. 서류에 대해 물어보세요. 빈 줄이면 끝나요. /add 폴더 로 추가해요.",
)
_NEAREST = Wording("Nearest in your files:", "내 서류에서 가장 가까운 곳:")
_NO_FILES = Wording(
    "Your library is empty: /add a folder, or try /samples.",
    "아직 서류가 없어요. /add 로 폴더를 추가하거나 /samples 로 견본을 보세요.",
)


def _typed_lines() -> Iterator[str]:
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            return
        if not line:
            return
        yield line


def _each(
    asked: str | None,
    options: argparse.Namespace,
    result_of: Callable[[str], dict[str, Any]],
    show: Callable[[dict[str, Any]], None],
) -> int:
    """Answer one question, or one on each line of --from, a line out for a line in."""
    if options.source is None:
        if not asked:
            raise _NO_QUESTION
        result = result_of(asked)
        if options.json:
            _print_json(result)
        else:
            show(result)
        return 0
    with options.source.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                record = json.loads(line)
                result = result_of(record.get("question") or record.get("query", ""))
                _print_json({"id": record["id"], **result})
    return 0


def _follow(job: Job, live: bool = False) -> Any:
    """Show a job's progress on stderr and return its result."""
    is_screen = sys.stderr.isatty()
    for event in job.events():
        if isinstance(event, Progress) and is_screen:
            print(f"\r\x1b[K{_progress_line(event)}", end="", file=sys.stderr, flush=True)
        elif isinstance(event, Token) and live and is_screen:
            print(event.text, end="", flush=True, file=sys.stderr)
        elif isinstance(event, Failed):
            raise event.error
        elif isinstance(event, Cancelled) and event.result is not None:
            return event.result
    if is_screen:
        print("\r\x1b[K", end="", file=sys.stderr)
    return job.result()


def _progress_line(progress: Progress) -> str:
    count = f" {progress.done}/{progress.total}" if progress.total else ""
    left = f" ({progress.seconds_left:.0f} s)" if progress.seconds_left else ""
    return f"{progress.note.in_language(spoken_language())}{count}{left}"


def _search_json(query: str, passages: list[Passage]) -> dict[str, Any]:
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


def _print_passages(result: dict[str, Any]) -> None:
    for passage in result["passages"]:
        print(f"{passage['rank']}. {_where(passage)}\n   {' '.join(passage['text'].split())[:200]}")


def _print_answer(result: dict[str, Any]) -> None:
    if not result["sentences"]:
        print(result["answer"])
    elif not result["found"] and result["mode"] == "quote":
        print(result["answer"].partition("\n")[0])
    for sentence in result["sentences"]:
        mark = f" [{sentence['citation']}]" if sentence["citation"] else " (not from your files)"
        print(f"{sentence['text']}{mark}")
    if result["citations"] and not result["found"]:
        print(_NEAREST.in_language(spoken_language()))
    for citation in result["citations"]:
        print(f"   [{citation['n']}] {_where(citation)}")


def _where(found: dict[str, Any]) -> str:
    place = (
        f"p. {found['page']}"
        if found["page"]
        else (f"“{found['place']}”" if found["place"] else "")
    )
    return f"{Path(found['path']).name} {place}".rstrip()


def _list_models(assistant: Assistant, options: argparse.Namespace) -> int:
    found = assistant.models()
    chosen = assistant.settings.model_id
    if options.json:
        listed = [{**asdict(m), "path": str(m.path), "in_use": m.id == chosen} for m in found]
        _print_json({"models": listed, "mode": assistant.mode().mode})
        return 0
    if not found:
        print(
            "No language model yet: answers are quoted. Add one with: hearth models add FILE.gguf"
        )
    for model in found:
        mark = "*" if model.id == chosen else " "
        kind = f"{model.architecture} {model.quantization}, {model.size_bytes / 1e9:.2f} GB"
        print(f"{mark} {model.id}  {model.name}  {kind}  {model.problem}")
    return 0


def _threads() -> dict[str, int]:
    import os

    return {"processors": os.cpu_count() or 1}


def _offload() -> dict[str, Any]:
    # Asked in a child of its own: a graphics driver must not be loaded into this process.
    return {"checked": False, "reason": "asked when a model is loaded"}


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)
