"""Counting: the aims or learners of a measure in every combination of categories, margins included.

An aim falls in one category of each filter, so margins are sums. A learner may fall in several categories of a filter
that describes aims or providers; learners are then counted anew for each choice of such filters, and only the filters
that describe the person are summed.

Rows are grouped by one number, that of their cell, far faster than by the codes of five filters, and the number says
where in the array of counts the sum belongs. Learners are described by one record alone, where several describe them:
the one begun last in the year, or first. `LearnerRecords` is a table of everybody, kept once for all queries that split
the same learners in the same way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.derive import variables
from alder.derive.aims import PERSON
from alder.engine import sql_cache
from alder.errors import Inconsistency
from alder.measures.calculation import classification
from alder.measures.calculation.record_keys import KEYS, RECORD_KEYS, WHOSE, records_behind
from alder.measures.condition.condition import LEARNER_HAS
from alder.model import expr
from alder.model.expr import at_greatest, date, ifelse, literal, null
from alder.model.expr import numbered as numbered_as
from alder.model.record_keys import FULL
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from alder.engine.protocol import Engine
    from alder.measures.calculation.record_keys import RecordSecret
    from alder.measures.condition import Condition
    from alder.measures.measure import Breakdown, Measure, Scope
    from alder.model.expr import Table, Truth, Value, Whole

CELL = "cell"
"""The column that says in which cell a row falls, as far as its filters are numbered."""

_MOST = 40
"""Categories that are worth comparing a row with, one by one."""


def numbered_breakdowns(splits: Sequence[Breakdown]) -> list[Breakdown]:
    """The filters whose categories have a part in the number."""
    return [s for s in splits if s.key and 0 < len(s.categories) <= _MOST]


def cell_steps(splits: Sequence[Breakdown]) -> dict[str, int]:
    """How far apart in the array two categories of each filter are that follow each other, the total being the last."""
    found: dict[str, int] = {}
    step = 1
    for split in reversed([s for s in splits if s.categories]):
        found[split.id] = step
        step *= len(split.categories) + 1
    return found


def cell_column(splits: Sequence[Breakdown]) -> str:
    """The column that holds the number in a table that serves several questions; empty where no filter is numbered."""
    step = cell_steps(splits)
    parts = [f"{step[s.id]}×{s.key} of {len(s.categories)}" for s in numbered_breakdowns(splits)]
    return " + ".join([CELL, *parts]) if parts else ""


def cell_codes(splits: Sequence[Breakdown]) -> list[tuple[str, list[str]]]:
    """What the number depends on, beside what the columns of the splits do: their keys and the order of their codes."""
    return [(s.key, s.codes) for s in numbered_breakdowns(splits)]


def cell_number(rows: Table, splits: Sequence[Breakdown], *, of: Sequence[Breakdown] | None = None) -> Whole:
    """The number of the cell of each row, or the part in it `of` some of the filters; missing where it is in none of a
    filter's categories.
    """
    step = cell_steps(splits)
    parts = [_place_in(s, rows) * step[s.id] for s in numbered_breakdowns(splits if of is None else of)]
    return reduce(add, parts).cast("int32")


def with_cell_numbers(rows: Table, by_cell: Mapping[str, Sequence[Breakdown]]) -> Table:
    """The rows with the number of the cell of each, in the columns named; missing where a row is in none of a filter's
    categories.
    """
    coded = {s.key: s for splits in by_cell.values() for s in numbered_breakdowns(splits)}
    places = {key: _place_in(s, rows) for key, s in coded.items()}
    # A view keeps the places apart from the numbers: in one statement a place would be worked out for each number.
    placed = rows.mutate(**{_place_column(key): place for key, place in places.items()}).view()
    numbers = {name: _number(splits, placed) for name, splits in by_cell.items()}
    return placed.select(*rows.columns, **numbers)


def _number(splits: Sequence[Breakdown], placed: Table) -> Whole:
    step = cell_steps(splits)
    return reduce(add, [placed[_place_column(s.key)] * step[s.id] for s in numbered_breakdowns(splits)]).cast("int32")


def _place_in(split: Breakdown, rows: Table) -> Whole:
    return numbered_as(split.column(rows), {c: n for n, c in enumerate(split.codes)})


def _place_column(key: str) -> str:
    return f"place in {key}"


AGE = "DateOfBirth"
"""What a measure reads that counts people of some ages alone."""

_PEOPLE = "people_described"
_EPOCH = (1970, 1, 1)
_MOST_RECORDS = 100_000_000_000_000


@dataclass(frozen=True)
class LearnerRecords:
    """A kept table of everybody who has an aim: a row each, with what one record says of them.

    It has a column for each of some splits, by its key, and for the cell of some tables, by `cells.name`.
    """

    table: str
    schema: pa.Schema

    @classmethod
    def kept(
        cls,
        engine: Engine,
        base: str,
        year: int,
        which: str,
        by_cell: Mapping[str, Sequence[Breakdown]],
        splits: Mapping[str, Breakdown],
        parameters: Sequence[object],
        told: Collection[str] | None = None,
    ) -> LearnerRecords:
        """Everybody in the table of aims `base`, with the cells and splits named, which depend on `parameters`.

        With `told` no more is said of them than in these columns.
        """
        schema = engine.schema(base)

        def build() -> Table:
            everybody = people_in(expr.table(base, schema), year, which)
            t = everybody.mutate(**{key: s.column(everybody) for key, s in splits.items()})
            t = with_cell_numbers(t, by_cell)
            return t.drop(*(c for c in describing(t) if told is not None and c not in told))

        numbers = {name: cell_codes(mine) for name, mine in by_cell.items()}
        key = sql_cache.key(
            "measures", "people", base, year, which, numbers, [*splits], parameters, told and sorted(told), schema
        )
        engine.keep(_PEOPLE, build, key=key)
        return cls(_PEOPLE, engine.schema(_PEOPLE))

    def rows(self) -> Table:
        return expr.table(self.table, self.schema)

    def describe(self, aims: Table, read: Collection[str] | None = None) -> Table:
        """The aims with each learner's characteristics from here; with `read` these alone, and no others."""
        mine = describing(aims)
        wanted = [c for c in mine if read is None or c in read]
        if not self.has(wanted):
            lacks = ", ".join(c for c in wanted if not self.has([c]))
            raise Inconsistency(f"more is asked of people than was kept of them: {lacks}")
        bare = aims.drop(*mine)
        if not wanted:
            return bare
        return bare.left_join(self.rows().select("person", *wanted), "person").drop("person_right")

    def has(self, columns: Collection[str]) -> bool:
        return {*columns} <= {*self.schema.names}


