"""Measuring a return while it is read: each block of records is looked at once, column by column, and forgotten."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.field import FieldKind
from alder.sources.ilr.profile.expected import expectation
from alder.sources.ilr.profile.return_records import ReturnRecords
from alder.sources.ilr.profile.value_meanings import PAIRS, is_coded, is_measured_by_digits, meaning
from alder.sources.ilr.schema import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from alder.model.field import Field
    from alder.model.period import AcademicYear

COUNTS = (
    *("records", "values", "expected", "missing", "off_list", "unreadable", "not_known", "stand_in"),
    *("errors", "warnings", "records_with_findings"),
    *("first_of_month", "january_1", "august_1", "july_31", "september_1", "commonest_date"),
    *("ends_in_0", "ends_in_5"),
)
"""The columns that are counted; each is a whole number, and null where the question makes no sense for the field.

    records                 accepted records of the kind that has the field
    values                  those with a value
    expected, missing       records that should have a value, and those of them that have none; null where no rule says
    off_list                values that are not on the field's code list for the year; null where no list is at hand
    unreadable              values that did not fit the field, so that their record was kept out
    not_known               values that say that the answer is not known, or was not given; null where none says so
    stand_in                values that stand for one that is still to come, or say nothing: a temporary number; null
                            where the field has no such value
    errors, warnings        findings of rules that name the field
    records_with_findings   records with one of these at least
    first_of_month ...      dates on the first of a month, and on days that are chosen for want of a better one
    commonest_date          dates on the day that is commonest in the return
    ends_in_0, ends_in_5    amounts whose last digit is that
