"""Every error a person can meet: what happened and what to do. Cancelling is none of them."""

from assistant.wording import Language, Wording

_NOTHING = Wording("", "")


class AssistantError(Exception):
    """Shown to the person as message and hint; survives pickling between processes."""

    def __init__(self, message: Wording, hint: Wording = _NOTHING) -> None:
        super().__init__(message, hint)
        self.message = Wording(*message)
        self.hint = Wording(*hint)

    def __str__(self) -> str:
        """Return message and hint in English, for logs and the command line."""
        return self.told("en")

    def told(self, language: Language) -> str:
        """Return message and hint as one paragraph in the given language."""
        parts = (self.message.in_language(language), self.hint.in_language(language))
        return " ".join(part for part in parts if part)


class SettingsError(AssistantError):
    """The settings file or one of its values is not valid."""


class ModelError(AssistantError):
    """A model file is missing, damaged or not usable here."""


class EngineError(AssistantError):
    """A native runtime failed while working."""


class WorkerDied(EngineError):
    """The process of a native runtime ended unexpectedly; the next call starts a new one."""


class WorkerTooSlow(WorkerDied):
    """A call took longer than it may, so its process was ended."""


class PromptTooLong(EngineError):
    """The question and its passages do not fit into the model's context."""


class DocumentError(AssistantError):
    """A document cannot be read; `reason` is a code of `documents.REASONS`."""

    def __init__(self, message: Wording, hint: Wording = _NOTHING, reason: str = "damaged") -> None:
        super().__init__(message, hint)
        self.args = (message, hint, reason)
        self.reason = reason


class ApiError(AssistantError):
    """The local API cannot be opened."""


class StoreError(AssistantError):
    """The database cannot be opened, read or written."""


class StoreTooNew(StoreError):
    """The database was written by a newer Hearth and is left unharmed."""


class ConversationGone(StoreError):
    """A conversation, or a message of it, was erased meanwhile."""
