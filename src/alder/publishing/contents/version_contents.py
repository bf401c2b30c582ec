"""The contents of one version of a data set. A thing's code in the kept rows is its position in its list, from 1."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alder.model.coverage import ENGLAND, nation_of
from alder.publishing.standard import IDENTIFIER_BY_CODE, LEVEL_BY_CODE
from alder.show.data_pair import NO_PLACE, OUTSIDE

if TYPE_CHECKING:
    from alder.publishing.public_ids import Known
    from alder.publishing.standard import Level, TimeIdentifier


_OUTSIDE = next((own, said) for own, said in NO_PLACE.items() if said == OUTSIDE)
"""As measures and as data files call what is outside of England."""


@dataclass(frozen=True, slots=True)
class Option:
    """An item of a filter."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class DataSetFilter:
    """A column by which rows are told apart. Options are in the order of their labels."""

    id: str
    column: str
    label: str
    hint: str
    options: tuple[Option, ...]
    grouping_column: str = ""
    default: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class DataSetIndicator:
    """A column of figures."""

    id: str
    column: str
    label: str
    unit: str
    """As the API says it."""
    decimals: int | None
    grouping: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with the codes of its level: `code`, `oldCode`, `urn`, `laEstab` or `ukprn`."""

    id: str
    label: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places of one level, in the order of their labels."""

    level: str
    """The code of the level."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """A period as files write it: `202425` and the API's code of its identifier."""

    period: str
    code: str

    @property
    def identifier(self) -> TimeIdentifier:
        return IDENTIFIER_BY_CODE[self.code]

    @property
    def api_period(self) -> str:
        return self.identifier.api_period(self.period)

    @property
    def label(self) -> str:
        return self.identifier.label(self.period)


@dataclass(frozen=True)
class Contents:
    """Everything that rows of a version can be asked about. Periods are oldest first, all else by label."""

    filters: tuple[DataSetFilter, ...]
    indicators: tuple[DataSetIndicator, ...]
    levels: tuple[str, ...]
    """Codes of the levels that rows are about, in the order of their labels."""
    places: tuple[PlaceGroup, ...]
    periods: tuple[TimePeriod, ...]
    rows: int
    known: Known = field(default_factory=dict, repr=False)
    """Every id that the data set has given so far."""

    @property
    def level_list(self) -> tuple[Level, ...]:
        return tuple(LEVEL_BY_CODE[code] for code in self.levels)

    @cached_property
    def option_codes(self) -> dict[str, tuple[str, int]]:
        """For the id of an option, its filter's column of the kept rows and its code there."""
        return {
            option.id: (filter_column(n), code)
            for n, filter in enumerate(self.filters)
            for code, option in enumerate(filter.options, 1)
        }

    @cached_property
    def level_codes(self) -> dict[str, int]:
        return {level: code for code, level in enumerate(self.levels, 1)}

    @cached_property
    def period_codes(self) -> dict[tuple[str, str], int]:
        """For an identifier's code and a period as files write it, its code in the kept rows."""
        return {(period.code, period.period): code for code, period in enumerate(self.periods, 1)}

    @cached_property
    def place_codes(self) -> dict[tuple[str, str, str], int]:
        """For a level, a property and its value, the code of the first place that has it."""
        codes: dict[tuple[str, str, str], int] = {}
        for group in self.places:
            for code, place in enumerate(group.places, 1):
                for name, value in (("id", place.id), *place.codes):
                    if value:
                        codes.setdefault((group.level, name, value), code)
        return codes

    @cached_property
    def places_by_level(self) -> dict[str, tuple[Place, ...]]:
        """For the code of a level its places; a place's code is its position among them, from 1."""
        return {group.level: group.places for group in self.places}

    @cached_property
    def is_of_made_up_nation(self) -> bool:
        """Whether its places lie in a nation that Alder made up. Its files have rows of outside of England, all 0."""
        return nation_of(code for group in self.places for place in group.places for _, code in place.codes) != ENGLAND

    @cached_property
    def impossible_places(self) -> frozenset[tuple[str, int]]:
        """By level and code, what is no place of these: outside of England, in a nation that is made up."""
        return frozenset(
            (group.level, code)
            for group in self.places
            for code, place in enumerate(group.places, 1)
            if self.is_of_made_up_nation and place.label in _OUTSIDE
        )

    @cached_property
    def impossible_options(self) -> dict[int, frozenset[int]]:
        """For the position of a filter that has any, options that nobody of a made-up nation can have: homes that are
        outside of England.
        """
        found = {
            n: frozenset(code for code, option in enumerate(filter.options, 1) if option.label in _OUTSIDE)
            for n, filter in enumerate(self.filters)
            if self.is_of_made_up_nation
        }
        return {n: codes for n, codes in found.items() if codes}

    @cached_property
    def intervals(self) -> dict[int, tuple[int, int]]:
        """For the position of an indicator, those of the ends of its 95% interval, where the data set has them."""
        at = {indicator.column: n for n, indicator in enumerate(self.indicators)}
        ends = {n: tuple(at.get(f"{column}_{end}") for end in ("lower", "upper")) for column, n in at.items()}
        return {
            n: (low, high)
            for n, (low, high) in ends.items()
            if low is not None and high is not None and all("95%" in self.indicators[end].label for end in (low, high))
        }

    def is_end(self, indicator: DataSetIndicator) -> bool:
        """Whether it is an end of the interval of another indicator."""
        of, _, end = indicator.column.rpartition("_")
        return end in ("lower", "upper") and any(other.column == of for other in self.indicators)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Contents:
        kept: dict[str, Any] = json.loads(text)
        return cls(
            filters=tuple(
                DataSetFilter(**{**filter, "options": tuple(Option(**option) for option in filter["options"])})
                for filter in kept["filters"]
            ),
            indicators=tuple(DataSetIndicator(**indicator) for indicator in kept["indicators"]),
            levels=tuple(kept["levels"]),
            places=tuple(
                PlaceGroup(
                    group["level"],
                    tuple(
                        Place(place["id"], place["label"], tuple((name, value) for name, value in place["codes"]))
                        for place in group["places"]
                    ),
                )
                for group in kept["places"]
            ),
            periods=tuple(TimePeriod(**period) for period in kept["periods"]),
            rows=kept["rows"],
            known=kept["known"],
        )


PERIOD_COLUMN = "period"
LEVEL_COLUMN = "level"
PLACE_COLUMN = "place"
"""The rank of a row's place among all: places inside others follow them."""
ROW_COLUMN = "row"
"""The order of loading: levels by label, the newest period first, then as the file has them."""


def filter_column(position: int) -> str:
    """The column of the kept rows for the filter at this position. A column's own name could be another's."""
    return f"filter_{position}"


def indicator_column(position: int) -> str:
    return f"indicator_{position}"


def level_column(code: str) -> str:
    return f"at_{code}"
