"""How long tables of measures take on 100,000 learners, beside hand-written SQL that gives the same answer.

The SQL reads the same tables of returns and gives every margin; the two answers are compared cell by cell first.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

import alder
from alder.engine.duckdb import DuckDB

LEARNERS = 100_000
AIMS = 270_000
PROVIDERS = 20
BY = ["sex", "age_band", "ethnicity", "provider"]
RUNS = 5


def returns(years: list[int], seed: int = 7, learners: int = LEARNERS) -> dict[str, pa.Table]:
    """Final returns of the years: the same learners and aims, with the ends that each year knew of."""
    draw = np.random.default_rng(seed)
    n, m = learners, learners * AIMS // LEARNERS
    home = draw.integers(0, PROVIDERS, n)
    uln = 1_000_000_000 + draw.permutation(n)
    uln[draw.random(n) < 0.01] = 9_999_999_999
    born = _days(date(1960, 1, 1), draw.integers(0, 17_000, n))
    learner_columns = {
        "LearnRefNumber": pa.array([f"L{i}" for i in range(n)]),
        "ULN": pa.array(uln),
        "DateOfBirth": born,
        "Sex": _pick(draw, ["F", "M"], n),
        "Ethnicity": pa.array(draw.choice([31, 34, 35, 39, 41, 44, 47, 98, 99], n), pa.int32()),
        "LLDDHealthProb": pa.array(draw.choice([1, 2, 9], n), pa.int32()),
    }
    whose = np.concatenate([np.arange(n), draw.integers(0, n, m - n)])
    programme = draw.choice([-1, -1, -1, 3, 2, 25, 25], m)
    start = draw.integers(0, 365 * len(years), m)
    planned = start + draw.integers(10, 600, m)
    status = draw.choice([1, 2, 2, 2, 3, 6], m, p=[0.25, 0.2, 0.2, 0.15, 0.15, 0.05])
    ended = np.where(status == 1, 0, start + np.minimum(planned - start, draw.integers(1, 600, m)))
    outcome = np.where(status == 2, draw.choice([1, 1, 1, 2, 3], m), 3)
    tables: dict[str, list[pa.Table]] = {"learner": [], "learning_delivery": [], "learning_delivery_fam": []}
    first = date(years[0], 8, 1)
    for year in years:
        known = (ended > 0) & (ended < (date(year + 1, 8, 1) - first).days)
        begun = start < (date(year + 1, 8, 1) - first).days
        tables["learner"].append(_stamped(year, home, np.arange(n), learner_columns))
        columns = {
            "aim": pa.array(np.arange(m)),
            "LearnAimRef": pa.array(np.char.add("600", draw.integers(0, 300, m).astype(str)).tolist()),
            "AimType": pa.array(np.where(programme > 0, 1, 4), pa.int32()),
            "ProgType": pa.array(programme, pa.int32(), mask=programme < 0),
            "FworkCode": pa.array(np.full(m, 400), pa.int32(), mask=~np.isin(programme, [2, 3])),
            "StdCode": pa.array(np.full(m, 90), pa.int32(), mask=programme != 25),
            "FundModel": pa.array(np.where(programme > 0, 36, draw.choice([10, 25, 35, 99], m)), pa.int32()),
            "OrigLearnStartDate": pa.nulls(m, pa.date32()),
            "LearnStartDate": _days(first, start),
            "LearnPlanEndDate": _days(first, planned),
            "LearnActEndDate": _days(first, ended, ~known),
            "AchDate": _days(first, ended + 30, ~(known & (programme == 25) & (outcome == 1))),
            "CompStatus": pa.array(np.where(known, status, 1), pa.int32()),
            "Outcome": pa.array(outcome, pa.int32(), mask=~known),
            "WithdrawReason": pa.array(draw.choice([3, 7, 40, 97], m), pa.int32(), mask=~(known & (status == 3))),
        }
        if year == years[0]:
            kept = columns["LearnAimRef"]
        columns["LearnAimRef"] = kept
        tables["learning_delivery"].append(_stamped(year, home[whose], whose, columns).filter(pa.array(begun)))
        again = np.flatnonzero(draw.random(m) < 0.05)
        fam = {
            "aim": pa.array(again),
            "LearnDelFAMType": pa.array(["RES"] * len(again)),
            "LearnDelFAMCode": pa.array(["1"] * len(again)),
        }
        tables["learning_delivery_fam"].append(_stamped(year, home[whose[again]], whose[again], fam))
    return {name: pa.concat_tables(parts) for name, parts in tables.items()}


def _stamped(year: int, home: np.ndarray, learner: np.ndarray, columns: dict[str, pa.Array]) -> pa.Table:
    label = f"{year}/{(year + 1) % 100:02d}"
    stamp = {
        "submission": pa.array(year * 1000 + home),
        "ukprn": pa.array(10_000_001 + home, pa.int32()),
        "collection_year": pa.array([label] * len(home)),
        "return_number": pa.array(["R14"] * len(home)),
        "learner": pa.array(learner),
    }
    return pa.table(stamp | columns)


def _days(first: date, after: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    days = (np.datetime64(first) - np.datetime64("1970-01-01")).astype(int) + after
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def _pick(draw: np.random.Generator, values: list[str], n: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(draw.integers(0, len(values), n), pa.int32()), values).cast("string")


COMMON = """
WITH restart AS (SELECT DISTINCT submission, aim FROM learning_delivery_fam
                 WHERE LearnDelFAMType = 'RES' AND LearnDelFAMCode = '1'),
