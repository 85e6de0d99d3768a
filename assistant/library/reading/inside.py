"""What lies inside a file: how to get at it, and what tells that it changed."""

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple


class Inside(NamedTuple):
    """A file inside a file, not opened yet."""

    content: Callable[[], bytes]
    """Raises DocumentError where it is locked or too big."""
    fingerprint: str = ""
    """As of a Member."""
    modified_ns: int = 0
    """As of a Member."""


def hash_of(data: bytes) -> str:
    """Return a fingerprint of content."""
    return sha256(data).hexdigest()
