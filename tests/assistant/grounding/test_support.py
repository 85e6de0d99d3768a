from pathlib import Path

import pytest

from assistant.documents import Chunk, Passage
from assistant.engines.fake import PlainWords
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.grounding.support import supporting
from assistant.library.lexicon import Lexicon

TEXT = "The boiler was serviced on 3 May. Gas costs 41 euros a month. 관리비는 매달 12만 원입니다."
EVIDENCE = Evidence(
    Lexicon(PlainWords()), SentenceSplitter(PlainWords()), lambda term: 1, lambda: 50
)


def support(claim: str) -> str | None:
    passage = Passage(1, 1, Path("/a.txt"), "a", Chunk(0, len(TEXT), TEXT), 1.0, 1)
    found = supporting(claim, EVIDENCE.statements([passage]), EVIDENCE)
    return found.text if found else None


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Gas costs 41 euros a month.", "Gas costs 41 euros a month."),
        ("The boiler was serviced on May 3.", "The boiler was serviced on 3 May."),
        ("관리비는 매달 12만 원입니다.", "관리비는 매달 12만 원입니다."),
    ],
)
def test_what_the_files_say_is_supported(claim: str, source: str) -> None:
    assert support(claim) == source


@pytest.mark.parametrize(
    "claim",
    [
        "Gas costs 42 euros a month.",
        "The boiler is expected to explode within days.",
        "관리비는 매달 13만 원입니다.",
        "Yes.",
        "",
    ],
)
def test_what_they_do_not_say_is_not(claim: str) -> None:
    assert support(claim) is None