aims AS (
  SELECT d.*, l.Sex, l.Ethnicity, l.DateOfBirth, r.aim IS NOT NULL AS restart,
    CASE WHEN l.ULN = 9999999999 THEN l.ukprn || '/' || l.LearnRefNumber ELSE l.ULN::varchar END AS person,
    d.ProgType IN (2,3,10,20,21,22,23,25) IS TRUE AS app,
    year(LearnPlanEndDate) - (month(LearnPlanEndDate) < 8)::int AS py,
    year(LearnActEndDate) - (month(LearnActEndDate) < 8)::int AS ay,
    year(AchDate) - (month(AchDate) < 8)::int AS hy,
    LearnPlanEndDate - LearnStartDate + 1 AS pd,
    CASE WHEN LearnActEndDate IS NULL THEN 0 ELSE LearnActEndDate - LearnStartDate + 1 END AS ad
  FROM learning_delivery d JOIN learner l USING (submission, learner) LEFT JOIN restart r USING (submission, aim)
  WHERE d.collection_year = '2020/21'),
ethnic AS (SELECT *, CASE WHEN Ethnicity < 35 THEN 'White' WHEN Ethnicity < 39 THEN 'Mixed'
    WHEN Ethnicity < 44 THEN 'Asian' WHEN Ethnicity < 47 THEN 'Black' WHEN Ethnicity IN (47, 98) THEN 'Other'
    ELSE 'Unknown' END AS ethnicity_group FROM aims),
"""

RATES = (
    COMMON
    + """
aged AS (SELECT *, date_diff('year', DateOfBirth, day)
      - ((month(day), day(day)) < (month(DateOfBirth), day(DateOfBirth)))::int
      + (month(DateOfBirth) = 2 AND day(DateOfBirth) = 29 AND month(day) = 2 AND day(day) = 28
         AND day(last_day(day)) = 28)::int AS age
  FROM (SELECT *, CASE WHEN app THEN LearnStartDate ELSE
      make_date(year(LearnStartDate) - (month(LearnStartDate) < 8)::int, 8, 31) END AS day FROM ethnic
      WHERE (app AND AimType = 1) OR (NOT app AND FundModel <> 10))),
ended AS (
  SELECT *, greatest(py, ay, CASE WHEN ProgType = 25 THEN hy END, CASE WHEN ay IS NOT NULL THEN 2020 END) AS leaves,
    CompStatus = 3 AND WithdrawReason = 40 AND EXISTS (SELECT 1 FROM aged n WHERE n.person = a.person
      AND n.ukprn = a.ukprn AND n.app = a.app AND n.aim <> a.aim
      AND n.LearnStartDate - a.LearnActEndDate BETWEEN 0 AND 120) AS moved,
    CASE WHEN age < 16 THEN 'Under 16' WHEN age < 19 THEN '16-18' WHEN NOT app THEN '19+'
      WHEN age < 24 THEN '19-23' ELSE '24+' END AS band
  FROM aged a),
counted AS (
  SELECT * FROM ended WHERE leaves = 2020 AND CompStatus IN (2, 3) AND NOT moved
    AND NOT (CompStatus = 3 AND WithdrawReason = 7)
    AND NOT (CompStatus = 3 AND NOT restart AND ((pd >= 168 AND ad < 42) OR (pd BETWEEN 14 AND 167 AND ad < 14))))
