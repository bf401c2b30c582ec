"""The values that rules ask about: what each column of records and of reference tables is compared with.

Read from the expressions of a year's rules, so a rule that is added needs nothing here. Random data made of them meet
the limits of rules far more often than any random number or letter would.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

import ibis.expr.operations as ops
import pyarrow as pa

from alder.model.period import AcademicYear
from alder.rules.compiler import condition_of
from alder.rules.language import Aggregates, Computed, owner_of
from alder.sources.ilr.rules import ilr


@cache
def asked(year: AcademicYear) -> dict[tuple[str, str], frozenset[Any]]:
    """By table and column: the values compared with it."""
    found: dict[tuple[str, str], set[Any]] = defaultdict(set)
    aggregates = Aggregates(ilr.shape)
    said = [condition_of(r, ilr.shape, year, aggregates) for r in ilr.for_year(year).rules]
    for expression in [*said, *(a.value for a in aggregates.list)]:
        for node in expression.op().find((ops.Comparison, ops.InValues, ops.Between, ops.StartsWith, ops.EndsWith)):
            parts = [part for arg in node.args for part in (arg if isinstance(arg, tuple) else (arg,))]
            values = [p.value for p in parts if isinstance(p, ops.Literal) and p.value is not None]
            for part in parts:
                for column in part.find(ops.Field) if not isinstance(part, ops.Literal) else ():
                    found[_place(column.rel.name, column.name)].update(values)
    return {place: frozenset(values) for place, values in found.items()}


def _place(owner: str, column: str) -> tuple[str, str]:
    found = owner_of(owner)
    name = found.role.table if isinstance(found, Computed) else found.table
    if name in ilr.shape.references:
        return ilr.shape.references[name].loaded_as, column
    table = ilr.shape.tables[name]
    return name, table.derived[column].reads[0] if column in table.derived else column


FULL = tuple(AcademicYear.parse(label) for label in ("2020/21", "2025/26"))


@cache
def asked_of(table: str, column: str, type: pa.DataType) -> tuple[Any, ...]:
    """Those values of a column, of either full book, that it can hold."""
    found = {value for year in FULL for value in asked(year).get((table, column), ()) if fits(value, type)}
    return tuple(sorted(found, key=str))


def fits(value: Any, type: pa.DataType) -> bool:
    if pa.types.is_date(type):
        return isinstance(value, date)
    if pa.types.is_integer(type):
        return isinstance(value, int) and 0 <= value < 1 << (type.bit_width - 1)
    return pa.types.is_string(type) and isinstance(value, str)
