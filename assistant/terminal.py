"""What a person sees in a terminal: the assistant's plain values as lines in their language."""

import json
import locale
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.catalogue import EmbedderState, FoundModel, ModelKind, ModelState
from assistant.conversation import Answer
from assistant.documents import REASONS, Citation, IndexSummary, Passage
from assistant.jobs import Cancelled, Failed, Job, Progress, Token
from assistant.wording import Language, Wording

_SUMMARY = Wording(
    "{files:,} files: {indexed:,} read, {unchanged:,} unchanged, {renamed:,} renamed, "
    "{removed:,} removed, {skipped:,} skipped, {failed:,} failed; {chunks:,} passages in "
    "{seconds:.1f} s",
    "파일 {files:,}개: 읽음 {indexed:,}, 그대로 {unchanged:,}, 이름 바뀜 {renamed:,}, "
    "지워짐 {removed:,}, 건너뜀 {skipped:,}, 실패 {failed:,}; 토막 {chunks:,}개, {seconds:.1f}초",
)
_OFF_PICTURE = Wording("read off a picture", "그림에서 읽음")
_ALSO_IN = Wording("also in {names}", "{names}에도 있음")
_NEAREST = Wording("Nearest in your files:", "내 서류에서 가장 가까운 곳:")
_NOT_FROM_FILES = Wording("not from your files", "서류에 없는 말")
_PAGE = Wording("p. {page}", "{page}쪽")
_NO_MODEL = Wording(
    "No language model yet: answers are quoted. Add one with: hearth models add FILE.gguf",
    "아직 언어 모델이 없어서 서류의 문장으로 답해요. 추가: hearth models add 파일.gguf",
)

_SERVING = Wording(
    "Your other programs on this computer can ask Hearth now. Ctrl-C ends it.",
    "이제 이 컴퓨터의 다른 프로그램이 Hearth에 물어볼 수 있어요. Ctrl-C를 누르면 끝나요.",
)
_SOCKET = Wording("socket", "소켓")
_ADDRESS = Wording("address", "주소")
_TOKEN = Wording("API key", "API 키")
_IN_FILE = Wording("the token in {path}", "{path}에 있는 토큰")

_KINDS: Mapping[ModelKind, Wording] = {
    "language": Wording("writes", "글쓰기"),
    "embedding": Wording("searches", "찾기"),
    "speech": Wording("hears", "듣기"),
}
_FINDS = Wording("Passages are found with {name}.", "{name}(으)로 서류를 찾아요.")
_SWITCHING = Wording(
    "{name} is learning them: {share}%. It goes on with: hearth index",
    "{name}이(가) 익히는 중: {share}%. 이어서 하려면: hearth index",
)
_NONE_FOUND = Wording(
    "No model of another program was found on this computer.",
    "이 컴퓨터에서 다른 프로그램의 모델을 찾지 못했어요.",
)
_USE_FOUND = Wording(
    "Use one where it lies with: hearth models add PATH",
    "있는 자리에서 그대로 쓰려면: hearth models add 경로",
)


def spoken_language() -> Language:
    """Return the language of this terminal."""
    # The environment first: its locale may not be installed, and then the system says "C".
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next(filter(None, named), "") or locale.getlocale()[0] or ""
    return "ko" if chosen.lower().startswith("ko") else "en"


def say(words: Wording, **values: object) -> str:
    """Return the words in this terminal's language, with the values put in."""
    return words.in_language(spoken_language()).format(**values)


def typed_lines() -> Iterator[str]:
    """Yield what the person types, until an empty line or the end."""
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            return
        if not line:
            return
        yield line


def follow(job: Job, live: bool = False) -> Any:
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


def print_summary(summary: IndexSummary) -> None:
    """Print what indexing did, and why files were left out."""
    print(say(_SUMMARY, **asdict(summary)))
    for path, reason in summary.problems:
        print(f"  {path.name}: {say(REASONS[reason])}")