SELECT CASE WHEN app THEN 'apprenticeships' ELSE 'education_and_training' END AS scope,
  coalesce(Sex, 'Total') AS sex, coalesce(band, 'Total') AS age_band,
  coalesce(ethnicity_group, 'Total') AS ethnicity, coalesce(ukprn::varchar, 'Total') AS provider,
  count(*) AS leavers, count(*) FILTER (WHERE CompStatus = 2 AND Outcome = 1) AS achievers
FROM counted GROUP BY app, CUBE (Sex, band, ethnicity_group, ukprn)
"""
)

LEARNERS_SQL = (
    COMMON
    + """
took_part AS (
  SELECT * FROM ethnic WHERE LearnStartDate <= DATE '2021-07-31'
    AND (LearnActEndDate IS NULL OR LearnActEndDate >= DATE '2020-08-01')
    AND (LearnActEndDate IS NULL OR ad >= CASE WHEN pd >= 168 THEN 42 WHEN pd >= 14 THEN 14 ELSE 1 END
      OR (FundModel <> 36 AND Outcome IN (1, 6, 7))
      OR (FundModel = 36 AND CompStatus = 2 AND (AimType <> 1 OR AchDate IS NOT NULL)))),
banded AS (SELECT *, 2020 - year(DateOfBirth) - (month(DateOfBirth) > 8)::int AS age FROM took_part)
SELECT coalesce(Sex, 'Total') AS sex, coalesce(band, 'Total') AS age_band,
  coalesce(ethnicity_group, 'Total') AS ethnicity, coalesce(ukprn::varchar, 'Total') AS provider,
  count(DISTINCT person) AS learners
FROM (SELECT *, CASE WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age < 50 THEN '25-49'
  ELSE '50+' END AS band FROM banded)
GROUP BY CUBE (Sex, band, ethnicity_group, ukprn)
"""
)


def main() -> None:
    os.environ["ALDER_CACHE"] = tempfile.mkdtemp()
    tables = returns([2020])
    engine = DuckDB()
    plain = duckdb.connect()
    for name, table in tables.items():
        engine.add(name, table)
        plain.register(name, table)
    print(f"{LEARNERS:,} learners, {tables['learning_delivery'].num_rows:,} aims, by {', '.join(BY)}\n")
    print(f"{'':<26} {'first':>7} {'again':>7} {'SQL':>7} {'ratio':>7}")
    for measure, sql in (("achievement_rate", RATES), ("learners_participating", LEARNERS_SQL)):
        first, counts = _timed(lambda measure=measure: alder.tabulate(engine, measure, by=BY), 1)
        again, _ = _timed(lambda measure=measure: alder.tabulate(engine, measure, by=BY), RUNS)
        hand, rows = _timed(lambda sql=sql: plain.sql(sql).to_arrow_table(), RUNS)
        _same(counts.cells, rows)
        print(f"{measure:<26} {first:6.2f}s {again:6.2f}s {hand:6.2f}s {again / hand:6.1f}x")
    over = returns([2018, 2019, 2020])
    for name, table in over.items():
        engine.add(name, table)
    first, _ = _timed(lambda: alder.tabulate(engine, "achievement_rate", by=BY), 1)
    again, _ = _timed(lambda: alder.tabulate(engine, "achievement_rate", by=BY), RUNS)
    print(f"{'the same over three years':<26} {first:6.2f}s {again:6.2f}s {'':>7} {'':>7}")
    print("\nSeconds of processor time. first: expressions are compiled; again: their SQL is cached.")


def _timed(work: Callable[[], object], runs: int) -> tuple[float, object]:
    taken = []
    for _ in range(runs):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
    return statistics.median(taken), result


def _same(cells: pa.Table, rows: pa.Table) -> None:
    """Every row of the SQL is in the table, with the same counts; everything else in the table is 0."""
    counts = [c for c in rows.column_names if pa.types.is_integer(rows.schema.field(c).type)]
    keys = [c for c in rows.column_names if c not in counts]
    ours = {tuple(r[k] for k in keys): [r[c] for c in counts] for r in cells.to_pylist()}
    theirs = {tuple(r[k] for k in keys): [r[c] for c in counts] for r in rows.to_pylist()}
    assert theirs
    assert set(theirs) <= set(ours), sorted(set(theirs) - set(ours))[:5]
    wrong = {k: (v, theirs.get(k)) for k, v in ours.items() if v != theirs.get(k, [0] * len(counts))}
    assert not wrong, list(wrong.items())[:5]


if __name__ == "__main__":
    main()
