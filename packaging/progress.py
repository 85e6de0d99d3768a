"""Runs a long command with one moving line, and says in one sentence why it failed.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

LOG = Path(__file__).resolve().parent.parent / "build" / "prepare.log"
STRAYS = re.compile(
    r"PYTHON(PATH|HOME)|VIRTUAL_ENV|CMAKE_ARGS|"
    r"PIP_(TARGET|PREFIX|ROOT|PYTHON|NO_DEPS|DRY_RUN|NO_BUILD_ISOLATION|QUIET|VERBOSE)"
)
SETTINGS = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
NEWS = (
    (re.compile(r"\s*\[\s*(\d+)/(\d+)\] "), "file {0} of {1}"),
    (re.compile(r"\s*\[\s*(\d+%)\] "), "{0}"),
    (re.compile(r"Collecting ([\w.-]+)"), "{0}"),
    (re.compile(r"\s*Downloading (?:\S*/)?([\w.]+?)-\d\S* \((.+)\)"), "{0}, {1}"),
    (re.compile(r"\s*Building wheel for ([\w.-]+)"), "building {0}"),
    (re.compile(r"Installing collected packages"), "unpacking"),
    (re.compile(r"(?:Unpacking|Setting up) (\S+)"), "{0}"),
)
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Failed to establish a new|after connection broken|"
    r"Network is unreachable|ConnectTimeout|[Tt]emporary failure|Could not resolve|getaddrinfo|"
    r"dns error"
)

BAD_CERTIFICATE = re.compile(
    r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|invalid peer certificate|"
    r"[Cc]ertificate verification failed"
)


class SetUpError(Exception):
    """Setting up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """One line to the person."""
    print(text, flush=True)


def clean_environment() -> dict[str, str]:
    """This environment without what would lead pip astray; indexes, proxies, certificates stay."""
    kept = {name: value for name, value in os.environ.items() if not STRAYS.fullmatch(name)}
    if not kept.get("HOME"):
        kept.pop("HOME", None)
    return {**kept, **SETTINGS}


def follow(
    command: Sequence[object], label: str, environment: dict[str, str] | None = None
) -> None:
    """Run a command: its words go into the log, one moving line to the screen.

    Raises:
        SetUpError: it failed; the text names the likely reason.
    """
    LOG.parent.mkdir(exist_ok=True)
    watched = _Watched([str(word) for word in command], environment or clean_environment())
    watched.show(label)
    if watched.process.returncode:
        raise SetUpError(reason(label, watched.lines))


def reason(label: str, lines: Sequence[str]) -> str:
    """One sentence for a person whose set-up stopped, from the last lines a command printed."""
    text = "\n".join(lines)
    absent = re.search(r"No matching distribution found for (\S+)", text)
    if BAD_CERTIFICATE.search(text):  # before the next: pip calls this a broken connection, too
        why = (
            "the certificate offered is not known here (a company's proxy?). Set PIP_CERT and "
            "SSL_CERT_FILE to the file that holds it, then type the same command again"
        )
    elif NO_NETWORK.search(text):
        why = "no network. Only this set-up needs one: connect, then type the same command again"
    elif "Errno 28" in text or "No space left" in text:
        why = "the disk is full. Make room, then type the same command again"
    elif absent:
        why = f"the package index has no {absent[1]}, or does not answer. Is the network there?"
    else:
        why = next((line for line in lines if re.match(r"E: |(ERROR|error):", line)), lines[-1])
    return f"{label}: {why} (the whole story: {LOG})"


def shorten(line: str) -> str:
    """What a line of pip's, ninja's or apt's tells a waiting person; empty where it is nothing."""
    for pattern, words in NEWS:
        if found := pattern.match(line):
            return words.format(*found.groups())
    return ""


class _Watched:
    """A running command whose output is read on a thread of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.news, self.lines, self.began = "", [""], time.monotonic()
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def show(self, label: str) -> None:
        """Until it ends: one line, rewritten on a terminal, written every half minute elsewhere."""
        reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        reader.start()
        terminal, due = sys.stdout.isatty(), 0.0 if sys.stdout.isatty() else 5.0
        while self.process.poll() is None:
            passed = time.monotonic() - self.began
            if passed >= due:
                self._print(label, int(passed), terminal)
                due = passed + (0.5 if terminal else 30)
            time.sleep(0.1)
        reader.join()
        if terminal:
            print("\r\x1b[K", end="", flush=True)

    def _print(self, label: str, passed_s: int, terminal: bool) -> None:
        text = f"{label} · {passed_s // 60}:{passed_s % 60:02}" + (
            f" · {self.news}" if self.news else ""
        )
        width = shutil.get_terminal_size().columns - 1
        print(
            f"\r\x1b[K{text[:width]}" if terminal else text,
            end="" if terminal else "\n",
            flush=True,
        )

    def _read(self, output: IO[str]) -> None:
        with output, LOG.open("a", encoding="utf-8") as log:
            for line in output:
                log.write(line)
                self.news = shorten(line) or self.news
                self.lines = [*self.lines[-200:], line.strip()]
