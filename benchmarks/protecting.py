"""How long `alder.protect` takes on tables of about 100, 500 and 2,000 counts, and what it hides beyond what is small.

Counts are made: skewed, two or three filters, with and without a rate. The time holds both the choice and the attack.
`python -m benchmarks.protecting --large` takes larger ones, of up to five filters, whatever the policy allows.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa

from alder.disclosure import POLICIES, protect
from alder.model.period import AcademicYear
from alder.model.quality import Grade, Quality
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

SHAPES = (
    ((8, 10), False),
    ((6, 7), True),
    ((7, 7, 7), False),
    ((7, 8, 3), True),
    ((11, 11, 12), False),
    ((9, 10, 8), True),
)
LARGE = (
    ((10, 12, 19), False),
    ((12, 13, 29), False),
    ((12, 19, 30), False),
    ((4, 5, 6, 9, 5), False),
    ((6, 9, 11, 15), False),
)


def made(shape: tuple[int, ...], *, rate: bool, seed: int = 1) -> Counts:
    """A table of made-up leavers (and achievers) in all combinations of some filters, with margins."""
    random = np.random.default_rng(seed)
    filters = tuple(
        Filter(f"f{k}", f"Filter {k}", tuple(Category(f"c{n}", f"Category {n}") for n in range(size)))
        for k, size in enumerate(shape)
    )
    leavers = random.negative_binomial(0.7, 0.7 / 40.7, size=shape)
    columns = {"leavers": leavers} | ({"achievers": random.binomial(leavers, 0.7)} if rate else {})
    for axis in range(len(shape)):
        columns = {n: np.concatenate([v, v.sum(axis=axis, keepdims=True)], axis=axis) for n, v in columns.items()}
    codes = list(product(*([c.code for c in f.categories] + [TOTAL] for f in filters)))
    cells = {f.id: pa.array([c[k] for c in codes]) for k, f in enumerate(filters)}
    cells |= {n: pa.array(v.ravel().astype(np.int64)) for n, v in columns.items()}
    indicators = [Indicator(n, n.capitalize(), "aims") for n in columns]
    if rate:
        indicators.append(Indicator("rate", "Rate", "%", ("achievers", "leavers"), 1))
    return Counts(
        measure="made_up",
        title="Made-up figures",
        year=AcademicYear(2020),
        filters=filters,
        indicators=tuple(indicators),
        cells=pa.table(cells),
        quality=Quality(Grade.A),
        version="1",
        definition="Made up.",
        coverage="Nobody",
    )


def main() -> None:
    print("  counts  filters  rate   hidden   of them not small   processor     wall")
    policy = replace(POLICIES["srs-output"], largest=1_000_000)
    for shape, rate in LARGE if "--large" in sys.argv[1:] else SHAPES:
        counts = made(shape, rate=rate)
        cpu, wall = process_time(), perf_counter()
        table = protect(counts, policy)
        cpu, wall = process_time() - cpu, perf_counter() - wall
        hidden = beside = 0
        for n, i in enumerate(counts.counts):
            truth = counts.cells.column(i.id).to_pylist()
            gone = [v for v, (_, row) in zip(truth, table.rows, strict=True) if isinstance(row[n], str)]
            hidden += len(gone)
            beside += sum(v >= table.policy.threshold for v in gone)
        size = counts.cells.num_rows * len(counts.counts)
        print(
            f"  {size:>6,}  {len(shape):>7}  {'yes' if rate else 'no':<4}  {hidden:>6}   {beside:>17}   "
            f"{cpu:7.2f} s   {wall:5.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
