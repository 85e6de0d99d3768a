"""What a question asks for: its kind of answer, its focus and the terms that carry its meaning."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.kinds import NUMBER, Kind, kind_of, plain
from assistant.answering.synonyms import synonyms
from assistant.grounding.evidence import Evidence
from assistant.library.language import has_hangul

# Words that ask but name nothing; they would only dilute what a passage must hold.
_EMPTY_WORDS = frozenset(
    (
        "what when where which who whom whose whos why how much mani many long often do does did "
        "doe is are was were be been am can could should would will shall may might must have has "
        "had a an the of to in on at for from with by about into as it it's this that these those "
        "there here my our your i we you me us he she they them his her hers their its and or if "
        "than then not no s t tell say pleas give show need want get got ani some so up out "
        "얼마 얼마나 언제 누구 어디 무엇 뭐 무슨 몇 어떻 어떠 어떤 어느 하 되 있 없 알 주 말 것 때 "
        "우리 내 나 저 이 그 가지 정도 며칠 궁금 알리 보 좀 지 수 같 않 싶 적히 나오 모두 다 들 "
        "가 곳 쪽 번 데"
    ).split()
)
# What only names the kind of the answer; the kind's own pattern looks for it.
_KIND_WORDS = frozenset(
    (
        "colour color phone telephon number cost price fee much pay paid date day time name long "
        "mani amount e mail "
        "색 색깔 전화 전화번호 번호 연락처 휴대 금액 비용 요금 가격 값 돈 날짜 날 이름 기간 수치 "
        "시간"
    ).split()
)
# The noun that is asked for: it stands right after the asking word, or right before it in Korean.
_FOCUS = (
    re.compile(
        r"\b(?:what|which) (?!is\b|are\b|was\b|were\b|do|did|would|time\b|if\b)([\w-]+)", re.I
    ),
    re.compile(
        r"\bwh(?:at|o) (?:is|are|was|were) the (?:[\w'-]+ ){0,2}?([\w-]+)"
        r"(?= of\b| on\b| for\b| in\b)",
        re.I,
    ),
    re.compile(r"\bwhat (?:is|are|was|were) (?:[\w'-]+ ){0,4}?[\w]+'s ((?:[\w-]+ ?){1,3})", re.I),
    re.compile(
        r"([가-힣]+?)(?:은|는|이|가|을|를) "
        r"(?:무엇|뭐|뭔|얼마|누구(?!에게|한테|와|랑)|언제|어디|모두|몇|알려)"
    ),
    re.compile(r"(?:어느|무슨|어떤) ([가-힣]+?)(?:은|는|이|가|을|를|에|로|인가|예|$|[ ?])"),
    re.compile(r"([가-힣]+?)(?:은|는|이|가)\?"),
)
_COUNTED = re.compile(r"\bhow many ([a-z]+)", re.I)
_KOREAN_COUNTED = re.compile(
    r"몇 ?(장|개|명|그루|대|마리|권|바|퍼센트|센티미터|킬로미터|미터|킬로그램|그램|도|점|병|"
    r"알|집|벌|칸|층|쪽|살|시간|분|달|주|년|월|일|호차|번)"
)
_MARK = re.compile(
    r"\d[\d,.]*(?:년|월|일|동|호|층|번|단계|학년|차)|\b[A-Z]*-?\d+(?:[,.]\d+)*(?:-?[A-Z]+)?\b|"
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


@dataclass(frozen=True)
class Question:
    """A question with what it asks for."""

    text: str
    kind: Kind | None
    weights: dict[str, float]
    """Its meaningful terms with their inverse document frequency."""
    others: dict[str, frozenset[str]]
    """For each of them the terms that mean nearly the same."""
    focus: frozenset[str]
    """The terms of what is asked for, without those that only name the kind."""
    counts: dict[str, int]
    """In how many passages of the library each term stands."""

    @cached_property
    def marks(self) -> tuple[re.Pattern[str], ...]:
        """What must stand in the passage: numbers, months, years, codes, each as a pattern."""
        return tuple(_mark(found.group()) for found in _MARK.finditer(self.text))

    @cached_property
    def unit(self) -> re.Pattern[str] | None:
        """What a number of the counted thing looks like; None if nothing is counted."""
        korean = _KOREAN_COUNTED.search(self.text)
        if korean:
            return re.compile(rf"(?:{NUMBER}|[가-힣]) ?{korean.group(1)}")
        english = _COUNTED.search(self.text)
        if not english:
            return None
        stem = re.escape(english.group(1).rstrip("s"))
        return re.compile(rf"{NUMBER}[ -](?:[\w-]+ ){{0,2}}{stem}", re.I)

    def is_shown_by(self, text: str) -> bool:
        """Return whether the text holds a value of the asked kind that the question lacks."""
        if self.kind is None:
            return True
        known = plain(self.text)
        return any(value not in known for value in self.kind.values(text))


def understand(text: str, evidence: Evidence) -> Question:
    """Return the question with its kind, focus and weighted terms."""
    terms = evidence.terms(text)
    meaningful = terms - _EMPTY_WORDS - _KIND_WORDS or terms - _EMPTY_WORDS or terms
    focus = evidence.terms(_focus(text)) - _EMPTY_WORDS - _KIND_WORDS
    return Question(
        text,
        kind_of(text),
        evidence.weights(meaningful),
        {term: synonyms(term) for term in meaningful},
        focus,
        evidence.counts(meaningful),
    )


def _mark(text: str) -> re.Pattern[str]:
    """Return a pattern of the mark; a month may also stand in a date written with hyphens."""
    found = re.fullmatch(r"(\d+)(월|년)", text)
    if not found:
        return re.compile(rf"(?<!\d){re.escape(text)}(?!\d)", re.I)
    number, is_month = found.group(1), found.group(2) == "월"
    other = rf"-{int(number):02}-" if is_month else number
    return re.compile(
        rf"(?<!\d){text}|(?<!\d){other}" if not is_month else rf"(?<!\d){text}|{other}"
    )


def _focus(text: str) -> str:
    patterns = _FOCUS[3:] if has_hangul(text) else _FOCUS[:3]
    return next((found.group(1) for p in patterns if (found := p.search(text))), "")