def must_describe(measure: Measure, splits: Sequence[Breakdown], where: Condition | None) -> bool:
    """Whether each learner's characteristics have to be taken from one record."""
    about_people = any(s.person for s in splits) or (where is not None and where.about_people)
    about_people = about_people or AGE in read_of_people(measure)  # or a total would differ from the sum of its parts
    return measure.counts_learners and not measure.extract and about_people


def read_of_people(measure: Measure) -> frozenset[str]:
    """The columns that describe the learner which the rows of a measure read themselves, whatever it is split by."""
    derived = [variables[n] for n in measure.derives if n in variables]
    more = (c for v in derived for c in (*v.reads, *v.columns, *v.helped_by))
    return PERSON & {*measure.reads, *measure.columns, *more}


def can_be_of_people(splits: Sequence[Breakdown]) -> bool:
    """Whether all of these can be worked out from what describes people, once for each of them."""
    read = frozenset[str]().union(*(s.of_aims for s in splits if s.categories))
    return all(c == "person" or _describes(c) for c in read)


def describe_learners(aims: Table, year: int, which: str) -> Table:
    """The aims with each learner's characteristics from one record alone, where several describe the learner."""
    mine = describing(aims)
    return aims.drop(*mine).left_join(people_in(aims, year, which), "person").drop("person_right")


def describing(aims: Table) -> list[str]:
    """The columns that describe the learner."""
    return [c for c in aims.columns if _describes(c)]


def _describes(column: str) -> bool:
    return column in PERSON or column.startswith(LEARNER_HAS)


