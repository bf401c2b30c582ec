"""Declaring what a store covers: the place, the list of providers that proves it, where it is from and of which day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from alder.engine import coverage
from alder.engine.coverage import RETURNS, Declaration
from alder.engine.origins import Origins
from alder.errors import NothingHeld, UnreadableFile, UsageError
from alder.model.coverage import ENGLAND, WEALDMARK, Whole
from alder.model.geographic_levels import PROVIDER
from alder.model.ids import UKPRN
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.engine.coverage import DeclarationCheck
    from alder.engine.store import Store

_NUMBERS = ("ukprn", "provider_ukprn")
_NAMES = ("provider_name", "name", "provider")
_SHORT = {"england": ENGLAND, "wealdmark": WEALDMARK}


def declare(
    store: Store,
    place: Whole | str,
    *,
    year: AcademicYear | str,
    return_number: ReturnNumber | str,
    providers: str | Path | Iterable[int | str],
    proof: str,
    proof_date: date | str,
    source: str = "",
) -> DeclarationCheck:
    """Declare it, and say how it stands beside what is held: see `Environment.covers`."""
    where = place_of(place) if isinstance(place, str) else place
    if where.level == PROVIDER:
        raise UsageError(
            "a provider is not declared: the totals of a store with its returns alone are about it",
            next="Declare a place:  alder store covers England ...",
        )
    if where.is_made_up and Origins.of(store).others:
        raise UsageError(
            f"{where.name} is no real place, and the store holds returns or deliveries that nobody called made up",
            where=f"{where.code}: numbers from 990001 on are given to no place.",
            next="Declare the place that they are all of:  alder store covers England ...",
        )
    if not proof.strip():
        raise UsageError("a declaration says where its list is from", next='For example:  --from "UKRLP, active"')
    of_year = AcademicYear.parse(year) if isinstance(year, str) else year
    day = _day(proof_date)
    if source and not (source == RETURNS and providers):
        id = catalogue.source(source).id
        held = coverage.deliveries_of(store, id, of_year)
        if not held:
            raise NothingHeld(
                f"no delivery of {catalogue.source(id).title} of {of_year} is held, so nothing can be said of it",
                next=f"Load it first:  alder load --source {id} FILE",
            )
        return coverage.declare(
            store, Declaration(where, of_year, None, proof.strip(), day, source=id, deliveries=held)
        )
    listed, name = _providers(providers)
    if not listed:
        raise UsageError(
            "the list of providers is what proves it, and none is given",
            next="Give a CSV with a column ukprn:  --providers providers.csv",
        )
    as_of = ReturnNumber.parse(return_number)
    return coverage.declare(store, Declaration(where, of_year, as_of, proof.strip(), day, listed, name))


def place_of(text: str) -> Whole:
    """A level, a code and a name; England, or Wealdmark, for short."""
    return _SHORT.get(text.strip().casefold()) or Whole.read(text)


def _day(day: date | str) -> date:
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day.strip())
    except ValueError:
        raise UsageError(f"“{day}” is no day", next="Write it as 2021-10-20.") from None


def _providers(given: str | Path | Iterable[int | str]) -> tuple[dict[int, str], str]:
    """The numbers and names of a list, and the name of its file."""
    if not isinstance(given, (str, Path)):
        return {_number(str(given_number), f"number {n}"): "" for n, given_number in enumerate(given, 1)}, ""
    path = Path(given)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"{path.name} cannot be read as a CSV", where=str(error)) from error
    head = [name.strip().casefold() for name in rows[0]] if rows else []
    number = next((head.index(name) for name in _NUMBERS if name in head), None)
    if number is None:
        raise UnreadableFile(
            "the list of providers has no column ukprn",
            where=f"{path.name}, line 1",
            next="Name the column with their numbers ukprn, and one with their names name, if it has one.",
        )
    named = next((head.index(name) for name in _NAMES if name in head), None)
    names = {}
    for line, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            ukprn = _number(row[number] if number < len(row) else "", f"{path.name}, line {line}")
            names[ukprn] = row[named].strip() if named is not None and named < len(row) else ""
    return names, path.name


def _number(text: str, where: str) -> int:
    if UKPRN.fault(text) is not None:
        raise UnreadableFile("this is no UKPRN: eight digits, the first of them 1", where=where)
    return UKPRN(text).number
