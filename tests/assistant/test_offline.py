"""The lock, tried in fresh processes: it can be closed but never opened."""

import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel lock is Linux's")

PRELUDE = """
import ctypes, errno, os, socket, threading
from assistant import offline
libc = ctypes.CDLL(None, use_errno=True)
def attempt(call, *args):
    ctypes.set_errno(0)
    result = getattr(libc, call)(*args)
    return result if result >= 0 else -ctypes.get_errno()
"""


def run(code: str) -> str:
    source = PRELUDE + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_control_without_the_lock_an_internet_socket_opens() -> None:
    assert run("print(attempt('socket', 2, 1, 0) >= 0)") == "True"


@pytest.mark.parametrize("family", [2, 10, 16, 17, 40, 29, 30, 31, 38, 44])
def test_every_family_but_unix_is_refused_by_the_kernel(family: int) -> None:
    code = f"offline.shut_network(); print(attempt('socket', {family}, 3, 0) == -errno.EACCES)"
    assert run(code) == "True"


def test_unix_sockets_and_pipes_still_work() -> None:
    code = """
    assert offline.shut_network().by == "kernel"
    a, b = socket.socketpair()
    a.send(b"x")
    print(b.recv(1) == b"x")
    """
    assert run(code) == "True"


@pytest.mark.parametrize("number", [425, 426, 427])
def test_io_uring_does_not_exist(number: int) -> None:
    code = f"offline.shut_network(); print(attempt('syscall', {number}, 8, 0, 0, 0, 0, 0) == -38)"
    assert run(code) == "True"


def test_a_thread_started_before_the_lock_is_locked_too() -> None:
    code = """
    results, gate = [], threading.Event()
    def early():
        gate.wait(10)
        results.append(attempt('socket', 2, 1, 0))
    thread = threading.Thread(target=early)
    thread.start()
    offline.shut_network()
    gate.set()
    thread.join()
    print(results == [-errno.EACCES])
    """
    assert run(code) == "True"


def test_children_inherit_the_lock() -> None:
    code = """
    import subprocess, sys
    offline.shut_network()
    child = "import socket; socket.socket(socket.AF_INET)"
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True)
    print("PermissionError" in done.stderr)
    """
    assert run(code) == "True"


def test_the_audit_hook_is_a_second_lock() -> None:
    code = """
    import sys
    sys.addaudithook(offline._refuse_sockets)
    refused = []
    for attempt_ in (lambda: socket.socket(socket.AF_INET6), lambda: socket.getaddrinfo("a.b", 80)):
        try:
            attempt_()
        except PermissionError:
            refused.append(True)
    print(refused)
    """
    assert run(code) == "[True, True]"


def test_a_worker_loses_programs_sockets_and_tracing_too() -> None:
    code = """
    offline.lock_worker()
    calls = [("socket", 1, 1, 0), ("connect", 0, 0, 0), ("ptrace", 0, 0, 0, 0)]
    print([attempt(*call) == -errno.EACCES for call in calls])
    try:
        os.execv("/bin/true", ["true"])
    except PermissionError:
        print("no programs")
    """
    assert run(code) == "[True, True, True]\nno programs"


def test_the_state_says_which_lock_holds() -> None:
    code = """
    print(offline.lock_state().closed, offline.network_is_refused())
    offline.shut_network()
    print(offline.lock_state().by, offline.network_is_refused())
    """
    assert run(code) == "False False\nkernel True"
