"""A value that is measured as missing is one that a rule asks for: the same records, found in two ways.

Values are taken out of made-up returns at random. The profile counts what is missing from arrays of records; the rules
find it in SQL.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from alder.engine.duckdb import DuckDB
from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.record_tables import FILE
from alder.rules.runner import run
from alder.sources.ilr.check import file_table
from alder.sources.ilr.profile.expected import Expectation, expectation
from alder.sources.ilr.profile.measurement import ReturnMeasurement, collected
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.xml import reader
from alder.synth import write_returns

ASKED_OF_MORE = {
    "EmpId": "the rule looks at the employment in force when the programme began, the profile at every one",
    "LearnDelFAMDateFrom": "the rule of learning support asks for both dates at once",
    "LearnDelFAMDateTo": "the rule of learning support asks for both dates at once",
}
"""Fields where the profile asks more, or says it for each field, and why."""


def _with_values_taken_out(tables: dict[str, pa.Table], fields: list[tuple[str, str]]) -> dict[str, pa.Table]:
    chance = Random(11)
    found = dict(tables)
    for table, field in fields:
        rows = found[table]
        gone = pa.array([chance.random() < 0.3 for _ in range(rows.num_rows)], pa.bool_())
        if field == "LLDDCat":  # the rule asks for the record
            found[table] = rows.filter(pc.invert(gone))
            continue
        column = pc.if_else(gone, pa.scalar(None, rows[field].type), rows[field])
        found[table] = rows.set_column(rows.column_names.index(field), rows.schema.field(field), column)
    return found


@pytest.mark.parametrize("label", ["2020/21", "2025/26"])
def test_missing_values_are_those_that_rules_ask_for(label: str, tmp_path: Path) -> None:
    year = AcademicYear.parse(label)
    write_returns(tmp_path, providers=1, learners=700, years=[year], returns=[ReturnNumber.R14], seed=5)
    reading = reader.read(next(tmp_path.glob("*.xml")))
    tables = reading.table_all()
    questions = {(t, f.name): q for t, f in collected(year) if (q := expectation(t, f.name, year))}
    tables = _with_values_taken_out(tables, [h for h in questions if h[1] in tables[h[0]].column_names])
    measuring = ReturnMeasurement(year)
    measuring.add(tables)
    missing = {(r["record"], r["field"]): r["missing"] for r in measuring.rows().to_pylist()}
    broken = _broken(tables, file_table(reading.header, "R14"), questions)
    agreed = 0
    for home, question in questions.items():
        if home[1] in ASKED_OF_MORE:
            assert missing[home] >= _records(broken, question, home[0]) // 2
            continue
        assert missing[home] == _records(broken, question, home[0]), home[1]
        agreed += missing[home] > 0
    assert agreed >= 15


def _broken(tables: dict[str, pa.Table], file: pa.Table, questions: dict[tuple[str, str], Expectation]) -> pa.Table:
    with DuckDB() as engine:
        for name, rows in tables.items():
            number = pa.repeat(pa.scalar(1, pa.int64()), rows.num_rows)
            engine.add(name, rows.add_column(0, pa.field("submission", pa.int64()), number))
        engine.add(FILE, file)
        codes = {c for q in questions.values() for c in q.codes}
        outcome = run(engine, ilr, file, only=sorted(codes))
        assert codes <= {r.code for r in outcome.ran}, "every rule that is named is in the book of the year"
        return outcome.broken


def _records(broken: pa.Table, question: Expectation, table: str) -> int:
    """How many records the rules of a question found: learners, or aims."""
    found = broken.filter(pc.is_in(broken["rule"], value_set=pa.array(question.codes)))
    keys = ["learner"] if "learner" in (question.of or table, table) else ["learner", "aim"]
    return found.group_by(keys).aggregate([]).num_rows
