"""What is found by words: whether a text has them, how much it is about them, and where they stand in it.

People's own names for things count as ours, and the little words of a question count for nothing, as in the search
over everything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from alder.model.stems import stem
from alder.web.search.words import LITTLE, wanted

if TYPE_CHECKING:
    from alder.web.search.other_names import OtherName
    from alder.web.search.words import Part


def matching(text: str, words: str) -> bool:
    """Whether a text in small letters has every word of the search, or says every part of it in a way of its own."""
    if all(word in text for word in words.casefold().split()):
        return True
    parts, _ = _read(words)
    return all(any(all(_is_in(text, word) for word in way) for way in part) for part in parts)


def taken_for(words: str) -> tuple[OtherName, ...]:
    """What was taken for something else."""
    return _read(words)[1]


@lru_cache(maxsize=1024)
def _read(words: str) -> tuple[tuple[Part, ...], tuple[OtherName, ...]]:
    read = wanted(words, lambda _: True, lambda _: "")
    return read.parts, read.taken


def _is_in(text: str, word: str) -> bool:
    return word in LITTLE or word.casefold() in text or stem(word.casefold()) in text


def _spelled(words: str) -> set[str]:
    """Every word that is looked for, without little ones unless there are no others."""
    typed = set(words.casefold().split())
    meant = {word.casefold() for part in _read(words)[0] for way in part for word in way}
    return {word for word in typed | meant if word not in LITTLE} or typed


def marked(text: str, words: str) -> Markup:
    """The text with each word of the search marked, at the beginning of words and in any case."""
    longest_first = sorted((word for word in _spelled(words) if len(word) > 1), key=len, reverse=True)
    if not longest_first:
        return escape(text)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
    parts = pattern.split(text)
    return Markup().join(
        Markup('<mark class="alder-hit">{}</mark>').format(part) if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )


def weight(title: str, rest: str, words: str) -> int:
    """How much a text is about the words: those in its title count most."""
    title, rest = title.casefold(), rest.casefold()
    return sum(10 * title.count(word) + min(rest.count(word), 5) for word in _spelled(words))
