"""How long an analysis set of a million rows takes to write, beside plain DuckDB over the same files.

The peer reads the same Parquet files of the store, makes the same rows with five variables, in words and as codes, and
a hash in place of each learner number, and writes them as Parquet. Each runs in a process of its own, and
what they wrote is compared.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.engine import submission
from alder.sources.ilr.submissions import open_store
from benchmarks import timing
from benchmarks.measuring import COMMON, PROVIDERS, returns

LEARNERS = 375_000
YEAR = 2020
WITH = ("sex", "ethnicity", "age_band", "funding_model", "planned_days")
CODES = ("sex_code", "ethnicity_code", "age_band_code", "funding_model_code", "planned_days")

PEER = (
    COMMON.replace(
        "WITH restart",
        "WITH learner AS (SELECT * FROM read_parquet('{store}/tables/learner/*.parquet')), "
        "learning_delivery AS (SELECT * FROM read_parquet('{store}/tables/learning_delivery/*.parquet')), "
        "learning_delivery_fam AS "
        "(SELECT * FROM read_parquet('{store}/tables/learning_delivery_fam/*.parquet')), restart",
    )
    + """
banded AS (SELECT *, 2020 - year(DateOfBirth) - (month(DateOfBirth) > 8)::int AS age FROM ethnic
  WHERE LearnStartDate BETWEEN DATE '2020-08-01' AND DATE '2021-07-31')
SELECT '2020/21' AS year, sha256('secret' || person)[:24] AS person_key, ukprn AS provider_number,
  sha256('secret' || concat_ws('/', person, ukprn, LearnAimRef, LearnStartDate, AimType, ProgType, FworkCode, StdCode))
    [:24] AS aim_key,
  true AS enrolments, Sex AS sex_code, CASE Sex WHEN 'F' THEN 'Female' ELSE 'Male' END AS sex,
  ethnicity_group AS ethnicity_code, CASE ethnicity_group WHEN 'Asian' THEN 'Asian / Asian British'
    WHEN 'Mixed' THEN 'Mixed / Multiple ethnic groups' WHEN 'Other' THEN 'Other ethnic group' ELSE ethnicity_group END
    AS ethnicity,
  CASE WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age < 50 THEN '25-49' ELSE '50+' END
    AS age_band_code, age_band_code AS age_band,
  FundModel::varchar AS funding_model_code, 'Funding model ' || FundModel AS funding_model, pd AS planned_days
FROM banded
"""
)


def make_store(folder: Path) -> None:
    """A store with one return of each provider, put there without files of returns, which take longer to read."""
    tables = returns([YEAR], learners=LEARNERS)
    store = open_store(folder)
    with store.begin() as load:
        rows = []
        for home in range(PROVIDERS):
            one = load.incoming(ukprn=10_000_001 + home, collection_year="2020/21", return_number="R14")
            mine = pc.field("submission") == YEAR * 1000 + home
            stamp = ("submission", "ukprn", "collection_year", "return_number")
            one.add({name: table.filter(mine).drop_columns([*stamp]) for name, table in tables.items()})
            one.accept()
            told = {"submission": one.number, "ukprn": one.ukprn, "collection_year": "2020/21", "return_number": "R14"}
            rows.append({**told, "file_name": f"{home}", "file_hash": f"{home}", "made_up": True})
        load.commit(pa.Table.from_pylist(rows, schema=submission.SCHEMA))


def same(one: Path, other: Path) -> int:
    """How many rows both files have; raises where they differ in what is not a key."""
    rows = [pq.read_table(path, columns=["provider_number", *CODES]) for path in (one, other)]
    counted = [
        t.group_by(["provider_number", *CODES[:-1]]).aggregate([("planned_days", "sum"), ([], "count_all")])
        for t in rows
    ]
    ours, theirs = (sorted(tuple(map(str, r.values())) for r in t.to_pylist()) for t in counted)
    assert ours == theirs, [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b][:3]
    return int(rows[0].num_rows)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, ours, theirs = folder / "store", folder / "alder.parquet", folder / "duckdb.parquet"
        make_store(store)
        asked = (
            "analysis",
            "enrolments",
            "--year",
            "2020/21",
            "--with",
            ",".join(WITH),
            "--store",
            store,
            "--out",
            ours,
        )
        copy = f"COPY ({PEER.format(store=store)}) TO '{theirs}' (FORMAT parquet, COMPRESSION zstd)"
        cached = {"ALDER_CACHE": str(folder / "cache")}
        costs = {
            "first": timing.alder(*asked, environment=cached),
            "again": timing.alder(*asked, environment=cached),
            "DuckDB": timing.command([sys.executable, "-c", f"import duckdb; duckdb.sql({copy!r})"]),
        }
        rows = same(ours, theirs)
    print(f"{rows:,} rows with {len(WITH)} variables\n\n{'':<8} {'processor':>10} {'clock':>8} {'memory':>9}")
    for who, cost in costs.items():
        print(f"{who:<8} {cost.cpu:9.1f}s {cost.wall:7.1f}s {cost.memory:6.0f} MB")
    ratio = costs["again"].cpu / costs["DuckDB"].cpu
    print(f"\n{ratio:.1f} times the processor time of plain DuckDB.")
    print("first: expressions are compiled; again: their SQL is kept.")


if __name__ == "__main__":
    main()
