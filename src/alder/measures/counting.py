"""Counting: the aims or learners of a measure in every combination of categories, margins included.

An aim falls in one category of each filter, so margins are sums. A learner may fall in several categories of a filter
that describes aims or providers; learners are then counted anew for each choice of such filters, and only the filters
that describe the person are summed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.derive.aims import NAME
from alder.derive.further import PERSON
from alder.measures import fingerprint
from alder.measures.where.filter import LEARNER_HAS
from alder.model import expr
from alder.model.expr import date
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.engine.duckdb import DuckDB
    from alder.measures.measure import Measure, Scope
    from alder.measures.split import Split
    from alder.measures.where import Where
    from alder.model.expr import Table, Value

_MARKED = "aims_marked"
_JUDGED = "aims_judged"
_EPOCH = (1970, 1, 1)
_MOST_RECORDS = 100_000_000_000_000


class Counted:
    """The counts of one scope: for each count an array with an axis for each filter, the total in its last place."""

    def __init__(self, counts: Sequence[str], splits: Sequence[Split]) -> None:
        self.counts = tuple(counts)
        self.splits = tuple(splits)
        self.cells = {c: np.zeros([len(s.categories) + 1 for s in splits], dtype=np.int64) for c in counts}
        self.left_out: Counter[str] = Counter()

    def table(self) -> pa.Table:
        """A row for each combination, with a column for each filter and count."""
        axes = [np.array(s.codes if s.moments else [*s.codes, TOTAL]) for s in self.splits]
        grid = np.meshgrid(*axes, indexing="ij") if axes else []
        columns = {s.id: pa.array(g.ravel().tolist(), pa.string()) for s, g in zip(self.splits, grid, strict=True)}
        inside = tuple(slice(0, len(a)) for a in axes)
        return pa.table({**columns, **{c: pa.array(self.cells[c][inside].ravel()) for c in self.counts}})

    def has(self, id: str, code: str) -> bool:
        """Whether anything counted falls in a category of a filter."""
        place, at = self._place_of(id, code)
        return at is not None and any(bool(np.take(cells, at, axis=place).any()) for cells in self.cells.values())

    def without(self, id: str, code: str) -> Counted:
        """The same without a category, which nothing falls in."""
        place, at = self._place_of(id, code)
        if at is None:
            return self
        split = self.splits[place]
        kept = tuple(c for c in split.categories if c.code != code)
        splits = [*self.splits]
        splits[place] = replace(split, categories=kept, unknown=None if code == split.unknown else split.unknown)
        found = Counted(self.counts, splits)
        found.cells = {c: np.delete(cells, at, axis=place) for c, cells in self.cells.items()}
        found.left_out = self.left_out
        return found

    def _place_of(self, id: str, code: str) -> tuple[int, int | None]:
        """The axis of a filter, and where on it a category stands, if it has it."""
        place = next(i for i, s in enumerate(self.splits) if s.id == id)
        codes = self.splits[place].codes
        return place, codes.index(code) if code in codes else None

    def total(self, count: str, **where: str) -> int:
        """A count, filters that are not named at their total, and at the first of their moments."""
        rest = [0 if s.moments else -1 for s in self.splits]
        place = tuple(
            s.codes.index(where[s.id]) if s.id in where else r for s, r in zip(self.splits, rest, strict=True)
        )
        return int(self.cells[count][place])


def count(
    engine: DuckDB,
    measure: Measure,
    scope: Scope | None,
    splits: Sequence[Split],
    year: int,
    settings: Mapping[str, Any],
    *,
    base: str,
    where: Where | None = None,
) -> Counted:
    """Count the aims of the table that `judge` named."""
    counts = [c.id for c in measure.counts]
    real = [s for s in splits if s.categories]
    ids = [_by(s) for s in real]
    schema = engine.schema(base)

    def marked() -> Table:
        aims = expr.table(base, schema)
        people = any(s.person for s in splits) or (where is not None and where.about_people)
        if measure.counts_learners and not measure.extract and people:
            aims = described(aims, year, settings["characteristics_from"])
        rows = measure.rows(aims, year, scope, settings)
        if where is not None:
            rows = where.rows(rows, year=year, scope=scope, **settings)
        columns: dict[str, Value] = {_by(s): s.column(rows) for s in real}
        some = rows.left_out.notnull()
        for c in counts:
            some = some | rows[c]
        return rows.mutate(**columns).filter(some).select("person", *ids, *counts, "left_out")

    key = fingerprint.key("marked", measure.name, counts, scope, ids, year, sorted(settings.items()), where, schema)
    engine.keep(_MARKED, marked, key=key)
    shape = engine.schema(_MARKED)
    found = Counted(counts, splits)
    if measure.counts_learners:
        _count_learners(engine, found, shape)
    else:
        rows = engine.run(lambda: _sums(expr.table(_MARKED, shape), ids, counts), key=fingerprint.key("sums", shape))
        _place(found, rows, tuple(i for i, s in enumerate(splits) if s.categories))
    rows = engine.run(
        lambda: _left_out(expr.table(_MARKED, shape), counts, learners=measure.counts_learners),
        key=fingerprint.key("left out", counts, measure.counts_learners, shape),
    )
    found.left_out.update(dict(zip(rows["left_out"].to_pylist(), rows["n"].to_pylist(), strict=True)))
    return found


def _by(split: Split) -> str:
    """The column of a filter. Its plain name may be that of a field but for its case, which SQL does not tell apart."""
    return f"by_{split.id}"


def judge(engine: DuckDB, measure: Measure, settings: Mapping[str, Any]) -> str:
    """Do what depends neither on the year nor on the scope. Gives the name of the table that holds the result."""
    first = measure.judge
    if first is None:
        return measure.extract.name if measure.extract else NAME
    schema = engine.schema(NAME)
    key = fingerprint.key("judged", first, sorted(settings.items()), schema)
    engine.keep(_JUDGED, lambda: first(expr.table(NAME, schema), settings), key=key)
    return _JUDGED


def described(aims: Table, year: int, which: str) -> Table:
    """The aims with each learner's characteristics from one record alone, where several describe the learner."""
    begun = aims.filter(aims.LearnStartDate <= date(year + 1, 7, 31))
    day = begun.LearnStartDate.delta(date(*_EPOCH), unit="day").cast("int64")
    latest = which == "latest_start"
    order = (day if latest else -day) * _MOST_RECORDS - begun.record
    chosen = begun.mutate(order=order).group_by("person")
    chosen = chosen.aggregate(aim_id=lambda t: t.aim_id.argmax(t.order))
    mine = [c for c in aims.columns if c in PERSON or c.startswith(LEARNER_HAS)]
    people = chosen.join(aims.select("aim_id", *mine), "aim_id").drop("aim_id")
    return aims.drop(*mine).left_join(people, "person").drop("person_right")


