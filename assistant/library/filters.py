"""Filters in plain language: which files a question wants to be answered from.

"What does the electrician's mail from last March say?" asks of mails, and of those of that March.
Only plain wishes are taken; everything else is left to the words of the question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_FORMATS: Mapping[str, frozenset[str]] = {
    name: frozenset(endings.split())
    for name, endings in {
        "pdf": "pdf",
        "mail": "eml msg mbox",
        "sheet": "xlsx xlsm xlsb xls ods csv tsv",
        "slides": "pptx ppsx ppt pps odp",
        "word": "docx docm doc odt rtf",
        "hangul": "hwp hwpx",
        "picture": "png jpg jpeg tif tiff bmp webp",
        "note": "txt md markdown",
        "any": "",
    }.items()
}
_NAMES = (
    ("pdf", r"pdfs?|피디에프|pdf"),
    ("mail", r"e-?mails?|mails?|이메일|메일"),
    ("sheet", r"spreadsheets?|excel files?|excel|엑셀|스프레드시트"),
    ("slides", r"presentations?|slides?|powerpoints?|발표 ?자료|슬라이드|파워포인트"),
    ("word", r"word (?:files?|documents?)|워드"),
    ("hangul", r"hwps?|한글 (?:파일|문서)"),
    ("picture", r"photos?|pictures?|scans?|사진|스캔"),
    ("note", r"notes?|메모"),
    ("any", r"files?|documents?|papers?|letters?|파일|문서|서류|자료"),
)
_FORMAT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMES)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_MONTH = "|".join(_MONTHS)
_WHEN = (
    rf"(?P<day>today|yesterday)|(?P<which>this|last) (?P<unit>week|month|year|{_MONTH})"
    rf"|(?:(?P<month>{_MONTH}) )?(?P<year>(?:19|20)\d\d)"
)
_KOREAN_WHEN = (
    r"(?P<ko_day>오늘|어제)"
    r"|(?P<ko_unit>이번 ?주|지난 ?주|이번 ?달|지난 ?달|올해|작년|지난해|재작년)"
    r"(?: ?(?P<ko_month_then>\d{1,2})월)?|지난 ?(?P<ko_last_month>\d{1,2})월"
    r"|(?P<ko_year>(?:19|20)\d\d)년(?: ?(?P<ko_month>\d{1,2})월)?"
)
_PATTERNS = (
    rf"\b(?:{_FORMAT})(?: (?:that|which) (?:i|we))?(?: (?:were|was|are|is))?"
    r"(?: (?:dated|written|made|changed|saved|received|got|sent|taken))?(?: (?:from|of|in|on))?"
    rf" (?:{_WHEN})\b",
    rf"\b(?:in|from|among) (?:(?:my|our|the|all|any|a|an|one|of|these|those) )*(?:{_FORMAT})\b",
    rf"(?:{_KOREAN_WHEN})(?:에|의)? ?(?:(?:내가|우리가) )?"
    rf"(?:(?:받은|보낸|쓴|만든|찍은|바뀐|고친|작성한|저장한|온) )?(?:{_FORMAT})",
    rf"(?:{_FORMAT})(?: ?파일| ?문서)?(?:들)?(?:에서|에는| 중에서| 중에)",
)
_KINDS_OF_PAPER = tuple(
    (tuple(asked.split()), tuple(also.split()))
    for asked, _, also in (
        names.partition("|")
        for names in (
            "lease tenancy 임대차 계약서",
            "contract agreement 계약서",
            "manual instructions guide handbook 설명서 사용법 안내서 매뉴얼",
            "minutes 회의록",
            "receipt 영수증",
            "invoice bill 청구서 고지서 명세서",
            "recipe 레시피 조리법",
            "policy 약관 보험증권 | insurance 보험",
            "warranty guarantee 보증서",
            "report 보고서",
            "budget 예산",
            "itinerary schedule timetable 일정표 일정",
            "diary journal 일기",
            "certificate 증명서",
            "quote estimate 견적서",
        )
    )
)
"""Names by which one kind of paper is asked for in both languages, and others that it bears."""
_KIND = "|".join(name for asked, _ in _KINDS_OF_PAPER for name in asked)
_IN_A_KIND = (
    r"\b(?:in|from|according to) (?:my|our|the|all|any|these|those) (?:[\w-]+ )?"
    rf"(?P<en>{_KIND})s?\b|(?P<ko>{_KIND})(?:들)?(?:에서|에는|에)(?![가-힣])"
)
_A_MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which files; an empty part lets every file through."""

    formats: frozenset[str] = frozenset()
    """Endings without the dot."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""
    names: tuple[str, ...] = ()
    """One of them stands in the file's name, its folder's or its title."""

    def __bool__(self) -> bool:
        """Return whether any file is left out."""
        return bool(self.formats or self.since or self.names)

    @property
    def dates(self) -> tuple[str, ...]:
        """How the year or month may stand in a file's name; copies lose their own dates."""
        if self.since is None or self.until is None or self.until - self.since < _A_MONTH:
            return ()
        since = self.since
        if self.until - since > _A_MONTH * 2:
            return (f"{since:%Y}",)
        name = _MONTHS[since.month - 1]
        numbers = [f"{since:%Y}{mark}{since:%m}" for mark in ("-", ".", "_", " ", "")]
        return (*numbers, f"{name} {since:%Y}", f"{name[:3]} {since:%Y}", _korean_month(since))


