"""Passes, ways of recognising the same person in two tables, and how the engine runs them one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import sql_cache
from alder.linkage.conflicts import Conflict
from alder.linkage.identifying_columns import NUMBERS_OF_PEOPLE, ROW, normalise
from alder.model import expr
from alder.model.expr import ifelse, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.engine.protocol import Engine
    from alder.model.expr import Table, Truth, Value


class Expect(StrEnum):
    """How many rows of one table one row of the other may be linked to: left to right."""

    ONE_TO_ONE = "one-to-one"
    MANY_TO_ONE = "many-to-one"
    ONE_TO_MANY = "one-to-many"
    MANY_TO_MANY = "many-to-many"

    @property
    def one_right(self) -> bool:
        """Whether a left row has at most one right row."""
        return self.value.endswith("to-one")

    @property
    def one_left(self) -> bool:
        """Whether a right row has at most one left row."""
        return self.value.startswith("one-to")


@dataclass(frozen=True)
class Pass:
    """Rows are the same person's where all columns of `on` are equal and `agree` does not speak against it.

    Of the columns in `agree` one at least must be equal, among those that are known on both sides; where none is known
    on both sides, nothing speaks against it. Columns have the names of `identifying_columns.COLUMNS`, whatever they are
    called in the tables. A missing value, one that stands in for another (a temporary number), and a number that cannot
    be one are equal to nothing.
    """

    name: str
    on: tuple[str, ...]
    agree: tuple[str, ...] = ()


_PERSON = ("DateOfBirth", "surname_initial")

ULN = Pass("ULN", ("ULN",), _PERSON)
PMR = Pass("PMR", ("PMR",), _PERSON)
UPN = Pass("UPN", ("UPN",), _PERSON)
HUSID = Pass("HUSID", ("HUSID",), _PERSON)
REFERENCE = Pass("provider, reference and date of birth", ("UKPRN", "LearnRefNumber", "DateOfBirth"), ("Sex",))

STANDARD: tuple[Pass, ...] = (ULN, PMR, UPN, HUSID, REFERENCE)
"""The passes that are tried, in this order, where none are named: those whose columns both tables have.

A number is believed where date of birth or the first letter of the surname agrees: names change and dates are mistyped,
but seldom both. A provider may give its reference to somebody else in a later year, so date of birth must be equal.
"""

BY_NUMBER: dict[str, Pass] = {
    **{which.name: which for which in (ULN, PMR, UPN, HUSID)},
    **{name: Pass(name, (name,), _PERSON) for name in NUMBERS_OF_PEOPLE if name not in ("ULN", "PMR", "UPN", "HUSID")},
}
"""The pass of each number that stands for a person, by its name."""


LINKS = pa.schema([("left_row", pa.int64()), ("right_row", pa.int64()), ("pass", pa.string())])
"""A line for each link: the numbers of the two rows, and which pass made it."""


LINKS_FOUND, CONFLICTS_FOUND = "links found", "conflicts found"
"""The tables that the engine holds afterwards: the links, and what is left for somebody to look at."""


def run_passes(engine: Engine, left: str, right: str, passes: Sequence[Pass], expect: Expect) -> None:
    """Link two tables that the engine holds, as `sides.prepare` gives them. Everything stays in the engine.

    A row that is linked, or in conflict, takes no part in later passes: a weaker pass never overrules what a stronger
    one found doubtful. A side on which a row may have many partners stays open for the other's sake.
    """
    work = _Tables(engine)
    columns = [c for p in passes for c in (*p.on, *p.agree)]
    work.keep("open left", lambda t: normalise(t, columns), left)
    work.keep("open right", lambda t: normalise(t, columns), right)
    links: list[tuple[str, str]] = []
    conflicts: list[tuple[str, str]] = []
    for n, which in enumerate(passes):
        if n and (expect.one_right or not expect.one_left):
            work.keep("open left", lambda t, *done: _open(t, "left_row", done), "open left", "links", "conflicts")
        if n and (expect.one_left or not expect.one_right):
            work.keep("open right", lambda t, *done: _open(t, "right_row", done), "open right", "links", "conflicts")
        work.keep("candidates", lambda a, b, p=which: _candidates(a, b, p), "open left", "open right")
        work.keep("crowded left", lambda c: _crowded(c, "left_row", expect.one_right), "candidates")
        work.keep("crowded right", lambda c: _crowded(c, "right_row", expect.one_left), "candidates")
        work.keep("links", _linked, "candidates", "crowded left", "crowded right")
        work.keep("conflicts", _conflicting, "candidates", "crowded left", "crowded right")
        links.append((work.at("links"), which.name))
        conflicts.append((work.at("conflicts"), which.name))
    engine.keep(LINKS_FOUND, lambda: _together(engine, links, ("left_row", "right_row")))
    engine.keep(CONFLICTS_FOUND, lambda: _together(engine, conflicts, ("kind", "left_row", "right_row")))


class _Tables:
    """Tables that are worked out one after the other, each under a name of its own for as long as it is read.

    The columns of one follow from its SQL, so that the key of this stands for them in the keys of what reads it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._at: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._made = 0

    def keep(self, name: str, build: Callable[..., Table], *reads: str) -> None:
        self._made += 1
        made = f"link {self._made} {name}"
        read = [(self._at.get(r, r), self._keys.get(r) or self._engine.schema(r)) for r in reads]
        key = sql_cache.key("measures", build, normalise, [*Conflict], read)  # all that builds with what is here
        self._engine.keep(made, lambda: build(*map(self._table, reads)), key=key)
        self._at[name], self._keys[name] = made, key

    def at(self, name: str) -> str:
        """Under which name the engine holds the table last made so."""
        return self._at[name]

    def _table(self, name: str) -> Table:
        at = self._at.get(name, name)
        return expr.table(at, self._engine.schema(at))