def _sums(marked: Table, ids: Sequence[str], counts: Sequence[str]) -> Table:
    sums = {c: marked[c].cast("int64").sum() for c in counts}
    return marked.group_by(list(ids)).aggregate(**sums) if ids else marked.aggregate(**sums)


def _count_learners(engine: DuckDB, found: Counted, shape: pa.Schema) -> None:
    """Each choice of the filters in which a learner may fall several times is a count of its own."""
    real = [s for s in found.splits if s.categories]
    people = [_by(s) for s in real if s.person]
    several = [_by(s) for s in real if not s.person]
    for n in range(len(several) + 1):
        for chosen in combinations(several, n):
            ids = [*people, *chosen]

            def build(ids: list[str] = ids) -> Table:
                t = expr.table(_MARKED, shape)
                once = t.group_by(["person", *ids]).aggregate(**{c: t[c].any() for c in found.counts})
                return _sums(once, ids, found.counts)

            rows = engine.run(build, key=fingerprint.key("learners", ids, found.counts, shape))
            _place(found, rows, tuple(i for i, s in enumerate(found.splits) if _by(s) in ids), only=people)


def _place(found: Counted, rows: pa.Table, axes: tuple[int, ...], only: Sequence[str] | None = None) -> None:
    """Put counts of the finest categories of some axes into the cells, and sum the axes that may be summed.

    `only` names these; without it all may. The totals of other axes are counts of their own, and stay untouched.
    """
    splits = [found.splits[i] for i in axes]
    shape = [len(s.categories) + 1 for s in splits]
    places = np.zeros(rows.num_rows, dtype=np.int64)
    for s, size in zip(splits, shape, strict=True):
        codes = pc.index_in(rows[_by(s)], value_set=pa.array(s.codes, pa.string()))
        assert codes.null_count == 0, f"{s.id} has a value that is not one of its categories"
        places = places * size + codes.to_numpy()
    summed = [only is None or _by(s) in only for s in splits]
    own: tuple[Any, ...] = tuple(
        slice(None) if sum_it else slice(0, len(s.categories)) for s, sum_it in zip(splits, summed, strict=True)
    )
    inside: tuple[Any, ...] = tuple(own[axes.index(i)] if i in axes else -1 for i in range(len(found.splits)))
    for c in found.counts:
        cells = np.zeros(int(np.prod(shape, dtype=np.int64)), dtype=np.int64)
        cells[places] = rows[c].fill_null(0).to_numpy()
        block = cells.reshape(shape)
        for axis, s in enumerate(splits):
            if summed[axis]:
                total: tuple[Any, ...] = (*([slice(None)] * axis), -1)
                block[total] = np.take(block, range(len(s.categories)), axis=axis).sum(axis=axis)
        found.cells[c][inside] = block[own]


def _left_out(marked: Table, counts: Sequence[str], *, learners: bool) -> Table:
    """How many were left out, by reason. A learner is left out when none of their aims counts."""
    if not learners:
        out = marked.filter(marked.left_out.notnull())
        return out.group_by("left_out").aggregate(n=out.count())
    counted = marked[counts[0]]
    once = marked.group_by("person").aggregate(counted=counted.any(), left_out=marked.left_out.min())
    out = once.filter(~once.counted & once.left_out.notnull())
    return out.group_by("left_out").aggregate(n=out.count())
