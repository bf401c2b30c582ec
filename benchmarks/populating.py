"""What a made-up population costs: processor seconds of all workers and the most memory that one of them takes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from alder.synth.population.population import Population
from benchmarks import timing

PEOPLE = 1_000_000
SECONDS, MEGABYTES = 60, 4_000
"""The limits for a million people over 30 years."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "population")
        cost = timing.alder("synth", "population", "--people", str(PEOPLE), "--out", str(out), "--workers", "1")
        made = Population(out).manifest
        size = sum(of["bytes"] for of in made["files"].values()) / 1e6
        rows = sum(made["rows"].values())
        ratio = SECONDS / cost.cpu
        print(f"{PEOPLE:,} people, {rows:,} rows, {size:.0f} MB in {cost.cpu:.1f} s   {ratio:.1f} × the limit")
        print(f"{'':<17} {cost.memory:.0f} MB of memory at most, of {MEGABYTES:,}")
        told = timing.alder("synth", "quality", str(out))
        print(f"{'':<17} distances to targets in {told.cpu:.1f} s")


if __name__ == "__main__":
    main()
