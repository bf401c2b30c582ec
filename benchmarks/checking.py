"""How long `alder check` takes on a return of 5,000 learners: with nothing kept, and with the rules' SQL kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr import xml
from alder.synth import write_returns
from benchmarks import timing

LEARNERS = 5_000
COLD, WARM = 5.0, 2.0


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
        read = timing.best(lambda: timing.call(lambda: xml.read(file).table_all()))

        print(f"{LEARNERS:,} learners, {file.stat().st_size / 1e6:.1f} MB           processor      wall    memory")
        for name, cost in (("nothing kept", cold), ("SQL kept", warm), ("SQL kept, page written", paged)):
            print(f"alder check, {name:<24} {cost.cpu:6.2f} s  {cost.wall:6.2f} s  {cost.memory:5.0f} MB")
        print(f"reading alone                         {read.cpu:6.2f} s  {read.cpu / warm.cpu:.0%} of the check")
        print(f"nothing kept: {cold.wall / COLD:.2f} of the limit of {COLD:g} s")
        print(f"SQL kept:     {warm.wall / WARM:.2f} of the limit of {WARM:g} s")


if __name__ == "__main__":
    main()
