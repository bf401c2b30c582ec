"""Which years can be written, and in what order a year's file holds its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.sources.ilr.schema import NAMESPACES, YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.field import Entity


def order(year: AcademicYear) -> Entity:
    """The year's message tree. Years whose schema is not at hand are refused: a guess would not be a valid return."""
    if year not in YEARS:
        known = ", ".join(y.label for y in sorted(YEARS))
        raise UsageError(
            f"returns for {year.label} cannot be made: the schema of that year is not at hand",
            where=f"Years that can be made: {known}.",
        )
    return YEARS[year]


def namespace(year: AcademicYear) -> str:
    return next(name for name, of in NAMESPACES.items() if of == year)


def parse_years(texts: Iterable[str]) -> list[AcademicYear]:
    """Read `2025/26`, or `2018/19..2020/21` for all from the first to the last."""
    found: set[AcademicYear] = set()
    for text in texts:
        first, _, last = text.partition("..")
        begin, end = AcademicYear.parse(first), AcademicYear.parse(last or first)
        if end < begin:
            raise UsageError(f"{text} ends before it begins", where="Years are written 2018/19..2020/21.")
        found |= {AcademicYear(y) for y in range(begin.start, end.start + 1)}
    return sorted(found)
