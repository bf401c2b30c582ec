"""The analyses that the people of the demo run: three scripts, alike but for what they split learners by."""

from __future__ import annotations

from dataclasses import dataclass

_BEGAN = "CASE WHEN LearnStartDate_year < '2019' THEN 'Before 2019' ELSE '2019 or later' END"
_AGE = (
    "CASE WHEN CAST(substr(academic_year, 1, 4) AS INTEGER) - CAST(DateOfBirth_year AS INTEGER) < 25 "
    "THEN 'Under 25' ELSE '25 and over' END"
)


@dataclass(frozen=True)
class WrittenAnalysis:
    """A script, and the table that it makes: one of those that the application names."""

    name: str
    title: str
    heading: str
    by: str
    """What learners are split by, as the extract has it."""

    @property
    def code(self) -> str:
        return _CODE.format(title=self.title, heading=self.heading, by=self.by, name=self.name)


BY_SEX = WrittenAnalysis(
    "completion-by-sex",
    "Learners by whether they completed, and sex",
    "sex",
    "CASE Sex WHEN 'F' THEN 'Female' ELSE 'Male' END",
)
BY_START = WrittenAnalysis(
    "completion-by-start", "Learners by whether they completed, and when they began", "began", _BEGAN
)
BY_AGE = WrittenAnalysis("completion-by-age", "Learners by whether they completed, and age", "age", _AGE)
_CODE = '''"""{title}: counts of the extract, rounded to five."""

import os
from pathlib import Path

import duckdb

extract, out = Path(os.environ["ALDER_EXTRACT"]), Path(os.environ["ALDER_OUTPUTS"])
people = duckdb.sql(
    f"""
    SELECT {by} AS by, CAST(CompStatus AS INTEGER) = 2 AS completed, count(DISTINCT person_key) AS people
    FROM '{{extract / "aims.parquet"}}' WHERE CompStatus IS NOT NULL GROUP BY ALL ORDER BY ALL
    """
).fetchall()
rows = [(by, "Completed" if done else "Not completed", 5 * round(n / 5)) for by, done, n in people if n >= 20]
lines = [("{heading}", "end", "learners"), *rows]
(out / "{name}.csv").write_text("".join(f"{{a}},{{b}},{{n}}\\n" for a, b, n in lines))
(out / "cover.toml").write_text(f"""sources = ["ilr"]
title = "{title}"
shows = "{title}, on programmes at level 3"
population = "Learners on programmes at level 3 in Mereshire, 2018/19 to 2020/21"
people = {{sum(n for *_, n in rows)}}
unit = "learners"
threshold = 10
rounding = 5
suppression = "Groups of fewer than 20 people are left out"
[[files]]
name = "{name}.csv"
statistic = "FREQ"
relation = "None"
""")
'''