def people_in(aims: Table, year: int, which: str) -> Table:
    """Everybody who has an aim, with the characteristics of one record: of those begun by the end of the year the one
    that began last, or first. Without any they are missing.
    """
    begun = (aims.LearnStartDate <= date(year + 1, 7, 31)).fill_null(False)
    day = aims.LearnStartDate.delta(date(*_EPOCH), unit="day").cast("int64")
    latest = which == "latest_start"
    order = (day if latest else -day) * _MOST_RECORDS - aims.record
    ordered = aims.mutate(order=order, begun=begun)
    chosen = ordered.group_by("person").aggregate(aim_id=at_greatest(ordered.aim_id, ordered.order, ordered.begun))
    return chosen.left_join(aims.select("aim_id", *describing(aims)), "aim_id").drop("aim_id", "aim_id_right")


_MARKED = "aims_marked"


class CountedScope:
    """The counts of one scope: for each count an array with an axis for each filter, the total in its last place.

    Of one that is `keyed` there is beside each count the sum of the keys of the records that it counts.
    """

    def __init__(self, counts: Sequence[str], splits: Sequence[Breakdown], *, keyed: bool = False) -> None:
        self.counts = tuple(counts)
        self.splits = tuple(splits)
        self.keyed = keyed
        self.records: pa.Table | None = None
        """Of those that are to be known, a row for each record and combination of categories."""
        self.cells = {c: np.zeros([len(s.categories) + 1 for s in splits], dtype=np.int64) for c in self.summed}
        self.left_out: Counter[str] = Counter()

    @property
    def summed(self) -> tuple[str, ...]:
        """The columns that are added up: the counts, and where there are any the keys."""
        return (*self.counts, *(_key_of(c) for c in self.counts if self.keyed))

    def keys(self) -> pa.Table:
        """The rows of `table`, with the sum of keys in each count's column."""
        inside = tuple(slice(0, len(s.codes) + (not s.moments)) for s in self.splits)
        return pa.table({c: pa.array(self.cells[_key_of(c)][inside][self._possible()] % FULL) for c in self.counts})

    def table(self) -> pa.Table:
        """A row for each combination that can exist, with a column for each filter and count."""
        axes = [pa.array(s.codes if s.moments else [*s.codes, TOTAL], pa.string()) for s in self.splits]
        possible = self._possible()
        rows = np.flatnonzero(possible)
        places = np.unravel_index(rows, possible.shape) if self.splits else ()
        columns = {s.id: a.take(pa.array(p)) for s, a, p in zip(self.splits, axes, places, strict=True)}
        inside = tuple(slice(0, len(a)) for a in axes)
        return pa.table({**columns, **{c: pa.array(self.cells[c][inside].ravel()[rows]) for c in self.counts}})

    def _possible(self) -> NDArray[np.bool_]:
        """Which combinations can exist: nothing is about welding and languages, one a part of engineering."""
        shape = [len(s.codes) + (not s.moments) for s in self.splits]
        found = np.ones(shape, dtype=bool)
        for axis, s in enumerate(self.splits):
            above = next((n for n, other in enumerate(self.splits) if other.id == s.parent), None)
            if s.within is None or above is None:
                continue
            parents = {code: n for n, code in enumerate(self.splits[above].codes)}
            for n, code in enumerate(s.codes):
                if code != s.unknown:  # who has no known part may be in any of the wholes
                    elsewhere: list[Any] = [slice(None)] * len(shape)
                    elsewhere[axis] = n
                    elsewhere[above] = [at for parent, at in parents.items() if parent != s.within(code)]
                    found[tuple(elsewhere)] = False
        if any(self.cells[c][tuple(map(slice, shape))][~found].any() for c in self.counts):
            raise Inconsistency("something falls in a category and in another whole than the one that it is part of")
        return found

    def has(self, id: str, code: str) -> bool:
        """Whether anything counted falls in a category of a filter."""
        place, at = self._place_of(id, code)
        return at is not None and any(bool(np.take(cells, at, axis=place).any()) for cells in self.cells.values())

    def without(self, id: str, code: str) -> CountedScope:
        """The same without a category, which nothing falls in."""
        place, at = self._place_of(id, code)
        if at is None:
            return self
        split = self.splits[place]
        kept = tuple(c for c in split.categories if c.code != code)
        splits = [*self.splits]
        splits[place] = replace(split, categories=kept, unknown=None if code == split.unknown else split.unknown)
        found = CountedScope(self.counts, splits, keyed=self.keyed)
        found.cells = {c: np.delete(cells, at, axis=place) for c, cells in self.cells.items()}
        found.left_out = self.left_out
        found.records = self.records
        return found

    def only(self, counts: Sequence[str], splits: Sequence[Breakdown]) -> CountedScope:
        """The same of some of the counts, under splits that are the same but in name."""
        found = CountedScope((), splits, keyed=self.keyed)
        found.counts = tuple(counts)
        found.cells = {c: self.cells[c] for c in found.summed}
        found.left_out = self.left_out
        if self.records is not None:
            found.records = self.records.select([*WHOSE, *(s.id for s in self.splits), *counts])
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
    engine: Engine,
    measure: Measure,
    scope: Scope | None,
    splits: Sequence[Breakdown],
    year: int,
    settings: Mapping[str, Any],
    *,
    base: str,
    where: Condition | None = None,
    counts: Sequence[str] = (),
    also: Callable[[Table], Mapping[str, Truth]] | None = None,
    keyed: bool = False,
    secret: RecordSecret | None = None,
    everybody: LearnerRecords | None = None,
) -> CountedScope:
    """Count the aims of the table that `classify` named. `counts` are those of the measure unless they are given; those
    of them that its rows have not follow from the rows by `also`.

    `keyed` adds up the keys of the people behind each count too, from the table of these that the engine holds. With a
    `secret` the records behind each count are told too, by keys that follow from it.

    `everybody` is the kept table of the people in the table of aims, where there is one: learners are described by it,
    and where it has their cell they are counted before they are described.
    """
    counts = tuple(counts) or tuple(c.id for c in measure.counts)
    found = CountedScope(counts, splits, keyed=keyed)
    schema = engine.schema(base)
    by_cell = cell_column(splits) if is_by_cell(measure, splits) else ""
    apart = [s for s in splits if s.categories and not (by_cell and s in numbered_breakdowns(splits))]
    ids = [_by(s) for s in apart]
    describe = must_describe(measure, splits, where)
    about = where is not None and where.about_people
    of_people = everybody if describe and by_cell and not apart and not about and secret is None else None
    if of_people and not of_people.has([by_cell]):
        of_people = None
    # Each aim has a row for each of its moments, and is the same in all but the moment.
    moments = [s for s in numbered_breakdowns(splits) if s.moments]
    first = [s for s in numbered_breakdowns(splits) if moments and not s.moments]

    def rows_of() -> Table:
        def described(aims: Table) -> Table:
            if of_people:
                aims = of_people.describe(aims, read_of_people(measure))
            elif describe and everybody:
                aims = everybody.describe(aims)
            elif describe:
                aims = describe_learners(aims, year, settings["characteristics_from"])
            return aims.mutate(**{CELL: cell_number(aims, splits, of=first)}) if first else aims

        aims = expr.table(base, schema)
        rows = rows_counted(measure, aims, scope, year, settings, described=described, where=where, counts=counts)
        if also is not None:
            rows = rows.mutate(**also(rows))
        if keyed:
            rows = rows.left_join(expr.table(RECORD_KEYS, KEYS), "person").drop("person_right")
        return rows

    def marked() -> Table:
        rows = rows_of()
        columns: dict[str, Value] = {_by(s): s.column(rows) for s in apart}
        if keyed:
            columns |= {_key_of(c): ifelse(rows[c], rows.record_key, literal(0).cast("int64")) for c in counts}
        if by_cell and not of_people:
            cell = cell_number(rows, splits, of=moments or None)
            columns[CELL] = rows[CELL] + cell if first else cell
        if not (by_cell and measure.criteria):
            some = rows.left_out.notnull()
            for c in counts:
                some = some | rows[c]
            rows = rows.filter(some)
        return rows.mutate(**columns).select("person", *columns, *counts, "left_out")

    key: tuple[object, ...] = (
        *("marked", *classification.key(measure), measure.eligible, also, found.summed),
        *(scope, year, sorted(settings.items()), where, schema),
        *(ids, by_cell, cell_codes(splits), [s.key for s in splits], everybody, of_people),
    )
    tally(engine, found, marked, key, measure, [*([CELL] if by_cell else []), *ids], of_people)
    if secret is not None:
        found.records = records_behind(engine, measure, rows_of, counts, splits, secret, year=year, key=key)
    return found


