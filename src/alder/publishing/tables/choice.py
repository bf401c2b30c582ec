"""A choice from a version of a data set: what was chosen, the rows that it means, and what can still be chosen.

Only what has rows together with the choices made so far is offered. Places lie in wider places as the rows say it:
providers in their region, for example. Filters that divide each other further are a tree, from which someone takes one
thing, or a thing and all below it. A path names an option of each filter of the tree, the widest first. `None` stands
for all of them, so that a thing and all below it is its own options and then nothing but `None`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alder.model import geographic_levels as levels
from alder.model.condition import AllOf, AnyOf, OneOf
from alder.publishing.api_query.criteria import LARGEST_PAGE
from alder.publishing.contents.version_contents import LEVEL_COLUMN, PERIOD_COLUMN, filter_column, level_column
from alder.show.table import TOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from alder.model.condition import Condition
    from alder.publishing.contents import Contents
    from alder.publishing.contents.coded_rows import DataSetStore
    from alder.publishing.standard import Level

BLANK = 0
"""The code of a filter's cell that is blank: the row is not told apart by that filter."""
Path = tuple[int | None, ...]
Tiers = tuple[int, ...]
"""Positions of filters, each of which divides the one before it."""
FilterCodes = tuple[tuple[int, tuple[int, ...]], ...]
"""Positions of filters, each with codes of its options; `BLANK` among them for rows without any."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes of the contents. Without places, periods or options, none of them is narrowed."""

    places: tuple[tuple[str, int], ...] = ()
    """The code of a level, and the code of one of its places."""
    periods: tuple[int, ...] = ()
    options: FilterCodes = ()
    """The position of a filter, and codes of its options; `BLANK` for rows without any."""
    indicators: tuple[int, ...] = ()
    """Positions."""
    paths: tuple[tuple[Tiers, tuple[Path, ...]], ...] = ()
    """Of filters that divide each other, the paths to what is chosen."""

    @property
    def by_level(self) -> dict[str, tuple[int, ...]]:
        codes: dict[str, list[int]] = {}
        for level, place in self.places:
            codes.setdefault(level, []).append(place)
        return {level: tuple(places) for level, places in codes.items()}

    def but(self, **changed: Any) -> Choice:
        """The same with other parts."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return Choice(**{**parts, **changed})

    def without(self, position: int) -> Choice:
        """The same without what was chosen of one filter."""
        return self.but(options=tuple((n, codes) for n, codes in self.options if n != position))


def condition(choice: Choice, contents: Contents) -> Condition:
    """The rows that are chosen: of a filter that is not narrowed, those that can have figures."""
    parts: list[Condition] = []
    if choice.places:
        levels = [
            AllOf((OneOf(LEVEL_COLUMN, (contents.level_codes[level],)), OneOf(level_column(level), places)))
            for level, places in choice.by_level.items()
        ]
        parts.append(levels[0] if len(levels) == 1 else AnyOf(tuple(levels)))
    if choice.periods:
        parts.append(OneOf(PERIOD_COLUMN, choice.periods))
    parts += [OneOf(filter_column(n), codes) for n, codes in choice.options]
    narrowed = dict(choice.options)
    for n, impossible in contents.impossible_options.items():
        if n not in narrowed:
            every = range(BLANK, len(contents.filters[n].options) + 1)
            parts.append(OneOf(filter_column(n), tuple(code for code in every if code not in impossible)))
    parts += [_paths_condition(positions, paths) for positions, paths in choice.paths]
    return AllOf(tuple(parts))


def _paths_condition(positions: Tiers, paths: Sequence[Path]) -> Condition:
    """The rows that any of the paths leads to."""
    every = [
        AllOf(
            tuple(OneOf(filter_column(n), (code,)) for n, code in zip(positions, path, strict=True) if code is not None)
        )
        for path in paths
    ]
    return every[0] if len(every) == 1 else AnyOf(tuple(every))


def as_query(choice: Choice, contents: Contents) -> dict[str, Any]:
    """The same question in the words of the public API."""
    parts: list[dict[str, Any]] = []
    places = [_places(level, codes, contents) for level, codes in choice.by_level.items()]
    if places:
        parts.append(places[0] if len(places) == 1 else {"or": places})
    if choice.periods:
        periods = [contents.periods[code - 1] for code in choice.periods]
        parts.append({"timePeriods": {"in": [{"period": p.api_period, "code": p.code} for p in periods]}})
    parts += [{"filters": _filters(n, codes, contents)} for n, codes in choice.options]
    parts += [
        {"or": [_path(positions, path, contents) for path in paths]}
        for positions, paths in choice.paths
        if all(any(code is not None for code in path) for path in paths)
    ]
    query: dict[str, Any] = {"criteria": {"and": parts}} if parts else {}
    if choice.indicators:
        query["indicators"] = [contents.indicators[n].id for n in choice.indicators]
    return {**query, "page": 1, "pageSize": LARGEST_PAGE}


def _places(level: str, codes: tuple[int, ...], contents: Contents) -> dict[str, Any]:
    """Places by id. All of a level are asked for by the level alone."""
    every = contents.places_by_level[level]
    asked: dict[str, Any] = {"geographicLevels": {"eq": level}}
    if len(set(codes)) < len(every):
        asked["locations"] = {"in": [{"level": level, "id": every[code - 1].id} for code in codes]}
    return asked


def _path(positions: Tiers, path: Path, contents: Contents) -> dict[str, Any]:
    chosen = zip(positions, path, strict=True)
    return {"and": [{"filters": _filters(n, (code,), contents)} for n, code in chosen if code is not None]}


def _filters(position: int, codes: tuple[int, ...], contents: Contents) -> dict[str, Any]:
    """Options by id. A blank cell has no id: it is asked for by leaving out all others."""
    options = contents.filters[position].options
    if BLANK in codes:
        return {"notIn": [option.id for code, option in enumerate(options, 1) if code not in codes]}
    return {"in": [options[code - 1].id for code in codes]}


PERIODS, PLACES, OPTIONS, INDICATORS = 5, 2, 5, 5
"""What the part has at most: the latest periods, the first places of each level, groups of each filter, measures."""


def cropped(choice: Choice, contents: Contents) -> Choice:
    """The part of the choice that is shown of a very large table."""
    options = dict(choice.options)
    in_trees = {n for positions, _ in choice.paths for n in positions}
    every = [options.get(n) or tuple(range(len(f.options) + 1)) for n, f in enumerate(contents.filters)]
    return choice.but(
        places=tuple((level, code) for level, codes in choice.by_level.items() for code in codes[:PLACES]),
        periods=tuple(sorted(choice.periods)[-PERIODS:]),
        options=tuple((n, _some(codes, n, contents)) for n, codes in enumerate(every) if n not in in_trees),
        indicators=(choice.indicators or tuple(range(len(contents.indicators))))[:INDICATORS],
    )


def _some(codes: tuple[int, ...], position: int, contents: Contents) -> tuple[int, ...]:
    """The total if there is one, and the first of the others: without the total there may be nothing to see."""
    labels = contents.filters[position].options
    totals = [c for c in codes if c == 0 or labels[c - 1].label.casefold().startswith(TOTAL_WORDS)]
    others = [c for c in codes if c not in totals]
    return tuple([*totals, *others][:OPTIONS])


def tiers(contents: Contents) -> tuple[Tiers, ...]:
    """The trees of a data set. Where two filters divide the same one, the first of them does so in the tree."""
    columns = {filter.column: n for n, filter in enumerate(contents.filters)}
    child: dict[int, int] = {}
    for n, filter in enumerate(contents.filters):
        if filter.parent in columns and columns[filter.parent] != n:
            child.setdefault(columns[filter.parent], n)
    trees = []
    for root in child.keys() - set(child.values()):
        chain = [root]
        while (below := child.get(chain[-1])) is not None:
            chain.append(below)
        trees.append(tuple(chain))
    return tuple(sorted(trees))


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Fifths by deprivation are published in words: `One (most deprived)`, `Two`."""


