"""EngineRoom: which process runs which engine; the only place besides app.py that names them."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from assistant.catalogue import EmbedderTrial
from assistant.engines.folder_errors import does_not_open
from assistant.engines.kept_states import forget_states
from assistant.engines.llama import physical_cores
from assistant.engines.minilm import MODEL_ID
from assistant.engines.model_folder import FolderFacts, ModelFolder
from assistant.errors import EngineError
from assistant.fitting import Hardware
from assistant.jobs import CancelToken, Job, Lane, Progress, Work
from assistant.library.trial import try_out
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.wording import Wording
from assistant.workers.remote import (
    RemoteChat,
    RemoteEmbedder,
    RemoteNeighbours,
    RemoteReader,
    RemoteReranker,
    RemoteWords,
)
from assistant.workers.worker import EngineRecipe, Limits, Worker

_READER_MEMORY = 3 << 30
_READER_FILES = 512 << 20
_LOWEST = 19
"""Of the system's priorities: whatever else wants the processor goes first."""
_CHAT = "assistant.engines.llama:LlamaChat"
_WORDS = "assistant.engines.kiwi:KiwiWords"
_EMBEDDING = "assistant.engines.minilm:MiniLm"
_ADDED_EMBEDDING = "assistant.engines.sentence_model:SentenceModel"
_ASKS_AND_SAYS = ("embed_questions", "embed_passages")
# Well within the 300 ms in which a stop is to be seen.
_GLANCE_S = 0.05


