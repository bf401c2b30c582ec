"""How the API shows what a version of a data set holds."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Collection

    from alder.publishing.contents.version_contents import (
        Contents,
        DataSetFilter,
        DataSetIndicator,
        Option,
        Place,
        TimePeriod,
    )


class MetaType(StrEnum):
    """The parts of the meta that can be asked for."""

    FILTERS = "Filters"
    INDICATORS = "Indicators"
    LOCATIONS = "Locations"
    TIME_PERIODS = "TimePeriods"


def meta(contents: Contents, types: Collection[MetaType] = tuple(MetaType)) -> dict[str, Any]:
    """Filters, indicators, levels, places and periods. What is not asked for is an empty list; levels always are."""
    filters = contents.filters if MetaType.FILTERS in types else ()
    indicators = contents.indicators if MetaType.INDICATORS in types else ()
    places = contents.places if MetaType.LOCATIONS in types else ()
    periods = contents.periods if MetaType.TIME_PERIODS in types else ()
    return {
        "filters": [{**filter_of(f), "options": [option_of(o) for o in f.options]} for f in filters],
        "indicators": [indicator_of(indicator) for indicator in indicators],
        "geographicLevels": [level_of(level) for level in contents.levels],
        "locations": [
            {"level": level_of(group.level), "options": [place_of(place) for place in group.places]} for group in places
        ],
        "timePeriods": [period_of(p) for p in sorted(periods, key=lambda p: (p.code, p.period))],
    }


def filter_of(filter: DataSetFilter) -> dict[str, Any]:
    return {"id": filter.id, "column": filter.column, "label": filter.label, "hint": filter.hint}


def option_of(option: Option) -> dict[str, Any]:
    return {"id": option.id, "label": option.label}


def indicator_of(indicator: DataSetIndicator) -> dict[str, Any]:
    shown = {"id": indicator.id, "column": indicator.column, "label": indicator.label, "unit": indicator.unit}
    return shown if indicator.decimals is None else {**shown, "decimalPlaces": indicator.decimals}


def level_of(code: str) -> dict[str, Any]:
    return {"code": code, "label": LEVEL_BY_CODE[code].text}


def place_of(place: Place) -> dict[str, Any]:
    return {"id": place.id, "label": place.label, **dict(place.codes)}


def period_of(period: TimePeriod) -> dict[str, Any]:
    return {"code": period.code, "period": period.api_period, "label": period.label}


def summary(contents: Contents) -> dict[str, Any]:
    """The few words about a version that lists of data sets show."""
    return {
        "timePeriods": {"start": contents.periods[0].label, "end": contents.periods[-1].label},
        "geographicLevels": [level.text for level in contents.level_list],
        "filters": [filter.label for filter in contents.filters],
        "indicators": [indicator.label for indicator in contents.indicators],
    }


def paging(page: int, size: int, total: int) -> dict[str, int]:
    """Where a page stands. With nothing to show there is still one page, but none where a page holds one row.

    The second half is what the service does (it rounds a quotient that it makes from one row less); clients that read
    `totalPages` to know when to stop are unharmed by either, so it is kept.
    """
    pages = -(-total // size) if total else int(size > 1)
    return {"page": page, "pageSize": size, "totalResults": total, "totalPages": pages}