def print_passages(passages: Sequence[Passage]) -> None:
    """Print passages, best first."""
    for passage in passages:
        chunk = passage.chunk
        where = _where(passage.path.name, chunk.page, chunk.place)
        print(f"{passage.rank}. {where}\n   {' '.join(chunk.text.split())[:200]}")


def print_answer(answer: Answer) -> None:
    """Print an answer, the source of each sentence, and what lies nearest where none was found."""
    if not answer.sentences:
        print(answer.text)
    elif not answer.found and answer.mode == "quote":
        print(answer.text.partition("\n")[0])
    for sentence in answer.sentences:
        print(f"{sentence.text} {_mark(sentence.citation)}")
    if answer.citations and not answer.found and answer.mode == "model":
        print(say(_NEAREST))
    for citation in answer.citations:
        print(f"   [{citation.n}] {place_of(citation)}")


def print_models(
    models: Sequence[ModelState],
    in_use: Collection[str],
    fits: Mapping[str, Wording] = MappingProxyType({}),
) -> None:
    """Print the models, those in use with a star, and whether each one fits."""
    if not any(model.kind == "language" for model in models):
        print(say(_NO_MODEL))
    for model in models:
        mark = "*" if model.id in in_use else " "
        kind = f"{model.architecture} {model.quantization}, {model.size_bytes / 1e9:.2f} GB"
        print(f"{mark} {model.id}  {model.name}  {say(_KINDS[model.kind])}, {kind}")
        if about := model.problem or fits.get(model.id):
            print(f"    {say(about)}")


def print_embedder(state: EmbedderState) -> None:
    """Print what finds passages, how far a change of it is, and what hinders it."""
    print(say(_FINDS, name=state.serving))
    if state.is_switching:
        share = state.learned * 100 // max(1, state.passages)
        print(say(_SWITCHING, name=state.wanted, share=share))
    if state.problem:
        print(say(state.problem))


def print_found(found: Sequence[FoundModel]) -> None:
    """Print the models of other programs, and how to use one."""
    if not found:
        print(say(_NONE_FOUND))
        return
    for one in found:
        print(f"{one.program}  {one.name}  {one.size_bytes / 1e9:.2f} GB\n    {one.path}")
    print(say(_USE_FOUND))


def print_serving(socket: Path, token_file: Path, token: str) -> None:
    """Print where programs find Hearth; the token itself only where it is given."""
    shown = token or say(_IN_FILE, path=token_file)
    print(say(_SERVING))
    for name, value in ((_SOCKET, socket), (_ADDRESS, "http://localhost/v1"), (_TOKEN, shown)):
        print(f"{say(name):>10}: {value}", flush=True)


def print_json(value: dict[str, Any]) -> None:
    """Print an object as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def print_report(report: Mapping[str, object]) -> None:
    """Print a report, one subject a line."""
    for name, value in report.items():
        print(f"{name:>10}: {_listed(value)}")


def place_of(citation: Citation) -> str:
    """Return the file and page, or place, of a citation."""
    where = _where(citation.path.name, citation.page, citation.place)
    where = f"{where} ({say(_OFF_PICTURE)})" if citation.is_ocr else where
    copies = ", ".join(copy.name for copy in citation.copies)
    return f"{where} ({say(_ALSO_IN, names=copies)})" if copies else where


def _where(name: str, page: int | None, place: str | None) -> str:
    if page:
        return f"{name} {say(_PAGE, page=page)}"
    return f"{name} “{place}”" if place else name


def _mark(citation: int | None) -> str:
    return f"[{citation}]" if citation else f"({say(_NOT_FROM_FILES)})"


def _progress_line(progress: Progress) -> str:
    count = f" {progress.done}/{progress.total}" if progress.total else ""
    left = f" ({progress.seconds_left:.0f} s)" if progress.seconds_left else ""
    return f"{say(progress.note)}{count}{left}"


def _listed(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_listed(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(_listed, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
