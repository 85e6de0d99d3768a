"""Assistant: builds everything once, owns the shutdown; the one door for window and command line.

Only plain values and jobs cross this door.
"""

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from assistant import offline, samples
from assistant import settings as settings_file
from assistant.answering.answerer import Answerer
from assistant.answering.plain_chat import write_reply
from assistant.answering.quoting import Quoter
from assistant.answering.writer import Writer
from assistant.catalogue import (
    CHOSEN_IN,
    QUOTING,
    EmbedderState,
    ModelKind,
    ModelState,
    ModeState,
)
from assistant.documents import Folder, Hint, Page, Passage
from assistant.embedding import Embedding
from assistant.engine_room import EngineRoom
from assistant.errors import AssistantError, DocumentError
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import CancelToken, Changed, Job, Lane, Work
from assistant.library.glossing import GlossingReranker
from assistant.library.ingest import Ingest
from assistant.library.ledger import ledger_of
from assistant.library.lexicon import Lexicon
from assistant.library.retrieval import Retriever
from assistant.library.scan import check_open, is_wanted
from assistant.library.watching import Watcher
from assistant.model_shelf import ModelShelf
from assistant.offline import LockState
from assistant.pace import Obstacle, Pace, is_on_battery
from assistant.paths import Paths
from assistant.router import Router
from assistant.settings import Settings
from assistant.store.conversation_store import ConversationStore
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.store.model_store import ModelStore
from assistant.talk import Talk
from assistant.wording import Wording

_IDLE_CHECK_S = 30.0