def label(contents: Contents, position: int, code: int) -> str:
    """An option in words; a blank one too."""
    return contents.filters[position].options[code - 1].label if code else "Not split by this"


def in_order(contents: Contents, position: int, codes: Iterable[int]) -> list[int]:
    """Options as people list them: under 16 before 16 to 18, 3 before 10, blank and the total last."""
    return sorted(codes, key=lambda code: _place_in_order(label(contents, position, code), code))


def _place_in_order(words: str, code: int) -> tuple[bool, list[tuple[bool, int, str]]]:
    words = words.casefold()
    number = words.partition(" ")[0]
    if number in _NUMBERS:
        words = words.replace(number, str(_NUMBERS.index(number) + 1), 1)
    parts = re.findall(r"\d+|\D+", re.sub(r"^under (?=\d)", "", words))
    is_last = code == BLANK or words in TOTAL_WORDS
    return is_last, [(False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts]


def total(contents: Contents, position: int) -> int:
    """The option of a filter that stands for all of them together; blank where none does."""
    return _total_among(contents, position, range(1, len(contents.filters[position].options) + 1))


def _total_among(contents: Contents, position: int, codes: Iterable[int]) -> int:
    """The first of these options that is the filter's default, else the one that is called a total."""
    labels = {code: label(contents, position, code).casefold() for code in codes}
    for wanted in (contents.filters[position].default.casefold(), *TOTAL_WORDS):
        for code, words in labels.items():
            if wanted and words == wanted:
                return code
    return BLANK


def usual(contents: Contents, available: FilterCodes) -> tuple[tuple[int, ...], ...]:
    """For each filter, what is chosen before anyone chooses: its total, else its only option, else blank, else all."""
    return tuple(_usual(contents, n, codes) for n, codes in available)


def _usual(contents: Contents, position: int, codes: tuple[int, ...]) -> tuple[int, ...]:
    known = [code for code in codes if code != BLANK]
    if found := _total_among(contents, position, known):
        return (found,)
    for code in known:
        if label(contents, position, code).casefold().startswith(("total ", "all ", "total(")):
            return (code,)
    if BLANK in codes:
        return (BLANK,)
    return codes


@dataclass(frozen=True)
class Node:
    """A thing in the tree: the options down to it, whether there are rows about it alone, and what is below it."""

    words: str
    path: tuple[int, ...]
    alone: Path | None
    """The path of the thing alone: with the totals of all that divide it."""
    below: tuple[Node, ...]

    @property
    def count(self) -> int:
        """How many things are below it."""
        return len(self.below) + sum(node.count for node in self.below)


@dataclass(frozen=True)
class TreeOffer:
    """Filters that divide each other, with what has rows as a tree."""

    tiers: Tiers
    totals: tuple[int, ...]
    """For each filter the code of its total, or blank."""
    nodes: tuple[Node, ...]


def tree(contents: Contents, at: Tiers, combinations: Sequence[tuple[int, ...]]) -> TreeOffer:
    """The tree of the combinations of options that have rows."""
    totals = tuple(total(contents, n) for n in at)
    return TreeOffer(at, totals, _nodes((), sorted(combinations), totals, at, contents))


def _nodes(
    above: tuple[int, ...], rows: Sequence[tuple[int, ...]], totals: Sequence[int], at: Tiers, contents: Contents
) -> tuple[Node, ...]:
    depth = len(above)
    if depth == len(totals):
        return ()
    nodes = []
    for code, same in groupby(rows, key=lambda row: row[depth]):
        here = list(same)
        path = (*above, code)
        rest = tuple(totals[depth + 1 :])
        if code == totals[depth] and depth:
            continue
        alone = (*path, *rest) if (*path, *rest) in here else None
        below = () if code == totals[depth] else _nodes(path, here, totals, at, contents)
        nodes.append(Node(label(contents, at[depth], code), path, alone, below))
    return tuple(sorted(nodes, key=lambda node: node.path[-1] == totals[depth]))


@dataclass(frozen=True)
class FilterOffer:
    """A filter with the options that have rows, in the order in which people list them."""

    position: int
    options: tuple[tuple[int, str], ...]
    """Codes and words."""
    usual: tuple[int, ...]
    """What is chosen before anyone chooses."""


@dataclass(frozen=True)
class ContentOffer:
    """What a table of the chosen places and periods can show, and what a choice lacks that is meant to be a table."""

    filters: tuple[FilterOffer, ...]
    """Those that are in no tree."""
    trees: tuple[TreeOffer, ...]
    trees_open: tuple[Tiers, ...]
    """Those from which nothing was chosen."""
    filters_open: tuple[int, ...]
    has_rows: bool
    """Whether there are rows of the whole choice. So it is taken to be as long as something of it is missing."""
    instead: tuple[tuple[int, list[str]], ...]
    """Where there are none: the filters of which another choice would have some, with those options in words."""


@dataclass(frozen=True)
class PlaceHierarchy:
    """The places of one level by the place of a wider level in which they lie."""

    wider: str
    """The code of the wider level."""
    places: Mapping[int, tuple[int, ...]]
    """For the code of a wider place, those in it. Places that rows put into more than one are in none."""
    several: tuple[int, ...]
    nowhere: tuple[int, ...]
    """Places of which no row says it."""


_WIDER = (levels.REGIONAL, levels.LOCAL_AUTHORITY, levels.DISTRICT)
"""Levels by whose places others are put together, the first that a data set names before those after it."""

_NARROW = frozenset(
    {levels.WARD, levels.SCHOOL, levels.PROVIDER, levels.INSTITUTION, levels.PLANNING_AREA, levels.POLICE_FORCE_AREA}
)
"""Levels whose places may lie in a local authority, and not the other way round."""


def _wider_levels(level: str, contents: Contents) -> list[Level]:
    """Wider levels than this one of which the data set names places."""
    if level not in contents.level_codes or level in (levels.NATIONAL.code, levels.REGIONAL.code):
        return []
    named = contents.places_by_level
    is_narrow = any(level == one.code for one in _NARROW)
    return [one for one in _WIDER if one.code in named and (one is levels.REGIONAL or is_narrow)]


def _hierarchy_of(wider: Level, rows: list[tuple[int, ...]]) -> PlaceHierarchy | None:
    """Nothing where rows put the places in fewer than two, or one local authority has hardly more than one."""
    above: dict[int, set[int]] = {}
    for code, place in rows:
        if code:
            above.setdefault(code, set()).update({place} if place else ())
    places: dict[int, list[int]] = {}
    for code, others in above.items():
        if len(others) == 1:
            places.setdefault(next(iter(others)), []).append(code)
    is_list = wider is not levels.REGIONAL and len(above) < 2 * len(places)
    if len(places) < 2 or is_list:
        return None
    return PlaceHierarchy(
        wider.code,
        {place: tuple(places[place]) for place in sorted(places)},
        tuple(code for code, others in above.items() if len(others) > 1),
        tuple(code for code, others in above.items() if not others),
    )


@dataclass(frozen=True)
class VersionRows:
    """The rows of a version of a data set, from which a choice is made."""

    version: UUID
    contents: Contents
    store: DataSetStore

    def _distinct(self, columns: list[str], condition: Condition) -> list[tuple[int, ...]]:
        return self.store.distinct(self.version, columns, condition)

    def places(self) -> dict[str, tuple[int, ...]]:
        """For each level that rows are about, the places of which there are rows at that level, and can be figures."""
        places, impossible = {}, self.contents.impossible_places
        for group in self.contents.places:
            if group.level in self.contents.level_codes:
                of_level = OneOf(LEVEL_COLUMN, (self.contents.level_codes[group.level],))
                rows = self._distinct([level_column(group.level)], of_level)
                if codes := tuple(code for (code,) in rows if code and (group.level, code) not in impossible):
                    places[group.level] = codes
        return places

    def place_hierarchy(self) -> dict[str, PlaceHierarchy]:
        """For the code of each level whose rows name at least two wider places: what lies in which."""
        hierarchies = {}
        for group in self.contents.places:
            for wider in _wider_levels(group.level, self.contents):
                columns = [level_column(group.level), level_column(wider.code)]
                rows = self._distinct(columns, OneOf(LEVEL_COLUMN, (self.contents.level_codes[group.level],)))
                if hierarchy := _hierarchy_of(wider, rows):
                    hierarchies[group.level] = hierarchy
                    break
        return hierarchies

    def periods(self, choice: Choice) -> tuple[int, ...]:
        """The periods that the chosen places have, the oldest first."""
        within = condition(choice.but(periods=(), options=(), paths=()), self.contents)
        return tuple(code for (code,) in self._distinct([PERIOD_COLUMN], within))

    def options(self, choice: Choice) -> FilterCodes:
        """For each filter, the options that have rows in the chosen places and periods."""
        within = condition(choice.but(options=(), paths=()), self.contents)
        return tuple(
            (n, tuple(code for (code,) in self._distinct([filter_column(n)], within)))
            for n in range(len(self.contents.filters))
        )

    def options_beside(self, choice: Choice, position: int) -> tuple[int, ...]:
        """The options of one filter that rows of the whole choice have, whatever it says of that filter."""
        within = condition(choice.without(position), self.contents)
        return tuple(code for (code,) in self._distinct([filter_column(position)], within))

    def trees(self, choice: Choice) -> tuple[TreeOffer, ...]:
        """For filters that divide each other, what has rows in the chosen places and periods."""
        within = condition(choice.but(options=(), paths=()), self.contents)
        return tuple(
            tree(self.contents, at, self._distinct([filter_column(n) for n in at], within))
            for at in tiers(self.contents)
        )

    def content(self, choice: Choice, *, is_final: bool) -> ContentOffer:
        """What can be shown of the chosen places and periods. What the choice lacks is looked for once it is final."""
        contents, trees = self.contents, self.trees(choice)
        in_trees = {n for tree in trees for n in tree.tiers}
        options = self.options(choice)
        filters = tuple(
            FilterOffer(n, tuple((code, label(contents, n, code)) for code in in_order(contents, n, codes)), at_first)
            for (n, codes), at_first in zip(options, usual(contents, options), strict=True)
            if n not in in_trees
        )
        if not is_final:
            return ContentOffer(filters, trees, (), (), True, ())
        chosen = dict(choice.options)
        paths = dict(choice.paths)
        trees_open = tuple(
            tree.tiers for tree in trees if tree.tiers not in paths and not all(chosen.get(n) for n in tree.tiers)
        )
        filters_open = tuple(
            offer.position for offer in filters if len(offer.options) > 1 and not chosen.get(offer.position)
        )
        has_rows = bool(
            trees_open
            or filters_open
            or not choice.indicators
            or self._distinct([PERIOD_COLUMN], condition(choice, contents))
        )
        return ContentOffer(
            filters, trees, trees_open, filters_open, has_rows, () if has_rows else self._instead(choice)
        )

    def _instead(self, choice: Choice) -> tuple[tuple[int, list[str]], ...]:
        """For a choice without rows: the filters of which another choice would have some, with those options."""
        instead = []
        for n, chosen in choice.options:
            rows = self._distinct([filter_column(n)], AllOf((condition(choice.without(n), self.contents),)))
            if others := [code for (code,) in rows if code not in chosen]:
                instead.append((n, [label(self.contents, n, code) for code in others]))
        return tuple(instead)
