"""An earlier return as the store keeps it, for comparison: its learners, their aims, and what was found on each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.errors import UsageError
from alder.model.period import ReturnNumber

if TYPE_CHECKING:
    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression

PREVIOUS = "previous"
"""The latest return before the one that is checked."""

_READ = {
    "finding": ("rule", "severity", "entity", "learner", "aim", "line"),
    "learner": ("learner", "LearnRefNumber"),
    "learning_delivery": ("learner", "aim", "LearnAimRef", "AimSeqNumber", "LearnStartDate", "SWSupAimId"),
    "learner_destination_and_progression": ("destination", "line", "LearnRefNumber"),
    "dp_outcome": ("destination", "line"),
}


@dataclass(frozen=True)
class Earlier:
    """One submission of the store.

    `findings`: rule, severity, learner, aim, `ref`. The reference is that of the learner's own record, or of the
    destination record that the finding stands on; it is missing where that record could not be read whole, and where
    the finding is about the file. `aims`: `ref`, aim and the fields that tell aims apart. `refs`: of all learners.
    `rule_book` and `reference_data` say what judged it: the book's name, and the editions of tables by their names.
    """

    name: str
    file: str
    rule_book: str | None
    reference_data: dict[str, str] | None
    findings: pa.Table
    aims: pa.Table
    refs: pa.Array


def named(text: str) -> str:
    """What `--since` may say: `previous`, or a return."""
    if text.strip().lower() == PREVIOUS:
        return PREVIOUS
    try:
        return ReturnNumber.parse(text).value
    except UsageError as error:
        raise UsageError(error.what, where="Compare with `previous`, or with a return, R01 to R14.") from None


def find(store: Store, since: str, *, ukprn: int, year: str, number: ReturnNumber | None, file_hash: str) -> pa.Table:
    """The submission to compare with: one row, or none. It is never the very file that is checked.

    `previous` is the latest held of the returns before `number`; another file of the same return is not one of these.
    """
    held = store.submissions()
    own = pc.and_(pc.equal(held["ukprn"], ukprn), pc.equal(held["collection_year"], year))
    rows = held.filter(pc.and_(own, pc.not_equal(held["file_hash"], file_hash)))
    if since != PREVIOUS:
        latest = submission.latest(rows, upto=ReturnNumber(since))
        return latest.filter(pc.equal(latest["return_number"], since))
    if number is None:
        return submission.latest(rows)
    if number.ordinal == 1:
        return rows.slice(0, 0)
    return submission.latest(rows, upto=ReturnNumber.parse(str(number.ordinal - 1)))


def read(store: Store, chosen: pa.Table) -> Earlier:
    """What the store keeps of one submission. What a finding is about comes from the records, which alone hold it."""
    (row,) = chosen.to_pylist()
    editions = row.get("reference_data")
    with store.engine(which=chosen, tables=list(_READ)) as engine:
        tables = {name: _columns(engine, name, columns) for name, columns in _READ.items()}
    learners = tables["learner"]
    refs = learners["LearnRefNumber"]
    found = tables["finding"]
    of_learner = _looked_up(found["learner"], learners["learner"], refs)
    findings = found.append_column("ref", pc.coalesce(of_learner, _of_destinations(found, tables)))
    aims = tables["learning_delivery"]
    aims = aims.append_column("ref", _looked_up(aims["learner"], learners["learner"], refs))
    return Earlier(
        name=row["return_number"],
        file=row["file_name"],
        rule_book=row["rule_book"],
        reference_data=None if editions is None else json.loads(editions),
        findings=findings.select(["rule", "severity", "learner", "aim", "ref"]),
        aims=aims,
        refs=refs.combine_chunks(),
    )


def _columns(engine: Engine, name: str, columns: tuple[str, ...]) -> pa.Table:
    schema = engine.schema(name)

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        return expr.table(name, schema).select(*columns)

    return engine.run(build, key=sql_cache.key("sources", "earlier", name, columns, schema))


def _of_destinations(found: pa.Table, tables: dict[str, pa.Table]) -> pa.ChunkedArray:
    """The reference of the destination record on whose line, or on whose outcome's line, a finding stands."""
    records = tables["learner_destination_and_progression"]
    outcomes = tables["dp_outcome"]
    of_outcome = _looked_up(outcomes["destination"], records["destination"], records["LearnRefNumber"])
    lines = pa.chunked_array([*records["line"].chunks, *outcomes["line"].chunks], pa.int32())
    refs = pa.chunked_array([*records["LearnRefNumber"].chunks, *of_outcome.chunks], pa.string())
    return _looked_up(pc.if_else(pc.is_null(found["learner"]), found["line"], None), lines, refs)


def _looked_up(wanted: pa.ChunkedArray, keys: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    places = pc.index_in(wanted, keys.combine_chunks(), skip_nulls=True)
    return pa.chunked_array([values.combine_chunks().take(places.combine_chunks())], pa.string())
