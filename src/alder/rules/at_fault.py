"""Which of many records a broken rule is about, so that a report shows those and not all others beside them.

A rule that says "the aim has a loan" asks whether there is a funding record of that type: where it is broken, the
record of that type is what a person has to find. What a rule asks of each record is kept as data beside the
statements, and is asked again of the few records of those who break it. Where none of them fits, or where a rule asks
more than what one record says, all are shown.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.model.expr import Truth
    from alder.rules.language import Aggregates

EXTREMES = ("min", "max")
"""Kinds of questions that pick the records with the smallest, or greatest, value."""


def asked_of_each(truth: Truth, aggregates: Aggregates) -> dict[str, list[Any]]:
    """What a rule asks of each record of the tables beside the judged one; a table of which it asks more is left out.

    A question is what `as_data` makes of its condition, or `["min", column]` where the rule takes the smallest value.
    """
    from alder.model import expr

    conditions: dict[str, list[Any]] = {}
    whole: set[str] = set()
    for aggregate in aggregates.asked_in(truth):
        child = aggregate.child.table
        if child in aggregates.shape.references:
            continue
        condition = expr.as_data(aggregate.value)
        if aggregate.kind in EXTREMES:
            is_column = condition is not None and condition[0] == "column"
            condition = [aggregate.kind, condition[2]] if is_column else None
        elif aggregate.kind not in ("any", "count"):
            condition = None
        if condition is None:
            whole.add(child)
        elif condition != ["value", True, "boolean"]:
            conditions.setdefault(child, []).append(_of_child(condition, str(aggregate.child)))
    return {child: asked for child, asked in conditions.items() if child not in whole}


def _of_child(condition: Any, role: str) -> Any:
    """The same with `child` for the table whose records are asked, which may be looked at beside itself."""
    if not isinstance(condition, list):
        return condition
    if condition[:1] == ["column"] and condition[1] == role:
        return ["column", "child", condition[2]]
    return [_of_child(part, role) for part in condition]


def fits(condition: Any, column: Callable[[str, str], pa.Array | None]) -> pa.Array | None:
    """For each record whether it is as was asked; None where that cannot be said.

    `column` gives the values of a table's column for each of the records; None where there is no such column.
    """
    try:
        return pc.fill_null(_value(condition, column), False)
    except (pa.ArrowException, _NotThere):
        return None


class _NotThere(Exception):
    """A column is asked for that the records do not have."""


def _value(condition: Any, column: Callable[[str, str], pa.Array | None]) -> Any:
    kind, *parts = condition
    if kind == "column":
        values = column(*parts)
        if values is None:
            raise _NotThere
        return values
    if kind == "value":
        return _scalar(*parts)
    operands = [_value(part, column) for part in parts]
    if kind == "in":
        options = pa.array([o.as_py() for o in operands[1:]])
        return pc.and_kleene(pc.is_in(operands[0], options.cast(operands[0].type)), pc.is_valid(operands[0]))
    if kind == "between":
        return pc.and_kleene(pc.greater_equal(operands[0], operands[1]), pc.less_equal(operands[0], operands[2]))
    return _ASKED[kind](*operands)


def _scalar(value: Any, type: str) -> pa.Scalar:
    return pa.scalar(value).cast(pa.date32()) if type == "date" and value is not None else pa.scalar(value)


_ASKED: dict[str, Callable[..., Any]] = {
    "and": pc.and_kleene,
    "or": pc.or_kleene,
    "not": pc.invert,
    "missing": pc.is_null,
    "given": pc.is_valid,
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
    "first": pc.coalesce,
    "text": lambda value: value.cast(pa.string()),
    "joined": lambda *texts: reduce(lambda one, other: pc.binary_join_element_wise(one, other, ""), texts),
}
