import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Sentence
from ui.light_markdown import blocks, stretches


def _words(text: str) -> list[str]:
    return ["".join(span.text for span in block.spans) for block in blocks(text)]


def test_kinds_of_blocks() -> None:
    text = "# Head\nwords\n- one\n  - two\n3. three\n```\ncode *x*\n```"
    kinds = [(block.kind, block.depth) for block in blocks(text)]
    assert kinds == [
        ("heading", 0), ("paragraph", 0), ("bullet", 0), ("bullet", 1), ("number", 0), ("code", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and *thin* and `code`", "bold and thin and code"),
        ("<img src=http://x/y.png> <b>b</b>", "<img src=http://x/y.png> <b>b</b>"),
        ("![pic](http://x/y.png)", "pic (http://x/y.png)"),
        ("[here](https://example.org)", "here (https://example.org)"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert _words(text) == [shown]


@given(st.text(alphabet="ab *`_#-[]()!.\n\r<>1가🙂", max_size=80))
def test_any_text_can_be_shown(text: str) -> None:
    for block in blocks(text):
        for span in block.spans:
            assert 0 <= span.start <= span.end <= len(text)


def test_sentences_are_found_in_order() -> None:
    text, found = stretches(
        "It is so. It is so. No.", [Sentence("It is so.", 1), Sentence("No.", None)]
    )
    assert [(text[s.start : s.end], s.citation) for s in found] == [("It is so.", 1), ("No.", None)]


def test_sentences_that_differ_from_the_text_replace_it() -> None:
    text, found = stretches("other", [Sentence("One.", 1), Sentence("Two.", 2)])
    assert text == "One. Two."
    assert [text[s.start : s.end] for s in found] == ["One.", "Two."]
