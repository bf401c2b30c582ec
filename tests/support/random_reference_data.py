"""Reference tables for made-up returns: rows for most of what the returns name, with values that rules ask about.

They describe no aim, provider or place that exists. What matters is that every question finds answers of many kinds:
no row, one, several that contradict each other, and days on either side of those in the return.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from alder.rules.record_tables import RecordTables, ReferenceTable
from alder.sources.ilr.rules import ilr
from tests.support.random_values import asked_of, fits

VALUES: dict[str, list[Any]] = {
    "SourceOfFunding": [str(code) for code in range(105, 121)],
    "NotionalNVQLevelv2": ["E", "1", "1.5", "2", "3", "4", "5", "6", "7", "8", "H", "M", "X"],
    "EngPrscID": [1, 2, 3],
    "Code": [10, 11, 12, 98, "1", "10", "11", "E06000001", "E37000001"],
    "MinLevelCode": ["E", "1", "2", "3"],
    "MaxLevelCode": ["1", "2", "3", "4"],
    "MinPriorAttainment": ["1", "2", "3", "9"],
    "MaxPriorAttainment": ["3", "4", "10", "99"],
    "DeliverableCode": ["A", "B", "D1"],
    "LearnDelFAMCode": ["1", "2", "034", "105", "376"],
    "FworkCode": [400, 403, 454],
    "ProgType": [2, 3, 20, 21, 22, 23, 24, 25],
    "FundModel": [10, 25, 35, 36, 70, 81, 82, 99],
}
"""What columns may hold that rules compare with a field of the record, not with a value of their own."""


def tables(returns: Mapping[str, pa.Table], *, seed: int, shape: RecordTables = ilr.shape) -> dict[str, pa.Table]:
    """Every reference table of the shape, for the returns given (tables by name, the file's own among them)."""
    chance = Random(seed)
    made: dict[str, list[dict[str, Any]]] = {}
    many: dict[tuple[Any, ...], int] = {}
    for reference in shape.references.values():
        rows = made.setdefault(reference.loaded_as, [])
        for named in _named(reference, returns, shape):
            times = chance.choice([1, 1, 1, 2, 3]) if chance.random() < 0.8 else 0
            for _ in range(many.setdefault((reference.loaded_as, *named.values()), times)):
                own = {f.name: _value(reference.loaded_as, f, chance) for f in reference.schema}
                rows.append(own | {c: _odd_case(v, chance) for c, v in named.items()})
    schemas = {r.loaded_as: r.schema for r in shape.references.values()}
    return {name: pa.Table.from_pylist(rows, schema=schemas[name]) for name, rows in made.items()}


def _named(reference: ReferenceTable, returns: Mapping[str, pa.Table], shape: RecordTables) -> list[dict[str, Any]]:
    """What the returns look up in the table: the different values of the linked fields, in order."""
    places = [_place(field, returns, shape) for field in reference.on]
    columns = list(reference.on.values())
    if len({table for table, _ in places}) == 1:
        table = returns[places[0][0]]
        found = set(zip(*(table[field].to_pylist() for _, field in places), strict=True))
    else:
        parts = [sorted(set(returns[table][field].to_pylist()), key=str) for table, field in places]
        found = set(zip(*parts, strict=False))
    named = [dict(zip(columns, values, strict=True)) for values in sorted(found, key=str) if None not in values]
    for row in named:
        if "bootcamp_contract_number" in reference.on:
            row["ContractAllocationNumber"] = "-".join(row["ContractAllocationNumber"].split("-")[:2])
    return named


def _place(field: str, returns: Mapping[str, pa.Table], shape: RecordTables) -> tuple[str, str]:
    """The table and column of a linked field, or of the one from which it is worked out."""
    owner, _, own = field.rpartition("__")
    for name, table in shape.tables.items():
        source = table.derived[own].reads[0] if own in table.derived else own
        if name in returns and source in returns[name].schema.names and owner in ("", name):
            return name, source
    raise LookupError(field)


def _value(table: str, field: pa.Field, chance: Random) -> Any:
    if chance.random() < 0.1:
        return None
    known = (*asked_of(table, field.name, field.type), *(v for v in VALUES.get(field.name, ()) if fits(v, field.type)))
    if known and chance.random() < 0.9:
        return chance.choice(known)
    if pa.types.is_boolean(field.type):
        return chance.random() < 0.5
    if pa.types.is_date(field.type):
        last = "To" in field.name or field.name in ("EndDate", "LastNewStartDate", "StopNewStartsFromDate")
        if last and chance.random() < 0.5:
            return None
        return date(2010, 8, 1) + timedelta(days=chance.randrange(3650, 6200) if last else chance.randrange(0, 4500))
    if pa.types.is_decimal(field.type):
        return Decimal(chance.choice([0, 1, 7, 50, 100]))
    if pa.types.is_integer(field.type):
        return chance.choice([0, 1, 2, 3, 10, 20, 10000001])
    return chance.choice(["", "A", "1"])


def _odd_case(value: Any, chance: Random) -> Any:
    """Reference data do not always write codes as returns do."""
    return f" {value.lower()} " if isinstance(value, str) and chance.random() < 0.1 else value
