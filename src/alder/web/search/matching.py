"""What is asked, word by word, and which texts have it.

Phrases may have another name here (`other_names.txt`: what people say, what it is called, and why), and words that
nothing has are put right. The little words of a question count for nothing. Lists of statistics match by the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from alder.model.word_stems import parts, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
class SearchWords:
    """The parts that are wanted, what was taken for something else, and words that were put right."""

    parts: tuple[Part, ...]
    taken: tuple[OtherName, ...]
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they were typed, or put right."""
        return tuple(word for part in self.parts for word in part[0])


def search_words(text: str, known: Callable[[str], bool], nearest: Callable[[str], str]) -> SearchWords:
    """Read a question. `known` says whether anything has a word, `nearest` gives the word that is spelled like it."""
    words = parts(text)
    put_right = []
    for n, word in enumerate(words):
        is_said = word in LITTLE or (word,) in other_names() or any(word in said for said in other_names())
        if not is_said and len(word) > 3 and not word.isdigit() and not known(word) and (near := nearest(word)):
            put_right.append((word, near))
            words[n] = near
    wanted: list[Part] = []
    taken: list[OtherName] = []
    for phrase in _phrases(words):
        other = other_names().get(phrase)
        if other:
            taken.append(other)
            wanted.append((phrase, *(m for m in other.meant if m != phrase)))
        elif len(phrase) == 1 and phrase[0] not in LITTLE:
            wanted.append((phrase,))
    if not wanted:
        wanted = [((word,),) for word in words]
    return SearchWords(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(taken)), tuple(put_right))


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


@dataclass(frozen=True, slots=True)
class OtherName:
    """`said` is a phrase as people type it, `meant` what it is called here."""

    said: tuple[str, ...]
    meant: tuple[tuple[str, ...], ...]
    shown: str
    why: str


@cache
def other_names() -> dict[tuple[str, ...], OtherName]:
    """By the words that people type."""
    text = files("alder.web.search").joinpath("other_names.txt").read_text(encoding="utf-8")
    by_words: dict[tuple[str, ...], OtherName] = {}
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        if line.startswith("#"):
            continue
        said, meant, why = (part.strip() for part in line.split("|"))
        names = [name.strip() for name in meant.split(";")]
        for phrase in said.split(","):
            words = tuple(parts(phrase))
            by_words[words] = OtherName(words, tuple(tuple(parts(name)) for name in names), names[0], why)
    return by_words


@cache
def longest() -> int:
    """How many words the longest phrase has."""
    return max(len(words) for words in other_names())


def has_words(text: str, words: str) -> bool:
    """Whether a text in small letters has every word of the search, or says every part of it in a way of its own."""
    if all(word in text for word in words.casefold().split()):
        return True
    parts, _ = _read(words)
    return all(any(all(_is_in(text, word) for word in way) for way in part) for part in parts)


def parts_of(words: str) -> tuple[Part, ...]:
    """The parts of what is asked, each with the ways to say it."""
    return _read(words)[0]


def taken_for(words: str) -> tuple[OtherName, ...]:
    """What was taken for something else."""
    return _read(words)[1]


@lru_cache(maxsize=1024)
def _read(words: str) -> tuple[tuple[Part, ...], tuple[OtherName, ...]]:
    read = search_words(words, lambda _: True, lambda _: "")
    return read.parts, read.taken


def _is_in(text: str, word: str) -> bool:
    return word in LITTLE or word.casefold() in text or stem(word.casefold()) in text


def _spelled(words: str) -> set[str]:
    """Every word that is looked for, without little ones unless there are no others."""
    typed = set(words.casefold().split())
    meant = {word.casefold() for part in _read(words)[0] for way in part for word in way}
    return {word for word in typed | meant if word not in LITTLE} or typed


def mark_words(text: str, words: str) -> Markup:
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


def weight_of_words(title: str, rest: str, words: str) -> int:
    """How much a text is about the words: those in its title count most."""
    title, rest = title.casefold(), rest.casefold()
    return sum(10 * title.count(word) + min(rest.count(word), 5) for word in _spelled(words))
