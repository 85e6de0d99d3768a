"""Turns the bytes of tokens into text while they come, never showing half of a sign.

A token may end within a character, and a character may be half of what a person sees: a family is
three faces with joiners between them, a flag two letters, a syllable of old or decomposed Hangul
two or three jamo. Such a sign is held back until it is whole; other text is never waited for.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

_FLAG = "\U0001f1e6-\U0001f1ff"
_EMOJI = "©®‼⁉\u2100-\u2bff〰〽㊗㊙\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
"""With the arrows and signs around them, which come one token later for no harm."""
_JOINER = "\u200d"
_MORE = f"{_JOINER}\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What may follow an emoji: forms, skins, the letters of regional flags."""
_LEADS = "\u1100-\u115f\ua960-\ua97c"
_VOWELS = "\u1160-\u11a7\ud7b0-\ud7c6"
_OPEN = re.compile(
    rf"(?:[{_EMOJI}][{_MORE}]*(?:(?<={_JOINER})[{_EMOJI}][{_MORE}]*)*"
    rf"|(?<![{_FLAG}])(?:[{_FLAG}]{{2}})*[{_FLAG}]"
    rf"|(?<![{_LEADS}])[{_LEADS}]+[{_VOWELS}]*)\Z"
)
"""A sign at the end of a text that the next character may belong to."""
_LONGEST = 32
"""Characters; real signs have ten at most, and a model that goes astray must not fall silent."""


def as_text(pieces: Iterable[bytes], goes_on: bool = False) -> Iterator[str]:
    """Yield a text for each piece, empty while a sign is held back, and at the end what was held.

    White space at the beginning is left out, since some vocabularies begin every text with a
    space, unless the text goes on from another. So are bytes that are no character, such as one
    cut off at the very end. A digit does not wait for the key that may be drawn around it, nor a
    letter for its accent.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    held, begun = "", goes_on
    for piece in pieces:
        text = held + decoder.decode(piece)
        if not begun:
            text = text.lstrip()
            begun = bool(text)
        end = _whole(text)
        held = text[end:]
        yield text[:end]
    if held:
        yield held


def _whole(text: str) -> int:
    """Return how much of the text is safe to show."""
    found = _OPEN.search(text)
    return found.start() if found and len(text) - found.start() <= _LONGEST else len(text)
