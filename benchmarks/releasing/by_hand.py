"""The same tables as SQL written by hand over the same Parquet files, for the measures that most releases have.

It makes the records of all years once, as one would by hand, and of each year who is described how, the latest record
of each aim, and what became of it. Every margin comes from a cube over the finest categories.

    python -m benchmarks.releasing.by_hand STORE OUT

writes the tables to OUT and prints what it cost as JSON.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import alder
from alder.engine import reference
from benchmarks import timing
from benchmarks.judging.alone import memory
from benchmarks.releasing.made_returns import YEARS

BY = ["sex", "age_band", "ethnicity", "lldd", "imd_quintile"]
COUNTED = {
    "learners_participating": ("learners_participating", ["learners"]),
    "continuing": ("continuing", ["learners"]),
    "learner_achievements": ("learner_achievements", ["learners"]),
    "enrolments": ("enrolments", ["enrolments"]),
    "starts": ("starts", ["starts"]),
    "achievements": ("achievements", ["achievements"]),
    "achievement_rate": ("rates", ["leavers", "achievers"]),
    "retention_rate": ("rates", ["leavers", "completers"]),
    "pass_rate": ("rates", ["completers", "achievers"]),
    "leavers": ("rates", ["leavers"]),
    "timely_achievement_rate": ("timely_achievement_rate", ["timely_cohort", "timely_achievers"]),
}
"""Each measure: the query that counts it, and its counts."""

TABLES = ("learner", "learning_delivery", "learning_delivery_fam")


def statements() -> dict[str, str]:
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    parts = re.split(r"^--- (\S+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def tables(store: Path) -> dict[str, pa.Table]:
    """The table of each query over all years, with every margin."""
    sql = statements()
    found: dict[str, list[pa.Table]] = {query: [] for query, _ in COUNTED.values()}
    with duckdb.connect() as connection:
        held = alder.open(store).store
        files = {t: held.files(t) for t in TABLES} | {n: paths for n, paths, _ in reference.current_files(held)}
        for name, paths in files.items():
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({[str(p) for p in paths]})")
        connection.execute(sql["macros"])
        connection.execute(sql["base"])
        for year in YEARS:
            said = {"year": year.start, "next": year.start + 1, "imd": f"imd_{2019 if year.start > 2018 else 2015}"}
            connection.execute(sql["year"].format(**said))
            connection.execute(sql["judged"].format(**said))
            for query, parts in found.items():
                parts.append(connection.sql(_cube(query, sql[query].format(**said), year.label)).to_arrow_table())
    return {query: pa.concat_tables(parts) for query, parts in found.items()}


def _cube(query: str, finest: str, year: str) -> str:
    """The counts of the finest categories and of every margin."""
    counts = list(dict.fromkeys(c for q, cs in COUNTED.values() if q == query for c in cs))
    sums = ", ".join(f"sum({c})::BIGINT {c}" for c in counts)
    keys = ", ".join(f"CASE WHEN grouping({k}) = 1 THEN 'Total' ELSE {k} END {k}" for k in BY)
    scope = "scope, " if "AS scope" in finest or "SELECT scope" in finest else ""
    return f"SELECT '{year}' time_period, {scope}{keys}, {sums} FROM ({finest}) GROUP BY {scope}CUBE ({', '.join(BY)})"


def main(store: Path, out: Path) -> None:
    made: list[dict[str, pa.Table]] = []
    cost = timing.call(lambda: made.append(tables(store)))
    for query, rows in made[0].items():
        pq.write_table(rows, out / f"{query}.parquet")
    print(json.dumps({"cpu": cost.cpu, "wall": cost.wall, "memory": memory()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
