"""How many rates a policy withholds that stand beside rounded counts, by the size of what they are rates of.

`python -m benchmarks.withholding` makes up tables of an achievement rate, in which most groups are small and a few are
large, as in statistics by provider and characteristic, and says of each policy: rates that could be shown, rates that
are not, by the size of the denominator, and how many counts follow exactly from what is shown.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from time import process_time

import numpy as np
import pyarrow as pa

from alder.disclosure import POLICIES, Policy, protect
from alder.disclosure.exact_rates import with_decimals
from alder.disclosure.leak import leak_of
from alder.model.period import AcademicYear
from alder.model.quality import Grade, Quality
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

TABLES = (
    ("sex, age", {"sex": 2, "age": 4}, 60_000),
    ("ethnicity, sex, age", {"ethnicity": 6, "sex": 2, "age": 4}, 60_000),
    ("provider", {"provider": 150}, 60_000),
    ("provider, sex", {"provider": 40, "sex": 2}, 30_000),
    ("provider, ethnicity", {"provider": 12, "ethnicity": 6}, 5_000),
    ("provider, sex, age", {"provider": 5, "sex": 2, "age": 4}, 2_000),
    ("provider, ethnicity, sex", {"provider": 30, "ethnicity": 6, "sex": 2}, 20_000),
)
"""A name, how many categories each filter has, and how many people there are."""
SIZES = (5, 25, 55, 105, 205, 505, 1005, 10**9)


def made_up(filters: dict[str, int], people: int, seed: int) -> Counts:
    """Leavers and achievers: shares of categories fall as 1, 1/2, 1/3 and so on, each cell with a rate of its own."""
    draw = np.random.default_rng(seed)
    shape = tuple(filters.values())
    share = np.ones(())
    for size in shape:
        own = 1 / np.arange(1, size + 1)
        share = np.multiply.outer(share, draw.permutation(own / own.sum()))
    leavers = draw.poisson(people * share)
    achievers = draw.binomial(leavers, draw.beta(12, 4, size=shape))
    ids = [*filters]
    cells = []
    for at in product(*([*range(size), None] for size in shape)):
        where = tuple(slice(None) if n is None else n for n in at)
        codes = {id: TOTAL if n is None else f"{id} {n + 1}" for id, n in zip(ids, at, strict=True)}
        cells.append({**codes, "leavers": int(leavers[where].sum()), "achievers": int(achievers[where].sum())})
    return Counts(
        measure="made_up",
        title="Made-up figures",
        year=AcademicYear(2020),
        filters=tuple(
            Filter(id, id.capitalize(), tuple(Category(f"{id} {n + 1}", f"{id} {n + 1}") for n in range(size)))
            for id, size in filters.items()
        ),
        indicators=(
            Indicator("leavers", "Leavers", "aims"),
            Indicator("achievers", "Achievers", "aims"),
            Indicator("rate", "Achievement rate", "%", ("achievers", "leavers"), 1),
        ),
        cells=pa.Table.from_pylist(cells),
        quality=Quality.of([], coverage=Grade.A.meaning),
        version="1",
        definition="Made up.",
        coverage="made up",
        sources=("made up",),
    )


def withheld(counts: Counts, policy: Policy) -> tuple[int, dict[int, tuple[int, int]]]:
    """The decimals that rates have, and by the size of the denominator how many rates are shown and are not."""
    table = protect(counts, policy)
    at = [i.id for i in table.indicators].index("rate")
    shown = dict(table.rows)
    by: dict[int, tuple[int, int]] = {}
    for row in counts.cells.to_pylist():
        figure = shown[tuple(row[f.id] for f in counts.filters)][at]
        if figure == "z":
            continue
        size = next(n for n in SIZES if row["leavers"] < n)
        yes, no = by.get(size, (0, 0))
        by[size] = (yes, no + 1) if isinstance(figure, str) else (yes + 1, no)
    return table.indicators[at].decimals, by


def candidates() -> list[tuple[str, Policy]]:
    """Without a promise for rates, and with those that could be made."""
    first = replace(POLICIES["dfe-statistics"], rate_keeps=0)
    return [(f"keeps {n}" if n else "no promise", replace(first, rate_keeps=n)) for n in (0, 2, 3, 5)]


def main() -> None:
    """A line for each table and policy."""
    for name, filters, people in TABLES:
        counts = made_up(filters, people, 18)
        for label, policy in candidates():
            start = process_time()
            decimals, by = withheld(counts, policy)
            spent = process_time() - start
            shown, not_shown = (sum(n[k] for n in by.values()) for k in (0, 1))
            leak = leak_of(with_decimals(counts, policy), policy)
            bands = "  ".join(f"<{n}: {no}/{yes + no}" for n, (yes, no) in sorted(by.items()))
            print(
                f"{name:26} {label:10} decimals {decimals}  withheld {not_shown}/{shown + not_shown}  "
                f"exact {leak.exact}/{leak.counts} small {leak.small_exact}/{leak.small} width {leak.width:.1f}  "
                f"{spent:.1f} s  [{bands}]"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
