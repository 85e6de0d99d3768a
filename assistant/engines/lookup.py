"""Prompt lookup: guesses the next tokens from what followed the same tokens before.

An answer from files repeats the files, and a rewritten text repeats itself. llama.cpp checks
several tokens at once in little more time than it makes one, so right guesses are won time.
"""

from collections.abc import Sequence

_KEY = 3
"""How many last tokens must be the same; two are the same too often by chance."""
_LEAST, _MOST = 2, 8
_PAUSE = 16
"""Tokens without a guess after guesses that were all wrong; twice as many each further time.

On a processor a wrong guess of two costs as much as a token.
"""


class PromptLookup:
    """Remembers where each few tokens stood last, and how well its guesses went."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._places: dict[tuple[int, ...], int] = {}
        self._length, self._pause, self._next_pause = _MOST // 2, 0, _PAUSE
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """Note the next token of the text."""
        if len(self._tokens) >= _KEY:
            self._places[tuple(self._tokens[-_KEY:])] = len(self._tokens)
        self._tokens.append(token)

    def next(self, guessed: int, right: int, most: int) -> list[int]:
        """Return tokens that may come next; none where nothing like it came before.

        Args:
            guessed: How many were guessed the last time.
            right: How many of them were right.
            most: No more than these.
        """
        if guessed:
            self._learn(guessed, right)
        if self._pause:
            self._pause -= 1
            return []
        place = self._places.get(tuple(self._tokens[-_KEY:]))
        if place is None or most < 1:
            return []
        return self._tokens[place : place + min(self._length, most)]

    def _learn(self, guessed: int, right: int) -> None:
        """Guess more after guesses that were right, and less after others."""
        if right:
            self._next_pause = _PAUSE
        if right == guessed:
            self._length = min(2 * self._length, _MOST)
        elif right:
            self._length = max(_LEAST, right + 1)
        elif self._length > _LEAST:
            self._length = _LEAST
        else:
            self._pause, self._next_pause = self._next_pause, 2 * self._next_pause
