"""An assistant without engines or library: the same door as assistant.app."""

import threading
from datetime import UTC, datetime
from pathlib import Path

from fake_talk import LEASE, FakeTalk

from assistant.catalogue import (
    CHOSEN_IN,
    QUOTING,
    EmbedderState,
    EmbedderTrial,
    FoundModel,
    ModelKind,
    ModelState,
    ModeState,
)
from assistant.documents import (
    FileState,
    Folder,
    Hint,
    IndexSummary,
    Ledger,
    LibraryFile,
    Page,
)
from assistant.errors import AssistantError, DocumentError, ModelError
from assistant.fitting import Hardware, ModelShape
from assistant.jobs import CancelToken, Changed, Job, Lane, Progress, Work
from assistant.model_shelf import models_in
from assistant.offline import LockState
from assistant.settings import Settings
from assistant.wording import Wording

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FakeShelf:
    """Models that are only names."""

    def __init__(self) -> None:
        self.lane = Lane("fake-models")
        self.models: list[ModelState] = []
        self.removed: list[ModelState] = []
        self.others: list[FoundModel] = []
        self.machine = Hardware(8 * 10**9, 16 * 10**9, 4)
        self.hold = threading.Event()
        self.hold.set()

    def all(self) -> list[ModelState]:
        return list(self.models)

    def find(self, model_id: str) -> ModelState | None:
        return next((model for model in self.models if model.id == model_id), None)

    def add(self, path: Path, name: str = "") -> Job:
        def work(token: CancelToken) -> Work:
            if path.is_dir():
                yield Progress(0, None, Wording("Trying it out", "시험해 보고 있어요"))
                self.models.append(_folder_model(path))
                return self.models[-1]
            if path.suffix != ".gguf":
                raise ModelError(Wording("This is no GGUF file.", "GGUF 파일이 아니에요."))
            yield Progress(1, 4, Wording("Reading", "읽는 중"))
            token.on_cancel(self.hold.set)
            self.hold.wait()
            token.raise_if_cancelled()
            shape = ModelShape(32, 4 * 10**9, 10**9, 0, 0)
            name_ = name or path.stem
            model = ModelState(name_, name_, path, 10**9, "llama", "Q4_K_M", 4096, shape=shape)
            self.models.append(model)
            return model

        return self.lane.start(work)

    def models_in(self, path: Path) -> list[Path]:
        return models_in(path)

    def remove(self, model_id: str) -> None:
        self.removed = [model for model in self.models if model.id == model_id]
        self.models = [model for model in self.models if model.id != model_id]

    def restore(self, model_id: str) -> None:
        self.models += self.removed

    def found(self) -> Job:
        return self.lane.start(lambda token: _at_once(self.others))

    def hardware(self) -> Job:
        return self.lane.start(lambda token: _at_once(self.machine))


def _folder_model(path: Path) -> ModelState:
    name = path.name
    if (path / "model.bin").exists():
        return ModelState(
            *(name, name, path, 10**8, "whisper small", "F16", 0),
            languages=("multilingual",),
            kind="speech",
        )
    trial = EmbedderTrial(384, True, 0.1, 0.1)
    return ModelState(*(name, name, path, 10**8, "bert", "F32", 512), kind="embedding", trial=trial)


def _at_once(result: object) -> Work:
    yield from ()
    return result


