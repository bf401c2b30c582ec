"""The expression language of rules, variables and measures. The only module that names Ibis.

Importing Ibis costs a quarter of a second, so this module is imported where expressions are built, never by `--help`.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

import ibis
import ibis.backends.sql.compilers as compilers
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis import (
    asc,
    cases,
    coalesce,
    date,
    desc,
    greatest,
    ifelse,
    interval,
    least,
    literal,
    null,
    row_number,
    union,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

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


def named(name: str, types: dict[str, str]) -> Table:
    """An unbound table whose column types are said in the words of Ibis, as `str` of a column's type gives them."""
    unbound: Table = ibis.table(types, name=name)
    return unbound


def _type(arrow: pa.DataType) -> str:
    """The type's name in Ibis. Ibis has its own conversion, but it needs packages that we do not."""
    text = str(arrow)
    if text.startswith("decimal128"):
        return text.replace("decimal128", "decimal")
    if text.startswith("timestamp"):
        return "timestamp"
    if text.startswith("dictionary<values=string"):
        return "string"
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


@cache
def column(owner: str, name: str, type: Any) -> Value:
    """A column of a table that is known by its name only, until `rebase` puts a real one in its place.

    `type` is an Arrow type, or the type of another expression.
    """
    kind = _type(type) if isinstance(type, pa.DataType) else type
    return ibis.table({name: kind}, name=owner)[name]


def fields(expression: Value) -> set[tuple[str, str]]:
    """The (table name, column name) pairs that an expression reads."""
    return {(f.rel.name, f.name) for f in expression.op().find(ops.Field)}


def tables(expression: Expression) -> set[str]:
    """The names of the tables that an expression reads."""
    return {t.name for t in expression.op().find(ops.UnboundTable)}


def rebase(expression: Value, place: Callable[[str, str, Any], Value]) -> Value:
    """The same expression over other columns: `place` gives the new column for (table name, column name, type)."""
    new = {f: place(f.rel.name, f.name, f.dtype).op() for f in expression.op().find(ops.Field)}
    rebased: Value = expression.op().replace(new).to_expr()
    return rebased


def as_data(expression: Value) -> Any:
    """What an expression asks of one row, as plain lists that can be kept as JSON; None where it asks more than that.

    A part of an `and` that asks more is left out, so that what is left is true of every row of which the whole is.
    """
    return _as_data(expression.op())


_COMPARED = {
    ops.Equals: "=",
    ops.NotEquals: "!=",
    ops.Less: "<",
    ops.LessEqual: "<=",
    ops.Greater: ">",
    ops.GreaterEqual: ">=",
}


def _as_data(op: ops.Value) -> Any:
    if isinstance(op, ops.Field):
        # The answer to a question about other rows stands beside a row under a name with this sign: it is not of it.
        owner = getattr(op.rel, "name", "")
        return None if "@" in owner else ["column", owner, op.name]
    if isinstance(op, ops.Literal):
        day = op.dtype.is_date() and op.value is not None
        return ["value", op.value.isoformat() if day else op.value, str(op.dtype)]
    if isinstance(op, ops.And):
        both = [part for part in map(_as_data, (op.left, op.right)) if part is not None]
        return ["and", *both] if len(both) == 2 else both[0] if both else None
    if isinstance(op, ops.Coalesce) and len(op.arg) == 2:
        # What is unknown of a row is not so: the part that can be asked decides.
        first, default = op.arg
        if isinstance(default, ops.Literal) and default.value is False:
            return _as_data(first)
    if isinstance(op, ops.InValues):
        return _each("in", op.value, *op.options)
    if isinstance(op, ops.Between):
        return _each("between", op.arg, op.lower_bound, op.upper_bound)
    if isinstance(op, ops.Coalesce):
        return _each("first", *op.arg)
    if isinstance(op, ops.StringConcat):
        return _each("joined", *op.arg)
    if isinstance(op, ops.Cast) and op.to.is_string():
        return _each("text", op.arg)
    for kind, name in ((ops.Or, "or"), *_COMPARED.items()):
        if isinstance(op, kind):
            return _each(name, op.left, op.right)
    for of_one, name in ((ops.Not, "not"), (ops.IsNull, "missing"), (ops.NotNull, "given")):
        if isinstance(op, of_one):
            # The opposite of a part that stands for the whole would leave rows out.
            return None if name == "not" and _is_shortened(op.arg) else _each(name, op.arg)
    return None


