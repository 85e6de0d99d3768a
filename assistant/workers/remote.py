"""The Protocols of assistant.interfaces, forwarded to a worker process."""

from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.documents import NO_HINT, Hint, Page, ReadDocument
from assistant.errors import ModelError, WorkerDied
from assistant.interfaces import ChatMessage, Excerpt, ModelFacts, Sampling, Spent, Vectors
from assistant.wording import Wording
from assistant.workers.worker import Worker

_SCAN_TAKES = 3
"""Times as long as a file may take; a scan may be looked at from four sides."""
_EMBED_BATCH = 64
"""Texts a call; short calls let a question slip in between while a library is indexed."""


class RemoteReader:
    """Reads files in a process that is killed when one takes too long."""

    def __init__(self, worker: Worker, timeout_s: float) -> None:
        self._worker = worker
        self._timeout_s = timeout_s

    def read(self, path: Path, hint: Hint = NO_HINT) -> ReadDocument:
        """Read one file; see Reader."""
        document = self._worker.call("read", path, hint, timeout_s=self._timeout_s)
        assert isinstance(document, ReadDocument)
        return document

    def read_scanned(self, path: Path, number: int, hint: Hint = NO_HINT) -> Page:
        """Read one page off its picture; see Reader."""
        timeout_s = _SCAN_TAKES * self._timeout_s
        page = self._worker.call("read_scanned", path, number, hint, timeout_s=timeout_s)
        assert isinstance(page, Page)
        return page


class RemoteWords:
    """Morphemes and sentences from the process that holds the language data."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def morphemes(self, texts: Sequence[str]) -> list[list[str]]:
        """See Words."""
        result: list[list[str]] = self._worker.call("morphemes", list(texts))
        return result

    def related(self, forms: Sequence[str]) -> list[list[str]]:
        """See Words."""
        result: list[list[str]] = self._worker.call("related", list(forms))
        return result

    def translations(self, terms: Sequence[str]) -> list[list[str]]:
        """See Words."""
        result: list[list[str]] = self._worker.call("translations", list(terms))
        return result

    def glosses(self, texts: Sequence[str]) -> list[str]:
        """See Words."""
        result: list[str] = self._worker.call("glosses", list(texts))
        return result

    def sentences(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """See Words."""
        result: list[list[tuple[int, int]]] = self._worker.call("sentences", list(texts))
        return result


class RemoteEmbedder:
    """Vectors from the process that holds the embedding model."""

    def __init__(self, worker: Worker, model_id: str, method: str = "embed") -> None:
        """Use a worker; a model that tells questions from passages has a method for each."""
        self._worker = worker
        self.model_id = model_id
        self._method = method

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        parts = [
            self._worker.call(self._method, list(texts[start : start + _EMBED_BATCH]))
            for start in range(0, max(len(texts), 1), _EMBED_BATCH)
        ]
        return np.concatenate(parts)


class RemoteReranker:
    """Log-odds from the process that holds the embedding model."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """See Reranker."""
        result: list[float] = self._worker.call("rerank", question, list(excerpts), list(cosines))
        return result


class RemoteNeighbours:
    """A vector search structure in its own process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def ids(self) -> list[int]:
        """See NearestNeighbours."""
        result: list[int] = self._worker.call("ids")
        return result

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """See NearestNeighbours."""
        self._worker.call("add", list(ids), vectors)

    def remove(self, ids: Sequence[int]) -> None:
        """See NearestNeighbours."""
        self._worker.call("remove", list(ids))

    def search(self, vectors: Vectors, count: int) -> list[list[tuple[int, float]]]:
        """See NearestNeighbours."""
        result: list[list[tuple[int, float]]] = self._worker.call("search", vectors, count)
        return result

    def close(self) -> None:
        """End the process, so that its files are final."""
        self._worker.close()


class RemoteChat:
    """A language model in its own process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def facts(self) -> ModelFacts:
        """See ChatModel."""
        facts = self._worker.call("facts")
        assert isinstance(facts, ModelFacts)
        return facts

    def load_until(self, is_cancelled: Callable[[], bool]) -> Generator[float, None, None]:
        """Load the model if needed, yielding how much is there; a cancel gives it up.

        Raises:
            ModelError: It cannot be loaded, or ended its process.
        """
        try:
            yield from self._worker.stream("load", is_cancelled=is_cancelled)
        except WorkerDied as error:
            raise _ends_its_process() from error

    def count_tokens(self, text: str) -> int:
        """See ChatModel."""
        return int(self._worker.call("count_tokens", text))

    def chat(self, messages: Sequence[ChatMessage], sampling: Sampling) -> Iterator[str]:
        """See ChatModel; dropping the iterator stops the model."""
        yield from self._worker.stream("chat", list(messages), sampling)

    def chat_until(
        self,
        messages: Sequence[ChatMessage],
        sampling: Sampling,
        is_cancelled: Callable[[], bool],
    ) -> Generator[str, None, None]:
        """Like chat, and stops within a moment of a cancel even before the first token."""
        yield from self._worker.stream("chat", list(messages), sampling, is_cancelled=is_cancelled)

    def spent(self) -> Spent:
        """See ChatModel."""
        spent = self._worker.call("spent")
        assert isinstance(spent, Spent)
        return spent

    def resume(self, conversation: str) -> None:
        """See ChatModel."""
        self._worker.call("resume", conversation)

    def prepare(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """See ChatModel."""
        yield from self._worker.stream("prepare", list(messages))

    def prepare_until(
        self, messages: Sequence[ChatMessage], is_cancelled: Callable[[], bool]
    ) -> Generator[str, None, None]:
        """Like prepare, and stops within a moment of a cancel."""
        yield from self._worker.stream("prepare", list(messages), is_cancelled=is_cancelled)

    def keep(self) -> None:
        """See ChatModel."""
        self._worker.call("keep")

    @property
    def memory_bytes(self) -> int:
        """What the process holds now, with the weights that it has looked at; 0 without one."""
        return self._worker.memory_bytes

    def close(self) -> None:
        """End the process and free its memory."""
        self._worker.say_farewell()
        self._worker.close()


def _ends_its_process() -> ModelError:
    return ModelError(
        Wording(
            "This model could not be loaded: the program that runs models stopped at it.",
            "이 모델을 올리지 못했어요. 모델을 돌리는 프로그램이 이 파일에서 멈췄어요.",
        ),
        Wording(
            "Its file is damaged, or memory ran out. Copy it here once more, or choose another.",
            "파일이 손상되었거나 메모리가 모자라요. 다시 복사하거나 다른 모델을 골라 주세요.",
        ),
    )
