"""Korean said in English word by word, with the real Kiwi and the real list."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.engines import gloss as module
from assistant.engines.gloss import gloss, romanized
from assistant.engines.kiwi import KiwiWords

ROWS = Path(module.__file__).with_name("glosses.tsv").read_text("utf-8").splitlines()


@dataclass
class Token:
    form: str
    tag: str
    start: int
    len: int


@pytest.fixture(scope="module")
def words() -> KiwiWords:
    return KiwiWords()


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("보증금은 얼마인가요?", "deposit how much ?"),
        ("문을 언제 닫아요?", "door when close ?"),
        ("관리비를 못 냈다", "maintenance fee cannot pay did"),
    ],
)
def test_what_a_question_asks_comes_through(words: KiwiWords, korean: str, english: str) -> None:
    assert words.glosses([korean]) == [english]


def test_numbers_and_foreign_words_stay_as_they_are(words: KiwiWords) -> None:
    said = words.glosses(["전화 042-555-0174, 38,400원, Type-C 2개"])[0]
    assert "042-555-0174" in said
    assert "38,400 won" in said
    assert "Type-C" in said


def test_english_is_not_touched(words: KiwiWords) -> None:
    assert words.glosses(["The rent is due.", ""]) == ["The rent is due.", ""]


def test_a_noun_the_list_lacks_is_taken_apart() -> None:
    assert gloss("세탁기수리", [Token("세탁기수리", "NNG", 0, 5)]) == "washing machine repair"


def test_a_name_is_spelled_in_latin_letters() -> None:
    assert gloss("윤해린", [Token("윤해린", "NNP", 0, 3)]) == "yunhaerin"
    assert romanized("한국 a1") == "hanguk a1"


def test_morphemes_that_melted_together_are_said_once_each() -> None:
    # 냈 is 내 and 었 on the same syllable.
    tokens = [Token("내", "VV", 0, 1), Token("었", "EP", 0, 1), Token(".", "SF", 1, 1)]
    assert gloss("냈.", tokens) == "pay did ."


def test_every_row_of_the_list_is_whole_and_stands_once() -> None:
    rows = [row.split("\t") for row in ROWS]
    assert all(len(row) == 3 and row[0] and row[1] for row in rows)
    assert not [key for key, n in Counter((row[0], row[1]) for row in rows).items() if n > 1]
    assert not [row for row in rows if not row[2].isascii()]
