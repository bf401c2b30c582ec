"""A release over five years of returns: every variable derived, and every measure of the ILR by five characteristics.

    python -m benchmarks.releasing            a million learners, 2.7 million deliveries
    python -m benchmarks.releasing 0.1        a tenth of both

Promise: 60 seconds of processor and 4 GB. Beside it SQL written by hand, for the measures that most releases have;
both give the same figures in every cell, which is compared first. Promise: at most twice as much as by hand.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import alder
from benchmarks import pace, timing
from benchmarks.releasing import made_places, made_returns
from benchmarks.releasing.alone import measured, of_returns
from benchmarks.releasing.by_hand import BY, COUNTED

SECONDS, MEMORY, TIMES = 60, 4_096, 2
ALONE = ("achievement_rate", "sex,age_band")


def main(scale: float = 1.0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, ours, theirs = (Path(folder) / n for n in ("store", "ours", "theirs"))
        ours.mkdir()
        theirs.mkdir()
        os.environ["ALDER_CACHE"] = str(Path(folder) / "cache")
        took = timing.call(lambda: _make(store, scale))
        print(f"made in {took.wall:.0f} s; {len(of_returns())} measures by {', '.join(BY)}\n")
        print(f"{'':<52}{'first':>9}{'again':>9}{'memory':>10}")
        _line("every variable of every aim", *(measured(store, "variables") for _ in "ab"))
        _line("every measure, asked together", *(measured(store, "measures") for _ in "ab"))
        both = measured(store, "both")
        slow = pace.slowness()
        print(pace.said(slow))
        print(f"both: {both.cpu:.1f} s of processor, {pace.against(both.cpu, SECONDS, slow)}", end="; ")
        print(f"{both.memory:,.0f} MB, {both.memory / MEMORY:.2f} of the limit of {MEMORY:,} MB\n")
        first, again = (measured(store, "hand", ours) for _ in "ab")
        hand = measured(store, "sql", theirs)
        cells = sum(_same(ours, theirs, name) for name in COUNTED)
        _line(f"{len(COUNTED)} measures, asked together", first, again)
        print(f"{'the same in SQL by hand, the same in ' + format(cells, ',') + ' cells':<61}", end="")
        print(f"{hand.cpu:7.1f} s{hand.memory:7,.0f} MB")
        print(
            f"asked together: {again.cpu / hand.cpu:.2f} × by hand, {again.cpu / hand.cpu / TIMES:.2f} of the limit\n"
        )
        years = f"{made_returns.YEARS[0]}..{made_returns.YEARS[-1]}"
        table = [
            "table",
            ALONE[0],
            "--by",
            ALONE[1],
            "--year",
            years,
            "--store",
            store,
            "--out",
            Path(folder) / "t.parquet",
        ]
        _line(f"alder table {ALONE[0]} --by {ALONE[1]}", *(timing.alder(*table) for _ in "ab"))
        print("\nSeconds of processor. first: expressions are compiled; again: their SQL is kept.")


def _make(store: Path, scale: float) -> None:
    environment = alder.open(store)
    places = made_places.made(made_returns.PROVIDERS)
    made_places.keep(environment.store, places)
    codes = places["postcode_place"]["postcode"].combine_chunks()
    records = made_returns.keep(environment.store, codes, scale)
    print(", ".join(f"{records[n]:,} {n}" for n in ("learner", "learning_delivery", "learning_delivery_fam")), end="; ")


def _line(what: str, first: timing.Cost, again: timing.Cost) -> None:
    print(f"{what:<52}{first.cpu:7.1f} s{again.cpu:7.1f} s{again.memory:7,.0f} MB", flush=True)


def _same(ours: Path, theirs: Path, name: str) -> int:
    """How many cells a measure has by hand. Every one is as Alder has it, and Alder's others are 0."""
    query, counts = COUNTED[name]
    mine, hand = (_cells(pq.read_table(f / f"{n}.parquet"), counts) for f, n in ((ours, name), (theirs, query)))
    odd = [k for k in mine.keys() | hand.keys() if mine.get(k, [0] * len(counts)) != hand.get(k, [0] * len(counts))]
    if odd:
        raise SystemExit(f"{name}: {len(odd)} cells differ: {[(k, mine.get(k), hand.get(k)) for k in sorted(odd)[:3]]}")
    return len(hand) * len(counts)


def _cells(rows: pa.Table, counts: list[str]) -> dict[tuple[str, ...], list[int]]:
    keys = [c for c in ("time_period", "scope", *BY) if c in rows.column_names]
    if "scope" in keys and len(set(rows["scope"].to_pylist())) == 1:
        keys.remove("scope")
    found = zip(*(rows[k].to_pylist() for k in keys), strict=True)
    values = zip(*(rows[c].to_pylist() for c in counts), strict=True)
    return {k: list(v) for k, v in zip(found, values, strict=True)}


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
