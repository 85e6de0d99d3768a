import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.engines.fake import PlainWords
from assistant.engines.kiwi import KiwiWords
from assistant.grounding.sentences import SentenceSplitter

PLAIN = SentenceSplitter(PlainWords())


def sentences(text: str, splitter: SentenceSplitter = PLAIN) -> list[str]:
    return [text[a:b] for a, b in splitter.split([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two!  Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Kim pays 3.50 euros. Done.", ["Dr. Kim pays 3.50 euros.", "Done."]),
        ('He said "No." Then left.', ['He said "No."', "Then left."]),
        ("A heading\n\n- a point\n- [x] done\n> said", ["A heading", "a point", "done", "said"]),
        ("  \n \n", []),
        ("", []),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_line_broken_by_the_margin_is_joined() -> None:
    text = (
        "Deposit\n"
        "The firm also pays the deposit, which returns to the firm when the\n"
        "secondment ends. You keep nothing of it.\n"
        "2. Rent\n"
        "The rent is paid by the employer on the first working day of every\n"
        "month of the year"
    )
    assert sentences(text) == [
        "Deposit",
        "The firm also pays the deposit, which returns to the firm when the\nsecondment ends.",
        "You keep nothing of it.",
        "2. Rent",
        "The rent is paid by the employer on the first working day of every\nmonth of the year",
    ]


def test_rows_of_a_table_are_never_joined() -> None:
    rows = (
        "date: 2026-08-13 | what: Chemist | euros: 12\ndate: 2026-08-14 | what: Museum | euros: 9"
    )
    assert len(sentences(rows)) == 2


def test_korean_sentences() -> None:
    splitter = SentenceSplitter(KiwiWords())
    text = (
        "제2조 (보증금)\n① 보증금은 2억 원으로 한다. 계약은 2027. 7. 31.까지다.\nIt ends. Really."
    )
    found = sentences(text, splitter)
    assert found[0] == "제2조 (보증금)"
    assert found[1] == "① 보증금은 2억 원으로 한다."
    assert found[-2:] == ["It ends.", "Really."]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aB1.!? \n\t\r-*가나다🏠é\u2028\"')", max_size=80))
def test_spans_lie_in_the_text_in_order_and_are_trimmed(text: str) -> None:
    last = 0
    for start, end in PLAIN.split([text])[0]:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
