"""The rows of `field_quality`: what was measured of each return, what rules found in it, and whose it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.engine.store import add_rows, submissions_with_rows
from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr.profile.measurement import FIELD_QUALITY, ReturnMeasurement, collected
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities
from alder.sources.ilr.xml.field_values import Misfit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression
    from alder.rules.rule import Rule

    Home = tuple[str, str]
    """A table, and a field of it."""

TABLE = "field_quality"

_STAMPED = pa.schema([*submission.STAMP, *FIELD_QUALITY])


def field_quality(measured: Mapping[int, ReturnMeasurement], findings: pa.Table, submissions: pa.Table) -> pa.Table:
    """What the store keeps of the quality of the fields of some submissions.

    `findings` are those of all of them, with the column `submission`; `submissions` says whose each is.
    """
    numbers = submissions["submission"].to_pylist()
    profiles = [measured[n].rows() for n in numbers]
    rows = pa.concat_tables(profiles)
    owner = pa.array([n for n, p in zip(numbers, profiles, strict=True) for _ in range(p.num_rows)], pa.int64())
    rows = rows.append_column("submission", owner).append_column("_order", pa.array(range(rows.num_rows), pa.int64()))
    finding_counts = count_by_field(findings, {n: measured[n].year for n in numbers})
    joined = (
        rows.drop_columns([c for c in FINDING_COUNTS if c in rows.column_names])
        .join(finding_counts, list(KEYS))
        .sort_by("_order")
    )
    counts = {c: joined[c].fill_null(0) for c in FINDING_COUNTS}
    for name in ("expected", "missing"):
        counts[name] = pc.add(joined[name], counts["kept_out"])
    at = pc.index_in(joined["submission"], submissions["submission"].combine_chunks()).combine_chunks()
    stamp = submissions.select(submission.STAMP.names).take(at)
    own = {c: joined[c] for c in joined.column_names} | counts | {c: stamp[c] for c in stamp.column_names}
    return pa.Table.from_arrays([own[f.name].combine_chunks() for f in _STAMPED], schema=_STAMPED)


def not_measured(store: Store) -> pa.Table:
    """The submissions of which the store has no measurements. Research extracts are not returns, and have none."""
    held = submission.returned(store.submissions())
    return held.filter(pc.invert(pc.is_in(held["submission"], value_set=submissions_with_rows(store, TABLE))))


def measure_missing(store: Store, progress: Callable[[int], None] = lambda more: None) -> int:
    """Measure the returns of which the store has no measurements; returns how many there were.

    It reads the records and findings that the store kept, so the answer is the same as if the return had been measured
    when it was loaded. Each return is committed for itself: what was done before a kill is not done again.
    """
    waiting = not_measured(store)
    done = 0
    for n in range(waiting.num_rows):
        done += add_rows(store, TABLE, _measured(store, waiting.slice(n, 1)))
        progress(1)
    return done


def _measured(store: Store, row: pa.Table) -> pa.Table:
    """What `field_quality` says of one submission."""
    measuring = ReturnMeasurement(AcademicYear.parse(row["collection_year"][0].as_py()))
    with store.engine(which=row) as engine:
        tables = {t: _rows(engine, t) for t in store.schemas if t not in ("submission", TABLE)}
    findings = tables.pop("finding")
    measuring.add(tables)
    return field_quality({row["submission"][0].as_py(): measuring}, findings, row)


def _rows(engine: Engine, table: str) -> pa.Table:
    schema = engine.schema(table)

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        return expr.table(table, schema)

    return engine.run(build, key=sql_cache.key("sources", "all rows", table, schema))


KEYS = ("submission", "record", "field")
FINDING_COUNTS = ("errors", "warnings", "records_with_findings", "unreadable", "kept_out")
"""`kept_out`: records that were kept out because the field has no value and must have one."""

_RECORD = ("entity", "learner", "aim", "line")
"""What tells records apart as far as findings keep it. Records of one kind, aim and line count as one."""


def count_by_field(findings: pa.Table, years: Mapping[int, AcademicYear]) -> pa.Table:
    """For each submission and field that some rule names: `FINDING_COUNTS`. `years` says the year of each submission.

    A value that could not be read kept its record out, so it is known from the finding alone.
    """
    each = pa.concat_tables([_of_year(findings, year, years) for year in sorted(set(years.values()))])
    summed = [c for c in FINDING_COUNTS if c != "records_with_findings"]
    sums = each.group_by(KEYS).aggregate([(c, "sum") for c in summed])
    sums = sums.rename_columns([c.removesuffix("_sum") for c in sums.column_names])
    records = each.group_by([*KEYS, *_RECORD]).aggregate([]).group_by(KEYS).aggregate([([], "count_all")])
    records = records.rename_columns([c.replace("count_all", "records_with_findings") for c in records.column_names])
    return sums.join(records, list(KEYS))


def _of_year(findings: pa.Table, year: AcademicYear, years: Mapping[int, AcademicYear]) -> pa.Table:
    """The findings of a year's returns, once for each field that their rule names."""
    mine = pa.array([n for n, y in years.items() if y == year], pa.int64())
    findings = findings.filter(pc.is_in(findings["submission"], value_set=mine))
    rule_and_record = (
        pc.binary_join_element_wise(findings["rule"], findings["entity"], " ").combine_chunks().dictionary_encode()
    )
    codes = rule_and_record.dictionary.to_pylist()
    homes = [named(*code.split(" ", 1), year) for code in codes]
    which, place = _repeated(rule_and_record.indices.to_numpy(), np.array([len(h) for h in homes], np.int64))
    misfits = [misfit(code.split(" ", 1)[0]) for code, some in zip(codes, homes, strict=True) for _ in some]
    tables, fields = ([home[n] for some in homes for home in some] for n in (0, 1))
    rows = findings.take(pa.array(which))
    is_error = pc.equal(rows["severity"], Severity.ERROR.value).cast(pa.int64())
    absent = np.array([m is Misfit.MISSING for m in misfits], np.int64)
    unreadable = np.array([m not in (None, Misfit.MISSING, Misfit.OCCURRENCE) for m in misfits], np.int64)
    return pa.table(
        {
            "submission": rows["submission"],
            "record": pa.array(tables, pa.string()).take(pa.array(place)),
            "field": pa.array(fields, pa.string()).take(pa.array(place)),
            **{c: rows[c] for c in _RECORD},
            "errors": is_error,
            "warnings": pc.subtract(1, is_error),
            "unreadable": unreadable[place],
            "kept_out": absent[place],
        }
    )


