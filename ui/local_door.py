"""LocalDoor: lets other programs ask, as long as the person wants it and the window is open."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.api.local_api import LocalApi
    from assistant.app import Assistant


class LocalDoor:
    """Opens and closes the local API as the setting says."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._api: LocalApi | None = None

    def follow(self) -> None:
        """Look at the setting.

        Raises:
            ApiError: It cannot be opened.
        """
        is_wanted = self._assistant.settings.local_api
        if is_wanted and self._api is None:
            from assistant.serving import local_api_of

            api = local_api_of(self._assistant)
            api.start()
            self._api = api
        elif not is_wanted and self._api is not None:
            self._api.stop(wait_s=0)  # nobody new comes in; who is inside is told meanwhile
            self._api = None

    def close(self) -> None:
        """Close it and wait until all programs are told."""
        if self._api is not None:
            self._api.stop()
            self._api = None
