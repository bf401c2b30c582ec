"""What the steps to a table offer: measures, groups, filters that divide each other, and places; with what is chosen.

Of filters that divide each other that is one thing, or a thing and all below it. Places stand under the wider place in
which they lie.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import in_sentence, listed
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.choice import BLANK
from alder.publishing.tables.choice_address import ALL, NOWHERE, SEVERAL, item_text, path_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import Place
    from alder.publishing.tables.choice import (
        Choice,
        ContentOffer,
        FilterOffer,
        Node,
        Path,
        PlaceHierarchy,
        Tiers,
        TreeOffer,
    )
    from alder.web.tables.table_address import TableAddress


_NAMED = 4
"""Measures that a list of data sets names."""
_END = re.compile(r" \((lower|upper) end of .*interval\)$")


def in_short(measures: Sequence[str]) -> str:
    """The first measures of a data set in words. The ends of an interval go with their measure, unnamed."""
    own = [label for label in measures if not _END.search(label)] or list(measures)
    rest = len(own) - _NAMED
    return listed([*own[:_NAMED], f"{rest} more"]) if rest > 0 else listed(own)


@dataclass(frozen=True)
class OptionBox:
    """One thing that can be chosen."""

    value: str
    words: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class OptionGroup:
    """Things of one kind that can be chosen together. `left_out` is how many have no figures here."""

    id: str
    title: str
    total: int
    all: OptionBox | None
    boxes: tuple[OptionBox, ...]
    hint: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Branch:
    """A thing in a tree of filters: the box for it alone, the box for it and all below it, and what is below it."""

    alone: OptionBox | None
    title: str
    all: OptionBox | None
    below: tuple[Branch, ...]

    @property
    def is_open(self) -> bool:
        """Whether something below it is chosen."""
        return any(
            (branch.alone and branch.alone.is_chosen) or branch.is_all or branch.is_open for branch in self.below
        )

    @property
    def is_all(self) -> bool:
        return bool(self.all and self.all.is_chosen)


@dataclass(frozen=True)
class Tree:
    """Filters that divide each other, as one question."""

    id: str
    title: str
    hint: str
    tiers: tuple[OptionBox, ...]
    """For each tier the box for everything that stands in it."""
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class ContentFields:
    """What the step about measures and groups asks, with what keeps the choice from being a table."""

    measures: list[tuple[str, list[OptionBox]]]
    """By the headings that the data set gives them."""
    trees: list[Tree]
    filters: list[OptionGroup]
    errors: list[tuple[str, str]]
    """The id of a field, and what to do."""


def content_fields(address: TableAddress, *, is_sent: bool) -> ContentFields:
    """Measures, and the groups that have figures in these places and times; the usual ones chosen at first."""
    choice, contents = address.choice, address.contents
    offer = address.data.content(choice, is_final=is_sent)
    return ContentFields(
        _measures(choice, contents),
        [_tree(tree, choice, contents, is_new=not is_sent) for tree in offer.trees],
        [_filter(filter, choice, contents) for filter in offer.filters],
        _errors(offer, choice, contents) if is_sent else [],
    )


def _errors(offer: ContentOffer, choice: Choice, contents: Contents) -> list[tuple[str, str]]:
    """Something that is not chosen; or no figures for these groups together, and which other ones would have some."""
    errors = [] if choice.indicators else [("measures", "Choose at least one measure")]
    not_chosen = [(f"tree-{at[0]}", at[0]) for at in offer.trees_open] + [
        (f"filter-{n}", n) for n in offer.filters_open
    ]
    errors += [(id, f"Choose at least one for “{contents.filters[n].label}”") for id, n in not_chosen]
    if offer.has_rows:
        return errors
    nothing = "There are no figures for these groups together."
    for n, labels in offer.instead:
        others = listed([f"“{words}”" for words in labels[:3]], "or")
        errors.append((f"filter-{n}", f"{nothing} For “{contents.filters[n].label}” choose {others}"))
    return errors or [("measures", f"{nothing} Choose the totals of more of them")]


def _measures(choice: Choice, contents: Contents) -> list[tuple[str, list[OptionBox]]]:
    """Indicators under the headings that the data set gives them; the first one chosen where none is."""
    groups: dict[str, list[OptionBox]] = {}
    for n, indicator in enumerate(contents.indicators):
        box = OptionBox(indicator.id, indicator.label, n in (choice.indicators or (0,)))
        groups.setdefault(indicator.grouping, []).append(box)
    return list(groups.items())


def _filter(offer: FilterOffer, choice: Choice, contents: Contents) -> OptionGroup:
    """With the usual option chosen as long as none of any filter is."""
    filter = contents.filters[offer.position]
    chosen = dict(choice.options).get(offer.position, () if choice.options else offer.usual)
    boxes = tuple(OptionBox(item_text(filter, code), words, code in chosen) for code, words in offer.options)
    possible = len(filter.options) - len(contents.impossible_options.get(offer.position, ()))
    left_out = possible - sum(code != BLANK for code, _ in offer.options)
    every = OptionBox(f"{filter.id}.{ALL}", f"All {len(boxes)}", False) if len(boxes) > 8 else None
    return OptionGroup(f"filter-{offer.position}", filter.label, len(boxes), every, boxes, filter.hint, left_out)


def _tree(offer: TreeOffer, choice: Choice, contents: Contents, *, is_new: bool) -> Tree:
    """With the total chosen at first, or everything where there are no figures of it."""
    at, totals = offer.tiers, offer.totals
    chosen: set[Path] = set(dict(choice.paths).get(at, ()))
    if is_new and not chosen:
        chosen = {totals} if any(node.alone == totals for node in offer.nodes) else {(None,) * len(at)}
    titles = [contents.filters[n].label for n in at]
    tiers = tuple(
        OptionBox(path_text(contents, at, path), f"Everything down to “{title}”", path in chosen)
        for tier, title in enumerate(titles)
        for path in ((*(None,) * (tier + 1), *totals[tier + 1 :]),)
    )
    hint = ", then ".join([titles[0], *(in_sentence(title) for title in titles[1:])])
    branches = tuple(_branch(contents, at, node, chosen) for node in offer.nodes)
    return Tree(f"tree-{at[0]}", titles[0], hint, tiers, branches)


def _branch(contents: Contents, at: Tiers, node: Node, chosen: set[Path]) -> Branch:
    below = tuple(_branch(contents, at, child, chosen) for child in node.below)
    alone = OptionBox(path_text(contents, at, node.alone), node.words, node.alone in chosen) if node.alone else None
    whole: Path = (*node.path, *(None,) * (len(at) - len(node.path)))
    words = f"{node.words} and all {node.count} below"
    every = OptionBox(path_text(contents, at, whole), words, whole in chosen) if below else None
    return Branch(alone, node.words, every, below)


MANY = 200
"""More places than this are not listed before someone searches, or asks for those of one region."""
MOST_FOUND = 100
_ASIDE = {SEVERAL: ("In more than one {}", "in more than one {}"), NOWHERE: ("No {} given", "with no {} given")}
"""Places that lie in no single wider one: their heading, and the words for all of them."""
_WIDER = {"REG": "region", "LA": "local authority", "LAD": "local authority district"}
"""What a wider place is, in words."""


@dataclass(frozen=True)
class PlacePart:
    """Places of a level that lie in one wider place; all of the level where nothing is said of that."""

    id: str
    title: str
    """The wider place; blank where the level has no parts."""
    total: int
    all: OptionBox | None
    boxes: tuple[OptionBox, ...]
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
    all: OptionBox | None
    parts: tuple[PlacePart, ...]
    before: tuple[OptionBox, ...]
    """Places that were chosen before and are not among those that are listed."""
    is_asked: bool
    """Whether the places of one of its parts were asked for."""
    wider: str = ""
    """What its parts are, in words: regions, for example. Blank where it has none."""

    @property
    def boxes(self) -> list[OptionBox]:
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
class OpenLevel:
    """The part of which someone wants to see the places: `PROV.REG.x1y2z`, and how many hundreds of them."""

    part: str = ""
    pages: int = 1


def read_open_level(text: str) -> OpenLevel:
    """Read what the button of a part says: `PROV.REG.x1y2z.2` are its first two hundred."""
    part, _, pages = text.rpartition(".")
    return OpenLevel(part, pages_of(pages)) if part else OpenLevel()


def pages_of(text: str) -> int:
    return min(int(text), 100) if text.isdecimal() and int(text) > 0 else 1


def places_offered(
    address: TableAddress,
    there: dict[str, tuple[int, ...]],
    hierarchy: dict[str, PlaceHierarchy],
    words: str,
    *,
    pages: int = 1,
    wanted: OpenLevel | None = None,
) -> list[LevelOffered]:
    """Levels from the widest, those with a single place first of all.

    Of a level with many places: those that were found, and those already chosen.
    """
    return [
        _Level(address, level, there[level], hierarchy.get(level), words, pages, wanted or OpenLevel()).offered()
        for level in sorted((code for code in LEVEL_BY_CODE if code in there), key=lambda code: len(there[code]) > 1)
    ]


class _Level:
    def __init__(
        self,
        address: TableAddress,
        level: str,
        codes: tuple[int, ...],
        hierarchy: PlaceHierarchy | None,
        words: str,
        pages: int,
        wanted: OpenLevel,
    ) -> None:
        self._level, self._codes, self._hierarchy = level, codes, hierarchy
        self._named = address.contents.places_by_level
        self._places = self._named[level]
        self._twice = _twice(self._places)
        self._given = {value for name, value in address.given if name == "place"}
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
        wider = _WIDER[self._hierarchy.wider] if self._hierarchy else ""
        return LevelOffered(self._id(self._level), title, total, every, parts, self._boxes(before), asked, wider)

    def _parts(self) -> Iterable[PlacePart | None]:
        if self._hierarchy is None:
            found = self._found(self._codes)
            listed = [] if self._is_cut and not self._words else found
            yield self._part("", self._level, self._codes, listed)
            return
        wider = self._hierarchy.wider
        for code, codes in self._hierarchy.places.items():
            place = self._named[wider][code - 1]
            yield self._of_wider(place.label, f"in {place.label}", f"{self._level}.{wider}.{place.id}", codes)
        for id, codes in ((SEVERAL, self._hierarchy.several), (NOWHERE, self._hierarchy.nowhere)):
            if codes:
                title, where = (words.format(_WIDER[wider]) for words in _ASIDE[id])
                yield self._of_wider(title, where, f"{self._level}.{wider}.{id}", codes)

    def _of_wider(self, title: str, where: str, id: str, codes: Sequence[int]) -> PlacePart | None:
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
    ) -> PlacePart:
        shown = found[: max(self._room, 0)]
        self._room -= len(shown)
        more = len(found) - len(shown)
        every = self._all(self._whole(id), f"All {len(codes):,} {where}", len(codes)) if title else None
        rest = f"{id}.{pages + 1}" if title and self._is_cut and len(shown) < len(codes) else ""
        return PlacePart(self._id(id), title, len(codes), every, self._boxes(shown), more, rest)

    def _whole(self, id: str) -> str:
        """All of a part as the address says it: `PROV.*.REG.x1y2z`."""
        level, _, wider = id.partition(".")
        return f"{level}.{ALL}.{wider}"

    def _all(self, value: str, words: str, count: int) -> OptionBox | None:
        return OptionBox(value, words, value in self._given) if count > 1 else None

    def _value(self, code: int) -> str:
        return f"{self._level}.{self._places[code - 1].id}"

    def _boxes(self, codes: Iterable[int]) -> tuple[OptionBox, ...]:
        places = ((self._value(code), self._places[code - 1]) for code in codes)
        return tuple(OptionBox(value, p.label, value in self._given, _hint(self._twice, p)) for value, p in places)

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
