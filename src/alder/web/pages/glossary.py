"""The words of the field, each explained once, from `glossary.txt`, with where each is used.

Where a word is used is told as `method:NAME` (a measure), `topic:NAME` (a page of methodology), `variable:NAME`,
`source:NAME`, `field:SOURCE/RECORD/NAME` or `page:NAME` (any other page by the name of its address).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Term:
    """A word, other ways to say it, what it means, and where it is used."""

    word: str
    also: str
    meaning: str
    used: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return "".join(c if c.isalnum() else "-" for c in self.word.casefold())

    @property
    def letter(self) -> str:
        return self.word[0].upper()


@cache
def glossary() -> tuple[Term, ...]:
    """In the order of the alphabet."""
    text = files("alder.web.pages").joinpath("glossary.txt").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    terms = (
        Term(word.strip(), also.strip(), meaning.strip(), tuple(_used(used))) for word, also, meaning, used in lines
    )
    return tuple(sorted(terms, key=lambda term: term.word.casefold()))


def by_letter() -> dict[str, list[Term]]:
    """The words under their first letters."""
    found: dict[str, list[Term]] = {}
    for term in glossary():
        found.setdefault(term.letter, []).append(term)
    return found


def _used(text: str) -> Iterator[tuple[str, str]]:
    for one in filter(None, (part.strip() for part in text.split(","))):
        kind, _, name = one.partition(":")
        yield kind, name
