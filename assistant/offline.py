"""Shuts the network for this process and all its children; nothing here opens it again.

On Linux the kernel refuses every socket family but AF_UNIX. An audit hook is the second lock
there and the first one elsewhere.
"""

import errno
import os
import sys
from dataclasses import dataclass

from assistant.wording import Wording

_FAMILY_UNIX = 1
# io_uring opens sockets without the socket call, so it must not exist either.
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")
_WORKER_FORBIDDEN = ("socket", "connect", "execve", "execveat", "ptrace")
_NAME_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


@dataclass(frozen=True, slots=True)
class LockState:
    """Which lock holds the network shut."""

    closed: bool
    by: str
    """"kernel", "hook" or "none"."""
    sentence: Wording


_KERNEL = LockState(
    True,
    "kernel",
    Wording(
        "The network is shut: the kernel refuses it to Hearth.",
        "네트워크가 차단됐어요. 커널이 Hearth의 접속을 막아요.",
    ),
)
_HOOK = LockState(
    True,
    "hook",
    Wording(
        "Hearth opens no connection. The kernel lock is not available on this system.",
        "Hearth는 접속하지 않아요. 이 시스템에서는 커널 차단을 쓸 수 없어요.",
    ),
)
_OPEN = LockState(
    False,
    "none",
    Wording("The network lock has not been closed yet.", "네트워크 차단이 아직 시작되지 않았어요."),
)
_state = _OPEN


def shut_network() -> LockState:
    """Close both locks; call it first in main, before any thread. Closing twice is harmless."""
    global _state
    if _state.closed:
        return _state
    _quiet_libraries()
    sys.addaudithook(_refuse_sockets)
    _state = _KERNEL if _close_kernel_lock() else _HOOK
    return _state


def lock_state() -> LockState:
    """Return which lock holds now."""
    return _state


def lock_worker() -> None:
    """Take from a worker process what it never needs: sockets, other programs, other processes."""
    shut_network()
    if _state.by != "kernel":
        return
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)
    for call in _WORKER_FORBIDDEN:
        rules.add_rule(pyseccomp.ERRNO(errno.EACCES), call)
    rules.load()


def network_is_refused() -> bool:
    """Try to make an internet socket and return whether that was refused."""
    import socket

    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        return True
    return False


def _close_kernel_lock() -> bool:
    if sys.platform != "linux":
        return False
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):  # the system has no libseccomp
        return False
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)
    family_is_not_unix = pyseccomp.Arg(0, pyseccomp.NE, _FAMILY_UNIX)
    for call in ("socket", "socketpair"):
        rules.add_rule(pyseccomp.ERRNO(errno.EACCES), call, family_is_not_unix)
    for call in _IO_URING:
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), call)
    try:
        rules.load()
    except OSError:
        return False
    return True


def _refuse_sockets(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.__new__":
        if args[1] != _FAMILY_UNIX:
            raise PermissionError(errno.EACCES, "Hearth never uses a network")
    elif event in _NAME_LOOKUPS:
        raise PermissionError(errno.EACCES, "Hearth never looks up a network name")


def _quiet_libraries() -> None:
    # Asked for as well as refused: a library that tries and fails is slow and noisy.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
