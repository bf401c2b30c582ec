"""What is published of the made-up nation, as `nation.toml` lists it: publications, their data sets and releases.

A data set is one measure, split in one way and told of several kinds of places. Each kind of place is a question of its
own, protected as a table and judged beside all that are out before; the file of the data set has the rows of them all.
All have one policy, since figures that one table rounds and another gives to the unit would undo each other.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.demo.questions import POLICY, Question
from alder.measures import measures
from alder.measures.definitions import provider_reported_destinations
from alder.model.period import AcademicYear, ReturnNumber
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROOF = "the list of providers that this nation was made up with"

RETURN_YEARS = tuple(AcademicYear(year) for year in range(2016, 2026))
"""The ten years of its returns."""
YEARS = RETURN_YEARS[1:]
"""The years of its statistics: a rate needs the returns of the year before."""
RELEASED_YEARS = YEARS[-3:]
"""The years that have a release of their own."""
EARLY, FINAL = ReturnNumber.R10, ReturnNumber.R14
"""The returns by which the last year is told: that of June in it, and that of October after it."""

REGION, DISTRICT, SKILLS_AREA, PROVIDER = "region", "district", "skills_area", "provider"
"""Kinds of places that a table is split by, beside the whole nation."""
_AREA = {REGION: "region", DISTRICT: "la", SKILLS_AREA: "lsip"}
"""Each as `--area` calls it: where learners live."""
_REGIONS, _DISTRICTS, _PROVIDERS = (REGION,), (REGION, DISTRICT), (PROVIDER,)


_LAST_TOLD = {"recorded_destinations": provider_reported_destinations.LAST_YEAR}
"""The starting year of the last year of measures whose records are no longer returned."""
_LINKED = {
    "sustained_positive_destination_rate": range(2015, 2020),
    "sustained_employment_rate": range(2015, 2020),
    "further_education_earnings": range(2013, 2018),
    "graduate_earnings": range(2013, 2018),
}
"""The starting years of measures of linked records: the second copy ends with 2020/21, of universities with 2019/20."""
FIRST_LINKED = 2013
"""The first of them."""
EXACT = "srs-output"
"""The policy of tables to the unit, which hides and rounds nothing: linked records know no other, since their keys are
those of a delivery.
"""


_MAIN = {"recorded_destinations": "positive_share"}
"""The figure of a measure whose first share says something else: here of how many a destination is known."""


def published(year: AcademicYear) -> datetime:
    """When the final figures of a year come out: the second Thursday of November after it, at half past nine."""
    return _thursday(datetime(year.start + 1, 11, 14, 9, 30, tzinfo=LONDON))


def published_early(year: AcademicYear) -> datetime:
    """When provisional figures of a year come out: the last Thursday of July in it."""
    return _thursday(datetime(year.start + 1, 7, 31, 9, 30, tzinfo=LONDON))


def _thursday(last: datetime) -> datetime:
    """The last Thursday up to a day."""
    return last - timedelta(days=(last.weekday() - 3) % 7)


@dataclass(frozen=True)
class NationDataSet:
    """One data set of the nation: what it counts, split by what, and of which kinds of places beside all of it."""

    name: str
    title: str
    measure: str
    by: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    scope: str | None = None
    is_of_last_year: bool = False
    """Whether it is about the last year alone, which was told by an earlier return as well."""

    @property
    def main(self) -> str:
        """The figure by which headlines and charts tell it."""
        measure = measures[self.measure]
        return _MAIN.get(self.measure) or (measure.averages or measure.rates or measure.counts)[0].id

    @property
    def heading(self) -> str:
        """What that figure is called, where its own name does not say whose it is: pay of learners, or of graduates."""
        measure = measures[self.measure]
        return measure.title if measure.averages else ""

    @property
    def is_linked(self) -> bool:
        """Whether it counts people of linked records, and not learners of returns."""
        return measures[self.measure].extract is not None

    def questions(self, years: Sequence[AcademicYear], as_of: ReturnNumber | None = None) -> Iterator[Question]:
        """One for each kind of place; each table has the figures of the whole nation too."""
        last = RETURN_YEARS[-1].start - measures[self.measure].years_after
        told = [year for year in years if year.start <= min(last, _LAST_TOLD.get(self.measure, last))]
        if self.is_linked:
            told = [AcademicYear(year) for year in _LINKED[self.measure]]
        span = f"{told[0].label}..{told[-1].label}" if len(told) > 1 else told[0].label
        prefix = f"{self.name}_{as_of}" if as_of else self.name
        for place in self.places or ("",):
            yield Question(
                f"{prefix}_by_{place}" if place else prefix,
                self.measure,
                (PROVIDER, *self.by) if place == PROVIDER else self.by,
                self.scope,
                span,
                area=_AREA.get(place, ""),
                as_of=as_of,
                policy=EXACT if self.is_linked else POLICY,
            )


class Fate(StrEnum):
    """What became of figures that were published before the last returns of the year."""

    REVISED = "revised"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class NationPublication:
    """A publication of the nation: what it is about, its theme, and its data sets.

    `series` is the one of which each release has a version; the others came with the last. `early` are figures by an
    earlier return of the last year, and what became of them; `refused` was asked for to the unit, in vain.
    """

    title: str
    summary: str
    theme: str
    series: str
    data_sets: tuple[NationDataSet, ...]
    early: tuple[tuple[Fate, NationDataSet], ...] = ()
    refused: tuple[NationDataSet, ...] = ()

    @property
    def is_linked(self) -> bool:
        """Whether its data sets are about linked records. These come last: their store then has the copy of the ILR."""
        return any(one.is_linked for one in self.data_sets)

    @property
    def last_year(self) -> AcademicYear:
        """The last year that its newest release tells of. Linked records have one release alone."""
        if not self.is_linked:
            return YEARS[-1]
        return AcademicYear(max(_LINKED[one.measure][-1] for one in self.data_sets))


def packed_nation() -> Path:
    """Where the nation that was built lies packed, in an Alder that has it."""
    return Path(str(files("alder.demo").joinpath("nation.tar.xz")))


@cache
def publications() -> tuple[NationPublication, ...]:
    """All of them, in the order in which they are counted and published."""
    text = files("alder.demo").joinpath("nation.toml").read_text(encoding="utf-8")
    return tuple(_publication(entry) for entry in tomllib.loads(text)["publication"])


def _publication(entry: Mapping[str, Any]) -> NationPublication:
    words = {name: entry[name] for name in ("title", "summary", "theme", "series")}
    early = tuple((Fate(one["fate"]), replace(_data_set(one), is_of_last_year=True)) for one in entry.get("early", ()))
    data_sets, refused = (tuple(map(_data_set, entry.get(kind, ()))) for kind in ("data_set", "refused"))
    return NationPublication(**words, data_sets=data_sets, early=early, refused=refused)


def _data_set(entry: Mapping[str, Any]) -> NationDataSet:
    by, places = (tuple(entry.get(name, ())) for name in ("by", "places"))
    return NationDataSet(entry["name"], entry["title"], entry["measure"], by, places, entry.get("scope"))
