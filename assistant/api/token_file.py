"""The token that a program shows to be let in."""

import os
import secrets
from pathlib import Path

_BYTES = 32
_SHORTEST = 20
"""Characters; an emptied or torn file must not let everybody in."""


def token_of(path: Path) -> str:
    """Return the token in a file, making both where there is none.

    Raises:
        OSError: The file can be neither read nor written.
    """
    try:
        path.chmod(0o600)
        token = path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        token = ""
    return token if len(token) >= _SHORTEST else _make(path)


def _make(path: Path) -> str:
    token = secrets.token_urlsafe(_BYTES)
    scratch = path.with_name(path.name + ".new")
    scratch.unlink(missing_ok=True)
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii") as file:
        file.write(token + "\n")
    scratch.replace(path)
    return token
