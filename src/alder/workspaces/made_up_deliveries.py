"""Deliveries of people who do not exist, in the layout of any source: the shape of records, to write code on.

Who is in them are the made-up learners of returns, under numbers that lead from one source to another as real ones do.
Codes are drawn from their lists, numbers and dates at random: nothing follows from them, and no two fields agree. Texts
that have no list of codes are left empty.
"""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from alder.errors import UsageError
from alder.linkage.learner_records import learner_records
from alder.model.field import FieldKind
from alder.model.ids import UPN
from alder.model.layout import Identifies
from alder.sources import catalogue
from alder.sources.extracts.column_plan import year_field
from alder.workspaces.extract_plan import OWN_NUMBERS, body_of, column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.environment import Environment
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.period import AcademicYear
    from alder.workspaces.extract_plan import ExtractPlan

_SHARE = 0.9
"""Of the learners, who is in a delivery: some are missing in every source."""
_BODIES = 20
_LARGEST = 100
_RETURNS_TOO = ("ilr",)
"""Their deliveries fill the tables of returns, which made-up returns fill already."""


@dataclass(frozen=True)
class _Person:
    """A made-up learner, as every source knows them."""

    uln: int | None
    born: date | None
    home: str | None
    provider: int
    numbers: dict[str, str]


def check_can_be_made_up(plan: ExtractPlan) -> None:
    """Raise where records of a table of the plan cannot be made up yet."""
    for source in (*(one.source.id for one in plan.tables), *(source for source, _ in plan.through)):
        if source in _RETURNS_TOO:
            raise UsageError(
                "the copy of the ILR that researchers get cannot be made up yet",
                where="It fills the tables of returns, beside which it cannot stand.",
                next='Try code on aims of returns:  source = "ilr"',
            )


def empty_fields(plan: ExtractPlan) -> list[str]:
    """The fields of a plan's tables that are empty in made-up records, as `npd_ks4_ks4_exam.QAN`."""
    return [
        f"{one.name}.{field.name}"
        for one in plan.tables
        for field in one.record.fields
        if field.name in (*one.fields, *one.bands, *one.dates) and _is_empty(field)
    ]


def _is_empty(field: SourceField) -> bool:
    return field.kind is FieldKind.TEXT and field.codes is None and not body_of(field)


def load_made_up(environment: Environment, plan: ExtractPlan, folder: Path, seed: int = 1) -> None:
    """Write and load a delivery of each kind of record that a plan reads, for each of its years."""
    drawn = random.Random(seed)
    people = [*_people(environment, drawn)]
    kinds: dict[tuple[str, str], tuple[AcademicYear | None, ...]] = dict.fromkeys(plan.through, (None,))
    kinds |= {(one.source.id, one.record.name): one.years or (None,) for one in plan.tables}
    folder.mkdir()
    for (source, record), years in kinds.items():
        entity = catalogue.source(source).entity(record)
        for year in years:
            path = folder / f"{source}-{record}-{year.start if year else 'any'}.csv"
            csv.write_csv(_records(entity, people, year, drawn), path)
            environment.load_source(path, source=source, entity=record, year=year, edition="made up", made_up=True)


def _people(environment: Environment, drawn: random.Random) -> Iterator[_Person]:
    letters = string.ascii_uppercase + string.digits
    rows = learner_records(environment.store, more=("Postcode",))
    for n, row in enumerate(rows.to_pylist(), 1):
        serial = f"{drawn.randrange(100):03}9999{n % 100:02}{n % 1000:03}"
        numbers = {
            "PMR": "".join(drawn.choices(letters, k=18)),
            "UPN": f"{UPN.check.wanted(f'A{serial}')}{serial}",
            "SID": f"9{n:016}",
            "AE_ID": f"{n}",
            "EDUKEY": f"E{n:013}",
            "RECORDID": f"{n}",
        }
        yield _Person(row["ULN"], row["DateOfBirth"], row.get("Postcode"), row["ukprn"], numbers)


def _records(
    entity: SourceEntity, people: Sequence[_Person], year: AcademicYear | None, drawn: random.Random
) -> pa.Table:
    """A row for most people, as texts."""
    there = [one for one in people if drawn.random() < _SHARE]
    says_year = year_field(entity)
    columns = {
        field.name: pa.array(
            [None if field.name == says_year else _value(field, one, n, year, drawn) for n, one in enumerate(there, 1)],
            pa.string(),
        )
        for field in entity.fields
    }
    return pa.table(columns)


def _value(field: SourceField, person: _Person, row: int, year: AcademicYear | None, drawn: random.Random) -> str:
    """One value as a delivered file has it; an empty text where there is none."""
    known: dict[str, Any] = {
        "ULN": person.uln,
        "DateOfBirth": person.born,
        "Postcode": person.home,
        "UKPRN": person.provider,
        **person.numbers,
    }
    if (column := column_of(field)) in known:
        return "" if known[column] is None else str(known[column])
    if field.name.casefold() in OWN_NUMBERS or field.identifies is Identifies.PSEUDONYM:
        return str(row)[-(field.length or 18) :]
    if field.identifies is Identifies.DIRECT:
        return ""
    if body_of(field):
        return str(drawn.randint(1, _BODIES))
    if field.codes is not None:
        return drawn.choice([code.code for code in field.codes.codes])
    match field.kind:
        case FieldKind.TEXT:
            return ""
        case FieldKind.DATE | FieldKind.MOMENT:
            first = date((year.start if year else 2019), 8, 1)
            return (first + timedelta(days=drawn.randrange(365))).isoformat()
        case FieldKind.NUMBER | FieldKind.DECIMAL:
            return f"{drawn.uniform(0, _LARGEST):.1f}"
        case _:
            return str(drawn.randint(0, _LARGEST))
