"""What the forms of the steps offer: places, measures and groups, with what is chosen already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables import available
from alder.publishing.tables.choice import BLANK
from alder.publishing.tables.tiers import tiers
from alder.web.tables.asked import ALL, NONE

if TYPE_CHECKING:
    from alder.publishing.described.contents import Place
    from alder.web.tables.asked import Asked

MANY = 200
"""More places than this are not listed before someone searches."""
MOST_FOUND = 100


@dataclass(frozen=True)
class Box:
    """One thing that can be chosen."""

    value: str
    words: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind that can be chosen together. `more` is how many are there and not listed."""

    id: str
    title: str
    total: int
    all: Box | None
    boxes: tuple[Box, ...]
    more: int = 0
    hint: str = ""
    left_out: int = 0
    before: tuple[Box, ...] = ()
    """Things that were chosen before and are not among those that were found."""
    pages: int = 1

    @property
    def is_open(self) -> bool:
        return any(box.is_chosen for box in (*self.before, *self.boxes)) or bool(self.all and self.all.is_chosen)


def places_offered(so_far: Asked, there: dict[str, tuple[int, ...]], words: str, *, pages: int = 1) -> list[Group]:
    """Levels from the widest. Of a level with many places: those that were found, and those already chosen."""
    named = so_far.contents.places_by_level
    chosen = set(so_far.places)
    given = {value for name, value in so_far.given if name == "place"}
    wanted = plain(words).split()
    found = []
    for level in (level for level in LEVEL_BY_CODE if level in there):
        codes, twice = there[level], _twice(named[level])
        all_of = f"{level}.{ALL}"
        listed = [code for code in codes if _is_found(named[level][code - 1], wanted)]
        if len(codes) > MANY and not words:
            listed = []
        shown = listed[: MOST_FOUND * pages] if len(codes) > MANY else listed
        kept = [code for code in codes if (level, code) in chosen and code not in shown and all_of not in given]
        boxes, before = (
            tuple(
                Box(f"{level}.{p.id}", p.label, (level, code) in chosen and all_of not in given, _hint(twice, p))
                for code in some
                for p in (named[level][code - 1],)
            )
            for some in (shown, kept)
        )
        every = Box(all_of, f"All {len(codes):,}", all_of in given) if len(codes) > 1 else None
        more = len(listed) - len(shown) if words else len(codes) - len(boxes) - len(before)
        title = LEVEL_BY_CODE[level].text
        found.append(Group(f"level-{level}", title, len(codes), every, boxes, more, before=before, pages=pages))
    return found


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


def measures_offered(so_far: Asked) -> list[tuple[str, list[Box]]]:
    """Indicators under the headings that the data set gives them; the first one chosen where none is."""
    groups: dict[str, list[Box]] = {}
    is_new = not so_far.indicators
    for n, indicator in enumerate(so_far.contents.indicators):
        is_chosen = n in so_far.indicators or (is_new and n == 0)
        groups.setdefault(indicator.grouping, []).append(Box(indicator.id, indicator.label, is_chosen))
    return list(groups.items())


def filters_offered(so_far: Asked, codes: tuple[tuple[int, tuple[int, ...]], ...], *, is_new: bool) -> list[Group]:
    """Filters with the options that have figures in these places and times; the usual ones chosen at first."""
    contents = so_far.contents
    in_trees = {n for at in tiers(contents) for n in at}
    usual = available.usual(contents, codes)
    found = []
    for (n, there), at_first in zip(codes, usual, strict=True):
        if n in in_trees:
            continue
        filter = contents.filters[n]
        chosen = so_far.items.get(n, at_first if is_new or not so_far.items else ())
        boxes = tuple(
            Box(
                f"{filter.id}.{filter.options[code - 1].id if code != BLANK else NONE}",
                available.label(contents, n, code),
                code in chosen,
            )
            for code in there
        )
        left_out = len(filter.options) - sum(code != BLANK for code in there)
        every = Box(f"{filter.id}.{ALL}", f"All {len(boxes)}", False) if len(boxes) > 8 else None
        found.append(Group(f"filter-{n}", filter.label, len(boxes), every, boxes, 0, filter.hint, left_out))
    return found
