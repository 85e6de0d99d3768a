"""SocketFile: the Unix socket of a home, one process at a time, for its person only."""

import contextlib
import os
import socket
from pathlib import Path

from assistant.api.refusals import in_use, no_unix_sockets, not_opened
from assistant.library.owner_lock import OwnerLock

_GLANCE_S = 0.5


class SocketFile:
    """A socket in a folder that only its person may enter."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # A socket left by a process that died looks like one in use; the lock went with it.
        self._lock = OwnerLock(path.with_suffix(".lock"))

    def open(self) -> socket.socket:
        """Return the listening socket, in place of one that a dead process left.

        Raises:
            ApiError: A living process has it, or it cannot be made here.
        """
        if not hasattr(socket, "AF_UNIX"):
            raise no_unix_sockets()
        if not self._lock.acquire():
            raise in_use(self.path)
        try:
            return self._listen()
        except OSError as error:
            self._lock.release()
            raise not_opened(self.path, error.strerror or str(error)) from error

    def close(self) -> None:
        """Take the socket away, so that nobody new comes and another process may make it."""
        if self._lock.is_held:
            self.path.unlink(missing_ok=True)
            self._lock.release()

    def _listen(self) -> socket.socket:
        if self.path.is_socket():
            self.path.unlink()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            # Before it has a name: there is no moment at which others could come in. The umask
            # would do, but belongs to all threads. Where this is refused, the folder guards it.
            with contextlib.suppress(OSError):
                os.fchmod(listener.fileno(), 0o600)
            listener.bind(str(self.path))
            self.path.chmod(0o600)
            listener.listen()
        except OSError:
            listener.close()
            raise
        return listener


def is_answered(path: Path) -> bool:
    """Return whether a process listens at the socket."""
    if not hasattr(socket, "AF_UNIX"):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(_GLANCE_S)
        try:
            caller.connect(str(path))
        except OSError:
            return False
    return True
