"""Judging a large return by the whole rule book of 2025/26: against its limits, rule by rule and beside its peers.

Processor seconds are those of all threads and hardly depend on what else the machine does; wall seconds do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import pace
from benchmarks.judging import alone, by_hand, costs, loop, made_references, made_return
from benchmarks.judging.alone import Judged

LEARNERS = 100_000
SIZES = (10_000, 30_000, 100_000, 300_000, 500_000)
COSTED = 30_000
"""Each of 600 rules alone on more learners would take long; the order of the slowest is the same."""

SECONDS, MEMORY = 25.0, 2_048.0


def main() -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "return").mkdir()
        (folder / "references").mkdir()
        made_return.make(folder / "return")
        made_references.make(folder / "return", folder / "references")
        rows = {p.stem: pq.read_metadata(p).num_rows for p in (folder / "references").glob("*.parquet")}
        most = sorted(rows.items(), key=lambda r: -r[1])[:6]
        print(f"{len(rows)} reference tables, {sum(rows.values()):,} rows:", end=" ")
        print(", ".join(f"{name} {n:,}" for name, n in most), "...")
        alone.measured(folder, made_return.LEARNERS)  # so that the SQL is kept
        of_size = {n: min((alone.measured(folder, n) for _ in range(_times(n))), key=lambda j: j.cpu) for n in SIZES}
        book = of_size[LEARNERS]
        _limits(book)
        _linear(of_size)
        print("\ncost of each rule")
        costs.main(folder, COSTED, of_size[COSTED].cpu)
        print("\nbeside SQL written by hand")
        by_hand.main(folder, LEARNERS)
        print("\nbeside a loop in Python")
        loop.main(folder, LEARNERS, book.cpu / book.rules)


def _times(learners: int) -> int:
    return 3 if learners == LEARNERS else 1


def _limits(book: Judged) -> None:
    print(f"{book.learners:,} learners, {book.aims:,} aims, {book.monitoring:,} monitoring records of aims")
    print(f"{book.rules} rules run, {book.unavailable} unavailable, {book.findings:,} findings")
    slow = pace.slowness()
    print(pace.said(slow))
    print(f"processor {book.cpu:8.1f} s   {pace.against(book.cpu, SECONDS, slow)}   wall {book.wall:.1f} s")
    print(f"memory    {book.memory:8.0f} MB  {book.memory / MEMORY:.2f} of the limit of {MEMORY:,.0f} MB", end="")
    print(f"  ({book.before:.0f} MB of it before, the return among them)")


def _linear(of_size: dict[int, Judged]) -> None:
    print("\nlearners   processor   per 100,000      wall    memory   findings per 100,000")
    for n, j in of_size.items():
        each = LEARNERS / n
        print(f"{n:>8,} {j.cpu:9.1f} s {each * j.cpu:11.1f} s {j.wall:7.1f} s {j.memory:6.0f} MB", end="")
        print(f"{each * j.findings:15,.0f}")
    small, large = of_size[LEARNERS], of_size[max(of_size)]
    ratio = (large.cpu / large.learners) / (small.cpu / small.learners)
    print(f"a learner of {large.learners:,} costs {ratio:.2f} × one of {small.learners:,}")


if __name__ == "__main__":
    main()
