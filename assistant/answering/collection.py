"""Questions about the collection itself: counted in the catalogue, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from assistant.library.language import language_of
from assistant.store.library_store import LibraryStore
from assistant.wording import Wording

Ask = Literal["count", "changed", "unread", "largest"]
Period = Literal["today", "yesterday", "week", "month", "year", "all"]

_FILE_EN = r"(?:(?P<kind>[a-z]{2,5}) )?(?P<what>files?|documents?|papers?|pdfs?|spreadsheets?)"
_FILE_KO = r"(?:(?P<kind>[A-Za-z]{2,5})\s*)?(?P<what>파일|문서|서류|PDF|pdf)"
_PERIOD = (
    r"(?P<period>today|yesterday|(?:in the )?(?:this|last|past) (?:week|month|year)"
    r"|오늘|어제|이번\s?주|지난\s?주|이번\s?달|지난\s?달|올해|최근)"
)
_COUNT_TAIL = (
    r"(?: do (?:i|you|we) have| are there| have you read| (?:are )?in (?:my|the) library)?"
)
_PATTERNS: tuple[tuple[Ask, re.Pattern[str]], ...] = (
    ("count", re.compile(rf"how many {_FILE_EN}{_COUNT_TAIL}\W*", re.I)),
    (
        "count",
        re.compile(
            rf"(?:내|제|우리|전체|모두|읽은)?\s*{_FILE_KO}[은는이가]?\s*(?:모두|전부|다|총)?\s*"
            r"(?:몇\s?(?:개|건)|얼마나\s?있|개수)\S*\s*(?:있\S*|돼\S*|야|예요|이야)?\W*",
            re.I,
        ),
    ),
    (
        "changed",
        re.compile(
            rf"(?:what|which (?:files|documents))(?: has| have| was| were)? "
            rf"(?:changed|new|added|modified|updated)(?: in my (?:files|library))? {_PERIOD}\W*",
            re.I,
        ),
    ),
    (
        "changed",
        re.compile(
            rf"{_PERIOD}(?:에|에는)?\s*(?:바뀐|변경된|추가된|수정된|고친|새로 생긴|달라진)\s*"
            r"(?:것|게|거|파일|문서|서류)\S*\s*(?:뭐|무엇|있|어떤|알려|보여|몇)?.{0,12}",
        ),
    ),
    (
        "unread",
        re.compile(
            r"which (?:files|documents) (?:could not|couldn't|can't|cannot|were not) "
            r"(?:be )?read\W*",
            re.I,
        ),
    ),
    (
        "unread",
        re.compile(r"(?:못 읽은|읽지 못한|읽을 수 없는|안 읽힌)\s*(?:파일|문서|서류).{0,12}"),
    ),
    (
        "largest",
        re.compile(r"(?:what|which) (?:is|are) (?:my|the) (?:largest|biggest) files?\W*", re.I),
    ),
    ("largest", re.compile(r"(?:제일|가장)\s*큰\s*(?:파일|문서|서류).{0,10}")),
)
_MOST_NAMES = 12
_ANY_FORMAT = frozenset({"", "file", "files", "document", "documents", "paper", "papers"})


@dataclass(frozen=True, slots=True)
class CollectionQuestion:
    """A question that the catalogue answers."""

    ask: Ask
    period: Period = "all"
    format: str = ""
    """Empty means every format."""


def recognise(text: str) -> CollectionQuestion | None:
    """Return what a question asks of the collection; None if it is about what files say."""
    for ask, pattern in _PATTERNS:
        match = pattern.fullmatch(text.strip())
        if match:
            groups = match.groupdict()
            return CollectionQuestion(ask, _period(groups.get("period") or ""), _format(groups))
    return None


def answer_collection(
    asked: CollectionQuestion, question: str, store: LibraryStore, now: datetime
) -> str:
    """Return the answer in the question's language, from a query over the catalogue."""
    text, rows = _QUERIES[asked.ask](asked, store, now)
    lines = [text.in_language(language_of(question))]
    lines += [f"- {Path(row).name}" for row in rows[:_MOST_NAMES]]
    if len(rows) > _MOST_NAMES:
        lines.append(f"… +{len(rows) - _MOST_NAMES}")
    return "\n".join(lines)


