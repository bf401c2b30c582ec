"""What was measured of the fields that a result used, in the returns that it was worked out from."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.model.measured import MeasuredField
from alder.quality.grades import grade_of
from alder.quality.measured import rows_in
from alder.quality.totals import summed
from alder.sources.ilr.profile.columns import collected
from alder.sources.ilr.profile.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from alder.engine.base import Engine
    from alder.model.period import AcademicYear


def measured_in(
    engine: Engine, fields: Iterable[str], used: Mapping[int, AcademicYear], *, in_table: Collection[str] = ()
) -> tuple[MeasuredField, ...]:
    """Each field that any return of `used` (submission to year) collects. One that was not measured is among them.

    `in_table` names fields whose unknown values are a category of the table itself. An engine that holds tables of
    returns without their measurements, as outside a store, has nothing to say.
    """
    if not engine.has(TABLE):
        return ()
    held = rows_in(engine)
    rows = held.filter(pc.is_in(held["submission"], value_set=pa.array(list(used), pa.int64())))
    homes = [h for f in dict.fromkeys(fields) if (h := _home(f, used.values()))]
    return tuple(_of(home, rows, used.values(), in_table) for home in homes)


def _home(field: str, years: Iterable[AcademicYear]) -> tuple[str, str] | None:
    """The first record of the specification that has the field: of a learner number, the learner's own."""
    return next(((t, f.name) for y in sorted(set(years)) for t, f in collected(y) if f.name == field), None)


@cache
def _homes(year: AcademicYear) -> frozenset[tuple[str, str]]:
    """Every field that returns of a year collect, with its record."""
    return frozenset((table, field.name) for table, field in collected(year))


def _of(
    home: tuple[str, str], rows: pa.Table, years: Iterable[AcademicYear], in_table: Collection[str]
) -> MeasuredField:
    table, field = home
    returns = sum(n for year, n in Counter(years).items() if home in _homes(year))
    found = summed(rows.filter(pc.and_(pc.equal(rows["record"], table), pc.equal(rows["field"], field))), ())
    grade = grade_of(field).grade
    if not found.num_rows:
        return MeasuredField(field, grade, returns, 0, in_table=field in in_table)
    (row,) = found.to_pylist()
    return MeasuredField(
        field,
        grade,
        returns,
        measured=row["returns"],
        expected=row["expected"],
        missing=row["missing"] or 0,
        values=row["values"],
        unknown=sum(told) if (told := [row[c] for c in ("not_known", "stand_in") if row[c] is not None]) else None,
        returned=row["values_returned"],
        wrong=row["wrong"],
        in_table=field in in_table,
    )
