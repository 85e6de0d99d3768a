"""What a question asks for: its kind of answer and the terms that carry its meaning."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.grounding.evidence import Evidence

Kind = Literal["time", "amount", "count", "phone", "person", "any"]

_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"전화|연락처|번호로|\b(?:phone|telephone|call)\b", re.I)),
    (
        "amount",
        re.compile(
            r"얼마(?!나)|금액|가격|비용|요금|보증금|"
            r"\bhow much\b|\b(?:cost|price|fee|total|amount)\b",
            re.I,
        ),
    ),
    (
        "time",
        re.compile(
            r"언제|며칠|몇\s?(?:시|월|일|년)|날짜|기한|마감|까지|"
            r"\bwhen\b|\bwhat (?:time|date|day|year)\b|\bdeadline\b|\bby which\b",
            re.I,
        ),
    ),
    ("count", re.compile(r"몇|얼마나|\bhow (?:many|long|often|far|big|large|old)\b", re.I)),
    ("person", re.compile(r"누가|누구|담당자|\bwho(?:se|m)?\b", re.I)),
)
_SHOWS: dict[Kind, re.Pattern[str]] = {
    "phone": re.compile(r"\d[\d\s()-]{5,}\d"),
    "amount": re.compile(
        r"[\d만억천백십]\s?원|[₩€$£%]|\d[\d,.]*\s?(?:퍼센트|유로|파운드|달러)|\d[\d,]{3,}|\d\.\d\d\b|"
        r"\d\s?(?:EUR|KRW|GBP|USD|euros?|pounds?|won|dollars?|percent|cents?|p)\b",
        re.I,
    ),
    "time": re.compile(
        r"\d\s?[년월일시분]|\d{4}-\d\d|\d\d?:\d\d|요일|매[월주년일달]|오전|오후|정오|[달주]\s?(?:뒤|전)|"
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|daily|weekly|noon|midnight)\b|"
        r"\b(?:19|20)\d\d\b|\d\s?(?:a|p)\.?m\b",
        re.I,
    ),
    "count": re.compile(
        r"\d|[한두세네석넉]\s?[가-힣]|하나|둘|셋|다섯|여섯|일곱|여덟|아홉|열|스물|서른|"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
        r"fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|once|twice|half|both|every)\b",
        re.I,
    ),
    "person": re.compile(
        r"[A-Z][a-z]+ [A-Z][a-z]+|[가-힣]{2,4}(?:\s?(?:씨|님|박사|원장|교수|선생|과장))?"
    ),
    "any": re.compile(r""),
}
# Words that ask but name nothing; they would only dilute what a passage must hold.
_EMPTY_WORDS = frozenset(
    (
        "what when where which who whom whose why how much many long often do does did doe is are "
        "was were be been am can could should would will shall may might must have has had a an "
        "the of to in on at for from with by about into as it it's this that these those there "
        "here my our your i we you me us he she they them his her their its and or if than then "
        "not no s t tell say pleas give show need want get got ani some so up out "
        "얼마 언제 누구 어디 무엇 뭐 몇 어떻 어떠 어느 하 되 있 없 알 주 말 것 때 우리 내 나 저 이 "
        "그 가지 정도 며칠 궁금 알리 보 좀 지 수 같 않 싶 적히 나오"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it asks for."""

    text: str
    kind: Kind
    weights: dict[str, float]
    """Its meaningful terms with their inverse document frequency."""

    def is_shown_by(self, text: str) -> bool:
        """Return whether the text holds something of the kind that was asked for."""
        return _SHOWS[self.kind].search(text) is not None


def understand(text: str, evidence: Evidence) -> Question:
    """Return the question with its kind and weighted terms."""
    terms = evidence.terms(text)
    meaningful = frozenset(term for term in terms if term not in _EMPTY_WORDS) or terms
    return Question(text, _kind(text), evidence.weights(meaningful))


def _kind(text: str) -> Kind:
    return next((kind for kind, asks in _ASKS if asks.search(text)), "any")
