"""How long it takes to build an extract of 100,000 pupils in two linked tables, beside a COPY of the same columns.

The COPY writes the same fields of the same rows with the pupils' numbers as they are: it makes no keys, links nothing,
puts no rows in order and says nothing of what it wrote.
"""

from __future__ import annotations

import random
import string
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import csv

import alder
from alder.model.ids import ULN
from alder.workspaces.extract_building import build_extract
from alder.workspaces.extract_plan import read_plan
from benchmarks import timing

PUPILS = 100_000
PLAN = """
form = 1
agreement = "none"
project = "speed"
link = ["PMR", "ULN"]

[[tables]]
source = "npd_census"
record = "pupil"
years = ["2015/16"]
fields = ["Gender", "EthnicGroupMajor", "LAEstab_anon"]

[[tables]]
source = "npd_ks4"
record = "ks4_pupil"
years = ["2015/16"]
fields = ["FSM", "P8SCORE", "LAESTAB_anon"]
"""
MOST = 60
"""How many times the COPY the building may take, before something is wrong with it."""


def deliveries(folder: Path, seed: int = 5) -> None:
    """Two deliveries about the same pupils, of 400 schools."""
    draw = random.Random(seed)
    pupils = ["".join(draw.choices(string.ascii_uppercase + string.digits, k=18)) for _ in range(PUPILS)]
    numbers = []
    nine = 400_000_000
    while len(numbers) < PUPILS:
        nine += 1
        if (digit := ULN.check_digit(nine)) is not None:
            numbers.append(f"{nine}{digit}")
    schools = [f"S{draw.randrange(400):03}" for _ in pupils]
    year = ["2015/2016"] * PUPILS
    census = {
        "PupilMatchingRefAnonymous": pupils,
        "ULN_Census": numbers,
        "AcademicYear": year,
        "Gender": draw.choices("FM", k=PUPILS),
        "EthnicGroupMajor": draw.choices(["WHIT", "BLAC", "ASIA", "MIXD"], k=PUPILS),
        "LAEstab_anon": schools,
    }
    results = {
        "PupilMatchingRefAnonymous": draw.sample(pupils, PUPILS),
        "ACADYR": year,
        "FSM": draw.choices("01", k=PUPILS),
        "P8SCORE": [f"{draw.gauss(0, 1):.2f}" for _ in pupils],
        "LAESTAB_anon": schools,
    }
    for name, columns in (("census", census), ("results", results)):
        csv.write_csv(pa.table(columns), folder / f"{name}.csv")


def main() -> int:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        deliveries(folder)
        environment = alder.open(folder / "store")
        environment.load_source(folder / "census.csv", source="npd_census", entity="pupil", made_up=True)
        environment.load_source(folder / "results.csv", source="npd_ks4", entity="ks4_pupil", made_up=True)
        (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
        plan = read_plan(folder / "plan.toml")
        count = iter(range(100))
        ours = timing.best(
            lambda: timing.call(lambda: build_extract(environment.store, plan, folder / f"extract-{next(count)}"))
        )

        def copy() -> None:
            n = next(count)
            for table, fields in (
                ("npd_census_pupil", "Gender, EthnicGroupMajor, LAEstab_anon"),
                ("npd_ks4_ks4_pupil", "FSM, P8SCORE, LAESTAB_anon"),
            ):
                duckdb.sql(
                    f"COPY (SELECT PupilMatchingRefAnonymous, {fields} FROM "
                    f"read_parquet('{folder}/store/extracts/{table}/*.parquet', hive_partitioning=false)) "
                    f"TO '{folder}/copy-{n}-{table}.parquet' (COMPRESSION zstd)"
                )

        peer = timing.best(lambda: timing.call(copy))
    ratio = ours.cpu / peer.cpu
    print(f"  an extract of {PUPILS:,} pupils, two linked tables   {ours.cpu:6.2f} s of the processor")
    print(f"  a plain COPY of the same columns                {peer.cpu:6.2f} s")
    print(f"  ratio                                           {ratio:6.1f}   (at most {MOST})")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