def _repeated(of_row: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row as often as its code has homes, and the place of each of these among the homes of all codes."""
    times = sizes[of_row]
    which = np.repeat(np.arange(len(of_row)), times)
    starts = np.cumsum(sizes) - sizes
    within = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    return which, starts[of_row[which]] + within


def misfit(code: str) -> Misfit | None:
    """How a value did not fit its field: the ending of a code of form."""
    ending = code.rsplit("_", 1)[-1]
    return Misfit(ending) if code.startswith("FD_") and ending in set(Misfit) else None


@cache
def named(code: str, record: str, year: AcademicYear) -> tuple[Home, ...]:
    """The fields that a rule names, with their tables; `record` is what its finding is about.

    Findings of reading name the element of the record, those of rules its table.
    """
    if misfit(code):
        homes = _homes(year).get(code.removeprefix("FD_").rsplit("_", 1)[0], ())
        own = [h for h in homes if entities()[h[0]].element == record]
        return tuple(own or homes)[:1]
    rule = next((r for r in ilr.versions(code) if r.holds_in(year)), None) if code in ilr else None
    return tuple(dict.fromkeys(home for name in rule.reads if (home := _home(name, rule, year)))) if rule else ()


def _home(name: str, rule: Rule, year: AcademicYear) -> Home | None:
    """Where a rule finds a field: in the judged record, else in the first that it looks at."""
    tables = [ilr.shape.names[p] for p in rule.parameters if p in ilr.shape.names]
    homes = _homes(year).get(name, ())
    return next(((t, name) for t in tables if (t, name) in homes), None)


@cache
def _homes(year: AcademicYear) -> dict[str, tuple[Home, ...]]:
    homes: dict[str, tuple[Home, ...]] = {}
    for table, field in collected(year):
        homes[field.name] = (*homes.get(field.name, ()), (table, field.name))
    return homes
