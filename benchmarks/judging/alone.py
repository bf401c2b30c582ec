"""The rules alone: a return in memory and reference tables in files, as `alder check` and `alder load` hold them.

    python -m benchmarks.judging.alone FOLDER LEARNERS [CODE ...]

Prints what it cost as JSON; rules whose codes are given are left out. It is a process of its own so that its most
memory is that of judging, the tables of the return included, and of nothing measured before. Processor seconds are
those of all threads.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine.duckdb import DuckDB
from alder.rules.record_tables import FILE
from alder.rules.runner import RunResult, run
from alder.sources.ilr.rules import ilr
from benchmarks import timing
from benchmarks.judging import copies
from benchmarks.judging.made_return import YEAR


@dataclass(frozen=True)
class Judged:
    """What judging cost, of how many records, by how many rules, and how many findings there were."""

    learners: int
    aims: int
    monitoring: int
    cpu: float
    wall: float
    memory: float
    before: float
    rules: int
    unavailable: int
    findings: int


@contextmanager
def engine(tables: dict[str, pa.Table], references: Path) -> Iterator[DuckDB]:
    with DuckDB() as opened:
        for path in references.glob("*.parquet"):
            opened.add(path.stem, [path], pq.read_schema(path).remove_metadata())
        for name, rows in tables.items():
            if name != FILE:
                opened.add(name, rows)
        yield opened


def judged(tables: dict[str, pa.Table], references: Path, only: Iterable[str] | None = None) -> RunResult:
    with engine(tables, references) as opened:
        return run(opened, ilr, tables[FILE], only=only)


def measured(folder: Path, learners: int, *, without: Iterable[str] = ()) -> Judged:
    """Judge a return of so many learners in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.judging.alone", os.fspath(folder), str(learners), *without]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Judged(**json.loads(said))


def memory() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # the other figure may be that of the process which started this one
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder: Path, learners: int, without: set[str]) -> None:
    only = [r.code for r in ilr.for_year(YEAR).rules if r.code not in without]
    tables = copies.of(folder / "return", learners)
    before = memory()
    outcomes: list[RunResult] = []
    cost = timing.call(lambda: outcomes.append(judged(tables, folder / "references", only)))
    (outcome,) = outcomes
    counts = (tables[t].num_rows for t in ("learner", "learning_delivery", "learning_delivery_fam"))
    found = Judged(
        *counts,
        cpu=cost.cpu,
        wall=cost.wall,
        memory=memory(),
        before=before,
        rules=len(outcome.ran),
        unavailable=len(outcome.unavailable),
        findings=outcome.broken.num_rows,
    )
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), set(sys.argv[3:]))
