"""Text from Tesseract put in order: only whitespace moves."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library.reading.ocr_text import in_order, mended_spaces

_LEFT = [
    "The rent is 1,250.00 pounds a month, payable",
    "on the first working day of each month to the",
    "account of the landlord. A receipt is sent by",
    "letter within ten days after it has arrived.",
]
_RIGHT = [
    "Either side may end this agreement with two",
    "months of notice in writing. The keys are to",
    "be handed back on the last day. The deposit",
    "is returned within two weeks after that day.",
]
_WORDS = (
    "보 증 금 은 가 나 다 보증금은 한다. 5,000,000원이며 2024 년 450,000 원 Wi-Fi LG A B ( ) - ㄱ"
    " 漢 é kim@example.com"
)
_LINES = st.lists(st.sampled_from(_WORDS.split()), max_size=12).map(" ".join)
_HANGUL = "[가-힣]"


@pytest.mark.parametrize(
    ("torn", "mended"),
    [
        ("임 차 인 은 매월 말 일 까지 월 세 를 보낸다.", "임차인은 매월 말일까지 월세를 보낸다."),
        ("공 유 기 와 LG 에 어 컨 은 Wi-Fi 6", "공유기와 LG 에어컨은 Wi-Fi 6"),
        ("서 울 특 별 시 마 포 구 123 호", "서울특별시 마포구 123 호"),
    ],
)
def test_korean_torn_into_letters_is_mended(torn: str, mended: str) -> None:
    assert mended_spaces(torn) == mended


@pytest.mark.parametrize(
    "text",
    [
        "보증금은 5,000,000원이며 월세는 450,000원입니다.",
        "이 돈은 그 달 말일에 갚는다.",
        "A B C 1 2 3",
        "",
        "김 씨와 이 씨",
    ],
)
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert mended_spaces(text) == text


def _around_others(text: str) -> list[str]:
    """Return the spaces that touch anything but two Korean letters."""
    return re.findall(rf"(?<!{_HANGUL}) +|(?<={_HANGUL}) +(?!{_HANGUL}| )", text)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=4).map("\n".join))
def test_nothing_but_spaces_between_korean_letters_changes(text: str) -> None:
    mended = mended_spaces(text)
    assert mended.replace(" ", "") == text.replace(" ", "")
    assert [line.strip() == "" for line in mended.split("\n")] == [
        line.strip() == "" for line in text.split("\n")
    ]
    assert _around_others(mended) == _around_others(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_order_loses_no_letter(text: str) -> None:
    assert sorted("".join(in_order(text).split())) == sorted("".join(text.split()))


def test_two_columns_are_read_one_after_the_other() -> None:
    rows = [f"{left}        {right}" for left, right in zip(_LEFT, _RIGHT, strict=True)]
    text = "\n\n".join(["A letter", *rows, "the last line of the left one.", "x" * 120])
    assert in_order(text).split("\n") == [
        "A letter",
        *_LEFT,
        "the last line of the left one.",
        "",
        *_RIGHT,
        "",
        "x" * 120,
    ]


def test_a_table_is_read_row_by_row() -> None:
    rows = [f"item {number}        {number},000        paid" for number in range(9)]
    assert in_order("\n".join(rows)).split("\n")[3] == "item 3  3,000  paid"
    pairs = [f"name {number}        Margaret Hollis" for number in range(9)]
    assert in_order("\n".join(pairs)).split("\n")[3] == "name 3  Margaret Hollis"


def test_an_empty_line_inside_a_sentence_goes() -> None:
    text = "Notice\n\nThe tenant keeps the garden tidy and does not\n\nsmoke.\n\nSigned by both."
    assert in_order(text) == (
        "Notice\n\nThe tenant keeps the garden tidy and does not\nsmoke.\n\nSigned by both."
    )