def _candidates(left: Table, right: Table, which: Pass) -> Table:
    """Every pair of rows with equal columns, and what the others say of it."""
    agree = [c for c in which.agree if c in left.columns and c in right.columns]
    a = _complete(left, which.on).select(*which.on, *agree, left_row=left[ROW])
    b = _complete(right, which.on).select(*which.on, right_row=right[ROW], **{f"{c} right": right[c] for c in agree})
    pairs = a.inner_join(b, list(which.on))
    same = [(pairs[c] == pairs[f"{c} right"]) for c in agree]
    known = _sum([ifelse(s.notnull(), 1, 0) for s in same])
    equal = _sum([ifelse(s.fill_null(False), 1, 0) for s in same])
    return pairs.select("left_row", "right_row", fits=(known == 0) | (equal > 0), differs=equal < known)


def _complete(table: Table, columns: tuple[str, ...]) -> Table:
    return table.filter(reduce(lambda a, b: a & b, [table[c].notnull() for c in columns]))


def _sum(values: list[Value]) -> Value:
    return reduce(lambda a, b: a + b, values, literal(0))


def _crowded(candidates: Table, side: str, counts: bool) -> Table:
    """Rows of a side that fit several of the other, where they may have one partner only."""
    fitting = candidates.filter(candidates.fits)
    n = fitting.group_by(side).aggregate(n=fitting.count())
    allowed: Truth = n.n > 1 if counts else literal(False)
    return n.filter(allowed).select(side)


def _linked(candidates: Table, crowded_left: Table, crowded_right: Table) -> Table:
    fitting = candidates.filter(candidates.fits)
    alone = fitting.anti_join(crowded_left, "left_row").anti_join(crowded_right, "right_row")
    return alone.select("left_row", "right_row", "differs")


def _conflicting(candidates: Table, crowded_left: Table, crowded_right: Table) -> Table:
    """A line for each pair and each reason."""
    fitting = candidates.filter(candidates.fits)
    alone = fitting.anti_join(crowded_left, "left_row").anti_join(crowded_right, "right_row")
    kinds = (
        (Conflict.DISAGREES, candidates.filter(~candidates.fits)),
        (Conflict.SEVERAL_RIGHT, fitting.semi_join(crowded_left, "left_row")),
        (Conflict.SEVERAL_LEFT, fitting.semi_join(crowded_right, "right_row")),
        (Conflict.DIFFERS, alone.filter(alone.differs)),
    )
    return expr.union(*(t.select("left_row", "right_row", kind=literal(kind.value)) for kind, t in kinds))


def _open(table: Table, side: str, done: tuple[Table, ...]) -> Table:
    for t in done:
        table = table.anti_join(t.select(**{ROW: t[side]}), ROW)
    return table


def _together(engine: Engine, parts: Sequence[tuple[str, str]], columns: tuple[str, ...]) -> Table:
    """What each pass found, with the name of the pass."""
    tables = [(expr.table(at, engine.schema(at)), name) for at, name in parts]
    return expr.union(*(t.select(*columns, **{"pass": literal(name)}) for t, name in tables))
