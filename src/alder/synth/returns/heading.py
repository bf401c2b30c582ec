"""What stands above a return: whose it is, of which year and when it was made ready; and what it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from alder.errors import UsageError
from alder.sources.ilr.calendar import closes
from alder.sources.ilr.schema import BETWEEN, NAMESPACES, YEARS, common_tree

if TYPE_CHECKING:
    from alder.model.field import Entity
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.synth.population.fictitious import Provider

_READY: Final = (
    *((9, 2), (10, 2), (11, 3), (12, 2), (1, 5), (2, 2), (3, 2)),
    *((4, 6), (5, 5), (6, 2), (7, 2), (8, 3), (9, 10), (10, 15)),
)
"""Month and day on which each return is most often ready, from R01 on."""


class ReturnForm(StrEnum):
    """XML as providers send it, or Parquet for those who only want its tables."""

    XML = "xml"
    PARQUET = "parquet"


@dataclass(frozen=True)
class ReturnHeading:
    """One return of one provider."""

    provider: Provider
    year: AcademicYear
    number: ReturnNumber

    @property
    def ukprn(self) -> int:
        return self.provider.ukprn

    @property
    def tree(self) -> Entity:
        """What the year has, in its order."""
        return order(self.year)

    @property
    def prepared(self) -> date:
        """The FilePreparationDate."""
        return ready(self.year, self.number)

    @property
    def release(self) -> str:
        """What the file says of the software: that no schema was at hand, where that is so."""
        return "1" if has_schema(self.year) else "1 without schema"

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.prepared, time(9, 30, self.provider.number % 60))

    @cached_property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return f"ILR-{self.ukprn}-{self.year.pair}-{self.moment:%Y%m%d-%H%M%S}-01"


def ready(year: AcademicYear, number: ReturnNumber) -> date:
    """The FilePreparationDate of a return, no later than its close: R13 and R14 come after the year has ended."""
    month, day = _READY[number.ordinal - 1]
    first_calendar_year = number.ordinal <= 4
    usual = date(year.start if first_calendar_year else year.start + 1, month, day)
    return min(usual, closes(year)[number.ordinal - 1].day)


def order(year: AcademicYear) -> Entity:
    """The year's message tree: its schema, or where none is at hand what stands in for it."""
    if year in YEARS:
        return YEARS[year]
    if year in BETWEEN:
        return common_tree(year)
    known = sorted([*YEARS, *BETWEEN])
    raise UsageError(
        f"returns for {year.label} cannot be made: nothing is known of the fields of that year",
        where=f"Years that can be made: {known[0].label} to {known[-1].label}.",
    )


def has_schema(year: AcademicYear) -> bool:
    """Whether a return of the year can be called valid by its schema."""
    return year in YEARS


@cache
def namespace(year: AcademicYear) -> str:
    return next(name for name, of in NAMESPACES.items() if of == year)
