"""The statements of a rule book: kept whole or not at all, and written while the engine works.

A reference table that several statements read is read once, for the rows that records name.

The SQL of one rule can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.model.period import AcademicYear
from alder.rules import runner
from alder.rules.compiler import compile_rules
from alder.rules.plan import sql_of_rule, statements
from alder.rules.plan_statement import PlanStatement
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.record_tables import SHAPE

if TYPE_CHECKING:
    from pathlib import Path


YEAR = AcademicYear(2025)
RULES = [r for r in ilr.for_year(YEAR).rules if r.code in {"AimType_01", "ULN_03"}]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))
    return tmp_path / "sql"


def plan() -> list[PlanStatement]:
    return list(statements(ilr, YEAR, RULES, "duckdb"))


def test_a_plan_that_is_kept_is_read_again_and_no_rule_is_written_as_sql(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plan()
    monkeypatch.delattr("alder.rules.compiler.compile_rules")
    assert len(list(cache.glob("*.sql"))) == 1
    assert {code for s in first for code in s.rules} == {"AimType_01", "ULN_03"}
    assert plan() == first


def test_a_kept_file_that_is_no_plan_is_written_anew(cache: Path) -> None:
    first = plan()
    file = next(cache.glob("*.sql"))
    whole = file.read_text()
    for text in ("", "[", "{}", "null", "[1]", '[{"name": "x"}]', '[{"rules": 1}]', "\0"):
        file.write_text(text)
        assert plan() == first, text
        assert file.read_text() == whole, text


def test_half_a_plan_is_not_kept(cache: Path) -> None:
    next(statements(ilr, YEAR, RULES, "duckdb"))
    assert not list(cache.glob("*.sql"))


class Breaking(DuckDB):
    """An engine that fails at its third statement, and counts those it is given."""

    given = 0

    def keep_sql(self, name: str, text: str) -> int:
        self.given += 1
        if self.given == 3:
            raise MemoryError("no room for the third")
        return super().keep_sql(name, text)


def test_a_failing_statement_ends_the_run_with_its_own_error() -> None:
    schema = SHAPE.tables["file"].schema
    facts = {"submission": 1, "collection_year": "2025/26"}
    files = pa.Table.from_pylist([{name: facts.get(name) for name in schema.names}], schema=schema)
    with Breaking() as engine, pytest.raises(MemoryError, match="no room for the third"):
        runner.run(engine, ilr, files, only={r.code for r in RULES})


def test_a_key_that_cannot_be_read_has_nothing_kept(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "k.duckdb.sql").write_bytes(b"\xff\xfe\xff")
    assert sql_cache.kept("k", "duckdb") is None


def test_what_is_quoted_of_a_reference_table_is_read_in_the_order_in_which_it_is_shown() -> None:
    rule = [r for r in ilr.for_year(YEAR).rules if r.code == "LearnAimRef_56"]
    quotes = [s for s in statements(ilr, YEAR, rule, "duckdb", quoting=True) if s.reference]
    for quote in quotes:
        at = [quote.sql.index(f'"r__{column}"') for column in quote.columns]
        assert at == sorted(at)
    assert quotes


@pytest.mark.parametrize(
    ("codes", "table", "read_by"),
    [
        (("Postcode_14",), "postcode", "answers__0"),
        (("PostcodePrior_01",), "postcode", "answers__0"),
        (("Postcode_14", "PostcodePrior_01"), "postcode", "named__postcode__pcds"),
        (("Postcode_14", "ULN_05"), "learner_register", "named__learner_register__ULN"),
        (("Postcode_14", "CampID_01"), "campus", "answers__0"),
    ],
)
def test_a_reference_table_is_read_by_one_statement(codes: tuple[str, ...], table: str, read_by: str) -> None:
    year = AcademicYear(2025)
    rules = [r for r in ilr.for_year(year).rules if r.code in codes]
    assert len(rules) == len(codes)
    steps = compile_rules(rules, ilr.shape, year)
    assert [s.name for s, rows in steps if f"UnboundTable: {table}\n" in repr(rows)] == [read_by]


SQL = """
-- prepared__file
SELECT
  "t0"."submission"
FROM "files_judged" AS "t0";

-- prepared__learning_delivery
SELECT
  "t4"."submission",
  "t4"."learner",
  "t4"."aim",
  "t4"."line",
  "t4"."LearnStartDate",
  "t4"."LearnPlanEndDate"
FROM (
  SELECT
    "t0"."submission",
    "t0"."learner",
    "t0"."aim",
    "t0"."line",
    "t0"."LearnStartDate",
    "t0"."LearnPlanEndDate"
  FROM "learning_delivery" AS "t0"
) AS "t4"
INNER JOIN (
  SELECT
    "t1"."submission" AS "key__submission"
  FROM "prepared__file" AS "t1"
) AS "t5"
  ON "t4"."submission" = "t5"."key__submission";
"""


def test_the_sql_of_a_rule_is_its_statements_in_order() -> None:
    rule = ilr.versions("LearnPlanEndDate_02")[0]
    told = sql_of_rule(rule, ilr, AcademicYear(2025))
    assert told.startswith(SQL.strip())
    assert "-- wide__learning_delivery" in told
    mask, what_breaks = told.split("-- mask__learning_delivery_0")[1].split("-- what breaks LearnPlanEndDate_02")
    assert mask.count("LearnPlanEndDate") == 1
    assert what_breaks.count("LearnPlanEndDate") == 0


def test_a_question_about_many_records_is_one_grouped_pass() -> None:
    told = sql_of_rule(ilr.versions("ULN_12")[0], ilr, AcademicYear(2025))
    answers = told.split("-- answers__0\n")[1].split("\n\n")[0]
    assert "GROUP BY" in answers
    assert "EXISTS" not in told