def _period(text: str) -> Period:
    spaceless = text.lower().replace(" ", "")
    keys: tuple[tuple[Period, tuple[str, ...]], ...] = (
        ("today", ("today", "오늘")),
        ("yesterday", ("yesterday", "어제")),
        ("week", ("week", "주", "최근")),
        ("month", ("month", "달")),
        ("year", ("year", "올해")),
    )
    return next((p for p, words in keys if any(w in spaceless for w in words)), "all")


def _format(groups: dict[str, str | None]) -> str:
    kind = (groups.get("kind") or "").lower()
    what = (groups.get("what") or "").lower()
    if kind in ("my", "all", "the", "new"):
        kind = ""
    if what.startswith("pdf"):
        return "pdf"
    if what.startswith("spreadsheet"):
        return "xlsx"
    return "" if kind in _ANY_FORMAT else kind


def _since(period: Period, now: datetime) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "today": day,
        "yesterday": day - timedelta(days=1),
        "week": day - timedelta(days=7),
        "month": day - timedelta(days=31),
        "year": day.replace(month=1, day=1),
        "all": datetime.fromtimestamp(0, now.tzinfo),
    }[period]


Found = tuple[Wording, Sequence[str]]


def _count(asked: CollectionQuestion, store: LibraryStore, now: datetime) -> Found:
    rows = store.query_catalogue(
        "SELECT state IN ('read', 'partly') AS is_read, count(*) AS n FROM documents "
        "WHERE ?1 = '' OR format = ?1 GROUP BY is_read",
        asked.format,
    )
    counts = {row["is_read"]: row["n"] for row in rows}
    total, read = sum(counts.values()), counts.get(1, 0)
    kind = f"{asked.format.upper()} " if asked.format else ""
    return (
        Wording(
            f"There are {total:,} {kind}files in your library; {read:,} of them are read.",
            f"내 서류에 {kind}파일이 {total:,}개 있고, 그중 {read:,}개를 읽었어요.",
        ),
        (),
    )


def _changed(asked: CollectionQuestion, store: LibraryStore, now: datetime) -> Found:
    since = _since(asked.period, now).timestamp() * 1e9
    until = _since("today", now).timestamp() * 1e9 if asked.period == "yesterday" else 2**62
    rows = store.query_catalogue(
        "SELECT path FROM documents WHERE modified_ns >= ? AND modified_ns < ? "
        "ORDER BY modified_ns DESC",
        int(since),
        int(until),
    )
    names = [str(row["path"]) for row in rows]
    if not names:
        return Wording("No file changed in that time.", "그동안 바뀐 파일이 없어요."), ()
    return (
        Wording(f"{len(names):,} files changed:", f"파일 {len(names):,}개가 바뀌었어요."),
        names,
    )


def _unread(asked: CollectionQuestion, store: LibraryStore, now: datetime) -> Found:
    rows = store.query_catalogue(
        "SELECT path FROM documents WHERE state IN ('skipped', 'failed') ORDER BY path"
    )
    names = [str(row["path"]) for row in rows]
    if not names:
        return Wording("Every file could be read.", "모든 파일을 읽었어요."), ()
    return (
        Wording(
            f"{len(names):,} files could not be read; My files says why:",
            f"파일 {len(names):,}개를 읽지 못했어요. 이유는 내 서류에 있어요.",
        ),
        names,
    )


def _largest(asked: CollectionQuestion, store: LibraryStore, now: datetime) -> Found:
    rows = store.query_catalogue("SELECT path FROM documents ORDER BY size_bytes DESC LIMIT 5")
    return Wording("Your largest files:", "가장 큰 파일이에요."), [str(r["path"]) for r in rows]


_QUERIES = {"count": _count, "changed": _changed, "unread": _unread, "largest": _largest}
