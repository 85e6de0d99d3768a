"""Puts the assistant behind its local API."""

from assistant.api.completions import Backend
from assistant.api.local_api import LocalApi
from assistant.api.socket_file import is_answered
from assistant.app import Assistant
from assistant.terminal import spoken_language
from assistant.wording import Language


def local_api_of(assistant: Assistant) -> LocalApi:
    """Return the API of an assistant; close it before the assistant."""

    def language() -> Language:
        chosen = assistant.settings.language
        return spoken_language() if chosen == "system" else chosen

    backend = Backend(
        models=lambda: assistant.shelf.of_kind("language"),
        settings=lambda: assistant.settings,
        ask=assistant.talk.ask,
        chat=assistant.talk.chat,
        language=language,
    )
    return LocalApi(assistant.paths, backend)


def local_api_report(assistant: Assistant) -> dict[str, object]:
    """Return whether the API is wanted, whether some Hearth serves it now, and where."""
    paths = assistant.paths
    return {
        "on": assistant.settings.local_api,
        "open": is_answered(paths.api_socket),
        "socket": str(paths.api_socket),
        "token": str(paths.api_token),
    }
