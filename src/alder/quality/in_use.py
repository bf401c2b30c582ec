"""What was measured of the fields that a result used, in the returns that it was worked out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.model.measured import MeasuredField
from alder.quality.measured import TABLE, rows_in
from alder.quality.totals import summed
from alder.sources.ilr.profile.columns import collected

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from alder.engine.base import Engine
    from alder.model.period import AcademicYear

_COUNTED = ("expected", "missing", "values", "not_known", "stand_in", "wrong")


def measured_in(
    engine: Engine, fields: Iterable[str], used: Mapping[int, AcademicYear], *, in_table: Collection[str] = ()
) -> tuple[MeasuredField, ...]:
    """Each field that any return of `used` (submission to year) collects. One that was not measured is among them.

    `in_table` names fields whose unknown values are a category of the table itself.
    """
    homes = [h for f in dict.fromkeys(fields) if (h := _home(f, used.values()))]
    rows = None
    if engine.has(TABLE):
        held = rows_in(engine)
        rows = held.filter(pc.is_in(held["submission"], value_set=pa.array(list(used), pa.int64())))
    return tuple(_of(home, rows, used, in_table) for home in homes)


def _home(field: str, years: Iterable[AcademicYear]) -> tuple[str, str] | None:
    """The first record of the specification that has the field: of a learner number, the learner's own."""
    return next(((t, f.name) for y in sorted(set(years)) for t, f in collected(y) if f.name == field), None)


def _of(
    home: tuple[str, str], rows: pa.Table | None, used: Mapping[int, AcademicYear], in_table: Collection[str]
) -> MeasuredField:
    table, field = home
    of = sum(any(t == table and f.name == field for t, f in collected(year)) for year in used.values())
    if rows is None:
        return MeasuredField(field, of, 0, in_table=field in in_table)
    mine = pc.and_(pc.equal(rows["record"], table), pc.equal(rows["field"], field))
    found = summed(rows.filter(mine), ()).to_pylist()
    if not found:
        return MeasuredField(field, of, 0, in_table=field in in_table)
    (row,) = found
    counts = {c: row[c] or 0 for c in _COUNTED}
    return MeasuredField(field, of, row["returns"], **counts, in_table=field in in_table)
