"""Tables with a mean or median, written as text: in each innermost cell the values of those in it.

sex    | age      | values
Female | 16 to 18 | 12 × 100, 1 × 5000

Means and medians are worked out here by Python's own statistics, for every margin.
"""

from __future__ import annotations

from itertools import product
from statistics import mean, median
from typing import Any, Literal

import pyarrow as pa

from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator
from tests.tables import made
from tests.texttable import rows


def valued(text: str, average: Literal["mean", "median"] = "mean", *, decimals: int = 1, **more: Any) -> Counts:
    """Every value is of a person of its own."""
    found = rows(text)
    held = {tuple(v for k, v in r.items() if k != "values"): _values(r["values"] or "") for r in found}
    return of_values([n for n in found[0] if n != "values"], held, average, decimals=decimals, **more)


def of_values(
    names: list[str],
    held: dict[tuple[Any, ...], list[float]],
    average: Literal["mean", "median"],
    *,
    decimals: int = 1,
    **more: Any,
) -> Counts:
    """The same from the values of each innermost cell."""
    codes = [list(dict.fromkeys(str(key[k]) for key in held)) for k in range(len(names))]
    filters = tuple(
        Filter(n, n.capitalize(), tuple(Category(c, c) for c in mine)) for n, mine in zip(names, codes, strict=True)
    )
    cells = []
    for where in product(*([*mine, TOTAL] for mine in codes)):
        inside = [
            v
            for key, values in held.items()
            if all(w in (TOTAL, str(c)) for w, c in zip(where, key, strict=True))
            for v in values
        ]
        figure = (mean(inside) if average == "mean" else median(inside)) if inside else None
        cells.append(dict(zip(names, where, strict=True)) | {"n": len(inside), "pay": figure})
    people = [(key, v) for key, values in held.items() for v in values]
    behind = {n: [str(key[k]) for key, _ in people] for k, n in enumerate(names)}
    return made(
        filters,
        (
            Indicator("n", "People", "people"),
            Indicator("pay", "Pay", "pounds", average=average, rests_on="n", decimals=decimals),
        ),
        cells,
        contributions=pa.table(
            {"person": list(range(len(people))), **behind, "pay": [float(v) for _, v in people]},
            schema=pa.schema([("person", pa.int64()), *((n, pa.string()) for n in names), ("pay", pa.float64())]),
        ),
        **more,
    )


def _values(text: str) -> list[float]:
    """`12 × 100, 1 × 5000`; nothing is nobody."""
    found: list[float] = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        many, value = part.split("×")
        found += [float(value)] * int(many)
    return found