"""

FIELD_QUALITY = pa.schema([("record", pa.string()), ("field", pa.string()), *((name, pa.int64()) for name in COUNTS)])
"""One row for each field that the year collects, whether or not the return has a record with it."""

_AT = {name: n for n, name in enumerate(COUNTS)}
_DAYS = ("first_of_month", "january_1", "august_1", "july_31", "september_1", "commonest_date")
_DIGITS = ("ends_in_0", "ends_in_5")


@cache
def collected(year: AcademicYear) -> tuple[tuple[str, Field], ...]:
    """The fields of a year with the tables of their records, in the order of the specification."""
    fields: dict[tuple[str, str], Field] = {}
    for entity in tree(year).walk():
        if entity.table:
            for field in entity.fields:
                fields.setdefault((entity.table, field.name), field)
    return tuple((table, field) for (table, _), field in fields.items())


class ReturnMeasurement:
    """The profile of one return in the making: give it each block of accepted records, then ask for `rows`."""

    def __init__(self, year: AcademicYear) -> None:
        self.year = year
        self._fields = collected(year)
        self._asked = [
            None if f.required and not _of_other(t, f, year) else expectation(t, f.name, year) for t, f in self._fields
        ]
        self._counts = np.zeros((len(self._fields), len(COUNTS)), np.int64)
        self._days: dict[int, Counter[object]] = defaultdict(Counter)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Look at a block of whole learners."""
        records = ReturnRecords(tables, self.year)
        for n, (table, field) in enumerate(self._fields):
            rows = tables.get(table)
            if rows is not None and rows.num_rows:
                column = rows[field.name] if field.name in rows.column_names else pa.nulls(rows.num_rows)
                self._look(n, field, column, rows)
            self._expect(n, table, field, records)

    def rows(self) -> pa.Table:
        """A row for each field, in the columns of `FIELD_QUALITY`; what rules found is still to be added."""
        columns = {
            "record": pa.array([t for t, _ in self._fields]),
            "field": pa.array([f.name for _, f in self._fields]),
        }
        for n, days in self._days.items():
            self._counts[n, _AT["commonest_date"]] = max(days.values())
        makes_sense = np.array([list(self._makes_sense(n)) for n in range(len(self._fields))])
        for name, at in _AT.items():
            columns[name] = pa.array(self._counts[:, at], mask=~makes_sense[:, at])
        return pa.table(columns, schema=FIELD_QUALITY)

    def _makes_sense(self, n: int) -> Iterator[bool]:
        """Which of the columns can be counted of a field."""
        _, field = self._fields[n]
        for name in COUNTS:
            if name in ("expected", "missing"):
                yield field.required or self._asked[n] is not None
            elif name == "off_list":
                yield meaning(field.name, self.year).listed is not None
            elif name == "not_known":
                yield bool(meaning(field.name, self.year).not_known)
            elif name == "stand_in":
                yield bool(meaning(field.name, self.year).stand_ins)
            elif name in _DAYS:
                yield field.kind is FieldKind.DATE
            elif name in _DIGITS:
                yield is_measured_by_digits(field)
            else:
                yield True

    def _count(self, n: int, name: str, more: int) -> None:
        self._counts[n, _AT[name]] += more

    def _look(self, n: int, field: Field, column: pa.ChunkedArray, rows: pa.Table) -> None:
        values = len(column) - column.null_count
        self._count(n, "records", len(column))
        self._count(n, "values", values)
        if not values:
            return
        if is_coded(field.name):
            self._look_at_codes(n, field, column, rows)
        elif stand_ins := meaning(field.name, self.year).stand_ins:
            alike = pc.utf8_upper(column) if pa.types.is_string(column.type) else column
            known = pa.array(stand_ins).cast(column.type)
            self._count(n, "stand_in", pc.sum(pc.is_in(alike, value_set=known)).as_py())
        if field.kind is FieldKind.DATE:
            for name, count in _heaps(column).items():
                self._count(n, name, count)
            days = column.cast(pa.int32())
            self._days[n].update(dict(_counted(days)))
        elif is_measured_by_digits(field):
            last = np.abs(column.drop_null().to_numpy()) % 10
            self._count(n, "ends_in_0", int((last == 0).sum()))
            self._count(n, "ends_in_5", int((last == 5).sum()))

    def _look_at_codes(self, n: int, field: Field, column: pa.ChunkedArray, rows: pa.Table) -> None:
        """Count the different values, which are few, and judge each of them once."""
        means = meaning(field.name, self.year)
        if field.name in PAIRS and PAIRS[field.name] in rows.column_names:
            column = pc.binary_join_element_wise(rows[PAIRS[field.name]], column.cast(pa.string()), " ")
        for code, count in _counted(column):
            value = str(code).strip().upper()
            if means.is_off_list(value):
                self._count(n, "off_list", count)
            elif value in means.not_known:
                self._count(n, "not_known", count)

    def _expect(self, n: int, table: str, field: Field, records: ReturnRecords) -> None:
        question = self._asked[n]
        if question is None:
            if field.required:
                self._count(n, "expected", records.count(table))
                self._count(n, "missing", int((~records.given(table, field.name)).sum()))
            return
        which = question.which(records)
        given = records.given(table, field.name)
        if question.of:
            has = records.having(question.of, table, given)
            without = int((which & ~has).sum())
            self._count(n, "expected", int(given.sum()) + without)
            self._count(n, "missing", without)
        else:
            self._count(n, "expected", int(which.sum()))
            self._count(n, "missing", int((which & ~given).sum()))


def _of_other(table: str, field: Field, year: AcademicYear) -> bool:
    """Whether a field that each of its records must have is lacking where there is no record at all."""
    question = expectation(table, field.name, year)
    return question is not None and bool(question.of)


def _counted(column: pa.ChunkedArray) -> Iterator[tuple[object, int]]:
    """Each different value, and how often it stands there."""
    counts = pc.value_counts(column.drop_null())
    yield from zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)


def _heaps(column: pa.ChunkedArray) -> dict[str, int]:
    """How many dates stand on days that are chosen for want of a better one."""
    days: NDArray[np.datetime64] = column.drop_null().to_numpy().astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    first = days == months.astype("datetime64[D]")
    of_year = months.astype(np.int64) % 12
    next_day = days + np.timedelta64(1, "D")
    before_august = (next_day == next_day.astype("datetime64[M]").astype("datetime64[D]")) & (of_year == 6)
    return {
        "first_of_month": int(first.sum()),
        "january_1": int((first & (of_year == 0)).sum()),
        "august_1": int((first & (of_year == 7)).sum()),
        "july_31": int(before_august.sum()),
        "september_1": int((first & (of_year == 8)).sum()),
    }
