"""Answerer: one question -> one answer out of sentences of the person's files."""

import time
from collections.abc import Generator, Sequence

from assistant.answering.quoting import Candidate, Quoter, choose, perhaps
from assistant.conversation import Answer, Sentence, Usage
from assistant.documents import Citation
from assistant.grounding.evidence import Statement
from assistant.jobs import CancelToken, Progress
from assistant.library.language import language_of
from assistant.library.retrieval import Retriever
from assistant.wording import Wording

NOT_FOUND = Wording(
    "I did not find this in your files. These are the nearest places.",
    "내 서류에서는 찾지 못했어요. 가장 가까운 곳은 다음과 같아요.",
)
NOT_SURE = Wording(
    "I am not sure that your files answer this. This comes nearest:",
    "서류에 답이 있는지 확실하지 않아요. 가장 가까운 문장은 다음과 같아요.",
)
NOTHING_NEAR = Wording(
    "I did not find this in your files.",
    "내 서류에서는 찾지 못했어요.",
)
EMPTY_LIBRARY = Wording(
    "There are no papers to look in yet. Add a folder, and ask again once it is read.",
    "아직 읽은 서류가 없어요. 폴더를 추가하고 다 읽은 뒤에 다시 물어봐 주세요.",
)
_RETRIEVED = 10
_NEAREST = 3

Steps = Generator[Progress, None, Answer]


class Answerer:
    """Answers from the person's files."""

    def __init__(self, retriever: Retriever, quoter: Quoter) -> None:
        self._retriever, self._quoter = retriever, quoter

    def quote(self, question: str, token: CancelToken) -> Steps:
        """Answer with sentences of the files."""
        started = time.monotonic()
        yield Progress(0, None, Wording("Looking in your files", "서류에서 찾고 있어요"))
        passages = self._retriever.retrieve(question, _RETRIEVED)
        token.raise_if_cancelled()
        candidates = self._quoter.candidates(question, passages)
        token.raise_if_cancelled()
        chosen = choose(candidates)
        usage = Usage(seconds=time.monotonic() - started)
        if not chosen:
            return _not_found(question, candidates, usage)
        citations = tuple(c.statement.citation(n) for n, c in enumerate(chosen, 1))
        sentences = _quoted(citations)
        text = "\n".join(sentence.text for sentence in sentences)
        return Answer(question, text, "quote", True, sentences, citations, usage)


def _one_line(quote: str) -> str:
    # The quote keeps the line ends of its page; read aloud or in a bubble they only disturb.
    return " ".join(quote.split())


def _quoted(citations: Sequence[Citation]) -> tuple[Sentence, ...]:
    return tuple(Sentence(_one_line(citation.quote), citation.n) for citation in citations)


def _not_found(question: str, candidates: Sequence[Candidate], usage: Usage) -> Answer:
    language = language_of(question)
    if likely := perhaps(candidates):
        citations = tuple(nearest(likely))
        sentences = _quoted(citations)
        text = "\n".join([NOT_SURE.in_language(language), *(s.text for s in sentences)])
        return Answer(question, text, "quote", False, sentences, citations, usage)
    closest = tuple(nearest(candidates))
    words = NOT_FOUND if closest else NOTHING_NEAR
    return Answer(question, words.in_language(language), "quote", False, (), closest, usage)


def nearest(candidates: Sequence[Candidate]) -> list[Citation]:
    """Return one citation for each of the nearest files."""
    best: dict[object, Statement] = {}
    for candidate in candidates:
        best.setdefault(candidate.statement.passage.path, candidate.statement)
    return [s.citation(n) for n, s in enumerate(list(best.values())[:_NEAREST], 1)]
