"""Lists of results: their pages, and what a search was narrowed to, with the search without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.urls import reverse

from alder.web.frame import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

PAGE_SIZE = 20
Item = TypeVar("Item")


class Paged(Generic[Item]):
    """One page of the results. A number of a page that is not there gives the nearest."""

    def __init__(
        self, found: Sequence[Item], asked: str | None, address: Callable[[int], str], total: int | None = None
    ) -> None:
        """`total` where somebody has counted them: rows of the database are then read for this page alone."""
        self.total = len(found) if total is None else total
        self.pages = max(1, -(-self.total // PAGE_SIZE))
        number = int(asked) if asked and asked.isdecimal() and len(asked) < 9 else 1
        self.number = min(max(1, number), self.pages)
        self.items = found[(self.number - 1) * PAGE_SIZE : self.number * PAGE_SIZE]
        self.address = address


def narrowed_url(name: str, asked: Mapping[str, str], **other: object) -> str:
    """The search with these choices; `other` takes the place of some of them."""
    return reverse(name) + query(*{**asked, **other}.items())


def chips(name: str, asked: Mapping[str, str], words: Mapping[str, str]) -> list[tuple[str, str]]:
    """One for each choice that is made, in the order of `words`: what it is called, by the name of the choice."""
    return [(words[word], narrowed_url(name, asked, **{word: ""})) for word in words if asked.get(word)]


def choices(every: str, values: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The options of a list, by their words, after one for all of them."""
    return [("", every), *sorted(dict(values).items(), key=lambda one: one[1].casefold())]
