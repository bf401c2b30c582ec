"""A cube of JSON-stat 2.0, the same from the API and from the table builder, so that a program reads both alike.

The dimensions are `period`, `place`, each filter by its id, and `indicator`: the names under which the API has given
cubes from its beginning, and on which programs may rest already. A period is known by the code of its kind and itself
(`AY202324`), since a data set may hold a week and a month that are written alike. Only what has a row has a value or a
status, however few of the cells of the whole cube that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.model.symbols import OLDER, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.publishing.contents.version_contents import DataSetFilter, DataSetIndicator, Place, TimePeriod

PERIOD, PLACE, INDICATOR = "period", "place", "indicator"
NOWHERE = ("none", "No place")
BLANK = ("blank", "Blank")
Member = tuple[str, str]
"""The id of something in a dimension, and its label."""


class Cube:
    """A cube to which rows are added. Members stand in the order in which they are first named."""

    def __init__(self, filters: Iterable[DataSetFilter], indicators: Sequence[DataSetIndicator]) -> None:
        self._indicators = indicators
        self._dimensions = [
            _Dimension(PERIOD, "Time period"),
            _Dimension(PLACE, "Place"),
            *(_Dimension(filter.id, filter.label) for filter in filters),
        ]
        self._figures = _Dimension(INDICATOR, "Indicator")
        for indicator in indicators:
            self._figures.index(indicator.id, indicator.label)
        self._cells: list[tuple[tuple[int, ...], Sequence[str]]] = []

    def add(self, members: Sequence[Member], figures: Sequence[str]) -> None:
        """A row: its period, place and options, and a figure for each indicator."""
        key = tuple(dimension.index(*member) for dimension, member in zip(self._dimensions, members, strict=True))
        self._cells.append((key, figures))

    def as_json(self, label: str, *, updated: str = "", source: str = "", notes: Sequence[str] = ()) -> dict[str, Any]:
        """As JSON-stat. A symbol is a missing value; its status says which, the extension what it means."""
        dimensions = [*self._dimensions, self._figures]
        sizes = [len(dimension.labels) for dimension in dimensions]
        values, status = self._values(sizes)
        made: dict[str, Any] = {"version": "2.0", "class": "dataset", "label": label}
        made |= {"source": source} if source else {}
        made |= {"updated": updated} if updated else {}
        made |= {"note": list(notes)} if notes else {}
        made |= {"id": [dimension.name for dimension in dimensions], "size": sizes}
        made["role"] = {"time": [PERIOD], "geo": [PLACE], "metric": [INDICATOR]}
        made["dimension"] = {dimension.name: dimension.shown() for dimension in dimensions}
        made["dimension"][INDICATOR]["category"]["unit"] = {i.id: _unit(i) for i in self._indicators}
        made |= {"value": values, "status": status}
        if meanings := {text: _meaning(text) for text in dict.fromkeys(status.values()) if _meaning(text)}:
            made["extension"] = {"status": meanings}
        return made

    def _values(self, sizes: list[int]) -> tuple[dict[str, float], dict[str, str]]:
        values: dict[str, float] = {}
        status: dict[str, str] = {}
        for key, texts in self._cells:
            for n, text in enumerate(texts):
                at = _position((*key, n), sizes)
                number = _number(text)
                if number is None:
                    status[at] = text
                else:
                    values[at] = number
        return values, status


class _Dimension:
    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label
        self.labels: dict[str, str] = {}
        self._positions: dict[str, int] = {}

    def index(self, id: str, label: str) -> int:
        if id not in self._positions:
            self._positions[id] = len(self._positions)
            self.labels[id] = label
        return self._positions[id]

    def shown(self) -> dict[str, Any]:
        return {"label": self.label, "category": {"index": list(self.labels), "label": self.labels}}


def period_member(period: TimePeriod) -> Member:
    return f"{period.code}{period.period}", period.label


def place_member(place: Place) -> Member:
    return place.id, place.label


def option_member(filter: DataSetFilter, code: int) -> Member:
    """An option by its code; 0 is a blank cell."""
    option = filter.options[code - 1] if code else None
    return (option.id, option.label) if option else BLANK


def _unit(indicator: DataSetIndicator) -> dict[str, Any]:
    return {"label": indicator.unit} | ({} if indicator.decimals is None else {"decimals": indicator.decimals})


def _meaning(text: str) -> str:
    return SYMBOLS.get(OLDER.get(text, text), "")


def _position(key: tuple[int, ...], sizes: list[int]) -> str:
    at = 0
    for index, size in zip(key, sizes, strict=True):
        at = at * size + index
    return str(at)


def _number(text: str) -> float | None:
    """The figure as a number, or none where it is a symbol. Whole numbers stay whole."""
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() and "." not in text else number
