"""How long `alder check` takes on a return of 5,000 learners: with nothing kept, and with the rules' SQL kept.

The page is written without reference tables, and again with all of them loaded, of the size of those published.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

import alder
from alder.engine import reference
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.xml import reader
from alder.synth import write_returns
from benchmarks import pace, timing
from benchmarks.judging import made_references, made_return

LEARNERS = 5_000
COLD, WARM, PAGE = 5.0, 2.0, 4.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "returns"
        write_returns(
            written, years=[AcademicYear(2025)], providers=1, learners=LEARNERS, returns=[ReturnNumber.R14], seed=7
        )
        file = next(written.glob("*.xml"))
        cache = Path(folder) / "cache"

        cold = timing.alder("check", file, environment={"ALDER_CACHE": str(cache)})
        warm = timing.best(lambda: timing.alder("check", file, environment={"ALDER_CACHE": str(cache)}))
        page = Path(folder) / "findings.html"
        paged = timing.best(lambda: timing.alder("check", file, "--to", page, environment={"ALDER_CACHE": str(cache)}))
        to_page = ("check", file, "--store", _with_references(Path(folder)), "--to", page)
        timing.alder(*to_page, environment={"ALDER_CACHE": str(cache)})
        whole = timing.best(lambda: timing.alder(*to_page, environment={"ALDER_CACHE": str(cache)}))
        read = timing.best(lambda: timing.call(lambda: reader.read(file).table_all()))

        print(f"{LEARNERS:,} learners, {file.stat().st_size / 1e6:.1f} MB           processor      wall    memory")
        costs = {
            "nothing kept": cold,
            "SQL kept": warm,
            "SQL kept, page written": paged,
            "and all tables loaded": whole,
        }
        for name, cost in costs.items():
            print(f"alder check, {name:<24} {cost.cpu:6.2f} s  {cost.wall:6.2f} s  {cost.memory:5.0f} MB")
        print(f"reading alone                         {read.cpu:6.2f} s  {read.cpu / warm.cpu:.0%} of the check")
        slow = pace.slowness()
        print(pace.said(slow))
        print(f"nothing kept: {pace.against(cold.wall, COLD, slow)}")
        print(f"SQL kept:     {pace.against(warm.wall, WARM, slow)}")
        print(f"page written: {pace.against(paged.wall, PAGE, slow)}")
        print(f"  all tables: {pace.against(whole.wall, PAGE, slow)}")


def _with_references(folder: Path) -> Path:
    """A store with all reference tables, made for returns of the same world."""
    first, tables = folder / "first", folder / "references"
    first.mkdir()
    tables.mkdir()
    made_return.make(first)
    made_references.make(first, tables)
    store = alder.open(folder / "store").store
    for path in tables.glob("*.parquet"):
        reference.put(store, path.stem, pq.read_table(path))
    return store.folder


if __name__ == "__main__":
    main()
