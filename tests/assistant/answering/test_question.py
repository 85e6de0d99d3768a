"""What a question asks for, in both languages."""

import pytest

from assistant.answering.kinds import kind_of
from assistant.answering.question import Question, understand
from assistant.answering.synonyms import synonyms
from assistant.engines.fake import PlainWords
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.library.lexicon import Lexicon


def asked(text: str) -> Question:
    evidence = Evidence(
        Lexicon(PlainWords()), SentenceSplitter(PlainWords()), lambda term: 1, lambda: 20
    )
    return understand(text, evidence)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What colour is the washing machine?", "colour"),
        ("보일러 본체는 무슨 색인가요?", "colour"),
        ("What is Rhona's e-mail address?", "email"),
        ("Where is her street address?", "address"),
        ("관리사무소 전화번호를 알려 주세요.", "phone"),
        ("이자는 몇 퍼센트인가요?", "percent"),
        ("비타민 디 수치는 얼마인가요?", "measure"),
        ("How much did the bicycle cost?", "money"),
        ("전세 보증금은 얼마인가요?", "money"),
        ("How long does the play last?", "duration"),
        ("몇 시에 떠나나요?", "clock"),
        ("When does the lease end?", "date"),
        ("보증은 언제 끝나나요?", "date"),
        ("What is the frame number?", "code"),
        ("버스는 몇 대인가요?", "count"),
        ("Who is the landlord?", "person"),
        ("검사원은 누구인가요?", "person"),
    ],
)
def test_the_kind_of_answer_is_recognised(text: str, kind: str) -> None:
    found = kind_of(text)
    assert found is not None
    assert found.name == kind


def test_a_question_may_be_open() -> None:
    question = asked("Why is the window shut?")
    assert question.kind is None
    assert question.is_shown_by("Because of the wind.")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("How much was the deposit?", "It was 3,440 euros.", "It was paid on 16 January 2026."),
        ("보증금은 얼마인가요?", "보증금은 3,000만 원입니다.", "보증금은 나중에 돌려준다."),
        ("When does it end?", "It ends on 31 July 2027.", "It ends one day."),
        ("언제 바꾸었나요?", "2026년 7월 4일에 바꾸었다.", "바꾸시기를 권합니다."),
        ("떡은 몇 시에 찾나요?", "찾는 때는 아침 열 시다.", "떡은 다시 찾는다."),
        ("What colour is it?", "It is dark green.", "It is very large."),
    ],
)
def test_a_value_of_the_kind_is_told_from_other_text(question: str, yes: str, no: str) -> None:
    assert asked(question).is_shown_by(yes)
    assert not asked(question).is_shown_by(no)


def test_a_value_that_the_question_holds_is_no_answer() -> None:
    question = asked("When in January 2026 did it start?")
    assert not question.is_shown_by("It was January 2026.")
    assert question.is_shown_by("It started on 21 January 2026.")


def test_what_is_counted_must_stand_beside_a_number() -> None:
    english, korean = asked("How many points did he get?"), asked("사진은 몇 장인가요?")
    assert english.unit is not None
    assert english.unit.search("passed with 71 points")
    assert not english.unit.search("passed in 2024, no points")
    assert korean.unit is not None
    assert korean.unit.search("사진 여섯 장을")
    assert not korean.unit.search("사진을 6월에")


def test_months_years_and_codes_are_marks() -> None:
    marks = asked("What was the bill of flat 61-C in May 2025?").marks
    assert [m.pattern for m in marks] == [
        rf"(?<!\d){text}(?!\d)" for text in (r"61\-C", "May", "2025")
    ]
    assert not marks[2].search("In 12025 and 20250")


def test_a_korean_month_is_also_found_in_a_written_date() -> None:
    (month,) = asked("3월 이사 비용은 얼마인가요?").marks
    assert month.search("3월")
    assert month.search("2025-03-16")
    assert not month.search("13월")


def test_the_focus_is_the_noun_asked_for_without_words_of_the_kind() -> None:
    assert asked("Which hospital is near?").focus == {"hospit"}
    assert asked("담임은 누구인가요?").focus == {"담임"}
    assert asked("전화번호는 무엇인가요?").focus == frozenset()


def test_words_that_only_ask_carry_no_weight() -> None:
    assert set(asked("How much is the deposit?").weights) == {"deposit"}
    assert set(asked("What is it?").weights)  # Never without any.


def test_synonyms_go_both_ways() -> None:
    assert "임대인" in synonyms("집주인")
    assert "집주인" in synonyms("임대인")
    assert "집주인" not in synonyms("집주인")
    assert synonyms("zebra") == frozenset()
