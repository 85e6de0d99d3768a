"""Which language a text is in, as far as retrieval needs to know."""

import re

from assistant.wording import Language

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]")
_ENOUGH_HANGUL = 0.25


def has_hangul(text: str) -> bool:
    """Return whether any Korean letter stands in the text."""
    return _HANGUL.search(text) is not None


def language_of(text: str) -> Language:
    """Return "ko" where a good part of the letters is Korean, else "en"."""
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    # A Korean syllable says about as much as two or three Latin letters.
    return "ko" if hangul and hangul >= _ENOUGH_HANGUL * (hangul + latin) else "en"
