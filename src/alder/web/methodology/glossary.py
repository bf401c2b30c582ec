"""The words of the field, each explained once, from `glossary.txt`, with where each is used; and their page.

Where a word is used is told as `method:NAME` (a measure), `topic:NAME` (a page of methodology), `variable:NAME`,
`source:NAME`, `field:SOURCE/RECORD/NAME` or `page:NAME` (any other page by the name of its address).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.derive import variables
from alder.measures import measures
from alder.sources import source
from alder.web.frame import page
from alder.web.methodology.method_topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse


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
    text = files("alder.web.methodology").joinpath("glossary.txt").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    terms = (
        Term(word.strip(), also.strip(), meaning.strip(), tuple(_used(used))) for word, also, meaning, used in lines
    )
    return tuple(sorted(terms, key=lambda term: term.word.casefold()))


def by_letter() -> dict[str, list[Term]]:
    """The words under their first letters."""
    letters: dict[str, list[Term]] = {}
    for term in glossary():
        letters.setdefault(term.letter, []).append(term)
    return letters


def _used(text: str) -> Iterator[tuple[str, str]]:
    for one in filter(None, (part.strip() for part in text.split(","))):
        kind, _, name = one.partition(":")
        yield kind, name


_PAGES = {
    "aims": "Find a learning aim",
    "api-guide": "API",
    "create-a-table": "Create a table",
    "data-catalogue": "Data catalogue",
    "data-sources": "Data sources",
    "find-statistics": "Find statistics",
    "get-access": "How to get data",
    "methodology": "How statistics are made",
    "rules": "Rules of the ILR",
    "variables": "Variables",
}


def where_used(term: Term) -> list[tuple[str, str]]:
    """Title and address of each place."""
    return [_place(kind, name) for kind, name in term.used]


def _place(kind: str, name: str) -> tuple[str, str]:
    if kind == "page":
        return _PAGES[name], reverse(name)
    if kind == "topic":
        title = next(topic.title for topic in TOPICS if topic.slug == name)
        return title, reverse("method", args=[name])
    if kind == "method":
        return measures[name].title, reverse("method", args=[name])
    if kind == "variable":
        return f"{variables[name].title} (variable)", reverse("variable", args=[name])
    if kind == "source":
        return source(name).title, reverse("data-source", args=[name])
    home, entity, field = name.split("/")
    return f"{source(home).entity(entity)[field].name} (field)", reverse("field", args=[home, entity, field])


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def glossary_page(request: HttpRequest) -> HttpResponse:
    letters = by_letter()
    return page(
        request,
        "alder.web.methodology:templates/glossary.html.j2",
        letters=letters,
        alphabet=[(letter, letter in letters) for letter in _LETTERS],
        count=len(glossary()),
        where_used=where_used,
    )
