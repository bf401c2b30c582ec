"""Returns that no provider should send, made from a sound one: every rule and report must stand them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import cycle
from typing import Any

import pyarrow as pa

from alder.model.period import AcademicYear
from alder.rules.record_tables import FILE
from alder.sources.ilr.rules import ilr
from tests.support import faulty_returns

Tables = dict[str, pa.Table]
YEAR = AcademicYear.parse("2025/26")
AIMS = 10_000


@cache
def sound() -> Tables:
    return faulty_returns.returns(YEAR, providers=1, learners=60, seed=7)


def _with_fields(change: Callable[[pa.Field, pa.Array], Any]) -> Tables:
    """The sound return with other values in every field but the keys, the lines, and what the file is for."""
    made = {}
    for name, rows in sound().items():
        stays = {*ilr.shape.tables[name].keys, "line", "collection_year"}
        columns = [
            rows[f.name] if f.name in stays else pa.array(change(f, rows[f.name].to_pylist()), f.type)
            for f in rows.schema
        ]
        made[name] = pa.Table.from_arrays(columns, schema=rows.schema)
    return made


def _empty() -> Tables:
    return {name: rows if name == FILE else rows.slice(0, 0) for name, rows in sound().items()}


def _nothing_said() -> Tables:
    return _with_fields(lambda field, values: [None] * len(values))


def _everything_twice() -> Tables:
    """Each record twice with the same keys. The file itself stays one."""
    return {n: rows if n == FILE else pa.concat_tables([rows, rows]) for n, rows in sound().items()}


def _ends_of_the_calendar() -> Tables:
    return _with_fields(
        lambda field, values: _in_turn([date.min, date.max, None], values) if pa.types.is_date(field.type) else values
    )


UNKNOWN: dict[Callable[[pa.DataType], bool], list[Any]] = {
    pa.types.is_string: ["?", " ", "", "=1+1", "\u00e9\u0000", "x" * 5000],
    pa.types.is_int32: [-1, 2**31 - 1, -(2**31), 0],
    pa.types.is_int64: [-1, 2**63 - 1, -(2**63), 0],
    pa.types.is_decimal: [Decimal(0), Decimal("99999.9"), Decimal("-99999.9")],
    pa.types.is_timestamp: [datetime.min, datetime.max],
}


def _unknown_codes() -> Tables:
    def change(field: pa.Field, values: list[Any]) -> list[Any]:
        of_type = next((v for fits, v in UNKNOWN.items() if fits(field.type)), None)
        return values if of_type is None else _in_turn(of_type, values)

    return _with_fields(change)


def _in_turn(some: list[Any], values: list[Any]) -> list[Any]:
    return [value for value, _ in zip(cycle(some), values, strict=False)]


def _ten_thousand_aims() -> Tables:
    """One learner with ten thousand aims, each with the monitoring of its first."""
    tables = sound()
    aims = tables["learning_delivery"]
    first = aims.slice(0, 1).to_pylist()[0]
    learner = first["learner"]
    many = [first | {"aim": 1_000_000 + n, "AimSeqNumber": n, "line": n} for n in range(1, AIMS + 1)]
    fams = tables["learning_delivery_fam"]
    of_first = [row for row in fams.to_pylist() if row["learner"] == learner and row["aim"] == first["aim"]]
    copies = [
        row | {"aim": aim["aim"], "row": 1_000_000 + len(of_first) * place + n}
        for place, aim in enumerate(many)
        for n, row in enumerate(of_first)
    ]
    return tables | {
        "learning_delivery": pa.concat_tables([aims, pa.Table.from_pylist(many, schema=aims.schema)]),
        "learning_delivery_fam": pa.concat_tables([fams, pa.Table.from_pylist(copies, schema=fams.schema)]),
    }


ODD: Mapping[str, Callable[[], Tables]] = {
    "no records": _empty,
    "nothing said in any field": _nothing_said,
    "every record twice": _everything_twice,
    "first and last days of the calendar": _ends_of_the_calendar,
    "codes that nobody knows": _unknown_codes,
    "ten thousand aims on a learner": _ten_thousand_aims,
}
