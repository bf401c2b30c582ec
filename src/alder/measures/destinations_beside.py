"""The destinations that providers recorded, beside the table of aims: one for each learner's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.destination import LAST_YEAR, outcome_group
from alder.errors import NoFigures
from alder.measures.measure import LEARNER_RECORDS, SideTable
from alder.model.expr import coalesce, date, row_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.model.expr import Table
    from alder.model.period import AcademicYear

_RECORDS, _OUTCOMES = "learner_destination_and_progression", "dp_outcome"
_EARLY = (1900, 1, 1)
"""Outcomes without a date count as begun before all others."""


def _check(year: AcademicYear) -> None:
    """Refuse a year whose returns hold no such records."""
    if year.start > LAST_YEAR:
        raise NoFigures(
            f"returns of {year} hold no destinations: the records were removed for 2024/25",
            next="Linked outcomes take their place:  alder explain sustained_positive_destination_rate",
        )


def _recorded(tables: Mapping[str, Table], year: int) -> Table:
    """The recorded outcomes, each learner's numbered from the first begun and from the last."""
    own = tables[_RECORDS].select("submission", "destination", "LearnRefNumber")
    own = own.join(tables[LEARNER_RECORDS], ["submission", "LearnRefNumber"])
    each = own.join(tables[_OUTCOMES], ["submission", "destination"])
    begun = coalesce(each.OutStartDate, date(*_EARLY))
    first = row_number().over(group_by=each.record, order_by=[begun, each.OutType, each.OutCode])
    last = row_number().over(group_by=each.record, order_by=[begun.desc(), each.OutType, each.OutCode])
    return each.select("record", place=first, last_place=last, group=outcome_group(each.OutType, each.OutCode))


RECORDED = SideTable(
    "destinations_recorded",
    pa.schema([("record", pa.int64()), ("place", pa.int64()), ("last_place", pa.int64()), ("group", pa.string())]),
    _recorded,
    reads=(_RECORDS, _OUTCOMES),
    check=_check,
)


def of_each_learner(which: str) -> Table:
    """The one outcome of each learner's record that counts."""
    table = RECORDED.table()
    place = table.place if which == "first" else table.last_place
    return table.filter(place == 0).select("record", destination="group")
