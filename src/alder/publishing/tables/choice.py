"""What someone chose from a version of a data set: places, periods, options, indicators; and the part that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.model.condition import AllOf, AnyOf, OneOf
from alder.publishing.contents.contents import LEVEL_COLUMN, PERIOD_COLUMN, filter_column, level_column
from alder.publishing.tables import tiers
from alder.show.table import TOTAL_WORDS

if TYPE_CHECKING:
    from alder.model.condition import Condition
    from alder.publishing.contents import Contents
    from alder.publishing.tables.tiers import Path, Tiers

BLANK = 0
"""The code of a filter's cell that is blank: the row is not told apart by that filter."""


_PARTS = ("places", "periods", "options", "indicators", "paths")


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes of the contents. Without places, periods or options, none of them is narrowed."""

    places: tuple[tuple[str, int], ...] = ()
    """The code of a level, and the code of one of its places."""
    periods: tuple[int, ...] = ()
    options: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """The position of a filter, and codes of its options; `BLANK` for rows without any."""
    indicators: tuple[int, ...] = ()
    """Positions."""
    paths: tuple[tuple[Tiers, tuple[Path, ...]], ...] = ()
    """Of filters that divide each other, the paths to what is chosen."""

    @property
    def by_level(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for level, place in self.places:
            found.setdefault(level, []).append(place)
        return {level: tuple(places) for level, places in found.items()}

    def but(self, **changed: Any) -> Choice:
        """The same with other parts."""
        parts = {name: getattr(self, name) for name in _PARTS}
        return Choice(**{**parts, **changed})

    def without(self, position: int) -> Choice:
        """The same without what was chosen of one filter."""
        return self.but(options=tuple((n, codes) for n, codes in self.options if n != position))


def condition(choice: Choice, contents: Contents) -> Condition:
    """The rows that are chosen."""
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
    parts += [tiers.condition(positions, paths) for positions, paths in choice.paths]
    return AllOf(tuple(parts))


def as_query(choice: Choice, contents: Contents, *, page_size: int = 10_000) -> dict[str, Any]:
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
    return {**query, "page": 1, "pageSize": page_size}


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