def rows_counted(
    measure: Measure,
    table: Table,
    scope: Scope | None,
    year: int,
    settings: Mapping[str, Any],
    *,
    described: Callable[[Table], Table],
    where: Condition | None = None,
    counts: Sequence[str] = (),
) -> Table:
    """The rows of the population of a measure that fit a filter, with a truth column for each count and the reason of
    those left out. `described` gives each learner's characteristics to the rows of the table that `classify` named.
    """
    eligible = table.filter(measure.eligible(table)) if measure.eligible else table
    rows = classification.classified_rows(measure, described(eligible), year, scope, settings, counts)
    if measure.criteria:
        # Who is outside is told by the criteria alone, before anything dearer is worked out for the rest.
        rows = rows.filter(rows[classification.POPULATION])
    return where.rows(rows, year=year, scope=scope, **settings) if where is not None else rows


def is_by_cell(measure: Measure, splits: Sequence[Breakdown]) -> bool:
    """Whether what is counted falls in one cell alone, so that rows may be grouped by its number."""
    return not measure.counts_learners or (not measure.extract and all(s.person for s in splits if s.categories))


def tally(
    engine: Engine,
    found: CountedScope,
    marked: Callable[[], Table],
    key: tuple[object, ...],
    measure: Measure,
    ids: Sequence[str],
    of_people: LearnerRecords | None = None,
) -> None:
    """Fill the cells from the marked rows, whose columns of categories are `ids`, and count what was left out.

    `of_people` has the cell of everybody, where the marked rows have not. Where nobody falls in several categories of
    a filter one statement does it, and no marked row is kept.
    """
    axes = tuple(i for i, s in enumerate(found.splits) if s.categories)
    learners = measure.counts_learners
    if not is_by_cell(measure, found.splits):
        engine.keep(_MARKED, marked, key=sql_cache.key("measures", *key))
        shape = engine.schema(_MARKED)
        _count_learners(engine, found, shape)
        rows = engine.run(
            lambda: _left_out(expr.table(_MARKED, shape), found.counts),
            key=sql_cache.key("measures", "left out", found.counts, shape),
        )
    else:

        def once() -> Table:
            if of_people:
                return _people_in_cells(marked(), of_people, cell_column(found.splits), found.summed)
            return (_learners if learners else _reasons)(marked(), ids, found.summed)

        rows = engine.run(once, key=sql_cache.key("measures", "once", found.summed, *key))
        _fill_cells(found, rows, axes)
    out = rows.filter(pc.is_valid(rows["left_out"])).group_by("left_out").aggregate([("n", "sum")])
    found.left_out.update(dict(zip(out["left_out"].to_pylist(), out["n_sum"].to_pylist(), strict=True)))