def filter_of(question: str, now: datetime) -> Filter:
    """Return the files that a question asks of.

    Args:
        question: As it was asked.
        now: With its time zone; "last month" is counted from here.
    """
    found = Filter()
    for pattern in _PATTERNS:
        for match in re.finditer(pattern, question, re.IGNORECASE):
            said = {name: text for name, text in match.groupdict().items() if text}
            formats = next((_FORMATS[name] for name in said if name in _FORMATS), frozenset())
            since, until = _period(said, now)
            found = Filter(found.formats | formats, found.since or since, found.until or until)
    return replace(found, names=_names(question))


def _names(question: str) -> tuple[str, ...]:
    match = re.search(_IN_A_KIND, question, re.IGNORECASE)
    said = (match["en"] or match["ko"]).lower() if match else ""
    # A contract in Korean may be of a flat or of work.
    kinds = [asked + also for asked, also in _KINDS_OF_PAPER if said in asked]
    return tuple(dict.fromkeys(name for names in kinds for name in names))


def _korean_month(since: datetime) -> str:
    return f"{since.year}년 {since.month}월"


def _period(said: Mapping[str, str], now: datetime) -> tuple[datetime | None, datetime | None]:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    unit = _unit(said)
    if "day" in said or "ko_day" in said:
        back = 1 if said.get("day", said.get("ko_day", "")).lower() in ("yesterday", "어제") else 0
        return _days(day, back, 1)
    if unit in ("week", "last week"):
        return _days(day, day.weekday() + (7 if "last" in unit else 0), 7)
    if unit in ("month", "last month"):
        return _month(day, day.year, day.month - (1 if "last" in unit else 0))
    year = {"year": day.year, "last year": day.year - 1, "year before last": day.year - 2}.get(unit)
    month = _month_number(said)
    if year is None and (text := said.get("year") or said.get("ko_year")):
        year = int(text)
    if year is None and month:
        # "Last March", and "this May" too, is the latest one that has begun.
        year = day.year if month <= day.month else day.year - 1
    if year is None:
        return None, None
    return _month(day, year, month) if month else _year(day, year)


def _unit(said: Mapping[str, str]) -> str:
    korean = {
        "이번주": "week", "지난주": "last week", "이번달": "month", "지난달": "last month",
        "올해": "year", "작년": "last year", "지난해": "last year", "재작년": "year before last",
    }  # fmt: skip
    if text := said.get("ko_unit"):
        return korean[text.replace(" ", "")]
    unit = said.get("unit", "").lower()
    if unit in _MONTHS or not unit:
        return ""
    return f"last {unit}" if said.get("which", "").lower() == "last" else unit


def _month_number(said: Mapping[str, str]) -> int:
    if name := said.get("month") or (said.get("unit", "") if not _unit(said) else ""):
        return _MONTHS.index(name.lower()) + 1
    numbers = (said.get(key) for key in ("ko_month", "ko_month_then", "ko_last_month"))
    number = int(next((text for text in numbers if text), 0))
    return number if number <= 12 else 0


def _days(day: datetime, back: int, length: int) -> tuple[datetime, datetime]:
    since = day - timedelta(days=back)
    return since, since + timedelta(days=length)


def _month(day: datetime, year: int, month: int) -> tuple[datetime, datetime]:
    if month < 1:
        year, month = year - 1, month + 12
    since = day.replace(year=year, month=month, day=1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return since, since.replace(year=after[0], month=after[1])


def _year(day: datetime, year: int) -> tuple[datetime, datetime]:
    since = day.replace(year=year, month=1, day=1)
    return since, since.replace(year=year + 1)
