"""Words as a search compares them: in small letters, without endings, so that plurals and trades are found."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APART = re.compile(r"[^a-z0-9]+")
_ENDINGS = (("ies", "y", 3), ("sses", "ss", 3), ("ings", "", 4), ("ing", "", 4), ("ers", "", 5), ("er", "", 5))
_KEPT_S = ("ss", "us", "is", "as")


def parts(text: str) -> list[str]:
    """The words of a text, in small letters and without accents; an apostrophe is dropped, any other mark divides."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    return [word for word in _APART.split("".join(c for c in plain if not unicodedata.combining(c))) if word]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What a word shares with its other forms: nurse, nurses and nursing; engineer, engineers and engineering.

    It is rough, and only compared with other stems. An ending goes only where enough of the word is left.
    """
    for ending, instead, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("s") and len(word) > 3 and not word.endswith(_KEPT_S):
            word = word[:-1]
    for ending, instead, least in _ENDINGS[-1:]:  # engineering: engineer, engine
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + instead
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