def _by(split: Breakdown) -> str:
    """The column of a filter. Its plain name may be that of a field but for its case, which SQL does not tell apart."""
    return f"by_{split.id}"


def _key_of(count: str) -> str:
    """The column with the key of whoever is counted, and 0 of others."""
    return f"key_of_{count}"


def _of_a_learner(marked: Table, column: str) -> Value:
    """Whether any row of a learner counts, or the learner's key where any does."""
    return marked[column].any() if marked[column].type().is_boolean() else marked[column].max()


def _sums(marked: Table, ids: Sequence[str], counts: Sequence[str]) -> Table:
    sums = {c: marked[c].cast("int64").sum() for c in counts}
    return marked.group_by(list(ids)).aggregate(**sums) if ids else marked.aggregate(**sums)


def _count_learners(engine: Engine, found: CountedScope, shape: pa.Schema) -> None:
    """Each choice of the filters in which a learner may fall several times is a count of its own."""
    real = [s for s in found.splits if s.categories]
    people = [_by(s) for s in real if s.person]
    several = [_by(s) for s in real if not s.person]
    for n in range(len(several) + 1):
        for chosen in combinations(several, n):
            ids = [*people, *chosen]

            def build(ids: list[str] = ids) -> Table:
                t = expr.table(_MARKED, shape)
                once = t.group_by(["person", *ids]).aggregate(**{c: _of_a_learner(t, c) for c in found.summed})
                return _sums(once, ids, found.summed)

            rows = engine.run(build, key=sql_cache.key("measures", "learners", ids, found.summed, shape))
            _fill_cells(found, rows, tuple(i for i, s in enumerate(found.splits) if _by(s) in ids), only=people)