def _each(name: str, *parts: ops.Value) -> Any:
    written = [_as_data(part) for part in parts]
    return None if any(part is None for part in written) else [name, *written]


def _is_shortened(op: ops.Value) -> bool:
    """Whether a part of it cannot be asked."""
    return any(_as_data(a) is None for found in op.find(ops.And) for a in (found.left, found.right)) or (
        _as_data(op) is None
    )


def over(value: Value, partition: Iterable[Value], order: Iterable[Value] = ()) -> Value:
    """A window over columns that need not be of one table yet. An order given is by rows up to the current one."""
    keys = [k.op() if isinstance(k.op(), ops.SortKey) else ops.SortKey(k.op()) for k in order]
    # Ranks and neighbours have no frame; without one, a sum or greatest value would look at the rows to come as well.
    up_to_here = keys and isinstance(value.op(), ops.Reduction)
    made: Value = ops.WindowFunction(
        func=value.op(),
        end=ops.WindowBoundary(ops.Literal(0, "int64"), preceding=False) if up_to_here else None,
        group_by=tuple(p.op() for p in partition),
        order_by=tuple(keys),
    ).to_expr()
    return made


def numbered(text: Value, numbers: Mapping[str, int]) -> Whole:
    """The number of the text that a value is, and missing for any other: the same as asking for one after the other.

    Where the value is chosen among texts by conditions, the numbers are chosen in their place, and no text is compared;
    nor is any where it is a whole number as text.
    """
    number: Whole = _of_each_choice(text.op(), lambda t: _numbered(t, numbers)).to_expr()
    return number


def is_any_of(text: Value, texts: Collection[str]) -> Truth:
    """Whether a value is one of some texts. Where it is chosen among texts by conditions, no text is compared."""

    def asked(t: ops.Value) -> ops.Value:
        if isinstance(t, ops.Literal):
            return ops.Literal(t.value in texts if t.value is not None else None, "boolean")
        value: Any = t.to_expr()
        told: ops.Value = value.isin([*texts]).op()
        return told

    found: Truth = _of_each_choice(text.op(), asked).to_expr()
    return found


def _of_each_choice(text: ops.Value, made: Callable[[ops.Value], ops.Value]) -> ops.Value:
    """What is made of a value, or of each that conditions choose it among, in its place."""
    if isinstance(text, ops.SearchedCase):
        results = tuple(_of_each_choice(r, made) for r in text.results)
        return ops.SearchedCase(text.cases, results, _of_each_choice(text.default, made))
    if isinstance(text, ops.IfElse):
        chosen = (_of_each_choice(t, made) for t in (text.true_expr, text.false_null_expr))
        return ops.IfElse(text.bool_expr, *chosen)
    return made(text)


_WHOLE = re.compile("0|-?[1-9][0-9]*")
"""A whole number as engines write it."""


