"""Counts written as text: the innermost cells only; margins are worked out here.

sex    | age      | leavers | achievers
Female | 16 to 18 | 40      | 31

A column `time_period` makes a table over several years, which has no total of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from statistics import mean, median
from typing import Any, Literal

import pyarrow as pa

from alder.model.coverage import ENGLAND, Group, Whole
from alder.model.period import AcademicYear
from alder.model.quality import Caveat, FieldQuality, Grade, Quality
from alder.model.statistic import TIME, TOTAL, Category, Counts, Filter, Indicator
from tests.support.text_tables import rows

QUALITY = Quality.of(
    [FieldQuality("AchDate", Grade.B, "the end of assessment, not of training")],
    caveats=[Caveat("Q-CAUS", "Groups differ, so a difference is not an effect.")],
)


OF_ENGLAND = Group(2, 2, place=ENGLAND, proof="all 2 providers of providers.csv (made up, 20 October 2021)")
"""That a table counts everybody in England, as a declaration proves it."""
OF_MERESHIRE = Group(
    2, 2, place=Whole.read("LSIP E69990001 Mereshire (made up)"), proof="all 2 providers of mereshire.csv (made up)"
)
"""The same of a county that does not exist."""


def counts(
    text: str,
    *,
    rates: Iterable[str] = (),
    parents: Mapping[str, Mapping[str, str]] | None = None,
    unseen: Iterable[str] = (),
    **more: object,
) -> Counts:
    """A table with all margins. `rates` are written `achievers/leavers`; count columns are those with whole numbers."""
    found = rows(text)
    names = [n for n in found[0] if all((r[n] or "").isdigit() for r in found)]
    ids = [n for n in found[0] if n not in names]
    parents = parents or {}
    filters = []
    for id in ids:
        codes = list(dict.fromkeys(r[id] for r in found))
        codes += [p for p in dict.fromkeys(parents.get(id, {}).values()) if p not in codes]
        categories = tuple(Category(str(c), str(c)) for c in codes)
        label = "Academic year" if id == TIME else id.capitalize()
        filters.append(Filter(id, label, categories, has_total=id != TIME, parent=parents.get(id, {})))
    table: dict[tuple[str, ...], list[int]] = {}
    for r in found:
        above = [[str(r[f.id]), *(_above(f, str(r[f.id])) if f.has_total else [])] for f in filters]
        for codes in product(*above):
            old = table.get(codes, [0] * len(names))
            table[codes] = [a + int(r[n] or 0) for a, n in zip(old, names, strict=True)]
    cells = [dict(zip(ids, codes, strict=True)) | dict(zip(names, v, strict=True)) for codes, v in table.items()]
    indicators = [Indicator(n, n.capitalize(), "aims", shown=n not in set(unseen)) for n in names]
    for rate in rates:
        numerator, denominator = rate.split("/")
        label = f"{numerator.capitalize()} of {denominator}"
        indicators.append(Indicator(f"{numerator}_of_{denominator}", label, "%", (numerator, denominator), 1))
    return made(tuple(filters), tuple(indicators), cells, **more)


def made(filters: tuple[Filter, ...], indicators: tuple[Indicator, ...], cells: list[dict], **more: object) -> Counts:
    """Counts of given cells, with everything else that Counts must have."""
    schema = pa.schema(
        [(f.id, pa.string()) for f in filters]
        + [(i.id, pa.float64() if i.average else pa.int64()) for i in indicators if not i.is_rate]
    )
    settings: dict[str, object] = {
        "measure": "made_up",
        "title": "Made-up figures",
        "year": AcademicYear(2020),
        "filters": filters,
        "indicators": indicators,
        "cells": pa.Table.from_pylist(cells, schema=schema),
        "quality": QUALITY,
        "version": "1",
        "definition": "Counted: whatever the test says.",
        "coverage": "2 providers, ILR 2020/21 R14",
        "sources": ("ILR 2020/21 R14",),
    }
    return Counts(**(settings | more))  # type: ignore[arg-type]


def _above(f: Filter, code: str) -> list[str]:
    found = []
    while code in f.parent:
        code = f.parent[code]
        found.append(code)
    return [*found, TOTAL]


def grid(text: str, **more: object) -> Counts:
    """A two-way table of one count, as rows of numbers under the names of the columns."""
    found = rows(text)
    first = next(iter(found[0]))
    lines = ["row | column | n"]
    lines += [f"{r[first]} | {c} | {v}" for r in found for c, v in r.items() if c != first]
    return counts("\n".join(lines), **more)


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
