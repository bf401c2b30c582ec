"""How the fields of returns are filled: asked for by field, provider, return and year, or of those behind a result."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.errors import UsageError, present, unknown_name
from alder.model.frame import FrameSource
from alder.model.period import ReturnNumber
from alder.model.statistic import MeasuredField
from alder.quality.field_totals import BY, KEYS, apart_from_peers, summed, with_shares
from alder.quality.grades import grade_of
from alder.sources.ilr.profile.field_quality import TABLE
from alder.sources.ilr.profile.measurement import FIELD_QUALITY, collected
from alder.sources.ilr.schema import entities
from alder.sources.ilr.submissions import returns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression
    from alder.model.period import AcademicYear


STEADYING = 20


@dataclass(frozen=True)
class FieldMeasurements(FrameSource):
    """How fields are filled: a row for each field, worst first, or for one field and each provider, return or year.

    `table` has counts and shares (0 to 1, null where there is nothing to divide by). `used` are the submissions behind
    it, and `not_measured` those of them that an earlier release of Alder loaded. It is for whoever holds the data:
    nothing in it is protected.
    """

    field: str | None
    by: tuple[str, ...]
    table: pa.Table
    used: pa.Table
    not_measured: pa.Table

    def to_arrow(self) -> pa.Table:
        return self.table

    def to_json(self) -> str:
        """Every row, and which returns were not measured."""
        rows = [dict(row) for row in self.table.to_pylist()]
        for row, marked in zip(rows, self.above_peers(), strict=True):
            row |= {"above_peers": list(marked)} if self.by == ("provider",) else {}
        missing = self.not_measured.select(["ukprn", "collection_year", "return_number", "file_name"])
        content = {"fields": rows, "returns": self.used.num_rows, "not_measured": missing.to_pylist()}
        return json.dumps(content, indent=1)

    def to_csv(self) -> str:
        """Every row under its column names; nothing where a question makes no sense for the field."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        peers = ["above_peers"] if self.by == ("provider",) else []
        writer.writerow([*self.table.column_names, *peers])
        for row, marked in zip(self.table.to_pylist(), self.above_peers(), strict=True):
            writer.writerow([*row.values(), *(" ".join(marked) for _ in peers)])
        return out.getvalue()

    def above_peers(self) -> list[tuple[str, ...]]:
        """Of each row the shares that are more than 10 points above those of all other providers together."""
        rows = self.table.to_pylist()
        marks = apart_from_peers(rows) if self.by == ("provider",) else set()
        return [tuple(share for at, share in sorted(marks) if at == n) for n in range(len(rows))]

    def text(self, width: int = 100) -> str:
        """As the terminal shows it."""
        from alder.quality.measurement_report import text  # and the rules, which only a report names

        return text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def measured(
    store: Store,
    field: str | None = None,
    *,
    year: AcademicYear | None = None,
    return_number: ReturnNumber | None = None,
    ukprn: int | None = None,
    by: Iterable[str] = (),
) -> FieldMeasurements:
    """What was measured of one field or of all, in the current returns or in those named.

    `by` splits by provider, return or year; by return, every return that is held counts, not the current one alone.
    """
    split = tuple(dict.fromkeys(by))
    for name in split:
        if name not in BY:
            raise unknown_name("way to split", name, BY, next="It may be provider, return or year.")
    known = _known(field) if field is not None else None
    if split and known is None:
        raise UsageError("to split, name one field", where="For example: alder quality PriorAttain --by provider")
    chosen = _chosen(store, year, return_number, ukprn, every="return" in split)
    rows = rows_of(store, chosen)
    gone = chosen.filter(pc.invert(pc.is_in(chosen["submission"], value_set=rows["submission"].combine_chunks())))
    if known is not None:
        rows = rows.filter(pc.equal(rows["field"], known))
    columns = [BY[s] for s in split]
    sums = with_shares(summed(rows, columns))
    sums = _finished(store, sums, columns)
    return FieldMeasurements(known, split, sums if known else worst_first(sums), chosen, gone)


def rows_of(store: Store, chosen: pa.Table) -> pa.Table:
    """The rows that were measured of some submissions. A store made for other tables has none."""
    if TABLE not in store.schemas:
        return pa.schema([*submission.STAMP, *FIELD_QUALITY]).empty_table()
    with store.engine(which=chosen, tables=[TABLE]) as engine:
        return rows_in(engine)


def rows_in(engine: Engine) -> pa.Table:
    """The rows that an engine holds of what was measured."""
    schema = engine.schema(TABLE)

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        return expr.table(TABLE, schema)

    return engine.run(build, key=sql_cache.key("quality", "quality", TABLE, schema))


def _known(field: str) -> str:
    names = {f.name for entity in entities().values() for f in entity.fields}
    if field in names:
        return field
    same = [n for n in names if n.lower() == field.lower()]
    if len(same) == 1:
        return same[0]
    raise unknown_name("field", field, names, next="List them all with: alder explain fields")


def _chosen(
    store: Store, year: AcademicYear | None, number: ReturnNumber | None, ukprn: int | None, *, every: bool
) -> pa.Table:
    """The submissions asked about: the current ones, those of one return, or those of every return. None of the
    research copy: what providers filled in is told by returns.
    """
    held = submission.returned(submission.in_years(store.submissions(), [year] if year else []))
    if ukprn is not None:
        held = held.filter(pc.equal(held["ukprn"], ukprn))
    if number is None and not every:
        return submission.latest(held)
    numbers = [number] if number is not None else list(ReturnNumber)
    return pa.concat_tables([_of_return(held, n) for n in numbers])


