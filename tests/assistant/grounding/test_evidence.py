"""Statements of passages, and what their terms weigh."""

from pathlib import Path

import pytest

from assistant.documents import Chunk, Passage
from assistant.engines.fake import PlainWords
from assistant.grounding.evidence import Evidence, context_of, coverage, numbers
from assistant.grounding.sentences import SentenceSplitter
from assistant.library.lexicon import Lexicon

TEXT = "One apple. Two pears. Three plums. Four figs."
COUNTS = {"appl": 0, "pear": 9}


@pytest.fixture
def evidence() -> Evidence:
    words = PlainWords()
    return Evidence(
        Lexicon(words), SentenceSplitter(words), lambda t: COUNTS.get(t, 99), lambda: 100
    )


def passage(text: str = TEXT, start: int = 50) -> Passage:
    chunk = Chunk(start, start + len(text), text, 3, "Basket")
    return Passage(1, 1, Path("/p/fruit_list.pdf"), "Shopping", chunk, 1.0, 1)


def test_statements_know_where_they_stand_on_the_page(evidence: Evidence) -> None:
    page = " " * 50 + TEXT
    found = evidence.statements([passage()])
    assert [s.text for s in found] == ["One apple.", "Two pears.", "Three plums.", "Four figs."]
    for statement in found:
        citation = statement.citation(2)
        assert page[citation.start : citation.end] == citation.quote
        assert (citation.n, citation.page, citation.place) == (2, 3, "Basket")


def test_a_statement_knows_its_neighbours_and_what_stands_above(evidence: Evidence) -> None:
    second = evidence.statements([passage()])[1]
    assert second.terms == {"two", "pear"}
    assert {"appl", "plum", "basket", "shop", "fruit"} <= second.near_terms
    assert "fig" not in second.near_terms
    assert "fig" in second.passage_terms


def test_statements_of_several_passages_keep_their_order(evidence: Evidence) -> None:
    found = evidence.statements([passage("Red."), passage("Blue.")])
    assert [s.text for s in found] == ["Red.", "Blue."]


def test_what_stands_above_includes_the_name_of_the_file() -> None:
    assert context_of(passage()) == "fruit list Shopping Basket"


def test_a_rare_term_weighs_more(evidence: Evidence) -> None:
    weights = evidence.weights(frozenset({"appl", "pear", "the"}))
    assert weights["appl"] > weights["pear"] > weights["the"] > 0
    assert evidence.counts(frozenset({"pear"})) == {"pear": 9}


def test_coverage_is_the_share_of_the_weight() -> None:
    weights = {"a": 3.0, "b": 1.0}
    assert coverage(weights, frozenset({"a", "c"})) == 0.75
    assert coverage(weights, frozenset()) == 0
    assert coverage({}, frozenset({"a"})) == 0


def test_numbers_are_compared_without_separators() -> None:
    assert numbers("1,200.50 euros at 12:30") == {"120050", "1230"}
