"""What a search was narrowed to: a chip for each choice, with the address of the search without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.web.pages.rendering import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def address(name: str, asked: Mapping[str, str], **other: object) -> str:
    """The search with these choices; `other` takes the place of some of them."""
    return reverse(name) + query(*{**asked, **other}.items())


def chips(name: str, asked: Mapping[str, str], words: Mapping[str, str]) -> list[tuple[str, str]]:
    """One for each choice that is made, in the order of `words`: what it is called, by the name of the choice."""
    return [(words[one], address(name, asked, **{one: ""})) for one in words if asked.get(one)]


def choices(every: str, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The options of a list, by their words, after one for all of them."""
    return [("", every), *sorted(dict(found).items(), key=lambda one: one[1].casefold())]
