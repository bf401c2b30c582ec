"""A table as tidy rows: one for each place, period and set of groups, with the columns that the standard names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.title import indicators_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.publishing.described import Contents
    from alder.publishing.described.contents import Indicator
    from alder.publishing.tables.table import Table


def columns(contents: Contents, indicators: Iterable[Indicator]) -> list[str]:
    """Period, level, the code and the name of the place, filters, indicators."""
    filters = [f.column for f in contents.filters]
    figures = [indicator.column for indicator in indicators]
    return ["time_period", "time_identifier", "geographic_level", "location_code", "location_name", *filters, *figures]


def rows(table: Table) -> Iterator[list[str]]:
    """The rows in the order in which they were read. A symbol stays as it is."""
    contents = table.contents
    named = contents.places_by_level
    indicators = [contents.indicators.index(i) for i in indicators_of(table)]
    for key in dict.fromkeys(key[:-1] for key in table.figures):
        (level, place), period, *options = key  # type: ignore[misc]
        at, when = named[level][place - 1], contents.periods[period - 1]  # type: ignore[operator]
        labels = [
            filter.options[code - 1].label if code else ""  # type: ignore[operator]
            for filter, code in zip(contents.filters, options, strict=True)
        ]
        code = next((value for _, value in at.codes if value), "")
        yield [
            *(when.period, when.identifier.text, LEVEL_BY_CODE[level].text, code, at.label),
            *labels,
            *(table.figures.get((*key, n), "") for n in indicators),
        ]
