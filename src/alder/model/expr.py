"""The expression language of rules, variables and measures. The only module that names Ibis.

Importing Ibis costs a quarter of a second, so this module is imported where expressions are built, never by `--help`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import ibis
import ibis.expr.types as ir
from ibis import cases, coalesce, date, greatest, ifelse, interval, least, literal, null, row_number, union, window

if TYPE_CHECKING:
    import pyarrow as pa

Table: TypeAlias = ir.Table
Expression: TypeAlias = ir.Expr
Value: TypeAlias = ir.Value
Truth: TypeAlias = ir.BooleanValue
Whole: TypeAlias = ir.IntegerValue
Text: TypeAlias = ir.StringValue
Day: TypeAlias = ir.DateValue


def table(name: str, schema: pa.Schema) -> Table:
    """An unbound table: expressions over it become SQL text, which an engine runs on its table of that name."""
    unbound: Table = ibis.table({f.name: _type(f.type) for f in schema}, name=name)
    return unbound


def _type(arrow: pa.DataType) -> str:
    """The type's name in Ibis. Ibis has its own conversion, but it needs packages that we do not."""
    text = str(arrow)
    if text.startswith("decimal128"):
        return text.replace("decimal128", "decimal")
    if text.startswith("timestamp"):
        return "timestamp"
    return _TYPES[text]


_TYPES = {
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "bool": "boolean",
    "double": "float64",
    "date32[day]": "date",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "null": "null",
}


def to_sql(expression: Expression, dialect: str) -> str:
    """The SQL text of an expression in an engine's dialect."""
    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))


def version() -> str:
    return str(ibis.__version__)


__all__ = [
    "Day",
    "Expression",
    "Table",
    "Text",
    "Truth",
    "Value",
    "Whole",
    "cases",
    "coalesce",
    "date",
    "greatest",
    "ifelse",
    "interval",
    "least",
    "literal",
    "null",
    "row_number",
    "table",
    "to_sql",
    "union",
    "version",
    "window",
]
