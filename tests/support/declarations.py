"""Stores of made-up providers that are declared to be all there are, so that a data file can have totals."""

from __future__ import annotations

from alder.environment import Environment
from alder.model.coverage import ENGLAND, Whole
from alder.model.period import AcademicYear

PROOF = {"proof": "made up", "proof_date": "2021-10-20"}


def declared(environment: Environment, place: Whole | str = ENGLAND) -> Environment:
    """The store, declared to hold a place in each year and as of each return that is held."""
    held = environment.store.submissions().to_pylist()
    for year, number in sorted({(r["collection_year"], r["return_number"]) for r in held}):
        listed = {r["ukprn"] for r in environment.store.as_of(number, AcademicYear.parse(year)).to_pylist()}
        environment.covers(place, year=year, return_number=number, providers=sorted(listed), **PROOF)
    return environment


def delivered(environment: Environment, year: str, *sources: str, place: Whole | str = ENGLAND) -> None:
    """The same of the deliveries of sources."""
    for source in sources:
        environment.covers(place, year=year, source=source, **PROOF)