class EngineRoom:
    """Owns the worker processes; each starts at its first call."""

    def __init__(self, paths: Paths, settings: Settings) -> None:
        self._paths = paths
        self._settings = settings
        shutil.rmtree(paths.temporary, ignore_errors=True)
        paths.temporary.mkdir(mode=0o700, exist_ok=True)
        self._workers: list[Worker] = []
        self._chats: dict[str, RemoteChat] = {}
        self.words = RemoteWords(self._worker(_WORDS))
        converted = str(paths.engines)
        embedding = self._worker(_EMBEDDING, threads=_cores(), cache=converted)
        self.embedder = RemoteEmbedder(embedding, MODEL_ID)
        self.reranker = RemoteReranker(embedding)
        # Indexing has its own, so that no question ever stands behind a batch of passages.
        reading, words = self._reading(), self._in_background(_WORDS)
        half = max(1, _cores() // 2)
        learning = self._in_background(_EMBEDDING, threads=half, in_bulk=True, cache=converted)
        self._indexing = (reading, words, learning)
        self.reader = RemoteReader(reading, settings.read_timeout_s)
        self.indexing_words = RemoteWords(words)
        self.indexing_embedder = RemoteEmbedder(learning, MODEL_ID)
        # Two, so that both start at once.
        self._wake_lanes = (Lane("wake-words"), Lane("wake-vectors"))
        self._waking: list[Job] = []

    def wake(self) -> None:
        """Start the engines that every question needs, unless they are starting already."""

        def words(token: CancelToken) -> Work:
            yield from ()
            self.words.morphemes(["시작"])

        def vectors(token: CancelToken) -> Work:
            yield from ()
            self.embedder.embed(["start"])

        if all(job.wait(0) for job in self._waking):
            starts = zip(self._wake_lanes, (words, vectors), strict=True)
            self._waking = [lane.start(work) for lane, work in starts]

    def until_awake(self, token: CancelToken) -> Work:
        """Wait for engines that are starting; unlike a call to them, this can be stopped."""
        if not all(job.wait(0) for job in self._waking):
            yield Progress(0, None, Wording("Waking up", "깨어나고 있어요"))
        for job in self._waking:
            while not job.wait(_GLANCE_S):
                token.raise_if_cancelled()

    def neighbours(self, folder: Path) -> RemoteNeighbours:
        """Return the vector search structure of a folder."""
        reference = "assistant.engines.chroma:ChromaNeighbours"
        return RemoteNeighbours(self._worker(reference, folder=str(folder)))

    def chat(self, path: Path) -> RemoteChat:
        """Return the language model of a file; the one used before is put to rest."""
        key = f"{path} {self._settings.context_length} {self._settings.gpu_layers}"
        if key not in self._chats:
            for other in self._chats.values():
                other.close()
            arguments = {
                "path": str(path),
                "context_length": self._settings.context_length,
                "gpu_layers": self._settings.gpu_layers,
                "states": str(self._paths.states),
            }
            recipe = EngineRecipe(_CHAT, arguments, farewell="keep")
            worker = self._own(recipe)
            self._chats = {key: RemoteChat(worker)}
        return self._chats[key]

    def try_embedder(
        self, folder: ModelFolder, facts: FolderFacts, token: CancelToken
    ) -> EmbedderTrial:
        """Load an embedding model in a process of its own and look what it does.

        Raises:
            ModelError: It does not open, or makes no sensible vectors.
        """
        worker = self._worker(_ADDED_EMBEDDING, folder=str(folder.path), threads=_cores())
        try:
            list(worker.stream("open", is_cancelled=lambda: token.is_cancelled))
            token.raise_if_cancelled()
            asks, says = (RemoteEmbedder(worker, "", method) for method in _ASKS_AND_SAYS)
            return try_out(asks, says, self.words, facts.languages)
        except EngineError as error:
            raise does_not_open(facts.name, error.message.en) from error
        finally:
            worker.close()
            self._workers.remove(worker)

    def forget_states(self, still_there: Iterable[int]) -> None:
        """Throw away what models had evaluated for conversations that are no more."""
        forget_states(self._paths.states, still_there)

    def hardware(self) -> Hardware:
        """Return what models can run on, and what of it is free now."""
        import psutil

        cards = self._worker("assistant.engines.devices:LlamaDevices")
        try:
            found, why = cards.call("devices"), cards.call("why_none")
        finally:
            cards.close()  # a driver keeps memory of the card while its process lives
            self._workers.remove(cards)
        memory = psutil.virtual_memory()
        return Hardware(memory.available, memory.total, physical_cores(), found, why)

    def use_settings(self, settings: Settings) -> None:
        """Let engines started from now on use these settings."""
        self._settings = settings

    def rest_idle(self) -> None:
        """End the processes that have not been used for a while."""
        for worker in self._workers:
            worker.close_if_idle(self._settings.worker_idle_s)

    def processes(self) -> dict[str, int]:
        """Return the running processes: engine name -> process id."""
        return {worker.name: worker.pid for worker in self._workers if worker.pid is not None}

    def give_up_indexing(self) -> None:
        """End what indexes at once: a page or a batch can take long, and can be done again."""
        for worker in self._indexing:
            worker.give_up()

    def close(self) -> None:
        """End every process, also one that is still starting; none holds anything to lose.

        What a language model had evaluated is written first, so that it need not do so again.
        """
        for worker in self._workers:
            worker.say_farewell()
        for worker in self._workers:
            worker.give_up()
        for lane in self._wake_lanes:
            lane.close()
        for worker in self._workers:
            worker.close()

    def _reading(self) -> Worker:
        # Strangers' files are parsed here: little memory, small files, no haste.
        arguments = {
            "temporary": self._paths.temporary,
            "max_bytes": self._settings.max_file_mb << 20,
        }
        limits = Limits(_READER_MEMORY, _READER_FILES, _LOWEST)
        recipe = EngineRecipe("assistant.library.reading:FileReader", arguments, limits)
        return self._own(recipe)

    def _in_background(self, reference: str, **arguments: object) -> Worker:
        name = f"{reference.split(':')[1]} for indexing"
        return self._own(EngineRecipe(reference, arguments, Limits(nice=_LOWEST), name))

    def _worker(self, reference: str, **arguments: object) -> Worker:
        return self._own(EngineRecipe(reference, arguments))

    def _own(self, recipe: EngineRecipe) -> Worker:
        worker = Worker(recipe, self._paths.temporary)
        self._workers.append(worker)
        return worker


def _cores() -> int:
    return max(1, os.cpu_count() or 1)
