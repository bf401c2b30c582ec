"""What is asked, word by word: phrases with another name here, and words put right that nothing has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.stems import parts
from alder.web.search.other_names import longest, other_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.web.search.other_names import OtherName

_LITTLE_TEXT = """
    a about an and any are as at be by can could did do does for from get give had has have how i if in into is it its
    list many me much my no not of on or our please see show tell than that the their them there these they this to us
    was we were what when where which who whose why will with would you your
"""
LITTLE = frozenset(_LITTLE_TEXT.split())
"""Words of sentences, which nothing is searched by."""
Part = tuple[tuple[str, ...], ...]
"""Ways to say one part of what is asked; each is a phrase."""


@dataclass(frozen=True)
class Wanted:
    """The parts that are wanted, what was taken for something else, and words that were put right."""

    parts: tuple[Part, ...]
    taken: tuple[OtherName, ...]
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they were typed, or put right."""
        return tuple(word for part in self.parts for word in part[0])


def wanted(text: str, known: Callable[[str], bool], nearest: Callable[[str], str]) -> Wanted:
    """Read a question. `known` says whether anything has a word, `nearest` gives the word that is spelled like it."""
    words = parts(text)
    put_right = []
    for n, word in enumerate(words):
        is_said = word in LITTLE or (word,) in other_names() or any(word in said for said in other_names())
        if not is_said and len(word) > 3 and not word.isdigit() and not known(word) and (near := nearest(word)):
            put_right.append((word, near))
            words[n] = near
    found: list[Part] = []
    taken: list[OtherName] = []
    for phrase in _phrases(words):
        other = other_names().get(phrase)
        if other:
            taken.append(other)
            found.append((phrase, *(m for m in other.meant if m != phrase)))
        elif len(phrase) == 1 and phrase[0] not in LITTLE:
            found.append((phrase,))
    if not found:
        found = [((word,),) for word in words]
    return Wanted(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(taken)), tuple(put_right))


def _phrases(words: list[str]) -> Iterator[tuple[str, ...]]:
    """The words in phrases that have another name, the longest first, and all others alone."""
    at = 0
    while at < len(words):
        for size in range(min(longest(), len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            if size == 1 or phrase in other_names():
                yield phrase
                at += size
                break
