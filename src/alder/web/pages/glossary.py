"""The words of the field, each explained once, from `glossary.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A word, other ways to say it, and what it means."""

    word: str
    also: str
    meaning: str

    @property
    def id(self) -> str:
        return "".join(c if c.isalnum() else "-" for c in self.word.casefold())


@cache
def glossary() -> tuple[Term, ...]:
    """In the order of the alphabet."""
    text = files("alder.web.pages").joinpath("glossary.txt").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    terms = (Term(word.strip(), also.strip(), meaning.strip()) for word, also, meaning in lines)
    return tuple(sorted(terms, key=lambda term: term.word.casefold()))
