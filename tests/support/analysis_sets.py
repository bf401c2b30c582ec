"""Whether the rows of an analysis set add up to the figures of its measure, cell by cell."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import Any

import alder
from alder.environment import Environment
from alder.measures import measures
from alder.model.statistic import TIME, TOTAL, Counts

Row = dict[str, Any]


def rows_add_up(environment: Environment, measure: str, *, counts: Counts | None = None, **asked: Any) -> list[Row]:
    """The rows of a set, once every cell of the same question's table is their sum, and what was left out is too.

    `counts` is that table, where it was made before.
    """
    if environment.place() is None:
        environment.declare_place("owner", basis="tests")
    of_set = {k: v for k, v in asked.items() if k not in ("by", "parameters")}
    settings = asked.get("parameters", {})
    found = environment.analysis(measure, with_=asked.get("by", ()), left_out=True, **of_set, **settings)
    rows: list[Row] = found.to_arrow().to_pylist()
    if counts is None:
        counts = alder.tabulate(environment, measure, by=asked.get("by", ()), **of_set, **settings)
    assert counts.cells.num_rows, "a table without cells would agree with any rows"
    for cell in counts.cells.to_pylist():
        mine = [r for r in rows if all(cell[f.id] in (TOTAL, _code(r, f.id)) for f in counts.filters)]
        assert {c.id: _number(measure, mine, c.id) for c in counts.counts} == {c.id: cell[c.id] for c in counts.counts}
        for i in counts.averages:
            values = [r[i.id] for r in mine if r[i.id] is not None]
            average = {"mean": statistics.fmean, "median": statistics.median}[i.average]
            expected = average(values) if values else None
            assert cell[i.id] == expected or abs(cell[i.id] - expected) < 1e-9
    without_row = Counter(found.seen.without_row)
    assert _left_out(measure, rows) + without_row == _excluded(counts), "and so do those that are left out, by reason"
    return rows


def _code(row: Row, filter: str) -> Any:
    return row["year"] if filter == TIME else row["scope"] if filter == "scope" else row[f"{filter}_code"]


def _number(measure: str, rows: list[Row], count: str) -> int:
    """How many are in a count: of learners each key once."""
    mine = [r for r in rows if r[count]]
    return len({(r["year"], r["person_key"]) for r in mine}) if measures[measure].counts_learners else len(mine)


def _left_out(measure: str, rows: list[Row]) -> Counter[str]:
    out = [r for r in rows if r["left_out"]]
    if measures[measure].counts_learners:
        out = list({(r["year"], r["person_key"], r["left_out"]): r for r in out}.values())
    return Counter(r["left_out"] for r in out)


def _excluded(counts: Counts) -> Counter[str]:
    """Those left out of a table, whatever the kind of provision."""
    found: Counter[str] = Counter()
    for reason, n in counts.excluded.items():
        found[reason.split(": ")[-1] if "scope" in [f.id for f in counts.filters] else reason] += n
    return found