def _fill_cells(found: CountedScope, rows: pa.Table, axes: tuple[int, ...], only: Sequence[str] | None = None) -> None:
    """Put counts of the finest categories of some axes into the cells, and sum the axes that may be summed.

    `only` names these; without it all may. The totals of other axes are counts of their own, and stay untouched.
    """
    splits = [found.splits[i] for i in axes]
    shape = [len(s.categories) + 1 for s in splits]
    step = cell_steps(splits)
    places = np.zeros(rows.num_rows, dtype=np.int64)
    if CELL in rows.column_names:
        if rows[CELL].null_count:
            named = " or ".join(_by(s) for s in splits)
            raise Inconsistency(f"a filter has a value that is not one of its categories: {named}")
        places = places + rows[CELL].to_numpy()
    for s in (s for s in splits if _by(s) in rows.column_names):
        codes = pc.index_in(rows[_by(s)], value_set=pa.array(s.codes, pa.string()))
        if codes.null_count:
            raise Inconsistency(f"a filter has a value that is not one of its categories: {s.id}")
        places = places + codes.to_numpy() * step[s.id]
    summed = [only is None or _by(s) in only for s in splits]
    own: tuple[Any, ...] = tuple(
        slice(None) if sum_it else slice(0, len(s.categories)) for s, sum_it in zip(splits, summed, strict=True)
    )
    inside: tuple[Any, ...] = tuple(own[axes.index(i)] if i in axes else -1 for i in range(len(found.splits)))
    for c in found.summed:
        sums = np.zeros(int(np.prod(shape, dtype=np.int64)), dtype=np.int64)
        np.add.at(sums, places, rows[c].fill_null(0).to_numpy())
        block = sums.reshape(shape)
        for axis, s in enumerate(splits):
            if summed[axis]:
                total: tuple[Any, ...] = (*([slice(None)] * axis), -1)
                block[total] = np.take(block, range(len(s.categories)), axis=axis).sum(axis=axis)
        found.cells[c][inside] = block[own]


def _left_out(marked: Table, counts: Sequence[str]) -> Table:
    """How many were left out, by reason. A learner is left out when none of their aims counts."""
    counted = marked[counts[0]]
    once = marked.group_by("person").aggregate(counted=counted.any(), left_out=marked.left_out.min())
    out = once.filter(~once.counted & once.left_out.notnull())
    return out.group_by("left_out").aggregate(n=out.count())


def _reasons(marked: Table, ids: Sequence[str], counts: Sequence[str]) -> Table:
    """What is counted by categories, and how many were left out of each, by reason."""
    sums = {c: marked[c].cast("int64").sum() for c in counts}
    return marked.group_by([*ids, "left_out"]).aggregate(**sums, n=marked.count())


def _learners(marked: Table, ids: Sequence[str], counts: Sequence[str]) -> Table:
    """The same of learners, each in one category of every filter, who are left out when none of their aims counts."""
    return _reasons(learners_once(marked, ids, counts), ids, counts)


def learners_once(marked: Table, ids: Sequence[str], counts: Sequence[str]) -> Table:
    """Each learner once in each combination of categories, with the reason of one who does not count."""
    found = marked.group_by(["person", *ids]).aggregate(
        **{c: _of_a_learner(marked, c) for c in counts}, left_out=marked.left_out.min()
    )
    return found.mutate(left_out=ifelse(~found[counts[0]], found.left_out, null("string")))


def _people_in_cells(marked: Table, everybody: LearnerRecords, by_cell: str, counts: Sequence[str]) -> Table:
    """The same where the cell of each is known of the person: nobody is looked up who does not count."""
    once = learners_once(marked, [], counts)
    cell = everybody.rows().select("person", **{CELL: everybody.rows()[by_cell]})
    return _reasons(once.left_join(cell, "person").drop("person_right"), [CELL], counts)
