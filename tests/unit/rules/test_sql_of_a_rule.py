"""The SQL of one rule can be read."""

from __future__ import annotations

from alder.model.period import AcademicYear
from alder.rules.plan import sql_of_rule
from alder.sources.ilr.rules import ilr

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
