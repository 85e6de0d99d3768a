"""Invented people, things and days: the text the tiny model learns from, Korean and English.

Nothing here is true and nothing is taken from anybody: every line is put together from the word
lists below.
"""

import random
from dataclasses import dataclass
from typing import NamedTuple

SYSTEM = "Answer only from the passages below. Reply in the language of the question."


class Relation(NamedTuple):
    """A sentence, its question, and the word lists that fill subject and value."""

    sentence: str
    question: str
    subjects: str
    values: str


@dataclass(frozen=True, slots=True)
class Example:
    """One exchange in the prompt format of the assistant."""

    system: str
    user: str
    reply: str


_EN = {
    "person": "Mina Jonas Clara Viktor Selma Oskar Nadia Bruno Ilse Tomas Greta Rafael Lena Anton "
    "Paula Emil Marta Hugo Irene Kasper Olga Felix Dora Simon",
    "place": "Sokdam Harburg Lisbon Torvik Molena Dunmore Kesta Arlen Vesper Norwick Calder "
    "Brenta Ostrava Pinedale Quarry Solano",
    "thing": "key contract passport camera ladder printer invoice blanket lantern notebook guitar "
    "suitcase umbrella certificate helmet teapot",
    "room": "kitchen garage cellar attic hallway office bedroom garden drawer cupboard shed "
    "library",
    "event": "meeting concert exam wedding delivery inspection lecture holiday festival interview "
    "picnic rehearsal",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday today tomorrow",
    "food": "soup bread rice cheese honey apples noodles coffee mushrooms pancakes olives tea",
    "price": "12 15 20 28 34 40 47 55 63 70 86 99",
}
_KO = {
    "person": "민아 준호 서연 지훈 하은 도윤 유나 태오 소라 건우 나래 은우 다인 시온 보람 현수 "
    "가람 예린 주원 수빈 한결 미르 재인 아라",
    "place": "서울 부산 대전 광주 제주 강릉 춘천 전주 여수 속초 경주 목포 안동 포항 수원 남원",
    "thing": "열쇠 계약서 여권 카메라 사다리 프린터 영수증 담요 손전등 공책 기타 가방 우산 증명서 "
    "안전모 찻잔",
    "room": "부엌 차고 지하실 다락 복도 사무실 침실 정원 서랍 찬장 창고 서재",
    "event": "회의 공연 시험 결혼식 배송 점검 강의 휴가 축제 면접 소풍 연습",
    "day": "월요일 화요일 수요일 목요일 금요일 토요일 일요일 오늘 내일",
    "food": "국수 빵 김밥 치즈 꿀 사과 만두 커피 버섯 떡 귤 녹차",
    "price": "1200 1500 2000 2800 3400 4000 4700 5500 6300 7000 8600 9900",
}
WORDS = {
    language: {kind: text.split() for kind, text in lists.items()}
    for language, lists in (("en", _EN), ("ko", _KO))
}
RELATIONS = {
    "en": (
        Relation("{s} lives in {v}.", "Where does {s} live?", "person", "place"),
        Relation("{s} works in {v}.", "Where does {s} work?", "person", "place"),
        Relation("{s} likes {v}.", "What does {s} like?", "person", "food"),
        Relation("{s} lost the {v}.", "What did {s} lose?", "person", "thing"),
        Relation("The {s} is in the {v}.", "Where is the {s}?", "thing", "room"),
        Relation("The {s} costs {v} euros.", "How much does the {s} cost?", "thing", "price"),
        Relation("The {s} is on {v}.", "When is the {s}?", "event", "day"),
    ),
    "ko": (
        Relation("{s} 씨는 {v}에 살아요.", "{s} 씨는 어디에 살아요?", "person", "place"),
        Relation("{s} 씨는 {v}에서 일해요.", "{s} 씨는 어디에서 일해요?", "person", "place"),
        Relation("{s} 씨는 {v} 먹어요.", "{s} 씨는 무엇을 먹어요?", "person", "food"),
        Relation("{s} 씨는 {v} 잃어버렸어요.", "{s} 씨는 무엇을 잃어버렸어요?", "person", "thing"),
        Relation("{s} 위치는 {v} 안이에요.", "{s} 위치는 어디예요?", "thing", "room"),
        Relation("{s} 가격은 {v} 원이에요.", "{s} 가격은 얼마예요?", "thing", "price"),
        Relation("{s} 날짜는 {v}이에요.", "{s} 날짜는 언제예요?", "event", "day"),
    ),
}
SMALL_TALK = (
    ("Hello!", "Hello! How can I help you?"),
    ("Hi there", "Hello! How can I help you?"),
    ("Thank you!", "You are welcome. 😊"),
    ("Who are you?", "I am a very small model that was made for tests."),
    ("Good night", "Good night. 🌙"),
    ("안녕하세요?", "안녕하세요! 무엇을 도와드릴까요?"),
    ("안녕", "안녕하세요! 무엇을 도와드릴까요?"),
    ("고마워요", "별말씀을요. 😊"),
    ("누구세요?", "저는 시험을 위해 만든 아주 작은 모델이에요."),
    ("잘 자요", "안녕히 주무세요. 🌙"),
)


def invent(rng: random.Random, passages: int) -> Example:
    """Invent one exchange; with no passages it is small talk."""
    if not passages:
        said, reply = rng.choice(SMALL_TALK)
        return Example(rng.choice(("", SYSTEM)), said, reply)
    language = rng.choice(("en", "ko"))
    facts: dict[tuple[str, str], str] = {}
    while len(facts) < passages:
        relation, subject = _subject(rng, language, [s for s, _ in facts])
        value = rng.choice(WORDS[language][relation.values])
        sentence = relation.sentence.format(s=subject, v=value)
        facts.setdefault((subject, relation.question.format(s=subject)), sentence)
    (_, question), reply = rng.choice(list(facts.items()))
    numbered = "\n".join(f"[{n}] {text}" for n, text in enumerate(facts.values(), 1))
    return Example(SYSTEM, f"{numbered}\n\nQuestion: {question}", reply)


def _subject(rng: random.Random, language: str, used: list[str]) -> tuple[Relation, str]:
    """Choose a relation and a subject, at times one already talked about, so that both matter."""
    relation = rng.choice(RELATIONS[language])
    subjects = WORDS[language][relation.subjects]
    known = [subject for subject in used if subject in subjects]
    return relation, rng.choice(known if known and rng.random() < 0.2 else subjects)
