"""Which files a question asks of."""

from datetime import UTC, datetime

import pytest

from assistant.library.filters import filter_of

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def said(question: str) -> tuple[set[str], str, str]:
    found = filter_of(question, NOW)
    since, until = (f"{m:%Y-%m-%d}" if m else "" for m in (found.since, found.until))
    return set(found.formats), since, until


MAIL = {"eml", "msg", "mbox"}
NOTHING: set[str] = set()


@pytest.mark.parametrize(
    ("question", "formats", "since", "until"),
    [
        ("What do the PDFs from 2023 say about rent?", {"pdf"}, "2023-01-01", "2024-01-01"),
        ("Who wrote the mail from last March?", MAIL, "2026-03-01", "2026-04-01"),
        ("Which emails in December 2025 mention Ann?", MAIL, "2025-12-01", "2026-01-01"),
        ("Anything in the documents from last December?", NOTHING, "2025-12-01", "2026-01-01"),
        ("What changed in the files from last week?", NOTHING, "2026-11-16", "2026-11-23"),
        ("Is there a photo from yesterday of the meter?", None, "2026-11-22", "2026-11-23"),
        ("How much is the deposit in my emails?", MAIL, "", ""),
        ("2023년 PDF에 적힌 월세가 얼마야?", {"pdf"}, "2023-01-01", "2024-01-01"),
        ("작년에 받은 메일에서 김하나가 뭐라고 했어?", MAIL, "2025-01-01", "2026-01-01"),
        ("지난 3월 문서 중에 보일러 얘기 있어?", NOTHING, "2026-03-01", "2026-04-01"),
        ("작년 12월에 쓴 메모 보여 줘", {"txt", "md", "markdown"}, "2025-12-01", "2026-01-01"),
        ("지난달 메일", MAIL, "2026-10-01", "2026-11-01"),
        ("한글 문서에서 보증금 찾아 줘", {"hwp", "hwpx"}, "", ""),
    ],
)
def test_a_wish_is_understood(
    question: str, formats: set[str] | None, since: str, until: str
) -> None:
    found = said(question)
    assert found[1:] == (since, until)
    assert formats is None or found[0] == formats


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease end?",
        "How much was the rent in 2023?",
        "What happened last March?",
        "Where is the note about 2023 taxes kept?",
        "2023년 월세가 얼마였어?",
        "지난달에 병원에 간 날이 언제야?",
        "Is there a recipe in the kitchen?",
        "What is in a lease?",
        "예산에서요가 뭐야?",
        "작년 회의는 누가 준비했어?",
        "",
    ],
)
def test_other_questions_ask_of_all_files(question: str) -> None:
    assert not filter_of(question, NOW)


def test_the_first_days_of_a_year_look_back_well() -> None:
    january = datetime(2026, 1, 2, tzinfo=UTC)
    found = filter_of("mails from last month", january)
    assert (found.since, found.until) == (
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does it say in the lease about pets?", "임대차"),
        ("Which number is given in the boiler manual?", "설명서"),
        ("What did I pay for milk, from my receipts?", "receipt"),
        ("계약서에서 보증금이 얼마야?", "lease"),
        ("보일러 설명서에는 뭐라고 되어 있어?", "manual"),
        ("지난달 회의록에 뭐라고 써 있어?", "minutes"),
    ],
)
def test_a_kind_of_paper_is_a_wish(question: str, name: str) -> None:
    found = filter_of(question, NOW)
    assert found
    assert name in found.names


def test_a_name_of_several_kinds_asks_for_all_of_them() -> None:
    names = filter_of("근로계약서에 수습 기간이 몇 달이야?", NOW).names
    assert {"lease", "contract", "계약서"} <= set(names)


def test_an_insurer_is_no_kind_of_paper_but_a_policy_is_named_after_one() -> None:
    assert filter_of("누수 보험에서 왜 거절당했어?", NOW).names == ()
    assert "insurance" in filter_of("What does it say in my policy?", NOW).names
