"""Made-up returns in which much is wrong: values swapped, left out, moved by a day, or those that rules ask about.

Most changes are such as the reading of a file lets through; some are not, since rules must stand those as well. A
record keeps its place. So each rule can be broken, and most are, in ways that nobody thought of.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pyarrow as pa

from alder.model.field import Entity
from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.record_tables import FILE
from alder.sources.ilr import codes, schema
from alder.sources.ilr.check import file_table
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.xml import reader
from alder.synth import write_returns
from tests.support.random_values import asked_of

PAIRS = {
    "LearnDelFAMCode": "LearnDelFAMType",
    "LearnFAMCode": "LearnFAMType",
    "ESMCode": "ESMType",
    "AFinCode": "AFinType",
    "ContPrefCode": "ContPrefType",
    "OutCode": "OutType",
}
"""Codes that mean something with their type only."""

ODD: dict[str, list[Any]] = {
    "ULN": [1000000001, 1000000000, 9999999999, 9999999998],
    "NINumber": ["AB123456C", "QQ123456A", "AB12345"],
    "FamilyName": ["O'Neil", "N0rth", "North?", "-"],
    "GivenNames": ["Jo", "J0", "Jo!", "'"],
    "PhoneNo": ["0123456789", "phone"],
    "Email": ["a@b.example", "nowhere"],
    "CampId": ["M0000001", "S0000001"],
    "SSN": ["ABCD12345678901", "WADM12345678901", "X"],
    "EPAOrgID": ["EPA0001", "EPA0002", "epa0001"],
    "ConRefNumber": ["ESF-1", "ESF-2", "SB-1-A", "SB-2-B-7", "SB-2"],
    "UCASPERID": ["0012345678", "1"],
    "UCASAPPID": ["AB12", "1"],
    "SWSupAimId": ["7b3f2b1e-8e0b-4a87-9c6f-0d8f7a0e1c11", "aim"],
    "PartnerUKPRN": [10000001, *range(10009990, 10009999)],
    "PMUKPRN": [10000001, *range(10009990, 10009999)],
    "PrevUKPRN": [10000001, *range(10009990, 10009999)],
    "NUMHUS": ["1234567890123", "X"],
    "HEPostCode": ["ZZ1 1ZZ", "ZZ11ZZ"],
    "DOMICILE": ["XF", "GB", "ZZ"],
    "LearnAimRef": ["ZESF0001", "ZPROG001", "ZWRKX001", "ZTPR0001", "ZUXAS001", "Z0007834", "60001234"],
}
"""Values for fields that made-up returns hold alike, or leave empty."""

FEW = 100
"""Kinds of records of which there are fewer are added to other parents."""

TYPED: dict[pa.DataType, list[Any]] = {
    pa.date32(): [date(1, 1, 1), date(1900, 1, 1), date(2020, 2, 29), date(9999, 12, 31)],
    pa.int32(): [0, 1, 99, 101, 100_000, 2_147_483_647],
    pa.int64(): [0, 1, 99, 9_999_999_998, 10_000_000_000],
    pa.float64(): [0.0, 1.0, 99.5],
    pa.bool_(): [True, False],
    pa.timestamp("us"): [datetime(2020, 1, 1), datetime(9999, 12, 31)],
    pa.string(): ["", " ", "?", "x", "ZZ", "1"],
}
DECIMALS = [Decimal(0), Decimal(1), Decimal("99.5"), Decimal(301)]
"""Values that a column of the type can hold, whatever it is for."""

STEPS = (-365, -42, -7, -1, 1, 7, 42, 365)
AGES = (14, 15, 16, 18, 19, 20, 23, 24, 25, 26, 100, 115)


def returns(year: AcademicYear, *, providers: int, learners: int, seed: int) -> dict[str, pa.Table]:
    """The tables of sound made-up returns, each a submission, the row of its file among them."""
    parts: dict[str, list[pa.Table]] = defaultdict(list)
    numbers = [ReturnNumber.R14, *ReturnNumber]
    with tempfile.TemporaryDirectory() as folder:
        written = write_returns(folder, years=[year], providers=providers, learners=learners, seed=seed)
        for submission, one in enumerate(written, 1):
            reading = reader.read(one.path)
            for name, rows in reading.table_all().items():
                number = pa.repeat(pa.scalar(submission, pa.int64()), rows.num_rows)
                parts[name].append(rows.add_column(0, pa.field("submission", pa.int64()), number))
            number = numbers[submission % len(numbers)]
            parts[FILE].append(file_table(reading.header, number.value, submission))
    return {name: pa.concat_tables(some).combine_chunks() for name, some in parts.items()}


def jumbled(tables: Mapping[str, pa.Table], year: AcademicYear, *, seed: int) -> dict[str, pa.Table]:
    """The same records with other values: few for most learners, many for some. Some records are left out or doubled.

    Kinds of records that the tables hold none of are added to some of their parents.
    """
    return _Jumble(tables, year, Random(seed)).made


class _Jumble:
    def __init__(self, tables: Mapping[str, pa.Table], year: AcademicYear, chance: Random) -> None:
        self.tables, self.year, self.chance = tables, year, chance
        self.shares: dict[tuple[int, int], float] = defaultdict(lambda: chance.choice([0.02, 0.05, 0.05, 0.15, 0.4]))
        self.starts = [d for d in tables["learning_delivery"]["LearnStartDate"].to_pylist() if d]
        self.references = [r for r in tables["learner"]["LearnRefNumber"].to_pylist() if r]
        self.made: dict[str, pa.Table] = {}
        for name in sorted(ilr.shape.tables, key=lambda n: len(ilr.shape.tables[n].keys)):
            self.made[name] = self._table(name, tables[name])

    def _table(self, name: str, table: pa.Table) -> pa.Table:
        if name == FILE:
            return self._files(table)
        shape = ilr.shape.tables[name]
        rows = table.to_pylist()
        fields = [f for f in table.schema if f.name in _collected(name, self.year)]
        # Reading counts the fields that a part of a record holds as those of the record itself.
        pools = {f.name: [r[f.name] for r in rows if r[f.name] is not None] for f in fields}
        shares = [self.shares[r["submission"], r.get("learner") or -r.get("destination", 0)] for r in rows]
        if fields and len(rows) < FEW:
            new = self._new(name, table.schema, rows)
            rows, shares = [*rows, *new], [*shares, *([0.8] * len(new))]
        pairs = [(c, t) for c, t in PAIRS.items() if c in pools and t in pools]
        for row, share in zip(rows, shares, strict=True):
            for field in fields:
                if self.chance.random() < share or (
                    row[field.name] is None and field.name in _required(name, self.year)
                ):
                    row[field.name] = self._other(name, row, field, pools[field.name])
            for code, type in pairs:
                if self.chance.random() < share * 2:
                    found = self.chance.choice(codes.LISTS[type].codes)
                    row[type], row[code] = found.type, _as_held(found.code, table.schema.field(code).type)
        if shape.keys[-1] in ("row", "employment"):
            rows = self._fewer_and_more(rows, shape.keys[-1], shares)
        return pa.Table.from_pylist(rows, schema=table.schema)

    def _files(self, files: pa.Table) -> pa.Table:
        rows = files.to_pylist()
        days = asked_of(FILE, "FilePreparationDate", pa.date32())
        for row in rows[1:]:
            if self.chance.random() < 0.5:
                row["FilePreparationDate"] = _moved(self.chance.choice(days), self.chance.choice((-1, 0, 1, 365, -365)))
            if self.chance.random() < 0.2:
                row["LearningProviderUKPRN"] = self.chance.choice([None, 10000001, 99999999])
        return pa.Table.from_pylist(rows, schema=files.schema)

    def _new(self, name: str, columns: pa.Schema, held: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Records for some of the parents that have none, with nothing but their place."""
        *above, own = ilr.shape.tables[name].keys
        parents = self.made[ilr.shape.parents(name)[-1].name].to_pylist() * (60 if above == ["submission"] else 1)
        having = {tuple(r[k] for k in above) for r in held}
        rows: list[dict[str, Any]] = []
        for parent in parents:
            if tuple(parent[k] for k in above) not in having and self.chance.random() < 0.3:
                number = len(held) + len(rows) + 1
                rows.append(
                    dict.fromkeys(columns.names) | {k: parent[k] for k in above} | {own: number, "line": number}
                )
        return rows

    def _fewer_and_more(self, rows: list[dict[str, Any]], key: str, shares: list[float]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        again: list[dict[str, Any]] = []
        for row, share in zip(rows, shares, strict=True):
            times = self.chance.choices([0, 1, 2], [share / 2, 1, share / 2])[0]
            found += [row] if times else []
            again += [row] if times > 1 else []
        last = max((row[key] for row in rows), default=0)
        return found + [row | {key: last + place} for place, row in enumerate(again, 1)]

    def _other(self, table: str, row: dict[str, Any], field: pa.Field, pool: list[Any]) -> Any:
        value, choose = row[field.name], self.chance.choice
        ways = [("pool", 2 if pool else 0), ("none", 0.1 if field.name in _required(table, self.year) else 1)]
        listed = _values(table, field.name, field.type)
        ways.append(("listed", 3 if listed else 0))
        is_day = pa.types.is_date(field.type)
        ways += [("near", 2 if value is not None and (is_day or pa.types.is_integer(field.type)) else 0)]
        if is_day:
            ways += [("beside", 3), ("age", 4 if field.name == "DateOfBirth" else 0)]
        if field.name == "LearnRefNumber":
            ways += [("reference", 5)]
        ways.append(("typed", 0.3))
        match self.chance.choices([n for n, _ in ways], [w for _, w in ways])[0]:
            case "pool":
                return choose(pool)
            case "listed":
                return _moved(choose(listed), choose((0, 0, 0, 0, -1, 1)))
            case "near":
                return _moved(value, choose(STEPS) if is_day else choose((-1, 1)))
            case "beside":
                others = [v for k, v in row.items() if isinstance(v, date) and k != field.name]
                return _moved(choose(others or self.starts), choose((0, 0, *STEPS)))
            case "age":
                day = choose(self.starts)
                return date(day.year - choose(AGES), day.month, min(day.day, 28)) + timedelta(days=choose((-1, 0, 1)))
            case "reference":
                return choose(self.references)
            case "typed":
                return choose(DECIMALS if pa.types.is_decimal(field.type) else TYPED[field.type])
        return None


def _moved(value: Any, step: int) -> Any:
    """A day or number on either side, since rules have limits."""
    if isinstance(value, date):
        return date.fromordinal(min(max(value.toordinal() + step, 1), date.max.toordinal()))
    return value + step if isinstance(value, int) and 0 < value < 1_000_000_000 else value


def _as_held(code: str, type: pa.DataType) -> Any:
    return int(code) if pa.types.is_integer(type) else code


@cache
def _values(table: str, field: str, type: pa.DataType) -> tuple[Any, ...]:
    """What rules compare the field with, and the codes that it may hold in any year."""
    known = [c.type if field in PAIRS.values() else c.code for c in codes.LISTS.get(PAIRS.get(field, field), ())]
    known = [_as_held(text, type) for text in known]
    odd = ODD.get(field, [])
    return (*asked_of(table, field, type), *sorted(set(known)), *odd, *odd)


@cache
def _declared(table: str, year: AcademicYear) -> tuple[Entity, ...]:
    """The entities of the year whose fields stand in the table."""

    def within(entity: Entity) -> list[Entity]:
        below = [found for child in entity.children for found in within(child)]
        return [entity, *below] if entity.table == table else below

    return tuple(within(schema.tree(year)))


@cache
def _collected(table: str, year: AcademicYear) -> frozenset[str]:
    return frozenset(f.name for entity in _declared(table, year) for f in entity.fields)


@cache
def _required(table: str, year: AcademicYear) -> frozenset[str]:
    own = _declared(table, year)[:1]
    return frozenset(f.name for entity in own for f in entity.fields if f.required)
