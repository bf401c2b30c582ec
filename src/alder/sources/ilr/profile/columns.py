"""What is kept of each field of a return: the columns of the table `field_quality`, and which fields have a row."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.sources.ilr.schema import tree

if TYPE_CHECKING:
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


@cache
def collected(year: AcademicYear) -> tuple[tuple[str, Field], ...]:
    """The fields of a year with the tables of their records, in the order of the specification."""
    found: dict[tuple[str, str], Field] = {}
    for entity in tree(year).walk():
        if entity.table:
            for field in entity.fields:
                found.setdefault((entity.table, field.name), field)
    return tuple((table, field) for (table, _), field in found.items())
