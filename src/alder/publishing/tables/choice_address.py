"""A choice as the address of a page says it: the one place that reads it, and the one that writes it.

place=LA.X1y2Z      a place by its level and id; place=LA.* all places of the level; place=LA.*.REG.X1y2Z those of it
                    that lie in one place of a wider level
from=AY.202122      the first and the last period, by the code of their kind
to=AY.202324
item=abcde.fghij    an option of a filter, by both ids; item=abcde.* all of them, item=abcde.- rows without any
path=a.b:c.d        of filters that divide each other the options of one thing; a.b:c.* it and all below it
show=abcde          an indicator
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.tables.choice import BLANK, Choice, tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import DataSetFilter, TimePeriod
    from alder.publishing.tables.choice import Path, PlaceHierarchy, Tiers, VersionRows

ALL = "*"
NONE = "-"
SEVERAL, NOWHERE = "several", "nowhere"
"""In place of a wider place: of a level the places that rows put into more than one, and into none."""
Pairs = list[tuple[str, str]]
"""Names and values of an address."""


def period_text(period: TimePeriod) -> str:
    return f"{period.code}.{period.period}"


def item_text(filter: DataSetFilter, code: int) -> str:
    """An option of a filter, or what stands for rows without any."""
    return f"{filter.id}.{_option(filter, code)}"


def path_text(contents: Contents, at: Tiers, path: Path) -> str:
    """A path through filters that divide each other."""
    filters = [contents.filters[n] for n in at]
    ids = [ALL if code is None else _option(filter, code) for filter, code in zip(filters, path, strict=True)]
    return f"{'.'.join(filter.id for filter in filters)}:{'.'.join(ids)}"


def _option(filter: DataSetFilter, code: int) -> str:
    return filter.options[code - 1].id if code != BLANK else NONE


def pairs_of(choice: Choice, contents: Contents) -> Pairs:
    """A choice without paths. A filter that it does not narrow shows all of its options."""
    first, last = min(choice.periods, default=1), max(choice.periods, default=len(contents.periods))
    pairs = [("place", f"{level}.{contents.places_by_level[level][code - 1].id}") for level, code in choice.places]
    pairs += [(name, period_text(contents.periods[code - 1])) for name, code in (("from", first), ("to", last))]
    chosen = dict(choice.options)
    for n, filter in enumerate(contents.filters):
        items = [item_text(filter, code) for code in chosen[n]] if n in chosen else [f"{filter.id}.{ALL}"]
        pairs += [("item", text) for text in items]
    return pairs + [("show", contents.indicators[n].id) for n in choice.indicators]


def read_choice(
    given: Mapping[str, Sequence[str]],
    data: VersionRows,
    hierarchy_of: Callable[[UUID], Mapping[str, PlaceHierarchy]],
) -> tuple[Choice, int]:
    """The choice of an address, and how many of the things that it names are not in this version.

    Of two periods the earlier one begins, in whichever order they come. A path goes before options by themselves.
    """
    reader = _Reader(data, hierarchy_of)
    places = tuple(dict.fromkeys(place for text in given.get("place", ()) for place in reader.places(text)))
    periods = reader.periods(given.get("from", ())[-1:], given.get("to", ())[-1:])
    items = reader.items(given.get("item", ()))
    paths = reader.paths(given.get("path", ()))
    indicators = tuple(dict.fromkeys(n for text in given.get("show", ()) for n in reader.indicators(text)))
    in_trees = {n for at in paths for n in at}
    options = tuple(sorted((n, codes) for n, codes in items.items() if n not in in_trees))
    return Choice(places, periods, options, indicators, tuple(sorted(paths.items()))), reader.unknown


class _Reader:
    def __init__(self, data: VersionRows, hierarchy_of: Callable[[UUID], Mapping[str, PlaceHierarchy]]) -> None:
        self._data, self._contents = data, data.contents
        self._hierarchy_of = hierarchy_of
        self.unknown = 0

    def places(self, text: str) -> list[tuple[str, int]]:
        level, _, id = text.partition(".")
        if id == ALL and level in self._contents.level_codes:
            return [(level, code) for code in self._data.places().get(level, ())]
        if id.startswith(f"{ALL}.") and (within := self._within(level, id.removeprefix(f"{ALL}."))):
            return within
        code = self._contents.place_codes.get((level, "id", id))
        if code is None or level not in self._contents.level_codes:
            self.unknown += 1
            return []
        return [(level, code)]

    def _within(self, level: str, wider: str) -> list[tuple[str, int]]:
        """The places of a level in a place of a wider one; nothing where rows do not say it."""
        hierarchy = self._hierarchy_of(self._data.version).get(level)
        above, _, id = wider.partition(".")
        if hierarchy is None or hierarchy.wider != above:
            return []
        aside = {SEVERAL: hierarchy.several, NOWHERE: hierarchy.nowhere}
        of_place = hierarchy.places.get(self._contents.place_codes.get((above, "id", id), 0), ())
        return [(level, code) for code in aside.get(id) or of_place]

    def periods(self, first: Sequence[str], last: Sequence[str]) -> tuple[int, ...]:
        codes = [code for text in (*first, *last) if text and (code := self._period(text))]
        return tuple(range(min(codes), max(codes) + 1)) if codes else ()

    def _period(self, text: str) -> int | None:
        kind, _, period = text.partition(".")
        code = self._contents.period_codes.get((kind, period))
        self.unknown += code is None
        return code

    def items(self, texts: Iterable[str]) -> dict[int, tuple[int, ...]]:
        filters = {filter.id: n for n, filter in enumerate(self._contents.filters)}
        items: dict[int, list[int]] = {}
        for text in texts:
            filter, _, id = text.partition(".")
            n = filters.get(filter)
            codes = [] if n is None else self._codes(n, id)
            self.unknown += not codes
            if n is not None and codes:
                items.setdefault(n, []).extend(codes)
        return {n: tuple(dict.fromkeys(codes)) for n, codes in items.items()}

    def paths(self, texts: Iterable[str]) -> dict[Tiers, tuple[Path, ...]]:
        trees = {tuple(self._contents.filters[n].id for n in at): at for at in tiers(self._contents)}
        paths: dict[Tiers, list[Path]] = {}
        for text in texts:
            filters, _, ids = text.partition(":")
            at = trees.get(tuple(filters.split(".")))
            path = self._path(at, ids.split(".")) if at else None
            self.unknown += path is None
            if at and path:
                paths.setdefault(at, []).append(path)
        return {at: tuple(dict.fromkeys(of_tree)) for at, of_tree in paths.items()}

    def _path(self, at: Tiers, ids: list[str]) -> Path | None:
        path: list[int | None] = []
        for n, id in zip(at, ids, strict=False):
            codes = [None] if id == ALL else self._codes(n, id)
            path += codes[:1]
        return tuple(path) if len(path) == len(at) == len(ids) else None

    def _codes(self, position: int, id: str) -> list[int]:
        options = self._contents.filters[position].options
        if id == NONE:
            return [BLANK]
        if id == ALL:
            impossible = self._contents.impossible_options.get(position, ())
            return [code for code in range(1, len(options) + 1) if code not in impossible]
        return [code for code, option in enumerate(options, 1) if id == option.id]

    def indicators(self, text: str) -> list[int]:
        positions = [n for n, indicator in enumerate(self._contents.indicators) if indicator.id == text]
        self.unknown += not positions
        return positions
