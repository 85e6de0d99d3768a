"""Chunks reproduce the text, cover it and stay small."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import Page, Place
from assistant.library.chunking import BUDGET, chunks_of

_PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\n\n",
            "\r\n\r\n",
            "\r\n",
            "\n",
            ". ",
            "다. ",
            " | ",
            "👩‍👩‍👧‍👦",
            "한글은 소리글자이다",
            "\f",
            "\u3000",
            "。",
        ]
    ),
    st.integers(1, 900).map(lambda n: "가" * n),
    st.integers(1, 900).map(lambda n: "word " * n),
)
_TEXTS = st.lists(_PIECES, max_size=30).map("".join)


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.lists(st.integers(0, 400), max_size=5))
def test_chunks_reproduce_and_cover_the_text(text: str, starts: list[int]) -> None:
    places = [
        Place(at, text[at : at + 9]) for at in sorted(set(starts)) if text[at : at + 9].strip()
    ]
    page = Page(3, text, tuple(places))
    covered = [False] * len(text)
    last = 0
    for chunk in chunks_of([page]):
        assert text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip()
        assert chunk.page == 3
        assert chunk.start >= last
        last = chunk.end
        covered[chunk.start : chunk.end] = [True] * (chunk.end - chunk.start)
    assert all(is_in or letter.isspace() for is_in, letter in zip(covered, text, strict=True))


@settings(max_examples=60, deadline=None)
@given(_TEXTS)
def test_chunks_fit_the_embedder(text: str) -> None:
    # Gaps between paragraphs are not counted, so a little more than the budget may come out.
    for chunk in chunks_of([Page(None, text)]):
        assert len("".join(chunk.text.split())) <= BUDGET


def test_korean_chunks_are_half_as_long() -> None:
    english = chunks_of([Page(None, "This is a sentence of some length. " * 200)])
    korean = chunks_of([Page(None, "이 문장은 어느 정도 길이가 있는 문장이다. " * 200)])
    assert 500 < max(len(chunk.text) for chunk in english) <= 700
    assert 250 < max(len(chunk.text) for chunk in korean) <= 460
    assert all(chunk.text.endswith(".") for chunk in english + korean)


def test_short_paragraphs_are_merged() -> None:
    chunks = chunks_of([Page(None, "\n\n".join(f"Paragraph {n}." for n in range(20)))])
    assert len(chunks) == 1


def test_a_heading_stays_with_its_paragraph_and_names_the_place() -> None:
    text = "Before.\n\nRent\n\n" + "The rent is due. " * 60 + "\n\nKeys\n\nTwo keys."
    places = (Place(text.index("Rent"), "Rent"), Place(text.index("Keys"), "Keys"))
    chunks = chunks_of([Page(None, text, places)])
    assert [chunk.place for chunk in chunks] == [None, "Rent", "Rent", "Keys"]
    assert chunks[1].text.startswith("Rent\n\nThe rent is due.")
    assert chunks[-1].text == "Keys\n\nTwo keys."


def test_headings_in_a_row_stay_together() -> None:
    text = "Part one\n\nRent\n\nThe rent is due."
    chunks = chunks_of([Page(None, text, (Place(0, "Part one"), Place(10, "Rent")))])
    assert [chunk.text for chunk in chunks] == [text]


def test_no_chunk_crosses_a_page() -> None:
    chunks = chunks_of([Page(1, "First page."), Page(2, "  \n "), Page(3, "Third page.")])
    assert [(chunk.page, chunk.text) for chunk in chunks] == [
        (1, "First page."),
        (3, "Third page."),
    ]


def test_tables_are_cut_between_rows() -> None:
    rows = [f"Month: {n} | Note: paid. Thank you! | Sum: {n * 1000}" for n in range(60)]
    chunks = chunks_of([Page(1, "\n".join(rows))])
    assert len(chunks) > 2
    assert [row for chunk in chunks for row in chunk.text.split("\n")] == rows


def test_two_megabytes_in_one_line_take_less_than_two_seconds() -> None:
    for text in ("a" * 2_000_000, "word " * 400_000, "가나다 " * 500_000, "Yes. " * 400_000):
        start = time.process_time()
        assert len(chunks_of([Page(None, text)])) > 1000
        assert time.process_time() - start < 2
