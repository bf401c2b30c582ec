"""What was measured of the fields that a result used, in the returns that it was worked out from."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import present
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

Home = tuple[str, str]
"""A record of the specification, and a field in it."""


class Measurements:
    """What was measured of the returns that an engine holds: read once, and added up once for each choice of returns.

    An engine that holds tables of returns without their measurements, as outside a store, has nothing to say.
    """

    def __init__(self, engine: Engine) -> None:
        self._rows = rows_in(engine) if engine.has(TABLE) else None
        self._sums: dict[frozenset[int], dict[Home, dict[str, Any]]] = {}

    def of(
        self, fields: Iterable[str], used: Mapping[int, AcademicYear], *, in_tables: Collection[str] = ()
    ) -> tuple[MeasuredField, ...]:
        """Each field that any return of `used` (submission to year) collects. One that was not measured is among them.

        `in_tables` names fields whose unknown values are a category of tables that are split by them.
        """
        if self._rows is None:
            return ()
        years = Counter(used.values())
        homes = _homes_over(tuple(sorted(years)))
        sums = self._sums_of(frozenset(used))
        return tuple(
            _measured(homes[f], sums.get(homes[f]), years, in_tables) for f in dict.fromkeys(fields) if f in homes
        )

    def _sums_of(self, used: frozenset[int]) -> dict[Home, dict[str, Any]]:
        rows = present(self._rows, "sums are asked for before their rows were read")
        if used not in self._sums:
            chosen = pc.is_in(rows["submission"], value_set=pa.array(sorted(used), pa.int64()))
            found = summed(rows.filter(chosen), ()).to_pylist()
            self._sums[used] = {(row["record"], row["field"]): row for row in found}
        return self._sums[used]


@cache
def _homes_over(years: tuple[AcademicYear, ...]) -> dict[str, Home]:
    """Of each field the first record of the specification that has it: of a learner number, the learner's own."""
    found: dict[str, Home] = {}
    for year in years:
        for table, field in collected(year):
            found.setdefault(field.name, (table, field.name))
    return found


@cache
def _homes(year: AcademicYear) -> frozenset[Home]:
    """Every field that returns of a year collect, with its record."""
    return frozenset((table, field.name) for table, field in collected(year))


def _measured(
    home: Home, row: Mapping[str, Any] | None, years: Mapping[AcademicYear, int], in_tables: Collection[str]
) -> MeasuredField:
    field = home[1]
    returns = sum(n for year, n in years.items() if home in _homes(year))
    grade = grade_of(field).grade
    if row is None:
        return MeasuredField(field, grade, returns, 0, in_tables=field in in_tables)
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
        in_tables=field in in_tables,
    )
