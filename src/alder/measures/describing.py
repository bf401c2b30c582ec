"""Learners described by one record alone, where several describe them: the one begun last in the year, or first.

Many questions split the same learners in the same way. `People` is a table of everybody, kept once for all of them,
with what one record says of each and the number of the cell that each falls in; aims then need not carry either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.derive.further import PERSON
from alder.errors import Inconsistency
from alder.measures import cells, fingerprint
from alder.measures.where.filter import LEARNER_HAS
from alder.model import expr
from alder.model.expr import at_greatest, date

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.measures.measure import Breakdown, Measure
    from alder.measures.where import Where
    from alder.model.expr import Table

AGE = "DateOfBirth"
"""What a measure reads that counts people of some ages alone."""

_PEOPLE = "people_described"
_EPOCH = (1970, 1, 1)
_MOST_RECORDS = 100_000_000_000_000


@dataclass(frozen=True)
class People:
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
    ) -> People:
        """Everybody in the table of aims `base`, with the cells and splits named, which depend on `parameters`.

        With `told` no more is said of them than in these columns.
        """
        schema = engine.schema(base)

        def build() -> Table:
            everybody = people(expr.table(base, schema), year, which)
            t = everybody.mutate(**{key: s.column(everybody) for key, s in splits.items()})
            t = cells.with_numbers(t, by_cell)
            return t.drop(*(c for c in describing(t) if told is not None and c not in told))

        numbers = {name: cells.codes(mine) for name, mine in by_cell.items()}
        key = fingerprint.key(
            "people", base, year, which, numbers, [*splits], parameters, told and sorted(told), schema
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


def must_describe(measure: Measure, splits: Sequence[Breakdown], where: Where | None) -> bool:
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


def described(aims: Table, year: int, which: str) -> Table:
    """The aims with each learner's characteristics from one record alone, where several describe the learner."""
    mine = describing(aims)
    return aims.drop(*mine).left_join(people(aims, year, which), "person").drop("person_right")


def describing(aims: Table) -> list[str]:
    """The columns that describe the learner."""
    return [c for c in aims.columns if _describes(c)]


def _describes(column: str) -> bool:
    return column in PERSON or column.startswith(LEARNER_HAS)


def people(aims: Table, year: int, which: str) -> Table:
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