class Assistant:
    """The assistant of one home."""

    def __init__(self, paths: Paths) -> None:
        """Open the home; nothing heavy is loaded before it is needed.

        Raises:
            StoreError: The home cannot be written or its database not opened.
        """
        paths.create()
        self.paths = paths
        self.startup_notice: AssistantError | None
        self.settings, self.startup_notice = settings_file.load(paths.settings)
        self._database = Database(paths.database)
        self._library = LibraryStore(self._database)
        self._rooms = EngineRoom(paths, self.settings)
        models = ModelStore(self._database)
        self.shelf = ModelShelf(models, self._rooms.hardware, self._rooms.try_embedder)
        self._answer_lane, self._index_lane = Lane("answer"), Lane("index")
        self._watch_lane, self._look_lane = Lane("watch"), Lane("look")
        self._pace = Pace(is_on_battery)
        self._build()
        self._closing = threading.Event()
        threading.Thread(target=self._rest_idle, name="idle", daemon=True).start()

    def _build(self) -> None:
        rooms, library = self._rooms, self._library
        lexicon, splitter = Lexicon(rooms.words), SentenceSplitter(rooms.words)
        self._embedding = Embedding(rooms, self.shelf, library, self.paths.index)
        self._embedding.choose(self.settings.embedder_id)
        self.startup_notice = self.startup_notice or self._embedding.notice()
        reranker = GlossingReranker(rooms.reranker, rooms.words)
        self._retriever = Retriever(library, lexicon, self._embedding.spaces)
        evidence = Evidence(lexicon, splitter, library.chunks.count_with, library.chunks.count)
        quoter = Quoter(evidence, self._embedding.carried, reranker)
        self.talk = self._talk(
            Answerer(self._retriever, quoter),
            Writer(self._retriever, evidence, splitter, quoter),
        )
        self._ingest = self._ingestion()

    def _talk(self, answerer: Answerer, writer: Writer) -> Talk:
        router = Router(
            self._library,
            self._rooms,
            answerer,
            writer,
            self._pace,
            self._chosen_model,
            lambda: self.settings,
        )
        store = ConversationStore(self._database)
        self._rooms.forget_states(store.ids())
        return Talk(store, router, self._answer_lane)

    def _ingestion(self) -> Ingest:
        rooms, library = self._rooms, self._library
        return Ingest(
            library,
            rooms.reader,
            Lexicon(rooms.indexing_words),
            self._embedding.spaces,
            lambda: self.settings.excluded,
        )

    # Settings

    def change_settings(self, **changes: object) -> None:
        """Change settings and save them.

        Raises:
            pydantic.ValidationError: A value is not allowed.
        """
        self.settings = Settings.model_validate({**self.settings.model_dump(), **changes})
        settings_file.save(self.settings, self.paths.settings)
        self._rooms.use_settings(self.settings)

    # Library

    def search(self, query: str, top: int = 10) -> Job:
        """Find passages; ends with Done(list of Passage)."""

        def work(token: CancelToken) -> Work:
            yield from ()
            passages: list[Passage] = self._retriever.retrieve(query, top)
            return passages

        return self._answer_lane.start(work)

    def folders(self) -> list[Folder]:
        """Return the folders of the library."""
        return self._library.folders()

    def add_folder(self, path: Path) -> Folder:
        """Add a folder or file; `index` reads it.

        Raises:
            DocumentError: It does not exist or may not be opened.
        """
        path = path.expanduser().absolute()
        check_open(path)
        for folder in self.folders():
            if path == folder.path or folder.path in path.parents:
                return folder
        return self._library.add_folder(path)

    def remove_folder(self, folder_id: int) -> None:
        """Forget a folder and what was read in it; its files stay."""
        self._library.remove_folder(folder_id)

    def add_samples(self) -> Folder:
        """Copy the sample papers into the home and add them."""
        shutil.copytree(samples.PAPERS, self.paths.samples, dirs_exist_ok=True)
        return self.add_folder(self.paths.samples)

    def ledger(self) -> Job:
        """Look up every file of the library with its state; ends with Done(Ledger)."""

        def work(token: CancelToken) -> Work:
            yield from ()
            return ledger_of(self._library, self._embedding.spaces.serving.model_id)

        return self._look_lane.start(work)

    def files_named(self, words: str, most: int) -> list[Path]:
        """Return files of the library whose name holds the words."""
        return self._library.named_files(words, most)

    def retry(self, path: Path, hint: Hint) -> None:
        """Let the next `index` read a file again; a password is forgotten when Hearth closes."""
        self._ingest.hints.note(path, hint)

    def index(self, in_background: bool = False) -> Job:
        """Look everywhere and bring the library up to date; ends with Done(IndexSummary).

        In the background it waits while the computer runs on its battery.
        """
        self._ingest.look_everywhere()
        return self.index_changes(in_background)

    def index_changes(self, in_background: bool = True) -> Job:
        """Bring the library up to date with what `watch` noticed; ends with Done(IndexSummary)."""
        return self._index_lane.start(
            lambda token: self._ingest.run(token, lambda: self._pace.wait(token, in_background))
        )

    def watch(self) -> Job:
        """Notice what changes in the folders; tells Changed each time, until cancelled."""
        watcher = Watcher(
            lambda: [folder.path for folder in self.folders()],
            lambda root, path: is_wanted(root, path, self.settings.excluded),
        )

        def work(token: CancelToken) -> Work:
            for paths in watcher.run(token):
                self._ingest.changes.note(paths)
                yield Changed()
            token.raise_if_cancelled()

        return self._watch_lane.start(work)

    @property
    def obstacle(self) -> Obstacle:
        """Why indexing waits; empty if it may go on."""
        return self._pace.obstacle

    def pause_indexing(self, paused: bool) -> None:
        """Let indexing wait, or go on, then on battery too."""
        self._pace.pause(paused)

    def page_text(self, path: Path, page: int | None) -> Page:
        """Return the text that citations of this page count in.

        Raises:
            DocumentError: Nothing was read there.
        """
        for found in self._library.pages(path):
            if found.number == page:
                return found
        raise DocumentError(
            Wording(
                f"{path.name} has no such page in the library.", f"{path.name}에 그런 쪽이 없어요."
            ),
            Wording("Index the file first.", "먼저 파일을 읽어 주세요."),
            "vanished",
        )

    def page_numbers(self, path: Path) -> list[int | None]:
        """Return the pages that were read; [None] where the format has none."""
        return [page.number for page in self._library.pages(path)]

    # Models: what is added and found is on the shelf

    def remove_model(self, model_id: str) -> None:
        """Forget a model; its files stay."""
        self.shelf.remove(model_id)
        for kind, setting in CHOSEN_IN.items():
            if getattr(self.settings, setting) == model_id:
                self.use_model("", kind)

    def use_model(self, model_id: str, kind: ModelKind = "language") -> None:
        """Let a model write the answers, find passages, or hear; empty means none of the person's.

        One that finds passages learns them first, with the next `index` or `index_changes`; until
        it has, the one before serves.
        """
        self.change_settings(**{CHOSEN_IN[kind]: model_id})
        if kind == "embedding":
            self._embedding.choose(model_id)

    def embedder(self) -> EmbedderState:
        """Return what finds passages by their meaning, and how far a change of it is."""
        return self._embedding.state()

    def chat(
        self,
        model: ModelState,
        messages: Sequence[ChatMessage],
        sampling: Sampling,
        stops: Sequence[str] = (),
    ) -> Job:
        """Let a model write on from messages as they are, without files; ends with Done(Answer)."""

        def work(token: CancelToken) -> Work:
            with self._pace.question():
                chat = self._rooms.chat(model.path)
                return (yield from write_reply(chat, messages, sampling, stops, token))

        return self._answer_lane.start(work)

    def mode(self) -> ModeState:
        """Return what answers now."""
        if (model := self._chosen_model()) is None:
            return QUOTING
        words = Wording(
            "The model writes; each sentence is checked against your files.",
            "모델이 쓰고, 문장마다 내 서류와 맞는지 확인해요.",
        )
        return ModeState("model", model.name, words)

    # The house

    def warm_up(self) -> None:
        """Start the engines that a question needs, so that the first one need not wait long."""
        if self._library.chunks.count():
            self._rooms.wake(self._embedding.asking())

    def network_lock(self) -> LockState:
        """Return which lock keeps the network shut."""
        return offline.lock_state()

    def processes(self) -> dict[str, int]:
        """Return the running engines and their process ids."""
        return self._rooms.processes()

    def repair_index(self) -> Job:
        """Bring the vector index in line with the store; ends with Done(Repair)."""

        def work(token: CancelToken) -> Work:
            yield from ()
            return self._embedding.spaces.serving.index.repair()

        return self._index_lane.start(work)

    def counts(self) -> dict[str, int]:
        """Return how much is stored."""
        files, read = self._library.count_files()
        return {
            "folders": len(self.folders()),
            "files": files,
            "read": read,
            "chunks": self._library.chunks.count(),
            "vectors": self._library.vectors.count(self._embedding.spaces.serving.model_id),
        }

    def close(self) -> None:
        """Stop all work, end all processes, close the store. What was acknowledged is kept."""
        self._closing.set()
        for close in (
            self._watch_lane.close,
            self._look_lane.close,
            self.shelf.close,
            self._answer_lane.close,
            self._close_indexing,
            self._embedding.spaces.close,
            self._rooms.close,
            self._database.close,
        ):
            close()

    def _chosen_model(self) -> ModelState | None:
        chosen = self.shelf.find(self.settings.model_id)
        return None if chosen is None or chosen.problem else chosen

    def _close_indexing(self) -> None:
        self._index_lane.cancel()
        self._rooms.give_up_indexing()
        self._index_lane.close()

    def _rest_idle(self) -> None:
        while not self._closing.wait(_IDLE_CHECK_S):
            self._rooms.rest_idle()
