"""From drawn rows to the table that a measure counts: people and providers as numbers, one description of each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.measure import DESCRIBES
from alder.model.expr import literal, null, row_number

if TYPE_CHECKING:
    from alder.measures.drawn.desk import Desk
    from alder.model.expr import Table, Value, Whole

_INT32 = (1 << 31) - 1


def record_number(rows: Table) -> Whole:
    """A number for each row of one year: its place in the delivery, since one delivery alone counts of a year."""
    number: Whole = rows.delivery_row
    return number


def with_provider(desk: Desk, rows: Table, pseudonym: str) -> Table:
    """Rows with `ukprn`, a number that stands for the pseudonym of a provider and is the same in every delivery."""
    text = rows.mutate(called=rows[pseudonym].cast("string"))
    found = desk.run(lambda: text.select("called").distinct().order_by("called"))["called"].to_pylist()
    numbers = {name: n for n, name in numbered([f for f in found if f is not None]).items()}
    desk.labels.update({n: name for name, n in numbers.items()})
    known = desk.add(
        "providers",
        pa.table({"called": pa.array(numbers, pa.string()), "ukprn": pa.array(numbers.values(), pa.int32())}),
    )
    return text.left_join(known, "called").select(*rows.columns, "ukprn")


def numbered(pseudonyms: list[str]) -> dict[int, str]:
    """A number for each pseudonym: itself where it is a small number, else one drawn from it."""
    found: dict[int, str] = {}
    for name in pseudonyms:
        own = name.isdecimal() and str(int(name)) == name and 0 < int(name) <= _INT32
        n = int(name) if own else _from(name)
        while n in found:
            n = n % _INT32 + 1
        found[n] = name
    return found


def _from(pseudonym: str) -> int:
    return int.from_bytes(hashlib.sha256(pseudonym.encode()).digest()[:4], "big") & _INT32


def finished(desk: Desk, rows: Table, schema: pa.Schema) -> Table:
    """Rows with `key` and `record` as the table of a measure: the columns of `schema` in order.

    A person is numbered, and described by the first record that says something. Columns that the rows do not have are
    missing throughout.
    """
    kept = desk.kept("rows", lambda: rows)
    keys = kept.select("key").distinct()
    people = keys.mutate(person=(row_number().over(order_by=keys.key) + 1).cast("int64"))
    t = kept.join(people, "key")
    told = [c for c in DESCRIBES if c in kept.columns]
    first = kept.group_by("key").aggregate(**{f"the_{c}": kept[c].argmin(kept.record) for c in told})
    t = t.join(first, "key")
    given = {c: t[c] for c in kept.columns} | {c: t[f"the_{c}"] for c in told}
    given |= {"person": t.person, "year": literal(desk.year)}
    return t.select(**{f.name: _typed(given.get(f.name), f.type) for f in schema})


def _typed(value: Value | None, type: pa.DataType) -> Value:
    named = _TYPES[type]
    return null(named) if value is None else value.cast(named)


_TYPES = {
    pa.bool_(): "boolean",
    pa.int32(): "int32",
    pa.int64(): "int64",
    pa.float64(): "float64",
    pa.string(): "string",
    pa.date32(): "date",
}