class FakeAssistant:
    """Behaves as a test sets it up."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = Settings(language="en", theme="light")
        self.startup_notice: AssistantError | None = None
        self.talk = FakeTalk(home)
        self.router = self.talk.router
        self.index_lane = Lane("fake-index")
        self.watch_lane, self.look_lane = Lane("fake-watch"), Lane("fake-look")
        self.file_changed = threading.Event()
        self.followed = 0
        self.folder_list: list[Folder] = []
        self.retried: list[tuple[Path, Hint]] = []
        self.woken = 0
        self.file_list: list[LibraryFile] = []
        self.shelf = FakeShelf()
        self.pages: dict[Path, list[Page]] = {}
        self.obstacle = ""
        self.serving_id, self.learned = "", 50
        self.embedder_problem: Wording | None = None
        self.is_closed = False
        self.index_hold = threading.Event()
        self.index_hold.set()

    def change_settings(self, **changes: object) -> None:
        self.settings = Settings.model_validate({**self.settings.model_dump(), **changes})

    def retry(self, path: Path, hint: Hint) -> None:
        """Remember what was tried again, and how."""
        self.retried.append((path, hint))

    def warm_up(self) -> None:
        """Count how often it was asked to wake."""
        self.woken += 1

    def folders(self) -> list[Folder]:
        return list(self.folder_list)

    def add_folder(self, path: Path) -> Folder:
        if not path.exists():
            raise DocumentError(
                Wording(f"{path} cannot be opened.", f"{path}을(를) 열 수 없어요."),
                Wording("Check its name.", "이름을 확인해 주세요."),
            )
        folder = Folder(len(self.folder_list) + 1, path, NOW, 1, 1)
        self.folder_list.append(folder)
        return folder

    def remove_folder(self, folder_id: int) -> None:
        self.folder_list = [f for f in self.folder_list if f.id != folder_id]

    def add_samples(self) -> Folder:
        (self.home / "lease.txt").write_text(LEASE)
        self.put_file(self.home / "lease.txt", LEASE)
        return self.add_folder(self.home)

    def put_file(
        self, path: Path, text: str = "", state: FileState = "read", reason: str = ""
    ) -> LibraryFile:
        number = len(self.file_list) + 1
        file = LibraryFile(
            number, 1, path, path.suffix[1:], state, reason, None, 1, len(text), NOW, NOW
        )
        self.file_list.append(file)
        self.pages[path] = [Page(None, text)]
        return file

    def ledger(self) -> Job:
        def work(token: CancelToken) -> Work:
            yield from ()
            files = sorted(self.file_list, key=lambda file: file.path.name)
            return Ledger(tuple(self.folder_list), tuple(files))

        return self.look_lane.start(work)

    def files_named(self, words: str, most: int) -> list[Path]:
        return [file.path for file in self.file_list if words in file.path.name][:most]

    def watch(self) -> Job:
        def work(token: CancelToken) -> Work:
            token.on_cancel(self.file_changed.set)
            while not token.is_cancelled:
                self.file_changed.wait()
                self.file_changed.clear()
                yield Changed()

        return self.watch_lane.start(work)

    def index_changes(self, in_background: bool = True) -> Job:
        """Count how often only changes were looked at."""
        self.followed += 1
        return self.index(in_background)

    def index(self, in_background: bool = False) -> Job:
        def work(token: CancelToken) -> Work:
            token.on_cancel(self.index_hold.set)
            yield Progress(1, 2, Wording("Reading", "읽는 중"), 130.0, "reading")
            self.index_hold.wait(20)
            token.raise_if_cancelled()
            return IndexSummary(files=2, indexed=2)

        return self.index_lane.start(work)

    def pause_indexing(self, paused: bool) -> None:
        self.obstacle = "person" if paused else ""

    def page_text(self, path: Path, page: int | None) -> Page:
        for found in self.pages.get(path, []):
            if found.number == page:
                return found
        raise DocumentError(Wording("There is no such page.", "그런 쪽이 없어요."))

    def page_numbers(self, path: Path) -> list[int | None]:
        return [page.number for page in self.pages.get(path, [])]

    def remove_model(self, model_id: str) -> None:
        self.shelf.remove(model_id)
        for kind, setting in CHOSEN_IN.items():
            if getattr(self.settings, setting) == model_id:
                self.use_model("", kind)

    def use_model(self, model_id: str, kind: ModelKind = "language") -> None:
        self.change_settings(**{CHOSEN_IN[kind]: model_id})

    def embedder(self) -> EmbedderState:
        """Tell of a change that goes as far as the test lets it."""
        carried, serving = "all-MiniLM-L6-v2", self.serving_id
        wanted = "" if self.embedder_problem else self.settings.embedder_id
        return EmbedderState(
            serving=serving or carried,
            serving_id=serving,
            wanted=wanted or carried,
            is_switching=serving != wanted,
            learned=self.learned,
            passages=200,
            carried=carried,
            problem=self.embedder_problem,
        )

    def mode(self) -> ModeState:
        if self.settings.model_id:
            return ModeState("model", self.settings.model_id, Wording("It writes.", "써요."))
        return QUOTING

    def network_lock(self) -> LockState:
        return LockState(True, "kernel", Wording("The network is shut.", "네트워크가 차단됐어요."))

    def close(self) -> None:
        self.is_closed = True
        self.index_hold.set()
        self.talk.close()
        self.index_lane.close()
        self.watch_lane.close()
        self.look_lane.close()
        self.shelf.lane.close()
