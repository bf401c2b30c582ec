"""What the step of places offers: levels, their places under the wider place in which they lie, and whole regions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.standard import LEVEL_BY_CODE
from alder.web.tables.asked import ALL, NOWHERE, SEVERAL
from alder.web.tables.offered import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.publishing.contents.contents import Place
    from alder.publishing.tables.inside import Inside
    from alder.web.tables.asked import Asked

MANY = 200
"""More places than this are not listed before someone searches, or asks for those of one region."""
MOST_FOUND = 100
_ASIDE = {SEVERAL: ("In more than one {}", "in more than one {}"), NOWHERE: ("No {} given", "with no {} given")}
"""Places that lie in no single wider one: their heading, and the words for all of them."""
_WIDER = {"REG": "region", "LA": "local authority", "LAD": "local authority district"}
"""What a wider place is, in words."""


@dataclass(frozen=True)
class Part:
    """Places of a level that lie in one wider place; all of the level where nothing is said of that."""

    id: str
    title: str
    """The wider place; blank where the level has no parts."""
    total: int
    all: Box | None
    boxes: tuple[Box, ...]
    more: int = 0
    """How many were found, or asked for, and are not listed."""
    list: str = ""
    """What the button says to the step that lists the places, where they are not listed: those, or more of them."""


@dataclass(frozen=True)
class LevelOffered:
    """A level and its parts."""

    id: str
    title: str
    total: int
    all: Box | None
    parts: tuple[Part, ...]
    before: tuple[Box, ...]
    """Places that were chosen before and are not among those that are listed."""
    is_asked: bool
    """Whether the places of one of its parts were asked for."""
    wider: str = ""
    """What its parts are, in words: regions, for example. Blank where it has none."""

    @property
    def boxes(self) -> list[Box]:
        return [box for part in self.parts for box in part.boxes]

    @property
    def more(self) -> int:
        return sum(part.more for part in self.parts)

    @property
    def is_cut(self) -> bool:
        """Whether it has too many places to list them all."""
        return self.total > MANY

    @property
    def is_open(self) -> bool:
        whole = [self.all, *(part.all for part in self.parts)]
        return self.is_asked or any(box.is_chosen for box in (*self.before, *self.boxes, *whole) if box)


@dataclass(frozen=True)
class Listed:
    """The part of which someone wants to see the places: `PROV.REG.x1y2z`, and how many hundreds of them."""

    part: str = ""
    pages: int = 1


def listed(text: str) -> Listed:
    """Read what the button of a part says: `PROV.REG.x1y2z.2` are its first two hundred."""
    part, _, pages = text.rpartition(".")
    return Listed(part, pages_of(pages)) if part else Listed()


def pages_of(text: str) -> int:
    return min(int(text), 100) if text.isdecimal() and int(text) > 0 else 1


def places_offered(
    so_far: Asked,
    there: dict[str, tuple[int, ...]],
    within: dict[str, Inside],
    words: str,
    *,
    pages: int = 1,
    wanted: Listed | None = None,
) -> list[LevelOffered]:
    """Levels from the widest, those with a single place first of all.

    Of a level with many places: those that were found, and those already chosen.
    """
    return [
        _Level(so_far, level, there[level], within.get(level), words, pages, wanted or Listed()).offered()
        for level in sorted((one for one in LEVEL_BY_CODE if one in there), key=lambda one: len(there[one]) > 1)
    ]


class _Level:
    def __init__(
        self,
        so_far: Asked,
        level: str,
        codes: tuple[int, ...],
        inside: Inside | None,
        words: str,
        pages: int,
        wanted: Listed,
    ) -> None:
        self._level, self._codes, self._inside = level, codes, inside
        self._named = so_far.contents.places_by_level
        self._places = self._named[level]
        self._twice = _twice(self._places)
        self._given = {value for name, value in so_far.given if name == "place"}
        self._words, self._wanted = plain(words).split(), wanted
        self._room = MOST_FOUND * pages if self._is_cut else len(codes)

    @property
    def _is_cut(self) -> bool:
        return len(self._codes) > MANY

    def offered(self) -> LevelOffered:
        parts = tuple(part for part in self._parts() if part)
        shown = {box.value for part in parts for box in part.boxes}
        value = self._value
        before = [c for c in self._codes if value(c) in self._given and value(c) not in shown]
        asked = any(part.id == self._id(self._wanted.part) for part in parts if part.title)
        title, total = LEVEL_BY_CODE[self._level].text, len(self._codes)
        every = self._all(f"{self._level}.{ALL}", f"All {total:,}", total)
        wider = _WIDER[self._inside.wider] if self._inside else ""
        return LevelOffered(self._id(self._level), title, total, every, parts, self._boxes(before), asked, wider)

    def _parts(self) -> Iterable[Part | None]:
        if self._inside is None:
            found = self._found(self._codes)
            listed = [] if self._is_cut and not self._words else found
            yield self._part("", self._level, self._codes, listed)
            return
        wider = self._inside.wider
        for code, codes in self._inside.places.items():
            place = self._named[wider][code - 1]
            yield self._of_wider(place.label, f"in {place.label}", f"{self._level}.{wider}.{place.id}", codes)
        for id, codes in ((SEVERAL, self._inside.several), (NOWHERE, self._inside.nowhere)):
            if codes:
                title, where = (words.format(_WIDER[wider]) for words in _ASIDE[id])
                yield self._of_wider(title, where, f"{self._level}.{wider}.{id}", codes)

    def _of_wider(self, title: str, where: str, id: str, codes: Sequence[int]) -> Part | None:
        """A wider place with what was found in it; None where nothing was. Its own name finds it too."""
        if id == self._wanted.part:
            self._room = MOST_FOUND * self._wanted.pages
            return self._part(title, id, codes, list(codes), where, self._wanted.pages)
        is_meant = bool(self._words) and all(word in plain(title) for word in self._words)
        found = list(codes) if is_meant and not self._is_cut else self._found(codes)
        whole = self._whole(id) in self._given
        if self._words and not (found or is_meant or whole):
            return None
        return self._part(title, id, codes, found if self._words or not self._is_cut else [], where)

    def _part(
        self, title: str, id: str, codes: Sequence[int], found: Sequence[int], where: str = "", pages: int = 0
    ) -> Part:
        shown = found[: max(self._room, 0)]
        self._room -= len(shown)
        more = len(found) - len(shown)
        every = self._all(self._whole(id), f"All {len(codes):,} {where}", len(codes)) if title else None
        rest = f"{id}.{pages + 1}" if title and self._is_cut and len(shown) < len(codes) else ""
        return Part(self._id(id), title, len(codes), every, self._boxes(shown), more, rest)

    def _whole(self, id: str) -> str:
        """All of a part as the address says it: `PROV.*.REG.x1y2z`."""
        level, _, wider = id.partition(".")
        return f"{level}.{ALL}.{wider}"

    def _all(self, value: str, words: str, count: int) -> Box | None:
        return Box(value, words, value in self._given) if count > 1 else None

    def _value(self, code: int) -> str:
        return f"{self._level}.{self._places[code - 1].id}"

    def _boxes(self, codes: Iterable[int]) -> tuple[Box, ...]:
        found = ((self._value(code), self._places[code - 1]) for code in codes)
        return tuple(Box(value, p.label, value in self._given, _hint(self._twice, p)) for value, p in found)

    def _found(self, codes: Iterable[int]) -> list[int]:
        return [code for code in codes if not self._words or _is_found(self._places[code - 1], self._words)]

    def _id(self, text: str) -> str:
        return "level-" + text.replace(".", "-")


def plain(words: str) -> str:
    """Words as they are searched: small letters without punctuation, so that St. Mary's is found as st marys."""
    return re.sub(r"[^\w]+", " ", re.sub(r"['’`.]", "", words.casefold())).strip()


def _is_found(place: Place, wanted: list[str]) -> bool:
    searched = plain(" ".join((place.label, *(value for _, value in place.codes))))
    return all(word in searched for word in wanted)


def _twice(places: tuple[Place, ...]) -> set[str]:
    """Names that more than one place has."""
    return {name for name, count in Counter(place.label for place in places).items() if count > 1}


def _hint(twice: set[str], place: Place) -> str:
    """The code, where two places have the same name."""
    return next((value for _, value in place.codes if value), "") if place.label in twice else ""