def _of_return(held: pa.Table, number: ReturnNumber) -> pa.Table:
    """The file that counts of each provider for a return. A provider that did not send this return has none."""
    latest = submission.latest(held, upto=number)
    return latest.filter(pc.equal(latest["return_number"], number.value))


def _finished(store: Store, sums: pa.Table, columns: list[str]) -> pa.Table:
    """The rows in the order of the specification, then of the split, with grades and providers' names."""
    order = {(t, f.name): n for n, (t, f) in enumerate((t, f) for t, e in entities().items() for f in e.fields)}
    keys = list(zip(sums["record"].to_pylist(), sums["field"].to_pylist(), strict=True))
    sums = sums.append_column("grade", pa.array([grade_of(f).grade.value for _, f in keys], pa.string()))
    sums = sums.append_column("_order", pa.array([order.get(k, len(order)) for k in keys], pa.int64()))
    shown = [*columns, *KEYS]
    if "ukprn" in columns:
        names = _names(store)
        sums = sums.append_column("provider", pa.array([names.get(u) for u in sums["ukprn"].to_pylist()], pa.string()))
        shown = ["provider", *shown]
    sums = sums.sort_by([("_order", "ascending"), *((c, "ascending") for c in columns)])
    rest = [c for c in sums.column_names if c not in (*shown, "_order", "grade")]
    return sums.select([*shown, "grade", *rest])


def worst_first(sums: pa.Table) -> pa.Table:
    """The fields from which least can be learnt first, then those with most findings a record.

    Each is judged as if `STEADYING` good values were added, so that one wrong value of a field that hardly anybody has
    does not lead the list.
    """
    per_record = pc.divide(
        pc.add(sums["errors"], sums["warnings"]).cast(pa.float64()), pc.max_element_wise(sums["records"], 1)
    )
    order = pa.table(
        {
            "unusable": pc.negate(pc.divide(sums["unusable"].cast(pa.float64()), pc.add(sums["asked"], STEADYING))),
            "findings": pc.negate(per_record),
            "place": pa.array(range(sums.num_rows), pa.int64()),
        }
    )
    return sums.take(pc.sort_indices(order, sort_keys=[(c, "ascending") for c in order.column_names]))


def _names(store: Store) -> Mapping[int, str | None]:
    table = returns(store).table
    return dict(zip(table["ukprn"].to_pylist(), table["provider"].to_pylist(), strict=True))


Home = tuple[str, str]
"""A record of the specification, and a field in it."""


class Measurements:
    """What was measured of the returns that an engine holds: read once, and added up once for each choice of returns.

    An engine that holds tables of returns without their measurements, as outside a store, has nothing to say.
    """

    def __init__(self, engine: Engine) -> None:
        self._rows = rows_in(engine) if engine.has(TABLE) else None
        self._sums: dict[frozenset[int], dict[Home, dict[str, Any]]] = {}

    def of(
        self, fields: Iterable[str], used: Mapping[int, AcademicYear], *, in_tables: Collection[str] = ()
    ) -> tuple[MeasuredField, ...]:
        """Each field that any return of `used` (submission to year) collects. One that was not measured is among them.

        `in_tables` names fields whose unknown values are a category of tables that are split by them.
        """
        if self._rows is None:
            return ()
        years = Counter(used.values())
        homes = _homes_over(tuple(sorted(years)))
        sums = self._sums_of(frozenset(used))
        return tuple(
            _measured(homes[f], sums.get(homes[f]), years, in_tables) for f in dict.fromkeys(fields) if f in homes
        )

    def _sums_of(self, used: frozenset[int]) -> dict[Home, dict[str, Any]]:
        rows = present(self._rows, "sums are asked for before their rows were read")
        if used not in self._sums:
            chosen = pc.is_in(rows["submission"], value_set=pa.array(sorted(used), pa.int64()))
            sums = summed(rows.filter(chosen), ()).to_pylist()
            self._sums[used] = {(row["record"], row["field"]): row for row in sums}
        return self._sums[used]


@cache
def _homes_over(years: tuple[AcademicYear, ...]) -> dict[str, Home]:
    """Of each field the first record of the specification that has it: of a learner number, the learner's own."""
    homes: dict[str, Home] = {}
    for year in years:
        for table, field in collected(year):
            homes.setdefault(field.name, (table, field.name))
    return homes


@cache
def _homes(year: AcademicYear) -> frozenset[Home]:
    """Every field that returns of a year collect, with its record."""
    return frozenset((table, field.name) for table, field in collected(year))


def _measured(
    home: Home, row: Mapping[str, Any] | None, years: Mapping[AcademicYear, int], in_tables: Collection[str]
) -> MeasuredField:
    field = home[1]
    returns = sum(n for year, n in years.items() if home in _homes(year))
    grade = grade_of(field).grade
    if row is None:
        return MeasuredField(field, grade, returns, 0, in_tables=field in in_tables)
    return MeasuredField(
        field,
        grade,
        returns,
        measured=row["returns"],
        expected=row["expected"],
        missing=row["missing"] or 0,
        values=row["values"],
        unknown=sum(told) if (told := [row[c] for c in ("not_known", "stand_in") if row[c] is not None]) else None,
        returned=row["values_returned"],
        wrong=row["wrong"],
        in_tables=field in in_tables,
    )
