"""Words that say that one thing made another. A table compares; it does not say why, so none of its words may either.

Such words need a design: chance decided who got what, a limit or a date divides people, or like was matched with
like. No result of Alder declares one yet.
"""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"\b(caus(?:e|es|ed|ing)|led to|leads? to|leading to|impact(?:s|ed|ing)?|because of|thanks to|"
    r"(?:the|an) effects? of)\b",
    re.IGNORECASE,
)


def effect_words(text: str) -> tuple[str, ...]:
    """The words of a text that claim an effect, as they stand in it."""
    return tuple(found[0] for found in _WORDS.finditer(text))
