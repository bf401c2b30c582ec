"""A figure that a question in plain words asks for: how many of something there are, in a place, in a year.

It comes from the published data set that says most of what is asked, with all groups together. Nothing is worked out:
what is not published is not answered, and what is hidden stays a symbol.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from alder.model.symbols import SYMBOLS
from alder.model.word_stems import parts, stem
from alder.publishing.pages.block_table import everybody
from alder.publishing.tables.choice_address import pairs_of
from alder.publishing.tables.chosen_table import table
from alder.show.table import is_number, shown
from alder.web.publications.data_set_store import contents_of, rows_of
from alder.web.publications.public_catalogue import data_sets
from alder.web.search.matching import LITTLE, parts_said, taken_for, weight_of_words

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.web.publications.public_catalogue import PublicDataSet

_YEAR = re.compile(r"\b(20\d\d)(?:\s?[/-]\s?(?:20)?\d\d)?\b")
"""A calendar year, or an academic year by the year in which it begins."""
_PEOPLE = re.compile(r"\b(?:people|persons?|numbers?)\b")
"""What is counted everywhere tells no data set from another."""
_SHARE = re.compile(r"\b(?:rates?|shares?|proportions?|percentages?|per cent)\b|%")
_SPLIT = re.compile(r",? by |, in |: ")
"""What comes after it in a title is what a data set is split by."""
_MADE_UP = " (made up)"


@dataclass(frozen=True)
class PlaceFigure:
    """The figure, with what it is of and where all of it stands."""

    measure: str
    figure: str
    """As tables show it: a number with its unit, or a symbol."""
    means: str
    """What the symbol says, where there is no number."""
    place: str
    period: str
    data_set: PublicDataSet
    address: str
    """The table with this one figure, to be changed."""


def place_figure(words: str) -> PlaceFigure | None:
    """What a question asks that names a place, if that is published.

    All of the question is said by what the figure is called: the measure, which is asked for by its name, and what the
    data set counts, up to what it is split by. A question about a group of people has no answer here. Of several data
    sets it is one that counts least beside what is asked; where that has no figure for the year, others tell no answer.
    """
    asked = words.casefold()
    year = _YEAR.search(asked)
    rest = _PEOPLE.sub(" ", _YEAR.sub(" ", asked))
    found: dict[tuple[int, int], list[_Candidate]] = {}
    for listed in data_sets():
        place = _named_in(asked, listed.version.id)
        if place is None:
            continue
        about, contents = rest.replace(place[2], " "), contents_of(listed.version.id)
        counts = _SPLIT.split(listed.title.casefold())[0]
        measure = _measure(contents, about)
        if measure is None:
            continue
        said, of = parts_said(f"{counts} {contents.indicators[measure].label.casefold()}", about)
        if of and said == of:
            asked_for = _asked(about)
            beside = [word for word in parts(counts) if word not in LITTLE and not _is_among(word, asked_for)]
            weight = weight_of_words(listed.title, "", about), -listed.version.rows
            one = _Candidate(weight, listed, place[:2], _period(contents, year[1] if year else ""), measure)
            found.setdefault((len(place[2]), -len(beside)), []).append(one)
    best = found[max(found)] if found else []
    for one in sorted(best, key=lambda one: one.weight, reverse=True):
        if one.period and (answer := _figure(one)):
            return answer
    return None


@dataclass(frozen=True)
class _Candidate:
    """A data set that may have the figure, and how much it is about what is asked."""

    weight: tuple[int, int]
    data_set: PublicDataSet
    place: tuple[str, int]
    period: int
    measure: int


@lru_cache(maxsize=256)
def _places(version: UUID) -> dict[str, tuple[str, int]]:
    """The places of a version by their names in small letters; of one name that of the narrowest level."""
    return {
        place.label.removesuffix(_MADE_UP).casefold(): (group.level, code)
        for group in contents_of(version).places
        for code, place in enumerate(group.places, 1)
    }


def _named_in(asked: str, version: UUID) -> tuple[str, int, str] | None:
    """The level and code of the place with the longest name that a question has in it, and that name."""
    named = [name for name in _places(version) if name in asked and re.search(rf"\b{re.escape(name)}\b", asked)]
    longest = max(named, key=len, default="")
    return (*_places(version)[longest], longest) if longest else None


def _period(contents: Contents, year: str) -> int:
    """The code of the period that begins in a year, or of the last one where none is asked for; 0 without one."""
    begins = (n for n, one in enumerate(contents.periods, 1) if one.period.startswith(year))
    return next(begins, 0) if year else len(contents.periods)


def _measure(contents: Contents, about: str) -> int | None:
    """The position of the measure whose name a question has, or other names of it: a share where one is asked for, else
    a count.
    """
    wants_share = bool(_SHARE.search(about))
    able = [n for n, one in enumerate(contents.indicators) if (one.unit == "%") == wants_share]
    able = [n for n in able if not contents.is_end(contents.indicators[n])]
    for asked in (parts(about), _asked(about)):
        for n in able:
            if all(_is_among(word, asked) for word in parts(contents.indicators[n].label) if word not in LITTLE):
                return n
    return None


def _asked(about: str) -> list[str]:
    """The words of a question, and of what is taken for any of them."""
    return [*parts(about), *(part for one in taken_for(about) for meant in one.meant for part in meant)]


def _is_among(word: str, asked: list[str]) -> bool:
    """Whether a word is among others in any of its forms: started, starts; achieved, achievers."""
    own = stem(word)
    return any(stem(one) == own or (len(own) >= _SAME and stem(one)[:_SAME] == own[:_SAME]) for one in asked)


_SAME = 5
"""So many first letters of two words are the same where they are forms of one."""


def _figure(one: _Candidate) -> PlaceFigure | None:
    listed, place, period, first = one.data_set, one.place, one.period, one.measure
    data = rows_of(listed.version.id)
    contents = data.contents
    choice = everybody(data, (place,))
    if choice is None:
        return None
    choice = choice.but(periods=(period,), indicators=(first,))
    figures = table(choice, data).figures
    if not figures:
        return None
    (text,) = figures.values()
    symbol = SYMBOLS.get(text)
    return PlaceFigure(
        contents.indicators[first].label,
        shown(text, contents.indicators[first], with_unit=True),
        "" if is_number(text) or symbol is None else symbol,
        contents.places_by_level[place[0]][place[1] - 1].label,
        contents.periods[period - 1].label,
        listed,
        f"{reverse('table', args=[listed.id])}?{urlencode(pairs_of(choice, contents))}",
    )