def _numbered(text: ops.Value, numbers: Mapping[str, int]) -> ops.Value:
    if isinstance(text, ops.Literal):
        return ops.Literal(numbers.get(text.value) if text.value is not None else None, "int32")
    value: Any = text.to_expr()
    texts: Mapping[Any, int] = numbers
    if isinstance(text, ops.Cast) and text.to.is_string() and text.arg.dtype.is_integer():
        value = text.arg.to_expr()
        texts = {int(t): n for t, n in numbers.items() if _WHOLE.fullmatch(t)}
        apart = {n - t for t, n in texts.items()}
        if len(apart) == 1 and len(texts) == max(texts) - min(texts) + 1:  # they follow each other as the values do
            place = (value + apart.pop()).cast("int32")
            told: ops.Value = ifelse(value.between(min(texts), max(texts)), place, null("int32")).op()
            return told
    places: list[tuple[Any, Any]] = [(value == t, literal(n).cast("int32")) for t, n in texts.items()]
    asked: ops.Value = cases(*places, else_=null("int32")).op()
    return asked


@cache
def _named_function(name: str) -> Any:
    def of_text(text: str) -> str:
        raise NotImplementedError  # engines work it out

    return ibis.udf.scalar.builtin(of_text, name=name)


def made_with(text: Value, function: str) -> Value:
    """What an engine's function of that name makes of a text.

    Where the text is chosen among others by conditions, the function is of each of those in its place, so that what it
    makes of a constant is worked out once.
    """
    found: Value = _of_each_choice(text.op(), partial(_made_with, _named_function(function))).to_expr()
    return found


def _made_with(function: Any, text: ops.Value) -> ops.Value:
    if isinstance(text, ops.Coalesce):
        return ops.Coalesce(tuple(_of_each_choice(t, partial(_made_with, function)) for t in text.arg))
    made: ops.Value = function(text.to_expr()).op()
    return made


def looks_at_other_rows(value: Value) -> bool:
    """Whether a value depends on other rows than its own."""
    return bool(value.op().find((ops.WindowFunction, ops.Reduction, ops.Analytic)))


def _bit_or(bits: int) -> int:
    raise NotImplementedError  # engines work it out


_BIT_OR: Any = ibis.udf.agg.builtin(_bit_or, name="bit_or")


def bits_of_any(bits: Value) -> Value:
    """The bits that any row of a group has. All engines call it the same; Ibis knows it for some of them only."""
    found: Value = _BIT_OR(bits)
    return found


def _bit_count(bits: int) -> int:
    raise NotImplementedError  # engines work it out


_BIT_COUNT: Any = ibis.udf.scalar.builtin(_bit_count, name="bit_count")


def how_many_bits(bits: Value) -> Whole:
    """How many bits of a whole number are set."""
    found: Whole = _BIT_COUNT(bits)
    return found


def _arg_max(value: int, order: int) -> int:
    raise NotImplementedError  # engines work it out


_ARG_MAX: Any = ibis.udf.agg.builtin(_arg_max, name="arg_max")


def at_greatest(value: Whole, order: Whole, where: Truth) -> Whole:
    """The value, of those rows of a group where `where` holds, of one whose `order` is the greatest.

    Neither may be missing there. Ibis has the same for any type, which engines do by sorting keys made of text.
    """
    found: Whole = _ARG_MAX(value, order, where=where)
    return found


def to_sql(expression: Expression, dialect: str, *, pretty: bool = False) -> str:
    """The SQL text of an expression in an engine's dialect; `pretty` for people, over many lines.

    `ibis.to_sql` writes the same. It looks for tables that belong to a database first, of which there are none here,
    and writes from a copy.
    """
    compiler = getattr(compilers, dialect).compiler
    query = compiler.to_sqlglot(expression)
    return str(query.sql(dialect=compiler.dialect, pretty=pretty, copy=False))


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
    "as_data",
    "asc",
    "at_greatest",
    "bits_of_any",
    "cases",
    "coalesce",
    "column",
    "date",
    "desc",
    "fields",
    "greatest",
    "how_many_bits",
    "ifelse",
    "interval",
    "least",
    "literal",
    "looks_at_other_rows",
    "made_with",
    "named",
    "null",
    "numbered",
    "over",
    "rebase",
    "row_number",
    "table",
    "tables",
    "to_sql",
    "union",
    "version",
    "window",
]
